"""The layers of `tf.keras.layers` that hold weights, and those that only change shapes.

**Source:** tf_keras/src/layers/{core,convolutional,normalization,pooling,activation,reshaping}, tf_keras 2.21.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Shape
from tfscope.models.machine import Call, Machine, Signature
from tfscope.models.registry import CLASSES, LibraryClass, Model, constructor_model
from tfscope.models.signature import BindingError, bind
from tfscope.models.tensorflow import layer_weights as layers
from tfscope.models.tensorflow.batch_statistics import normalized_origin
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.keras_base import FLOAT32, KERAS_LAYER
from tfscope.models.tensorflow.layer_inputs import SPEC
from tfscope.models.tensorflow.layer_shapes import conv_shape, spread
from tfscope.models.tensorflow.layer_weights import Build, Output, setting, weight
from tfscope.models.tensorflow.layers import activated, output_shape_of, strides
from tfscope.models.tensorflow.layers_base import last_dimension
from tfscope.models.tensorflow.op_model import parse_signature
from tfscope.models.tensorflow.shapes import as_shape

MODULE: Final = "tensorflow.keras.layers"


def declare_keras(names: str, parameters: str, build: Build, output: Output, spec: AbstractValue = None) -> None:
    """Registers a layer's class under its names."""
    for name in names.split():
        register(name, parameters, build, output, spec)


def constructor(signature: Signature) -> Callable[..., AbstractValue]:
    """The `__init__` of a layer with these parameters."""

    def init(
        machine: Machine, call: Call, self: Instance, *arguments: AbstractValue, **keywords: AbstractValue
    ) -> AbstractValue:
        """Keeps the arguments as attributes. Source: the class's __init__."""
        known = [parameter.name for parameter in signature.parameters]
        own = {key: value for key, value in keywords.items() if key in known}
        try:
            bound = bind(signature, Call(list(arguments), own, call.is_open))
        except BindingError as error:
            machine.fail("TypeError", str(error), api=signature.name)
            return None
        rest = {key: value for key, value in keywords.items() if key not in known}
        machine.call_with(CLASSES[KERAS_LAYER].methods["__init__"], Call([self], rest))
        machine.changing(self)
        self.attributes.update(bound)
        if bound.get("strides", 0) is None and "pool_size" in bound:
            self.attributes["strides"] = bound["pool_size"]
        return None

    return init


def register(name: str, parameters: str, build: Build, output: Output, spec: AbstractValue) -> None:
    """Registers one name of a layer's class."""
    path = f"{MODULE}.{name}"
    signature = Signature(f"{name}.__init__", parse_signature("__init__", parameters).parameters)

    def build_layer(machine: Machine, call: Call, self: Instance, input_shape: AbstractValue) -> AbstractValue:
        """Makes the weights."""
        shape = input_shape if isinstance(input_shape, Shape) else as_shape(machine, input_shape)
        build(machine, self, shape)
        machine.changing(self)
        self.attributes["built"] = True
        return None

    def call_layer(
        machine: Machine, call: Call, self: Instance, inputs: AbstractValue, *rest: AbstractValue, **more: AbstractValue
    ) -> AbstractValue:
        """The output tensor."""
        shape, dtype = constant_facts(inputs)
        after = output(machine, self, shape)
        made = Tensor(after, FLOAT32 if name == "Embedding" else dtype, None, machine.graph)
        if name == "BatchNormalization":
            training = more.get("training", rest[0] if rest else None)
            made.origin = normalized_origin(machine, self, inputs, training)
        return activated(machine, self, made)

    methods: dict[str, AbstractValue] = {
        "__init__": constructor_model(path, constructor(signature), signature),
        "compute_output_shape": Model(f"{name}.compute_output_shape", output_shape_of(output)),
        "build": Model(f"{name}.build", build_layer),
        "call": Model(f"{name}.call", call_layer),
        SPEC: spec,
    }
    CLASSES[path] = LibraryClass(path, (KERAS_LAYER,), methods)


def build_depthwise(machine: Machine, layer: Instance, shape: AnyShape) -> None:
    """depthwise_kernel [kh, kw, in, m], bias [in·m]."""
    channels = last_dimension(shape, layers.channel_axis(layer))
    multiplier = setting(layer, "depth_multiplier")
    kernel = spread(machine, setting(layer, "kernel_size"), 2)
    weight(machine, layer, "depthwise_kernel", (*kernel, channels, multiplier), "depthwise")
    layers.bias(machine, layer, times(channels, multiplier))


def output_depthwise(machine: Machine, layer: Instance, shape: AnyShape) -> AnyShape:
    """As a convolution with a multiple of the channels."""
    channels = times(last_dimension(shape, layers.channel_axis(layer)), setting(layer, "depth_multiplier"))
    return conv_shape(
        machine, shape, 2, channels, setting(layer, "kernel_size"), setting(layer, "strides"),
        setting(layer, "padding"), setting(layer, "dilation_rate"), setting(layer, "data_format"),
    )  # fmt: skip


def times(left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """The product of two sizes, where both are known."""
    return left * right if isinstance(left, int) and isinstance(right, int) else UNKNOWN


def build_layer_norm(machine: Machine, layer: Instance, shape: AnyShape) -> None:
    """gamma, beta: the sizes of the axes."""
    axis = setting(layer, "axis")
    given = (machine.items_of(axis) or []) if isinstance(axis, (tuple, ListObject)) else [axis]
    sizes = tuple(last_dimension(shape, item) if isinstance(item, int) else UNKNOWN for item in given)
    if machine.truth(setting(layer, "scale")) is not False:
        weight(machine, layer, "gamma", sizes)
    if machine.truth(setting(layer, "center")) is not False:
        weight(machine, layer, "beta", sizes)


def build_prelu(machine: Machine, layer: Instance, shape: AnyShape) -> None:
    """alpha: all axes but the batch, 1 where they are shared."""
    shared = setting(layer, "shared_axes")
    axes = machine.items_of(shared) or [] if shared is not None else []
    dims = shape.dims[1:] if isinstance(shape, Shape) and shape.dims else ()
    sizes: list[AbstractValue] = [1 if index + 1 in axes else dim for index, dim in enumerate(dims)]
    weight(machine, layer, "alpha", tuple(sizes))


def build_embedding(machine: Machine, layer: Instance, shape: AnyShape) -> None:
    """embeddings [input_dim, output_dim]."""
    weight(machine, layer, "embeddings", (setting(layer, "input_dim"), setting(layer, "output_dim")))


def output_embedding(machine: Machine, layer: Instance, shape: AnyShape) -> AnyShape:
    """One more axis."""
    size = setting(layer, "output_dim")
    dim: Dim = size if isinstance(size, int) else UNKNOWN
    return Shape((*shape.dims, dim)) if isinstance(shape, Shape) and shape.dims is not None else UNKNOWN


def output_global_pool(machine: Machine, layer: Instance, shape: AnyShape) -> AnyShape:
    """Batch and channels."""
    if isinstance(shape, Shape) and shape.dims is not None and len(shape.dims) > 2:
        return Shape((shape.dims[0], shape.dims[layers.channel_axis(layer)]))
    return UNKNOWN


def output_reshape(machine: Machine, layer: Instance, shape: AnyShape) -> AnyShape:
    """The batch and the target shape."""
    items = machine.items_of(setting(layer, "target_shape"))
    batch = shape.dims[0] if isinstance(shape, Shape) and shape.dims else UNKNOWN
    if items is None:
        return UNKNOWN
    return Shape((batch, *(item if isinstance(item, int) and item >= 0 else UNKNOWN for item in items)))


KERNEL: Final = (
    "kernel_initializer='glorot_uniform', bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None, "
    "activity_regularizer=None, kernel_constraint=None, bias_constraint=None"
)
SEPARABLE: Final = (
    "depthwise_initializer='glorot_uniform', pointwise_initializer='glorot_uniform', bias_initializer='zeros', "
    "depthwise_regularizer=None, pointwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
    "depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None"
)
NORM: Final = (
    "axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', "
    "gamma_initializer='ones', moving_mean_initializer='zeros', moving_variance_initializer='ones', "
    "beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, renorm=False, "
    "renorm_clipping=None, renorm_momentum=0.99, fused=None, virtual_batch_size=None, adjustment=None"
)

declare_keras(
    "Dense",
    f"units, activation=None, use_bias=True, {KERNEL}",
    layers.build_dense,
    layers.output_dense,
    ("min_ndim", 2),
)
for rank in (1, 2, 3):
    one = strides(rank)
    two = "2" if rank == 1 else f"({', '.join(['2'] * rank)})"
    declare_keras(
        f"Conv{rank}D Convolution{rank}D",
        f"filters, kernel_size, strides={one}, padding='valid', data_format=None, dilation_rate={one}, groups=1, "
        f"activation=None, use_bias=True, {KERNEL}",
        layers.build_conv(rank),
        layers.output_conv(rank),
        ("min_ndim", rank + 2),
    )
    for kind in ("Max", "Average"):
        short = kind.replace("Average", "Avg")
        declare_keras(
            f"{kind}Pooling{rank}D {short}Pool{rank}D",
            f"pool_size={two}, strides=None, padding='valid', data_format=None",
            layers.build_nothing,
            layers.output_pool(rank),
            ("ndim", rank + 2),
        )
        declare_keras(
            f"Global{kind}Pooling{rank}D Global{short}Pool{rank}D",
            "data_format=None, keepdims=False",
            layers.build_nothing,
            output_global_pool,
            ("ndim", rank + 2),
        )
for rank in (2, 3):
    declare_keras(
        f"Conv{rank}DTranspose Convolution{rank}DTranspose",
        f"filters, kernel_size, strides={strides(rank)}, padding='valid', output_padding=None, data_format=None, "
        f"dilation_rate={strides(rank)}, activation=None, use_bias=True, {KERNEL}",
        layers.build_transpose(rank),
        layers.output_transpose(rank),
        ("min_ndim", rank + 2),
    )
for rank in (1, 2):
    one = strides(rank)
    declare_keras(
        f"SeparableConv{rank}D SeparableConvolution{rank}D",
        f"filters, kernel_size, strides={one}, padding='valid', data_format=None, dilation_rate={one}, "
        f"depth_multiplier=1, activation=None, use_bias=True, {SEPARABLE}",
        layers.build_separable(rank),
        layers.output_conv(rank),
        ("min_ndim", rank + 2),
    )
declare_keras(
    "DepthwiseConv2D",
    "kernel_size, strides=(1, 1), padding='valid', depth_multiplier=1, data_format=None, dilation_rate=(1, 1), "
    f"activation=None, use_bias=True, {SEPARABLE}",
    build_depthwise,
    output_depthwise,
)
declare_keras("BatchNormalization", NORM, layers.build_batch_normalization, layers.output_same)
declare_keras("LayerNormalization", NORM.replace("momentum=0.99, ", ""), build_layer_norm, layers.output_same)
declare_keras(
    "PReLU",
    "alpha_initializer='zeros', alpha_regularizer=None, alpha_constraint=None, shared_axes=None",
    build_prelu,
    layers.output_same,
)
declare_keras(
    "Embedding",
    "input_dim, output_dim, embeddings_initializer='uniform', embeddings_regularizer=None, activity_regularizer=None, "
    "embeddings_constraint=None, mask_zero=False, input_length=None",
    build_embedding,
    output_embedding,
)
declare_keras("Flatten", "data_format=None", layers.build_nothing, layers.output_flatten, ("min_ndim", 1))
declare_keras("Reshape", "target_shape", layers.build_nothing, output_reshape)
for names, parameters in (
    ("Dropout SpatialDropout1D SpatialDropout2D AlphaDropout", "rate=0.5, noise_shape=None, seed=None"),
    ("Activation", "activation"),
    ("ReLU", "max_value=None, negative_slope=0.0, threshold=0.0"),
    ("LeakyReLU", "alpha=0.3"),
    ("ELU", "alpha=1.0"),
    ("Softmax", "axis=-1"),
    ("GaussianNoise", "stddev"),
    ("Masking", "mask_value=0.0"),
):
    declare_keras(names, parameters, layers.build_nothing, layers.output_same)
