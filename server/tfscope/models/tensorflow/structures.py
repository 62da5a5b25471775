"""Nested structures of tensors, as models walk through them.

**Source:** tensorflow/python/util/nest.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from tfscope.domain.heap import DictObject, Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine

Leaf: TypeAlias = Callable[..., AbstractValue]


def parts_of(value: AbstractValue) -> list[AbstractValue] | None:
    """The items of one level of a structure, None where the value is a leaf."""
    if isinstance(value, Instance) and isinstance(value.native, (tuple, ListObject, DictObject)):
        value = value.native
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, ListObject):
        return value.items
    if isinstance(value, DictObject):
        return [value.items[key] for key in sorted(value.items, key=str)]
    return None


def rebuilt(machine: Machine, like: AbstractValue, items: list[AbstractValue]) -> AbstractValue:
    """A structure of the same kind, with other items."""
    if isinstance(like, Instance) and isinstance(like.native, tuple):
        return machine.call_with(like.cls, Call(list(items)))
    if isinstance(like, Instance):
        like = like.native
    if isinstance(like, ListObject):
        return ListObject(items, like.is_open)
    if isinstance(like, DictObject):
        keys = sorted(like.items, key=str)
        order = dict(zip(keys, items))
        return DictObject({key: order[key] for key in like.items}, like.is_open)
    return tuple(items)


def map_structure(machine: Machine, function: Leaf, first: AbstractValue, *others: AbstractValue) -> AbstractValue:
    """Applies a function to the leaves of structures, side by side; a structure that does not fit gives UNKNOWN."""
    parts = parts_of(first)
    if parts is None:
        return function(first, *others)
    columns = [parts_of(other) for other in others]
    mapped = []
    for index, part in enumerate(parts):
        beside = [c[index] if c is not None and index < len(c) else UNKNOWN for c in columns]
        mapped.append(map_structure(machine, function, part, *beside))
    return rebuilt(machine, first, mapped)


def leaves(value: AbstractValue) -> Iterator[AbstractValue]:
    """The leaves of a structure, in order."""
    parts = parts_of(value)
    if parts is None:
        yield value
    else:
        for part in parts:
            yield from leaves(part)


def first_leaf(value: AbstractValue) -> AbstractValue:
    """The first leaf, UNKNOWN where there is none."""
    return next(leaves(value), UNKNOWN)
