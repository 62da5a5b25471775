"""Partitioned variables.

**Source:** tensorflow/python/ops/variable_scope.py, _get_partitioned_variable, TF 2.21.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from tfscope.domain.events import Reason, Shared
from tfscope.domain.graph import Graph, PartitionedVariable, Tensor, Variable, VariableScope
from tfscope.domain.heap import ABSENT, present
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, AnyShape, DType, Shape, Symbol, Unknown, text
from tfscope.models.machine import Machine
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.conversions import conversion_error
from tfscope.models.tensorflow.creation import tell
from tfscope.models.tensorflow.dtypes import as_dtype, constant_facts
from tfscope.models.tensorflow.eager_stores import store_of
from tfscope.models.tensorflow.initializers import is_callable
from tfscope.models.tensorflow.request import Asked, key_of, refuse_request
from tfscope.models.tensorflow.shapes import as_shape, compatible
from tfscope.models.tensorflow.single_variable import ask_single


def get_partitioned(machine: Machine, graph: Graph, asked: Asked) -> AbstractValue:
    """A partitioned variable, shared or made part by part. Source: _VariableStore._get_partitioned_variable."""
    key = key_of(asked.name)
    shape, dtype = asked_facts(machine, asked)
    plain = present(graph.store.get(asked.name, ABSENT))
    if asked.partitioner is not None:
        if is_callable(asked.partitioner) is False:
            refuse_request(
                machine,
                asked,
                Reason.PARTITIONER_INVALID,
                f"Partitioner must be callable, but received: {asked.partitioner}",
                parameter="partitioner",
            )
        if plain is not ABSENT:
            message = (
                f"A partitioner was provided, but an unpartitioned version of the variable was found: {key}.  Perhaps "
                "a variable of the same name was already created without partitioning?"
            )
            refuse_request(machine, asked, Reason.PARTITION_DIFFERS, message, existing=plain)
            return plain
    found = present(graph.partitioned.get(asked.name, ABSENT)) if store_of(machine, graph) is not None else ABSENT
    partitions = None if asked.partitioner is None else ask_partitioner(machine, asked, shape, dtype)
    if isinstance(found, PartitionedVariable):
        return share(machine, asked, found, shape, dtype, partitions)
    if asked.reuse is True:
        message = (
            f"PartitionedVariable {key} does not exist, or was not created with tf.get_variable(). Did you mean to set "
            "reuse=False or reuse=tf.AUTO_REUSE in VarScope?"
        )
        refuse_request(machine, asked, Reason.MISSING, message)
    return make(machine, graph, asked, shape, dtype, partitions)


def asked_facts(machine: Machine, asked: Asked) -> tuple[AnyShape, AnyDType]:
    """The shape and dtype asked for; the shape agrees with that of a tensor as initializer."""
    shape = as_shape(machine, asked.shape)
    if isinstance(asked.initializer, Tensor):
        own = constant_facts(asked.initializer)[0]
        if asked.shape is not None and compatible(shape, own) is False:
            message = f"Shapes {shape} and {own} are not compatible"
            refuse_request(machine, asked, Reason.INITIALIZER, message, parameter="initializer")
        if asked.shape is None or (isinstance(shape, Shape) and not shape.is_known):
            shape = own
    return shape, as_dtype(machine, asked.dtype)


def ask_partitioner(machine: Machine, asked: Asked, shape: AnyShape, dtype: AnyDType) -> tuple[int, ...] | None:
    """The number of parts along each axis, None where it is not known. Source: _call_partitioner."""
    if isinstance(shape, Unknown):
        return None
    if not shape.is_known:
        if shape.dims is None or None in shape.dims:
            message = f"Shape of a new partitioned variable must be fully defined, but instead was {shape}."
            refuse_request(machine, asked, Reason.SHAPE_UNKNOWN, message, parameter="shape")
        return None
    if not shape.dims:
        message = f"A partitioned Variable must have rank at least 1, shape: {shape}"
        refuse_request(machine, asked, Reason.PARTITIONER_INVALID, message, parameter="shape")
        return None
    answer = machine.call(asked.partitioner, shape=shape, dtype=dtype)
    items = None if isinstance(answer, Unknown) else machine.items_of(answer)
    if items is None:
        if not isinstance(answer, Unknown):
            refuse_request(
                machine,
                asked,
                Reason.PARTITIONER_INVALID,
                f"Partitioner must return a sequence, but saw: {answer}",
                parameter="partitioner",
            )
        return None
    return check_partitions(machine, asked, shape, items)


def check_partitions(
    machine: Machine, asked: Asked, shape: Shape, items: list[AbstractValue]
) -> tuple[int, ...] | None:
    """The parts, refused where they do not fit the shape."""
    if not all_integers(items):
        return None
    message = ""
    if len(items) != shape.rank:
        message = f"Partitioner returned a partition list that does not match the Variable's rank: {items} vs. {shape}"
    elif any(item < 1 for item in items):
        message = f"Partitioner returned zero partitions for some axes: {items}"
    elif sum(item > 1 for item in items) > 1:
        message = f"Can only slice a variable along one dimension: shape: {shape}, partitioning: {items}"
    if message:
        refuse_request(machine, asked, Reason.PARTITIONER_INVALID, message, parameter="partitioner")
        return None
    return tuple(items)


def all_integers(items: list[AbstractValue]) -> TypeGuard[list[int]]:
    """Whether all items are known integers."""
    return all(isinstance(item, int) for item in items)


def share(
    machine: Machine,
    asked: Asked,
    found: PartitionedVariable,
    shape: AnyShape,
    dtype: AnyDType,
    partitions: tuple[int, ...] | None,
) -> AbstractValue:
    """The partitioned variable that exists, refused where the request differs."""
    key = key_of(asked.name)
    if asked.reuse is False:
        message = (
            f"Partitioned variable with name {key} already exists. Did you mean to set reuse=True or "
            "reuse=tf.AUTO_REUSE in VarScope?"
        )
        refuse_request(machine, asked, Reason.EXISTS, message, existing=found)
        return found
    problem = ""
    reason = Reason.SHAPE_DIFFERS
    if compatible(shape, found.shape) is False:
        problem = f"shape {shape} and found shape {found.shape}"
    elif isinstance(dtype, DType) and isinstance(found.dtype, DType) and dtype != found.dtype:
        problem, reason = f"dtype {dtype.name} and found dtype {found.dtype.name}", Reason.DTYPE_DIFFERS
    elif partitions is not None and partitions != found.partitions:
        problem = f"partitions {list(partitions)} and found partitions {list(found.partitions)}"
        reason = Reason.PARTITION_DIFFERS
    if problem:
        message = f"Trying to reuse partitioned variable {key}, but specified {problem}."
        refuse_request(machine, asked, reason, message, existing=found)
        return found
    scope = machine.graph.scope
    assert isinstance(scope, VariableScope)
    machine.emit(Shared, via="get_variable", variable=found, scope=scope.name, reuse=asked.reuse, asked=asked.written)
    return found


def refuse_other_parts(machine: Machine, graph: Graph, asked: Asked, number: int) -> None:
    """Refuses where some of the parts exist by their own names: one is missing, or there is one more."""
    key = key_of(asked.name)
    first, last, next_one = (text([asked.name, f"/part_{part}"]) for part in (0, number - 1, number))
    if first not in graph.store or not isinstance(key, str):
        return
    found = f"Partitioner returned {number} shards, and shard {key}/part_0 was found, "
    if last not in graph.store:
        found += f"but {key}/part_{number - 1} was not."
    elif next_one in graph.store:
        found += f"but so was the extra shard {key}/part_{number}."
    else:
        return
    message = f"Partitioner returned a different partitioning than what was already found.  {found}"
    refuse_request(machine, asked, Reason.PARTITION_DIFFERS, message, existing=graph.store[first])


def make(
    machine: Machine,
    graph: Graph,
    asked: Asked,
    shape: AnyShape,
    dtype: AnyDType,
    partitions: tuple[int, ...] | None,
) -> AbstractValue:
    """Makes the parts, each an entry of the store. A tensor as initializer decides the dtype."""
    key = key_of(asked.name)
    dtype = asked.initializer.dtype if isinstance(asked.initializer, Tensor) else dtype
    sizes = slice_shapes(shape, partitions)
    refuse_other_parts(machine, graph, asked, len(sizes))
    check_slices(machine, asked, shape, dtype)
    check_default(machine, asked)
    parts: list[Variable] = []
    for number, part_shape in enumerate(sizes):
        part = replace(
            asked,
            name=text([key, f"/part_{number}"]),
            shape=part_shape if is_callable(asked.initializer) is not False or asked.initializer is None else None,
            dtype=dtype,
            partitioner=None,
            custom_getter=None,
            is_part=True,
            initializer=part_initializer(asked, part_shape, dtype),
        )
        before = op_names.open_name_scope(machine, graph, None)
        try:
            made = ask_single(machine, graph, part)
        finally:
            op_names.close_name_scope(machine, graph, before)
        if isinstance(made, Variable):
            parts.append(made)
    counts = partitions or ()
    variable = PartitionedVariable(key, shape, dtype, tuple(parts), counts, machine.site)
    machine.changing(graph)
    graph.partitioned[asked.name] = variable
    tell(machine, graph, variable, "get_variable", asked.written)
    return variable


def check_default(machine: Machine, asked: Asked) -> None:
    """Refuses a dtype by another name where a default initializer is chosen: that asks the dtype itself."""
    if asked.initializer is not None or not isinstance(asked.dtype, (str, Symbol)):
        return
    owner = f"type object '{asked.dtype.name}'" if isinstance(asked.dtype, Symbol) else "'str' object"
    message = f"{owner} has no attribute 'is_floating'"
    refuse_request(machine, asked, Reason.DTYPE_INVALID, message, parameter="dtype", error_type="AttributeError")


def check_slices(machine: Machine, asked: Asked, shape: AnyShape, dtype: AnyDType) -> None:
    """Refuses a constant that is not of the dtype, or from which the parts cannot be cut."""
    if asked.initializer is None or is_callable(asked.initializer) is not False:
        return
    message = conversion_error(asked.initializer, dtype) if isinstance(dtype, DType) else ""
    if message:
        refuse_request(machine, asked, Reason.DTYPE_INVALID, message, parameter="initializer", error_type="TypeError")
    found = constant_facts(asked.initializer)[0]
    if isinstance(found, Shape) and isinstance(shape, Shape) and found.is_known and shape.is_known:
        have, want = found.dims or (), shape.dims or ()
        if len(have) != len(want):
            message = f"Shape must be rank {len(want)} but is rank {len(have)}"
            refuse_request(machine, asked, Reason.INITIALIZER, message)


def part_initializer(asked: Asked, part_shape: AnyShape, dtype: AnyDType) -> AbstractValue:
    """What makes a part: of a constant, a slice."""
    if asked.initializer is None or is_callable(asked.initializer) is not False:
        return asked.initializer
    return Tensor(part_shape, dtype)


def slice_shapes(shape: AnyShape, partitions: tuple[int, ...] | None) -> list[AnyShape]:
    """The shapes of the parts: the first ones get what is left over. Source: _iter_slices."""
    if not isinstance(shape, Shape) or partitions is None or shape.dims is None:
        return [UNKNOWN]
    axis = next((index for index, count in enumerate(partitions) if count > 1), 0)
    count = partitions[axis]
    size = shape.dims[axis]
    if not isinstance(size, int):
        return [UNKNOWN]
    each, extra = divmod(size, count)
    return [
        Shape((*shape.dims[:axis], each + (1 if number < extra else 0), *shape.dims[axis + 1 :]))
        for number in range(count)
    ]
