"""Normalization, dropout, softmax and the losses of `tf.nn`.

**Source:** tensorflow/python/ops/nn_ops.py, nn_impl.py, nn_impl_distribute; core/ops/nn_ops.cc; TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Shape
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.op_model import (
    Arguments,
    Facts,
    broadcast,
    declare,
    declare_answer,
    facts,
    same,
    use_name,
)
from tfscope.models.tensorflow.ops_convolutions import channels_first
from tfscope.models.tensorflow.ops_matrices import matmul
from tfscope.models.tensorflow.ops_reductions import first_given
from tfscope.models.tensorflow.ops_results import (
    add_dims,
    dims_of,
    dtype_of,
    merge_dims,
    normal_axis,
    shape_of,
    tensor,
    unknown_rank,
    with_rank,
)
from tfscope.models.tensorflow.ops_static import integer


def bias_add(machine: Machine, bound: Arguments) -> Facts:
    """The value, whose channels are as many as the bias has. Source: common_shape_fns.cc, BiasAddShape."""
    shape, dtype = facts(machine, bound["value"])
    return with_bias(machine, shape, bound["bias"], bound["data_format"]), dtype


def with_bias(machine: Machine, shape: AnyShape, bias: AbstractValue, data_format: AbstractValue) -> AnyShape:
    """The shape, with what the bias says of its channels."""
    dims, first = dims_of(shape), channels_first(machine, data_format)
    if dims is None or first is None or not dims:
        return unknown_rank(shape)
    length = dims_of(with_rank(shape_of(machine, bias), 1))
    channels = length[0] if length else UNKNOWN
    place = 1 if first and len(dims) > 1 else len(dims) - 1
    return Shape((*dims[:place], merge_dims(dims[place], channels), *dims[place + 1 :]))


def xw_plus_b(machine: Machine, bound: Arguments) -> Facts:
    """A matrix product and a bias."""
    factors = {"a": bound["x"], "b": bound["weights"], "transpose_a": False, "transpose_b": False}
    shape, dtype = matmul(machine, factors)
    return with_bias(machine, shape, bound[next(name for name in ("biases", "bias") if name in bound)], None), dtype


def batch_normalization(machine: Machine, bound: Arguments) -> Facts:
    """The broadcast of all of them. Source: nn_impl.batch_normalization."""
    shape, dtype = facts(machine, bound["x"])
    for name in ("mean", "variance", "scale", "offset"):
        if bound[name] is not None:
            shape = broadcast(shape, shape_of(machine, bound[name]))
    return shape, dtype


def global_normalization(machine: Machine, bound: Arguments) -> Facts:
    """The older form of `batch_normalization`."""
    named_now = {"x": first_given(bound, "t", "input"), "mean": first_given(bound, "m", "mean")}
    named_now["variance"] = first_given(bound, "v", "variance")
    return batch_normalization(machine, named_now | {"scale": bound["gamma"], "offset": bound["beta"]})


def fused_batch_norm(machine: Machine, bound: Arguments) -> AbstractValue:
    """The normalized tensor, mean and variance. Source: nn_impl.fused_batch_norm; common_shape_fns.cc."""
    use_name(machine, bound["name"], "FusedBatchNormV3")
    shape, dtype = facts(machine, bound["x"])
    first = channels_first(machine, bound["data_format"])
    rank = 5 if (dims := dims_of(shape)) is not None and len(dims) == 5 else 4
    dims = dims_of(with_rank(shape, rank))
    if dims is None or first is None:
        return tuple(tensor(machine, (UNKNOWN, UNKNOWN), None) for _ in range(3))
    place = 1 if first else rank - 1
    channels: Dim = dims[place]
    for name in ("scale", "offset"):
        length = dims_of(with_rank(shape_of(machine, bound[name]), 1))
        channels = merge_dims(channels, length[0] if length else UNKNOWN)
    after = Shape((*dims[:place], channels, *dims[place + 1 :]))
    of_statistics = dtype_of(machine, bound["scale"])
    statistics = [tensor(machine, (Shape((channels,)), of_statistics), None) for _ in range(2)]
    return (tensor(machine, (after, dtype), None), *statistics)


def softmax(machine: Machine, bound: Arguments) -> Facts:
    """The shape of the logits."""
    return facts(machine, bound["logits"])


def dropout(machine: Machine, bound: Arguments) -> Facts:
    """The shape of the input."""
    return facts(machine, bound["x"])


def doubled(machine: Machine, bound: Arguments) -> Facts:
    """Features and their negatives, one behind the other."""
    shape, dtype = facts(machine, bound["features"])
    dims, axis = dims_of(shape), integer(bound["axis"])
    if dims is None:
        return unknown_rank(shape), dtype
    place = normal_axis(axis, len(dims))
    if place is None:
        return UNKNOWN, dtype
    return Shape((*dims[:place], add_dims(dims[place], dims[place]), *dims[place + 1 :])), dtype


for path, op_name in {"nn.softmax math.softmax": "Softmax", "nn.log_softmax math.log_softmax": "LogSoftmax"}.items():
    declare(path, "logits, axis=None, name=None, dim=None", op_name, softmax)
declare("nn.bias_add", "value, bias, data_format=None, name=None", "BiasAdd", bias_add)
declare("nn.xw_plus_b", "x, weights, biases, name=None", "xw_plus_b", xw_plus_b)
declare("nn.relu_layer", "x, weights, biases, name=None", "relu_layer", xw_plus_b)
declare(
    "nn.batch_normalization",
    "x, mean, variance, offset, scale, variance_epsilon, name=None",
    "batchnorm/add_1",
    batch_normalization,
)
declare(
    "nn.batch_norm_with_global_normalization",
    "t=None, m=None, v=None, beta=None, gamma=None, variance_epsilon=None, scale_after_normalization=None, "
    "name=None, input=None, mean=None, variance=None",
    "batchnorm/add_1",
    global_normalization,
)
declare_answer(
    "nn.fused_batch_norm",
    "x, scale, offset, mean=None, variance=None, epsilon=0.001, data_format='NHWC', is_training=True, name=None, "
    "exponential_avg_factor=1.0",
    fused_batch_norm,
)
declare(
    "nn.dropout",
    "x, keep_prob=None, noise_shape=None, seed=None, name=None, rate=None",
    "dropout/?",
    dropout,
    lambda machine, bound: None,
)
declare(
    "nn.lrn nn.local_response_normalization",
    "input, depth_radius=5, bias=1, alpha=1, beta=0.5, name=None",
    "LRN",
    same("input"),
)
declare(
    "nn.l2_normalize math.l2_normalize linalg.l2_normalize",
    "x, axis=None, epsilon=1e-12, name=None, dim=None",
    "l2_normalize",
    same("x"),
)
declare("nn.crelu", "features, name=None, axis=-1", "CRelu", doubled)
