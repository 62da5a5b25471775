"""Ops about shapes: `tf.shape`, reshape, transpose, dimensions of size one, padding, tiling.

**Source:** tensorflow/core/ops/array_ops.cc, tensorflow/python/ops/array_ops.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Sequence

from tfscope.domain.graph import Tensor
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Dimension, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.op_model import Arguments, Facts, broadcast, declare, declare_answer, facts
from tfscope.models.tensorflow.ops_reductions import first_given
from tfscope.models.tensorflow.ops_results import (
    INT32,
    SCALAR,
    add_dims,
    dims_of,
    known_items,
    merge,
    normal_axis,
    product,
    rank_of,
    scaled_dim,
    shape_of,
    unknown_rank,
)
from tfscope.models.tensorflow.ops_static import has_hole, integer, integers, static, static_shape


def python_value(bound: Arguments) -> AbstractValue:
    """The value of a tensor where TensorFlow knows it, else None. Source: tensor_util.constant_value."""
    found = static(bound["tensor"])
    return None if found is None else found if isinstance(found, (int, float, str)) else UNKNOWN


def shape_facts(machine: Machine, bound: Arguments) -> Facts:
    """A vector as long as the rank."""
    out_type = bound["out_type"]
    return Shape((rank_of(shape_of(machine, bound["input"])),)), INT32 if out_type is None else as_dtype(
        machine, out_type
    )


def shape_value(machine: Machine, bound: Arguments) -> AbstractValue:
    """The dimensions; those that TensorFlow does not know are None."""
    shape = shape_of(machine, bound["input"])
    return UNKNOWN if isinstance(shape, Unknown) else shape.dims


def size_facts(machine: Machine, bound: Arguments) -> Facts:
    """A scalar."""
    out_type = bound["out_type"]
    return SCALAR, INT32 if out_type is None else as_dtype(machine, out_type)


def size_value(machine: Machine, bound: Arguments) -> AbstractValue:
    """The number of elements."""
    shape = shape_of(machine, bound["input"])
    return UNKNOWN if isinstance(shape, Unknown) else None if shape.dims is None else product(shape.dims)


def reshape(machine: Machine, bound: Arguments) -> Facts:
    """The shape that is asked for; one dimension that is left open follows from the others."""
    shape, dtype = facts(machine, bound["tensor"])
    return reshaped(shape, static_shape(bound["shape"])), dtype


def reshaped(shape: AnyShape, wanted: AnyShape) -> AnyShape:
    """`shape` reshaped to `wanted`. Source: array_ops.cc, SetOutputShapeForReshape."""
    dims = dims_of(wanted)
    if dims is None:
        return wanted
    size = UNKNOWN if isinstance(shape, Unknown) else None if shape.dims is None else product(shape.dims)
    open_places = [place for place, dim in enumerate(dims) if dim is None]
    unknown_places = [place for place, dim in enumerate(dims) if isinstance(dim, Unknown)]
    if size is None or len(open_places) > 1 or not open_places + unknown_places:
        return wanted
    if isinstance(size, Unknown):
        return Shape(tuple(UNKNOWN if dim is None else dim for dim in dims))
    if len(open_places) + len(unknown_places) == 1:
        place = (open_places + unknown_places)[0]
        rest = product([dim for other, dim in enumerate(dims) if other != place])
        assert isinstance(rest, int)
        exact = rest > 0 and size % rest == 0
        return Shape((*dims[:place], size // rest if exact else UNKNOWN, *dims[place + 1 :]))
    return Shape(tuple(UNKNOWN if dim is None else dim for dim in dims))


def transpose(machine: Machine, bound: Arguments) -> Facts:
    """The axes in another order, by default the reverse."""
    shape, dtype = facts(machine, bound["a"])
    length = None if bound["perm"] is None else dims_of(shape_of(machine, bound["perm"]))
    return permuted(shape, bound["perm"], length[0] if length else UNKNOWN), dtype


def permuted(shape: AnyShape, perm: AbstractValue, length: Dim) -> AnyShape:
    """The shape with its axes in the order of `perm`, which is a vector of that length."""
    dims = dims_of(shape)
    if perm is None:
        return unknown_rank(shape) if dims is None else Shape(dims[::-1])
    order = integers(perm)
    rank = len(dims) if dims is not None else length if isinstance(length, int) else None
    if rank is None or (dims is None and rank == 1):
        return unknown_rank(shape) if order is None or rank == 1 else UNKNOWN
    if not isinstance(order, tuple):
        return Shape((order,) * rank)
    if dims is None:
        return Shape(((UNKNOWN if isinstance(shape, Unknown) else None),) * rank)
    places = [normal_axis(axis, rank) for axis in order]
    if len(places) != rank or None in places:
        hole = UNKNOWN if any(isinstance(axis, Unknown) for axis in order) else None
        return Shape((hole,) * rank)
    return Shape(tuple(dims[place] for place in places if place is not None))


def expand_dims(machine: Machine, bound: Arguments) -> Facts:
    """One more axis of size 1."""
    shape, dtype = facts(machine, bound["input"])
    return expanded(shape, first_given(bound, "axis", "dim")), dtype


def expanded(shape: AnyShape, axis: AbstractValue, size: Dim = 1) -> AnyShape:
    """The shape with a further axis at `axis`."""
    dims = dims_of(shape)
    if dims is None:
        return unknown_rank(shape)
    axes = integers(axis)
    place = axes[0] if isinstance(axes, tuple) and len(axes) == 1 else UNKNOWN if isinstance(axes, tuple) else axes
    if not isinstance(place, int):
        return Shape((place,) * (len(dims) + 1))
    number = normal_axis(place, len(dims) + 1)
    return UNKNOWN if number is None else Shape((*dims[:number], size, *dims[number:]))


def expand_value(machine: Machine, bound: Arguments) -> AbstractValue:
    """A scalar becomes a vector of one."""
    value = static(bound["input"])
    is_scalar = not isinstance(value, tuple) and dims_of(shape_of(machine, bound["input"])) == ()
    return (value,) if is_scalar else None if value is None else UNKNOWN


def squeeze(machine: Machine, bound: Arguments) -> Facts:
    """Without the axes of size 1, or without some of them."""
    shape, dtype = facts(machine, bound["input"])
    return squeezed(shape, first_given(bound, "axis", "squeeze_dims")), dtype


def squeezed(shape: AnyShape, axes: AbstractValue) -> AnyShape:
    """The shape without axes of size 1."""
    dims = dims_of(shape)
    if dims is None:
        return unknown_rank(shape)
    found = () if axes is None else integers(axes)
    if not isinstance(found, tuple):
        return UNKNOWN
    if not found:
        if any(isinstance(dim, Unknown) for dim in dims):
            return UNKNOWN
        return Shape(None) if None in dims else Shape(tuple(dim for dim in dims if dim != 1))
    places = [normal_axis(axis, len(dims)) for axis in found]
    if None in places:
        return UNKNOWN
    return Shape(tuple(dim for place, dim in enumerate(dims) if place not in places))


def squeeze_value(machine: Machine, bound: Arguments) -> AbstractValue:
    """A vector of one becomes a scalar."""
    value = static(bound["input"])
    if has_hole(value):
        return None
    return value[0] if isinstance(value, tuple) and len(value) == 1 and not isinstance(value[0], tuple) else UNKNOWN


def pad(machine: Machine, bound: Arguments) -> Facts:
    """Each dimension with what is put before and after it. Source: array_ops.pad."""
    shape, dtype = facts(machine, bound["tensor"])
    paddings = static(bound["paddings"])
    if has_hole(paddings) and isinstance(paddings, tuple):
        paddings = tuple(literal_row(row, given) for row, given in zip(paddings, known_items(bound["paddings"])))
    return padded(shape, paddings, shape_of(machine, bound["paddings"])), dtype


def literal_row(row: AbstractValue, given: AbstractValue) -> AbstractValue:
    """A row of paddings where others are not known: TensorFlow reads those that are written as numbers."""
    return row if has_hole(row) or not any(isinstance(item, Tensor) for item in known_items(given)) else UNKNOWN


def padded(shape: AnyShape, paddings: AbstractValue, of_paddings: AnyShape) -> AnyShape:
    """The shape with paddings, whose static value and shape are given."""
    dims = dims_of(shape)
    rows = paddings if isinstance(paddings, tuple) else None
    if dims is None:
        count = dims_of(of_paddings)
        if not isinstance(shape, Unknown) and count and isinstance(count[0], int):
            return Shape((None,) * count[0])
        return UNKNOWN if rows is None else Shape((UNKNOWN,) * len(rows)) if isinstance(shape, Unknown) else UNKNOWN
    if rows is None:
        return Shape((None if paddings is None else UNKNOWN,) * len(dims))
    if len(rows) != len(dims):
        return UNKNOWN
    return Shape(tuple(padded_dim(dim, row) for dim, row in zip(dims, rows)))


def padded_dim(dim: Dim, row: AbstractValue) -> Dim:
    """One dimension with its two paddings."""
    if has_hole(row):
        return None
    if not isinstance(row, tuple) or len(row) != 2:
        return UNKNOWN
    if row == (0, 0):
        return dim
    return add_dims(dim, add_dims(integer(row[0]), integer(row[1])))


def tile(machine: Machine, bound: Arguments) -> Facts:
    """Each dimension so many times."""
    shape, dtype = facts(machine, bound["input"])
    times = dims_of(static_shape(bound["multiples"]))
    dims = dims_of(shape)
    if times is None:
        known_rank = dims is not None
        hole = None if static(bound["multiples"]) is None else UNKNOWN
        return (Shape((hole,) * len(dims or ())) if known_rank else UNKNOWN), dtype
    if dims is None:
        dims = ((UNKNOWN if isinstance(shape, Unknown) else None),) * len(times)
    if len(times) != len(dims):
        return UNKNOWN, dtype
    return Shape(tuple(map(scaled_dim, dims, times))), dtype


def broadcast_to(machine: Machine, bound: Arguments) -> Facts:
    """The shape that is asked for."""
    return static_shape(bound["shape"]), facts(machine, bound["input"])[1]


def ensure_shape(machine: Machine, bound: Arguments) -> Facts:
    """What is known of the tensor and what is asked for."""
    shape, dtype = facts(machine, bound["x"])
    return merge(shape, plain_shape(bound["shape"])), dtype


def plain_shape(value: AbstractValue) -> AnyShape:
    """A static shape given in Python, None where a dimension is open."""
    if value is None:
        return Shape(None)
    if isinstance(value, Shape):
        return value
    items = value if isinstance(value, Sequence) and not isinstance(value, str) else getattr(value, "items", None)
    if not isinstance(items, Sequence) or isinstance(items, str):
        return UNKNOWN
    return Shape(
        tuple(item.value if isinstance(item, Dimension) else None if item is None else integer(item) for item in items)
    )


@model("tensorflow.broadcast_static_shape")
def broadcast_static_shape(
    machine: Machine, call: Call, shape_x: AbstractValue, shape_y: AbstractValue
) -> AbstractValue:
    """The shape of an operation between two shapes. Source: array_ops.broadcast_static_shape."""
    return broadcast(plain_shape(shape_x), plain_shape(shape_y))


declare_answer(
    "get_static_value contrib.util.constant_value", "tensor, partial=False", lambda machine, bound: python_value(bound)
)
declare("shape", "input, name=None, out_type=None", "Shape", shape_facts, shape_value)
declare("size", "input, name=None, out_type=None", "Size", size_facts, size_value)
declare("rank", "input, name=None", "Rank", lambda machine, bound: (SCALAR, INT32),
        lambda machine, bound: rank_of(shape_of(machine, bound["input"])))  # fmt: skip
declare("reshape manip.reshape", "tensor, shape, name=None", "Reshape", reshape,
        lambda machine, bound: static(bound["tensor"]) if static(bound["tensor"]) is None else UNKNOWN)  # fmt: skip
declare("transpose", "a, perm=None, name='transpose', conjugate=False", "transpose", transpose)
declare("expand_dims", "input, axis=None, name=None, dim=None", "ExpandDims", expand_dims, expand_value)
declare("squeeze", "input, axis=None, name=None, squeeze_dims=None", "Squeeze", squeeze, squeeze_value)
declare("pad", "tensor, paddings, mode='CONSTANT', name=None, constant_values=0", "Pad", pad)
declare("tile manip.tile", "input, multiples, name=None", "Tile", tile)
declare("broadcast_to", "input, shape, name=None", "BroadcastTo", broadcast_to)
declare("ensure_shape", "x, shape, name=None", "EnsureShape", ensure_shape)
