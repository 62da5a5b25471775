"""`int` and `float`: what converts to a number."""

from __future__ import annotations

from tfscope.domain.heap import (
    ArrayObject,
    DictObject,
    ListObject,
    SetObject,
)
from tfscope.domain.values import UNKNOWN, AbstractValue, Dimension, OneOf, Text, Unknown, map_alternatives
from tfscope.models.machine import Call, Machine
from tfscope.models.python.arguments import NOT_GIVEN
from tfscope.models.python.builtins import by_method
from tfscope.models.registry import model


@model("builtins.int", "builtins.long")
def int_(machine: Machine, call: Call, x: AbstractValue = 0, base: AbstractValue = NOT_GIVEN) -> AbstractValue:
    """An integer."""
    if isinstance(x, (bool, int, float, str, bytes)):
        return convert(machine, int, x) if base is NOT_GIVEN else convert_base(machine, x, base)
    if isinstance(x, Unknown):
        return Unknown(x.label, "int")
    if isinstance(x, Text):
        return Unknown("", "int")
    if isinstance(x, OneOf):
        return map_alternatives(lambda option: UNKNOWN if option is None else int_(machine, call, option, base), x)
    if isinstance(x, Dimension):
        return x.value if isinstance(x.value, int) else Unknown("", "int")
    if isinstance(x, ArrayObject):
        return convert_array(machine, int, x)
    if x is None or isinstance(x, (ListObject, DictObject, SetObject, tuple)):
        of = machine.type_name(x)
        kinds = "a string, a bytes-like object or a real number"
        machine.fail("TypeError", f"int() argument must be {kinds}, not '{of}'")
        return Unknown("", "int")
    return by_conversion(machine, x, ("__int__", "__index__", "__trunc__"), "int")


@model("builtins.float")
def float_(machine: Machine, call: Call, x: AbstractValue = 0.0) -> AbstractValue:
    """A floating point number."""
    if isinstance(x, (bool, int, float, str, bytes)):
        return convert(machine, float, x)
    if isinstance(x, Unknown):
        return Unknown(x.label, "float")
    if isinstance(x, OneOf):
        return map_alternatives(lambda option: UNKNOWN if option is None else float_(machine, call, option), x)
    if isinstance(x, Dimension) and isinstance(x.value, int):
        return float(x.value)
    if isinstance(x, ArrayObject):
        return convert_array(machine, float, x)
    if x is None or isinstance(x, (ListObject, DictObject, SetObject, tuple)):
        machine.fail("TypeError", f"float() argument must be a string or a real number, not '{machine.type_name(x)}'")
        return Unknown("", "float")
    return by_conversion(machine, x, ("__float__", "__index__"), "float")


def convert(machine: Machine, to: type[int] | type[float], value: bool | int | float | str | bytes) -> AbstractValue:
    """`int(value)` or `float(value)`, with the errors of Python."""
    try:
        return to(value)
    except (ValueError, OverflowError) as error:
        machine.fail(type(error).__name__, str(error))
        return Unknown("", to.__name__)


def convert_base(machine: Machine, value: AbstractValue, base: AbstractValue) -> AbstractValue:
    """`int(value, base)`."""
    if isinstance(value, (str, bytes)) and isinstance(base, int):
        try:
            return int(value, base)
        except ValueError as error:
            machine.fail("ValueError", str(error))
    return Unknown("", "int")


def convert_array(machine: Machine, to: type[int] | type[float], value: ArrayObject) -> AbstractValue:
    """The one item of an array as a number."""
    item: AbstractValue = value.items
    while isinstance(item, list) and len(item) == 1:
        item = item[0]
    return convert(machine, to, item) if isinstance(item, (bool, int, float)) else Unknown("", to.__name__)


def by_conversion(machine: Machine, value: AbstractValue, names: tuple[str, ...], kind: str) -> AbstractValue:
    """What a special method answers; a number of that kind where there is none."""
    for name in names:
        answer = by_method(machine, value, name)
        if isinstance(answer, (bool, int, float)):
            return answer
    return Unknown("", kind)
