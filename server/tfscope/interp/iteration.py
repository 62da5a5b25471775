"""Iteration: the items of what can be iterated, as far as they are known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial, reduce
from typing import TYPE_CHECKING

from tfscope.domain.heap import (
    ABSENT,
    ClassObject,
    DictObject,
    Instance,
    IteratorObject,
    ListObject,
    ScatteredList,
    SetObject,
    may_be_absent,
    present,
)
from tfscope.domain.iterators import END, UNKNOWN_REST, GeneratorObject, LazyIterator
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Text, Unknown, join
from tfscope.interp.generators import next_item
from tfscope.interp.stepping import attempt, next_of, next_of_instance

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


Items = Iterator[AbstractValue]


def iterate_in_loop(vm: Interpreter, value: AbstractValue) -> Items:
    """The items as a loop meets them, among others of which nothing is known."""
    if isinstance(value, ScatteredList):
        yield from value.scattered
    yield from iterate(vm, value)


def iterate(vm: Interpreter, value: AbstractValue) -> Items:
    """The items one by one, as late as Python would ask for them; UNKNOWN_REST where more may follow."""
    match value:
        case tuple() | range() | str() | bytes() | frozenset():
            yield from value
        case ListObject():
            yield from iterate_list(value)
        case DictObject():
            yield from [key for key, item in value.items.items() if item is not ABSENT]
            if value.is_open or any(may_be_absent(item) for item in value.items.values()):
                yield UNKNOWN_REST
        case SetObject():
            yield from list(value.items)
            if value.is_open:
                yield UNKNOWN_REST
        case IteratorObject():
            yield from iterate_iterator(vm, value)
        case LazyIterator():
            while (item := next_of(vm, value)) is not END:
                yield item
                if item is UNKNOWN_REST:
                    return
        case GeneratorObject():
            has_item, item = next_item(value)
            while has_item:
                yield item
                has_item, item = next_item(value)
        case Instance():
            yield from iterate_instance(vm, value)
        case ClassObject():
            yield from iterate_class(vm, value)
        case _:
            items = iterate_modelled(vm, value)
            if items is None:
                yield UNKNOWN_REST
            else:
                yield from items


def iterate_list(value: ListObject) -> Items:
    """A list's items; those that are appended meanwhile too."""
    position = 0
    while position < len(value.items):
        yield present(value.items[position])
        position += 1
    if value.is_open:
        yield UNKNOWN_REST


def iterate_iterator(vm: Interpreter, value: IteratorObject) -> Items:
    """What is left of an iterator."""
    while value.position < len(value.items):
        vm.changing(value)
        value.position += 1
        yield value.items[value.position - 1]
    if value.is_open:
        yield UNKNOWN_REST


def iterate_modelled(vm: Interpreter, value: AbstractValue) -> Items | None:
    """What the `__iter__` of a model answers, None where there is none."""
    if isinstance(value, (Unknown, Text, OneOf)):
        return None
    method = vm.find_attribute(value, "__iter__")
    if method is ABSENT or isinstance(method, Unknown):
        return None
    answer = vm.call(method)
    return None if answer is value else iterate(vm, answer)


def iterate_class(vm: Interpreter, value: ClassObject) -> Items:
    """The members of an enumeration."""
    members = value.namespace.get("__members__")
    if isinstance(members, DictObject):
        yield from list(members.items.values())
    else:
        yield UNKNOWN_REST


def iterate_instance(vm: Interpreter, value: Instance) -> Items:
    """By `__iter__` and `__next__`, or by `__getitem__`."""
    maker = vm.find_attribute(value, "__iter__")
    if maker is ABSENT:
        yield from iterate_indexed(vm, value)
        return
    iterator = UNKNOWN if isinstance(maker, Unknown) else vm.call(maker)
    if not isinstance(iterator, Instance):
        yield from iterate(vm, iterator)
        return
    count = 0
    while (item := next_of_instance(vm, iterator)) is not END and count < vm.limits.iterations:
        yield item
        if item is UNKNOWN_REST:
            return
        count += 1


def iterate_indexed(vm: Interpreter, value: Instance) -> Items:
    """The items 0, 1, 2, … of a class that has only `__getitem__`."""
    method = vm.find_attribute(value, "__getitem__")
    if method is ABSENT or isinstance(method, Unknown):
        yield UNKNOWN_REST
        return
    for index in range(vm.limits.iterations):
        item = attempt(vm, partial(vm.call, method, index), "IndexError")
        if item is ABSENT:
            return
        yield item
        if isinstance(item, Unknown):
            yield UNKNOWN_REST
            return


def items_of(vm: Interpreter, value: AbstractValue) -> list[AbstractValue] | None:
    """All items, None where they are not all known or too many."""
    if isinstance(value, (tuple, str, bytes, frozenset)):
        return list(value)
    if isinstance(value, range):
        return list(value) if len(value) <= vm.limits.items else None
    if isinstance(value, ListObject):
        return None if value.is_open else [present(item) for item in value.items]
    if isinstance(value, OneOf):
        return None
    items: list[AbstractValue] = []
    for item in iterate(vm, value):
        if item is UNKNOWN_REST or len(items) > vm.limits.items:
            return None
        items.append(item)
    return items


def open_items(vm: Interpreter, value: AbstractValue) -> tuple[list[AbstractValue], bool]:
    """The items that are known, and whether there may be more."""
    items: list[AbstractValue] = []
    for item in iterate(vm, value):
        if item is UNKNOWN_REST or len(items) > vm.limits.items:
            return items, True
        items.append(item)
    return items, False


def length_of(vm: Interpreter, value: AbstractValue) -> int | None:
    """The number of items where it is known without running anything."""
    match value:
        case tuple() | str() | bytes() | range() | frozenset():
            return len(value)
        case ListObject():
            if value.is_open or any(may_be_absent(item) for item in value.items):
                return None
            return len(value.items)
        case DictObject() | SetObject():
            if value.is_open or any(may_be_absent(item) for item in value.items.values()):
                return None
            return len(value.items)
        case _:
            return None


def unknown_item(vm: Interpreter, iterable: AbstractValue, label: str) -> AbstractValue:
    """An item that is not known of something iterated."""
    kind = iterable.kind if isinstance(iterable, Unknown) and iterable.kind in ("str", "tensor") else ""
    return Unknown(label, kind)


def make_set(items: list[AbstractValue]) -> SetObject:
    """A set of items; open where one of them is not known."""
    known = [item for item in items if not isinstance(item, (Unknown, OneOf))]
    return SetObject(dict.fromkeys(known), is_open=len(known) < len(items))


def make_list(items: list[AbstractValue]) -> ListObject:
    """A list of items."""
    return ListObject(list(items))


def spread_keywords(vm: Interpreter, value: AbstractValue, keywords: dict[str, AbstractValue]) -> bool:
    """Adds the items of `**value`; false where they are not all known."""
    if isinstance(value, Instance):
        value = mapping_of(vm, value)
    if isinstance(value, OneOf) and all(isinstance(option, DictObject) for option in value.options):
        value = common_items(value)
    if not isinstance(value, DictObject):
        return False
    complete = not value.is_open
    for key, item in value.items.items():
        if not isinstance(key, str) or item is ABSENT:
            complete = complete and item is ABSENT
        else:
            keywords[key] = present(item)
    return complete


def common_items(value: OneOf) -> DictObject:
    """The keys that each of some dicts has; there may be others."""
    first, *rest = [option.items for option in value.options if isinstance(option, DictObject)]
    joined = {
        key: reduce(join, [items[key] for items in (first, *rest)]) for key in first if all(key in o for o in rest)
    }
    return DictObject(joined, is_open=True)


def mapping_of(vm: Interpreter, value: Instance) -> AbstractValue:
    """The dict that a mapping of the program stands for."""
    maker = vm.find_attribute(value, "keys")
    getter = vm.find_attribute(value, "__getitem__")
    if maker is ABSENT or getter is ABSENT or isinstance(maker, Unknown):
        return UNKNOWN
    keys = items_of(vm, vm.call(maker))
    return UNKNOWN if keys is None else DictObject({key: vm.call(getter, key) for key in keys})


def update_dict(vm: Interpreter, target: DictObject, value: AbstractValue) -> None:
    """`target.update(value)`."""
    vm.changing(target)
    if isinstance(value, Instance):
        value = mapping_of(vm, value)
    if isinstance(value, DictObject):
        target.items.update(value.items)
        target.is_open = target.is_open or value.is_open
        return
    pairs = None if isinstance(value, (Unknown, OneOf)) else items_of(vm, value)
    target.is_open = target.is_open or pairs is None
    for pair in pairs or ():
        parts = items_of(vm, pair)
        if parts is not None and len(parts) == 2 and is_key(parts[0]):
            target.items[parts[0]] = parts[1]
        else:
            target.is_open = True
    if pairs is None:
        target.is_open = True


def is_key(value: AbstractValue) -> bool:
    """Whether a value is known well enough to be a dict's key."""
    if isinstance(value, tuple):
        return all(map(is_key, value))
    return not isinstance(value, (Unknown, OneOf, slice))
