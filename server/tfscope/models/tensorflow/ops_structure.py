"""`tf.nest`: structures of lists, tuples and dicts, and what is at their leaves.

**Source:** tensorflow/python/util/nest.py and nest_util.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tfscope.domain.heap import DictObject, Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.op_model import Arguments, declare_answer


class NotFollowed(Exception):
    """A structure is not known."""


def is_nested(machine: Machine, value: AbstractValue) -> bool:
    """Whether a value is a structure; raises NotFollowed."""
    if isinstance(value, (Unknown, OneOf)):
        raise NotFollowed
    return isinstance(value, (ListObject, tuple, DictObject)) or fields_of(machine, value) is not None


def fields_of(machine: Machine, value: AbstractValue) -> list[AbstractValue] | None:
    """The items of a named tuple, None for anything else."""
    if not isinstance(value, Instance) or "_fields" not in names_of(value):
        return None
    items = machine.items_of(value)
    if items is None:
        raise NotFollowed
    return items


def names_of(value: Instance) -> set[str]:
    """The names that the classes of an instance define."""
    return {name for cls in value.cls.mro if hasattr(cls, "namespace") for name in cls.namespace}


def children(machine: Machine, value: AbstractValue) -> list[AbstractValue]:
    """The parts of a structure in order; a dict's by its sorted keys."""
    if isinstance(value, DictObject):
        if value.is_open or not all(isinstance(key, str) for key in value.items):
            raise NotFollowed
        return [value.items[key] for key in sorted(value.items, key=str)]
    if isinstance(value, ListObject):
        if value.is_open:
            raise NotFollowed
        return list(value.items)
    if isinstance(value, tuple):
        return list(value)
    items = fields_of(machine, value)
    assert items is not None
    return items


def leaves(machine: Machine, value: AbstractValue) -> list[AbstractValue]:
    """What is at the ends of a structure; raises NotFollowed."""
    if not is_nested(machine, value):
        return [value]
    return [leaf for child in children(machine, value) for leaf in leaves(machine, child)]


def rebuilt(machine: Machine, value: AbstractValue, items: list[AbstractValue]) -> AbstractValue:
    """A structure of the same sort with other parts."""
    if isinstance(value, DictObject):
        by_key = dict(zip(sorted(value.items, key=str), items))
        return DictObject({key: by_key[str(key)] for key in value.items}, type_name=value.type_name)
    if isinstance(value, ListObject):
        return ListObject(items)
    if isinstance(value, tuple):
        return tuple(items)
    assert isinstance(value, Instance)
    return machine.call(value.cls, *items)


def packed(machine: Machine, value: AbstractValue, flat: Iterator[AbstractValue]) -> AbstractValue:
    """The structure of `value` with the leaves of `flat`."""
    if not is_nested(machine, value):
        return next(flat, UNKNOWN)
    return rebuilt(machine, value, [packed(machine, child, flat) for child in children(machine, value)])


def mapped(
    machine: Machine, function: Callable[..., AbstractValue], structures: tuple[AbstractValue, ...]
) -> AbstractValue:
    """`function` of the leaves of structures that are alike."""
    first = structures[0]
    if not is_nested(machine, first):
        return function(*structures)
    parts = zip(*(children(machine, structure) for structure in structures))
    return rebuilt(machine, first, [mapped(machine, function, part) for part in parts])


def flatten(machine: Machine, bound: Arguments) -> AbstractValue:
    """The leaves as a list."""
    try:
        return ListObject(leaves(machine, bound["structure"]))
    except NotFollowed:
        return ListObject([], is_open=True)


def pack(machine: Machine, bound: Arguments) -> AbstractValue:
    """Leaves in a structure."""
    flat = machine.items_of(bound["flat_sequence"]) if not isinstance(bound["flat_sequence"], Unknown) else None
    try:
        return UNKNOWN if flat is None else packed(machine, bound["structure"], iter(flat))
    except NotFollowed:
        return UNKNOWN


def nested(machine: Machine, bound: Arguments) -> AbstractValue:
    """Whether a value is a structure."""
    try:
        return is_nested(machine, bound["seq"])
    except NotFollowed:
        return Unknown("", "bool")


@model("tensorflow.nest.map_structure", "tensorflow.contrib.framework.nest.map_structure")
def map_structure(
    machine: Machine, call: Call, func: AbstractValue, *structure: AbstractValue, **kwargs: AbstractValue
) -> AbstractValue:
    """A function of the leaves, in structure."""
    try:
        return mapped(machine, lambda *values: machine.call(func, *values), structure) if structure else UNKNOWN
    except NotFollowed:
        return UNKNOWN


declare_answer("nest.flatten contrib.framework.nest.flatten", "structure, expand_composites=False", flatten)
declare_answer(
    "nest.pack_sequence_as contrib.framework.nest.pack_sequence_as",
    "structure, flat_sequence, expand_composites=False",
    pack,
)
declare_answer("nest.is_nested contrib.framework.nest.is_sequence contrib.framework.nest.is_nested", "seq", nested)
declare_answer(
    "nest.assert_same_structure contrib.framework.nest.assert_same_structure",
    "nest1, nest2, check_types=True, expand_composites=False",
    lambda machine, bound: None,
)
