"""Which programs a file needs, in which order, and which of their runs are still good."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
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


#: Reading and importing a file that is run costs as much as so many steps.
FILE_COST: Final = 5_000


@dataclass(slots=True, eq=False)
class Allowance:
    """How many steps the files that load a file may take: `all_steps` by all their runs, `new_steps` by those that
    have to run (again) before there is an answer, None for as many as they take. The file itself has its own budget.

    `waiting` are files that have still to run, `cut` those that never will.
    """

    path: str
    all_steps: int
    new_steps: int | None = None
    admitted: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)

    def has_steps(self, path: str) -> bool:
        """Whether a file may take more steps at all."""
        if path != self.path and self.all_steps <= 0:
            self.cut.add(path)
        return path == self.path or self.all_steps > 0

    def admits(self, path: str) -> bool:
        """Whether a file may be run now."""
        if path == self.path or self.new_steps is None:
            return True
        if path not in self.admitted and self.new_steps > 0:
            self.admitted.add(path)
            self.new_steps -= FILE_COST
        elif self.new_steps <= 0:
            self.waiting.add(path)
            return False
        return True

    def take(self, path: str, steps: int, is_new: bool) -> None:
        """Counts the steps of a run."""
        if path != self.path:
            self.all_steps -= steps
            if is_new and self.new_steps is not None:
                self.new_steps -= steps


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
    _needed: dict[str, frozenset[str]] = field(default_factory=dict)
    _present: dict[str, tuple[Present, bool]] = field(default_factory=dict)
    _present_state: tuple[int, int] = (-1, -1)

    def runs_for(
        self, path: str, workspace: Sequence[str], cancelled: Cancellation, most: int | None = None
    ) -> Reached:
        """The runs that may reach a file: of the files that import it, and its own; those that have to run of the
        former may take `most` steps. Raises Cancelled."""
        executed: dict[Code, None] = {}
        runs: list[ProgramRun] = []
        ordered = self.importers_first(path, workspace, cancelled)
        importers = [file for file in ordered if self.reach.reaches_tensorflow(file)]
        chosen = self._chosen(path, importers)
        self._needed[path] = frozenset(chosen)
        allowance = Allowance(path, self.budget.importer_steps, most)
        for importer in chosen:
            for run in self.module_runs(importer, cancelled, allowance):
                runs.append(run)
                executed.update(dict.fromkeys(run.executed))
        for importer in chosen:
            for run in self.function_runs(importer, executed, cancelled, allowance):
                runs.append(run)
                executed.update(dict.fromkeys(run.executed))
        left_out = len(importers) - len(chosen) + len(allowance.cut)
        return Reached(tuple(runs), len(allowance.waiting), left_out)

    def runs_of(self, path: str, called: Collection[int], cancelled: Cancellation) -> list[ProgramRun]:
        """The runs of one file, but for the candidates that the files which load it have called. Raises Cancelled."""
        parsed = self.files.parse(path)
        found = candidates(parsed) if parsed is not None else []
        allowance = Allowance(path, 0)
        runs = list(self.module_runs(path, cancelled, allowance))
        executed = dict.fromkeys(code for run in runs for code in run.executed)
        executed.update((found[number].code, None) for number in called if number < len(found))
        return [*runs, *self.function_runs(path, executed, cancelled, allowance)]

    def release(self, path: str | None = None) -> None:
        """Forgets the runs of a file, or of all files, but for those that open files need."""
        self._needed = {file: needed for file, needed in self._needed.items() if file in self.files.texts}
        needed = self.needed()
        for program in [known for known in self._kept if path in (None, known.path) and known.path not in needed]:
            del self._kept[program]
        if path is not None:
            self._present.pop(path, None)

    def needed(self) -> frozenset[str]:
        """The files whose runs are asked for again after an edit."""
        return frozenset[str]().union(*self._needed.values())

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
            is_new = run is None
            if not allowance.has_steps(path) or (is_new and not allowance.admits(path)):
                return
            if run is None:
                run = self._run(program, cancelled)
            allowance.take(path, self._kept[program].steps, is_new)
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
                is_new = kept is None
                if not allowance.has_steps(path):
                    return
                if is_new and not allowance.admits(path):
                    continue
                if kept is None:
                    kept = functions.run(candidate)
                steps += self._kept[candidate.program].steps
                allowance.take(path, self._kept[candidate.program].steps, is_new)
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

    def is_now_v2(self, path: str) -> bool:
        """Whether the programs of a file are for TensorFlow 2."""
        return self._at_present(path)[1]

    def keep(self, run: ProgramRun, steps: int) -> None:
        """Keeps a run for the next time."""
        self._kept[run.program] = Kept(run, run.dependencies, steps, self.files.generation, self.files.edits)

    def _run(self, program: Program, cancelled: Cancellation) -> ProgramRun:
        path = program.path
        run = run_program(self.loader_for(path), program, self.is_now_v2(path), self.budget, cancelled)
        self.keep(run, run.steps)
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
        """Leaves the interpreter to the next edit, where that may need it."""
        schedule = self.schedule
        if self.runner is not None and self.path in schedule.needed():
            schedule.standing.put(self.runner, schedule.files.generation)
        elif self.runner is not None:
            self.runner.close()

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
