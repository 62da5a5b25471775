"""Attributes: where `value.name` is found, by what `value` is."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from tfscope.domain.graph import native_of
from tfscope.domain.heap import (
    ABSENT,
    BoundMethod,
    ClassObject,
    DictObject,
    FunctionObject,
    HeapObject,
    Instance,
    IteratorObject,
    ListObject,
    ModuleObject,
    NativeFunction,
    PartialObject,
    PropertyObject,
    SetObject,
    StaticMethod,
    SuperObject,
    may_be_absent,
    present,
)
from tfscope.domain.values import FROM_LIBRARY, UNKNOWN, AbstractValue, OneOf, Symbol, Text, Unknown, join
from tfscope.domain.views import NamesView
from tfscope.interp import branches, classes, imports, libraries
from tfscope.models import registry
from tfscope.models.registry import LibraryProperty, Model
from tfscope.syntax.nodes import docstring

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter

Finder = Callable[["Interpreter", AbstractValue, str], AbstractValue]


def get_attribute(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """`value.name`; raises the program's AttributeError where there certainly is none."""
    found = find_attribute(vm, value, name)
    return missing_attribute(vm, value, name) if found is ABSENT else found


def find_attribute(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """`value.name`, ABSENT where there is none. What may be absent is taken to be there."""
    finder = FINDERS.get(value.__class__)
    found = finder(vm, value, name) if finder is not None else find_modelled(vm, value, name)
    if found is ABSENT and name == "__doc__":
        return vm.unknown("doc", type(value), label="doc")
    return present(found)


def missing_attribute(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """What is left of the expression where the attribute is certainly missing."""
    of_object = f"builtins.object.{name}"
    if isinstance(value, Instance) and registry.is_modelled(of_object):
        return BoundMethod(Symbol(of_object), value)
    if isinstance(value, Instance) and may_be_unlisted(value, name):
        vm.gap("no-model", f"{libraries.type_name(value)}.{name}")
        return vm.unknown("attribute", value, name, label=name)
    message = missing_message(value, name)
    if isinstance(value, Symbol):
        libraries.refuse_symbol(vm, value, name, message)
        # What follows is about the name of version 1, which was meant.
        return Symbol(f"{value.path}.{name}")
    vm.fail("AttributeError", message)
    return UNKNOWN


def may_be_unlisted(value: Instance, name: str) -> bool:
    """Whether an ancestor is a library's class that may have an attribute without a model saying so."""
    return any(
        isinstance(ancestor, ClassObject)
        and ancestor.path
        and registry.may_hide(ancestor.path, name, ancestor is value.cls)
        for ancestor in value.cls.mro
    )


def missing_message(value: AbstractValue, name: str) -> str:
    """Python's words for a missing attribute."""
    match value:
        case ModuleObject():
            return f"module '{value.name}' has no attribute '{name}'"
        case Symbol():
            return f"module '{libraries.module_name(value)}' has no attribute '{name}'"
        case ClassObject():
            return f"type object '{value.name}' has no attribute '{name}'"
        case _:
            return f"'{libraries.type_name(value)}' object has no attribute '{name}'"


def find_modelled(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """An attribute that the program set, or an attribute or method that models give to values of this class."""
    found = vm.attributes.find(value, name)
    if found is not ABSENT:
        return found
    found = registry.find_method(value, name)
    if found is not None:
        return BoundMethod(found, value)
    answer = registry.find_attribute(vm, value, name)
    if answer is not ABSENT:
        return answer
    if isinstance(value, (str, bytes, int, float, tuple, frozenset, range, complex)) and hasattr(value, name):
        return BoundMethod(libraries.plain_method(cast("type", value.__class__), name), value)
    if isinstance(value, Text) and hasattr("", name):
        return BoundMethod(libraries.plain_method(str, name), value)
    if name == "__class__":
        return Symbol(f"builtins.{libraries.type_name(value)}")
    if registry.has_fallback(value):
        return ABSENT
    if isinstance(value, HeapObject) and not isinstance(value, PYTHONS_OWN) and not name.startswith("__"):
        # A library's object: models need not list all that it has.
        vm.gap("no-model", f"{libraries.type_name(value)}.{name}")
        return vm.unknown("attribute", value, name, label=name)
    return ABSENT


PYTHONS_OWN: Final = (
    Instance,
    ClassObject,
    ModuleObject,
    FunctionObject,
    ListObject,
    DictObject,
    SetObject,
    IteratorObject,
)


def find_on_instance(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """Properties of the class first, then the instance, then the class, then `__getattr__`."""
    assert isinstance(value, Instance)
    of_class = classes.find_in_class(value.cls, name)
    if isinstance(of_class, PropertyObject):
        return vm.call(of_class.getter, value)
    if isinstance(of_class, LibraryProperty):
        return of_class.function(vm, value)
    if name in value.attributes:
        found = value.attributes[name]
        return join(present(found), UNKNOWN) if may_be_absent(found) and of_class is not ABSENT else found
    if of_class is not ABSENT and not isinstance(of_class, Unknown):
        if isinstance(of_class, Instance):
            getter = classes.find_special(vm, of_class, "__get__")
            if getter is not ABSENT:
                return vm.call(getter, value, value.cls)
        return classes.bind_attribute(vm, of_class, value, value.cls)
    stored = value.attributes.get("__dict__")
    if stored is not None:
        # `self.__dict__ = self` of a dict with attributes.
        mapping = native_of(stored)
        if isinstance(mapping, DictObject) and name in mapping.items:
            return mapping.items[name]
    if name == "__class__":
        return value.cls
    if name == "__dict__":
        return NamesView(value, "attributes", is_open=value.is_open)
    hook = classes.find_in_class(value.cls, "__getattr__")
    if hook is not ABSENT and not isinstance(hook, Unknown):
        return vm.call(hook, value, name)
    if value.native is not None:
        found = find_modelled(vm, value.native, name)
        if found is not ABSENT:
            return found
    if isinstance(of_class, Unknown) or value.is_open:
        return vm.unknown("attribute", value, name, label=name)
    return find_modelled(vm, value, name)


def find_on_class(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """An attribute of the class or its ancestors, or of its metaclass."""
    assert isinstance(value, ClassObject)
    found = classes.find_in_class(value, name)
    if found is not ABSENT:
        if isinstance(found, Unknown):
            return vm.unknown("attribute", value, name, label=name)
        if isinstance(found, StaticMethod):
            return BoundMethod(found.function, value) if found.binds_class else found.function
        return found
    if name in ("__name__", "__qualname__"):
        return value.name
    if name == "__module__":
        return value.module.name if value.module is not None else value.path.rpartition(".")[0]
    if name == "__mro__":
        return value.mro
    if name == "__bases__":
        return value.bases
    if name == "__doc__":
        return None
    if name == "__dict__":
        return NamesView(value, "namespace")
    if name == "__class__":
        return value.metaclass or Symbol("builtins.type")
    if name == "__subclasses__":
        return NativeFunction(name, lambda machine, call: ListObject(list(value.subclasses)))
    if isinstance(value.metaclass, ClassObject):
        of_meta = classes.find_in_class(value.metaclass, name)
        if isinstance(of_meta, PropertyObject):
            return vm.call(of_meta.getter, value)
        if of_meta is not ABSENT:
            return classes.bind_attribute(vm, of_meta, value, value.metaclass)
    return Symbol(f"builtins.object.{name}") if name in OBJECT_METHODS else ABSENT


OBJECT_METHODS: Final = frozenset(dir(object))


def find_on_module(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """A name of the module, or a module inside the package."""
    assert isinstance(value, ModuleObject)
    names = value.namespace.names
    if name in names:
        return present(names[name])
    if name == "__name__":
        return value.name
    if name == "__file__":
        return value.path
    if name == "__doc__":
        return doc_of_module(vm, value)
    if name == "__package__":
        return value.name if value.is_package else value.name.rpartition(".")[0]
    if name == "__path__" and value.is_package and value.path:
        return ListObject([os.path.dirname(value.path)])
    if name == "__dict__":
        return NamesView(value.namespace, "names")
    if "*" in names:
        return vm.unknown("attribute", value, name, label=name)
    hook = names.get("__getattr__")
    if isinstance(hook, FunctionObject):
        return vm.call(hook, name)
    found = imports.find_submodule(vm, value, name)
    if found is ABSENT and not value.is_loaded:
        return vm.unknown("attribute", value, name, label=name)
    return found


def doc_of_module(vm: Interpreter, module: ModuleObject) -> str | None:
    """The string that a module starts with."""
    parsed = vm.loader.parse(module.path) if module.path else None
    body = next((block.body for block in parsed.blocks if block.body), ()) if parsed is not None else ()
    return docstring(body)


def find_on_function(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """What a function carries."""
    assert isinstance(value, FunctionObject)
    if name in value.attributes:
        return value.attributes[name]
    if name == "__name__":
        return value.code.qualname.rpartition(".")[2]
    if name == "__qualname__":
        return value.code.qualname
    if name == "__module__":
        return value.module.name
    if name == "__wrapped__":
        return ABSENT
    if name == "__doc__":
        body = value.code.node.body if isinstance(value.code.node, (ast.FunctionDef, ast.AsyncFunctionDef)) else ()
        return docstring(body)
    if name == "__get__":
        return Symbol("builtins.function.__get__")
    if name == "__defaults__":
        return value.defaults or None
    if name in ("__code__", "__globals__", "__closure__", "__dict__", "__annotations__"):
        return UNKNOWN
    if name == "__call__":
        return value
    return ABSENT


def find_on_method(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """A bound method has what its function has."""
    assert isinstance(value, BoundMethod)
    if name == "__func__":
        return value.function
    if name == "__self__":
        return value.receiver
    if isinstance(value.function, Model):
        return value.function.name.rpartition(".")[2] if name == "__name__" else ABSENT
    return find_attribute(vm, value.function, name)


def find_on_super(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """The attribute of the ancestors behind the class, bound to the receiver."""
    assert isinstance(value, SuperObject)
    start, receiver = value.start, value.receiver
    if value.cls not in start.mro and isinstance(start.metaclass, ClassObject):
        start = start.metaclass
    found = classes.find_after(start, value.cls, name)
    if isinstance(found, PropertyObject):
        return vm.call(found.getter, receiver)
    if isinstance(found, LibraryProperty):
        return found.function(vm, receiver)
    if found is ABSENT or isinstance(found, Unknown):
        if classes.is_metaclass(value.cls) and name in ("__new__", "__call__", "__init__"):
            of_type = Symbol(f"builtins.type.{name}")
            return of_type if name == "__new__" else BoundMethod(of_type, receiver)
        if name in OBJECT_METHODS or name in ("__init__", "__setattr__"):
            return BoundMethod(Symbol(f"builtins.object.{name}"), receiver)
        return found
    if name == "__new__":
        return found
    if isinstance(receiver, ClassObject) and isinstance(found, FunctionObject):
        return BoundMethod(found, receiver)
    return classes.bind_attribute(vm, found, receiver, value.start)


def find_on_symbol(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """A name inside a name of a library."""
    assert isinstance(value, Symbol)
    return libraries.find_in_symbol(vm, value, name)


def find_on_unknown(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """An attribute of what is not known is not known, but always the same."""
    assert isinstance(value, Unknown)
    if value.kind == "str" and hasattr("", name):
        return BoundMethod(libraries.plain_method(str, name), value)
    if value.kind == "tensor":
        return find_modelled(vm, libraries.unknown_tensor(vm, value), name)
    known = vm.attributes.find(value, name)
    if known is not ABSENT:
        return known
    if value is FROM_LIBRARY:
        return FROM_LIBRARY
    label = f"{value.label}.{name}" if value.label else ""
    return vm.unknown("attribute", value, name, label=label.removeprefix("self."))


def find_on_options(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """The attribute of each option that has it."""
    assert isinstance(value, OneOf)
    outcomes = [
        lambda option=option: find_attribute(vm, option, name)
        for option in value.options
        if option is not None and option is not ABSENT
    ]
    return branches.fork_values(vm, outcomes) if outcomes else UNKNOWN


def find_on_partial(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """What `functools.partial` carries."""
    assert isinstance(value, PartialObject)
    if name == "func":
        return value.function
    if name == "args":
        return value.arguments
    if name == "keywords":
        return DictObject(dict(value.keywords.items()))
    return ABSENT


def find_on_property(vm: Interpreter, value: AbstractValue, name: str) -> AbstractValue:
    """`property.setter` and its like."""
    assert isinstance(value, PropertyObject)
    makers: dict[str, Callable[[AbstractValue], PropertyObject]] = {
        "getter": lambda function: PropertyObject(function, value.setter, value.deleter),
        "setter": lambda function: PropertyObject(value.getter, function, value.deleter),
        "deleter": lambda function: PropertyObject(value.getter, value.setter, function),
    }
    if name not in makers:
        return {"fget": value.getter, "fset": value.setter}.get(name, ABSENT)
    make = makers[name]
    return NativeFunction(name, lambda machine, call: make(call.arguments[0] if call.arguments else None))


FINDERS: Final[dict[type, Finder]] = {
    Instance: find_on_instance,
    ClassObject: find_on_class,
    ModuleObject: find_on_module,
    FunctionObject: find_on_function,
    BoundMethod: find_on_method,
    SuperObject: find_on_super,
    Symbol: find_on_symbol,
    Unknown: find_on_unknown,
    OneOf: find_on_options,
    PartialObject: find_on_partial,
    PropertyObject: find_on_property,
}
