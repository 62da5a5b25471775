"""Partitioners, and the older function that takes the parts themselves.

**Source:** tensorflow/python/ops/partitioned_variables.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tfscope.domain.events import Reason
from tfscope.domain.graph import FLOAT32, PartitionedVariable, VariableScope
from tfscope.domain.heap import ListObject, NativeFunction
from tfscope.domain.values import UNKNOWN, AbstractValue, DType, Shape
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.dtypes import item_size
from tfscope.models.tensorflow.partitioned import get_partitioned
from tfscope.models.tensorflow.request import Asked
from tfscope.models.tensorflow.scopes import variable_scope

Counter: TypeAlias = Callable[[list[int], int, int], int | None]

OLDER = "tensorflow.create_partitioned_variables"


@model(OLDER)
def create_partitioned_variables(
    machine: Machine,
    call: Call,
    shape: AbstractValue,
    slicing: AbstractValue,
    initializer: AbstractValue,
    dtype: AbstractValue = FLOAT32,
    trainable: AbstractValue = True,
    collections: AbstractValue = None,
    name: AbstractValue = None,
    reuse: AbstractValue = None,
) -> AbstractValue:
    """The parts of a variable that has the name of a scope. Source: create_partitioned_variables."""
    with machine.entering(variable_scope(machine, call, name, "PartitionedVariable", reuse=reuse)) as scope:
        assert isinstance(scope, VariableScope)
        if scope.custom_getter is not None:
            message = "Private access to _get_partitioned_variable is not allowed when a custom getter is set."
            machine.refuse(Reason.GETTER_INVALID, "ValueError", message, api=OLDER)
        asked = Asked(
            scope.name,
            shape,
            dtype,
            initializer,
            scope.regularizer,
            scope.reuse,
            trainable,
            collections,
            partitioner=NativeFunction("<lambda>", lambda machine, call: slicing),
            written=scope.name,
        )
        made = get_partitioned(machine, machine.graph, asked)
    return ListObject(list(made.parts)) if isinstance(made, PartitionedVariable) else UNKNOWN


def partitioner(function_name: str, count: Counter, axis: AbstractValue) -> NativeFunction:
    """A partitioner that cuts one axis into `count(shape, dtype, size of the axis)` parts."""

    def run(machine: Machine, call: Call) -> AbstractValue:
        shape = call.keywords.get("shape", call.arguments[0] if call.arguments else UNKNOWN)
        dtype = call.keywords.get("dtype", call.arguments[1] if len(call.arguments) > 1 else UNKNOWN)
        if not isinstance(shape, Shape) or not shape.is_known or not isinstance(axis, int):
            return UNKNOWN
        dims = [dim for dim in shape.dims or () if isinstance(dim, int)]
        if not -len(dims) <= axis < len(dims):
            return refuse_axis(machine, function_name, axis, shape)
        parts = count(dims, item_size(dtype if isinstance(dtype, DType) else DType("float32")), dims[axis])
        if parts is None:
            return UNKNOWN
        answer = [1] * len(dims)
        answer[axis] = parts
        return tuple(answer)

    return NativeFunction(f"{function_name}.<locals>._partitioner", run)


def refuse_axis(machine: Machine, function_name: str, axis: int, shape: Shape) -> AbstractValue:
    """Refuses to cut along an axis that the shape does not have."""
    kind, message = "IndexError", "list index out of range"
    if function_name.startswith("min_max"):
        kind, message = "ValueError", f"Cannot partition variable along axis {axis} when shape is only {shape}"
    machine.refuse(Reason.PARTITIONER_INVALID, kind, message, parameter="partitioner")
    return UNKNOWN


@model("tensorflow.fixed_size_partitioner")
def fixed_size_partitioner(
    machine: Machine, call: Call, num_shards: AbstractValue, axis: AbstractValue = 0
) -> AbstractValue:
    """Cuts one axis into a number of parts. Source: partitioned_variables.fixed_size_partitioner."""
    shards = num_shards

    def count(dims: list[int], size: int, length: int) -> int | None:
        return min(length, shards) if isinstance(shards, int) else None

    return partitioner("fixed_size_partitioner", count, axis)


@model("tensorflow.variable_axis_size_partitioner")
def variable_axis_size_partitioner(
    machine: Machine,
    call: Call,
    max_shard_bytes: AbstractValue,
    axis: AbstractValue = 0,
    bytes_per_string_element: AbstractValue = 16,
    max_shards: AbstractValue = None,
) -> AbstractValue:
    """Cuts one axis into parts of limited size. Source: partitioned_variables.variable_axis_size_partitioner."""

    def count(dims: list[int], size: int, length: int) -> int | None:
        if not isinstance(max_shard_bytes, int):
            return None
        total = size
        for dim in dims:
            total *= dim
        per_slice = max(1, total // max(length, 1))
        per_shard = max(1, max_shard_bytes // per_slice)
        shards = -(-length // per_shard)
        return min(shards, max_shards) if isinstance(max_shards, int) else shards

    return partitioner("variable_axis_size_partitioner", count, axis)


@model("tensorflow.min_max_variable_partitioner")
def min_max_variable_partitioner(
    machine: Machine,
    call: Call,
    max_partitions: AbstractValue = 1,
    axis: AbstractValue = 0,
    min_slice_size: AbstractValue = 256 << 10,
    bytes_per_string_element: AbstractValue = 16,
) -> AbstractValue:
    """Cuts one axis into parts of at least some size. Source: partitioned_variables.min_max_variable_partitioner."""

    def count(dims: list[int], size: int, length: int) -> int | None:
        if not isinstance(max_partitions, int) or not isinstance(min_slice_size, int):
            return None
        total = size
        for dim in dims:
            total *= dim
        return max(1, min(length, max_partitions, -(-total // min_slice_size)))

    return partitioner("min_max_variable_partitioner", count, axis)
