"""Shapes of convolutions and pooling.

**Source:** tensorflow/core/framework/common_shape_fns.cc; keras/utils/conv_utils.py.
"""

from __future__ import annotations

from tfscope.domain.heap import ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Dimension, Shape, Unknown
from tfscope.models.machine import Machine


def spread(machine: Machine, value: AbstractValue, rank: int) -> tuple[AbstractValue, ...]:
    """One value for each spatial axis: a number is repeated."""
    if isinstance(value, (tuple, ListObject, Shape)):
        items = machine.items_of(value)
        items = None if items is None else [plain(item) for item in items]
        if items is not None and len(items) == rank:
            return tuple(items)
        return (items[0],) * rank if items is not None and len(items) == 1 else (UNKNOWN,) * rank
    return (plain(value),) * rank


def plain(value: AbstractValue) -> AbstractValue:
    """A `tf.Dimension` as its number."""
    return value.value if isinstance(value, Dimension) else value


def as_dim(value: AbstractValue) -> Dim:
    """A number of channels as a dimension."""
    value = plain(value)
    return value if isinstance(value, (int, Unknown)) else UNKNOWN


def window(
    dim: Dim, kernel: AbstractValue, stride: AbstractValue, dilation: AbstractValue, padding: AbstractValue
) -> Dim:
    """One spatial axis after a window slid over it."""
    if dim is None:
        return None
    if not (isinstance(dim, int) and isinstance(kernel, int) and isinstance(stride, int) and isinstance(dilation, int)):
        return UNKNOWN
    if not isinstance(padding, str) or stride < 1:
        return UNKNOWN
    if padding.lower() == "same":
        return -(-dim // stride)
    size = dim - (kernel - 1) * dilation
    return -(-size // stride) if size > 0 else UNKNOWN


def split(shape: AnyShape, rank: int, data_format: AbstractValue) -> tuple[Dim, tuple[Dim, ...], Dim, bool] | None:
    """Batch, spatial axes, channels, and whether the channels come first; None where the rank does not fit."""
    if not isinstance(shape, Shape) or shape.dims is None or len(shape.dims) != rank + 2:
        return None
    first = isinstance(data_format, str) and (data_format == "channels_first" or data_format.startswith("NC"))
    dims = shape.dims
    if first:
        return dims[0], dims[2:], dims[1], True
    return dims[0], dims[1:-1], dims[-1], False


def together(batch: Dim, spatial: tuple[Dim, ...], channels: Dim, first: bool) -> Shape:
    """The shape of the parts."""
    return Shape((batch, channels, *spatial)) if first else Shape((batch, *spatial, channels))


def conv_shape(
    machine: Machine,
    shape: AnyShape,
    rank: int,
    filters: AbstractValue,
    kernel: AbstractValue,
    strides: AbstractValue,
    padding: AbstractValue,
    dilation: AbstractValue,
    data_format: AbstractValue,
) -> AnyShape:
    """The shape of a convolution's output."""
    parts = split(shape, rank, data_format)
    if parts is None:
        return UNKNOWN
    batch, spatial, _, first = parts
    sizes = spread(machine, kernel, rank)
    steps = spread(machine, strides, rank)
    rates = spread(machine, 1 if dilation is None else dilation, rank)
    after = tuple(window(d, k, s, r, padding) for d, k, s, r in zip(spatial, sizes, steps, rates))
    return together(batch, after, as_dim(filters), first)


def pool_shape(
    machine: Machine,
    shape: AnyShape,
    rank: int,
    pool: AbstractValue,
    strides: AbstractValue,
    padding: AbstractValue,
    data_format: AbstractValue,
) -> AnyShape:
    """The shape of pooling's output: the channels stay."""
    parts = split(shape, rank, data_format)
    if parts is None:
        return UNKNOWN
    return conv_shape(
        machine, shape, rank, parts[2] if parts[2] is not None else UNKNOWN, pool, strides, padding, 1, data_format
    )


def transpose_shape(
    machine: Machine,
    shape: AnyShape,
    rank: int,
    filters: AbstractValue,
    kernel: AbstractValue,
    strides: AbstractValue,
    padding: AbstractValue,
    data_format: AbstractValue,
) -> AnyShape:
    """The shape of a transposed convolution's output."""
    parts = split(shape, rank, data_format)
    if parts is None:
        return UNKNOWN
    batch, spatial, _, first = parts
    sizes = spread(machine, kernel, rank)
    steps = spread(machine, strides, rank)
    after = tuple(stretch(d, k, s, padding) for d, k, s in zip(spatial, sizes, steps))
    return together(batch, after, as_dim(filters), first)


def stretch(dim: Dim, kernel: AbstractValue, stride: AbstractValue, padding: AbstractValue) -> Dim:
    """One spatial axis after a transposed convolution."""
    if dim is None:
        return None
    if not (isinstance(dim, int) and isinstance(kernel, int) and isinstance(stride, int) and isinstance(padding, str)):
        return UNKNOWN
    return dim * stride if padding.lower() == "same" else dim * stride + max(kernel - stride, 0)


def flatten_shape(shape: AnyShape) -> AnyShape:
    """The batch, and all other axes in one."""
    if not isinstance(shape, Shape) or shape.dims is None or not shape.dims:
        return UNKNOWN
    size: Dim = 1
    for dim in shape.dims[1:]:
        if not isinstance(dim, int):
            size = dim
            break
        assert isinstance(size, int)
        size *= dim
    return Shape((shape.dims[0], size))
