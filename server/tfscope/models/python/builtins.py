"""The built-in functions that work on items and numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tfscope.domain.graph import Graph, PartitionedVariable, Tensor, VariableScope
from tfscope.domain.heap import (
    ABSENT,
    ArrayObject,
    DictObject,
    HeapObject,
    Instance,
    ListObject,
    ModuleObject,
    PropertyObject,
    SetObject,
    may_be_absent,
)
from tfscope.domain.values import UNKNOWN, AbstractValue, Dimension, OneOf, Symbol, Text, Unknown
from tfscope.models.formatting import format_value, repr_of
from tfscope.models.machine import Call, Machine
from tfscope.models.python.arguments import NOT_GIVEN
from tfscope.models.python.reductions import joined
from tfscope.models.python.types_of import known_bool
from tfscope.models.registry import CLASSES, MODELS, canonical, model, pure

UNKNOWN_INT: Final = Unknown("", "int")
#: Types that have no length, for Python's TypeError.
WITHOUT_LENGTH: Final = (bool, int, float, complex, type(None))


@model("builtins.len")
def len_(machine: Machine, call: Call, obj: AbstractValue) -> AbstractValue:
    """The number of items."""
    if isinstance(obj, (tuple, str, bytes, range, frozenset)):
        return len(obj)
    if isinstance(obj, ListObject):
        return Unknown("", "int") if obj.is_open else len(obj.items)
    if isinstance(obj, (DictObject, SetObject)):
        if obj.is_open or any(map(may_be_absent, obj.items.values())):
            return Unknown("", "int")
        return len(obj.items)
    if isinstance(obj, WITHOUT_LENGTH):
        machine.fail("TypeError", f"object of type '{machine.type_name(obj)}' has no len()")
        return UNKNOWN
    if isinstance(obj, Unknown):
        return Unknown(f"len({obj.label})" if obj.label else "", "int")
    if isinstance(obj, OneOf):
        lengths = [len_(machine, call, option) for option in obj.options if option is not None and option is not ABSENT]
        return joined(lengths)
    if isinstance(obj, (Text, Symbol)):
        return Unknown("", "int")
    method = machine.find_attribute(obj, "__len__")
    if method is ABSENT and isinstance(obj, Instance) and not obj.cls.has_unknown_base:
        machine.fail("TypeError", f"object of type '{machine.type_name(obj)}' has no len()")
    if method is ABSENT or isinstance(method, Unknown):
        return Unknown("", "int")
    return machine.call(method)


@model("builtins.range", "builtins.xrange", "six.moves.range", "six.moves.xrange")
def range_(
    machine: Machine, call: Call, start: AbstractValue, stop: AbstractValue = NOT_GIVEN, step: AbstractValue = 1
) -> AbstractValue:
    """The integers of a range; unknown where a bound is."""
    bounds = [as_index(value) for value in ((0, start) if stop is NOT_GIVEN else (start, stop))]
    stride = as_index(step)
    first, last = bounds
    if not isinstance(first, int) or not isinstance(last, int) or not isinstance(stride, int):
        if any(isinstance(value, (float, str)) for value in (*bounds, stride)):
            wrong = next(value for value in (*bounds, stride) if isinstance(value, (float, str)))
            machine.fail("TypeError", f"'{type(wrong).__name__}' object cannot be interpreted as an integer")
        return Unknown("", "range")
    if stride == 0:
        machine.fail("ValueError", "range() arg 3 must not be zero")
        return UNKNOWN
    return range(first, last, stride)


def as_index(value: AbstractValue) -> AbstractValue:
    """An integer for what can be an index."""
    if isinstance(value, Dimension):
        return value.value
    if isinstance(value, Instance) and isinstance(value.native, int):
        return value.native
    return value


@model("builtins.abs")
def abs_(machine: Machine, call: Call, x: AbstractValue) -> AbstractValue:
    """The absolute value."""
    if isinstance(x, (int, float, complex)):
        return abs(x)
    if isinstance(x, Unknown):
        return Unknown("", x.kind)
    return by_method(machine, x, "__abs__")


def by_method(machine: Machine, value: AbstractValue, name: str, *arguments: AbstractValue) -> AbstractValue:
    """What a special method answers; unknown where there is none."""
    if isinstance(value, (Unknown, OneOf, Symbol)):
        return UNKNOWN
    method = machine.find_attribute(value, name)
    return UNKNOWN if method is ABSENT or isinstance(method, Unknown) else machine.call(method, *arguments)


@model("builtins.round")
def round_(machine: Machine, call: Call, number: AbstractValue, ndigits: AbstractValue = None) -> AbstractValue:
    """The nearest integer or decimal."""
    if isinstance(number, (int, float)) and (ndigits is None or isinstance(ndigits, int)):
        try:
            return round(number, ndigits)
        except (ValueError, OverflowError) as error:
            machine.fail(type(error).__name__, str(error))
            return UNKNOWN
    if isinstance(number, Unknown) and number.kind in ("int", "float"):
        return Unknown("", "int" if ndigits is None else number.kind)
    return by_method(machine, number, "__round__")


@model("builtins.divmod")
def divmod_(machine: Machine, call: Call, x: AbstractValue, y: AbstractValue) -> AbstractValue:
    """Quotient and rest."""
    return (machine.binary("FloorDiv", x, y), machine.binary("Mod", x, y))


@model("builtins.pow")
def pow_(
    machine: Machine, call: Call, base: AbstractValue, exp: AbstractValue, mod: AbstractValue = None
) -> AbstractValue:
    """A power."""
    if mod is None:
        return machine.binary("Pow", base, exp)
    if isinstance(base, int) and isinstance(exp, int) and isinstance(mod, int):
        try:
            return pow(base, exp, mod)
        except ValueError as error:
            machine.fail("ValueError", str(error))
    return UNKNOWN


#: Objects that cannot be called. Those of libraries that are left are functions, classes, layers, initializers.
NOT_CALLABLE: Final = (
    ListObject, DictObject, SetObject, ArrayObject, ModuleObject, PropertyObject, Tensor, PartitionedVariable, Graph,
    VariableScope,
)  # fmt: skip


@model("builtins.callable")
def callable_(machine: Machine, call: Call, obj: AbstractValue) -> AbstractValue:
    """Whether an object can be called."""
    if isinstance(obj, Unknown):
        return known_bool(False if obj.kind and obj.kind != "tensor" else None)
    if isinstance(obj, OneOf):
        return joined([callable_(machine, call, option) for option in obj.options if option is not ABSENT])
    if obj is None or isinstance(obj, (bool, int, float, complex, str, Text, bytes, tuple, range, frozenset)):
        return False
    if isinstance(obj, Symbol):
        path = canonical(obj.path)
        return known_bool(True if path in MODELS or path in CLASSES or path.startswith("builtins.") else None)
    if isinstance(obj, NOT_CALLABLE):
        return False
    if isinstance(obj, Instance):
        method = machine.find_attribute(obj, "__call__")
        return known_bool(None if isinstance(method, Unknown) else method is not ABSENT)
    return known_bool(True if isinstance(obj, HeapObject) else None)


@model("builtins.repr", "builtins.ascii")
def repr_(machine: Machine, call: Call, obj: AbstractValue) -> AbstractValue:
    """How an object is written."""
    return repr_of(machine, obj)


@model("builtins.format")
def format_(machine: Machine, call: Call, value: AbstractValue, format_spec: AbstractValue = "") -> AbstractValue:
    """A value as text by a specification."""
    return format_value(machine, value, format_spec)


PURE_FUNCTIONS: Final[dict[str, Callable[..., object]]] = {
    "ord": ord, "chr": chr, "unichr": chr, "bin": bin, "hex": hex, "oct": oct,
}  # fmt: skip
for function_name, function in PURE_FUNCTIONS.items():
    pure(f"builtins.{function_name}", function)


@model("builtins.id", "builtins.hash")
def identity(machine: Machine, call: Call, obj: AbstractValue) -> AbstractValue:
    """A number that differs from run to run."""
    return Unknown("", "int")


@model("builtins.print")
def print_(machine: Machine, call: Call, *values: AbstractValue, **options: AbstractValue) -> AbstractValue:
    """Prints: without effect here."""
    return None


@model("builtins.input", "builtins.raw_input", "six.moves.input")
def input_(machine: Machine, call: Call, prompt: AbstractValue = "") -> AbstractValue:
    """A line that somebody types."""
    return Unknown("input", "str")


@model("builtins.exit", "builtins.quit", "sys.exit", "os._exit", "os.abort")
def exit_(machine: Machine, call: Call, code: AbstractValue = None) -> AbstractValue:
    """Ends the program."""
    return machine.raise_error(machine.call(Symbol("builtins.SystemExit"), code))


@model("builtins.eval")
def eval_(machine: Machine, call: Call, source: AbstractValue, *names: AbstractValue) -> AbstractValue:
    """What an expression means here; with names of its own it is not followed."""
    if isinstance(source, str) and not names:
        return machine.evaluate_text(source)
    return run_text(machine, call, source)


@model("builtins.exec", "builtins.compile", "builtins.execfile")
def run_text(machine: Machine, call: Call, *arguments: AbstractValue, **options: AbstractValue) -> AbstractValue:
    """Code from text: not followed."""
    machine.gap("eval", "builtins.eval")
    return UNKNOWN
