"""`tf.metrics`: local variables that accumulate values.

**Source:** tensorflow/python/ops/metrics_impl.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.graph import Tensor
from tfscope.domain.heap import ListObject
from tfscope.domain.origins import NOTHING
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, DType, Shape, Symbol, text
from tfscope.models.machine import Call, Machine
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.gradients import use_scope
from tfscope.models.tensorflow.op_model import Arguments, declare_answer
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.shapes import as_shape
from tfscope.models.tensorflow.variable import make_variable

FLOAT32: Final = DType("float32")
FLOAT64: Final = DType("float64")
METRIC_COLLECTIONS: Final = ("local_variables", "metric_variables")
NAME_SCOPE: Final = Symbol("tensorflow.name_scope")
#: The variables of an average precision.
AVERAGE: Final = ("max", "total")
#: The end of every metric's parameters.
TAIL: Final = "weights=None, metrics_collections=None, updates_collections=None, name=None"


def metric_variable(machine: Machine, name: AbstractValue, shape: AbstractValue, dtype: DType = FLOAT32) -> None:
    """A local variable, named by the op name scope. Source: metric_variable."""
    zeros = Tensor(as_shape(machine, shape), dtype)
    start = machine.make_function("zeros", lambda inner, call: zeros)
    make_variable(machine, Call([]), start, False, ListObject(list(METRIC_COLLECTIONS)), name=name)


def answer(machine: Machine, shape: AnyShape = Shape(()), dtype: DType = FLOAT32) -> AbstractValue:
    """The metric's value, and the op that updates it."""
    value, update = (Tensor(shape, dtype, None, machine.graph, origin=NOTHING) for _ in range(2))
    return value, update


def refuse_eager(machine: Machine, name: str) -> None:
    """Metrics are of graphs only."""
    if machine.graph is machine.runtime.eager_graph:
        message = f"tf.metrics.{name} is not supported when eager execution is enabled."
        machine.refuse(Reason.EAGER, "RuntimeError", message, api=f"tensorflow.metrics.{name}")


def declare_metric(
    name: str, parameters: str, base: str, make: Callable[[Machine, Arguments], None], is_default: bool = True
) -> None:
    """Registers a metric that makes its variables in a scope `name`, or a default one.

    One that stands on another passes its own name on, so that its scope is an explicit one.
    """

    def run(machine: Machine, bound: Arguments) -> AbstractValue:
        refuse_eager(machine, name)
        given = bound.get("name")
        manager = variable_scope(machine, Call([]), given if is_default else given or base, base)
        with machine.entering(manager):
            make(machine, bound)
        return answer(machine)

    declare_answer(f"metrics.{name}", parameters, run)


def total_and_count(machine: Machine, bound: Arguments) -> None:
    """total, count: scalars."""
    metric_variable(machine, "total", ())
    metric_variable(machine, "count", ())


def count_only(machine: Machine, bound: Arguments) -> None:
    """count: a scalar."""
    metric_variable(machine, "count", ())


def counted(*names: str) -> Callable[[Machine, Arguments], None]:
    """One count for each name, in a scope of its own."""

    def make(machine: Machine, bound: Arguments) -> None:
        for name in names:
            with machine.entering(variable_scope(machine, Call([]), None, name)):
                count_only(machine, bound)

    return make


def at_thresholds(*names: str) -> Callable[[Machine, Arguments], None]:
    """One vector for each name, as long as there are thresholds. Source: _confusion_matrix_at_thresholds."""

    def make(machine: Machine, bound: Arguments) -> None:
        thresholds = bound.get("thresholds")
        size: AbstractValue = bound.get("num_thresholds", UNKNOWN)
        if thresholds is not None:
            shape = constant_facts(thresholds)[0]
            size = shape.dims[0] if isinstance(shape, Shape) and shape.dims else UNKNOWN
        for name in names:
            metric_variable(machine, name, ListObject([size]))

    return make


def by_class(machine: Machine, bound: Arguments) -> None:
    """total, count: one number for each class."""
    metric_variable(machine, "total", ListObject([bound["num_classes"]]))
    metric_variable(machine, "count", ListObject([bound["num_classes"]]))


def confusion(machine: Machine, bound: Arguments) -> None:
    """The matrix of all classes. Source: _streaming_confusion_matrix."""
    classes = bound["num_classes"]
    metric_variable(machine, "total_confusion_matrix", ListObject([classes, classes]), FLOAT64)


def like_values(machine: Machine, bound: Arguments) -> None:
    """total_tensor, count_tensor: of the shape of the values."""
    shape = constant_facts(bound["values"])[0]
    metric_variable(machine, "total_tensor", shape)
    metric_variable(machine, "count_tensor", shape)


def at_k_name(name: str, bound: Arguments) -> AbstractValue:
    """`recall` as `recall_at_2`, with a class `recall_at_2_class3`. Source: _at_k_name."""
    k, chosen = bound.get("k"), bound.get("class_id")
    parts: list[AbstractValue] = [name, "_at_", "k" if k is None else number(k)]
    return text(parts if chosen is None else [*parts, "_class", number(chosen)])


def number(value: AbstractValue) -> AbstractValue:
    """A number as part of a name."""
    return str(value) if isinstance(value, int) else value


def declare_at_k(name: str, parameters: str, base: str, variables: tuple[str, ...]) -> None:
    """Registers a metric of the first k predictions: an op name scope, and in it a scope for each variable.

    **Source:** metrics_impl.py, recall_at_top_k, _streaming_sparse_true_positive_at_k and their like.
    """

    def run(machine: Machine, bound: Arguments) -> AbstractValue:
        refuse_eager(machine, name)
        scope = machine.call(NAME_SCOPE, bound.get("name"), at_k_name(base, bound))
        with machine.entering(scope):
            if variables == AVERAGE:
                # An op of the computation has that name already.
                use_scope(machine, "max")
            for variable in variables:
                short = variable if variables == AVERAGE else at_k_name(variable, bound)
                inner = machine.call(NAME_SCOPE, None, short)
                with machine.entering(inner) as path:
                    metric_variable(machine, path, (), FLOAT64)
        return answer(machine, dtype=FLOAT64)

    declare_answer(f"metrics.{name}", parameters, run)


PAIR: Final = "labels, predictions"
for name, parameters, base in (
    ("accuracy", f"{PAIR}, {TAIL}", "accuracy"),
    ("mean_absolute_error", f"{PAIR}, {TAIL}", "mean_absolute_error"),
    ("mean_squared_error", f"{PAIR}, {TAIL}", "mean_squared_error"),
    ("root_mean_squared_error", f"{PAIR}, {TAIL}", "root_mean_squared_error"),
    ("mean_cosine_distance", f"{PAIR}, dim, {TAIL}", "mean_cosine_distance"),
    ("mean_relative_error", f"{PAIR}, normalizer, {TAIL}", "mean_relative_error"),
    ("percentage_below", f"values, threshold, {TAIL}", "percentage_below_threshold"),
):
    declare_metric(name, parameters, base, total_and_count, is_default=False)
declare_metric("mean", f"values, {TAIL}", "mean", total_and_count)
declare_metric("mean_tensor", f"values, {TAIL}", "mean", like_values)
declare_metric("mean_per_class_accuracy", f"{PAIR}, num_classes, {TAIL}", "mean_accuracy", by_class)
declare_metric("mean_iou", f"{PAIR}, num_classes, {TAIL}", "mean_iou", confusion)
declare_metric("precision", f"{PAIR}, {TAIL}", "precision", counted("true_positives", "false_positives"))
declare_metric("recall", f"{PAIR}, {TAIL}", "recall", counted("true_positives", "false_negatives"))
for name in ("true_positives", "false_negatives", "true_negatives", "false_positives"):
    declare_metric(name, f"{PAIR}, {TAIL}", name, count_only)
    declare_metric(f"{name}_at_thresholds", f"{PAIR}, thresholds, {TAIL}", name, at_thresholds(name))
ALL: Final = ("true_positives", "false_negatives", "true_negatives", "false_positives")
declare_metric(
    "auc",
    f"{PAIR}, weights=None, num_thresholds=200, metrics_collections=None, updates_collections=None, curve='ROC', "
    "name=None, summation_method='trapezoidal', thresholds=None",
    "auc",
    at_thresholds(*ALL),
)
for name, given in (("sensitivity_at_specificity", "specificity"), ("specificity_at_sensitivity", "sensitivity")):
    declare_metric(
        name,
        f"{PAIR}, {given}, weights=None, num_thresholds=200, {TAIL.partition(', ')[2]}",
        name,
        at_thresholds(*ALL),
    )
for name, second in (("precision", "false_positives"), ("recall", "false_negatives")):
    order = ("true_positives", second)
    declare_metric(
        f"{name}_at_thresholds", f"{PAIR}, thresholds, {TAIL}", f"{name}_at_thresholds", at_thresholds(*order)
    )
    for suffix, shown in (("at_k", "predictions"), ("at_top_k", "predictions_idx")):
        declare_at_k(
            f"{name}_{suffix}",
            f"labels, {shown}, k=None, class_id=None, {TAIL}",
            name,
            ("true_positive", second.removesuffix("s")),
        )
declare_at_k("average_precision_at_k", f"{PAIR}, k, {TAIL}", "average_precision", AVERAGE)
