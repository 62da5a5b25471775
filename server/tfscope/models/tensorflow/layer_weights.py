"""The weights of layers, and the shapes of what they give.

**Source:** tf_keras/src/legacy_tf_layers/{core,convolutional,normalization,pooling}.py, tf_keras 2.21.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

from tfscope.domain.graph import VariableScope
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.tensorflow import layer_inputs
from tfscope.models.tensorflow.initializers import Initializer
from tfscope.models.tensorflow.layer_shapes import conv_shape, flatten_shape, pool_shape, spread, transpose_shape
from tfscope.models.tensorflow.layers_base import last_dimension

#: The weights that start at zero or one, whatever the scope says.
ZEROS_AND_ONES: Final = ("bias", "beta", "gamma", "moving_mean", "moving_variance")

Build: TypeAlias = Callable[[Machine, Instance, AnyShape], None]
Output: TypeAlias = Callable[[Machine, Instance, AnyShape], AnyShape]


def setting(layer: Instance, name: str) -> AbstractValue:
    """A constructor argument of a layer."""
    return layer.attributes.get(name)


def weight(
    machine: Machine,
    layer: Instance,
    name: str,
    shape: tuple[AbstractValue, ...],
    prefix: str = "",
    trainable: bool = True,
) -> None:
    """Makes a weight and keeps it as an attribute of the same name."""
    prefix = prefix or name
    made = machine.call_with(
        machine.get_attribute(layer, "add_weight"),
        Call(
            [name, ListObject(list(shape))],
            {
                "initializer": setting(layer, f"{prefix}_initializer") or default_initializer(prefix),
                "regularizer": setting(layer, f"{prefix}_regularizer"),
                "trainable": trainable,
                "constraint": setting(layer, f"{prefix}_constraint"),
            },
        ),
    )
    machine.changing(layer)
    layer.attributes[name] = made


def default_initializer(prefix: str) -> AbstractValue:
    """What fills a weight that the program gives no initializer for; None leaves it to the scope."""
    return Initializer("tensorflow.zeros_initializer") if prefix in ZEROS_AND_ONES else None


def bias(machine: Machine, layer: Instance, size: AbstractValue) -> None:
    """Makes the bias, unless it is off."""
    if machine.truth(setting(layer, "use_bias")) is not False:
        weight(machine, layer, "bias", (size,))


def build_dense(machine: Machine, layer: Instance, shape: AnyShape) -> None:
    """kernel [in, units], bias [units]."""
    units = setting(layer, "units")
    layer_inputs.check_dense(machine, layer, shape)
    layer_inputs.settle(machine, layer, "min_ndim", 2, shape, -1)
    weight(machine, layer, "kernel", (last_dimension(shape), units))
    bias(machine, layer, units)


def output_dense(machine: Machine, layer: Instance, shape: AnyShape) -> AnyShape:
    """The last dimension becomes the units."""
    units = setting(layer, "units")
    dim: Dim = units if isinstance(units, (int, Unknown)) else UNKNOWN
    if isinstance(shape, Shape) and shape.dims:
        return Shape((*shape.dims[:-1], dim))
    return UNKNOWN


def channel_axis(layer: Instance, rank: int | None = None) -> int:
    """The axis of the channels, counted from the end where the rank of the convolution is given."""
    if setting(layer, "data_format") != "channels_first":
        return -1
    return 1 if rank is None else -1 - rank


def build_conv(rank: int) -> Build:
    """kernel [k…, in, filters], bias [filters]."""

    def build(machine: Machine, layer: Instance, shape: AnyShape) -> None:
        filters = setting(layer, "filters")
        kernel, axis = spread(machine, setting(layer, "kernel_size"), rank), channel_axis(layer, rank)
        layer_inputs.check_channels(machine, layer, shape, axis)
        weight(machine, layer, "kernel", (*kernel, last_dimension(shape, axis), filters))
        bias(machine, layer, filters)
        layer_inputs.settle(machine, layer, "min_ndim", rank + 2, shape, axis)

    return build


def build_transpose(rank: int) -> Build:
    """kernel [k…, filters, in], bias [filters]."""

    def build(machine: Machine, layer: Instance, shape: AnyShape) -> None:
        filters = setting(layer, "filters")
        kernel, axis = spread(machine, setting(layer, "kernel_size"), rank), channel_axis(layer)
        layer_inputs.check_transposed(machine, layer, shape, rank, axis)
        layer_inputs.settle(machine, layer, "ndim", rank + 2, shape, axis)
        weight(machine, layer, "kernel", (*kernel, filters, last_dimension(shape, axis)))
        bias(machine, layer, filters)

    return build


def build_separable(rank: int) -> Build:
    """depthwise_kernel [k…, in, m], pointwise_kernel [1…, in·m, filters], bias [filters]."""

    def build(machine: Machine, layer: Instance, shape: AnyShape) -> None:
        filters = setting(layer, "filters")
        multiplier = setting(layer, "depth_multiplier")
        kernel = spread(machine, setting(layer, "kernel_size"), rank)
        axis = channel_axis(layer, rank)
        channels = last_dimension(shape, axis)
        layer_inputs.check_channels(machine, layer, shape, axis)
        layer_inputs.settle(machine, layer, "ndim", rank + 2, shape, axis)
        product: AbstractValue = UNKNOWN
        if isinstance(channels, int) and isinstance(multiplier, int):
            product = channels * multiplier
        weight(machine, layer, "depthwise_kernel", (*kernel, channels, multiplier), "depthwise")
        weight(machine, layer, "pointwise_kernel", (*(1,) * rank, product, filters), "pointwise")
        bias(machine, layer, filters)

    return build


def output_conv(rank: int) -> Output:
    """The shape of a convolution."""
    return lambda machine, layer, shape: conv_shape(
        machine, shape, rank, setting(layer, "filters"), setting(layer, "kernel_size"), setting(layer, "strides"),
        setting(layer, "padding"), setting(layer, "dilation_rate"), setting(layer, "data_format"),
    )  # fmt: skip


def output_transpose(rank: int) -> Output:
    """The shape of a transposed convolution."""
    return lambda machine, layer, shape: transpose_shape(
        machine, shape, rank, setting(layer, "filters"), setting(layer, "kernel_size"), setting(layer, "strides"),
        setting(layer, "padding"), setting(layer, "data_format"),
    )  # fmt: skip


def output_pool(rank: int) -> Output:
    """The shape of pooling."""
    return lambda machine, layer, shape: pool_shape(
        machine, shape, rank, setting(layer, "pool_size"), setting(layer, "strides"), setting(layer, "padding"),
        setting(layer, "data_format"),
    )  # fmt: skip


def build_batch_normalization(machine: Machine, layer: Instance, shape: AnyShape) -> None:
    """gamma, beta, moving_mean, moving_variance, each [size of the axis]; more with renorm."""
    axis = setting(layer, "axis")
    if isinstance(axis, ListObject) and axis.items:
        axis = axis.items[0]
    size = last_dimension(shape, axis) if isinstance(axis, int) else UNKNOWN
    if isinstance(axis, int) and isinstance(shape, Shape):
        layer_inputs.check_normalized(machine, layer, shape, axis)
    if machine.truth(setting(layer, "scale")) is not False:
        weight(machine, layer, "gamma", (size,))
    if machine.truth(setting(layer, "center")) is not False:
        weight(machine, layer, "beta", (size,))
    names = ["moving_mean", "moving_variance"]
    if machine.truth(setting(layer, "renorm")):
        names += ["moving_stddev", "renorm_mean", "renorm_stddev"]
    with unpartitioned(machine, setting(layer, "_scope")):
        for name in names:
            weight(machine, layer, name, (size,), trainable=False)


@contextmanager
def unpartitioned(machine: Machine, scope: AbstractValue) -> Iterator[None]:
    """What is averaged is not cut into parts, whatever the layer's scope says."""
    if not isinstance(scope, VariableScope):
        yield
        return
    before = scope.partitioner
    machine.changing(scope)
    scope.partitioner = None
    try:
        yield
    finally:
        machine.changing(scope)
        scope.partitioner = before


def build_nothing(machine: Machine, layer: Instance, shape: AnyShape) -> None:
    """No weights."""


def output_same(machine: Machine, layer: Instance, shape: AnyShape) -> AnyShape:
    """The shape of the input."""
    return shape


def output_flatten(machine: Machine, layer: Instance, shape: AnyShape) -> AnyShape:
    """All but the batch in one dimension."""
    return flatten_shape(shape)
