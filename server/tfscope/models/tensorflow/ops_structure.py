"""`tf.nest`: structures of lists, tuples and dicts, and what is at their leaves.

**Source:** tensorflow/python/util/nest.py, TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import DictObject, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.op_model import Arguments, declare_answer
from tfscope.models.tensorflow.structures import leaves, map_structure, parts_of

HOMES: Final = ("nest", "contrib.framework.nest", "python.util.nest")


def paths(*names: str) -> str:
    """The names in each of the modules that have them."""
    return " ".join(f"{home}.{name}" for home in HOMES for name in names)


def flatten(machine: Machine, bound: Arguments) -> AbstractValue:
    """The leaves as a list. Source: nest.flatten."""
    structure = bound["structure"]
    is_open = isinstance(structure, (Unknown, OneOf)) or is_open_structure(structure)
    return ListObject([] if isinstance(structure, (Unknown, OneOf)) else list(leaves(structure)), is_open)


def is_open_structure(value: AbstractValue) -> bool:
    """Whether a list or dict in a structure may hold more than is known."""
    if isinstance(value, (ListObject, DictObject)) and value.is_open:
        return True
    return any(map(is_open_structure, parts_of(value) or ()))


def pack(machine: Machine, bound: Arguments) -> AbstractValue:
    """A structure with the leaves of a list. Source: nest.pack_sequence_as."""
    flat = None if isinstance(bound["flat_sequence"], Unknown) else machine.items_of(bound["flat_sequence"])
    if flat is None or isinstance(bound["structure"], (Unknown, OneOf)):
        return UNKNOWN
    items = iter(flat)
    return map_structure(machine, lambda leaf: next(items, UNKNOWN), bound["structure"])


def nested(machine: Machine, bound: Arguments) -> AbstractValue:
    """Whether a value is a structure. Source: nest.is_nested."""
    if isinstance(bound["seq"], (Unknown, OneOf)):
        return Unknown("", "bool")
    return parts_of(bound["seq"]) is not None


@model(*(f"tensorflow.{path}" for path in paths("map_structure").split()))
def nest_map(
    machine: Machine, call: Call, func: AbstractValue, *structure: AbstractValue, **kwargs: AbstractValue
) -> AbstractValue:
    """A function of the leaves, in structure. Source: nest.map_structure."""
    if not structure or isinstance(structure[0], (Unknown, OneOf)):
        return UNKNOWN
    return map_structure(machine, lambda *values: machine.call(func, *values), *structure)


declare_answer(paths("flatten"), "structure, expand_composites=False", flatten)
declare_answer(paths("pack_sequence_as"), "structure, flat_sequence, expand_composites=False", pack)
declare_answer(paths("is_nested"), "seq", nested)
declare_answer("contrib.framework.nest.is_sequence python.util.nest.is_sequence", "seq", nested)
declare_answer(
    paths("assert_same_structure"),
    "nest1, nest2, check_types=True, expand_composites=False",
    lambda machine, bound: None,
)
