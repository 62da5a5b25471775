"""The budget of an analysis. Every limit is named, and a run that hits one says which in a gap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`steps`: statements and calls of one run. `depth`: nested calls. `recursion`: how often one function may be
    open at once. `iterations`: of one loop. `idle_iterations`: after so many iterations of a long loop without an
    event the rest is taken to be alike. `loop_passes`: of a `while` whose condition is not known."""

    steps: int = 4_000_000
    depth: int = 180
    recursion: int = 40
    iterations: int = 20_000
    long_loop: int = 1_024
    idle_iterations: int = 8
    items: int = 1_000_000


class LimitReached(Exception):
    """A limit that ends the run."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class Cancelled(Exception):
    """The analysis was called off."""


def never() -> bool:
    """The answer of a run that cannot be called off."""
    return False


Cancellation = Callable[[], bool]
