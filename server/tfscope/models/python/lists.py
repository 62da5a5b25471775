"""Methods of lists. The items of an open list are its first ones; what follows is not known."""

from __future__ import annotations

from tfscope.domain.heap import IteratorObject, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.python.iterators import collect
from tfscope.models.python.reductions import sort_items
from tfscope.models.python.types_of import known_bool
from tfscope.models.registry import method


@method(ListObject, "append")
def append(machine: Machine, call: Call, self: ListObject, item: AbstractValue) -> AbstractValue:
    """Adds an item at the end."""
    machine.changing(self)
    if not self.is_open:
        self.items.append(item)
    return None


@method(ListObject, "extend")
def extend(machine: Machine, call: Call, self: ListObject, iterable: AbstractValue) -> AbstractValue:
    """Adds the items at the end."""
    items, is_open = collect(machine, iterable)
    machine.changing(self)
    if not self.is_open:
        self.items.extend(items)
    self.is_open = self.is_open or is_open
    return None


@method(ListObject, "insert")
def insert(machine: Machine, call: Call, self: ListObject, index: AbstractValue, item: AbstractValue) -> AbstractValue:
    """Adds an item before another."""
    machine.changing(self)
    if not isinstance(index, int) or (self.is_open and (index < 0 or index > len(self.items))):
        if not (self.is_open and isinstance(index, int) and index > len(self.items)):
            self.items = []
        self.is_open = True
    else:
        self.items.insert(max(-len(self.items), min(index, len(self.items))), item)
    return None


@method(ListObject, "pop")
def pop(machine: Machine, call: Call, self: ListObject, index: AbstractValue = -1) -> AbstractValue:
    """Takes an item away."""
    machine.changing(self)
    if not isinstance(index, int):
        self.items, self.is_open = [], True
        return UNKNOWN
    if self.is_open and (index < 0 or index >= len(self.items)):
        if index < 0:
            self.items = self.items[:index] if -index <= len(self.items) else []
        return UNKNOWN
    try:
        return self.items.pop(index)
    except IndexError:
        machine.fail("IndexError", "pop from empty list" if not self.items else "pop index out of range")
        return UNKNOWN


def position_of(machine: Machine, self: ListObject, item: AbstractValue) -> int | None:
    """The index of the first item that equals another; -1 where there is none, None where that is not known."""
    for index, candidate in enumerate(self.items):
        known = machine.equal(candidate, item)
        if known:
            return index
        if known is None:
            return None
    return None if self.is_open else -1


@method(ListObject, "remove")
def remove(machine: Machine, call: Call, self: ListObject, item: AbstractValue) -> AbstractValue:
    """Takes the first item that equals another away."""
    position = position_of(machine, self, item)
    machine.changing(self)
    if position is None:
        self.items, self.is_open = [], True
    elif position < 0:
        machine.fail("ValueError", "list.remove(x): x not in list")
    else:
        del self.items[position]
    return None


@method(ListObject, "index")
def index_of(
    machine: Machine,
    call: Call,
    self: ListObject,
    item: AbstractValue,
    start: AbstractValue = 0,
    stop: AbstractValue = None,
) -> AbstractValue:
    """Where an item is."""
    if start != 0 or stop is not None:
        if not isinstance(start, int) or not (stop is None or isinstance(stop, int)) or self.is_open:
            return Unknown("", "int")
        part = ListObject(self.items[slice(start, stop)])
        found = position_of(machine, part, item)
        base = range(len(self.items))[slice(start, stop)]
        return Unknown("", "int") if found is None or found < 0 else base[found]
    position = position_of(machine, self, item)
    if position is not None and position < 0:
        machine.fail("ValueError", f"{item!r} is not in list")
    return Unknown("", "int") if position is None or position < 0 else position


@method(ListObject, "count")
def count(machine: Machine, call: Call, self: ListObject, item: AbstractValue) -> AbstractValue:
    """How many items equal another."""
    answers = [machine.equal(candidate, item) for candidate in self.items]
    if self.is_open or None in answers:
        return Unknown("", "int")
    return sum(bool(answer) for answer in answers)


@method(ListObject, "sort")
def sort(
    machine: Machine,
    call: Call,
    self: ListObject,
    cmp: AbstractValue = None,
    *,
    key: AbstractValue = None,
    reverse: AbstractValue = False,
) -> AbstractValue:
    """Puts the items in order."""
    ordered = None if self.is_open or cmp is not None else sort_items(machine, list(self.items), key, reverse)
    machine.changing(self)
    self.items, self.is_open = ([], True) if ordered is None else (ordered, False)
    return None


@method(ListObject, "reverse")
def reverse(machine: Machine, call: Call, self: ListObject) -> AbstractValue:
    """Turns the order round."""
    machine.changing(self)
    self.items = [] if self.is_open else self.items[::-1]
    return None


@method(ListObject, "clear")
def clear(machine: Machine, call: Call, self: ListObject) -> AbstractValue:
    """Takes all items away."""
    machine.changing(self)
    self.items, self.is_open = [], False
    return None


@method(ListObject, "copy", "__copy__")
def copy(machine: Machine, call: Call, self: ListObject) -> AbstractValue:
    """A new list of the same items."""
    return ListObject(list(self.items), self.is_open)


@method(ListObject, "__iter__")
def iterate(machine: Machine, call: Call, self: ListObject) -> AbstractValue:
    """An iterator over the items."""
    return IteratorObject(list(self.items), self.is_open)


def register_subscripts(cls: type) -> None:
    """Registers the special methods that stand for subscripts."""

    @method(cls, "__getitem__")
    def getitem(machine: Machine, call: Call, self: AbstractValue, key: AbstractValue) -> AbstractValue:
        return machine.get_item(self, key)

    @method(cls, "__setitem__")
    def setitem(
        machine: Machine, call: Call, self: AbstractValue, key: AbstractValue, value: AbstractValue
    ) -> AbstractValue:
        machine.set_item(self, key, value)
        return None

    @method(cls, "__delitem__")
    def delitem(machine: Machine, call: Call, self: AbstractValue, key: AbstractValue) -> AbstractValue:
        machine.delete_item(self, key)
        return None


def register_operators(cls: type) -> None:
    """Registers the special methods that stand for `in`, `==` and `len` of a built-in container."""

    @method(cls, "__contains__")
    def contains(machine: Machine, call: Call, self: AbstractValue, key: AbstractValue) -> AbstractValue:
        return known_bool(machine.contains(self, key))

    @method(cls, "__eq__")
    def equals(machine: Machine, call: Call, self: AbstractValue, other: AbstractValue) -> AbstractValue:
        return known_bool(machine.equal(self, other))

    @method(cls, "__len__")
    def length(machine: Machine, call: Call, self: AbstractValue) -> AbstractValue:
        items, is_open = collect(machine, self)
        return Unknown("", "int") if is_open else len(items)


register_subscripts(ListObject)
register_operators(ListObject)


@method(ListObject, "__add__")
def add(machine: Machine, call: Call, self: ListObject, other: AbstractValue) -> AbstractValue:
    """Both lists in one."""
    return machine.binary("Add", self, other)
