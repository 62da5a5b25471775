"""Convolutions and pooling of `tf.nn`.

**Source:** tensorflow/core/framework/common_shape_fns.cc; python/ops/nn_ops.py and nn_impl.py; TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Shape, Unknown
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.op_model import Arguments, Facts, declare, facts
from tfscope.models.tensorflow.ops_reductions import first_given
from tfscope.models.tensorflow.ops_results import dims_of, product, shape_of, with_rank
from tfscope.models.tensorflow.ops_static import integers, static_shape

#: What a window does to the spatial axes: sizes, strides and rates, one for each.
Spatial: TypeAlias = Sequence[Dim]
Filters: TypeAlias = Callable[[tuple[Dim, ...]], Dim]


def channels_first(machine: Machine, data_format: AbstractValue) -> bool | None:
    """Whether the channels come before the spatial axes; None where that is not known."""
    if data_format is None:
        return False
    if not isinstance(data_format, str):
        return None
    return data_format.startswith("NC")


def per_axis(value: AbstractValue, rank: int, first: bool) -> list[Dim]:
    """One number for each spatial axis, of an argument that may hold those of batch and channels too."""
    found = (1,) if value is None else integers(value)
    if not isinstance(found, tuple) or not found:
        return [UNKNOWN] * rank
    if len(found) == 1:
        return list(found) * rank
    if len(found) == rank:
        return list(found)
    if len(found) == rank + 2:
        return list(found[2:] if first else found[1:-1])
    return [UNKNOWN] * rank


def window(dim: Dim, size: Dim, stride: Dim, rate: Dim, padding: AbstractValue) -> Dim:
    """One spatial axis after a window slid over it. `padding` is a word, or how much is put on both sides together."""
    if dim is None:
        return None
    if isinstance(dim, Unknown):
        return dim if stride == 1 and padding == "SAME" else UNKNOWN
    if not isinstance(stride, int) or stride < 1:
        return UNKNOWN
    if padding == "SAME":
        return -(-dim // stride)
    if size is None:
        return None
    if not isinstance(size, int) or not isinstance(rate, int) or not (padding == "VALID" or isinstance(padding, int)):
        return UNKNOWN
    room = dim + (padding if isinstance(padding, int) else 0) - (size - 1) * rate
    return -(-room // stride) if room > 0 else UNKNOWN


def paddings_of(machine: Machine, padding: AbstractValue, rank: int, first: bool) -> list[AbstractValue]:
    """The padding of each spatial axis: the word, or the sum of both sides."""
    if isinstance(padding, str):
        return [padding.upper()] * rank
    rows = None if isinstance(padding, Unknown) else machine.items_of(padding)
    if rows is None or len(rows) != rank + 2:
        return [UNKNOWN] * rank
    sums: list[AbstractValue] = []
    for row in rows[2:] if first else rows[1:-1]:
        pair = integers(row)
        whole = isinstance(pair, tuple) and all(isinstance(side, int) for side in pair)
        sums.append(
            sum(side for side in pair if isinstance(side, int)) if whole and isinstance(pair, tuple) else UNKNOWN
        )
    return sums


def slid(
    machine: Machine,
    shape: AnyShape,
    rank: int,
    sizes: Spatial,
    settings: tuple[AbstractValue, AbstractValue, AbstractValue, AbstractValue],
    channels: Dim | Callable[[Dim], Dim],
    by_batches: bool = False,
) -> AnyShape:
    """The shape after a window; `settings` are strides, padding, rates and data format.

    `by_batches` where rates are done by moving space to batches, of which nothing is known if any size is open.
    """
    strides, padding, rates, data_format = settings
    first = channels_first(machine, data_format)
    full = dims_of(with_rank(shape, rank + 2))
    if full is None or first is None:
        return UNKNOWN
    batch, spatial, own = full[0], full[2:] if first else full[1:-1], full[1] if first else full[-1]
    steps, spread = per_axis(strides, rank, first), per_axis(rates, rank, first)
    if by_batches and None in spatial and any(rate != 1 for rate in spread):
        spatial = (None,) * rank
    pads = paddings_of(machine, padding, rank, first)
    after = tuple(map(window, spatial, sizes, steps, spread, pads))
    out = channels(own) if callable(channels) else channels
    return Shape((batch, out, *after) if first else (batch, *after, out))


def convolution(
    rank: int, filters: Filters = lambda dims: dims[-1], rates: str = "dilations"
) -> Callable[[Machine, Arguments], Facts]:
    """The rule of a convolution with filters `[size…, in, out]`; `filters` gives the channels that come out."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape, dtype = facts(machine, first_given(bound, "input", "value"))
        kernel = dims_of(
            with_rank(shape_of(machine, first_given(bound, "filter", "filters", "depthwise_filter")), rank + 2)
        )
        if kernel is None:
            kernel = (UNKNOWN,) * (rank + 2)
        settings = (
            first_given(bound, "strides", "stride"),
            bound["padding"],
            first_given(bound, rates, "dilations"),
            bound["data_format"],
        )
        return slid(machine, shape, rank, kernel[:rank], settings, filters(kernel), rates != "dilations"), dtype

    return rule


def separable(machine: Machine, bound: Arguments) -> Facts:
    """A depthwise convolution, and a pointwise one."""
    pointwise = dims_of(shape_of(machine, bound["pointwise_filter"]))
    return convolution(2, lambda dims: pointwise[-1] if pointwise else UNKNOWN, "rate")(machine, bound)


def atrous(machine: Machine, bound: Arguments) -> Facts:
    """A convolution with holes."""
    bound = {**bound, "dilations": bound["rate"], "data_format": "NHWC", "strides": 1}
    return convolution(2, rates="rate")(machine, bound)


def general(machine: Machine, bound: Arguments) -> Facts:
    """A convolution of as many axes as the filters have."""
    kernel = dims_of(shape_of(machine, first_given(bound, "filter", "filters")))
    rank = len(kernel) - 2 if kernel is not None else (len(dims_of(shape_of(machine, bound["input"])) or ()) - 2)
    if rank < 1:
        return UNKNOWN, facts(machine, bound["input"])[1]
    return convolution(rank, rates="dilation_rate")(machine, bound)


def transposed(machine: Machine, bound: Arguments) -> Facts:
    """The shape that is asked for; the batch is the value's."""
    shape, dtype = facts(machine, first_given(bound, "value", "input"))
    wanted, dims = dims_of(static_shape(bound["output_shape"])), dims_of(shape)
    if wanted is None or not wanted:
        return UNKNOWN, dtype
    batch = dims[0] if dims else UNKNOWN if isinstance(shape, Unknown) else None
    return Shape((batch, *wanted[1:])), dtype


def transposed_volume(machine: Machine, bound: Arguments) -> Facts:
    """The shape that is asked for, batch and all."""
    return static_shape(bound["output_shape"]), facts(machine, first_given(bound, "value", "input"))[1]


def multiplied(dims: tuple[Dim, ...]) -> Dim:
    """The channels of a depthwise convolution."""
    return product(dims[-2:])


CONV = "input, filter=None, strides=None, padding=None, "
declare(
    "nn.conv2d",
    CONV + "use_cudnn_on_gpu=True, data_format='NHWC', dilations=(1, 1, 1, 1), name=None, filters=None",
    "Conv2D",
    convolution(2),
)
declare(
    "nn.conv3d",
    CONV + "data_format='NDHWC', dilations=(1, 1, 1, 1, 1), name=None, filters=None",
    "Conv3D",
    convolution(3),
)
declare(
    "nn.conv1d",
    "value=None, filters=None, stride=None, padding=None, use_cudnn_on_gpu=None, data_format=None, name=None, "
    "input=None, dilations=None",
    "conv1d/Squeeze",
    convolution(1),
)
RATE = "strides, padding, rate=None, name=None, data_format=None, dilations=None"
declare("nn.depthwise_conv2d", f"input, filter, {RATE}", "depthwise", convolution(2, multiplied, "rate"))
declare("nn.separable_conv2d", f"input, depthwise_filter, pointwise_filter, {RATE}", "separable_conv2d", separable)
declare(
    "nn.depthwise_conv2d_native",
    "input, filter, strides, padding, data_format='NHWC', dilations=(1, 1, 1, 1), name=None",
    "DepthwiseConv2dNative",
    convolution(2, multiplied),
)
declare("nn.atrous_conv2d", "value, filters, rate, padding, name=None", "convolution/?", atrous)
declare(
    "nn.convolution",
    "input, filter, padding, strides=None, dilation_rate=None, name=None, data_format=None, filters=None, "
    "dilations=None",
    "convolution/?",
    general,
)
declare(
    "nn.conv2d_transpose",
    "value=None, filter=None, output_shape=None, strides=None, padding='SAME', data_format='NHWC', name=None, "
    "input=None, filters=None, dilations=None",
    "conv2d_transpose",
    transposed,
)
declare(
    "nn.conv3d_transpose",
    "value, filter=None, output_shape=None, strides=None, padding='SAME', data_format='NDHWC', name=None, "
    "input=None, filters=None, dilations=None",
    "conv3d_transpose",
    transposed_volume,
)
declare(
    "nn.conv1d_transpose",
    "input, filters, output_shape, strides, padding='SAME', data_format='NWC', dilations=None, name=None",
    "conv1d_transpose",
    transposed,
)
declare(
    "nn.atrous_conv2d_transpose",
    "value, filters, output_shape, rate, padding, name=None",
    "atrous_conv2d_transpose",
    transposed,
)
