"""The global step: made by name, found by collection or by the name `global_step`.

**Source:** tensorflow/python/training/training_util.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tfscope.domain.events import Reason
from tfscope.domain.graph import Graph, Tensor
from tfscope.domain.heap import ListObject
from tfscope.domain.values import AbstractValue, DType, Shape
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.creation import GLOBAL_STEP, GLOBAL_VARIABLES
from tfscope.models.tensorflow.dtypes import INTEGERS
from tfscope.models.tensorflow.get_variable import get_variable
from tfscope.models.tensorflow.graphs import pop_graph, push_graph
from tfscope.models.tensorflow.initializers import Initializer


def find_global_step(machine: Machine, graph: AbstractValue) -> Tensor | None:
    """The global step of a graph, None where it has none. Source: get_global_step."""
    owner = graph if isinstance(graph, Graph) else machine.graph
    marked = [item for item in owner.collections.get(GLOBAL_STEP, ()) if isinstance(item, Tensor)]
    if marked:
        return marked[0] if len(marked) == 1 else None
    for members in owner.collections.values():
        for item in members:
            if isinstance(item, Tensor) and item.name == GLOBAL_STEP:
                check_global_step(machine, item)
                return item
    return None


def check_global_step(machine: Machine, step: Tensor) -> None:
    """A global step that the program made must be an integer scalar. Source: assert_global_step."""
    problem = ""
    if isinstance(step.dtype, DType) and step.dtype.name not in INTEGERS:
        suffix = "" if getattr(step, "is_resource", True) is True else "_ref"
        problem = f"Existing \"global_step\" does not have integer type: <dtype: '{step.dtype.name}{suffix}'>"
    elif isinstance(step.shape, Shape) and step.shape.is_known and step.shape.dims:
        problem = f'Existing "global_step" is not scalar: {step.shape}'
    if problem:
        machine.refuse(Reason.OTHER, "TypeError", problem, api="tensorflow.train.get_global_step")


@contextmanager
def top_of(machine: Machine, graph: AbstractValue) -> Iterator[None]:
    """A graph as the default one, outside every op name scope."""
    if isinstance(graph, Graph):
        push_graph(machine, graph)
    owner = machine.graph
    before = op_names.open_name_scope(machine, owner, None)
    try:
        yield
    finally:
        op_names.close_name_scope(machine, owner, before)
        if isinstance(graph, Graph):
            pop_graph(machine)


@model("tensorflow.train.get_global_step", "tensorflow.contrib.framework.get_global_step")
def get_global_step(machine: Machine, call: Call, graph: AbstractValue = None) -> AbstractValue:
    """The global step, or None. Source: get_global_step."""
    return find_global_step(machine, graph)


@model("tensorflow.train.create_global_step", "tensorflow.contrib.framework.create_global_step")
def create_global_step(machine: Machine, call: Call, graph: AbstractValue = None) -> AbstractValue:
    """A new global step in the current variable scope; refused where there is one. Source: create_global_step."""
    if find_global_step(machine, graph) is not None:
        api = "tensorflow.train.create_global_step"
        machine.refuse(Reason.OTHER, "ValueError", '"global_step" already exists.', api=api)
    with top_of(machine, graph):
        return get_variable(
            machine, call, GLOBAL_STEP, (), DType("int64"), Initializer("zeros_initializer"), None, False,
            ListObject([GLOBAL_VARIABLES, GLOBAL_STEP]),
        )  # fmt: skip


@model("tensorflow.train.get_or_create_global_step", "tensorflow.contrib.framework.get_or_create_global_step")
def get_or_create_global_step(machine: Machine, call: Call, graph: AbstractValue = None) -> AbstractValue:
    """The global step, made where there is none. Source: get_or_create_global_step."""
    found = find_global_step(machine, graph)
    return found if found is not None else create_global_step(machine, call, graph)


@model("tensorflow.train.global_step")
def read_global_step(
    machine: Machine, call: Call, sess: AbstractValue, global_step_tensor: AbstractValue
) -> AbstractValue:
    """The step's number, which is not known. Source: global_step."""
    return machine.call(machine.get_attribute(sess, "run"), global_step_tensor)


@model("tensorflow.train.assert_global_step", "tensorflow.contrib.framework.assert_global_step")
def assert_global_step(machine: Machine, call: Call, global_step_tensor: AbstractValue) -> AbstractValue:
    """Refuses what is no integer scalar. Source: assert_global_step."""
    if isinstance(global_step_tensor, Tensor):
        check_global_step(machine, global_step_tensor)
    return None
