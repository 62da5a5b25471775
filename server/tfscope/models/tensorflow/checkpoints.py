"""`tf.train.init_from_checkpoint`: which variables a map means, and by which names a checkpoint is asked for them.

**Source:** tensorflow/python/training/checkpoint_utils.py, _init_from_checkpoint, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Iterator

from tfscope.domain.events import Mapped, Mapping
from tfscope.domain.graph import Graph, PartitionedVariable, Variable
from tfscope.domain.heap import ABSENT, DictObject
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.gradients import is_open


@model("tensorflow.train.init_from_checkpoint")
def init_from_checkpoint(
    machine: Machine, call: Call, ckpt_dir_or_file: AbstractValue, assignment_map: AbstractValue
) -> AbstractValue:
    """Changes initial values only; what the checkpoint holds is not known."""
    entries = pairs_of(machine, assignment_map)
    mappings = [Mapping(key, value, tuple(meant(machine.graph, key, value))) for key, value in entries or ()]
    is_complete = entries is not None and not is_open(assignment_map)
    machine.emit(Mapped, api="init_from_checkpoint", mappings=tuple(mappings), is_complete=is_complete)
    return None


def pairs_of(machine: Machine, value: AbstractValue) -> list[tuple[AbstractValue, AbstractValue]] | None:
    """The pairs of a dict, or of a list of pairs; None where they are not known."""
    if isinstance(value, DictObject):
        return list(value.items.items())
    found = []
    for item in machine.items_of(value) or ():
        pair = machine.items_of(item)
        if pair is None or len(pair) != 2:
            return None
        found.append((pair[0], pair[1]))
    return found if machine.items_of(value) is not None else None


def meant(graph: Graph, key: AbstractValue, value: AbstractValue) -> Iterator[tuple[AbstractValue, AbstractValue]]:
    """The names in the checkpoint, and the variables, that one pair of a map stands for."""
    if isinstance(value, (Variable, PartitionedVariable)):
        yield key, value
    elif isinstance(value, str):
        found = find(graph, value)
        if found is not None:
            yield key, found
        elif isinstance(key, str) and key.endswith("/"):
            yield from below(graph, key, value)


def below(graph: Graph, key: str, scope: str) -> Iterator[tuple[AbstractValue, AbstractValue]]:
    """The variables of a scope, and the names that they have below another in the checkpoint."""
    path = scope.rpartition("/")[0]
    names = {*filter_names(graph.store), *filter_names(graph.partitioned)}
    for name in sorted(names):
        whole = name.partition("/part_")[0]
        if (not path or name.startswith(f"{path}/")) and (variable := find(graph, whole)) is not None:
            rest = whole[len(path) :]
            rest = rest if scope == "/" else rest[1:]
            yield (rest if key == "/" else key + rest).rstrip("/"), variable


def filter_names(store: dict[AbstractValue, AbstractValue]) -> Iterator[str]:
    """The keys of a store that are fully known."""
    return (key for key in store if isinstance(key, str))


def find(graph: Graph, name: str) -> Variable | PartitionedVariable | None:
    """The variable of a name that `get_variable` made."""
    found = graph.partitioned.get(name, graph.store.get(name, ABSENT))
    return found if isinstance(found, (Variable, PartitionedVariable)) else None
