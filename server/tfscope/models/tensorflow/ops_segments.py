"""Ops that gather rows by segment, and scatter them.

**Source:** tensorflow/core/ops/math_ops.cc, data_flow_ops.cc, array_ops.cc; TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.heap import ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Dim, Shape, Unknown
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.op_model import Arguments, Facts, Rule, declare, declare_answer, facts, same, use_name
from tfscope.models.tensorflow.ops_results import (
    dims_of,
    dtype_of,
    normal_axis,
    product,
    scaled_dim,
    shape_of,
    tensor,
    tensor_list,
    unknown_rank,
)
from tfscope.models.tensorflow.ops_static import integer, static, static_shape


def segments(count: str | None) -> Rule:
    """The rule of segment ops: one row for each segment."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape, dtype = facts(machine, bound["data"])
        dims = dims_of(shape)
        ids = dims_of(shape_of(machine, bound["segment_ids"]))
        if dims is None or ids is None:
            return unknown_rank(shape, shape_of(machine, bound["segment_ids"])), dtype
        first: Dim = None if count is None or bound[count] is None else integer(bound[count])
        return Shape((first, *dims[len(ids) if count == "num_segments" else 1 :])), dtype

    return rule


def scatter_nd(machine: Machine, bound: Arguments) -> Facts:
    """A tensor of the shape that is asked for."""
    return static_shape(bound["shape"]), dtype_of(machine, bound["updates"])


def dynamic_partition(machine: Machine, bound: Arguments) -> AbstractValue:
    """The elements sorted into several tensors."""
    use_name(machine, bound["name"], "DynamicPartition")
    shape, dtype = facts(machine, bound["data"])
    count = integer(bound["num_partitions"])
    dims, places = dims_of(shape), dims_of(shape_of(machine, bound["partitions"]))
    after = Shape((None, *dims[len(places) :])) if dims is not None and places is not None else UNKNOWN
    if not isinstance(count, int):
        return ListObject([], is_open=True)
    return ListObject([tensor(machine, (after, dtype), None) for _ in range(count)])


def stitched(machine: Machine, bound: Arguments) -> Facts:
    """One row for each index; how many is seldom known."""
    items = tensor_list(machine, bound["data"])
    places = tensor_list(machine, bound["indices"])
    if not items or not places:
        return UNKNOWN, UNKNOWN
    shape, dtype = facts(machine, items[0])
    dims, first = dims_of(shape), dims_of(shape_of(machine, places[0]))
    return (Shape((UNKNOWN, *dims[len(first) :])) if dims is not None and first is not None else UNKNOWN), dtype


def repeated(machine: Machine, bound: Arguments) -> Facts:
    """One axis, or all in one, times a number; each element times its own gives nobody knows how many."""
    shape, dtype = facts(machine, bound["input"])
    times = static(bound["repeats"])
    times = times[0] if isinstance(times, tuple) and len(times) == 1 else times
    count = times if isinstance(times, (int, Unknown)) else None
    dims = dims_of(shape)
    if bound["axis"] is None:
        return Shape((scaled_dim(None if dims is None else product(dims), count),)), dtype
    if dims is None:
        return shape, dtype
    axis = normal_axis(integer(bound["axis"]), len(dims))
    if axis is None:
        return Shape((UNKNOWN,) * len(dims)), dtype
    after = scaled_dim(dims[axis], count)
    if axis and isinstance(times, tuple) and isinstance(dims[axis], int):
        # TensorFlow computes the sum of constants, though not for the first axis.
        numbers = [time for time in times if isinstance(time, int)]
        after = sum(numbers) if len(numbers) == len(times) else UNKNOWN
    return Shape((*dims[:axis], after, *dims[axis + 1 :])), dtype


for kind in ("sum", "max", "min", "mean", "prod"):
    declare(
        f"segment_{kind} math.segment_{kind}", "data, segment_ids, name=None", f"Segment{kind.title()}", segments(None)
    )
for kind, ending in {
    "sum": "Sum",
    "max": "Max",
    "min": "Min",
    "prod": "Prod",
    "mean": "Mean",
    "sqrt_n": "SqrtN",
}.items():
    declare(
        f"unsorted_segment_{kind} math.unsorted_segment_{kind}",
        "data, segment_ids, num_segments, name=None",
        f"UnsortedSegment{ending}" + ("/?" if kind in ("mean", "sqrt_n") else ""),
        segments("num_segments"),
    )
declare("scatter_nd", "indices, updates, shape, bad_indices_policy='', name=None", "ScatterNd", scatter_nd)
for path in ("tensor_scatter_nd_update", "tensor_scatter_update"):
    declare(path, "tensor, indices, updates, name=None", "TensorScatterUpdate", same("tensor"))
for kind in ("add", "sub", "max", "min"):
    declare(
        f"tensor_scatter_nd_{kind}",
        "tensor, indices, updates, bad_indices_policy='', name=None",
        f"TensorScatter{kind.title()}",
        same("tensor"),
    )
declare_answer("dynamic_partition", "data, partitions, num_partitions, name=None", dynamic_partition)
declare("dynamic_stitch", "indices, data, name=None", "DynamicStitch", stitched)
declare("repeat", "input, repeats, axis=None, name=None", "Repeat", repeated)
