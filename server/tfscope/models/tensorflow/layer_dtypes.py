"""Weights that a layer cannot use: custom getters may answer something else than the layer asked for.

**Source:** tf_keras/src/layers/{core,convolutional,normalization}, utils/object_identity.py, tf_keras 2.21;
tensorflow/python/framework/op_def_library.py, _ExtractInputsAndAttrs, TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.graph import Tensor, Variable, native_of
from tfscope.domain.heap import Instance
from tfscope.domain.values import AbstractValue, DType
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.batch_statistics import is_fused
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.ops_static import static

#: The weight that an op of the layer takes beside the inputs; the op, and its names for the second and the first.
PRODUCTS: Final = {
    "dense": ("kernel", "MatMul", "b", "a"),
    "conv1d": ("kernel", "Conv2D", "filter", "input"),
    "conv2d": ("kernel", "Conv2D", "filter", "input"),
    "conv3d": ("kernel", "Conv3D", "filter", "input"),
    "separable_conv1d": ("depthwise_kernel", "DepthwiseConv2dNative", "filter", "input"),
    "separable_conv2d": ("depthwise_kernel", "DepthwiseConv2dNative", "filter", "input"),
    "conv2d_transpose": ("kernel", "Conv2DBackpropInput", "filter", "out_backprop"),
    "conv3d_transpose": ("kernel", "Conv3DBackpropInputV2", "filter", "out_backprop"),
}
#: What the fused op of batch normalization takes beside the inputs, in its order.
STATISTICS: Final = {"gamma": "scale", "beta": "offset", "moving_mean": "mean", "moving_variance": "variance"}


def check_weight(machine: Machine, weight: AbstractValue, api: str) -> None:
    """Keras keeps weak references to the weights. Source: backend.track_variable."""
    if weight is None or isinstance(weight, (bool, int, float, str, tuple)):
        message = f"cannot create weak reference to '{machine.type_name(weight)}' object"
        machine.refuse(Reason.GETTER_INVALID, "TypeError", message, api=api)


def check_product(machine: Machine, layer: Instance, function: str, inputs: AbstractValue) -> None:
    """A weight that is multiplied with the inputs has their dtype."""
    if function in PRODUCTS:
        name, op, second, first = PRODUCTS[function]
        check_operands(machine, layer, op, (first, inputs), (second, layer.attributes.get(name)))


def check_operands(
    machine: Machine, layer: Instance, op: str, first: tuple[str, AbstractValue], second: tuple[str, AbstractValue]
) -> None:
    """Two operands of an op, each with the op's name for it, have one dtype."""
    if op.endswith(("BackpropInput", "BackpropInputV2")):
        first, second = second, first
    expected, found = dtype_of(first[1]), dtype_of(second[1])
    if expected is not None and found is not None and expected != found:
        message = (
            f"Input '{second[0]}' of '{op}' Op has type {found.name} that does not match type {expected.name} "
            f"of argument '{first[0]}'."
        )
        machine.refuse(Reason.LAYER_INPUT, "TypeError", message, parameter="inputs", api=layer.cls.path)


def check_statistics(machine: Machine, layer: Instance, inputs: AbstractValue, training: AbstractValue) -> None:
    """The fused op has weights of float32; averages that are updated are variables."""
    if is_fused(machine, layer, inputs):
        for name, parameter in STATISTICS.items():
            found = dtype_of(layer.attributes.get(name))
            if found is not None and found.name not in ("float32", "bfloat16"):
                message = (
                    f"Value passed to parameter '{parameter}' has DataType {found.name} not in list of allowed "
                    "values: bfloat16, float32"
                )
                machine.refuse(Reason.LAYER_INPUT, "TypeError", message, parameter="inputs", api=layer.cls.path)
                return
    mean = layer.attributes.get("moving_mean")
    if isinstance(mean, Tensor) and not isinstance(mean, Variable) and is_updated(machine, native_of(training)):
        machine.get_attribute(mean, "assign_sub")


def is_updated(machine: Machine, training: AbstractValue) -> bool:
    """Whether ops that update the averages are made: also where it is decided when the graph runs."""
    if isinstance(training, Tensor) and not isinstance(training, Variable):
        return static(training) in (None, True)
    return isinstance(training, Variable) or machine.truth(training) is True


def dtype_of(value: AbstractValue) -> DType | None:
    """The dtype of a tensor, None where it is not known."""
    found = constant_facts(native_of(value))[1] if isinstance(native_of(value), Tensor) else None
    return found if isinstance(found, DType) else None
