"""NumPy: how arrays are made and how their shapes are changed. NumPy itself is not needed."""

from __future__ import annotations

import math
from typing import Final

from tfscope.domain.heap import ArrayObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, DType, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.python.numpy_arrays import (
    KNOWN_DTYPES,
    MOST_ITEMS,
    Number,
    as_array,
    as_dim,
    converted,
    dtype_of,
    dtype_of_number,
    kind_of,
    make_array,
    shape_argument,
    size_of,
)
from tfscope.models.python.numpy_floats import NumPyFloat
from tfscope.models.registry import constant, model

FLOAT64: Final = DType("float64")
INT64: Final = DType("int64")

for constant_name, constant_value in {
    "pi": math.pi, "e": math.e, "inf": math.inf, "Inf": math.inf, "infty": math.inf, "nan": math.nan, "NaN": math.nan,
    "newaxis": None, "PINF": math.inf, "NINF": -math.inf, "euler_gamma": 0.5772156649015329,
}.items():  # fmt: skip
    constant(f"numpy.{constant_name}", constant_value)


def register_dtype(name: str) -> None:
    """Registers a scalar type: calling it converts a number or an array."""

    @model(f"numpy.{name}")
    def run(
        machine: Machine, call: Call, x: AbstractValue = 0, *rest: AbstractValue, **others: AbstractValue
    ) -> AbstractValue:
        dtype = DType(name.rstrip("_"))
        if dtype.name == "bool":
            # Not Python's bool: TensorFlow, for one, tells them apart by identity.
            return as_array(machine, x, dtype)
        if isinstance(x, (bool, int, float)):
            try:
                number = converted(x, dtype)
                return NumPyFloat(number, dtype) if isinstance(number, float) else number
            except (ValueError, OverflowError):
                return Unknown("", kind_of(dtype))
        if isinstance(x, Unknown):
            return Unknown(x.label, kind_of(dtype))
        array = as_array(machine, x, dtype)
        return array.items if isinstance(array.items, (bool, int, float)) else array


for dtype_name in (*sorted(KNOWN_DTYPES - {"string", "bool"}), "bool_"):
    register_dtype(dtype_name)


@model("numpy.dtype")
def dtype_function(machine: Machine, call: Call, dtype: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """A dtype by its name."""
    return dtype_of(dtype)


@model("numpy.array", "numpy.asarray", "numpy.asanyarray", "numpy.ascontiguousarray", "numpy.asfarray", "numpy.copy")
def array_function(
    machine: Machine,
    call: Call,
    object: AbstractValue,
    dtype: AbstractValue = None,
    *rest: AbstractValue,
    **others: AbstractValue,
) -> AbstractValue:
    """An array of what is given."""
    made = as_array(machine, object, None if dtype is None else dtype_of(dtype))
    if made is object and isinstance(made, ArrayObject):
        return ArrayObject(made.shape, made.dtype, nested_copy(made.items))
    return made


def nested_copy(items: AbstractValue) -> AbstractValue:
    """Nested lists, copied."""
    return [nested_copy(item) for item in items] if isinstance(items, list) else items


def filled(machine: Machine, shape: AbstractValue, dtype: AnyDType, number: Number | None) -> AbstractValue:
    """An array of one number."""
    dims = shape_argument(machine, shape)
    sizes = [dim for dim in dims or () if isinstance(dim, int)]
    if number is None or dims is None or len(sizes) < len(dims) or size_of(sizes) > MOST_ITEMS:
        return make_array(None, dims, dtype)
    return make_array([number] * size_of(sizes), dims, dtype)


def register_filled(name: str, number: Number | None) -> None:
    """Registers `zeros`, `ones` and `empty`, and their `_like`."""

    @model(f"numpy.{name}")
    def run(
        machine: Machine,
        call: Call,
        shape: AbstractValue,
        dtype: AbstractValue = None,
        *rest: AbstractValue,
        **others: AbstractValue,
    ) -> AbstractValue:
        return filled(machine, shape, FLOAT64 if dtype is None else dtype_of(dtype), number)

    @model(f"numpy.{name}_like")
    def run_like(
        machine: Machine,
        call: Call,
        a: AbstractValue,
        dtype: AbstractValue = None,
        *rest: AbstractValue,
        **others: AbstractValue,
    ) -> AbstractValue:
        array = as_array(machine, a)
        return filled(machine, array.shape, array.dtype if dtype is None else dtype_of(dtype), number)


for fill_name, fill_number in (("zeros", 0), ("ones", 1), ("empty", None)):
    register_filled(fill_name, fill_number)


@model("numpy.full")
def full(
    machine: Machine,
    call: Call,
    shape: AbstractValue,
    fill_value: AbstractValue,
    dtype: AbstractValue = None,
    **others: AbstractValue,
) -> AbstractValue:
    """An array of one number."""
    number = fill_value if isinstance(fill_value, (bool, int, float)) else None
    own: AnyDType = UNKNOWN if number is None else dtype_of_number(number)
    return filled(machine, shape, own if dtype is None else dtype_of(dtype), number)


@model("numpy.full_like")
def full_like(
    machine: Machine,
    call: Call,
    a: AbstractValue,
    fill_value: AbstractValue,
    dtype: AbstractValue = None,
    **others: AbstractValue,
) -> AbstractValue:
    """An array of one number in the shape of another."""
    array = as_array(machine, a)
    number = fill_value if isinstance(fill_value, (bool, int, float)) else None
    return filled(machine, array.shape, array.dtype if dtype is None else dtype_of(dtype), number)


@model("numpy.eye", "numpy.identity")
def eye(
    machine: Machine,
    call: Call,
    N: AbstractValue,
    M: AbstractValue = None,
    k: AbstractValue = 0,
    dtype: AbstractValue = None,
    **others: AbstractValue,
) -> AbstractValue:
    """Ones on a diagonal."""
    rows = as_dim(N)
    columns = rows if M is None else as_dim(M)
    own = FLOAT64 if dtype is None else dtype_of(dtype)
    if (
        not isinstance(rows, int)
        or not isinstance(columns, int)
        or not isinstance(k, int)
        or rows * columns > MOST_ITEMS
    ):
        return make_array(None, (UNKNOWN if rows is None else rows, UNKNOWN if columns is None else columns), own)
    flat = [int(column == row + k) for row in range(rows) for column in range(columns)]
    return make_array(flat, (rows, columns), own)


@model("numpy.arange")
def arange(
    machine: Machine,
    call: Call,
    start: AbstractValue,
    stop: AbstractValue = None,
    step: AbstractValue = 1,
    dtype: AbstractValue = None,
) -> AbstractValue:
    """Numbers at one distance."""
    first, last = (0, start) if stop is None else (start, stop)
    own = None if dtype is None else dtype_of(dtype)
    if not all(isinstance(bound, (int, float)) for bound in (first, last, step)) or step == 0:
        return make_array(None, (UNKNOWN,), own or UNKNOWN)
    assert isinstance(first, (int, float)) and isinstance(last, (int, float)) and isinstance(step, (int, float))
    span = (last - first) / step
    if not math.isfinite(span):
        return make_array(None, (UNKNOWN,), own or UNKNOWN)
    count = max(0, math.ceil(span))
    is_float = any(isinstance(bound, float) for bound in (first, last, step))
    flat = [first + index * step for index in range(count)] if count <= MOST_ITEMS else None
    return make_array(flat, (count,), own or (FLOAT64 if is_float else INT64))


@model("numpy.linspace")
def linspace(
    machine: Machine,
    call: Call,
    start: AbstractValue,
    stop: AbstractValue,
    num: AbstractValue = 50,
    endpoint: AbstractValue = True,
    retstep: AbstractValue = False,
    dtype: AbstractValue = None,
    **others: AbstractValue,
) -> AbstractValue:
    """Numbers between two."""
    count = as_dim(num)
    own = FLOAT64 if dtype is None else dtype_of(dtype)
    if not isinstance(start, (int, float)) or not isinstance(stop, (int, float)) or not isinstance(count, int):
        return make_array(None, (UNKNOWN if count is None else count,), own)
    gaps = count - 1 if endpoint is True else count
    step = (stop - start) / gaps if gaps > 0 else 0.0
    flat: list[Number] = [start + index * step for index in range(count)]
    if endpoint is True and count > 1:
        flat[-1] = float(stop)
    return make_array(flat, (count,), own)
