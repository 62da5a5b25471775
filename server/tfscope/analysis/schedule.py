"""Which programs a file needs, in which order, and which of their runs are still good."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Final

from tfscope.analysis.dependencies import Dependencies, Present
from tfscope.analysis.files import Files
from tfscope.analysis.loader import ProgramLoader
from tfscope.analysis.programs import Candidate, Program, Waiting, candidates, is_script
from tfscope.analysis.reach import Reach
from tfscope.analysis.run import Budget, ProgramRun, Runner, run_program
from tfscope.analysis.standing import Standing
from tfscope.domain.code import Code
from tfscope.interp.limits import Cancellation, never

#: A file is seen through so many of the files that load it: those that are loaded least, which are the programs
#: rather than the libraries. Each costs time at every edit of what it runs, and memory.
MOST_IMPORTERS: Final = 32


@dataclass(slots=True, eq=False)
class Allowance:
    """How many files may be run (again) before there is an answer, None for all: the file itself always may.

    `left` are those that were not.
    """

    path: str
    most: int | None = None
    admitted: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)

    def admits(self, path: str) -> bool:
        """Whether a file may be run."""
        if path == self.path or path in self.admitted:
            return True
        if self.most is not None and len(self.admitted) >= self.most:
            self.left.add(path)
            return False
        self.admitted.add(path)
        return True


@dataclass(frozen=True, slots=True)
class Reached:
    """The runs that may reach a file. `waiting` counts the files that have still to run, `left_out` the importers
    beyond the bound."""

    runs: tuple[ProgramRun, ...]
    waiting: int = 0
    left_out: int = 0


@dataclass(slots=True, eq=False)
class Kept:
    """A run, what it depends on, and its steps; `generation` and `edits` say when it was last good."""

    run: ProgramRun
    dependencies: Dependencies
    steps: int
    generation: int
    edits: int


@dataclass(slots=True, eq=False)
class Schedule:
    """The runs of a project. Importers come before what they import, so that functions find their callers."""

    files: Files
    reach: Reach
    loader_for: Callable[[str], ProgramLoader]
    is_v2: Callable[[str], bool]
    named: tuple[Program, ...]
    budget: Budget = Budget()
    standing: Standing = field(default_factory=Standing)
    _kept: dict[Program, Kept] = field(default_factory=dict)
    _present: dict[str, tuple[Present, bool]] = field(default_factory=dict)
    _present_state: tuple[int, int] = (-1, -1)

    def runs_for(
        self, path: str, workspace: Sequence[str], cancelled: Cancellation, most: int | None = None
    ) -> Reached:
        """The runs that may reach a file: of the files that import it, and its own; `most` of the former are run
        where they have to. Raises Cancelled."""
        executed: dict[Code, None] = {}
        runs: list[ProgramRun] = []
        ordered = self.importers_first(path, workspace, cancelled)
        importers = [file for file in ordered if self.reach.reaches_tensorflow(file)]
        chosen = self._chosen(path, importers)
        allowance = Allowance(path, most)
        for importer in chosen:
            for run in self.module_runs(importer, cancelled, allowance):
                runs.append(run)
                executed.update(dict.fromkeys(run.executed))
        for importer in chosen:
            for run in self.function_runs(importer, executed, cancelled, allowance):
                runs.append(run)
                executed.update(dict.fromkeys(run.executed))
        return Reached(tuple(runs), len(allowance.left), len(importers) - len(chosen))

    def _chosen(self, path: str, importers: Sequence[str]) -> list[str]:
        """The first importers, those that are open, and the file itself, in their order.

        Who loads one of the first is itself among the first: what these execute does not depend on the bound.
        """
        first = {*[file for file in importers if file != path][:MOST_IMPORTERS], *self.files.texts, path}
        return [file for file in importers if file in first]

    def importers_first(self, path: str, workspace: Sequence[str], cancelled: Cancellation = never) -> list[str]:
        """A file and the files that load it, those that load others before those. Raises Cancelled."""
        files = self.reach.dependents(path, workspace, cancelled) & {*workspace, path}
        order = {file: len(self.reach.dependents(file, workspace)) for file in files}
        return sorted(files, key=lambda file: (order[file], file))

    def module_runs(self, path: str, cancelled: Cancellation, allowance: Allowance) -> Iterator[ProgramRun]:
        """The run of a file's own code where it does something, and those that settings name."""
        parsed = self.files.parse(path)
        if parsed is None:
            return
        programs = [program for program in self.named if program.path == path]
        if not programs and is_script(parsed):
            programs = [Program(path)]
        for program in programs:
            run = self.kept(program)
            if run is None and allowance.admits(path):
                run = self._run(program, cancelled)
            if run is not None:
                yield run

    def function_runs(
        self, path: str, executed: dict[Code, None], cancelled: Cancellation, allowance: Allowance
    ) -> Iterator[ProgramRun]:
        """The runs of the functions of a file that nothing executed, one after the other."""
        parsed = self.files.parse(path)
        waiting = Waiting(candidates(parsed) if parsed is not None else ())
        waiting.drop(executed)
        steps = 0
        with closing(_Functions(self, path, cancelled)) as functions:
            while steps < self.budget.file_steps and (candidate := waiting.take()) is not None:
                kept = self.kept(candidate.program)
                if kept is None and not allowance.admits(path):
                    continue
                if kept is None:
                    kept = functions.run(candidate)
                steps += self._kept[candidate.program].steps
                waiting.drop(kept.executed)
                yield kept

    def kept(self, program: Program) -> ProgramRun | None:
        """The last run of a program where it is still good."""
        kept = self._kept.get(program)
        if kept is None:
            return None
        if kept.edits != self.files.edits or kept.generation != self.files.generation:
            are_files_same = kept.generation == self.files.generation
            present, is_v2 = self._at_present(program.path)
            renewed = kept.dependencies.renewed(present, are_files_same) if kept.run.is_v2 == is_v2 else None
            if renewed is None:
                del self._kept[program]
                return None
            kept.dependencies, kept.generation, kept.edits = renewed, self.files.generation, self.files.edits
        return kept.run

    def _at_present(self, path: str) -> tuple[Present, bool]:
        """The files as they now are, and whether the programs of a file are for TensorFlow 2."""
        state = (self.files.generation, self.files.edits)
        if self._present_state != state:
            self._present_state = state
            self._present.clear()
        if path not in self._present:
            self._present[path] = Present(self.loader_for(path)), self.is_v2(path)
        return self._present[path]

    def keep(self, run: ProgramRun, steps: int) -> None:
        """Keeps a run for the next time."""
        self._kept[run.program] = Kept(run, run.dependencies, steps, self.files.generation, self.files.edits)

    def _run(self, program: Program, cancelled: Cancellation) -> ProgramRun:
        path = program.path
        run = run_program(self.loader_for(path), program, self._at_present(path)[1], self.budget, cancelled)
        self.keep(run, 0)
        return run


class _Functions:
    """Runs functions of one file. The file's own code runs when the first of them does."""

    def __init__(self, schedule: Schedule, path: str, cancelled: Cancellation) -> None:
        self.schedule = schedule
        self.path = path
        self.cancelled = cancelled
        self.runner: Runner | None = None

    def run(self, candidate: Candidate) -> ProgramRun:
        """The run of one function."""
        schedule = self.schedule
        runner, self.runner = self.runner or self._ready(), None
        before = runner.vm.steps
        with closing_if_it_fails(runner):
            run = runner.run_function(candidate)
        self.runner = runner
        schedule.keep(run, runner.vm.steps - before)
        return run

    def close(self) -> None:
        """Leaves the interpreter to the next edit."""
        if self.runner is not None:
            self.schedule.standing.put(self.runner, self.schedule.files.generation)

    def _ready(self) -> Runner:
        schedule = self.schedule
        present, is_v2 = schedule._at_present(self.path)
        runner = schedule.standing.take(self.path, present, is_v2, schedule.files.generation)
        if runner is None:
            runner = Runner(schedule.loader_for(self.path), self.path, is_v2, schedule.budget, self.cancelled)
            with closing_if_it_fails(runner):
                runner.import_module()
        runner.vm.cancelled = self.cancelled
        return runner


@contextmanager
def closing_if_it_fails(runner: Runner) -> Iterator[None]:
    """Ends an interpreter that was called off or that failed: what it holds is of no more use."""
    try:
        yield
    except BaseException:
        runner.close()
        raise
