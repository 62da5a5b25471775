"""The graph that an operation becomes a part of: that of its inputs, which must be one.

**Source:** tensorflow/python/framework/ops.py, _get_graph_from_inputs and _assert_same_graph, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tfscope.domain.events import Reason
from tfscope.domain.graph import Graph, Tensor, Variable, native_of
from tfscope.domain.heap import ListObject
from tfscope.domain.values import AbstractValue, DType
from tfscope.models.machine import Machine


def graph_of_inputs(machine: Machine, values: Iterable[AbstractValue], api: str = "", parameter: str = "") -> Graph:
    """The graph of the tensors among some values, else the default one; refused where they are of two graphs."""
    first: Tensor | None = None
    for tensor in tensors_in(values):
        if tensor.graph is None or tensor.graph is machine.runtime.eager_graph:
            continue
        if first is None:
            first = tensor
        elif first.graph is not tensor.graph and machine.graph.control_flow == 0:
            refuse(machine, first, tensor, api, parameter)
            break
    return machine.graph if first is None or first.graph is None else first.graph


def tensors_in(values: Iterable[AbstractValue]) -> Iterator[Tensor]:
    """The tensors among some values, and those in lists."""
    for value in values:
        if isinstance(value, ListObject):
            yield from tensors_in(value.items)
        elif isinstance(value, tuple):
            yield from tensors_in(value)
        elif isinstance(found := native_of(value), Tensor):
            yield found


def refuse(machine: Machine, first: Tensor, second: Tensor, api: str, parameter: str) -> None:
    """Says that two inputs are of two graphs. `existing` is the variable that is not of the present one."""
    strange = [item for item in (first, second) if isinstance(item, Variable) and item.graph is not machine.graph]
    message = f"{describe(second)} must be from the same graph as {describe(first)} (graphs are"
    machine.refuse(
        Reason.GRAPH_DIFFERS, "ValueError", message, existing=strange[0] if strange else None, parameter=parameter,
        api=api, certain=bool(strange) or bool(parameter),
    )  # fmt: skip


def describe(tensor: Tensor) -> str:
    """How TensorFlow prints a tensor in a message."""
    dtype = tensor.dtype.name if isinstance(tensor.dtype, DType) else "?"
    reference = "_ref" if getattr(tensor, "is_resource", True) is False else ""
    return f'Tensor("{tensor.name}:0", shape={tensor.shape}, dtype={dtype}{reference})'
