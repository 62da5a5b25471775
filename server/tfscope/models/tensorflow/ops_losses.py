"""`tf.losses`: scalars that gather in a collection.

**Source:** tensorflow/python/ops/losses/losses_impl.py and losses/util.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.origins import Origin
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, AnyShape, text
from tfscope.models.machine import Machine
from tfscope.models.registry import constant
from tfscope.models.tensorflow import collections
from tfscope.models.tensorflow.op_model import Arguments, broadcast, declare_answer, use_name
from tfscope.models.tensorflow.ops_cross_entropy import sparse_softmax_loss
from tfscope.models.tensorflow.ops_reductions import first_given, reduced, without_axis
from tfscope.models.tensorflow.ops_results import FLOAT32, SCALAR, dtype_of, merge, shape_of, tensor

NONE: Final = "none"
WEIGHTED: Final = "weighted_sum_by_nonzero_weights"
REDUCTIONS: Final = {
    "NONE": NONE, "SUM": "weighted_sum", "SUM_OVER_BATCH_SIZE": "weighted_sum_over_batch_size", "MEAN": "weighted_mean",
    "SUM_BY_NONZERO_WEIGHTS": WEIGHTED, "SUM_OVER_NONZERO_WEIGHTS": WEIGHTED,
}  # fmt: skip
for short, word in REDUCTIONS.items():
    constant(f"tensorflow.losses.Reduction.{short}", word)

ShapeRule = Callable[[Machine, Arguments], AnyShape]


def declare_loss(
    name: str, parameters: str, losses: ShapeRule, op_name: str = "", reduces: bool = True, last: str = ""
) -> None:
    """Registers a loss. `losses` gives the shape before it is reduced; `last` are parameters behind the common ones."""

    def answer(machine: Machine, bound: Arguments) -> AbstractValue:
        opened = use_name(machine, bound["scope"], op_name or name)
        reduction = bound.get("reduction", WEIGHTED)
        if reduction == NONE:
            shape = losses(machine, bound)
        else:
            shape = SCALAR if isinstance(reduction, str) else UNKNOWN
        op_path = None if reduction != WEIGHTED or not reduces else text([opened, "/value"])
        return collected(machine, tensor(machine, (shape, FLOAT32), None, op_path), bound["loss_collection"])

    tail = f", reduction='{WEIGHTED}'" if reduces else ""
    declare_answer(f"losses.{name}", f"{parameters}, scope=None, loss_collection='losses'{tail}{last}", answer)


def collected(machine: Machine, loss: Tensor, collection: AbstractValue) -> Tensor:
    """The loss, added to a collection."""
    if collection is not None:
        collections.add(machine, machine.graph, collection, loss)
    return loss


def elements(first: str, second: str) -> ShapeRule:
    """A loss for each element."""
    return lambda machine, bound: broadcast(shape_of(machine, bound[first]), shape_of(machine, bound[second]))


def rows(parameter: str) -> ShapeRule:
    """A loss for each row."""
    return lambda machine, bound: without_axis(shape_of(machine, bound[parameter]), -1)


def sparse_rows(machine: Machine, bound: Arguments) -> AnyShape:
    """A loss for each label."""
    return sparse_softmax_loss(machine, bound)[0]


def same_as(parameter: str) -> ShapeRule:
    """A loss for each element of an argument."""
    return lambda machine, bound: shape_of(machine, bound[parameter])


def distance(machine: Machine, bound: Arguments) -> AnyShape:
    """A loss for each row, whose axis stays."""
    shape = elements("predictions", "labels")(machine, bound)
    axis = first_given(bound, "axis", "dim")
    return reduced(shape, axis, True) if axis is not None else UNKNOWN


def add_loss(machine: Machine, bound: Arguments) -> AbstractValue:
    """Adds a loss to a collection. Source: losses/util.py, add_loss."""
    if bound["loss_collection"] is not None:
        collections.add(machine, machine.graph, bound["loss_collection"], bound["loss"])
    return None


def get_losses(machine: Machine, bound: Arguments) -> AbstractValue:
    """The losses of a collection. Source: losses/util.py, get_losses."""
    return collections.select(machine, bound.get("loss_collection", "regularization_losses"), bound["scope"])


def total_loss(machine: Machine, bound: Arguments) -> AbstractValue:
    """The sum of all losses. Source: losses/util.py, get_total_loss."""
    name = use_name(machine, bound["name"], "total_loss")
    members = machine.graph.collections.get("losses", [])
    shape: AnyShape = shape_of(machine, members[0]) if members else SCALAR
    for member in members[1:]:
        shape = merge(shape, shape_of(machine, member))
    origin = from_collection(machine, "losses")
    if bound["add_regularization_losses"] is not False:
        origin.values += from_collection(machine, "regularization_losses").values
    return Tensor(shape, collected_dtype(machine, "losses"), name, machine.graph, None, origin)


def regularization_loss(machine: Machine, bound: Arguments) -> AbstractValue:
    """The sum of the regularization losses, 0 where there are none."""
    name = use_name(machine, bound["name"], "total_regularization_loss")
    origin = from_collection(machine, "regularization_losses")
    return Tensor(SCALAR, collected_dtype(machine, "regularization_losses"), name, machine.graph, None, origin)


def from_collection(machine: Machine, collection: str) -> Origin:
    """The origin of the sum of a collection."""
    graph = machine.graph
    return Origin([*graph.collections.get(collection, ()), *([UNKNOWN] if graph.is_open else [])])


def collected_dtype(machine: Machine, collection: str) -> AnyDType:
    """The dtype of the members of a collection: float32 where there are none."""
    members = machine.graph.collections.get(collection, [])
    return dtype_of(machine, members[0]) if members else FLOAT32


LABELS: Final = "labels, predictions, weights=1.0"
declare_loss("absolute_difference", LABELS, elements("predictions", "labels"))
declare_loss("mean_squared_error", LABELS, elements("predictions", "labels"))
declare_loss("log_loss", f"{LABELS}, epsilon=1e-07", elements("predictions", "labels"))
declare_loss("mean_pairwise_squared_error", LABELS, lambda machine, bound: SCALAR, reduces=False)
declare_loss("hinge_loss", "labels, logits, weights=1.0", elements("logits", "labels"))
declare_loss("compute_weighted_loss", "losses, weights=1.0", same_as("losses"), "weighted_loss")
declare_loss("huber_loss", f"{LABELS}, delta=1.0", elements("predictions", "labels"))
SMOOTHED: Final = "logits, weights=1.0, label_smoothing=0"
declare_loss("sigmoid_cross_entropy", f"multi_class_labels, {SMOOTHED}", elements("logits", "multi_class_labels"),
             "sigmoid_cross_entropy_loss")  # fmt: skip
declare_loss("softmax_cross_entropy", f"onehot_labels, {SMOOTHED}", rows("logits"), "softmax_cross_entropy_loss")
declare_loss(
    "cosine_distance",
    "labels, predictions, axis=None, weights=1.0",
    distance,
    "cosine_distance_loss",
    last=", dim=None",
)
declare_answer("losses.add_loss", "loss, loss_collection='losses'", add_loss)
declare_answer("losses.get_losses", "scope=None, loss_collection='losses'", get_losses)
declare_answer("losses.get_regularization_losses", "scope=None", get_losses)
declare_answer("losses.get_total_loss", "add_regularization_losses=True, name='total_loss', scope=None", total_loss)
declare_answer("losses.get_regularization_loss", "scope=None, name='total_regularization_loss'", regularization_loss)
declare_loss(
    "sparse_softmax_cross_entropy", "labels, logits, weights=1.0", sparse_rows, "sparse_softmax_cross_entropy_loss"
)
