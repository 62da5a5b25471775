"""Iterators that make their items when they are asked, and the generators of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from tfscope.domain.heap import HeapObject
from tfscope.domain.values import AbstractValue


class Marker:
    """A sign among items."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


#: Stands for further items that are not known.
UNKNOWN_REST: Final = Marker("UNKNOWN_REST")
#: There are no more items.
END: Final = Marker("END")


class LazyIterator(HeapObject):
    """An iterator of a library: `advance(state)` answers the next item and the next state, END or UNKNOWN_REST.

    What it iterates over is kept in heap objects of their own, so that only `state` changes here.
    """

    __slots__ = ("advance", "state", "name")
    changing = ("state",)

    def __init__(
        self,
        name: str,
        advance: Callable[[AbstractValue], tuple[AbstractValue, AbstractValue]],
        state: AbstractValue = None,
    ) -> None:
        self.stamp = 0
        self.name = name
        self.advance = advance
        self.state = state


class Resumable(Protocol):
    """A suspended run of a generator's body."""

    def resume(self, word: str, value: object) -> tuple[str, object]:
        """Goes on with `("send", value)` or `("throw", error)`; answers `("yield", value)` or `("return", value)`."""
        ...


class GeneratorObject(HeapObject):
    """A generator of the program."""

    __slots__ = ("coroutine",)

    def __init__(self, coroutine: Resumable) -> None:
        self.stamp = 0
        self.coroutine = coroutine


class GeneratorManager(HeapObject):
    """What a function decorated with `contextlib.contextmanager` returns. `function` made the generator."""

    __slots__ = ("generator", "function")

    def __init__(self, generator: AbstractValue, function: AbstractValue = None) -> None:
        self.stamp = 0
        self.generator = generator
        self.function = function
