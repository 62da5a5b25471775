"""`enum`: the members of an enumeration are instances, kept in `__members__` of its class."""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import (
    ABSENT,
    ClassObject,
    DictObject,
    FunctionObject,
    Instance,
    IteratorObject,
    NativeFunction,
    PropertyObject,
    StaticMethod,
)
from tfscope.domain.values import UNKNOWN, AbstractValue, Unknown, text
from tfscope.models.machine import Call, Machine
from tfscope.models.python.types_of import known_bool
from tfscope.models.registry import LibraryProperty, Model, library_class, model

#: What in the body of an enumeration is no member.
NO_MEMBERS: Final = (FunctionObject, NativeFunction, PropertyObject, StaticMethod, Model, LibraryProperty, ClassObject)


class Auto:
    """`enum.auto()`."""


@model("enum.auto")
def auto(machine: Machine, call: Call) -> AbstractValue:
    """The next value."""
    return Auto()


@model("enum.unique")
def unique(machine: Machine, call: Call, enumeration: AbstractValue) -> AbstractValue:
    """The class."""
    return enumeration


def is_member(name: str, value: AbstractValue) -> bool:
    """Whether a name of the body is a member."""
    return not (name.startswith("_") or isinstance(value, NO_MEMBERS))


def next_value(cls: ClassObject, last: AbstractValue, count: int) -> AbstractValue:
    """The value of `auto()`."""
    kinds = {ancestor.path for ancestor in cls.mro if isinstance(ancestor, ClassObject)}
    if "enum.Flag" in kinds:
        return 1 << count
    return last + 1 if isinstance(last, int) else 1 if count == 0 else UNKNOWN


def make_members(machine: Machine, cls: ClassObject) -> None:
    """Turns the names of the body into members."""
    members = DictObject({})
    last: AbstractValue = None
    machine.changing(cls)
    for name, value in list(cls.namespace.items()):
        if not is_member(name, value):
            continue
        if isinstance(value, Auto):
            value = next_value(cls, last, len(members.items))
        last = value
        known = next((each for each in members.items.values() if same_value(machine, each, value)), None)
        member = known if known is not None else make_member(machine, cls, name, value)
        members.items[name] = member
        cls.namespace[name] = member
    cls.namespace["__members__"] = members


def same_value(machine: Machine, member: AbstractValue, value: AbstractValue) -> bool:
    """Whether a member has a value, so that another name for it is an alias."""
    assert isinstance(member, Instance)
    return machine.equal(member.attributes["value"], value) is True


def make_member(machine: Machine, cls: ClassObject, name: str, value: AbstractValue) -> Instance:
    """One member; the class's own `__init__` takes the parts of the value."""
    member = Instance(cls, {"name": name, "value": value, "_name_": name, "_value_": value})
    if isinstance(value, (int, str)):
        member.native = value
    initializer = machine.find_attribute(member, "__init__")
    if initializer is not ABSENT and not isinstance(getattr(initializer, "function", None), Model):
        machine.call(initializer, *(value if isinstance(value, tuple) else (value,)))
    return member


def members_of(cls: AbstractValue) -> dict[AbstractValue, AbstractValue]:
    """The members by name."""
    found = cls.namespace.get("__members__") if isinstance(cls, ClassObject) else None
    return found.items if isinstance(found, DictObject) else {}


@library_class("enum.EnumMeta")
class EnumMeta:
    """The class of enumerations."""

    def call_(
        machine: Machine,
        call: Call,
        cls: AbstractValue,
        value: AbstractValue,
        *rest: AbstractValue,
        **others: AbstractValue,
    ) -> AbstractValue:
        """The member of a value, or a new enumeration from names."""
        if rest and isinstance(cls, ClassObject):
            return from_names(machine, cls, value, rest[0])
        if isinstance(value, Instance) and value.cls is cls:
            return value
        answer: bool | None = False
        for member in members_of(cls).values():
            assert isinstance(member, Instance)
            known = machine.equal(member.attributes["value"], value)
            if known:
                return member
            answer = None if known is None else answer
        if answer is False and isinstance(cls, ClassObject):
            machine.fail("ValueError", f"{value!r} is not a valid {cls.name}")
        return UNKNOWN

    def len_(machine: Machine, call: Call, cls: AbstractValue) -> AbstractValue:
        """The number of members."""
        return len(distinct(cls))

    def iter_(machine: Machine, call: Call, cls: AbstractValue) -> AbstractValue:
        """The members in order."""
        return IteratorObject(distinct(cls))

    def contains_(machine: Machine, call: Call, cls: AbstractValue, member: AbstractValue) -> AbstractValue:
        """Whether something is a member."""
        if isinstance(member, Unknown):
            return known_bool(None)
        return any(each is member for each in members_of(cls).values())


def distinct(cls: AbstractValue) -> list[AbstractValue]:
    """The members without aliases."""
    found: list[AbstractValue] = []
    for member in members_of(cls).values():
        if not any(each is member for each in found):
            found.append(member)
    return found


def from_names(machine: Machine, base: ClassObject, name: AbstractValue, names: AbstractValue) -> AbstractValue:
    """`Enum("Name", "A B C")`."""
    if isinstance(names, str):
        listed: list[AbstractValue] | None = list(names.replace(",", " ").split())
    elif isinstance(names, DictObject) and not names.is_open:
        return machine.make_class(str(name), (base,), {str(key): item for key, item in names.items.items()})
    else:
        listed = machine.items_of(names)
    if listed is None or not isinstance(name, str):
        return UNKNOWN
    body: dict[str, AbstractValue] = {}
    for index, item in enumerate(listed):
        key, value = item if isinstance(item, tuple) and len(item) == 2 else (item, index + 1)
        if not isinstance(key, str):
            return UNKNOWN
        body[key] = value
    return machine.make_class(name, (base,), body)


@library_class("enum.Enum")
class Enum:
    """The base of enumerations."""

    def init_subclass_(machine: Machine, call: Call, cls: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        """Makes the members of a new enumeration."""
        if isinstance(cls, ClassObject):
            cls.metaclass = machine.library_class("enum.EnumMeta")
            make_members(machine, cls)
        return None

    def str_(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """How it is printed."""
        return text([self.cls.name, ".", self.attributes.get("name", UNKNOWN)])

    def bool_(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Members are true."""
        return True


@library_class("enum.IntEnum", "builtins.int", "enum.Enum")
class IntEnum:
    """Members that are integers."""


@library_class("enum.Flag", "enum.Enum")
class Flag:
    """Members that can be combined."""


@library_class("enum.IntFlag", "builtins.int", "enum.Flag")
class IntFlag:
    """Members that are integers and can be combined."""


def register_functional(kind: str) -> None:
    """Registers `Enum("Name", "A B")`."""

    @model(f"enum.{kind}")
    def run(
        machine: Machine, call: Call, value: AbstractValue, names: AbstractValue = (), **others: AbstractValue
    ) -> AbstractValue:
        return from_names(machine, machine.library_class(f"enum.{kind}"), value, names)


for functional in ("Enum", "IntEnum"):
    register_functional(functional)
