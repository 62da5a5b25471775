"""Cross entropies and other losses of `tf.nn`, and the samplers of candidates.

**Source:** tensorflow/python/ops/nn_ops.py, nn_impl.py, ctc_ops.py, candidate_sampling_ops.py; TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, DType, Shape
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.op_model import (
    Arguments,
    Facts,
    binary,
    broadcast,
    declare,
    declare_answer,
    facts,
    use_name,
)
from tfscope.models.tensorflow.ops_reductions import first_given, without_axis
from tfscope.models.tensorflow.ops_results import (
    dims_of,
    merge,
    merge_dims,
    named,
    normal_axis,
    product,
    shape_of,
    tensor,
    unknown_rank,
)
from tfscope.models.tensorflow.ops_shaping import reshaped
from tfscope.models.tensorflow.ops_static import integer


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


def sampled_loss(machine: Machine, bound: Arguments) -> Facts:
    """One number for each row of inputs. Source: nn_impl.sampled_softmax_loss."""
    shape, dtype = facts(machine, bound["inputs"])
    dims = dims_of(shape)
    first = dims[0] if dims else UNKNOWN
    return Shape((first,)), dtype


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
