"""Classes: making them, their instances, and where their attributes are found."""

from __future__ import annotations

import builtins
from functools import lru_cache
from typing import TYPE_CHECKING

from tfscope.domain.heap import (
    ABSENT,
    BoundMethod,
    ClassObject,
    DictObject,
    FunctionObject,
    Instance,
    ModuleObject,
    Namespace,
    NativeFunction,
    StaticMethod,
    present,
)
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Unknown
from tfscope.models.machine import Call
from tfscope.models.registry import CLASSES, Model, canonical, find_method
from tfscope.models.registry import make_class as make_library_class

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter

#: Exceptions that were renamed or merged.
EXCEPTION_ALIASES = {"IOError": "OSError", "EnvironmentError": "OSError", "StandardError": "Exception"}


def canonical_exception(path: str) -> str:
    """The path of a built-in exception's class under its present name."""
    name = path.removeprefix("builtins.")
    return f"builtins.{EXCEPTION_ALIASES.get(name, name)}"


def library_class(vm: Interpreter, path: str) -> ClassObject:
    """The class object of a library's class or a built-in exception; one for each run."""
    cls = vm.classes.get(path)
    if cls is None:
        if path in CLASSES:
            cls = make_library_class(path, lambda base: library_class(vm, base))
        else:
            cls = make_exception_class(vm, path)
        vm.classes[path] = cls
    return cls


def make_exception_class(vm: Interpreter, path: str) -> ClassObject:
    """The class object of a built-in exception, with its ancestors."""
    path = canonical_exception(path)
    name = path.removeprefix("builtins.")
    real = getattr(builtins, name, None)
    bases: tuple[AbstractValue, ...] = ()
    if isinstance(real, type) and real.__bases__ != (object,):
        bases = tuple(library_class(vm, f"builtins.{base.__name__}") for base in real.__bases__ if base is not object)
    return ClassObject(name, bases, {}, path)


@lru_cache(maxsize=4096)
def is_exception_name(path: str) -> bool:
    """Whether a path is that of a built-in exception."""
    real = getattr(builtins, canonical_exception(path).removeprefix("builtins."), None)
    return isinstance(real, type) and issubclass(real, BaseException)


def as_class(vm: Interpreter, value: AbstractValue) -> AbstractValue:
    """The class object that a symbol stands for where a model defines one, else the value."""
    if isinstance(value, Symbol):
        path = canonical(value.path)
        if path in CLASSES or is_exception_name(path):
            return library_class(vm, path)
    return value


def make_class(
    vm: Interpreter, name: str, call: Call, namespace: Namespace, module: ModuleObject | None
) -> AbstractValue:
    """The class that a class statement makes: by its metaclass, where one of the program's own is in charge."""
    bases = tuple(as_class(vm, base) for base in call.arguments)
    bases = tuple(b for b in bases if not (isinstance(b, Symbol) and b.path in ("builtins.object", "typing.Generic")))
    metaclass = call.keywords.get("metaclass", namespace.names.get("__metaclass__"))
    if metaclass is None:
        metaclass = next((b.metaclass for b in bases if isinstance(b, ClassObject) and b.metaclass), None)
    if isinstance(metaclass, ClassObject):
        maker = find_in_class(metaclass, "__new__")
        if isinstance(maker, (FunctionObject, StaticMethod)):
            body = DictObject(dict(namespace.names.items()))
            made = vm.call_with(maker, Call([metaclass, name, bases, body]))
            if isinstance(made, ClassObject):
                initialize_class(vm, metaclass, made)
            return made
    cls = build_class(vm, name, bases, namespace, module, metaclass, call.keywords)
    if isinstance(metaclass, ClassObject):
        initialize_class(vm, metaclass, cls)
    return cls


def initialize_class(vm: Interpreter, metaclass: ClassObject, cls: ClassObject) -> None:
    """Runs the `__init__` of a metaclass of the program."""
    initializer = find_in_class(metaclass, "__init__")
    if isinstance(initializer, FunctionObject):
        vm.call_with(initializer, Call([cls, cls.name, cls.bases, DictObject(dict(cls.namespace.items()))]))


def build_class(
    vm: Interpreter,
    name: str,
    bases: tuple[AbstractValue, ...],
    namespace: Namespace,
    module: ModuleObject | None,
    metaclass: AbstractValue,
    keywords: dict[str, AbstractValue],
) -> ClassObject:
    """What `type.__new__` makes."""
    cls = ClassObject(name, bases, namespace.names)
    cls.module = module
    cls.metaclass = metaclass
    for base in bases:
        if isinstance(base, ClassObject):
            vm.changing(base)
            base.subclasses.append(cls)
    for value in list(namespace.names.values()):
        adopt(cls, value)
    hook = find_after(cls, cls, "__init_subclass__")
    if hook is not ABSENT and not isinstance(hook, Unknown):
        function = hook.function if isinstance(hook, StaticMethod) else hook
        rest = {key: value for key, value in keywords.items() if key != "metaclass"}
        vm.call_with(function, Call([cls], rest))
    return cls


def adopt(cls: ClassObject, value: AbstractValue) -> None:
    """Tells the functions of a class body which class they belong to."""
    inner = getattr(value, "function", value)
    if isinstance(inner, FunctionObject) and inner.owner is None:
        inner.owner = cls
    for name in ("getter", "setter"):
        part = getattr(value, name, None)
        if isinstance(part, FunctionObject) and part.owner is None:
            part.owner = cls


def find_in_class(cls: ClassObject, name: str) -> AbstractValue:
    """The attribute of a class or its ancestors, unbound; UNKNOWN behind an ancestor that is not known, or ABSENT."""
    for ancestor in cls.mro:
        if isinstance(ancestor, ClassObject):
            if name in ancestor.namespace:
                return present(ancestor.namespace[name])
        else:
            return UNKNOWN
    return ABSENT


def find_after(start: ClassObject, cls: ClassObject, name: str) -> AbstractValue:
    """The attribute that the ancestors of `start` behind `cls` give."""
    behind = False
    for ancestor in start.mro:
        if behind and isinstance(ancestor, ClassObject) and name in ancestor.namespace:
            return present(ancestor.namespace[name])
        if behind and not isinstance(ancestor, ClassObject):
            return UNKNOWN
        behind = behind or ancestor is cls
    return ABSENT


def find_special(vm: Interpreter, instance: Instance, name: str) -> AbstractValue:
    """A special method of an instance, bound; ABSENT where its class certainly has none."""
    found = find_in_class(instance.cls, name)
    if found is ABSENT or isinstance(found, Unknown):
        return ABSENT
    return bind_attribute(vm, found, instance, instance.cls)


def bind_attribute(vm: Interpreter, value: AbstractValue, receiver: AbstractValue, cls: ClassObject) -> AbstractValue:
    """What a class's attribute is when it is taken from `receiver`."""
    if isinstance(value, (FunctionObject, Model)) or (isinstance(value, NativeFunction) and value.binds):
        return BoundMethod(value, receiver)
    if isinstance(value, StaticMethod):
        return BoundMethod(value.function, cls) if value.binds_class else value.function
    binder = find_method(value, "__get__")
    return value if binder is None else vm.call(binder, value, receiver, cls)


def instantiate(vm: Interpreter, cls: ClassObject, call: Call) -> AbstractValue:
    """`cls(...)`."""
    if isinstance(cls.metaclass, ClassObject):
        maker = find_in_class(cls.metaclass, "__call__")
        if isinstance(maker, (FunctionObject, Model)):
            return vm.call_with(maker, Call([cls, *call.arguments], call.keywords, call.is_open))
    return instantiate_plainly(vm, cls, call)


def is_metaclass(cls: ClassObject) -> bool:
    """Whether instances of a class are classes."""
    return any(isinstance(ancestor, Symbol) and ancestor.path == "builtins.type" for ancestor in cls.mro)


def instantiate_plainly(vm: Interpreter, cls: ClassObject, call: Call) -> AbstractValue:
    """`type.__call__(cls, ...)`."""
    maker = find_in_class(cls, "__new__")
    if is_metaclass(cls) and len(call.arguments) == 3:
        name, bases, body = call.arguments
        if isinstance(name, str) and isinstance(bases, tuple) and isinstance(body, DictObject):
            namespace = Namespace()
            namespace.names = {str(key): present(value) for key, value in body.items.items()}
            return make_class(vm, name, Call(list(bases), {"metaclass": cls}), namespace, None)
    if isinstance(maker, (FunctionObject, StaticMethod, Model)):
        function = maker.function if isinstance(maker, StaticMethod) else maker
        instance = vm.call_with(function, Call([cls, *call.arguments], call.keywords, call.is_open))
        if not isinstance(instance, Instance) or cls not in instance.cls.mro:
            return instance
    else:
        instance = vm.trail.born(Instance(cls))
    return initialize(vm, instance, call)


def initialize(vm: Interpreter, instance: Instance, call: Call) -> AbstractValue:
    """Runs `__init__`; an instance of an exception keeps its arguments."""
    if any(isinstance(c, ClassObject) and c.path == "builtins.BaseException" for c in instance.cls.mro):
        instance.attributes.setdefault("args", tuple(call.arguments))
    initializer = find_in_class(instance.cls, "__init__")
    if isinstance(initializer, Unknown):
        instance.is_open = True
    elif initializer is not ABSENT:
        vm.call_with(initializer, Call([instance, *call.arguments], call.keywords, call.is_open))
    return instance


def is_subclass(cls: AbstractValue, other: AbstractValue) -> bool | None:
    """Whether a class is another or descends from it, None where an ancestor is not known."""
    if not isinstance(cls, ClassObject):
        return None
    if any(ancestor is other for ancestor in cls.mro):
        return True
    if isinstance(other, Symbol):
        if other.path == "builtins.object" or other in cls.mro:
            return True
        if cls.path and cls.path == canonical(other.path):
            return True
    return None if cls.has_unknown_base else False
