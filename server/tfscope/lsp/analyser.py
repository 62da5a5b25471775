"""The thread that analyses. It does what was touched last first, and drops what it does when anything changes."""

from __future__ import annotations

import gc
import importlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from tfscope.analysis.analysis import Analysis
    from tfscope.lsp.engine import Engine
    from tfscope.lsp.sweep import Swept
    from tfscope.rules.core import Diagnostic

log = logging.getLogger(__name__)

#: Work that took less than this (seconds) is begun at once; after longer work a pause in the typing is awaited, as
#: long as the work took, at most the second.
_QUICK: Final = 0.06
_LONGEST_PAUSE: Final = 0.25

#: So long (seconds) nothing must be wanted before closed files are looked at.
_SWEEP_PAUSE: Final = 0.5
_TURN: Final = 0.0005

Order = "Callable[[Engine], None]"
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What is known of a file as of a revision. `analysis` is None where the analysis failed."""

    path: str
    revision: int
    analysis: Analysis | None
    diagnostics: tuple[Diagnostic, ...] = ()
    settings_problems: tuple[str, ...] = ()


class Analyser:
    """Orders come from the message loop; `deliver`, `report`, `fail` and `sweep` are called on the analysis thread.

    `sweep` gets what is new of closed files, and None when there is nothing more.

    `revision` counts the orders: a result of this revision is up to date.
    """

    def __init__(
        self,
        deliver: Callable[[Result], None],
        report: Callable[[int, int], None],
        fail: Callable[[Exception], None],
        sweep: Callable[[Swept | None], None],
    ) -> None:
        self.revision = 0
        self.is_stopped = False
        self._deliver = deliver
        self._report = report
        self._fail = fail
        self._sweep = sweep
        self._swept = 0
        self._condition = threading.Condition()
        self._orders: list[Callable[[Engine], None]] = []
        self._questions: list[Callable[[Engine], None]] = []
        self._touched: dict[str, int] = {}
        self._done: dict[str, int] = {}
        #: The files of whose importers some have still to run.
        self._unfinished: dict[str, None] = {}
        self._elapsed: dict[str, float] = {}
        self._is_held = True
        self._thread = threading.Thread(target=self._run, name="tfscope-analyser", daemon=True)

    # -- The message loop's side -----------------------------------------------------------------------------

    def start(self) -> None:
        """Loads the analysis in the background."""
        self._thread.start()

    def release(self) -> None:
        """Lets the analysis begin: the settings have come."""
        with self._condition:
            self._is_held = False
            self._condition.notify_all()

    def order(self, order: Callable[[Engine], None], path: str | None = None) -> int:
        """Changes what is analysed, and wants a file first. Answers the revision this makes."""
        with self._condition:
            self._orders.append(order)
            self.revision += 1
            if path is not None:
                self._touched[path] = self.revision
            self._condition.notify_all()
            return self.revision

    def ask(self, question: Callable[[Engine], Answer]) -> Future[Answer]:
        """Asks something that no result holds; it is answered after the orders so far, before the next file."""
        future: Future[Answer] = Future()

        def answer(engine: Engine) -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(question(engine))
                except Exception as error:
                    future.set_exception(error)

        with self._condition:
            self._questions.append(answer)
            self._condition.notify_all()
        return future

    def want(self, path: str) -> None:
        """Wants a file before the others."""
        with self._condition:
            if path in self._touched:
                self._touched[path] = max(self._touched.values()) + 1

    def forget(self, path: str) -> None:
        """Does not want a file any more."""
        with self._condition:
            self._touched.pop(path, None)
            self._done.pop(path, None)
            self._unfinished.pop(path, None)

    def stop(self) -> None:
        """Ends the thread as soon as it looks."""
        with self._condition:
            self.is_stopped = True
            self._condition.notify_all()

    # -- The analysis thread's side --------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            # What is made until the first result stays: looking for garbage in it took a third of the time.
            gc.disable()
            # Not at the top of the module: importing the interpreter takes longer than answering `initialize`.
            stack: Any = importlib.import_module("tfscope.analysis.stack")
            engine_module: Any = importlib.import_module("tfscope.lsp.engine")
            importlib.import_module("tfscope.lsp.answers")
            gc.freeze()
            stack.with_deep_stack(lambda: self._work(engine_module.Engine()))
        except Exception as error:
            log.exception("the analysis thread ended")
            self.is_stopped = True
            self._fail(error)

    def _work(self, engine: Engine) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(self._has_work)
                if self.is_stopped:
                    return
                orders, self._orders = self._orders, []
                questions, self._questions = self._questions, []
            for order in (*orders, *questions):
                guarded(order, engine)
            path, revision = self._begin()
            if path is not None:
                self._analyse(engine, path, revision)
            elif (path := self._unfinished_at(revision)) is not None:
                self._analyse(engine, path, revision, is_first=False)
            elif self._is_quiet(revision):
                self._sweep_all(engine, revision)

    def _has_work(self) -> bool:
        if self._is_held:
            return self.is_stopped or bool(self._orders)
        has_files = bool(self._unfinished) or self._next() is not None or self._swept != self.revision
        return self.is_stopped or bool(self._orders) or bool(self._questions) or has_files

    def _is_quiet(self, revision: int) -> bool:
        """Whether nothing else is wanted for a while."""
        with self._condition:
            if self._is_held or self._swept == revision:
                return False
            return not self._condition.wait_for(lambda: self._is_wanted(revision), _SWEEP_PAUSE)

    def _is_wanted(self, revision: int) -> bool:
        return self.is_stopped or self.revision != revision or bool(self._questions)

    def _sweep_all(self, engine: Engine, revision: int) -> None:
        """Looks at all closed files, until something else is wanted; then what was found till then is found."""
        try:
            for swept in engine.sweep(lambda: self._is_wanted(revision)):
                self._sweep(swept)
                with self._condition:
                    # The message loop is to have its turn after each.
                    self._condition.wait_for(lambda: self._is_wanted(revision), _TURN)
        except Exception as error:
            if self._is_wanted(revision):
                return
            log.exception("closed files could not be looked at", exc_info=error)
        self._swept = revision
        self._sweep(None)

    def _begin(self) -> tuple[str | None, int]:
        """The file to analyse next, once the typing pauses; None where orders have to be taken first."""
        with self._condition:
            path, revision = self._next(), self.revision
            if path is None or self._orders:
                return None, revision
            elapsed = self._elapsed.get(path, 0.0)
            if elapsed > _QUICK:
                self._condition.wait_for(
                    lambda: self.revision != revision or self.is_stopped, min(elapsed, _LONGEST_PAUSE)
                )
            return (path, revision) if self.revision == revision and not self.is_stopped else (None, revision)

    def _next(self) -> str | None:
        if self._is_held:
            return None
        waiting = [path for path in self._touched if self._done.get(path) != self.revision]
        return max(waiting, key=self._touched.__getitem__, default=None)

    def _unfinished_at(self, revision: int) -> str | None:
        """A file to be finished where nothing else is wanted."""
        with self._condition:
            is_wanted = self._orders or self.revision != revision or self._next() is not None or self.is_stopped
            return None if is_wanted or self._is_held else next(iter(self._unfinished), None)

    def _analyse(self, engine: Engine, path: str, revision: int, is_first: bool = True) -> None:
        """Analyses a file. What is not for a first answer gives way to questions."""
        started = time.thread_time()

        def cancelled() -> bool:
            return self.revision != revision or self.is_stopped or (not is_first and bool(self._questions))

        try:
            analysis, diagnostics = engine.analyse(path, cancelled, self._report, is_first)
            result = Result(path, revision, analysis, diagnostics, tuple(engine.problems))
        except Exception as error:
            if cancelled():
                return
            log.exception("the analysis of %s failed", path, exc_info=error)
            result = Result(path, revision, None)
        with self._condition:
            if is_first:
                self._elapsed[path] = time.thread_time() - started
            self._unfinished.pop(path, None)
            if path in self._touched:
                self._done[path] = revision
                if result.analysis is not None and result.analysis.waiting:
                    self._unfinished[path] = None
        self._deliver(result)
        if not gc.isenabled():
            # Nor is it looked for there later.
            gc.freeze()
            gc.enable()


def guarded(order: Callable[[Engine], None], engine: Engine) -> None:
    """Carries out an order; one that fails does not keep the others from being carried out."""
    try:
        order(engine)
    except Exception:
        log.exception("a change could not be taken in")
