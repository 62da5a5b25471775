"""Operators where one side is a NumPy array."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import ArrayObject, Instance, ListObject
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    AnyDType,
    Dimension,
    DType,
    OneOf,
    Symbol,
    Unknown,
)
from tfscope.models.machine import Call, Machine
from tfscope.models.operators import OPERATORS
from tfscope.models.python.numpy_arrays import (
    Number,
    as_array,
    dtype_of,
    elementwise,
    kind_of,
    promoted,
    promoted_with_number,
)
from tfscope.models.python.numpy_facts import dot
from tfscope.models.python.numpy_functions import apply_unary, is_beyond

BINARY: Final[dict[str, Callable[[Number, Number], Number]]] = {
    name: getattr(operator, name) for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow")
}
COMPARISONS: Final[dict[str, Callable[[Number, Number], Number]]] = {
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
}


def is_operand(value: AbstractValue) -> bool:
    """Whether NumPy takes part in an operation with a value."""
    if isinstance(value, (OneOf, Tensor, Instance)) or value is None:
        return False
    return isinstance(value, (ArrayObject, bool, int, float, tuple, ListObject, Unknown, Dimension))


class ArrayOperators:
    """Operators where one side is an array."""

    def binary(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """Item by item, broadcast."""
        if not (isinstance(left, ArrayObject) or isinstance(right, ArrayObject)):
            return NotImplemented
        if not (is_operand(left) and is_operand(right)):
            return NotImplemented
        if name == "matmul":
            return dot(machine, Call([]), left, right)
        if is_beyond(left) or is_beyond(right) or name not in BINARY:
            return UNKNOWN
        one, other = as_array(machine, left), as_array(machine, right)
        result = promoted(one.dtype, other.dtype)
        for array, number in ((one, right), (other, left)):
            if isinstance(number, (bool, int, float)):
                result = promoted_with_number(array.dtype, number)
        if name == "truediv" and kind_of(result) in ("int", "bool"):
            result = DType("float64")
        return operate(machine, BINARY[name], one, other, result)

    def unary(self, machine: Machine, name: str, value: AbstractValue) -> AbstractValue:
        """Item by item."""
        if not isinstance(value, ArrayObject):
            return NotImplemented
        functions: dict[str, Callable[[Number], Number]] = {"neg": operator.neg, "pos": operator.pos}
        return apply_unary(machine, functions[name], value, "") if name in functions else UNKNOWN

    def compare(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """Item by item; a dtype equals what names it."""
        for one, other in ((left, right), (right, left)):
            if isinstance(one, DType) and name in ("Eq", "NotEq") and isinstance(other, Symbol):
                known = dtype_of(other)
                if isinstance(known, DType) and other.path.startswith("numpy."):
                    return (known == one) is (name == "Eq")
        if not (isinstance(left, ArrayObject) or isinstance(right, ArrayObject)):
            return NotImplemented
        if (
            not (is_operand(left) and is_operand(right))
            or is_beyond(left)
            or is_beyond(right)
            or name not in COMPARISONS
        ):
            return UNKNOWN
        return operate(machine, COMPARISONS[name], as_array(machine, left), as_array(machine, right), DType("bool"))


def operate(
    machine: Machine,
    function: Callable[[Number, Number], Number],
    one: ArrayObject,
    other: ArrayObject,
    result: AnyDType,
) -> AbstractValue:
    """An operation on two arrays; the program's error where their shapes do not fit."""
    try:
        return elementwise(function, one, other, result)
    except ValueError:
        machine.fail("ValueError", f"operands could not be broadcast together with shapes {one.shape} {other.shape} ")
        return ArrayObject(UNKNOWN, result)


OPERATORS.append(ArrayOperators())
