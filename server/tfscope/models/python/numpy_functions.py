"""NumPy's functions that work item by item, and those that reduce arrays to fewer items."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import Instance
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, DType, OneOf, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.python.numpy_arrays import (
    Number,
    as_array,
    elementwise,
    kind_of,
    make_array,
    numbers_of,
    promoted,
    scalar,
)
from tfscope.models.registry import model


def is_beyond(value: AbstractValue) -> bool:
    """Whether nothing of NumPy's can be said of a value."""
    if isinstance(value, Unknown):
        return value.kind not in ("int", "float", "bool")
    return isinstance(value, (OneOf, Tensor)) or value is None or (isinstance(value, Instance) and value.native is None)


def logarithm(value: float) -> float:
    """`log`, which is -inf at 0 and nan below."""
    return -math.inf if value == 0 else math.nan if value < 0 else math.log(value)


#: Functions of one number that answer floats.
FLOAT_FUNCTIONS: Final[dict[str, Callable[[float], float]]] = {
    "sqrt": lambda x: math.sqrt(x) if x >= 0 else math.nan,
    "log": logarithm,
    "log2": lambda x: math.log2(x) if x > 0 else logarithm(x),
    "log10": lambda x: math.log10(x) if x > 0 else logarithm(x),
    "log1p": math.log1p,
    "exp": math.exp,
    "expm1": math.expm1,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "tanh": math.tanh,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
    "cbrt": lambda x: math.copysign(abs(x) ** (1 / 3), x),
    "deg2rad": math.radians,
    "rad2deg": math.degrees,
    "floor": lambda x: float(math.floor(x)) if math.isfinite(x) else x,
    "ceil": lambda x: float(math.ceil(x)) if math.isfinite(x) else x,
    "rint": lambda x: float(round(x)),
    "trunc": lambda x: float(math.trunc(x)),
}
#: Functions of one number that keep its type.
KEEPING_FUNCTIONS: Final[dict[str, Callable[[Number], Number]]] = {
    "abs": abs,
    "absolute": abs,
    "negative": lambda x: -x,
    "square": lambda x: x * x,
    "sign": lambda x: (x > 0) - (x < 0) if isinstance(x, int) else float((x > 0) - (x < 0)),
}
BOOL_FUNCTIONS: Final[dict[str, Callable[[Number], bool]]] = {
    "isnan": lambda x: math.isnan(x),
    "isinf": lambda x: math.isinf(x),
    "isfinite": lambda x: math.isfinite(x),
    "logical_not": lambda x: not x,
}
BINARY_FUNCTIONS: Final[dict[str, Callable[[Number, Number], Number]]] = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "true_divide": lambda x, y: x / y,
    "floor_divide": lambda x, y: x // y,
    "mod": lambda x, y: x % y,
    "remainder": lambda x, y: x % y,
    "power": lambda x, y: x**y,
    "maximum": max,
    "minimum": min,
}
COMPARISONS: Final[dict[str, Callable[[Number, Number], bool]]] = {
    "equal": lambda x, y: x == y,
    "not_equal": lambda x, y: x != y,
    "less": lambda x, y: x < y,
    "less_equal": lambda x, y: x <= y,
    "greater": lambda x, y: x > y,
    "greater_equal": lambda x, y: x >= y,
    "logical_and": lambda x, y: bool(x and y),
    "logical_or": lambda x, y: bool(x or y),
}


def apply_unary(
    machine: Machine, function: Callable[[Number], Number], value: AbstractValue, result: str
) -> AbstractValue:
    """A function of each item. `result` is "float", "bool" or "" for the type of the items."""
    if is_beyond(value):
        return UNKNOWN
    array = as_array(machine, value)
    dtype: AnyDType = array.dtype
    if result == "bool":
        dtype = DType("bool")
    elif result == "float" and kind_of(dtype) != "float":
        dtype = DType("float64") if kind_of(dtype) else UNKNOWN
    flat = numbers_of(array)
    try:
        made = None if flat is None else [function(number) for number in flat]
    except (ArithmeticError, ValueError, TypeError):
        made = None
    dims = array.shape.dims if isinstance(array.shape, Shape) else None
    if dims == ():
        return scalar(made[0] if made else None, dtype)
    return make_array(made, dims, dtype)


def register_unary(name: str, function: Callable[[Number], Number], result: str) -> None:
    """Registers a function of one array."""

    @model(f"numpy.{name}")
    def run(
        machine: Machine, call: Call, x: AbstractValue, *rest: AbstractValue, **others: AbstractValue
    ) -> AbstractValue:
        return apply_unary(machine, function, x, result)


def register_binary(name: str, function: Callable[[Number, Number], Number], is_test: bool) -> None:
    """Registers a function of two arrays."""

    @model(f"numpy.{name}")
    def run(
        machine: Machine,
        call: Call,
        x1: AbstractValue,
        x2: AbstractValue,
        *rest: AbstractValue,
        **others: AbstractValue,
    ) -> AbstractValue:
        if is_beyond(x1) or is_beyond(x2):
            return UNKNOWN
        left, right = as_array(machine, x1), as_array(machine, x2)
        dtype = DType("bool") if is_test else promoted(left.dtype, right.dtype)
        if name in ("divide", "true_divide") and kind_of(dtype) != "float":
            dtype = DType("float64") if kind_of(dtype) else UNKNOWN
        try:
            return elementwise(function, left, right, dtype)
        except ValueError:
            machine.fail(
                "ValueError", f"operands could not be broadcast together with shapes {left.shape} {right.shape}"
            )
            return UNKNOWN


for function_name, float_function in FLOAT_FUNCTIONS.items():
    register_unary(function_name, float_function, "float")
for function_name, keeping_function in KEEPING_FUNCTIONS.items():
    register_unary(function_name, keeping_function, "")
for function_name, bool_function in BOOL_FUNCTIONS.items():
    register_unary(function_name, bool_function, "bool")
for function_name, binary_function in BINARY_FUNCTIONS.items():
    register_binary(function_name, binary_function, is_test=False)
for function_name, comparison in COMPARISONS.items():
    register_binary(function_name, comparison, is_test=True)


@model("numpy.round", "numpy.around", "numpy.round_")
def round_(
    machine: Machine, call: Call, a: AbstractValue, decimals: AbstractValue = 0, **others: AbstractValue
) -> AbstractValue:
    """The nearest numbers."""
    if not isinstance(decimals, int):
        return UNKNOWN
    return apply_unary(machine, lambda x: round(x, decimals), a, "")


@model("numpy.clip")
def clip(
    machine: Machine, call: Call, a: AbstractValue, a_min: AbstractValue, a_max: AbstractValue, **others: AbstractValue
) -> AbstractValue:
    """Numbers kept between bounds."""
    if not isinstance(a_min, (int, float, type(None))) or not isinstance(a_max, (int, float, type(None))):
        return UNKNOWN
    low, high = a_min, a_max

    def bounded(x: Number) -> Number:
        x = x if low is None else max(x, low)
        return x if high is None else min(x, high)

    return apply_unary(machine, bounded, a, "")
