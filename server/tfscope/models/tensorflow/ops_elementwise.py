"""Ops that work element by element: unary, binary, comparisons, logic, casts.

**Source:** tensorflow/python/ops/math_ops.py, nn_ops.py, clip_ops.py; core/ops/math_ops.cc; TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Tensor, Variable, native_of
from tfscope.domain.origins import NOTHING
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, DType, Shape
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.arithmetic import quotient_dtype
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.op_model import (
    Answer,
    Arguments,
    Facts,
    Fold,
    Rule,
    binary,
    broadcast,
    common_dtype,
    declare,
    declare_answer,
    facts,
    make_op,
    same,
)
from tfscope.models.tensorflow.ops_static import after_op, fold_static, static

BOOL: Final = DType("bool")
X: Final = "x, name=None"
XY: Final = "x, y, name=None"
FEATURES: Final = "features, name=None"


def typed(parameter: str, dtype: DType) -> Rule:
    """The result has the shape of an argument, and a dtype of its own."""
    return lambda machine, bound: (facts(machine, bound[parameter])[0], dtype)


def real_of(parameter: str) -> Rule:
    """The result has the shape of an argument; of complex numbers, the dtype of their parts."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape, dtype = facts(machine, bound[parameter])
        if dtype in (DType("complex64"), DType("complex128")):
            dtype = DType("float32" if dtype == DType("complex64") else "float64")
        return shape, dtype

    return rule


def of_complex(op_name: str) -> Answer:
    """What real numbers have only as a constant, without a gradient. Source: math_ops.imag and angle."""

    def answer(machine: Machine, bound: Arguments) -> AbstractValue:
        made = make_op(machine, op_name, bound, real_of("input"))
        if made.dtype == facts(machine, bound["input"])[1]:
            made.origin = NOTHING
        return made

    return answer


def floating(parameter: str) -> Rule:
    """The result is like an argument, integers as float64."""
    return lambda machine, bound: (
        facts(machine, bound[parameter])[0],
        quotient_dtype(facts(machine, bound[parameter])[1]),
    )


def quotient(machine: Machine, bound: Arguments) -> Facts:
    """The broadcast of both; integers give floats."""
    shape, dtype = binary("x", "y")(machine, bound)
    return shape, quotient_dtype(dtype)


def folds(name: str) -> Fold:
    """The static value of integer arithmetic on `x` and `y`."""
    return lambda machine, bound: fold_static(name, static(bound["x"]), static(bound["y"]))


def keeps(parameter: str) -> Fold:
    """The static value of an argument."""
    return lambda machine, bound: static(bound[parameter])


def cast_to(machine: Machine, value: AbstractValue, dtype: AnyDType) -> AbstractValue:
    """The static value after a cast between integers; others are not followed."""
    whole = isinstance(dtype, DType) and dtype.name in ("int32", "int64")
    return static(value) if whole and is_whole(static(value)) else after_op((value,))


def is_whole(value: AbstractValue) -> bool:
    """Whether a static value is made of integers alone."""
    if isinstance(value, tuple):
        return all(map(is_whole, value))
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def cast(machine: Machine, bound: Arguments, dtype: AnyDType | None, op_name: str) -> AbstractValue:
    """The tensor with another dtype; one that has it already is left alone. Source: math_ops.cast."""
    target = as_dtype(machine, bound["dtype"]) if dtype is None else dtype
    value = native_of(bound["x"])
    if (
        isinstance(value, Tensor)
        and not isinstance(value, Variable)
        and isinstance(target, DType)
        and value.dtype == target
    ):
        return value
    return make_op(
        machine,
        op_name,
        bound,
        lambda machine, bound: (facts(machine, value)[0], target),
        lambda machine, bound: cast_to(machine, value, target),
    )


def caster(dtype: DType, op_name: str) -> Answer:
    """A cast to one dtype."""
    return lambda machine, bound: cast(machine, bound, dtype, op_name)


def cast_value(machine: Machine, bound: Arguments) -> Facts:
    """As `cast`, where the parameter is called `value`."""
    return facts(machine, bound["value"])[0], as_dtype(machine, bound["dtype"])


def all_broadcast(*parameters: str) -> Rule:
    """The broadcast of several arguments, with the dtype of the first."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape, dtype = facts(machine, bound[parameters[0]])
        for parameter in parameters[1:]:
            shape = broadcast(shape, facts(machine, bound[parameter])[0])
        return shape, dtype

    return rule


def clipped(machine: Machine, bound: Arguments) -> Facts:
    """The shape of the tensor: bounds may be broadcast to it, not the other way round."""
    return facts(machine, bound["t"])


def complex_of(machine: Machine, bound: Arguments) -> Facts:
    """Complex numbers of two parts."""
    shape, dtype = binary("real", "imag")(machine, bound)
    return shape, DType("complex128" if dtype == DType("float64") else "complex64")


def scaled(machine: Machine, bound: Arguments) -> Facts:
    """A tensor times a scalar."""
    shape, dtype = facts(machine, bound["x"])
    return broadcast(Shape(()), shape), dtype


def remainder_dtype(machine: Machine, bound: Arguments) -> Facts:
    """The broadcast of `y` and `x`."""
    left_shape, left = facts(machine, bound["y"])
    right_shape, right = facts(machine, bound["x"])
    return broadcast(left_shape, right_shape), common_dtype(left, right, bound["y"], bound["x"])


for paths, op_name in {
    "ceil math.ceil": "Ceil", "exp math.exp": "Exp", "floor math.floor": "Floor", "negative math.negative": "Neg",
    "acos math.acos": "Acos", "acosh math.acosh": "Acosh", "asin math.asin": "Asin", "asinh math.asinh": "Asinh",
    "atan math.atan": "Atan", "atanh math.atanh": "Atanh", "cos math.cos": "Cos", "cosh math.cosh": "Cosh",
    "sin math.sin": "Sin", "sinh math.sinh": "Sinh", "tan math.tan": "Tan", "tanh math.tanh nn.tanh": "Tanh",
    "digamma math.digamma": "Digamma", "erf math.erf": "Erf", "erfc math.erfc": "Erfc", "expm1 math.expm1": "Expm1",
    "lgamma math.lgamma": "Lgamma", "log math.log": "Log", "log1p math.log1p": "Log1p", "rint math.rint": "Rint",
    "log_sigmoid math.log_sigmoid": "LogSigmoid", "reciprocal math.reciprocal": "Reciprocal",
    "round math.round": "Round", "rsqrt math.rsqrt": "Rsqrt", "sigmoid math.sigmoid nn.sigmoid": "Sigmoid",
    "sign math.sign": "Sign", "sqrt math.sqrt": "Sqrt", "conj math.conj": "Conj", "math.erfinv": "Erfinv",
    "math.bessel_i0": "bessel_i0", "math.bessel_i0e": "BesselI0e", "math.bessel_i1": "bessel_i1",
    "math.bessel_i1e": "BesselI1e", "math.ndtri": "Ndtri", "math.reciprocal_no_nan": "reciprocal_no_nan",
}.items():  # fmt: skip
    declare(paths, X, op_name, same("x"))
for paths, op_name in {
    "nn.relu": "Relu", "nn.relu6": "Relu6", "nn.elu": "Elu", "nn.selu": "Selu",
    "nn.softplus math.softplus": "Softplus", "nn.softsign math.softsign": "Softsign",
}.items():  # fmt: skip
    declare(paths, FEATURES, op_name, same("features"))
for paths, op_name in {
    "is_finite math.is_finite": "IsFinite", "is_inf math.is_inf": "IsInf", "is_nan math.is_nan": "IsNan",
    "logical_not math.logical_not": "LogicalNot",
}.items():  # fmt: skip
    declare(paths, X, op_name, typed("x", BOOL))
for paths, op_name in {
    "equal math.equal": "Equal", "not_equal math.not_equal": "NotEqual", "less math.less": "Less",
    "less_equal math.less_equal": "LessEqual", "greater math.greater": "Greater",
    "greater_equal math.greater_equal": "GreaterEqual", "logical_and math.logical_and": "LogicalAnd",
    "logical_or math.logical_or": "LogicalOr",
}.items():  # fmt: skip
    declare(paths, XY, op_name, binary("x", "y", BOOL))
declare("logical_xor math.logical_xor", "x, y, name='LogicalXor'", "LogicalXor", binary("x", "y", BOOL))
for paths, op_name, name in (
    ("add math.add", "Add", "add"), ("subtract math.subtract sub", "Sub", "sub"),
    ("multiply math.multiply mul", "Mul", "mul"), ("floordiv math.floordiv", "floordiv", "floordiv"),
    ("floor_div", "FloorDiv", "floordiv"), ("mod math.mod floormod math.floormod", "FloorMod", "mod"),
    ("maximum math.maximum", "Maximum", "maximum"), ("minimum math.minimum", "Minimum", "minimum"),
    ("div", "div", "floordiv"), ("pow math.pow", "Pow", ""),
    ("squared_difference math.squared_difference", "SquaredDifference", ""), ("realdiv", "RealDiv", ""),
    ("truncatediv", "TruncateDiv", ""), ("truncatemod", "TruncateMod", ""),
    ("div_no_nan math.divide_no_nan", "div_no_nan", ""),
    ("math.multiply_no_nan", "multiply_no_nan", ""), ("math.xlogy", "xlogy", ""), ("math.xdivy", "xdivy", ""),
):  # fmt: skip
    declare(paths, XY, op_name, binary("x", "y"), folds(name))
declare("truediv math.truediv divide math.divide", XY, "truediv", quotient)
declare("atan2 math.atan2", "y, x, name=None", "Atan2", remainder_dtype)
declare("complex", "real, imag, name=None", "Complex", complex_of)
declare("abs math.abs", X, "Abs", real_of("x"))
declare("real math.real", "input, name=None", "Real", real_of("input"))
declare_answer("imag math.imag", "input, name=None", of_complex("Imag"))
declare_answer("angle math.angle", "input, name=None", of_complex("Angle"))
declare("square math.square", X, "Square", same("x"))
declare("nn.leaky_relu", "features, alpha=0.2, name=None", "LeakyRelu", same("features"))
declare("nn.swish nn.silu", "features, beta=1.0", "swish", same("features"))
declare("scalar_mul math.scalar_mul", "scalar, x, name=None", "scalar_mul", scaled)
declare("clip_by_value", "t, clip_value_min, clip_value_max, name=None", "clip_by_value",
        all_broadcast("t", "clip_value_max", "clip_value_min"))  # fmt: skip
declare("clip_by_norm", "t, clip_norm, axes=None, name=None", "clip_by_norm", clipped)
declare("clip_by_average_norm", "t, clip_norm, name=None", "clip_by_average_norm", clipped)
declare("betainc math.betainc", "a, b, x, name=None", "Betainc", all_broadcast("x", "a", "b"))
declare_answer("cast dtypes.cast", "x, dtype, name=None", lambda machine, bound: cast(machine, bound, None, "Cast"))
declare("saturate_cast dtypes.saturate_cast", "value, dtype, name=None", "saturate_cast/?", cast_value)
for path, op_name, target in (
    ("to_float", "ToFloat", "float32"), ("to_double", "ToDouble", "float64"), ("to_bfloat16", "ToBFloat16", "bfloat16"),
    ("to_complex64", "ToComplex64", "complex64"), ("to_complex128", "ToComplex128", "complex128"),
    ("to_int32", "ToInt32", "int32"), ("to_int64", "ToInt64", "int64"),
):  # fmt: skip
    declare_answer(path, f"x, name='{op_name}'", caster(DType(target), op_name))
declare("identity", "input, name=None", "Identity", same("input"), keeps("input"))
declare("guarantee_const", "input, name=None", "GuaranteeConst", same("input"))
declare("stop_gradient", "input, name=None", "StopGradient", same("input"))
declare("check_numerics debugging.check_numerics", "tensor, message, name=None", "CheckNumerics", same("tensor"))
declare("verify_tensor_all_finite", "t=None, msg=None, name=None, x=None, message=None", "VerifyFinite",
        lambda machine, bound: facts(machine, bound["t"] if bound["t"] is not None else bound["x"]))  # fmt: skip
declare("Print", "input_, data, message=None, first_n=None, summarize=None, name=None", "Print", same("input_"))
declare(
    "bitcast", "input, type, name=None", "Bitcast", lambda machine, bound: (UNKNOWN, as_dtype(machine, bound["type"]))
)
declare("zeta math.zeta", "x, q, name=None", "Zeta", binary("x", "q"))
declare("igamma math.igamma", "a, x, name=None", "Igamma", binary("a", "x"))
declare("igammac math.igammac", "a, x, name=None", "Igammac", binary("a", "x"))
declare("polygamma math.polygamma", "a, x, name=None", "Polygamma", binary("a", "x"))
