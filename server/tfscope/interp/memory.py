"""What the interpreter remembers of values that are not known, so that asking twice gives one answer."""

from __future__ import annotations

from typing import Any

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import AttributeTable
from tfscope.domain.values import AbstractValue, Unknown


class Memory:
    """The answers that were given. All but `attributes`, which are the program's doing, only grow."""

    def __init__(self) -> None:
        #: Attributes and results of unknown values.
        self.unknowns: dict[tuple[object, ...], Unknown] = {}
        self.unknowns_items: dict[tuple[int, AbstractValue], AbstractValue] = {}
        self.tensors_of_unknowns: dict[int, Tensor] = {}
        #: What was assigned to attributes of unknown values, by the value's identity and the name.
        self.attributes = AttributeTable()

    def unknown(self, *key: object, label: str = "", kind: str = "") -> Unknown:
        """The unknown value that a key stands for, always the same one."""
        value = self.unknowns.get(key)
        if value is None:
            value = self.unknowns[key] = Unknown(label, kind)
        return value

    def answers(self) -> list[dict[Any, Any]]:
        """The tables that only grow."""
        return [self.unknowns, self.unknowns_items, self.tensors_of_unknowns]
