"""Set operators on the keys of dicts."""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import (
    SetObject,
)
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Machine
from tfscope.models.operators import OPERATORS
from tfscope.models.python.dicts import DictView, is_key


def as_set(view: AbstractValue) -> AbstractValue:
    """A view as a set; anything else as it is."""
    if not isinstance(view, DictView):
        return view
    keys = [item for item in view.items if is_key(item)]
    return SetObject(dict.fromkeys(keys), view.is_open or len(keys) < len(view.items))


SET_OPERATORS: Final = {"sub": "Sub", "and": "BitAnd", "or": "BitOr", "xor": "BitXor"}


class ViewOperators:
    """The keys of a dict take part in operations on sets."""

    def binary(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """`keys & others`."""
        if name not in SET_OPERATORS or not (isinstance(left, DictView) or isinstance(right, DictView)):
            return NotImplemented
        return machine.binary(SET_OPERATORS[name], as_set(left), as_set(right))

    def unary(self, machine: Machine, name: str, value: AbstractValue) -> AbstractValue:
        """There are none."""
        return NotImplemented

    def compare(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """`keys == others`, which does not look at the order."""
        if not (isinstance(left, DictView) and isinstance(right, (DictView, SetObject))):
            return NotImplemented
        return machine.compare(name, as_set(left), as_set(right))


OPERATORS.append(ViewOperators())
