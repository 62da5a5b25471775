"""Convolutions of slim that work on each channel by itself.

**Source:** tf_slim/layers/layers.py, tf_slim 1.1.
"""

from __future__ import annotations

from tfscope.domain.graph import Tensor
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.layer_shapes import conv_shape, spread
from tfscope.models.tensorflow.layers_base import last_dimension
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.slim_arg_scope import scoped
from tfscope.models.tensorflow.slim_base import (
    RELU,
    XAVIER,
    ZEROS,
    Weights,
    collect,
    finish,
    has_bias,
    layer_format,
    make,
    name_of_scope,
    run_layer,
)
from tfscope.models.tensorflow.slim_layers import note_weights
from tfscope.models.tensorflow.slim_variables import layer_getter


@scoped("separable_convolution2d", "separable_conv2d")
def separable_convolution2d(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    num_outputs: AbstractValue,
    kernel_size: AbstractValue,
    depth_multiplier: AbstractValue = 1,
    stride: AbstractValue = 1,
    padding: AbstractValue = "SAME",
    data_format: AbstractValue = "NHWC",
    rate: AbstractValue = 1,
    activation_fn: AbstractValue = RELU,
    normalizer_fn: AbstractValue = None,
    normalizer_params: AbstractValue = None,
    weights_initializer: AbstractValue = XAVIER,
    pointwise_initializer: AbstractValue = None,
    weights_regularizer: AbstractValue = None,
    biases_initializer: AbstractValue = ZEROS,
    biases_regularizer: AbstractValue = None,
    reuse: AbstractValue = None,
    variables_collections: AbstractValue = None,
    outputs_collections: AbstractValue = None,
    trainable: AbstractValue = True,
    scope: AbstractValue = None,
) -> AbstractValue:
    """depthwise_weights, pointwise_weights (given outputs), biases. Source: layers.separable_convolution2d."""
    getter = layer_getter(bias="biases", depthwise_kernel="depthwise_weights", pointwise_kernel="pointwise_weights")
    manager = variable_scope(machine, call, scope, "SeparableConv2d", None, custom_getter=getter, reuse=reuse)
    with machine.entering(manager) as sc:
        how = (kernel_size, depth_multiplier, stride, padding, rate, data_format)
        starts = (weights_initializer, pointwise_initializer, weights_regularizer)
        biases = (has_bias(machine, normalizer_fn, biases_initializer), biases_initializer, biases_regularizer)
        kept = (trainable, variables_collections, reuse)
        if num_outputs is not None:
            outputs = with_pointwise(machine, sc, inputs, num_outputs, how, starts, biases, kept)
        else:
            outputs = without_pointwise(machine, inputs, how, starts, biases, kept)
        outputs = finish(machine, outputs, normalizer_fn, normalizer_params, activation_fn)
        return collect(machine, outputs_collections, name_of_scope(sc), outputs)


def with_pointwise(
    machine: Machine,
    scope: AbstractValue,
    inputs: AbstractValue,
    num_outputs: AbstractValue,
    how: tuple[AbstractValue, ...],
    starts: tuple[AbstractValue, ...],
    biases: tuple[AbstractValue, ...],
    kept: tuple[AbstractValue, ...],
) -> AbstractValue:
    """The layer of `tf.layers`: depthwise_weights, pointwise_weights, biases."""
    kernel_size, depth_multiplier, stride, padding, rate, data_format = how
    initializer, pointwise, regularizer = starts
    layer, outputs = run_layer(
        machine, "SeparableConv2D", scope, inputs, filters=num_outputs, kernel_size=kernel_size, strides=stride,
        padding=padding, data_format=layer_format(data_format), dilation_rate=rate, depth_multiplier=depth_multiplier,
        use_bias=biases[0], depthwise_initializer=initializer, bias_initializer=biases[1],
        pointwise_initializer=initializer if pointwise is None else pointwise, depthwise_regularizer=regularizer,
        pointwise_regularizer=regularizer, bias_regularizer=biases[2], trainable=kept[0], _reuse=kept[2],
    )  # fmt: skip
    note_weights(machine, layer, kept[1])
    return outputs


def without_pointwise(
    machine: Machine,
    inputs: AbstractValue,
    how: tuple[AbstractValue, ...],
    starts: tuple[AbstractValue, ...],
    biases: tuple[AbstractValue, ...],
    kept: tuple[AbstractValue, ...],
) -> AbstractValue:
    """depthwise_weights and biases only."""
    weights = Weights(kept[1], kept[0], constant_facts(inputs)[1])
    outputs = depthwise(machine, weights, inputs, how, (starts[0], starts[2]))
    if biases[0] is True:
        size = last_dimension(outputs, 1 if layer_format(how[5]) == "channels_first" else -1)
        make(machine, weights, "biases", [size], biases[1], biases[2])
    return outputs


def depthwise(
    machine: Machine,
    weights: Weights,
    inputs: AbstractValue,
    settings: tuple[AbstractValue, ...],
    how: tuple[AbstractValue, AbstractValue],
) -> AbstractValue:
    """A depthwise convolution with a weight of its own: [kh, kw, in, m]."""
    kernel_size, multiplier, stride, padding, rate, data_format = settings
    where = layer_format(data_format)
    channels = last_dimension(inputs, 1 if where == "channels_first" else -1)
    kernel = spread(machine, kernel_size, 2)
    make(machine, weights, "depthwise_weights", [*kernel, channels, multiplier], *how)
    # A whole float is a dimension to TensorFlow 1; making the weight has judged it.
    if isinstance(multiplier, float) and multiplier.is_integer():
        multiplier = int(multiplier)
    total = channels * multiplier if isinstance(channels, int) and isinstance(multiplier, int) else UNKNOWN
    shape, dtype = constant_facts(inputs)
    return Tensor(
        conv_shape(machine, shape, 2, total, kernel_size, stride, padding, rate, where), dtype, None, machine.graph
    )


@scoped("convolution2d_in_plane", "conv2d_in_plane")
def convolution2d_in_plane(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    kernel_size: AbstractValue,
    stride: AbstractValue = 1,
    padding: AbstractValue = "SAME",
    activation_fn: AbstractValue = RELU,
    normalizer_fn: AbstractValue = None,
    normalizer_params: AbstractValue = None,
    weights_initializer: AbstractValue = XAVIER,
    weights_regularizer: AbstractValue = None,
    biases_initializer: AbstractValue = ZEROS,
    biases_regularizer: AbstractValue = None,
    reuse: AbstractValue = None,
    variables_collections: AbstractValue = None,
    outputs_collections: AbstractValue = None,
    trainable: AbstractValue = True,
    scope: AbstractValue = None,
) -> AbstractValue:
    """weights [kh, kw, 1, 1], biases [in]. Source: layers.convolution2d_in_plane."""
    with machine.entering(variable_scope(machine, call, scope, "ConvInPlane", reuse=reuse)) as sc:
        shape, dtype = constant_facts(inputs)
        weights = Weights(variables_collections, trainable, dtype)
        kernel = spread(machine, kernel_size, 2)
        make(machine, weights, "weights", [*kernel, 1, 1], weights_initializer, weights_regularizer)
        channels = last_dimension(inputs)
        after = conv_shape(machine, shape, 2, channels, kernel_size, stride, padding, 1, "channels_last")
        outputs: AbstractValue = Tensor(after, dtype, None, machine.graph)
        if normalizer_fn is None and biases_initializer is not None:
            make(machine, weights, "biases", [channels], biases_initializer, biases_regularizer)
        outputs = finish(machine, outputs, normalizer_fn, normalizer_params, activation_fn)
        return collect(machine, outputs_collections, name_of_scope(sc), outputs)
