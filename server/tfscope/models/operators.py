"""Operators on values that only a library's model understands: who answers registers here."""

from __future__ import annotations

from typing import Final, Protocol

from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Machine


class OperatorHandler(Protocol):
    """Answers an operator, or NotImplemented where it is not its business.

    Names are those of Python's special methods without underscores ("add", "truediv", "neg"), for comparisons
    those of `ast` ("Lt", "Eq").
    """

    def binary(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """`left op right`."""
        ...

    def unary(self, machine: Machine, name: str, value: AbstractValue) -> AbstractValue:
        """`op value`."""
        ...

    def compare(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """`left op right` for a comparison, but for `is` and `in`."""
        ...


#: The handlers, asked in order; a tensor handler comes before NumPy's.
OPERATORS: Final[list[OperatorHandler]] = []


def tensor_binary(machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """`left op right`, NotImplemented where no model understands the operands."""
    for handler in OPERATORS:
        answer = handler.binary(machine, name, left, right)
        if answer is not NotImplemented:
            return answer
    return NotImplemented


def tensor_unary(machine: Machine, name: str, value: AbstractValue) -> AbstractValue:
    """`op value`, NotImplemented where no model understands the operand."""
    for handler in OPERATORS:
        answer = handler.unary(machine, name, value)
        if answer is not NotImplemented:
            return answer
    return NotImplemented


def tensor_compare(machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """`left op right` for a comparison, NotImplemented where no model understands the operands."""
    for handler in OPERATORS:
        answer = handler.compare(machine, name, left, right)
        if answer is not NotImplemented:
            return answer
    return NotImplemented
