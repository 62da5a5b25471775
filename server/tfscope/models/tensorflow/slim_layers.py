"""Layers of `tf.contrib.layers` that stand on layers of `tf.layers`.

**Source:** tf_slim/layers/layers.py, tf_slim 1.1.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.heap import Instance
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.slim_arg_scope import SLIM, scoped
from tfscope.models.tensorflow.slim_base import (
    RELU,
    XAVIER,
    ZEROS,
    add_to_named,
    collect,
    finish,
    has_bias,
    layer_format,
    name_of_scope,
    rank_of,
    run_layer,
)
from tfscope.models.tensorflow.slim_variables import layer_getter

#: The getter of layers with a kernel and a bias; it keeps nothing.
WEIGHTS_AND_BIASES: Final = layer_getter(bias="biases", kernel="weights")


@scoped("fully_connected")
def fully_connected(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    num_outputs: AbstractValue,
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
    """weights [in, u], biases [u]. Source: layers.fully_connected."""
    if isinstance(num_outputs, (float, str)) or num_outputs is None:
        kind = type(num_outputs).__name__
        message = f"num_outputs type should be one of [<class 'int'>], got <class '{kind}'>."
        api = f"{SLIM}.fully_connected"
        machine.refuse(Reason.ARGUMENT_INVALID, "ValueError", message, parameter="num_outputs", api=api)
    manager = variable_scope(machine, call, scope, "fully_connected", custom_getter=WEIGHTS_AND_BIASES, reuse=reuse)
    with machine.entering(manager) as sc:
        layer, outputs = run_layer(
            machine, "Dense", sc, inputs, units=num_outputs, kernel_initializer=weights_initializer,
            use_bias=has_bias(machine, normalizer_fn, biases_initializer), bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer, bias_regularizer=biases_regularizer, trainable=trainable,
            _reuse=reuse,
        )  # fmt: skip
        note_weights(machine, layer, variables_collections)
        outputs = finish(machine, outputs, normalizer_fn, normalizer_params, activation_fn)
        return collect(machine, outputs_collections, name_of_scope(sc), outputs)


def complete(
    machine: Machine,
    scope: AbstractValue,
    layer: Instance,
    outputs: AbstractValue,
    collections: tuple[AbstractValue, AbstractValue],
    after: tuple[AbstractValue, AbstractValue, AbstractValue],
) -> AbstractValue:
    """Notes the weights, then normalizes, activates and collects the outputs of a layer."""
    note_weights(machine, layer, collections[0])
    return collect(machine, collections[1], name_of_scope(scope), finish(machine, outputs, *after))


def note_weights(machine: Machine, layer: Instance, collections: AbstractValue) -> None:
    """Adds the weights of a layer to the collections that a call names."""
    if collections is None:
        return
    for attribute in ("kernel", "depthwise_kernel", "pointwise_kernel", "bias"):
        made = layer.attributes.get(attribute)
        if made is not None:
            add_to_named(machine, made, collections, "biases" if attribute == "bias" else "weights")


def open_scope(machine: Machine, call: Call, scope: AbstractValue, base: str, reuse: AbstractValue) -> AbstractValue:
    """The scope of a layer with weights and biases."""
    return variable_scope(machine, call, scope, base, custom_getter=WEIGHTS_AND_BIASES, reuse=reuse)


def class_of(dims: int | None, inputs: AbstractValue, transposed: bool) -> str:
    """The class of a convolution's layer."""
    rank = dims if dims is not None else rank_of(inputs) - 2
    return CONV.get(rank, "Conv2D") + "Transpose" * transposed


CONV: Final = {1: "Conv1D", 2: "Conv2D", 3: "Conv3D"}


def declare_convolution(names: tuple[str, ...], base: str, dims: int | None, transposed: bool) -> None:
    """Registers a convolution: weights [k…, in, u] or [k…, u, in], biases [u]."""

    def convolve(
        machine: Machine,
        call: Call,
        inputs: AbstractValue,
        num_outputs: AbstractValue,
        kernel_size: AbstractValue,
        stride: AbstractValue = 1,
        padding: AbstractValue = "SAME",
        data_format: AbstractValue = None,
        rate: AbstractValue = 1,
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
        """A layer of `tf.layers` in a scope of slim's. Source: layers.convolution, convolution2d_transpose."""
        with machine.entering(open_scope(machine, call, scope, base, reuse)) as sc:
            layer, outputs = run_layer(
                machine, class_of(dims, inputs, transposed), sc, inputs, filters=num_outputs,
                kernel_size=kernel_size, strides=stride, padding=padding, data_format=layer_format(data_format),
                use_bias=has_bias(machine, normalizer_fn, biases_initializer), kernel_initializer=weights_initializer,
                bias_initializer=biases_initializer, kernel_regularizer=weights_regularizer,
                bias_regularizer=biases_regularizer, trainable=trainable, _reuse=reuse,
                **({} if transposed else {"dilation_rate": rate}),
            )  # fmt: skip
            after = (normalizer_fn, normalizer_params, activation_fn)
            return complete(machine, sc, layer, outputs, (variables_collections, outputs_collections), after)

    scoped(*names, without="rate" if transposed else "")(convolve)


declare_convolution(("convolution", "conv"), "Conv", None, False)
for dims in (1, 2, 3):
    declare_convolution((f"convolution{dims}d", f"conv{dims}d"), "Conv", dims, False)
for dims in (2, 3):
    declare_convolution(
        (f"convolution{dims}d_transpose", f"conv{dims}d_transpose"), f"Conv{dims}d_transpose", dims, True
    )
