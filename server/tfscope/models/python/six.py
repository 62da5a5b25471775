"""`six`."""

from __future__ import annotations

from tfscope.domain.heap import ClassObject, Instance, NativeFunction
from tfscope.domain.values import AbstractValue, Symbol
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import constant, model

constant("six.PY2", False)
constant("six.PY3", True)
constant("six.PY34", True)
constant("six.string_types", (Symbol("builtins.str"),))
constant("six.integer_types", (Symbol("builtins.int"),))
constant("six.class_types", (Symbol("builtins.type"),))
constant("six.text_type", Symbol("builtins.str"))
constant("six.binary_type", Symbol("builtins.bytes"))
constant("six.MAXSIZE", 2**63 - 1)


def call_method(machine: Machine, value: AbstractValue, name: str) -> AbstractValue:
    """`value.name()`."""
    return machine.call(machine.get_attribute(value, name))


@model("six.iteritems", "six.viewitems")
def iteritems(machine: Machine, call: Call, d: AbstractValue) -> AbstractValue:
    """The pairs of key and value."""
    return call_method(machine, d, "items")


@model("six.iterkeys", "six.viewkeys")
def iterkeys(machine: Machine, call: Call, d: AbstractValue) -> AbstractValue:
    """The keys."""
    return call_method(machine, d, "keys")


@model("six.itervalues", "six.viewvalues")
def itervalues(machine: Machine, call: Call, d: AbstractValue) -> AbstractValue:
    """The values."""
    return call_method(machine, d, "values")


@model("six.next", "six.advance_iterator")
def next_(machine: Machine, call: Call, it: AbstractValue) -> AbstractValue:
    """The next item."""
    return machine.call(Symbol("builtins.next"), it)


@model("six.callable")
def callable_(machine: Machine, call: Call, obj: AbstractValue) -> AbstractValue:
    """Whether an object can be called."""
    return machine.call(Symbol("builtins.callable"), obj)


@model("six.get_method_function", "six.get_unbound_function")
def get_function(machine: Machine, call: Call, method: AbstractValue) -> AbstractValue:
    """The function of a method."""
    return machine.get_attribute(method, "__func__")


@model("six.ensure_str", "six.ensure_text", "six.u", "six.python_2_unicode_compatible")
def ensure_text(machine: Machine, call: Call, s: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """Text."""
    return s.decode("utf-8", "replace") if isinstance(s, bytes) else s


@model("six.b", "six.ensure_binary")
def ensure_binary(machine: Machine, call: Call, s: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """Bytes."""
    return s.encode("utf-8", "replace") if isinstance(s, str) else s


@model("six.with_metaclass")
def with_metaclass(machine: Machine, call: Call, meta: AbstractValue, *bases: AbstractValue) -> AbstractValue:
    """A base class that gives those that descend from it a metaclass."""
    made = machine.make_class("temporary_class", bases, {})
    if isinstance(made, ClassObject):
        made.metaclass = meta
    return made


@model("six.add_metaclass")
def add_metaclass(machine: Machine, call: Call, metaclass: AbstractValue) -> AbstractValue:
    """A decorator that gives a class a metaclass."""

    def decorate(machine: Machine, inner: Call) -> AbstractValue:
        cls = inner.arguments[0]
        if isinstance(cls, ClassObject):
            cls.metaclass = metaclass
        return cls

    return NativeFunction("add_metaclass", decorate)


@model("six.raise_from", "six.reraise")
def raise_from(machine: Machine, call: Call, value: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """Raises an error."""
    return machine.raise_error(value if isinstance(value, Instance) else machine.call(value, *rest[:1]))
