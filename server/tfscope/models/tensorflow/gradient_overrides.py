"""`Graph.gradient_override_map`: inside, ops have the gradients that the program registers for them.

Which they are is not followed: whether an op made inside lets a gradient through is not known.

**Source:** tensorflow/python/framework/ops.py, Graph.gradient_override_map, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import Graph
from tfscope.domain.heap import HeapObject
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import method


class OverrideManager(HeapObject):
    """The context manager that `gradient_override_map` answers. Never changes."""

    __slots__ = ("graph",)

    def __init__(self, graph: Graph) -> None:
        self.stamp = 0
        self.graph = graph


@method(Graph, "gradient_override_map")
def gradient_override_map(
    machine: Machine, call: Call, graph: AbstractValue, op_type_map: AbstractValue
) -> AbstractValue:
    """Changes the gradients of ops that are made inside."""
    assert isinstance(graph, Graph)
    return OverrideManager(graph)


@method(OverrideManager, "__enter__")
def enter_overrides(machine: Machine, call: Call, manager: AbstractValue) -> AbstractValue:
    """From here on."""
    assert isinstance(manager, OverrideManager)
    machine.changing(manager.graph)
    manager.graph.overrides += 1
    return None


@method(OverrideManager, "__exit__")
def leave_overrides(machine: Machine, call: Call, manager: AbstractValue, *error: AbstractValue) -> AbstractValue:
    """As far as here; errors pass."""
    assert isinstance(manager, OverrideManager)
    machine.changing(manager.graph)
    manager.graph.overrides -= 1
    return False
