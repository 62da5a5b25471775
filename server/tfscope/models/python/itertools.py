"""`itertools`: endless iterators make their items when they are asked, finite ones keep what is known."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Final

from tfscope.domain.heap import IteratorObject
from tfscope.domain.iterators import END, UNKNOWN_REST, LazyIterator
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.python.arguments import NOT_GIVEN
from tfscope.models.python.iterators import collect, filtered, lazy, make_iterator
from tfscope.models.registry import model

#: More items than this are not listed.
MOST: Final = 100_000


def is_end(item: AbstractValue) -> bool:
    """Whether no item that is known follows."""
    return item is END or item is UNKNOWN_REST


@model("itertools.count")
def count(machine: Machine, call: Call, start: AbstractValue = 0, step: AbstractValue = 1) -> AbstractValue:
    """Numbers without end."""
    return LazyIterator("count", lambda state: (state, machine.binary("Add", state, step)), start)


@model("itertools.cycle")
def cycle(machine: Machine, call: Call, iterable: AbstractValue) -> AbstractValue:
    """The items again and again."""
    items, is_open = collect(machine, iterable)

    def advance(state: AbstractValue) -> tuple[AbstractValue, AbstractValue]:
        assert isinstance(state, int)
        if not items or (is_open and state >= len(items)):
            return (UNKNOWN_REST if is_open else END), state
        return items[state % len(items)], state + 1

    return LazyIterator("cycle", advance, 0)


@model("itertools.repeat")
def repeat(machine: Machine, call: Call, object: AbstractValue, times: AbstractValue = None) -> AbstractValue:
    """One item again and again."""
    if isinstance(times, int):
        return IteratorObject([object] * min(times, MOST), is_open=times > MOST)
    if times is not None:
        return IteratorObject([], is_open=True)
    return lazy("repeat", lambda: object)


@model("itertools.chain")
def chain(machine: Machine, call: Call, *iterables: AbstractValue) -> AbstractValue:
    """The items of one iterable after the other."""
    if call.is_open:
        return IteratorObject([], is_open=True)
    return chained(machine, IteratorObject(list(iterables)))


@model("itertools.chain.from_iterable")
def from_iterable(machine: Machine, call: Call, iterables: AbstractValue) -> AbstractValue:
    """The items of each item."""
    return chained(machine, make_iterator(machine, iterables))


def chained(machine: Machine, sources: AbstractValue) -> AbstractValue:
    """The items of the items of an iterator."""

    def advance(state: AbstractValue) -> tuple[AbstractValue, AbstractValue]:
        while True:
            if state is None:
                source = machine.next_of(sources)
                if is_end(source):
                    return source, None
                state = make_iterator(machine, source)
            item = machine.next_of(state)
            if item is not END:
                return item, state
            state = None

    return LazyIterator("chain", advance)


@model("itertools.islice")
def islice(
    machine: Machine,
    call: Call,
    iterable: AbstractValue,
    start: AbstractValue,
    stop: AbstractValue = NOT_GIVEN,
    step: AbstractValue = None,
) -> AbstractValue:
    """A part of the items."""
    first, last = (0, start) if stop is NOT_GIVEN else (start, stop)
    first, step = 0 if first is None else first, 1 if step is None else step
    if not isinstance(first, int) or not isinstance(step, int) or not (last is None or isinstance(last, int)):
        return IteratorObject([], is_open=True)
    source, width, end = make_iterator(machine, iterable), step, last

    def advance(state: AbstractValue) -> tuple[AbstractValue, AbstractValue]:
        assert isinstance(state, tuple)
        position, wanted = state
        assert isinstance(position, int) and isinstance(wanted, int)
        if end is not None and wanted >= end:
            return END, state
        while True:
            item = machine.next_of(source)
            if is_end(item):
                return item, state
            position += 1
            if position > wanted:
                return item, (position, wanted + width)

    return LazyIterator("islice", advance, (0, first))


def register_finite(name: str, function: Callable[..., Iterable[object]]) -> None:
    """Registers a function of finite iterables that does not look at the items."""

    @model(f"itertools.{name}")
    def run(machine: Machine, call: Call, *iterables: AbstractValue, **given: AbstractValue) -> AbstractValue:
        is_plain = name in ("product", "zip_longest", "izip_longest", "compress")
        numbers = [] if is_plain else list(iterables[1:])
        sources = [collect(machine, iterable) for iterable in (iterables if is_plain else iterables[:1])]
        others = [value for key, value in given.items() if key != "fillvalue"]
        if call.is_open or any(is_open for _, is_open in sources):
            return IteratorObject([], is_open=True)
        if not all(isinstance(number, int) for number in (*numbers, *others)):
            return IteratorObject([], is_open=True)
        try:
            made = function(*(items for items, _ in sources), *numbers, **given)
        except (TypeError, ValueError) as error:
            machine.fail(type(error).__name__, str(error))
            return IteratorObject([], is_open=True)
        listed = list(itertools.islice(made, MOST + 1))
        return IteratorObject(list(listed[:MOST]), is_open=len(listed) > MOST)


for finite in ("product", "permutations", "combinations", "combinations_with_replacement", "zip_longest"):
    register_finite(finite, getattr(itertools, finite))
register_finite("izip_longest", itertools.zip_longest)


@model("itertools.starmap")
def starmap(machine: Machine, call: Call, function: AbstractValue, iterable: AbstractValue) -> AbstractValue:
    """The answers of a function for the items, which are its arguments."""
    source = make_iterator(machine, iterable)

    def advance() -> AbstractValue:
        item = machine.next_of(source)
        if is_end(item):
            return item
        given = machine.items_of(item)
        return UNKNOWN if given is None else machine.call(function, *given)

    return lazy("starmap", advance)


@model("itertools.filterfalse", "itertools.ifilterfalse")
def filterfalse(machine: Machine, call: Call, predicate: AbstractValue, iterable: AbstractValue) -> AbstractValue:
    """The items for which a function is false."""
    return filtered(machine, predicate, iterable, False)


@model("itertools.takewhile")
def takewhile(machine: Machine, call: Call, predicate: AbstractValue, iterable: AbstractValue) -> AbstractValue:
    """The items before the first for which a function is false."""
    source = make_iterator(machine, iterable)

    def advance() -> AbstractValue:
        item = machine.next_of(source)
        if is_end(item):
            return item
        known = machine.truth(machine.call(predicate, item))
        return UNKNOWN_REST if known is None else item if known else END

    return lazy("takewhile", advance)


@model("itertools.dropwhile")
def dropwhile(machine: Machine, call: Call, predicate: AbstractValue, iterable: AbstractValue) -> AbstractValue:
    """The items from the first for which a function is false."""
    source = make_iterator(machine, iterable)

    def advance(state: AbstractValue) -> tuple[AbstractValue, AbstractValue]:
        while True:
            item = machine.next_of(source)
            if is_end(item) or state is True:
                return item, state
            known = machine.truth(machine.call(predicate, item))
            if known is None:
                return UNKNOWN_REST, state
            if not known:
                return item, True

    return LazyIterator("dropwhile", advance, False)


@model("itertools.accumulate")
def accumulate(
    machine: Machine,
    call: Call,
    iterable: AbstractValue,
    func: AbstractValue = None,
    *,
    initial: AbstractValue = None,
) -> AbstractValue:
    """The totals so far."""
    source = make_iterator(machine, iterable)

    def advance(state: AbstractValue) -> tuple[AbstractValue, AbstractValue]:
        if state is NOT_GIVEN and initial is not None:
            return initial, initial
        item = machine.next_of(source)
        if is_end(item):
            return item, state
        if state is not NOT_GIVEN:
            item = machine.binary("Add", state, item) if func is None else machine.call(func, state, item)
        return item, item

    return LazyIterator("accumulate", advance, NOT_GIVEN)


@model("itertools.groupby")
def groupby(machine: Machine, call: Call, iterable: AbstractValue, key: AbstractValue = None) -> AbstractValue:
    """Runs of items with one key."""
    items, is_open = collect(machine, iterable)
    groups: list[AbstractValue] = []
    members: list[AbstractValue] = []
    last: AbstractValue = NOT_GIVEN
    for item in items:
        own = item if key is None else machine.call(key, item)
        same = False if last is NOT_GIVEN else machine.equal(last, own)
        if same is None:
            return IteratorObject([], is_open=True)
        if not same:
            members = []
            groups.append((own, IteratorObject(members)))
        members.append(item)
        last = own
    return IteratorObject([], is_open=True) if is_open else IteratorObject(groups)


@model("itertools.tee")
def tee(machine: Machine, call: Call, iterable: AbstractValue, n: AbstractValue = 2) -> AbstractValue:
    """Several iterators over the same items."""
    items, is_open = collect(machine, iterable)
    if not isinstance(n, int):
        return UNKNOWN
    return tuple(IteratorObject(list(items), is_open) for _ in range(n))


@model("itertools.pairwise")
def pairwise(machine: Machine, call: Call, iterable: AbstractValue) -> AbstractValue:
    """Each item with the next."""
    items, is_open = collect(machine, iterable)
    return IteratorObject(list(itertools.pairwise(items)), is_open)


@model("itertools.compress")
def compress(machine: Machine, call: Call, data: AbstractValue, selectors: AbstractValue) -> AbstractValue:
    """The items whose selector is true."""
    kept: list[AbstractValue] = []
    items, is_open = collect(machine, data)
    for item, selector in zip(items, collect(machine, selectors)[0]):
        known = machine.truth(selector)
        if known is None:
            return IteratorObject(kept, is_open=True)
        if known:
            kept.append(item)
    return IteratorObject(kept, is_open)
