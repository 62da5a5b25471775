"""`typing`, `abc` and `types`: what they give classes and functions."""

from __future__ import annotations

from tfscope.domain.heap import BoundMethod, ClassObject, DictObject, Instance
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.python.collections import named_tuple_class
from tfscope.models.registry import library_class, model


@model("typing.cast")
def cast(machine: Machine, call: Call, typ: AbstractValue, val: AbstractValue) -> AbstractValue:
    """The value."""
    return val


@model("typing.TypeVar", "typing.NewType", "typing.ParamSpec", "typing.get_type_hints")
def annotation(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
    """Something that only annotations use."""
    return UNKNOWN


@model("typing.overload", "typing.no_type_check", "typing.final", "typing.runtime_checkable", "abc.abstractmethod")
def keep(machine: Machine, call: Call, func: AbstractValue) -> AbstractValue:
    """What it decorates."""
    return func


@model("typing.NamedTuple")
def named_tuple(machine: Machine, call: Call, typename: AbstractValue, fields: AbstractValue = ()) -> AbstractValue:
    """A named tuple by pairs of name and type."""
    pairs = machine.items_of(fields)
    if pairs is None or not isinstance(typename, str):
        return UNKNOWN
    names = [pair[0] for pair in pairs if isinstance(pair, tuple) and pair]
    return named_tuple_class(machine, typename, [str(name) for name in names], [])


@library_class("typing.NamedTuple", "collections.NamedTuple")
class NamedTuple:
    """As a base class: the annotated names of the body are the fields."""

    def init_subclass_(machine: Machine, call: Call, cls: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        """Gives the class its fields."""
        if not isinstance(cls, ClassObject):
            return None
        names = cls.namespace.get("__annotations__", ())
        fields = [str(name) for name in names] if isinstance(names, tuple) else []
        if not fields:
            return None
        defaults = [cls.namespace[field] for field in fields if field in cls.namespace]
        made = named_tuple_class(machine, cls.name, fields, defaults)
        machine.changing(cls)
        cls.namespace.update(made.namespace)
        return None


@library_class("abc.ABC")
class Abc:
    """A base class without effects."""


@library_class("typing.Protocol")
class Protocol:
    """A base class without effects."""


@library_class("typing.TypedDict", "builtins.dict")
class TypedDict:
    """A dict."""


@library_class("types.SimpleNamespace")
class SimpleNamespace:
    """An object with the attributes that it is given."""

    def init(machine: Machine, call: Call, self: Instance, **attributes: AbstractValue) -> AbstractValue:
        """Sets them."""
        machine.changing(self)
        self.attributes.update(attributes)
        self.is_open = self.is_open or call.is_open
        return None

    def eq_(machine: Machine, call: Call, self: Instance, other: AbstractValue) -> AbstractValue:
        """Whether the attributes are equal."""
        if not isinstance(other, Instance):
            return False
        return machine.compare(
            "Eq", DictObject(dict(self.attributes.items())), DictObject(dict(other.attributes.items()))
        )


@library_class("argparse.Namespace", "types.SimpleNamespace")
class Namespace:
    """What `parse_args` answers."""

    def contains_(machine: Machine, call: Call, self: Instance, key: AbstractValue) -> AbstractValue:
        """Whether there is an attribute of that name."""
        return isinstance(key, str) and key in self.attributes


@model("types.MethodType")
def method_type(machine: Machine, call: Call, function: AbstractValue, instance: AbstractValue) -> AbstractValue:
    """A function as a method of an object."""
    return BoundMethod(function, instance)


@model("types.new_class")
def new_class(
    machine: Machine, call: Call, name: AbstractValue, bases: AbstractValue = (), *rest: AbstractValue
) -> AbstractValue:
    """A class."""
    if not isinstance(name, str) or not isinstance(bases, tuple):
        return UNKNOWN
    return machine.make_class(name, bases, {})
