"""`tf.Module`: what variables an object holds.

**Source:** tensorflow/python/module/module.py, TF 2.21.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tfscope.domain.graph import EagerStore, Variable
from tfscope.domain.heap import ClassObject, DictObject, Instance, ListObject, NativeFunction, present
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import LibraryProperty, library_class
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.name_scope import NameScope

MODULE: Final = "tensorflow.Module"


def snake_case(name: str) -> str:
    """`MyModule` as `my_module`. Source: module.camel_to_snake."""
    return re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", name).lower()


@library_class(MODULE)
class Module:
    """A named object with variables."""

    @staticmethod
    def init(machine: Machine, call: Call, self: Instance, name: AbstractValue = None) -> AbstractValue:
        """Keeps the name, and opens its name scope once. Source: Module.__init__."""
        name = snake_case(self.cls.name) if name is None else name
        before = op_names.open_name_scope(machine, machine.graph, name)
        path = op_names.with_slash(machine.graph.name_scope)
        op_names.close_name_scope(machine, machine.graph, before)
        machine.changing(self)
        self.attributes.update(_name=name, _name_scope=path)
        return None

    @LibraryProperty
    def name(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The name that was given, or that of the class."""
        return self.attributes.get("_name", UNKNOWN) if isinstance(self, Instance) else UNKNOWN

    @LibraryProperty
    def name_scope(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The name scope that was opened for the module."""
        return NameScope(self.attributes.get("_name_scope", UNKNOWN)) if isinstance(self, Instance) else UNKNOWN

    @LibraryProperty
    def variables(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The variables of the module, then those of the modules in it."""
        return tuple(variables_of(self))

    @LibraryProperty
    def trainable_variables(machine: Machine, self: AbstractValue) -> AbstractValue:
        """Those that are trained."""
        return tuple(item for item in variables_of(self) if getattr(item, "trainable", None) is True)

    @LibraryProperty
    def non_trainable_variables(machine: Machine, self: AbstractValue) -> AbstractValue:
        """Those that are not trained."""
        return tuple(item for item in variables_of(self) if getattr(item, "trainable", None) is not True)

    @LibraryProperty
    def submodules(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The modules in the module, and in those."""
        return tuple(item for item in walk(self) if isinstance(item, Instance) and item is not self)

    @staticmethod
    def with_name_scope(machine: Machine, call: Call, method: AbstractValue) -> AbstractValue:
        """A decorator: the method runs in the module's name scope. Source: Module.with_name_scope."""

        def run(inner: Machine, inner_call: Call) -> AbstractValue:
            manager = inner.get_attribute(inner_call.arguments[0], "name_scope")
            with inner.entering(manager):
                return inner.call_with(method, inner_call)

        return NativeFunction("with_name_scope", run, binds=True)


def is_module(value: AbstractValue) -> bool | None:
    """Whether a value is a `tf.Module`, as all layers and models are; None where that is not known."""
    if not isinstance(value, Instance):
        return False
    if any(isinstance(cls, ClassObject) and cls.path == MODULE for cls in value.cls.mro):
        return True
    return None if value.cls.has_unknown_base else False


def variables_of(module: AbstractValue) -> list[AbstractValue]:
    """The variables of a module, each once."""
    return [item for item in walk(module) if isinstance(item, Variable)]


def walk(module: AbstractValue) -> Iterator[AbstractValue]:
    """The variables and modules below a module, its own by the names of its attributes, each once.

    Source: module._flatten_module.
    """
    waiting, seen = [module], {id(module)}
    while waiting:
        inner: list[AbstractValue] = []
        current = waiting.pop(0)
        attributes = current.attributes if isinstance(current, Instance) else {}
        for name in sorted(attributes):
            for leaf in leaves_of(attributes[name]):
                if id(leaf) in seen:
                    continue
                seen.add(id(leaf))
                if isinstance(leaf, Variable):
                    yield leaf
                elif is_module(leaf):
                    yield leaf
                    inner.append(leaf)
        waiting[:0] = inner


def leaves_of(value: AbstractValue) -> Iterator[AbstractValue]:
    """What an attribute holds: lists, tuples and dicts are opened, dicts by their sorted keys."""
    value = present(value)
    items: list[AbstractValue]
    if isinstance(value, EagerStore):
        items = [value.variables[key] for key in sorted(value.variables, key=str)]
    elif isinstance(value, DictObject):
        items = [value.items[key] for key in sorted(value.items, key=str)]
    elif isinstance(value, (ListObject, tuple)):
        items = list(value.items if isinstance(value, ListObject) else value)
    else:
        yield value
        return
    for item in items:
        yield from leaves_of(item)
