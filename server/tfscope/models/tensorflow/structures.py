"""Nested structures of tensors, and what `tf.nest` does to them.

**Source:** tensorflow/python/util/nest.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from tfscope.domain.heap import DictObject, Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Shape
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model

Leaf: TypeAlias = Callable[..., AbstractValue]
HOMES: Final = ("tensorflow.nest", "tensorflow.contrib.framework.nest", "tensorflow.python.util.nest")


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


def is_open_structure(value: AbstractValue) -> bool:
    """Whether a list or dict in a structure may hold more than is known."""
    if isinstance(value, (ListObject, DictObject)) and value.is_open:
        return True
    return any(map(is_open_structure, parts_of(value) or ()))


@model(*(f"{home}.flatten" for home in HOMES))
def flatten(
    machine: Machine, call: Call, structure: AbstractValue, expand_composites: AbstractValue = False
) -> AbstractValue:
    """The leaves as a list. Source: nest.flatten."""
    return ListObject(list(leaves(structure)), is_open_structure(structure))


@model(*(f"{home}.map_structure" for home in HOMES))
def nest_map(
    machine: Machine, call: Call, func: AbstractValue, *structure: AbstractValue, **kwargs: AbstractValue
) -> AbstractValue:
    """Applies a function to the leaves. Source: nest.map_structure."""
    if not structure:
        return UNKNOWN
    return map_structure(machine, lambda *values: machine.call(func, *values), *structure)


@model(*(f"{home}.pack_sequence_as" for home in HOMES))
def pack_sequence_as(
    machine: Machine,
    call: Call,
    structure: AbstractValue,
    flat_sequence: AbstractValue,
    expand_composites: AbstractValue = False,
) -> AbstractValue:
    """A structure with the leaves of a list. Source: nest.pack_sequence_as."""
    items = iter(machine.items_of(flat_sequence) or ())
    return map_structure(machine, lambda leaf: next(items, UNKNOWN), structure)


@model(*(f"{home}.{name}" for home in HOMES for name in ("is_nested", "is_sequence", "is_sequence_or_composite")))
def is_nested(machine: Machine, call: Call, structure: AbstractValue) -> AbstractValue:
    """Whether a value is a structure. Source: nest.is_nested."""
    return parts_of(structure) is not None and not isinstance(structure, Shape)


@model(*(f"{home}.assert_same_structure" for home in HOMES))
def assert_same_structure(
    machine: Machine,
    call: Call,
    nest1: AbstractValue,
    nest2: AbstractValue,
    check_types: AbstractValue = True,
    expand_composites: AbstractValue = False,
) -> AbstractValue:
    """A check that is taken to hold. Source: nest.assert_same_structure."""
    return None
