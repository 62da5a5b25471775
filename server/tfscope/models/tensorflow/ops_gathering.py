"""Ops that pick elements: gather, slices, masks, where, one-hot, and the segment and scatter ops.

**Source:** tensorflow/core/ops/array_ops.cc, data_flow_ops.cc, math_ops.cc; python/ops/array_ops.py; TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import PartitionedVariable, native_of
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, AnyShape, Dim, DType, Shape, Unknown
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.arithmetic import masked_shape
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.op_model import (
    Arguments,
    Facts,
    broadcast,
    declare,
    facts,
    same,
)
from tfscope.models.tensorflow.ops_reductions import first_given
from tfscope.models.tensorflow.ops_results import (
    INT64,
    dims_of,
    dtype_of,
    merge,
    merge_dims,
    normal_axis,
    rank_of,
    shape_of,
    tensor_list,
    unknown_rank,
)
from tfscope.models.tensorflow.ops_shaping import expanded
from tfscope.models.tensorflow.ops_slicing import slice_shape, sliced_shape
from tfscope.models.tensorflow.ops_static import integer, static


def gather(machine: Machine, bound: Arguments) -> Facts:
    """Slices along an axis, by index."""
    shape, dtype = facts(machine, bound["params"])
    indices = shape_of(machine, bound["indices"])
    batch = integer(bound.get("batch_dims", 0))
    axis = bound.get("axis")
    place = batch if axis is None else integer(axis)
    return gathered(shape, indices, place, batch), dtype


def gathered(shape: AnyShape, indices: AnyShape, axis: Dim, batch: Dim) -> AnyShape:
    """`shape` with an axis replaced by what the indices have behind the batch."""
    dims, places = dims_of(shape), dims_of(indices)
    if dims is None or places is None:
        return unknown_rank(shape, indices)
    if not isinstance(batch, int) or not 0 <= batch <= len(places):
        return UNKNOWN
    if axis is None:
        return Shape((None,) * (len(dims) + len(places) - 1 - batch))
    number = normal_axis(axis, len(dims))
    return UNKNOWN if number is None else Shape(dims[:number] + places[batch:] + dims[number + 1 :])


def gather_nd(machine: Machine, bound: Arguments) -> Facts:
    """Slices by indices of several axes."""
    shape, dtype = facts(machine, bound["params"])
    dims, places = dims_of(shape), dims_of(shape_of(machine, bound["indices"]))
    if places is None or dims is None or not places:
        return unknown_rank(shape, shape_of(machine, bound["indices"])), dtype
    depth = places[-1]
    if bound.get("batch_dims") not in (0, None):
        return UNKNOWN, dtype
    if not isinstance(depth, int):
        return (Shape(None) if depth is None else UNKNOWN), dtype
    return (Shape(places[:-1] + dims[depth:]) if depth <= len(dims) else UNKNOWN), dtype


def embedding(machine: Machine, bound: Arguments) -> Facts:
    """Rows of one table, or of one that is cut into parts. Source: embedding_ops.embedding_lookup."""
    ids = shape_of(machine, bound["ids"])
    params = native_of(bound["params"])
    if isinstance(params, PartitionedVariable):
        dims = dims_of(params.shape)
        return gathered(params.shape, ids, 0, 0) if dims else UNKNOWN, params.dtype
    items = tensor_list(machine, params)
    if not items:
        return UNKNOWN, UNKNOWN
    shape, dtype = facts(machine, items[0])
    for item in items[1:]:
        other = dims_of(shape_of(machine, item))
        shape = merge(shape, Shape((None, *other[1:]))) if other else UNKNOWN
    return gathered(shape, ids, 0, 0), dtype


def embedding_sparse(machine: Machine, bound: Arguments) -> Facts:
    """A row for each row of sparse ids. Source: embedding_ops.embedding_lookup_sparse."""
    params = native_of(bound["params"])
    items = tensor_list(machine, params)
    shape, dtype = facts(machine, params if isinstance(params, PartitionedVariable) or not items else items[0])
    dims = dims_of(shape)
    return (Shape((UNKNOWN, *dims[1:])) if dims else UNKNOWN), dtype


def slice_facts(machine: Machine, bound: Arguments) -> Facts:
    """A block of a tensor."""
    shape, dtype = facts(machine, bound["input_"])
    count = dims_of(shape_of(machine, bound["size"]))
    return slice_shape(shape, static(bound["begin"]), static(bound["size"]), count[0] if count else UNKNOWN), dtype


def strided(machine: Machine, bound: Arguments) -> Facts:
    """A block of a tensor, with steps and masks."""
    shape, dtype = facts(machine, bound["input_"])
    begins, ends = static(bound["begin"]), static(bound["end"])
    steps = (1,) * len(begins) if bound["strides"] is None and isinstance(begins, tuple) else static(bound["strides"])
    if not (isinstance(begins, tuple) and isinstance(ends, tuple) and isinstance(steps, tuple)):
        return UNKNOWN, dtype
    masks = [bound[f"{name}_mask"] for name in ("begin", "end", "ellipsis", "new_axis", "shrink_axis")]
    if not all(isinstance(item, int) for item in (*begins, *ends, *steps, *masks)) or not len(begins) == len(
        ends
    ) == len(steps):
        return UNKNOWN, dtype
    parts: list[AbstractValue] = []
    for place, (begin, end, step) in enumerate(zip(begins, ends, steps)):
        no_begin, no_end, ellipsis, new_axis, shrinks = (
            bool(mask & 1 << place) for mask in masks if isinstance(mask, int)
        )
        cut = slice(None if no_begin else begin, None if no_end else end, step)
        parts.append(... if ellipsis else None if new_axis else begin if shrinks else cut)
    return sliced_shape(shape, parts), dtype


def boolean_mask(machine: Machine, bound: Arguments) -> Facts:
    """The elements where a mask is true. Source: array_ops.boolean_mask."""
    shape, dtype = facts(machine, bound["tensor"])
    axis = 0 if bound["axis"] is None else integer(bound["axis"])
    if not isinstance(axis, int) or axis < 0:
        return UNKNOWN, dtype
    return masked_shape(shape, shape_of(machine, bound["mask"]), axis), dtype


def where(machine: Machine, bound: Arguments) -> Facts:
    """The places that are true, or elements of one tensor or the other. Source: math_ops.cc, Select."""
    condition = shape_of(machine, bound["condition"])
    if bound["x"] is None and bound["y"] is None:
        return Shape((None, rank_of(condition))), INT64
    dtype = dtype_of(machine, bound["x"])
    dtype = dtype_of(machine, bound["y"]) if isinstance(dtype, Unknown) else dtype
    shape = merge(shape_of(machine, bound["x"]), shape_of(machine, bound["y"]))
    dims, rank = dims_of(shape), rank_of(condition)
    if dims is not None and isinstance(rank, int) and (rank > 1 or (rank == 1 and not dims)):
        return merge(shape, condition), dtype
    return shape, dtype


def where_v2(machine: Machine, bound: Arguments) -> Facts:
    """As `where`, with broadcasting."""
    if bound["x"] is None and bound["y"] is None:
        return where(machine, bound)
    shape, dtype = facts(machine, bound["x"])
    shape = broadcast(shape, shape_of(machine, bound["y"]))
    return broadcast(shape, shape_of(machine, bound["condition"])), dtype


def one_hot(machine: Machine, bound: Arguments) -> Facts:
    """A further axis for the classes. Source: array_ops.one_hot."""
    axis = -1 if bound["axis"] is None else bound["axis"]
    depth = integer(bound["depth"])
    shape = expanded(shape_of(machine, bound["indices"]), axis, depth)
    given = next((bound[name] for name in ("on_value", "off_value") if bound[name] is not None), None)
    dtype: AnyDType = DType("float32") if given is None else dtype_of(machine, given)
    return shape, dtype if bound["dtype"] is None else as_dtype(machine, bound["dtype"])


def sequence_mask(machine: Machine, bound: Arguments) -> Facts:
    """A row of bools for each length. Source: array_ops.sequence_mask."""
    longest: Dim = None if bound["maxlen"] is None else integer(bound["maxlen"])
    return expanded(shape_of(machine, bound["lengths"]), -1, longest), as_dtype(machine, bound["dtype"])


def reverse_sequence(machine: Machine, bound: Arguments) -> Facts:
    """The input, whose batch is as long as the lengths say. Source: array_ops.cc, ReverseSequence."""
    shape, dtype = facts(machine, bound["input"])
    dims, lengths = dims_of(shape), dims_of(shape_of(machine, bound["seq_lengths"]))
    axis = first_given(bound, "batch_axis", "batch_dim")
    place = 0 if axis is None else integer(axis)
    if dims is None or not lengths or not isinstance(place, int) or not -len(dims) <= place < len(dims):
        return (shape if dims is None else UNKNOWN), dtype
    place %= len(dims)
    return Shape((*dims[:place], merge_dims(dims[place], lengths[0]), *dims[place + 1 :])), dtype


declare("gather", "params, indices, validate_indices=None, name=None, axis=None, batch_dims=0", "GatherV2", gather)
declare(
    "gather_nd manip.gather_nd",
    "params, indices, name=None, batch_dims=0, bad_indices_policy=''",
    "GatherNd",
    gather_nd,
)
declare(
    "batch_gather",
    "params, indices, name=None",
    "BatchGather",
    lambda machine, bound: (UNKNOWN, dtype_of(machine, bound["params"])),
)
declare(
    "nn.embedding_lookup",
    "params, ids, partition_strategy='mod', name=None, validate_indices=True, max_norm=None",
    "embedding_lookup/?",
    embedding,
)
declare(
    "nn.embedding_lookup_sparse",
    "params, sp_ids, sp_weights, partition_strategy='mod', name=None, combiner=None, max_norm=None, "
    "allow_fast_lookup=False",
    "embedding_lookup_sparse/?",
    embedding_sparse,
)
declare("slice", "input_, begin, size, name=None", "Slice", slice_facts)
declare(
    "strided_slice",
    "input_, begin, end, strides=None, begin_mask=0, end_mask=0, ellipsis_mask=0, new_axis_mask=0, "
    "shrink_axis_mask=0, var=None, name=None",
    "StridedSlice",
    strided,
)
declare("boolean_mask", "tensor, mask, name='boolean_mask', axis=None", "boolean_mask/GatherV2", boolean_mask)
declare("where", "condition, x=None, y=None, name=None", "Select", where)
declare("where_v2", "condition, x=None, y=None, name=None", "SelectV2", where_v2)
declare(
    "one_hot", "indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None", "one_hot", one_hot
)
declare("sequence_mask", "lengths, maxlen=None, dtype='bool', name=None", "SequenceMask/?", sequence_mask)
declare("reverse reverse_v2 manip.reverse", "tensor, axis, name=None", "ReverseV2", same("tensor"))
declare(
    "reverse_sequence",
    "input, seq_lengths, seq_axis=None, batch_axis=None, name=None, seq_dim=None, batch_dim=None",
    "ReverseSequence",
    reverse_sequence,
)
declare("roll manip.roll", "input, shift, axis, name=None", "Roll", same("input"))
declare("searchsorted", "sorted_sequence, values, side='left', out_type='int32', name=None", "SearchSorted",
        lambda machine, bound: (shape_of(machine, bound["values"]), as_dtype(machine, bound["out_type"])))  # fmt: skip
