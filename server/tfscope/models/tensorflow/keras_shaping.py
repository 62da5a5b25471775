"""Layers of `tf.keras.layers` without weights that change the shape.

**Source:** tf_keras/src/layers/reshaping, `compute_output_shape` of each class, tf_keras 2.21.
"""

from __future__ import annotations

from tfscope.domain.heap import Instance
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Shape
from tfscope.models.machine import Machine
from tfscope.models.tensorflow import layer_weights as layers
from tfscope.models.tensorflow.keras_layers import declare_keras
from tfscope.models.tensorflow.layer_shapes import spread
from tfscope.models.tensorflow.layer_weights import Output, setting


def output_permute(machine: Machine, layer: Instance, shape: AnyShape) -> AnyShape:
    """The axes behind the batch in another order."""
    order = machine.items_of(setting(layer, "dims"))
    dims = shape.dims if isinstance(shape, Shape) else None
    if dims is None or order is None or sorted(order, key=str) != list(range(1, len(dims))):
        return UNKNOWN
    return Shape((dims[0], *(dims[axis] for axis in order if isinstance(axis, int))))


def output_repeat(machine: Machine, layer: Instance, shape: AnyShape) -> AnyShape:
    """One more axis behind the batch."""
    number = setting(layer, "n")
    if not isinstance(shape, Shape) or shape.dims is None or len(shape.dims) != 2:
        return UNKNOWN
    return Shape((shape.dims[0], number if isinstance(number, int) else UNKNOWN, shape.dims[1]))


def margins(machine: Machine, given: AbstractValue, rank: int) -> list[Dim]:
    """What is added to each spatial axis, both sides together. Source: conv_utils.normalize_tuple, ZeroPadding2D."""
    if rank == 1:
        sides = spread(machine, given, 2)
        return [both(sides)]
    return [both(spread(machine, axis, 2)) for axis in spread(machine, given, rank)]


def both(sides: tuple[AbstractValue, ...]) -> Dim:
    """The sum of both sides."""
    before, after = sides
    return before + after if isinstance(before, int) and isinstance(after, int) else UNKNOWN


def spatial(machine: Machine, layer: Instance, shape: AnyShape, rank: int, sign: int) -> AnyShape:
    """Larger (1) or smaller (-1) by margins."""
    if not isinstance(shape, Shape) or shape.dims is None or len(shape.dims) != rank + 2:
        return UNKNOWN
    added = margins(machine, setting(layer, "padding" if sign > 0 else "cropping"), rank)
    dims = list(shape.dims)
    first = 2 if layers.channel_axis(layer) == 1 else 1
    for axis, margin in enumerate(added, first):
        dim = dims[axis]
        if dim is not None:
            dims[axis] = dim + sign * margin if isinstance(dim, int) and isinstance(margin, int) else UNKNOWN
    return Shape(tuple(dims))


def output_upsample(rank: int) -> Output:
    """Each spatial axis some times as long."""

    def output(machine: Machine, layer: Instance, shape: AnyShape) -> AnyShape:
        if not isinstance(shape, Shape) or shape.dims is None or len(shape.dims) != rank + 2:
            return UNKNOWN
        dims = list(shape.dims)
        first = 2 if layers.channel_axis(layer) == 1 else 1
        for axis, factor in enumerate(spread(machine, setting(layer, "size"), rank), first):
            dim = dims[axis]
            if dim is not None:
                dims[axis] = dim * factor if isinstance(dim, int) and isinstance(factor, int) else UNKNOWN
        return Shape(tuple(dims))

    return output


def output_margins(rank: int, sign: int) -> Output:
    """The rule of a layer that pads or crops."""
    return lambda machine, layer, shape: spatial(machine, layer, shape, rank, sign)


declare_keras("Permute", "dims", layers.build_nothing, output_permute)
declare_keras("RepeatVector", "n", layers.build_nothing, output_repeat)
for rank in (1, 2, 3):
    more = "" if rank == 1 else ", data_format=None"
    size = 2 if rank == 1 else (2,) * rank
    mode = ", interpolation='nearest'" if rank == 2 else ""
    crop = (1, 1) if rank == 1 else ((1 if rank == 3 else 0,) * 2,) * rank
    pad = 1 if rank == 1 else (1,) * rank
    declare_keras(f"UpSampling{rank}D", f"size={size}{more}{mode}", layers.build_nothing, output_upsample(rank))
    declare_keras(f"ZeroPadding{rank}D", f"padding={pad}{more}", layers.build_nothing, output_margins(rank, 1))
    declare_keras(f"Cropping{rank}D", f"cropping={crop}{more}", layers.build_nothing, output_margins(rank, -1))
