"""Dicts that show the names of another object, so that a change of one is a change of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfscope.domain.heap import DictObject, HeapObject
from tfscope.domain.values import AbstractValue

if TYPE_CHECKING:
    from tfscope.domain.trail import Contents


class NamesView(DictObject):
    """`instance.__dict__`, `globals()` and their like. `field` is the owner's field that holds the names."""

    __slots__ = ("owner", "field")

    def __init__(self, owner: HeapObject, field: str, is_open: bool = False) -> None:
        self.owner = owner
        self.field = field
        self.is_open = is_open
        self.default_factory = None
        self.type_name = "dict"

    @property
    def items(self) -> dict[AbstractValue, AbstractValue]:
        """The names of the owner."""
        names: dict[AbstractValue, AbstractValue] = getattr(self.owner, self.field)
        return names

    @items.setter
    def items(self, names: dict[AbstractValue, AbstractValue]) -> None:
        """Replaces the names of the owner."""
        setattr(self.owner, self.field, names)

    @property
    def stamp(self) -> int:
        """The owner's."""
        return self.owner.stamp

    @stamp.setter
    def stamp(self, stamp: int) -> None:
        """Sets the owner's."""
        self.owner.stamp = stamp

    @property
    def keeper(self) -> HeapObject:
        """The owner."""
        return self.owner

    def contents(self) -> Contents:
        """The owner's."""
        return self.owner.contents()

    def restore(self, contents: Contents) -> None:
        """Restores the owner."""
        self.owner.restore(contents)

    def join_contents(self, left: Contents, right: Contents) -> Contents:
        """The owner's."""
        return self.owner.join_contents(left, right)
