"""Functions on attributes and names, and the methods that every object has."""

from __future__ import annotations

import ast
from functools import partial
from typing import Final

from tfscope.domain.heap import (
    ABSENT,
    ClassObject,
    DictObject,
    Instance,
    ListObject,
    ModuleObject,
    Namespace,
    NativeFunction,
    StaticMethod,
    may_be_absent,
    present,
)
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Symbol, Unknown, join
from tfscope.domain.views import NamesView
from tfscope.models import registry
from tfscope.models.formatting import repr_of
from tfscope.models.machine import Call, Machine
from tfscope.models.python.arguments import NOT_GIVEN
from tfscope.models.python.types_of import known_bool
from tfscope.models.registry import NAMESPACES, attribute, canonical, is_modelled, model


def find(machine: Machine, obj: AbstractValue, name: str) -> AbstractValue:
    """`obj.name`: ABSENT where there is none, with ABSENT among the options where there may be none."""
    if isinstance(obj, Symbol):
        return find_in_library(machine, obj, name)
    if isinstance(obj, Instance):
        stored = obj.attributes.get(name, ABSENT)
        if stored is not ABSENT and may_be_absent(stored):
            return stored
    return machine.attempt(lambda: machine.find_attribute(obj, name), "AttributeError")


def find_in_library(machine: Machine, obj: Symbol, name: str) -> AbstractValue:
    """A name of a library; it may be absent where nothing says that it exists."""
    found = machine.find_attribute(obj, name)
    path = f"{obj.path}.{name}"
    if found is ABSENT or is_modelled(canonical(path)) or not isinstance(found, Symbol):
        return found
    namespace = NAMESPACES.get(path.partition(".")[0])
    exists = namespace.exists(machine, path) if namespace is not None else None
    if exists is None:
        return OneOf((found, ABSENT))
    return found if exists else ABSENT


@model("builtins.hasattr")
def hasattr_(machine: Machine, call: Call, obj: AbstractValue, name: AbstractValue) -> AbstractValue:
    """Whether an object has an attribute."""
    if not isinstance(name, str) or isinstance(obj, Unknown):
        return known_bool(None)
    if isinstance(obj, OneOf):
        answers = [hasattr_(machine, call, option, name) for option in obj.options if option is not ABSENT]
        return answers[0] if all(answer is answers[0] for answer in answers) else known_bool(None)
    found = find(machine, obj, name)
    if isinstance(found, Unknown) and isinstance(obj, Instance) and name not in obj.attributes and is_loose(obj):
        return known_bool(None)
    return known_bool(None if may_be_absent(found) and found is not ABSENT else found is not ABSENT)


def is_loose(obj: Instance) -> bool:
    """Whether an instance may have attributes that are not known."""
    return obj.is_open or obj.cls.has_unknown_base


@model("builtins.getattr")
def getattr_(
    machine: Machine, call: Call, obj: AbstractValue, name: AbstractValue, default: AbstractValue = NOT_GIVEN
) -> AbstractValue:
    """An attribute, or the default where there is none."""
    if isinstance(name, OneOf) and all(isinstance(option, str) for option in name.options):
        return machine.fork([partial(getattr_, machine, call, obj, each, default) for each in name.options])
    if not isinstance(name, str):
        return UNKNOWN
    if default is NOT_GIVEN:
        return machine.get_attribute(obj, name)
    if isinstance(obj, Unknown):
        return machine.find_attribute(obj, name)
    found = find(machine, obj, name)
    if found is ABSENT:
        return default
    if isinstance(found, Unknown) and isinstance(obj, Instance) and is_loose(obj):
        return found
    return (
        join(present(found), default)
        if may_be_absent(found) and not isinstance(obj, Symbol)
        else machine.get_attribute(obj, name)
    )


@model("builtins.setattr", "builtins.type.__setattr__")
def setattr_(
    machine: Machine, call: Call, obj: AbstractValue, name: AbstractValue, value: AbstractValue
) -> AbstractValue:
    """Sets an attribute; one whose name is not known may be any."""
    if isinstance(name, str):
        machine.set_attribute(obj, name, value)
    elif isinstance(obj, Instance):
        machine.changing(obj)
        obj.is_open = True
    return None


def set_plainly(machine: Machine, obj: AbstractValue, name: str, value: AbstractValue) -> None:
    """Sets an attribute of the instance itself."""
    if isinstance(obj, Instance):
        machine.changing(obj)
        obj.attributes[name] = value


@model("builtins.object.__setattr__")
def object_setattr(
    machine: Machine, call: Call, self: AbstractValue, name: AbstractValue, value: AbstractValue
) -> AbstractValue:
    """Sets an attribute, past the class's own `__setattr__`."""
    if isinstance(self, Instance) and isinstance(name, str):
        set_plainly(machine, self, name, value)
    elif isinstance(self, ClassObject) and isinstance(name, str):
        machine.set_attribute(self, name, value)
    elif isinstance(self, Instance):
        machine.changing(self)
        self.is_open = True
    return None


@model("builtins.object.__delattr__")
def object_delattr(machine: Machine, call: Call, self: AbstractValue, name: AbstractValue) -> AbstractValue:
    """Takes an attribute away, past the class's own `__delattr__`."""
    if isinstance(self, Instance) and isinstance(name, str):
        machine.changing(self)
        self.attributes.pop(name, None)
    return None


@model("builtins.delattr")
def delattr_(machine: Machine, call: Call, obj: AbstractValue, name: AbstractValue) -> AbstractValue:
    """Takes an attribute away."""
    if isinstance(name, str):
        machine.delete_attribute(obj, name)
    return None


@model("builtins.object.__getattribute__", "builtins.object.__getattr__")
def object_getattribute(machine: Machine, call: Call, self: AbstractValue, name: AbstractValue) -> AbstractValue:
    """An attribute, past the class's own `__getattr__`."""
    if isinstance(self, Instance) and isinstance(name, str) and name in self.attributes:
        return self.attributes[name]
    return machine.get_attribute(self, name) if isinstance(name, str) else UNKNOWN


@model("builtins.object.__init__", "builtins.object.__init_subclass__")
def object_init(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
    """Does nothing. An exception keeps its arguments."""
    if arguments and isinstance(arguments[0], Instance) and "args" in arguments[0].attributes:
        machine.changing(arguments[0])
        arguments[0].attributes["args"] = arguments[1:]
    return None


@model("builtins.object.__new__")
def object_new(
    machine: Machine, call: Call, cls: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """A new instance of a class."""
    return Instance(cls) if isinstance(cls, ClassObject) else UNKNOWN


@model("builtins.object.__repr__", "builtins.object.__str__", "builtins.object.__format__")
def object_repr(machine: Machine, call: Call, self: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """How an object is written."""
    return Unknown("", "str") if isinstance(self, Instance) else repr_of(machine, self)


@model("builtins.object.__eq__")
def object_eq(machine: Machine, call: Call, self: AbstractValue, other: AbstractValue) -> AbstractValue:
    """Identity."""
    return known_bool(True if self is other else False if isinstance(other, Instance) else None)


@model("builtins.object.__ne__")
def object_ne(machine: Machine, call: Call, self: AbstractValue, other: AbstractValue) -> AbstractValue:
    """Not identity."""
    known = object_eq(machine, call, self, other)
    return known_bool(not known if isinstance(known, bool) else None)


@model("builtins.object.__hash__")
def object_hash(machine: Machine, call: Call, self: AbstractValue) -> AbstractValue:
    """A number that differs from run to run."""
    return Unknown("", "int")


@model("builtins.vars")
def vars_(machine: Machine, call: Call, obj: AbstractValue = NOT_GIVEN) -> AbstractValue:
    """The names of an object, or the local ones."""
    if obj is NOT_GIVEN:
        return locals_(machine, call)
    if isinstance(obj, (Instance, ClassObject, ModuleObject)):
        return machine.get_attribute(obj, "__dict__")
    return DictObject({}, is_open=True)


@model("builtins.globals")
def globals_(machine: Machine, call: Call) -> AbstractValue:
    """The names of the module."""
    return NamesView(machine.names_in_reach(of_module=True), "names")


@model("builtins.locals")
def locals_(machine: Machine, call: Call) -> AbstractValue:
    """The local names as they are now; outside functions they are those of the module or of the class body."""
    names = machine.names_in_reach(of_module=False)
    is_shown = names is machine.names_in_reach(of_module=True) or isinstance(code_node(names), ast.ClassDef)
    return NamesView(names, "names") if is_shown else DictObject(dict(names.names.items()))


def code_node(names: Namespace) -> ast.AST | None:
    """The definition whose names these are."""
    return None if names.code is None else names.code.node


#: What every module holds without saying so.
OF_MODULES: Final = ("__builtins__ __cached__ __doc__ __file__ __loader__ __name__ __package__ __spec__").split()


@model("builtins.dir")
def dir_(machine: Machine, call: Call, obj: AbstractValue = NOT_GIVEN) -> AbstractValue:
    """The names of an object, in order; those of a library's are not all known."""
    if obj is NOT_GIVEN:
        return ListObject([*sorted(machine.names_in_reach(of_module=False).names)])
    if isinstance(obj, ModuleObject):
        names = {*obj.namespace.names, *OF_MODULES, *(["__path__"] if obj.is_package else [])}
        return ListObject([*sorted(names)], is_open="*" in names or not obj.is_loaded)
    cls = obj.cls if isinstance(obj, Instance) else obj
    if not isinstance(cls, ClassObject) or machine.find_attribute(cls, "__dir__") != Symbol("builtins.object.__dir__"):
        return ListObject([], is_open=True)
    own = obj.attributes if isinstance(obj, Instance) else {}
    names = {*own, *dir(object), "__dict__", "__module__", "__weakref__"}
    for ancestor in cls.mro:
        names.update(ancestor.namespace if isinstance(ancestor, ClassObject) else ())
    is_open = cls.has_unknown_base or any(isinstance(each, ClassObject) and each.path for each in cls.mro)
    return ListObject([*sorted(names)], is_open=is_open or (isinstance(obj, Instance) and obj.is_open))


@attribute(NativeFunction, "__name__", "__qualname__")
def native_name(machine: Machine, value: AbstractValue) -> AbstractValue:
    """The name of a function that a model made."""
    assert isinstance(value, NativeFunction)
    return value.attributes.get("__name__", value.name)


def native_attribute(machine: Machine, value: AbstractValue, name: str) -> AbstractValue:
    """What a function that a model made carries."""
    assert isinstance(value, NativeFunction)
    if name == "__doc__":
        return value.attributes.get(name)
    return value if name == "__call__" else value.attributes.get(name, ABSENT)


registry.FALLBACKS[NativeFunction] = native_attribute


@attribute(StaticMethod, "__func__", "__wrapped__")
def static_function(machine: Machine, value: AbstractValue) -> AbstractValue:
    """The function inside a static or class method."""
    assert isinstance(value, StaticMethod)
    return value.function


@model("builtins.function.__get__")
def function_get(machine: Machine, call: Call, *arguments: AbstractValue) -> AbstractValue:
    """A function as a method: to whom it belongs is not known here."""
    return UNKNOWN
