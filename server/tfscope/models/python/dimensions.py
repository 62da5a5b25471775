"""Operators on dimensions. **Source:** tensorflow/python/framework/tensor_shape.py, Dimension, TF 1.15 and 2.21."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Final

from tfscope.domain.heap import ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Dim, Dimension, Text, Unknown
from tfscope.models.machine import Machine
from tfscope.models.operators import OPERATORS

ARITHMETIC: Final[dict[str, Callable[[int, int], int]]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "floordiv": operator.floordiv,
    "div": operator.floordiv,
    "mod": operator.mod,
}
COMPARISONS: Final[dict[str, Callable[[int, int], bool]]] = {
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
}
SIGNS: Final = {"add": "+", "sub": "-", "mul": "*", "floordiv": "//", "mod": "%", "truediv": "/"}


class NoDimension(Exception):
    """A value that does not convert to a dimension."""


def dimension_of(value: AbstractValue) -> Dim:
    """The dimension that a value converts to; raises NoDimension."""
    if isinstance(value, Dimension):
        return value.value
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Unknown) and value.kind in ("", "int"):
        return UNKNOWN if not value.kind else value
    raise NoDimension


class DimensionOperators:
    """Operators where one side is a dimension and the other becomes one."""

    def binary(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """A dimension; of unknown size where one of the two is."""
        if not (isinstance(left, Dimension) or isinstance(right, Dimension)):
            return NotImplemented
        for one, other in ((left, right), (right, left)):
            if isinstance(other, (ListObject, tuple, str, Text)) and isinstance(one, Dimension) and name == "mul":
                return machine.binary("Mult", other, UNKNOWN if one.value is None else one.value)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return UNKNOWN
        try:
            one, other = dimension_of(left), dimension_of(right)
        except NoDimension:
            return self.refuse(machine, name, left, right)
        if name not in ARITHMETIC:
            return self.refuse(machine, name, left, right) if name == "truediv" else UNKNOWN
        if one is None or other is None:
            return Dimension(None)
        if not isinstance(one, int) or not isinstance(other, int):
            return Dimension(UNKNOWN)
        try:
            return Dimension(ARITHMETIC[name](one, other))
        except ZeroDivisionError as error:
            machine.fail("ZeroDivisionError", str(error))
            return UNKNOWN

    def refuse(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """Python's error for operands that do not fit."""
        if all(isinstance(side, (Dimension, int, float)) for side in (left, right)):
            names = f"'{machine.type_name(left)}' and '{machine.type_name(right)}'"
            machine.fail("TypeError", f"unsupported operand type(s) for {SIGNS.get(name, name)}: {names}")
            return UNKNOWN
        return NotImplemented

    def unary(self, machine: Machine, name: str, value: AbstractValue) -> AbstractValue:
        """There are none that matter."""
        return NotImplemented

    def compare(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """None where one of the two has no known size."""
        if not (isinstance(left, Dimension) or isinstance(right, Dimension)) or name not in COMPARISONS:
            return NotImplemented
        try:
            one, other = dimension_of(left), dimension_of(right)
        except NoDimension:
            return NotImplemented
        if one is None or other is None:
            return None
        if not isinstance(one, int) or not isinstance(other, int):
            return Unknown("", "bool")
        return COMPARISONS[name](one, other)


OPERATORS.append(DimensionOperators())
