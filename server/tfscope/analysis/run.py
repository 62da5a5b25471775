"""Runs of programs: starting the interpreter, and keeping what is worth keeping of it."""

from __future__ import annotations

import ast
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

import tfscope.interp.expressions
import tfscope.interp.statements
import tfscope.models.catalog  # noqa: F401
from tfscope.analysis.changes import Changes
from tfscope.analysis.dependencies import Dependencies
from tfscope.analysis.loader import ProgramLoader
from tfscope.analysis.programs import Candidate, Program
from tfscope.analysis.records import FinalVariable, ProgramRun, final_variables
from tfscope.analysis.roots import call_function
from tfscope.analysis.stack import with_deep_stack
from tfscope.domain.events import Created, Event, Reason, Refused
from tfscope.domain.heap import ModuleObject
from tfscope.interp.errors import ProgramError
from tfscope.interp.imports import run_blocks, run_module
from tfscope.interp.interpreter import Interpreter
from tfscope.interp.limits import Cancellation, Cancelled, LimitReached, Limits, never
from tfscope.syntax.blocks import Block, ParsedFile
from tfscope.syntax.notebooks import blocks_of_cells, is_notebook

__all__ = ["Budget", "FinalVariable", "ProgramRun", "Runner", "run_program"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much work an analysis may do: the limits of a module's run, those of a function's, the steps of all
    functions of one file together, and those of all files that load a file, as far as they are run for it."""

    module: Limits = Limits(steps=4_000_000)
    function: Limits = Limits(steps=250_000)
    file_steps: int = 2_000_000
    importer_steps: int = 1_500_000


class Runner:
    """An interpreter for one file: runs the file as a program, or its functions one after the other."""

    def __init__(self, loader: ProgramLoader, path: str, is_v2: bool, budget: Budget, cancelled: Cancellation) -> None:
        self.path = path
        self.loader = loader
        self.budget = budget
        self.vm = Interpreter(loader, is_v2=is_v2, limits=budget.module, cancelled=cancelled)
        self.limits: list[str] = []
        self.module: ModuleObject | None = None
        #: What importing the module depended on, and the limits that it hit, which all its functions share.
        self.imported = Dependencies.of(loader, (), ())
        self.import_limits: tuple[str, ...] = ()
        self.repeated: dict[tuple[Block, ...], Event | None] = {}

    def close(self) -> None:
        """Ends what is still suspended."""
        self.vm.close()

    def run_program(self, program: Program) -> ProgramRun:
        """Runs the file as Python would run a program, and then the function that the program names."""
        started = time.perf_counter()
        self._guarded(lambda: self._run_module("__main__"))
        module = self.module
        if program.entry is not None and module is not None:
            names = program.entry.split(".")
            self._guarded(lambda: call_function(self.vm, module, names, is_open=False))
        return self._finish(program, started, self.vm.events)

    def import_module(self) -> None:
        """Runs the file as a module that is imported, whose functions `run_function` then calls."""
        vm = self.vm
        self._guarded(lambda: self._run_module(self.loader.name_of(self.path)))
        self.import_limits, self.limits = tuple(self.limits), []
        called = (code for code in vm.executed if not isinstance(code.node, ast.Module))
        self.imported = Dependencies.of(self.loader, called, [event.site for event in vm.events])

    def load_from(self, loader: ProgramLoader) -> None:
        """Asks another loader from now on."""
        self.loader = self.vm.loader = loader

    def run_function(self, candidate: Candidate) -> ProgramRun:
        """Calls a function of whose callers nothing is known, and takes back what the call did.

        A refusal is certain only if it does not hang on the defaults, since a caller may give other arguments.
        """
        run = self._call_function(candidate, with_defaults=True)
        refused = certain_refusals(run.events)
        if not refused:
            return run
        return doubted(run, refused - certain_refusals(self._call_function(candidate, with_defaults=False).events))

    def _call_function(self, candidate: Candidate, with_defaults: bool) -> ProgramRun:
        vm, module = self.vm, self.module
        assert module is not None
        started = time.perf_counter()
        with self._on_trial():
            before = len(vm.events)
            vm.limits = replace(self.budget.function, steps=vm.steps + self.budget.function.steps)
            first = self._guarded(lambda: call_function(vm, module, candidate.names, True, with_defaults))
            run = self._finish(candidate.program, started, vm.events[before if first is None else first :])
        del vm.events[before:]
        return run

    def _run_module(self, name: str) -> int:
        """Runs the file as `sys.modules[name]`. Its relative imports start from where it lies in any case."""
        is_package = os.path.basename(self.path) == "__init__.py"
        self.module = module = ModuleObject(self.loader.name_of(self.path), self.path, is_package)
        module.namespace.names["__name__"] = name
        self.vm.modules.modules[name] = module
        parsed = self.loader.parse(self.path)
        if parsed is not None and is_notebook(self.path) and name == "__main__":
            self._run_cells(module, parsed)
        elif parsed is not None:
            run_module(self.vm, module, parsed)
        module.is_loaded = True
        return 0

    def _run_cells(self, module: ModuleObject, parsed: ParsedFile) -> None:
        """Runs the cells of a notebook, those that make variables a second time, and takes that back."""
        vm = self.vm
        changes = Changes()
        for _, blocks in blocks_of_cells(parsed):
            before = len(vm.events)
            run_blocks(vm, module, blocks)
            changes.learn(vm.events[before:])
            if any(isinstance(event, Created) for event in vm.events[before:]):
                self.repeated[blocks] = self._run_again(module, blocks, changes)

    def _run_again(self, module: ModuleObject, blocks: tuple[Block, ...], changes: Changes) -> Event | None:
        """The first thing that a second run of a cell does otherwise than the first, which ends it."""
        vm = self.vm
        first, steps, limits, cancelled = len(vm.events), vm.steps, list(self.limits), vm.cancelled
        with self._on_trial():
            vm.limits = replace(self.budget.function, steps=steps + self.budget.function.steps)
            vm.cancelled = lambda: cancelled() or changes.first_in(vm.events[first:]) is not None
            try:
                self._guarded(lambda: self._run_blocks(module, blocks))
            except Cancelled:
                if cancelled():
                    raise
            finally:
                vm.cancelled = cancelled
        found = changes.first_in(vm.events[first:])
        del vm.events[first:]
        vm.steps, self.limits = steps, limits
        return found

    def _run_blocks(self, module: ModuleObject, blocks: tuple[Block, ...]) -> int:
        run_blocks(self.vm, module, blocks)
        return 0

    def _guarded(self, work: Callable[[], int]) -> int | None:
        """Does some work of the interpreter; None where it broke off. What it found so far stays."""
        vm = self.vm
        try:
            return work()
        except ProgramError as error:
            vm.note_error(error)
        except LimitReached as reached:
            self.limits.append(reached.limit)
            vm.gap("limit", reached.limit)
        except RecursionError:
            self.limits.append("stack")
            vm.gap("limit", "stack")
        except Cancelled:
            raise
        except Exception as error:
            log.exception("the analysis of %s failed", self.path)
            vm.gap("internal-error", type(error).__name__)
        return None

    def _finish(self, program: Program, started: float, found: list[Event]) -> ProgramRun:
        vm = self.vm
        events = tuple(found)
        executed = frozenset(vm.executed)
        limits, self.limits = (*self.import_limits, *self.limits), []
        places = [event.site for event in events] + ([] if vm.error is None else [vm.error.site])
        return ProgramRun(
            program,
            vm.is_v2,
            events,
            vm.error,
            tuple(final_variables(events, {} if vm.error is None else vm.collections_at_end)),
            executed,
            Dependencies.of(self.loader, executed, places, self.imported.used),
            limits,
            time.perf_counter() - started,
            repeated=self.repeated,
            steps=vm.steps,
        )

    @contextmanager
    def _on_trial(self) -> Iterator[None]:
        """Undoes at the end what happens inside."""
        vm = self.vm
        kept = (vm.after_error, vm.error, vm.collections_at_end, vm.site, vm.frame, vm.uncertain, vm.limits)
        patches, gaps, executed, open_codes = dict(vm.patches), dict(vm.gaps), vm.executed, dict(vm.open_codes)
        followed_all, coroutines = vm.followed_all, list(vm.coroutines)
        sizes = [(table, len(table)) for table in (*vm.answers(), vm.evaluated, vm.addresses)]
        vm.after_error, vm.error, vm.uncertain, vm.executed, vm.gaps = False, None, 0, {}, {}
        level = vm.trail.mark()
        try:
            yield
        finally:
            vm.close(coroutines)
            vm.trail.undo(level)
            vm.trail.close(level)
            for table, size in sizes:
                while len(table) > size:
                    table.popitem()
            vm.followed_all = followed_all
            vm.after_error, vm.error, vm.collections_at_end, vm.site, vm.frame, vm.uncertain, vm.limits = kept
            vm.patches, vm.gaps, vm.executed, vm.open_codes = patches, gaps, executed, open_codes


Refusal = tuple[ast.AST, Reason]


def certain_refusals(events: Iterable[Event]) -> set[Refusal]:
    """Where TensorFlow certainly refuses, and why."""
    return {
        (event.site.node, event.reason)
        for event in events
        if isinstance(event, Refused) and event.certain and not event.caught
    }


def doubted(run: ProgramRun, refusals: set[Refusal]) -> ProgramRun:
    """The run without certainty about some refusals; if they ended it, nothing came after an error."""
    if not refusals:
        return run
    ends = not certain_refusals(run.events) - refusals
    events = []
    for event in run.events:
        if isinstance(event, Refused) and (event.site.node, event.reason) in refusals:
            event = replace(event, certain=False)
        events.append(replace(event, after_error=False) if ends and event.after_error else event)
    return replace(run, events=tuple(events), exception=None if ends else run.exception)


def run_program(
    loader: ProgramLoader,
    program: Program,
    is_v2: bool,
    budget: Budget = Budget(),
    cancelled: Cancellation = never,
) -> ProgramRun:
    """Runs a program: the file's own code, and then the function that it names. Raises Cancelled."""

    def work() -> ProgramRun:
        with closing(Runner(loader, program.path, is_v2, budget, cancelled)) as runner:
            return runner.run_program(program)

    return with_deep_stack(work)
