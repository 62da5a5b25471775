"""Work that nests deeply, on a thread that has the stack for it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

Answer = TypeVar("Answer")

#: How much stack an analysis gets (bytes); the memory is only taken as it is used.
STACK_SIZE: Final = 256 * 1024 * 1024
RECURSION_LIMIT: Final = 20_000

_here = threading.local()


def with_deep_stack(work: Callable[[], Answer]) -> Answer:
    """Answers what `work` answers, or raises what it raises."""
    if getattr(_here, "is_deep", False):
        return work()
    sys.setrecursionlimit(max(RECURSION_LIMIT, sys.getrecursionlimit()))
    task = _Task(work)
    before = threading.stack_size(STACK_SIZE)
    try:
        thread = threading.Thread(target=task.run, name="tfscope-analysis", daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    return task.answer()


class _Task(Generic[Answer]):
    """Work to be done once, and its outcome."""

    def __init__(self, work: Callable[[], Answer]) -> None:
        self.work = work
        self.results: list[Answer] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        """Does the work."""
        _here.is_deep = True
        try:
            self.results.append(self.work())
        except BaseException as error:
            self.error = error

    def answer(self) -> Answer:
        """The outcome."""
        if self.error is not None:
            raise self.error
        return self.results[0]
