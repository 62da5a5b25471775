"""What a layer asks of its inputs: a rank, and the sizes of axes that its weights were made for.

**Source:** tf_keras/src/engine/input_spec.py, and `build` in tf_keras/src/layers/{core,convolutional,normalization};
tf_keras 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.heap import Instance
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, DType, Shape
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.dtypes import FLOATS, constant_facts

#: The attribute that says what a layer asks: ("ndim" or "min_ndim", how many axes, an axis, its size).
SPEC: Final = "_input_spec"


def check_inputs(machine: Machine, layer: Instance, inputs: AbstractValue) -> None:
    """Refuses an input that the layer cannot take. Source: input_spec.assert_input_compatibility."""
    spec = machine.find_attribute(layer, SPEC)
    shape, _ = constant_facts(inputs)
    if not isinstance(spec, tuple) or not isinstance(shape, Shape) or shape.dims is None:
        return
    kind, count, *axes = spec
    rank, complaint = len(shape.dims), ""
    if isinstance(count, int) and (rank < count or (kind == "ndim" and rank != count)):
        found = written_dims(machine, shape)
        complaint = f"expected {kind}={count}, found ndim={rank}. Full shape received: {found}"
    elif axes:
        axis, size = axes
        found_size = size_of(shape, axis) if isinstance(axis, int) else None
        if isinstance(found_size, int) and isinstance(size, int) and found_size != size:
            found = f"({', '.join(map(str, shape.dims))}{',' * (rank == 1)})"
            complaint = (
                f"expected axis {axis} of input shape to have value {size}, but received input with shape {found}"
            )
    if complaint:
        name = layer.attributes.get("_name")
        message = f'Input 0 of layer "{name}" is incompatible with the layer: {complaint}'
        machine.refuse(Reason.LAYER_INPUT, "ValueError", message, parameter="inputs", api=layer.cls.path)


def written_dims(machine: Machine, shape: Shape) -> str:
    """`tuple(shape)` as Python prints it; the dimensions of TensorFlow 1 are objects."""
    sizes = [str(dim) if isinstance(dim, int) else "None" for dim in shape.dims or ()]
    if machine.runtime.is_v2_behavior is not True:
        sizes = [f"Dimension({size})" for size in sizes]
    return f"({', '.join(sizes)}{',' * (len(sizes) == 1)})"


def written_shape(machine: Machine, shape: AnyShape) -> str:
    """A shape as TensorFlow prints it, which depends on the version whose behaviour it has."""
    return str(shape).replace("?", "None") if machine.runtime.is_v2_behavior is True else str(shape)


def check_axis(machine: Machine, layer: Instance, shape: AnyShape, axis: int, message: str) -> None:
    """Refuses to make weights for an axis whose size TensorFlow does not know; `{}` in the message is the shape."""
    if size_of(shape, axis) is None or (isinstance(shape, Shape) and shape.dims is None):
        text = message.format(written_shape(machine, shape))
        machine.refuse(Reason.SHAPE_UNKNOWN, "ValueError", text, parameter="inputs", api=layer.cls.path)


def check_dense(machine: Machine, layer: Instance, shape: AnyShape) -> None:
    """A Dense layer has weights of a float dtype for the last axis. Source: core/dense.py, Dense.build."""
    dtype = layer.attributes.get("_dtype")
    if isinstance(dtype, DType) and dtype.name not in FLOATS and not dtype.name.startswith("complex"):
        message = (
            f"A Dense layer can only be built with a floating-point dtype. Received: dtype=<dtype: '{dtype.name}'>"
        )
        machine.refuse(Reason.DTYPE_INVALID, "TypeError", message, parameter="inputs", api=layer.cls.path)
    message = (
        "The last dimension of the inputs to a Dense layer should be defined. Found None. Full input shape received: {}"
    )
    check_axis(machine, layer, shape, -1, message)


def check_channels(machine: Machine, layer: Instance, shape: AnyShape, axis: int, whose: str = "") -> None:
    """A convolution has weights for the channels. Source: convolutional/base_conv.py, Conv._get_input_channel."""
    if isinstance(shape, Shape) and shape.dims is None:
        message = "'NoneType' object is not subscriptable"
        machine.refuse(Reason.LAYER_INPUT, "TypeError", message, parameter="inputs", api=layer.cls.path)
        return
    message = (
        f"The channel dimension of the inputs {whose}should be defined. The input_shape received is {{}}, "
        f"where axis {axis} (0-based) is the channel dimension, which found to be `None`."
    )
    check_axis(machine, layer, shape, axis, message)


def check_transposed(machine: Machine, layer: Instance, shape: AnyShape, rank: int, axis: int) -> None:
    """A transposed convolution takes one rank only. Source: convolutional/conv2d_transpose.py, build."""
    if isinstance(shape, Shape) and shape.dims is not None and len(shape.dims) != rank + 2:
        message = f"Inputs should have rank {rank + 2}. Received input_shape={written_shape(machine, shape)}."
        machine.refuse(Reason.LAYER_INPUT, "ValueError", message, parameter="inputs", api=layer.cls.path)
    check_channels(machine, layer, shape, axis, f"to `Conv{rank}DTranspose` ")


def check_normalized(machine: Machine, layer: Instance, shape: Shape, axis: int) -> None:
    """Batch normalization has weights for the axis. Source: normalization/batch_normalization.py, build."""
    if shape.dims is None:
        check_axis(machine, layer, shape, axis, "Input has undefined rank. Received: input_shape={}")
        return
    axis = axis % len(shape.dims)
    found = written_dims(machine, shape)
    message = f"Input has undefined `axis` dimension. Received input with shape {found} and axis=({axis},)"
    check_axis(machine, layer, shape, axis, message)
    settle(machine, layer, "ndim", len(shape.dims), shape, axis)


def settle(machine: Machine, layer: Instance, kind: str, rank: int, shape: AnyShape, axis: int) -> None:
    """Keeps the size of the axis that the weights were made for."""
    machine.changing(layer)
    layer.attributes[SPEC] = (kind, rank, axis, size_of(shape, axis))


def size_of(shape: AnyShape, axis: int) -> AbstractValue:
    """The size of an axis: None where TensorFlow does not know it, UNKNOWN where we do not."""
    if isinstance(shape, Shape) and shape.dims is not None and -len(shape.dims) <= axis < len(shape.dims):
        return shape.dims[axis]
    return UNKNOWN
