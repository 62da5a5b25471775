"""Small programs that apply one operation to inputs of all sorts: known, open and unknown shapes.

A program binds `y` to a tensor or a structure of tensors. Which programs there are depends on the seed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final, TypeAlias

Dims: TypeAlias = "list[int | None] | None"


@dataclass
class Writer:
    """The statements of one program, and what chooses between possibilities."""

    random: Random
    lines: list[str] = field(default_factory=list)

    def add(self, value: str) -> str:
        """Binds a new name to an expression, and answers it."""
        name = f"x{len(self.lines)}"
        self.lines.append(f"{name} = {value}")
        return name

    def pick(self, *options: object) -> str:
        """One of some Python literals."""
        return repr(self.random.choice(options))

    def word(self, *options: str) -> str:
        """One of some pieces of text."""
        return self.random.choice(options)

    def dims(self, rank: int, least: int = 1, known: bool = False) -> list[int | None]:
        """A shape of which some dimensions may be open."""
        return [
            None if not known and self.random.random() < 0.3 else self.random.randint(least, 6) for _ in range(rank)
        ]

    def placeholder(self, dims: Dims, dtype: str = "float32") -> str:
        """A tensor that is fed. None is an unknown rank."""
        return self.add(f"tf.placeholder(tf.{dtype}, {dims})")

    def tensor(self, low: int = 0, high: int = 4, dtype: str = "float32", unknown: float = 0.12) -> tuple[str, int]:
        """A tensor of some rank; now and then TensorFlow does not know it. Answers it and the rank."""
        rank = self.random.randint(low, high)
        return self.placeholder(None if self.random.random() < unknown else self.dims(rank), dtype), rank

    def alike(self, dims: list[int | None]) -> list[int | None]:
        """A shape that fits, of which other dimensions are open."""
        return [dim if self.random.random() < 0.6 else None for dim in dims]

    def axis(self, rank: int) -> int:
        """An axis, counted from either end."""
        return self.random.randint(-rank, rank - 1) if rank else 0

    def length(self) -> str:
        """A whole number that TensorFlow may or may not know."""
        if self.random.random() < 0.6:
            return str(self.random.randint(1, 5))
        if self.random.random() < 0.5:
            return self.placeholder([], "int32")
        return f"tf.shape({self.placeholder(self.dims(2))})[{self.random.randint(0, 1)}]"


Template: TypeAlias = Callable[[Writer], str]
TEMPLATES: Final[dict[str, Template]] = {}


def template(function: Template) -> Template:
    """Registers what writes the last expression of a program."""
    TEMPLATES[function.__name__] = function
    return function


def programs(seed: int, count: int) -> Iterator[tuple[str, str]]:
    """`count` programs of each template: the template's name, and the text."""
    for name, write in TEMPLATES.items():
        for number in range(count):
            writer = Writer(Random(f"{seed} {name} {number}"))
            last = write(writer)
            yield name, "\n".join([*writer.lines, f"y = {last}"])
