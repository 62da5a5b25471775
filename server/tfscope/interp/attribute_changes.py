"""Attributes: what setting and deleting one changes, by what `value` of `value.name` is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tfscope.domain.heap import (
    ABSENT,
    BoundMethod,
    ClassObject,
    DictObject,
    FunctionObject,
    HeapObject,
    Instance,
    ModuleObject,
    NativeFunction,
    PropertyObject,
    present,
)
from tfscope.domain.values import AbstractValue, OneOf, Symbol, Unknown, join
from tfscope.interp import classes
from tfscope.interp.attributes import PYTHONS_OWN, find_attribute, missing_message
from tfscope.models.machine import Signature
from tfscope.models.registry import Model

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def set_attribute(vm: Interpreter, value: AbstractValue, name: str, new: AbstractValue) -> None:
    """`value.name = new`."""
    match value:
        case Instance():
            set_on_instance(vm, value, name, new)
        case ClassObject():
            vm.changing(value)
            value.namespace[name] = new
            classes.adopt(value, new)
        case ModuleObject():
            vm.changing(value.namespace)
            value.namespace.names[name] = new
        case FunctionObject() | NativeFunction():
            vm.changing(value)
            value.attributes[name] = new
        case Symbol():
            vm.patches[f"{value.path}.{name}"] = new
        case Unknown():
            set_beside(vm, value, name, new)
        case OneOf():
            for option in value.options:
                if not isinstance(option, OneOf):
                    set_attribute(vm, option, name, join(new, present(find_attribute(vm, option, name))))
        case Model() if name == "__defaults__":
            set_defaults(vm, value, new)
        case HeapObject() if not isinstance(value, PYTHONS_OWN):
            set_beside(vm, value, name, new)
        case _:
            pass


def set_defaults(vm: Interpreter, model: Model, new: AbstractValue) -> None:
    """`function.__defaults__ = new`, as `namedtuple`s were given defaults before Python 3.7."""
    defaults = [] if new is None else vm.items_of(new)
    if defaults is None:
        return
    plain = [p for p in model.signature.parameters if p.kind == "plain"]
    given = dict(zip([p.name for p in plain[len(plain) - len(defaults) :]], defaults))
    parameters = tuple(replace(p, default=given.get(p.name, ABSENT)) for p in model.signature.parameters)
    model.signature_cache = Signature(model.signature.name, parameters)


def set_beside(vm: Interpreter, value: AbstractValue, name: str, new: AbstractValue) -> None:
    """Keeps an attribute of a value that holds none itself."""
    vm.changing(vm.attributes)
    vm.attributes.values[id(value), name] = new
    vm.attributes.owners[id(value)] = value


def set_on_instance(vm: Interpreter, value: Instance, name: str, new: AbstractValue) -> None:
    """Properties and `__setattr__` come before the instance's own attributes."""
    of_class = classes.find_in_class(value.cls, name)
    if isinstance(of_class, PropertyObject):
        if of_class.setter is not None:
            vm.call(of_class.setter, value, new)
        return
    hook = classes.find_in_class(value.cls, "__setattr__")
    if isinstance(hook, (FunctionObject, Model)):
        vm.call(hook, value, name, new)
        return
    stored = value.attributes.get("__dict__")
    if stored is not None:
        vm.set_item(stored, name, new)
        return
    vm.changing(value)
    if name == "__dict__" and isinstance(new, DictObject):
        value.attributes, value.is_open = string_keys(new), new.is_open
    else:
        value.attributes[name] = new


def string_keys(mapping: DictObject) -> dict[str, AbstractValue]:
    """The items of a dict whose keys are names."""
    return {key: item for key, item in mapping.items.items() if isinstance(key, str)}


def delete_plainly(vm: Interpreter, value: Instance, name: str) -> None:
    """Takes an attribute from the instance itself."""
    may_have = value.is_open or value.native is not None or classes.find_in_class(value.cls, name) is not ABSENT
    if name not in value.attributes and not may_have:
        vm.fail("AttributeError", missing_message(value, name))
    vm.changing(value)
    value.attributes.pop(name, None)


def delete_attribute(vm: Interpreter, value: AbstractValue, name: str) -> None:
    """`del value.name`."""
    if isinstance(value, Instance):
        method = classes.find_in_class(value.cls, "__delattr__")
        if isinstance(method, FunctionObject):
            vm.call(BoundMethod(method, value), name)
        else:
            delete_plainly(vm, value, name)
    elif isinstance(value, ClassObject):
        vm.changing(value)
        value.namespace.pop(name, None)
