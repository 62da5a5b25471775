"""`copy`."""

from __future__ import annotations

from tfscope.domain.heap import ABSENT, ArrayObject, DictObject, Instance, ListObject, SetObject
from tfscope.domain.values import AbstractValue, OneOf, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model


@model("copy.copy")
def copy(machine: Machine, call: Call, x: AbstractValue) -> AbstractValue:
    """A new object with the same contents."""
    return duplicate(machine, x)


def duplicate(machine: Machine, value: AbstractValue) -> AbstractValue:
    """A shallow copy; what cannot change stands for its own copy."""
    if isinstance(value, ListObject):
        return ListObject(list(value.items), value.is_open)
    if isinstance(value, DictObject):
        made = DictObject(dict(value.items), value.is_open, value.type_name)
        made.default_factory = value.default_factory
        return made
    if isinstance(value, SetObject):
        return SetObject(dict(value.items), value.is_open)
    if isinstance(value, ArrayObject):
        return ArrayObject(value.shape, value.dtype, copy_nested(value.items))
    if isinstance(value, Instance):
        hook = machine.find_attribute(value.cls, "__copy__")
        if hook is not ABSENT and not isinstance(hook, Unknown):
            return machine.call(hook, value)
        instance = Instance(value.cls, dict(value.attributes))
        instance.native = duplicate(machine, value.native)
        instance.is_open = value.is_open
        return instance
    return value


def copy_nested(items: AbstractValue) -> AbstractValue:
    """A copy of the nested lists of an array."""
    return [copy_nested(item) for item in items] if isinstance(items, list) else items


@model("copy.deepcopy")
def deepcopy(machine: Machine, call: Call, x: AbstractValue, memo: AbstractValue = None) -> AbstractValue:
    """A new object whose contents are copies too."""
    return DeepCopy(machine).copy(x)


class DeepCopy:
    """One deep copy: what was met before is not copied again."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.made: dict[int, AbstractValue] = {}

    def copy(self, value: AbstractValue) -> AbstractValue:
        """A copy of a value."""
        if id(value) in self.made:
            return self.made[id(value)]
        if isinstance(value, tuple):
            copied = tuple(map(self.copy, value))
            return value if all(one is other for one, other in zip(copied, value)) else copied
        if isinstance(value, OneOf):
            return OneOf(tuple(map(self.copy, value.options)))
        if isinstance(value, (ListObject, DictObject, SetObject, ArrayObject)):
            return self.copy_container(value)
        return self.copy_instance(value) if isinstance(value, Instance) else value

    def copy_container(self, value: ListObject | DictObject | SetObject | ArrayObject) -> AbstractValue:
        """A copy of a container and of what is in it."""
        made = duplicate(self.machine, value)
        self.made[id(value)] = made
        if isinstance(made, ListObject):
            made.items = [self.copy(item) for item in made.items]
        elif isinstance(made, DictObject):
            made.items = {self.copy(key): self.copy(item) for key, item in made.items.items()}
        return made

    def copy_instance(self, value: Instance) -> AbstractValue:
        """By `__deepcopy__`, else attribute by attribute."""
        # Asked of the object: a `__getattr__` that raises AttributeError says that there is none.
        machine = self.machine
        hook = machine.attempt(lambda: machine.get_attribute(value, "__deepcopy__"), "AttributeError")
        if hook is not ABSENT and not isinstance(hook, Unknown):
            self.made[id(value)] = made = machine.call(hook, DictObject({}))
            return made
        instance = Instance(value.cls)
        self.made[id(value)] = instance
        instance.native = self.copy(value.native)
        instance.is_open = value.is_open
        instance.attributes = {name: self.copy(item) for name, item in value.attributes.items()}
        return instance
