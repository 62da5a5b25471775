"""Normalization, dropout, softmax and the losses of `tf.nn`.

**Source:** tensorflow/python/ops/nn_ops.py, nn_impl.py, nn_impl_distribute; core/ops/nn_ops.cc; TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, DType, Shape
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.op_model import (
    Arguments,
    Facts,
    Rule,
    binary,
    broadcast,
    declare,
    declare_answer,
    facts,
    same,
    use_name,
)
from tfscope.models.tensorflow.ops_convolutions import channels_first
from tfscope.models.tensorflow.ops_matrices import matmul
from tfscope.models.tensorflow.ops_reductions import first_given, without_axis
from tfscope.models.tensorflow.ops_results import (
    add_dims,
    dims_of,
    dtype_of,
    merge,
    merge_dims,
    named,
    normal_axis,
    product,
    shape_of,
    tensor,
    unknown_rank,
    with_rank,
)
from tfscope.models.tensorflow.ops_shaping import reshaped
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


def softmax_loss(machine: Machine, bound: Arguments) -> Facts:
    """One number for each row of logits. Source: nn_ops.softmax_cross_entropy_with_logits_v2_helper."""
    shape, dtype = facts(machine, bound["logits"])
    axis = first_given(bound, "axis", "dim")
    dims, place = dims_of(shape), -1 if axis is None else integer(axis)
    if dims is None:
        return unknown_rank(shape), dtype
    number = normal_axis(place, len(dims))
    if number is None:
        return UNKNOWN, dtype
    after = without_axis(shape, number)
    return (row_losses(after, shape_of(machine, bound["labels"])) if len(dims) == 2 and number == 1 else after), dtype


def row_losses(after: AnyShape, labels: AnyShape) -> AnyShape:
    """Of matrices, the labels say as much of the number of rows as the logits do."""
    dims = dims_of(after)
    if dims is None or dims[0] is not None or not isinstance(labels, Shape) or not labels.dims:
        return after
    return Shape((UNKNOWN,)) if labels.dims[0] is not None else after


def sparse_softmax_loss(machine: Machine, bound: Arguments) -> Facts:
    """One number for each label. Source: nn_ops.sparse_softmax_cross_entropy_with_logits."""
    logits, dtype = facts(machine, bound["logits"])
    labels = shape_of(machine, bound["labels"])
    dims = dims_of(logits)
    if dims is None:
        return (labels if isinstance(logits, Shape) else merge(labels, UNKNOWN)), dtype
    if len(dims) == 2:
        return merge(labels, Shape(dims[:1])), dtype
    of_labels = dims_of(labels)
    count = merge_dims(product(dims[:-1]), product(of_labels) if of_labels is not None else UNKNOWN)
    return reshaped(Shape((count,)), labels), dtype


def sigmoid_loss(machine: Machine, bound: Arguments) -> Facts:
    """Element by element."""
    labels = first_given(bound, "labels", "targets")
    shape, dtype = facts(machine, bound["logits"])
    return broadcast(shape, shape_of(machine, labels)), dtype


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


def sampled_loss(machine: Machine, bound: Arguments) -> Facts:
    """One number for each row of inputs. Source: nn_impl.sampled_softmax_loss."""
    shape, dtype = facts(machine, bound["inputs"])
    dims = dims_of(shape)
    first = dims[0] if dims else UNKNOWN
    return Shape((first,)), dtype


def first_of(parameter: str, dtype: DType | None = None) -> Rule:
    """A vector as long as the first axis of an argument."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape, own = facts(machine, bound[parameter])
        dims = dims_of(shape)
        return (Shape(dims[:1]) if dims else UNKNOWN), dtype or own

    return rule


def ctc_loss(machine: Machine, bound: Arguments) -> Facts:
    """One number for each element of the batch."""
    logits, dtype = facts(machine, first_given(bound, "inputs", "logits"))
    dims = dims_of(logits)
    major = machine.truth(bound["time_major"])
    if dims is None or len(dims) != 3 or major is None:
        return Shape((UNKNOWN,)), dtype
    batch = dims[1] if major else dims[0]
    return Shape((UNKNOWN if batch is None else batch,)), dtype


def candidates(machine: Machine, bound: Arguments) -> AbstractValue:
    """Sampled classes and how often both sorts are expected. Source: candidate_sampling_ops.py."""
    use_name(machine, bound["name"], "CandidateSampler")
    count, true = integer(bound["num_sampled"]), integer(bound["num_true"])
    dims = dims_of(shape_of(machine, bound["true_classes"]))
    float32 = DType("float32")
    sampled = tensor(machine, (Shape((count,)), DType("int64")), None)
    expected = tensor(machine, (Shape((dims[0] if dims else UNKNOWN, true)), float32), None)
    return named(
        machine,
        "CandidateSampler",
        sampled_candidates=sampled,
        true_expected_count=expected,
        sampled_expected_count=tensor(machine, (Shape((count,)), float32), None),
    )


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
declare(
    "nn.softmax_cross_entropy_with_logits", "labels=None, logits=None, dim=-1, name=None, axis=None",
    "softmax_cross_entropy_with_logits_sg/Reshape_2", softmax_loss,
)  # fmt: skip
declare(
    "nn.softmax_cross_entropy_with_logits_v2",
    "labels, logits, axis=None, name=None, dim=None",
    "softmax_cross_entropy_with_logits/Reshape_2",
    softmax_loss,
)
declare(
    "nn.sparse_softmax_cross_entropy_with_logits", "labels=None, logits=None, name=None",
    "SparseSoftmaxCrossEntropyWithLogits/?", sparse_softmax_loss,
)  # fmt: skip
declare("nn.sigmoid_cross_entropy_with_logits", "labels=None, logits=None, name=None", "logistic_loss", sigmoid_loss)
declare(
    "nn.weighted_cross_entropy_with_logits",
    "labels=None, logits=None, pos_weight=None, name=None, targets=None",
    "logistic_loss",
    sigmoid_loss,
)
declare(
    "nn.log_poisson_loss",
    "targets, log_input, compute_full_loss=False, name=None",
    "log_poisson_loss",
    binary("log_input", "targets"),
)
SAMPLED = (
    "weights, biases, labels, inputs, num_sampled, num_classes, num_true=1, sampled_values=None, "
    "remove_accidental_hits={}, partition_strategy='mod', name='{}'{}"
)
declare("nn.nce_loss", SAMPLED.format(False, "nce_loss", ""), "nce_loss/?", sampled_loss)
declare(
    "nn.sampled_softmax_loss",
    SAMPLED.format(True, "sampled_softmax_loss", ", seed=None"),
    "sampled_softmax_loss/?",
    sampled_loss,
)
declare(
    "nn.ctc_loss",
    "labels, inputs=None, sequence_length=None, preprocess_collapse_repeated=False, ctc_merge_repeated=True, "
    "ignore_longer_outputs_than_inputs=False, time_major=True, logits=None",
    "CTCLoss",
    ctc_loss,
)
for kind in ("log_uniform", "uniform", "learned_unigram"):
    declare_answer(f"nn.{kind}_candidate_sampler random.{kind}_candidate_sampler",
                   "true_classes, num_true, num_sampled, unique, range_max, "
                   "seed=None, name=None", candidates)  # fmt: skip
