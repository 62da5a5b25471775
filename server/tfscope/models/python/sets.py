"""Methods of sets."""

from __future__ import annotations

from tfscope.domain.heap import IteratorObject, SetObject
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.python.dicts import is_key
from tfscope.models.python.iterators import collect
from tfscope.models.python.lists import register_operators
from tfscope.models.python.types_of import known_bool
from tfscope.models.registry import ModelFunction, method


def set_of(items: list[AbstractValue], is_open: bool) -> SetObject:
    """A set of items; open where one of them is not known."""
    known = [item for item in items if is_key(item)]
    return SetObject(dict.fromkeys(known), is_open or len(known) < len(items))


def gather(machine: Machine, others: tuple[AbstractValue, ...]) -> list[SetObject]:
    """The arguments of a set operation as sets."""
    return [set_of(*collect(machine, other)) for other in others]


@method(SetObject, "add")
def add(machine: Machine, call: Call, self: SetObject, item: AbstractValue) -> AbstractValue:
    """Adds an item."""
    machine.changing(self)
    if is_key(item):
        self.items[item] = None
    else:
        self.is_open = True
    return None


@method(SetObject, "discard")
def discard(machine: Machine, call: Call, self: SetObject, item: AbstractValue) -> AbstractValue:
    """Takes an item away where it is there."""
    machine.changing(self)
    if is_key(item):
        self.items.pop(item, None)
    else:
        self.items, self.is_open = {}, True
    return None


@method(SetObject, "remove")
def remove(machine: Machine, call: Call, self: SetObject, item: AbstractValue) -> AbstractValue:
    """Takes an item away."""
    if machine.contains(self, item) is False:
        machine.fail("KeyError", item if isinstance(item, str) else repr(item))
        return None
    return discard(machine, call, self, item)


@method(SetObject, "pop")
def pop(machine: Machine, call: Call, self: SetObject) -> AbstractValue:
    """Takes some item away: which one is not known, unless it is the only one."""
    machine.changing(self)
    if len(self.items) == 1 and not self.is_open:
        return self.items.popitem()[0]
    if not self.items and not self.is_open:
        machine.fail("KeyError", "pop from an empty set")
        return UNKNOWN
    self.items, self.is_open = {}, True
    return UNKNOWN


@method(SetObject, "update")
def update(machine: Machine, call: Call, self: SetObject, *others: AbstractValue) -> AbstractValue:
    """Adds the items of others."""
    sources = gather(machine, others)
    machine.changing(self)
    for source in sources:
        self.items.update(source.items)
        self.is_open = self.is_open or source.is_open
    return None


@method(SetObject, "union")
def union(machine: Machine, call: Call, self: SetObject, *others: AbstractValue) -> AbstractValue:
    """The items of any."""
    made = SetObject(dict(self.items), self.is_open)
    update(machine, call, made, *others)
    return made


@method(SetObject, "intersection")
def intersection(machine: Machine, call: Call, self: SetObject, *others: AbstractValue) -> AbstractValue:
    """The items of all."""
    made = SetObject(dict(self.items), self.is_open)
    for other in gather(machine, others):
        shared = {item: None for item in made.items if item in other.items}
        is_open = made.is_open or other.is_open
        made = SetObject(shared, is_open and (made.is_open or len(shared) < len(made.items)))
    return made


@method(SetObject, "difference")
def difference(machine: Machine, call: Call, self: SetObject, *others: AbstractValue) -> AbstractValue:
    """The items that no other has."""
    made = SetObject(dict(self.items), self.is_open)
    for other in gather(machine, others):
        if other.is_open:
            made = SetObject({}, is_open=bool(made.items) or made.is_open)
        else:
            made = SetObject({item: None for item in made.items if item not in other.items}, made.is_open)
    return made


@method(SetObject, "symmetric_difference")
def symmetric_difference(machine: Machine, call: Call, self: SetObject, other: AbstractValue) -> AbstractValue:
    """The items of one but not both."""
    (right,) = gather(machine, (other,))
    if self.is_open or right.is_open:
        return SetObject({}, is_open=True)
    items = [item for item in self.items if item not in right.items]
    return SetObject(dict.fromkeys([*items, *(item for item in right.items if item not in self.items)]))


def register_update(operation: ModelFunction) -> None:
    """Registers the operation that changes a set in place."""

    @method(SetObject, f"{operation.__name__}_update")
    def in_place(machine: Machine, call: Call, self: SetObject, *others: AbstractValue) -> AbstractValue:
        given = others if operation is not symmetric_difference else others[:1] or ((),)
        made = operation(machine, call, self, *given)
        assert isinstance(made, SetObject)
        machine.changing(self)
        self.items, self.is_open = made.items, made.is_open
        return None


for set_operation in (intersection, difference, symmetric_difference):
    register_update(set_operation)


@method(SetObject, "issubset", "__le__")
def issubset(machine: Machine, call: Call, self: SetObject, other: AbstractValue) -> AbstractValue:
    """Whether another has all items."""
    (right,) = gather(machine, (other,))
    missing = self.items.keys() - right.items.keys()
    if missing and not right.is_open:
        return False
    return known_bool(None if self.is_open or missing else True)


@method(SetObject, "issuperset", "__ge__")
def issuperset(machine: Machine, call: Call, self: SetObject, other: AbstractValue) -> AbstractValue:
    """Whether it has all items of another."""
    (right,) = gather(machine, (other,))
    return issubset(machine, call, right, self)


@method(SetObject, "isdisjoint")
def isdisjoint(machine: Machine, call: Call, self: SetObject, other: AbstractValue) -> AbstractValue:
    """Whether no item is in both."""
    (right,) = gather(machine, (other,))
    if self.items.keys() & right.items.keys():
        return False
    return known_bool(None if (self.is_open or right.is_open) else True)


@method(SetObject, "clear")
def clear(machine: Machine, call: Call, self: SetObject) -> AbstractValue:
    """Takes all items away."""
    machine.changing(self)
    self.items, self.is_open = {}, False
    return None


@method(SetObject, "copy", "__copy__")
def copy(machine: Machine, call: Call, self: SetObject) -> AbstractValue:
    """A new set of the same items."""
    return SetObject(dict(self.items), self.is_open)


@method(SetObject, "__iter__")
def iterate(machine: Machine, call: Call, self: SetObject) -> AbstractValue:
    """An iterator over the items."""
    return IteratorObject(list(self.items), self.is_open)


register_operators(SetObject)
