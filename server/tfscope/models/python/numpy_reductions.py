"""NumPy's functions that make fewer items of an array's."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from tfscope.domain.heap import ArrayObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, Dim, DType, Shape
from tfscope.models.machine import Call, Machine
from tfscope.models.python.numpy_arrays import (
    Flat,
    Number,
    as_array,
    dtype_of,
    kind_of,
    known_dims,
    make_array,
    numbers_of,
    scalar,
    size_of,
)
from tfscope.models.python.numpy_functions import is_beyond
from tfscope.models.registry import model


def product_of(flat: Flat) -> Number:
    """All numbers multiplied; a float where there are none."""
    return math.prod(flat) if flat else 1.0


def variance(flat: Flat) -> float:
    """The mean squared distance from the mean."""
    mean = sum(flat) / len(flat)
    return sum((number - mean) ** 2 for number in flat) / len(flat)


REDUCTIONS: Final[dict[str, tuple[Callable[[Flat], Number], str]]] = {
    "prod": (product_of, ""),
    "sum": (sum, ""),
    "max": (max, ""),
    "amax": (max, ""),
    "min": (min, ""),
    "amin": (min, ""),
    "mean": (lambda flat: sum(flat) / len(flat), "float"),
    "average": (lambda flat: sum(flat) / len(flat), "float"),
    "median": (lambda flat: sorted(flat)[len(flat) // 2] if len(flat) % 2 else middle(flat), "float"),
    "var": (variance, "float"),
    "std": (lambda flat: math.sqrt(variance(flat)), "float"),
    "any": (any, "bool"),
    "all": (all, "bool"),
    "argmax": (lambda flat: flat.index(max(flat)), "int"),
    "argmin": (lambda flat: flat.index(min(flat)), "int"),
    "count_nonzero": (lambda flat: sum(bool(number) for number in flat), "int"),
}


def middle(flat: Flat) -> float:
    """The mean of the two numbers in the middle."""
    ordered = sorted(flat)
    half = len(flat) // 2
    return (ordered[half - 1] + ordered[half]) / 2


def reduced_dtype(name: str, dtype: AnyDType, result: str) -> AnyDType:
    """The dtype of a reduction."""
    if result == "float":
        return dtype if kind_of(dtype) == "float" else DType("float64") if kind_of(dtype) else UNKNOWN
    if result:
        return DType("bool" if result == "bool" else "int64")
    if name in ("sum", "prod") and isinstance(dtype, DType) and kind_of(dtype) in ("bool", "int"):
        return DType("int64")
    return dtype


def reduce_array(
    machine: Machine,
    name: str,
    value: AbstractValue,
    axis: AbstractValue,
    keepdims: AbstractValue,
    dtype: AnyDType | None,
) -> AbstractValue:
    """A reduction over all axes or some."""
    function, result = REDUCTIONS[name]
    if is_beyond(value):
        return UNKNOWN
    array = as_array(machine, value)
    own = dtype or reduced_dtype(name, array.dtype, result)
    dims = array.shape.dims if isinstance(array.shape, Shape) else None
    flat = numbers_of(array)
    if axis is None:
        try:
            total = None if flat is None else function(flat)
        except (ArithmeticError, IndexError, TypeError, ValueError):
            total = None
        if keepdims is True and dims is not None:
            return make_array(None if total is None else [total], (1,) * len(dims), own)
        return scalar(total, own)
    axes = axis if isinstance(axis, tuple) else (axis,)
    if dims is None or not all(isinstance(each, int) for each in axes):
        return ArrayObject(UNKNOWN, own)
    chosen = {each % len(dims) for each in axes if isinstance(each, int) and -len(dims) <= each < len(dims)}
    return reduce_axes(function, array, sorted(chosen), keepdims is True, own)


def reduce_axes(
    function: Callable[[Flat], Number], array: ArrayObject, axes: list[int], keepdims: bool, dtype: AnyDType
) -> AbstractValue:
    """A reduction over some axes."""
    assert isinstance(array.shape, Shape) and array.shape.dims is not None
    rest: list[Dim] = []
    for axis, dim in enumerate(array.shape.dims):
        if axis not in axes:
            rest.append(dim)
        elif keepdims:
            rest.append(1)
    dims, flat = known_dims(array), numbers_of(array)
    made: Flat | None = None
    if dims is not None and flat is not None:
        groups: dict[tuple[int, ...], Flat] = {}
        for position, number in enumerate(flat):
            index = unravel(position, dims)
            groups.setdefault(tuple(i for axis, i in enumerate(index) if axis not in axes), []).append(number)
        try:
            made = [function(groups[key]) for key in sorted(groups)]
        except (ArithmeticError, IndexError, TypeError, ValueError):
            made = None
    if not rest:
        return scalar(made[0] if made else None, dtype)
    return make_array(made, rest, dtype)


def unravel(position: int, dims: tuple[int, ...]) -> tuple[int, ...]:
    """The index of the item at a position."""
    index = []
    for axis in range(len(dims)):
        step = size_of(dims[axis + 1 :])
        index.append(position // step)
        position %= step
    return tuple(index)


def register_reduction(name: str) -> None:
    """Registers a reduction."""

    @model(f"numpy.{name}", f"numpy.nan{name}")
    def run(
        machine: Machine,
        call: Call,
        a: AbstractValue,
        axis: AbstractValue = None,
        dtype: AbstractValue = None,
        out: AbstractValue = None,
        keepdims: AbstractValue = False,
        **others: AbstractValue,
    ) -> AbstractValue:
        return reduce_array(machine, name, a, axis, keepdims, None if dtype is None else dtype_of(dtype))


for reduction in REDUCTIONS:
    register_reduction(reduction)


@model("numpy.product", "numpy.asscalar")
def product(machine: Machine, call: Call, a: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """An old name of `prod`."""
    return reduce_array(machine, "prod", a, None, False, None)
