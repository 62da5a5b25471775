"""The built-in types: what calling them makes."""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import (
    ABSENT,
    ArrayObject,
    ClassObject,
    DictObject,
    Instance,
    ListObject,
    PropertyObject,
    SetObject,
    StaticMethod,
    SuperObject,
    present,
)
from tfscope.domain.values import UNKNOWN, AbstractValue, Dimension, OneOf, Text, Unknown, map_alternatives
from tfscope.models.concrete import NotKnown, concrete
from tfscope.models.formatting import to_text
from tfscope.models.machine import Call, Machine
from tfscope.models.python.arguments import NOT_GIVEN
from tfscope.models.python.builtins import by_method
from tfscope.models.python.dicts import fill_dict
from tfscope.models.python.iterators import collect
from tfscope.models.python.sets import set_of
from tfscope.models.python.types_of import known_bool, type_of
from tfscope.models.registry import ModelFunction, model, pure


@model("builtins.list")
def list_(machine: Machine, call: Call, iterable: AbstractValue = ()) -> AbstractValue:
    """A new list of the items."""
    items, is_open = collect(machine, iterable)
    return ListObject(items, is_open)


@model("builtins.tuple")
def tuple_(machine: Machine, call: Call, iterable: AbstractValue = ()) -> AbstractValue:
    """A tuple of the items; unknown where not all are known."""
    if isinstance(iterable, OneOf):
        return map_alternatives(lambda option: UNKNOWN if option is None else tuple_(machine, call, option), iterable)
    items, is_open = collect(machine, iterable)
    return Unknown(iterable.label if isinstance(iterable, Unknown) else "") if is_open else tuple(items)


@model("builtins.set")
def set_(machine: Machine, call: Call, iterable: AbstractValue = ()) -> AbstractValue:
    """A new set of the items."""
    items, is_open = collect(machine, iterable)
    return set_of(items, is_open)


@model("builtins.frozenset")
def frozenset_(machine: Machine, call: Call, iterable: AbstractValue = ()) -> AbstractValue:
    """A frozen set of the items; unknown where not all are known."""
    items, is_open = collect(machine, iterable)
    made = set_of(items, is_open)
    return UNKNOWN if made.is_open else frozenset(made.items)


@model("builtins.dict")
def dict_(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
    """A new dict."""
    return fill_dict(machine, DictObject({}, is_open=call.is_open), arguments, keywords)


@model("builtins.str", "builtins.unicode")
def str_(
    machine: Machine,
    call: Call,
    object: AbstractValue = "",
    encoding: AbstractValue = NOT_GIVEN,
    errors: AbstractValue = NOT_GIVEN,
) -> AbstractValue:
    """The text of an object."""
    if isinstance(object, bytes) and encoding is not NOT_GIVEN:
        return object.decode("utf-8", "replace")
    if isinstance(object, (tuple, ListObject)):
        return sequence_repr(machine, object)
    return to_text(machine, object)


def sequence_repr(machine: Machine, value: tuple[AbstractValue, ...] | ListObject) -> AbstractValue:
    """The text of a sequence, whose items are written as `repr` does."""
    try:
        return str(concrete(value))
    except NotKnown:
        return to_text(machine, value) if isinstance(value, tuple) or not value.is_open else Unknown("", "str")


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


@model("builtins.bool")
def bool_(machine: Machine, call: Call, x: AbstractValue = False) -> AbstractValue:
    """The truth of an object."""
    return known_bool(machine.truth(x))


pure("builtins.complex", complex)
pure("builtins.slice", slice)


@model("builtins.bytes", "builtins.bytearray", "builtins.memoryview")
def bytes_(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
    """Bytes."""
    try:
        known = [concrete(argument) for argument in arguments]
    except NotKnown:
        return UNKNOWN
    if len(known) == 1 and isinstance(known[0], (bytes, list, tuple)):
        try:
            return bytes(known[0])
        except (ValueError, TypeError):
            return UNKNOWN
    if known and isinstance(known[0], str):
        return known[0].encode("utf-8", "replace")
    return UNKNOWN


@model("builtins.object")
def object_(machine: Machine, call: Call) -> AbstractValue:
    """An object without attributes."""
    return Instance(ClassObject("object", (), {}, "builtins.object"))


@model("builtins.type")
def type_(
    machine: Machine, call: Call, name: AbstractValue, bases: AbstractValue = NOT_GIVEN, dict: AbstractValue = NOT_GIVEN
) -> AbstractValue:
    """The class of an object, or a new class."""
    if bases is NOT_GIVEN:
        if isinstance(name, OneOf):
            return map_alternatives(type_of, name)
        return type_of(name)
    if not isinstance(bases, tuple) or not isinstance(name, str):
        return UNKNOWN
    found = dict.items.items() if isinstance(dict, DictObject) else ()
    return machine.make_class(name, bases, {key: present(value) for key, value in found if isinstance(key, str)})


@model("builtins.property", "abc.abstractproperty")
def property_(
    machine: Machine,
    call: Call,
    fget: AbstractValue = None,
    fset: AbstractValue = None,
    fdel: AbstractValue = None,
    doc: AbstractValue = None,
) -> AbstractValue:
    """A property."""
    return PropertyObject(fget, fset, fdel)


@model("builtins.staticmethod", "abc.abstractstaticmethod")
def staticmethod_(machine: Machine, call: Call, function: AbstractValue) -> AbstractValue:
    """A function of a class that takes neither class nor instance."""
    return StaticMethod(function, binds_class=False)


@model("builtins.classmethod", "abc.abstractclassmethod")
def classmethod_(machine: Machine, call: Call, function: AbstractValue) -> AbstractValue:
    """A function of a class that takes the class."""
    return StaticMethod(function, binds_class=True)


@model("builtins.super")
def super_(
    machine: Machine, call: Call, type: AbstractValue = NOT_GIVEN, object_or_type: AbstractValue = NOT_GIVEN
) -> AbstractValue:
    """The attributes behind a class in the order of the receiver's."""
    if not isinstance(type, ClassObject):
        return UNKNOWN
    if isinstance(object_or_type, ClassObject):
        return SuperObject(type, object_or_type, object_or_type)
    if isinstance(object_or_type, Instance):
        return SuperObject(type, object_or_type, object_or_type.cls)
    return UNKNOWN


#: Methods that can be taken from the type and called with the object: `str.lower`, `list.append`.
UNBOUND: Final = {"str": str, "unicode": str, "bytes": bytes, "int": int, "float": float, "tuple": tuple, "range": range}


def register_unbound() -> None:
    """Registers `str.lower` and its like."""
    for type_name, cls in UNBOUND.items():
        for name in dir(cls):
            if name not in ("__new__", "__init__", "__class__", "maketrans", "fromkeys"):
                model(f"builtins.{type_name}.{name}")(unbound(name))


def unbound(name: str) -> ModelFunction:
    """A function that calls the method `name` of its first argument."""

    def function(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        if not call.arguments:
            return UNKNOWN
        receiver, *rest = call.arguments
        found = machine.get_attribute(receiver, name)
        return machine.call_with(found, Call(rest, dict(call.keywords), call.is_open))

    return function


register_unbound()
