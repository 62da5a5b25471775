"""`tf.layers`: the layers that hold weights, and those that only use up a scope name.

**Source:** tf_keras/src/legacy_tf_layers/{core,convolutional,normalization,pooling}.py, tf_keras 2.21.
"""

from __future__ import annotations

from collections.abc import Callable

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import ABSENT, Instance
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine, Parameter, Signature
from tfscope.models.registry import CLASSES, MODELS, LibraryClass, Model, constructor_model
from tfscope.models.signature import BindingError, bind
from tfscope.models.tensorflow.batch_statistics import normalized_origin
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.initializers import is_callable
from tfscope.models.tensorflow.layer_dtypes import check_product, check_statistics
from tfscope.models.tensorflow.layer_events import tell_updates
from tfscope.models.tensorflow.layer_inputs import SPEC
from tfscope.models.tensorflow.layer_weights import (
    Build,
    Output,
    build_batch_normalization,
    build_conv,
    build_dense,
    build_nothing,
    build_separable,
    build_transpose,
    output_conv,
    output_dense,
    output_flatten,
    output_pool,
    output_same,
    output_transpose,
)
from tfscope.models.tensorflow.op_model import parse_signature
from tfscope.models.tensorflow.shapes import as_shape


def output_shape_of(output: Output) -> Callable[..., AbstractValue]:
    """A layer's `compute_output_shape`."""

    def compute_output_shape(machine: Machine, call: Call, self: Instance, input_shape: AbstractValue) -> AbstractValue:
        """The shape of the output, for a shape of the input."""
        return output(machine, self, as_shape(machine, input_shape))

    return compute_output_shape


def call_of(output: Output, function: str) -> Callable[..., AbstractValue]:
    """The `call` of the layer that a function makes."""

    def call_layer(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        *rest: AbstractValue,
        **keywords: AbstractValue,
    ) -> AbstractValue:
        """The output tensor."""
        shape, dtype = constant_facts(inputs)
        check_product(machine, self, function, inputs)
        made = Tensor(output(machine, self, shape), dtype, None, machine.graph)
        if function == "batch_normalization":
            training = keywords.get("training", rest[0] if rest else False)
            check_statistics(machine, self, inputs, training)
            made.origin = normalized_origin(machine, self, inputs, training)
            tell_updates(machine, training, "update_ops")
        return activated(machine, self, made)

    return call_layer


def activated(machine: Machine, layer: Instance, value: AbstractValue) -> AbstractValue:
    """What the layer's activation makes of a tensor; one that is given by name makes a tensor like it."""
    activation = layer.attributes.get("activation")
    return machine.call(activation, value) if is_callable(activation) is True else value


def declare_layer(
    class_name: str, function_name: str, parameters: str, build: Build, output: Output, spec: AbstractValue = None
) -> None:
    """Registers a layer's class and its function. `parameters` are the function's, after `inputs`."""
    path = f"tensorflow.layers.{class_name}"
    signature = parse_signature(f"{class_name}.__init__", parameters)
    plain = Signature(
        signature.name, tuple(p for p in signature.parameters if p.name not in ("name", "reuse", "training"))
    )

    def init(
        machine: Machine, call: Call, self: Instance, *arguments: AbstractValue, **keywords: AbstractValue
    ) -> AbstractValue:
        """Keeps the arguments as attributes. Source: the class's __init__."""
        names = [parameter.name for parameter in plain.parameters]
        settings = {p.name: p.default for p in plain.parameters if p.default is not ABSENT}
        settings |= dict(zip(names, arguments))
        settings |= {key: value for key, value in keywords.items() if key in names}
        base = {key: value for key, value in keywords.items() if key not in names or key == "trainable"}
        machine.call_with(Model("Layer.__init__", BASE_INIT), Call([self], base))
        machine.changing(self)
        self.attributes.update(settings)
        return None

    def build_layer(machine: Machine, call: Call, self: Instance, input_shape: AbstractValue) -> AbstractValue:
        """Makes the weights."""
        build(machine, self, as_shape(machine, input_shape))
        machine.changing(self)
        self.attributes["built"] = True
        return None

    methods: dict[str, AbstractValue] = {
        "__init__": constructor_model(path, init, signature),
        "compute_output_shape": Model(f"{class_name}.compute_output_shape", output_shape_of(output)),
        "build": Model(f"{class_name}.build", build_layer),
        "call": Model(f"{class_name}.call", call_of(output, function_name)),
        SPEC: spec,
    }
    CLASSES[path] = LibraryClass(path, ("tensorflow.layers.Layer",), methods)
    declare_function(path, function_name, parameters)


def declare_function(class_path: str, function_name: str, parameters: str) -> None:
    """Registers the function form: the layer with `_scope=name`, called once. Source: e.g. core.dense."""
    function_path = f"tensorflow.layers.{function_name}"
    declared = parse_signature(function_name, parameters)
    signature = Signature(function_name, (Parameter("inputs", ABSENT), *declared.parameters))

    def run(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        """Makes the layer and applies it."""
        try:
            bound = bind(signature, Call(list(arguments), keywords))
        except BindingError:
            return UNKNOWN
        inputs = bound.pop("inputs")
        name, reuse = bound.pop("name", None), bound.pop("reuse", None)
        training = bound.pop("training", None)
        layer = machine.call_with(
            machine.library_class(class_path), Call([], {**bound, "name": name, "_scope": name, "_reuse": reuse})
        )
        given = {} if training is None else {"training": training}
        return machine.call_with(layer, Call([inputs], given))

    model = Model(function_name, run, function_path)
    model.signature_cache = signature
    MODELS[function_path] = model


def base_init(
    machine: Machine, call: Call, self: Instance, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """`Layer.__init__` by its model."""
    model = CLASSES["tensorflow.layers.Layer"].methods["__init__"]
    return machine.call_with(model, Call([self, *arguments], keywords))


BASE_INIT = base_init


KERNEL = "kernel_initializer=None, bias_initializer=None, kernel_regularizer=None, bias_regularizer=None"
TAIL = "activity_regularizer=None, kernel_constraint=None, bias_constraint=None, trainable=True, name=None, reuse=None"
DENSE = f"units, activation=None, use_bias=True, {KERNEL}, {TAIL}"
NORM = (
    "axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, beta_initializer=None, gamma_initializer=None, "
    "moving_mean_initializer=None, moving_variance_initializer=None, beta_regularizer=None, gamma_regularizer=None, "
    "beta_constraint=None, gamma_constraint=None, training=False, trainable=True, name=None, reuse=None, renorm=False, "
    "renorm_clipping=None, renorm_momentum=0.99, fused=None, virtual_batch_size=None, adjustment=None"
)
SEPARABLE = (
    "activation=None, use_bias=True, depthwise_initializer=None, pointwise_initializer=None, bias_initializer=None, "
    "depthwise_regularizer=None, pointwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
    "depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None, trainable=True, name=None, reuse=None"
)


def strides(rank: int) -> str:
    """The default of `strides` and `dilation_rate`."""
    return "1" if rank == 1 else "(" + ", ".join(["1"] * rank) + ")"


declare_layer("Dense", "dense", DENSE, build_dense, output_dense, ("min_ndim", 2))
for rank in (1, 2, 3):
    one = strides(rank)
    declare_layer(
        f"Conv{rank}D",
        f"conv{rank}d",
        f"filters, kernel_size, strides={one}, padding='valid', data_format='channels_last', dilation_rate={one}, "
        f"activation=None, use_bias=True, {KERNEL}, {TAIL}",
        build_conv(rank),
        output_conv(rank),
        ("min_ndim", rank + 2),
    )
    declare_layer(
        f"MaxPooling{rank}D",
        f"max_pooling{rank}d",
        "pool_size, strides, padding='valid', data_format='channels_last', name=None",
        build_nothing,
        output_pool(rank),
        ("ndim", rank + 2),
    )
    declare_layer(
        f"AveragePooling{rank}D",
        f"average_pooling{rank}d",
        "pool_size, strides, padding='valid', data_format='channels_last', name=None",
        build_nothing,
        output_pool(rank),
        ("ndim", rank + 2),
    )
for rank in (2, 3):
    declare_layer(
        f"Conv{rank}DTranspose",
        f"conv{rank}d_transpose",
        f"filters, kernel_size, strides={strides(rank)}, padding='valid', data_format='channels_last', "
        "activation=None, "
        f"use_bias=True, {KERNEL}, {TAIL}",
        build_transpose(rank),
        output_transpose(rank),
        ("min_ndim", rank + 2),
    )
for rank in (1, 2):
    one = strides(rank)
    declare_layer(
        f"SeparableConv{rank}D",
        f"separable_conv{rank}d",
        f"filters, kernel_size, strides={one}, padding='valid', data_format='channels_last', dilation_rate={one}, "
        f"depth_multiplier=1, {SEPARABLE}",
        build_separable(rank),
        output_conv(rank),
        ("min_ndim", rank + 2),
    )
declare_layer("BatchNormalization", "batch_normalization", NORM, build_batch_normalization, output_same)
declare_layer(
    "Dropout", "dropout", "rate=0.5, noise_shape=None, seed=None, training=False, name=None", build_nothing, output_same
)
declare_layer(
    "Flatten", "flatten", "name=None, data_format='channels_last'", build_nothing, output_flatten, ("min_ndim", 1)
)
