"""Ops that reduce axes: sums and means, arg max, moments, norms; and scans and sorts along an axis.

**Source:** core/framework/common_shape_fns.cc, ReductionShape; python/ops/math_ops.py, _may_reduce_to_scalar; TF 2.21.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.graph import Tensor, native_of
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, AnyShape, Dim, DType, Shape, Unknown, text
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.op_model import (
    Arguments,
    Facts,
    Fold,
    Rule,
    declare,
    declare_answer,
    facts,
    same,
    use_name,
)
from tfscope.models.tensorflow.operand_dtypes import shown_dtype
from tfscope.models.tensorflow.ops_results import (
    INT32,
    SCALAR,
    dims_of,
    merge,
    named,
    normal_axis,
    shape_of,
    tensor,
    tensor_list,
    unknown_rank,
)
from tfscope.models.tensorflow.ops_static import after_op, has_hole, integer, integers, static

REDUCE: Final = "input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None"
REDUCE_V2: Final = "input_tensor, axis=None, keepdims=False, name=None"


def first_given(bound: Arguments, *names: str) -> AbstractValue:
    """The first argument of several names of one parameter that is not None."""
    return next((bound[name] for name in names if bound.get(name) is not None), None)


def reduced(shape: AnyShape, axes: AbstractValue, keeps: bool | None) -> AnyShape:
    """The shape without its axes, all where `axes` is None. `keeps` leaves them as 1; None where that is not known."""
    if keeps is None:
        return UNKNOWN
    if axes is None and not keeps:
        return SCALAR
    dims = dims_of(shape)
    if dims is None:
        return UNKNOWN if isinstance(shape, Unknown) else Shape(None)
    if axes is None:
        return Shape((1,) * len(dims))
    found = integers(axes)
    if found is None:
        return Shape((None,) * len(dims)) if keeps else Shape(None)
    if isinstance(found, Unknown):
        return Shape((UNKNOWN,) * len(dims)) if keeps else UNKNOWN
    places = {normal_axis(axis, len(dims)) for axis in found}
    if None in places:
        return without_some(len(dims), found, keeps)
    if keeps:
        return Shape(tuple(1 if place in places else dim for place, dim in enumerate(dims)))
    return Shape(tuple(dim for place, dim in enumerate(dims) if place not in places))


def without_some(rank: int, axes: tuple[Dim, ...], keeps: bool) -> AnyShape:
    """The shape where not all of the axes are known."""
    hole = UNKNOWN if any(isinstance(axis, Unknown) for axis in axes) else None
    if keeps:
        return Shape((hole,) * rank)
    return UNKNOWN if isinstance(hole, Unknown) else Shape(None)


def reduction(dtype: DType | None = None, keeps_name: str = "keepdims") -> Rule:
    """The rule of `reduce_sum` and its like."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape, own = facts(machine, bound["input_tensor"])
        axes = first_given(bound, "axis", "reduction_indices")
        keeps = machine.truth(first_given(bound, keeps_name, "keep_dims"))
        return reduced(shape, axes, keeps), dtype or own

    return rule


def of_numbers(rule: Rule) -> Rule:
    """A reduction that is defined for numbers only. Source: core/ops/math_ops.cc, REGISTER_OP("Sum") and its like."""

    def checked(machine: Machine, bound: Arguments) -> Facts:
        dtype = shown_dtype(native_of(bound["input_tensor"]))
        if dtype in ("bool", "string"):
            message = f"Value passed to parameter 'input' has DataType {dtype} not in list of allowed values"
            machine.refuse(Reason.OTHER, "TypeError", message, parameter="input_tensor", api="tensorflow.reduce_sum")
        return rule(machine, bound)

    return checked


def folded(op_name: str) -> Fold:
    """The static value of a reduction of a known vector of integers to a scalar."""

    def fold(machine: Machine, bound: Arguments) -> AbstractValue:
        items = static(bound["input_tensor"])
        if has_hole(items) or not isinstance(items, tuple) or op_name not in VECTORS:
            return after_op(bound.values())
        numbers = [item for item in items if isinstance(item, int)]
        whole = len(numbers) == len(items) and first_given(bound, "axis", "reduction_indices") in (None, 0, -1)
        return VECTORS[op_name](numbers) if whole and numbers else UNKNOWN

    return fold


VECTORS: Final[dict[str, Callable[[list[int]], int]]] = {"Sum": sum, "Prod": math.prod, "Max": max, "Min": min}


def counted(machine: Machine, bound: Arguments) -> Facts:
    """`count_nonzero`: a reduction with a dtype of its own."""
    bound = {**bound, "input_tensor": first_given(bound, "input_tensor", "input")}
    return reduction()(machine, bound)[0], as_dtype(machine, bound["dtype"])


def arg_reduction(axis_name: str) -> Rule:
    """`argmax` and its like: the axis goes."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape = shape_of(machine, bound["input"])
        axis = first_given(bound, axis_name, "dimension")
        return without_axis(shape, 0 if axis is None else axis), as_dtype(machine, bound["output_type"])

    return rule


def without_axis(shape: AnyShape, axis: AbstractValue) -> AnyShape:
    """The shape without one axis. Source: array_ops.cc, ArgOpShape."""
    dims = dims_of(shape)
    if dims is None:
        return unknown_rank(shape)
    if len(dims) <= 1:
        return SCALAR
    place = integer(axis)
    if not isinstance(place, int):
        return Shape((place,) * (len(dims) - 1))
    number = normal_axis(place, len(dims))
    return UNKNOWN if number is None else Shape(dims[:number] + dims[number + 1 :])


def moments(machine: Machine, bound: Arguments) -> AbstractValue:
    """Mean and variance over axes. Source: nn_impl.moments."""
    scope = use_name(machine, bound["name"], "moments")
    shape, dtype = facts(machine, bound["x"])
    keeps = machine.truth(first_given(bound, "keepdims", "keep_dims"))
    after = reduced(shape, bound["axes"], keeps)
    if keeps is False and isinstance(after, Shape) and after.dims is None and bound["axes"] is not None:
        after = UNKNOWN
    names = ("mean", "variance") if keeps else ("Squeeze", "Squeeze_1")
    mean, variance = (tensor(machine, (after, dtype), None, text([scope, "/", name])) for name in names)
    return mean, variance


def norm(machine: Machine, bound: Arguments) -> Facts:
    """A norm over axes, or over all. Source: linalg_ops.norm."""
    shape, dtype = facts(machine, bound["tensor"])
    keeps = machine.truth(first_given(bound, "keepdims", "keep_dims"))
    return reduced(shape, bound["axis"], keeps), dtype


def top_k(machine: Machine, bound: Arguments) -> AbstractValue:
    """The largest values of the last axis and where they are. Source: nn_ops.top_k."""
    use_name(machine, bound["name"], "TopKV2")
    shape, dtype = facts(machine, bound["input"])
    dims = dims_of(shape)
    after = unknown_rank(shape) if dims is None or not dims else Shape((*dims[:-1], integer(bound["k"])))
    index = as_dtype(machine, bound["index_type"])
    return named(machine, "TopKV2", values=tensor(machine, (after, dtype)), indices=tensor(machine, (after, index)))


def in_top_k(machine: Machine, bound: Arguments) -> Facts:
    """A bool for each row. Source: nn_ops.cc, InTopK."""
    dims = dims_of(shape_of(machine, bound["targets"]))
    rows = dims_of(shape_of(machine, bound["predictions"]))
    found = [dims[0] for dims in (dims, rows) if dims]
    known = [dim for dim in found if isinstance(dim, int)]
    unknown = len(found) < 2 or any(isinstance(dim, Unknown) for dim in found)
    return Shape((known[0] if known else UNKNOWN if unknown else None,)), DType("bool")


def unique(machine: Machine, bound: Arguments) -> AbstractValue:
    """The values that occur, and which each element has. Source: array_ops.unique."""
    use_name(machine, bound["name"], "Unique")
    shape, dtype = facts(machine, bound["x"])
    values = tensor(machine, (Shape((None,)), dtype), None)
    return named(machine, "Unique", y=values, idx=tensor(machine, (shape, as_dtype(machine, bound["out_idx"])), None))


def unique_with_counts(machine: Machine, bound: Arguments) -> AbstractValue:
    """As `unique`, with how often each occurs."""
    use_name(machine, bound["name"], "UniqueWithCounts")
    shape, dtype = facts(machine, bound["x"])
    index: AnyDType = as_dtype(machine, bound["out_idx"])
    some = Shape((None,))
    values, places = tensor(machine, (some, dtype), None), tensor(machine, (shape, index), None)
    return named(machine, "UniqueWithCounts", y=values, idx=places, count=tensor(machine, (some, index), None))


def added(machine: Machine, bound: Arguments) -> Facts:
    """The sum of tensors of one shape. Source: math_ops.add_n."""
    items = tensor_list(machine, bound["inputs"])
    if not items:
        return UNKNOWN, UNKNOWN
    from_all = [facts(machine, item) for item in items]
    shape = from_all[0][0]
    for other, _ in from_all[1:]:
        shape = merge(shape, other)
    return shape, from_all[0][1]


def global_norm(machine: Machine, bound: Arguments) -> Tensor:
    """The norm of all tensors together."""
    use_name(machine, bound["name"], "global_norm")
    return tensor(machine, (SCALAR, norm_dtype(machine, bound["t_list"])), None)


def norm_dtype(machine: Machine, tensors: AbstractValue) -> AnyDType:
    """The dtype of the tensors of a list, of which some may be None."""
    for item in tensor_list(machine, tensors) or ():
        if item is not None:
            return facts(machine, item)[1]
    return UNKNOWN


for paths, op_name in {
    "reduce_sum math.reduce_sum": "Sum", "reduce_mean math.reduce_mean": "Mean", "reduce_max math.reduce_max": "Max",
    "reduce_min math.reduce_min": "Min", "reduce_prod math.reduce_prod": "Prod",
    "reduce_logsumexp math.reduce_logsumexp": "ReduceLogSumExp",
}.items():  # fmt: skip
    declare(paths, REDUCE, op_name, of_numbers(reduction()), folded(op_name))
declare("reduce_all math.reduce_all", REDUCE, "All", reduction(DType("bool")))
declare("reduce_any math.reduce_any", REDUCE, "Any", reduction(DType("bool")))
for path, op_name in {
    "reduce_std": "reduce_std/Sqrt",
    "reduce_variance": "reduce_variance/Mean_1",
    "reduce_euclidean_norm": "EuclideanNorm",
}.items():
    declare(f"math.{path}", REDUCE_V2, op_name, reduction())
declare(
    "count_nonzero math.count_nonzero",
    "input_tensor=None, axis=None, keepdims=None, dtype='int64', name=None, reduction_indices=None, "
    "keep_dims=None, input=None",
    "count_nonzero/?",
    counted,
)
for kind in ("max", "min"):
    declare(f"arg{kind} math.arg{kind}", "input, axis=None, name=None, dimension=None, output_type='int64'",
            f"Arg{kind.title()}", arg_reduction("axis"))  # fmt: skip
    declare(f"arg_{kind}", "input, dimension, output_type='int64', name=None", f"Arg{kind.title()}",
            arg_reduction("dimension"))  # fmt: skip
declare_answer("nn.moments", "x, axes, shift=None, name=None, keep_dims=None, keepdims=None", moments)
declare_answer("nn.weighted_moments", "x, axes, frequency_weights, name=None, keep_dims=None, keepdims=None", moments)
declare(
    "norm linalg.norm", "tensor, ord='euclidean', axis=None, keepdims=None, name=None, keep_dims=None", "norm/?", norm
)
declare_answer("nn.top_k math.top_k", "input, k=1, sorted=True, index_type='int32', name=None", top_k)
declare("nn.in_top_k math.in_top_k", "predictions, targets, k, name=None", "in_top_k/InTopKV2", in_top_k)
declare_answer("unique", "x, out_idx='int32', name=None", unique)
declare_answer("unique_with_counts", "x, out_idx='int32', name=None", unique_with_counts)
declare("cumsum math.cumsum", "x, axis=0, exclusive=False, reverse=False, name=None", "Cumsum", same("x"))
declare("cumprod math.cumprod", "x, axis=0, exclusive=False, reverse=False, name=None", "Cumprod", same("x"))
declare(
    "math.cumulative_logsumexp",
    "x, axis=0, exclusive=False, reverse=False, name=None",
    "CumulativeLogsumexp",
    same("x"),
)
declare("sort", "values, axis=-1, direction='ASCENDING', name=None", "sort/?", same("values"))
declare("argsort", "values, axis=-1, direction='ASCENDING', stable=False, name=None", "argsort/?",
        lambda machine, bound: (shape_of(machine, bound["values"]), INT32))  # fmt: skip
declare("add_n math.add_n", "inputs, name=None", "AddN", added)
declare("accumulate_n math.accumulate_n", "inputs, shape=None, tensor_dtype=None, name=None", "AddN", added)
declare("nn.l2_loss", "t, name=None", "L2Loss", lambda machine, bound: (SCALAR, facts(machine, bound["t"])[1]))
declare(
    "nn.zero_fraction math.zero_fraction",
    "value, name=None",
    "zero_fraction",
    lambda machine, bound: (SCALAR, DType("float32")),
)
declare_answer("global_norm linalg.global_norm", "t_list, name=None", global_norm)
declare("invert_permutation math.invert_permutation", "x, name=None", "InvertPermutation", same("x"))
declare("histogram_fixed_width", "values, value_range, nbins=100, dtype='int32', name=None", "histogram_fixed_width",
        lambda machine, bound: (Shape((integer(bound["nbins"]),)), as_dtype(machine, bound["dtype"])))  # fmt: skip
