"""The pen that writes a random program: lines, the names in sight, and choices from any source of chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar

Item = TypeVar("Item")
Choose = Callable[[int], int]

#: Kinds of names that belong to one graph.
OF_A_GRAPH: Final = ("variable", "weight", "matrix", "image", "sequence", "layer", "cell", "parts", "template", "made")


@dataclass(slots=True)
class Piece:
    """Something a program may do: how often, and which kind of name it needs."""

    write: Callable[[Pen], None]
    weight: int
    needs: str


PIECES: Final[dict[str, list[Piece]]] = {"graph": [], "eager": []}


def piece(
    weight: int, needs: str = "", mode: str = "graph"
) -> Callable[[Callable[[Pen], None]], Callable[[Pen], None]]:
    """Declares a function that writes statements."""

    def declare(write: Callable[[Pen], None]) -> Callable[[Pen], None]:
        PIECES[mode].append(Piece(write, weight, needs))
        return write

    return declare


@dataclass(slots=True)
class Pen:
    """Writes one file. `choose(n)` answers a number below n; small ones are what shrinking prefers."""

    choose: Choose
    mode: str = "graph"
    lines: list[str] = field(default_factory=list)
    depth: int = 0
    blocks: int = 0
    #: Names in sight, by kind.
    names: dict[str, list[str]] = field(default_factory=dict)
    #: Definitions that go before the statements.
    prologue: list[str] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)
    #: Statements that may still be written.
    budget: int = 12
    count: int = 0

    # -- Choices -------------------------------------------------------------------------------------------

    def chance(self, percent: int) -> bool:
        """True so often. False is what shrinking prefers."""
        return self.choose(100) >= 100 - percent

    def pick(self, options: Sequence[Item]) -> Item:
        """One of them."""
        return options[self.choose(len(options))]

    def maybe(self, percent: int, *options: str) -> list[str]:
        """One of the options so often, else nothing: for optional arguments."""
        return [self.pick(options)] if self.chance(percent) else []

    # -- Names ---------------------------------------------------------------------------------------------

    def fresh(self, prefix: str) -> str:
        """A name not used before."""
        self.count += 1
        return f"{prefix}{self.count}"

    def see(self, kind: str, *names: str) -> None:
        """From here on these names stand for such things."""
        self.names.setdefault(kind, []).extend(names)

    def known(self, kind: str) -> list[str]:
        """The names of a kind, the newest first."""
        return self.names.get(kind, [])[::-1]

    @contextmanager
    def hiding(self, *kinds: str) -> Iterator[None]:
        """What is named inside is forgotten, and some kinds are not seen there at all."""
        before = {kind: list(names) for kind, names in self.names.items()}
        for kind in kinds:
            self.names[kind] = []
        try:
            yield
        finally:
            self.names = before

    # -- Lines ---------------------------------------------------------------------------------------------

    def write(self, line: str) -> None:
        """One line of the program."""
        self.lines.append("    " * self.depth + line)

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """A compound statement around what is written inside; it has at least `pass`."""
        self.write(header)
        self.depth += 1
        before = len(self.lines)
        try:
            yield
        finally:
            if len(self.lines) == before:
                self.write("pass")
            self.depth -= 1

    def statements(self, most: int = 4) -> None:
        """Some statements. Deep inside there are few."""
        for _ in range(1 + self.choose(most if self.depth < 4 else 1)):
            if self.budget > 0:
                self.statement()

    def statement(self) -> None:
        """One statement, or a few that belong together."""
        self.budget -= 1
        pieces = [one for one in PIECES[self.mode] if not one.needs or self.names.get(one.needs)]
        number = self.choose(sum(one.weight for one in pieces))
        for one in pieces:
            number -= one.weight
            if number < 0:
                self.used[one.write.__name__] += 1
                one.write(self)
                return

    def assign(self, kind: str, prefix: str, expression: str) -> str:
        """Gives a new name to the value of an expression."""
        name = self.fresh(prefix)
        self.write(f"{name} = {expression}")
        self.see(kind, name)
        return name
