"""The built-in types: what calling them makes."""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import (
    ClassObject,
    DictObject,
    Instance,
    ListObject,
    PropertyObject,
    StaticMethod,
    SuperObject,
    present,
)
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Unknown, map_alternatives
from tfscope.models.concrete import NotKnown, concrete
from tfscope.models.formatting import to_text
from tfscope.models.machine import Call, Machine
from tfscope.models.python.arguments import NOT_GIVEN
from tfscope.models.python.dicts import fill_dict
from tfscope.models.python.iterators import collect
from tfscope.models.python.sets import set_of
from tfscope.models.python.types_of import known_bool, type_of
from tfscope.models.registry import ModelFunction, attribute, model, pure


@model("builtins.list")
def list_(machine: Machine, call: Call, iterable: AbstractValue = ()) -> AbstractValue:
    """A new list of the items."""
    items, is_open = collect(machine, iterable)
    return machine.trail.born(ListObject(items, is_open))


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
    return fill_dict(machine, machine.trail.born(DictObject({}, is_open=call.is_open)), arguments, keywords)


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


@model("builtins.bool")
def bool_(machine: Machine, call: Call, x: AbstractValue = False) -> AbstractValue:
    """The truth of an object."""
    return known_bool(machine.truth(x))


pure("builtins.complex", complex)
pure("builtins.slice", slice)


def keep_attribute(cls: type, name: str) -> None:
    """Registers an attribute that a known value has itself."""
    attribute(cls, name)(lambda machine, value: getattr(value, name))


for owner, names in ((slice, "start stop step"), (range, "start stop step"), (int, "real imag"), (float, "real imag")):
    for part in names.split():
        keep_attribute(owner, part)


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


@model("builtins.type.__new__")
def type_new(
    machine: Machine,
    call: Call,
    metaclass: AbstractValue,
    name: AbstractValue,
    bases: AbstractValue,
    namespace: AbstractValue,
    **keywords: AbstractValue,
) -> AbstractValue:
    """A new class, made by a metaclass of the program."""
    if not isinstance(bases, tuple) or not isinstance(name, str) or not isinstance(namespace, DictObject):
        return UNKNOWN
    names = {key: present(value) for key, value in namespace.items.items() if isinstance(key, str)}
    return machine.make_class(name, bases, names, metaclass)


@model("builtins.type.__call__")
def type_call(
    machine: Machine, call: Call, cls: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """A new instance."""
    if not isinstance(cls, ClassObject):
        return UNKNOWN
    return machine.instantiate(cls, Call(list(arguments), dict(keywords), call.is_open))


@model("builtins.type.__init__")
def type_init(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
    """Does nothing more."""
    return None


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
UNBOUND: Final = {
    "str": str,
    "unicode": str,
    "bytes": bytes,
    "int": int,
    "float": float,
    "tuple": tuple,
    "range": range,
}


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
