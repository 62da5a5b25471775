"""Asking a graph for its operations and tensors: those that the program named are kept.

**Source:** tensorflow/python/framework/ops.py, Graph.get_operations and Graph.as_graph_element, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import Graph, Tensor
from tfscope.domain.heap import ListObject, present
from tfscope.domain.values import AbstractValue, Text, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import method
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.variable import Operation


@method(Graph, "get_operations")
def get_operations(machine: Machine, call: Call, graph: Graph) -> AbstractValue:
    """The operations that the program named, among others."""
    kept = [present(tensor) for tensor in graph.ops.values()]
    return ListObject([Operation(tensor) for tensor in kept if isinstance(tensor, Tensor)], is_open=True)


def kept_tensor(graph: Graph, name: AbstractValue) -> Tensor | None:
    """What the op of a name gives, None where it is not kept."""
    found = present(graph.ops.get(name)) if isinstance(name, str) else None
    return found if isinstance(found, Tensor) else None


@method(Graph, "get_tensor_by_name")
def get_tensor_by_name(machine: Machine, call: Call, graph: Graph, name: AbstractValue) -> AbstractValue:
    """The tensor of a name `op:0`."""
    found = kept_tensor(graph, name.removesuffix(":0")) if isinstance(name, str) and name.endswith(":0") else None
    return found or Unknown("", "tensor")


@method(Graph, "get_operation_by_name")
def get_operation_by_name(machine: Machine, call: Call, graph: Graph, name: AbstractValue) -> AbstractValue:
    """The operation of a name."""
    found = kept_tensor(graph, name)
    return Unknown("op") if found is None else Operation(found)


@method(Graph, "unique_name")
def unique_name(
    machine: Machine, call: Call, graph: Graph, name: AbstractValue, mark_as_used: AbstractValue = True
) -> AbstractValue:
    """A name that no operation has, used up by default. Source: Graph.unique_name."""
    if not isinstance(name, (str, Text)):
        return Unknown("unique_name", "str")
    used = dict(graph.used_names)
    found = op_names.unique_name(machine, graph, name)
    if machine.truth(mark_as_used) is False:
        graph.used_names = used
    return found


@method(Graph, "as_graph_element")
def as_graph_element(
    machine: Machine,
    call: Call,
    graph: Graph,
    obj: AbstractValue,
    allow_tensor: AbstractValue = True,
    allow_operation: AbstractValue = True,
) -> AbstractValue:
    """The tensor or operation of a name, or itself."""
    if isinstance(obj, str):
        return (get_tensor_by_name if ":" in obj else get_operation_by_name)(machine, call, graph, obj)
    return obj
