"""What type a value has, and whether it is an instance of a type: `type`, `isinstance`, `issubclass`."""

from __future__ import annotations

from tfscope.domain import heap
from tfscope.domain.heap import ABSENT, ClassObject, DictObject, Instance
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    OneOf,
    Symbol,
    Unknown,
)
from tfscope.models.machine import Machine
from tfscope.models.python.type_tables import KINDS, NUMPY_NUMBERS, STRUCTURAL, SUPERTYPES, TYPE_ALIASES, TYPES
from tfscope.models.registry import canonical, is_modelled, model


def type_path(value: AbstractValue) -> str:
    """The canonical name of the type of a value that is no instance of a class object, "" where it is not known."""
    if isinstance(value, DictObject):
        return "builtins.dict" if value.type_name == "dict" else f"collections.{value.type_name}"
    if isinstance(value, Unknown):
        return KINDS.get(value.kind, "")
    for cls in type(value).__mro__:
        if cls in TYPES:
            return TYPES[cls]
    return ""


def is_subtype(path: str, other: str) -> bool:
    """Whether a type is another or, by the table, descends from it."""
    return path == other or any(is_subtype(each, other) for each in SUPERTYPES.get(path, ()))


def type_matches(machine: Machine, value: AbstractValue, path: str) -> bool | None:
    """Whether a value is an instance of the type of a dotted name, None where that is not known."""
    path = canonical(path)
    path = TYPE_ALIASES.get(path, path)
    if path in ("builtins.object", "typing.Any"):
        return True
    if isinstance(value, Unknown) and value.kind == "tensor" and path.startswith("tensorflow."):
        return None
    if isinstance(value, Unknown) and not value.kind:
        return None
    if isinstance(value, Instance):
        return instance_matches(machine, value, path)
    if isinstance(value, Symbol):
        return symbol_matches(value, path)
    if isinstance(value, (bool, int, float)) and path in NUMPY_NUMBERS:
        return None
    own = type_path(value)
    if not own:
        # An object of a library: of no type whose values have a class of their own here.
        is_other = path in TYPES.values() or path.startswith(("builtins.", "numbers."))
        return False if isinstance(value, heap.HeapObject) and is_other else None
    if is_subtype(own, path):
        return True
    if path in STRUCTURAL and isinstance(value, heap.HeapObject) and own not in SUPERTYPES:
        return machine.find_attribute(value, STRUCTURAL[path]) is not ABSENT
    return False


def symbol_matches(value: Symbol, path: str) -> bool | None:
    """A name of a library is no number or string where it is a function or class that has a model."""
    known = canonical(value.path)
    if not is_modelled(known) and not known.startswith("builtins."):
        return None
    if path == "collections.abc.Callable":
        return True
    return False if path.startswith(("builtins.", "collections.", "numbers.")) and path != "builtins.type" else None


def instance_matches(machine: Machine, value: Instance, path: str) -> bool | None:
    """By the ancestors of the class, and by what an abstract class asks for."""
    for ancestor in value.cls.mro:
        own = ancestor.path if isinstance(ancestor, ClassObject) else ""
        if isinstance(ancestor, Symbol):
            own = canonical(ancestor.path)
        if own and is_subtype(TYPE_ALIASES.get(own, own), path):
            return True
    if value.native is not None and not isinstance(value.native, Unknown):
        own = type_path(value.native)
        if own.startswith("tensorflow.") and is_subtype(own, path):
            return True
    if path in STRUCTURAL:
        found = machine.find_attribute(value, STRUCTURAL[path])
        if found is ABSENT or not isinstance(found, Unknown):
            return found is not ABSENT
    return None if value.cls.has_unknown_base else False


def instance_of(machine: Machine, value: AbstractValue, cls: AbstractValue) -> bool | None:
    """`isinstance(value, cls)`, None where that is not known."""
    if isinstance(value, OneOf):
        answers = {instance_of(machine, option, cls) for option in value.options if option is not ABSENT}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(cls, tuple):
        return any_of([instance_of(machine, value, each) for each in cls])
    if cls is None:
        return value is None
    if isinstance(cls, Symbol):
        return type_matches(machine, value, cls.path)
    if isinstance(cls, ClassObject):
        if isinstance(value, Instance):
            return descends(value.cls, cls)
        if isinstance(value, Unknown) and not value.kind:
            return None
        if isinstance(value, ClassObject) and isinstance(value.metaclass, ClassObject):
            return descends(value.metaclass, cls)
        return type_matches(machine, value, cls.path) if cls.path else False
    return None


def descends(cls: ClassObject, other: ClassObject) -> bool | None:
    """Whether a class is another or descends from it."""
    if any(ancestor is other for ancestor in cls.mro):
        return True
    paths = [ancestor.path for ancestor in cls.mro if isinstance(ancestor, ClassObject) and ancestor.path]
    if other.path and any(is_subtype(path, other.path) for path in paths):
        return True
    return None if cls.has_unknown_base else False


def any_of(answers: list[bool | None]) -> bool | None:
    """`any`, with None for what is not known."""
    if any(answers):
        return True
    return None if None in answers else False


def known_bool(answer: bool | None) -> AbstractValue:
    """The value that stands for an answer."""
    return Unknown("", "bool") if answer is None else answer


def type_of(value: AbstractValue) -> AbstractValue:
    """`type(value)`."""
    if isinstance(value, Instance):
        return Symbol(value.cls.path) if value.cls.path.startswith("builtins.") else value.cls
    if isinstance(value, ClassObject) and value.metaclass is not None:
        return value.metaclass
    path = type_path(value)
    if isinstance(value, (Unknown, OneOf)) and (not path or path.startswith("tensorflow.")):
        return UNKNOWN
    return Symbol(path) if path else UNKNOWN


@model("builtins.isinstance")
def isinstance_(machine: Machine, call: object, obj: AbstractValue, class_or_tuple: AbstractValue) -> AbstractValue:
    """Whether an object is of a class."""
    return known_bool(instance_of(machine, obj, class_or_tuple))


@model("builtins.issubclass")
def issubclass_(machine: Machine, call: object, cls: AbstractValue, class_or_tuple: AbstractValue) -> AbstractValue:
    """Whether a class descends from another."""
    return known_bool(subclass_of(machine, cls, class_or_tuple))


def subclass_of(machine: Machine, cls: AbstractValue, other: AbstractValue) -> bool | None:
    """`issubclass(cls, other)`, None where that is not known."""
    if isinstance(other, tuple):
        return any_of([subclass_of(machine, cls, each) for each in other])
    if isinstance(other, Symbol):
        path = canonical(other.path)
        path = TYPE_ALIASES.get(path, path)
        if path == "builtins.object":
            return True
        if isinstance(cls, ClassObject):
            own = [path_of(ancestor) for ancestor in cls.mro]
            if any(is_subtype(each, path) for each in own if each):
                return True
            return None if cls.has_unknown_base else False
        if isinstance(cls, Symbol):
            own_path = canonical(cls.path)
            if is_subtype(TYPE_ALIASES.get(own_path, own_path), path):
                return True
            return False if own_path in SUPERTYPES or own_path in TYPES.values() else None
        return None
    if isinstance(other, ClassObject):
        if isinstance(cls, ClassObject):
            return descends(cls, other)
        return False if isinstance(cls, Symbol) and not other.path else None
    return None


def path_of(ancestor: AbstractValue) -> str:
    """The dotted name of an ancestor, "" where it has none."""
    if isinstance(ancestor, ClassObject):
        return ancestor.path
    return canonical(ancestor.path) if isinstance(ancestor, Symbol) else ""
