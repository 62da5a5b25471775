"""Input pipelines of queues, which count their epochs in a local variable.

**Source:** tensorflow/python/training/input.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import ListObject
from tfscope.domain.values import AbstractValue, DType, Shape, Symbol, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.creation import LOCAL_VARIABLES
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.op_model import Arguments, declare_answer
from tfscope.models.tensorflow.variable import make_variable

NAME_SCOPE = Symbol("tensorflow.name_scope")


@model("tensorflow.train.limit_epochs")
def limit_epochs(
    machine: Machine,
    call: Call,
    tensor: AbstractValue,
    num_epochs: AbstractValue = None,
    name: AbstractValue = None,
) -> AbstractValue:
    """epochs: an int64 counter, where there is a limit. Source: input.limit_epochs."""
    if num_epochs is None:
        return tensor
    with machine.entering(machine.call(NAME_SCOPE, name, "limit_epochs")):
        zero = Tensor(Shape(()), DType("int64"))
        make_variable(machine, call, zero, False, ListObject([LOCAL_VARIABLES]), name="epochs")
    shape, dtype = constant_facts(tensor)
    return Tensor(shape, dtype, None, machine.graph)


def produce(first: str) -> None:
    """The answer of a producer: a queue, or slices of tensors."""

    def run(machine: Machine, bound: Arguments) -> AbstractValue:
        with machine.entering(machine.call(NAME_SCOPE, bound.get("name"), "input_producer")):
            limit_epochs(machine, Call([]), bound[first], bound.get("num_epochs"))
        return Unknown("queue")

    names = {
        "input_tensor": "input_producer",
        "string_tensor": "string_input_producer",
        "limit": "range_input_producer",
    }
    declare_answer(f"train.{names[first]}", PARAMETERS[first], run)


LIMITS = "num_epochs=None, shuffle=True, seed=None, capacity=32, shared_name=None"
PARAMETERS = {
    "input_tensor": f"input_tensor, element_shape=None, {LIMITS}, summary_name=None, name=None, cancel_op=None",
    "string_tensor": f"string_tensor, {LIMITS}, name=None, cancel_op=None",
    "limit": f"limit, {LIMITS}, name=None",
}
for first in PARAMETERS:
    produce(first)


def slices(machine: Machine, bound: Arguments) -> AbstractValue:
    """One element of each tensor. Source: input.slice_input_producer."""
    with (
        machine.entering(machine.call(NAME_SCOPE, bound.get("name"), "input_producer")),
        machine.entering(machine.call(NAME_SCOPE, None, "input_producer")),
    ):
        limit_epochs(machine, Call([]), bound["tensor_list"], bound.get("num_epochs"))
    found: list[AbstractValue] = []
    for tensor in machine.items_of(bound["tensor_list"]) or ():
        shape, dtype = constant_facts(tensor)
        inner = Shape(shape.dims[1:]) if isinstance(shape, Shape) and shape.dims else Unknown()
        found.append(Tensor(inner, dtype, None, machine.graph))
    return ListObject(found)


declare_answer("train.slice_input_producer", f"tensor_list, {LIMITS}, name=None", slices)
