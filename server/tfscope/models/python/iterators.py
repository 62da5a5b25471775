"""Iterators: making them, and the functions and methods that work on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tfscope.domain.heap import ABSENT, DictObject, Instance, IteratorObject, ListObject, SetObject, present
from tfscope.domain.iterators import END, UNKNOWN_REST, GeneratorObject, LazyIterator
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Text, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.python.arguments import NOT_GIVEN
from tfscope.models.registry import method, model

#: Ranges longer than this are walked one by one.
LONG_RANGE = 65_536
#: More items than this are not listed or looked at.
MOST_ITEMS = 200_000


def make_iterator(machine: Machine, value: AbstractValue) -> AbstractValue:
    """`iter(value)`."""
    if isinstance(value, (IteratorObject, LazyIterator, GeneratorObject)):
        return value
    if isinstance(value, range) and len(value) > LONG_RANGE:
        return LazyIterator("range_iterator", lambda state: range_step(value, state), 0)
    if isinstance(value, Instance):
        maker = machine.find_attribute(value, "__iter__")
        if maker is not ABSENT and not isinstance(maker, Unknown):
            return machine.call(maker)
    known = stored_items(value)
    if known is not None:
        return IteratorObject(known)
    return IteratorObject(*collect(machine, value))


def range_step(value: range, state: AbstractValue) -> tuple[AbstractValue, AbstractValue]:
    """The item of a long range at an index."""
    assert isinstance(state, int)
    return (END, state) if state >= len(value) else (value[state], state + 1)


def stored_items(value: AbstractValue) -> list[AbstractValue] | None:
    """The items of a container that are all known and cost nothing to list, else None."""
    if isinstance(value, (tuple, str, bytes, frozenset)):
        return list(value)
    if isinstance(value, range):
        return list(value) if len(value) <= LONG_RANGE else None
    if isinstance(value, ListObject):
        return None if value.is_open else [present(item) for item in value.items]
    if isinstance(value, (DictObject, SetObject)):
        if value.is_open or any(item is ABSENT or isinstance(item, OneOf) for item in value.items.values()):
            return None
        return list(value.items)
    return None


def collect(machine: Machine, value: AbstractValue) -> tuple[list[AbstractValue], bool]:
    """The items that are known, and whether there may be more."""
    items: list[AbstractValue] = []
    if isinstance(value, (Unknown, OneOf, Text)):
        return items, True
    for item in bounded(machine, value):
        if item is UNKNOWN_REST:
            return items, True
        items.append(item)
    return items, False


def bounded(machine: Machine, value: AbstractValue) -> Iterator[AbstractValue]:
    """The items one by one; behind a great many of them the rest is taken to be unknown."""
    for count, item in enumerate(machine.iterate(value)):
        if count >= MOST_ITEMS:
            yield UNKNOWN_REST
            return
        yield item


def lazy(name: str, advance: Callable[[], AbstractValue]) -> LazyIterator:
    """An iterator whose items come from `advance`, which keeps its state in heap objects of its own."""
    return LazyIterator(name, lambda state: (advance(), state))


@model("builtins.iter")
def iter_(machine: Machine, call: Call, iterable: AbstractValue, sentinel: AbstractValue = NOT_GIVEN) -> AbstractValue:
    """An iterator over an object, or over the answers of a function until one equals a sentinel."""
    if sentinel is NOT_GIVEN:
        return UNKNOWN if isinstance(iterable, (Unknown, OneOf)) else make_iterator(machine, iterable)

    def advance() -> AbstractValue:
        item = machine.call(iterable)
        known = machine.equal(item, sentinel)
        return UNKNOWN_REST if known is None else END if known else item

    return lazy("callable_iterator", advance)


@model("builtins.next")
def next_(machine: Machine, call: Call, iterator: AbstractValue, default: AbstractValue = NOT_GIVEN) -> AbstractValue:
    """The next item; the default, or StopIteration, at the end."""
    if isinstance(iterator, (tuple, str, ListObject, DictObject, SetObject)):
        machine.fail("TypeError", f"'{machine.type_name(iterator)}' object is not an iterator")
        return UNKNOWN
    item = machine.next_of(iterator)
    if item is UNKNOWN_REST:
        return UNKNOWN
    if item is END:
        if default is not NOT_GIVEN:
            return default
        machine.fail("StopIteration", "")
        return UNKNOWN
    return item


@method(IteratorObject, "__next__", "next")
@method(LazyIterator, "__next__", "next")
@method(GeneratorObject, "__next__", "next")
def next_method(machine: Machine, call: Call, self: AbstractValue) -> AbstractValue:
    """`iterator.__next__()`."""
    return next_(machine, call, self)


@method(IteratorObject, "__iter__")
@method(LazyIterator, "__iter__")
@method(GeneratorObject, "__iter__", "__enter__")
def iter_method(machine: Machine, call: Call, self: AbstractValue) -> AbstractValue:
    """An iterator is its own."""
    return self


@method(GeneratorObject, "send")
def send(machine: Machine, call: Call, self: AbstractValue, value: AbstractValue) -> AbstractValue:
    """Goes on behind the `yield`, which answers the value."""
    has_item, item = machine.resume(self, "send", value)
    if not has_item:
        machine.fail("StopIteration", "")
        return UNKNOWN
    return item


@method(GeneratorObject, "throw")
def throw(
    machine: Machine,
    call: Call,
    self: AbstractValue,
    typ: AbstractValue,
    val: AbstractValue = None,
    tb: AbstractValue = None,
) -> AbstractValue:
    """Raises an error at the `yield`."""
    error = val if isinstance(val, Instance) else typ if isinstance(typ, Instance) else machine.call(typ)
    has_item, item = machine.resume(self, "throw", error)
    if not has_item:
        machine.fail("StopIteration", "")
        return UNKNOWN
    return item


@method(GeneratorObject, "close")
def close(machine: Machine, call: Call, self: AbstractValue) -> AbstractValue:
    """Ends a generator."""
    error = Instance(machine.library_class("builtins.GeneratorExit"), {"args": ()})
    machine.attempt(lambda: machine.resume(self, "throw", error), "GeneratorExit")
    return None


@model("builtins.enumerate")
def enumerate_(machine: Machine, call: Call, iterable: AbstractValue, start: AbstractValue = 0) -> AbstractValue:
    """Pairs of a count and an item."""
    known = stored_items(iterable)
    if known is not None and isinstance(start, int):
        return IteratorObject(list(enumerate(known, start)))
    source = make_iterator(machine, iterable)

    def advance(state: AbstractValue) -> tuple[AbstractValue, AbstractValue]:
        item = machine.next_of(source)
        if item is END or item is UNKNOWN_REST:
            return item, state
        return (state, item), state + 1 if isinstance(state, int) else UNKNOWN

    return LazyIterator("enumerate", advance, start)


@model("builtins.zip", "itertools.izip")
def zip_(machine: Machine, call: Call, *iterables: AbstractValue, strict: AbstractValue = False) -> AbstractValue:
    """Tuples of the items at one position, as long as all have one."""
    if call.is_open:
        return IteratorObject([], is_open=True)
    stored = [stored_items(iterable) for iterable in iterables]
    known = [items for items in stored if items is not None]
    if len(known) == len(stored):
        return IteratorObject(list(zip(*known)))
    sources = [make_iterator(machine, iterable) for iterable in iterables]

    def advance() -> AbstractValue:
        items: list[AbstractValue] = []
        for source in sources:
            item = machine.next_of(source)
            if item is END or item is UNKNOWN_REST:
                return item
            items.append(item)
        return tuple(items)

    return lazy("zip", advance)


@model("builtins.map", "itertools.imap")
def map_(machine: Machine, call: Call, function: AbstractValue, *iterables: AbstractValue) -> AbstractValue:
    """The answers of a function for the items, made when they are asked for."""
    if call.is_open:
        return IteratorObject([], is_open=True)
    sources = [make_iterator(machine, iterable) for iterable in iterables]

    def advance() -> AbstractValue:
        items: list[AbstractValue] = []
        for source in sources:
            item = machine.next_of(source)
            if item is END or item is UNKNOWN_REST:
                return item
            items.append(item)
        return machine.call(function, *items)

    return lazy("map", advance)


@model("builtins.filter", "itertools.ifilter")
def filter_(machine: Machine, call: Call, function: AbstractValue, iterable: AbstractValue) -> AbstractValue:
    """The items for which a function is true."""
    return filtered(machine, function, iterable, True)


def filtered(machine: Machine, function: AbstractValue, iterable: AbstractValue, wanted: bool) -> AbstractValue:
    """The items for which the truth of a function is the wanted one."""
    source = make_iterator(machine, iterable)

    def advance() -> AbstractValue:
        while True:
            item = machine.next_of(source)
            if item is END or item is UNKNOWN_REST:
                return item
            known = machine.truth(item if function is None else machine.call(function, item))
            if known is None:
                return UNKNOWN_REST
            if known is wanted:
                return item

    return lazy("filter", advance)


@model("builtins.reversed")
def reversed_(machine: Machine, call: Call, sequence: AbstractValue) -> AbstractValue:
    """The items from the last to the first."""
    known = stored_items(sequence)
    if known is not None:
        return IteratorObject(known[::-1])
    if isinstance(sequence, range):
        return make_iterator(machine, sequence[::-1])
    maker = machine.find_attribute(sequence, "__reversed__")
    if maker is not ABSENT and not isinstance(maker, Unknown):
        return machine.call(maker)
    items = machine.items_of(sequence)
    return IteratorObject([], is_open=True) if items is None else IteratorObject(items[::-1])
