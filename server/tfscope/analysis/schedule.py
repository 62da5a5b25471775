"""Which programs a file needs, in which order, and which of their runs are still good."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from tfscope.analysis.dependencies import Dependencies, Present
from tfscope.analysis.files import Files
from tfscope.analysis.loader import ProgramLoader
from tfscope.analysis.programs import Candidate, Program, Waiting, candidates, is_script
from tfscope.analysis.reach import Reach
from tfscope.analysis.run import Budget, ProgramRun, Runner, run_program
from tfscope.domain.code import Code
from tfscope.interp.limits import Cancellation


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
    _kept: dict[Program, Kept] = field(default_factory=dict)
    _present: dict[str, tuple[Present, bool]] = field(default_factory=dict)
    _present_state: tuple[int, int] = (-1, -1)

    def runs_for(self, path: str, workspace: Sequence[str], cancelled: Cancellation) -> list[ProgramRun]:
        """The runs that may reach a file: of all files that import it, and its own. Raises Cancelled."""
        executed: dict[Code, None] = {}
        runs: list[ProgramRun] = []
        importers = [file for file in self.importers_first(path, workspace) if self.reach.reaches_tensorflow(file)]
        for importer in importers:
            for run in self.module_runs(importer, cancelled):
                runs.append(run)
                executed.update(dict.fromkeys(run.executed))
        for importer in importers:
            for run in self.function_runs(importer, executed, cancelled):
                runs.append(run)
                executed.update(dict.fromkeys(run.executed))
        return runs

    def importers_first(self, path: str, workspace: Sequence[str]) -> list[str]:
        """A file and the files that load it, those that load others before those."""
        files = self.reach.dependents(path, workspace) & {*workspace, path}
        order = {file: len(self.reach.dependents(file, workspace)) for file in files}
        return sorted(files, key=lambda file: (order[file], file))

    def module_runs(self, path: str, cancelled: Cancellation) -> Iterator[ProgramRun]:
        """The run of a file's own code where it does something, and those that settings name."""
        parsed = self.files.parse(path)
        if parsed is None:
            return
        programs = [program for program in self.named if program.path == path]
        if not programs and is_script(parsed):
            programs = [Program(path)]
        for program in programs:
            yield self.kept(program) or self._run(program, cancelled)

    def function_runs(self, path: str, executed: dict[Code, None], cancelled: Cancellation) -> Iterator[ProgramRun]:
        """The runs of the functions of a file that nothing executed, one after the other."""
        parsed = self.files.parse(path)
        waiting = Waiting(candidates(parsed) if parsed is not None else ())
        waiting.drop(executed)
        steps = 0
        with closing(_Functions(self, path, cancelled)) as functions:
            while steps < self.budget.file_steps and (candidate := waiting.take()) is not None:
                kept = self.kept(candidate.program)
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
        if self.runner is None:
            is_v2 = schedule._at_present(self.path)[1]
            loader = schedule.loader_for(self.path)
            self.runner = Runner(loader, self.path, is_v2, schedule.budget, self.cancelled)
            self.runner.import_module()
        before = self.runner.vm.steps
        run = self.runner.run_function(candidate)
        schedule.keep(run, self.runner.vm.steps - before)
        return run

    def close(self) -> None:
        """Ends what is still suspended."""
        if self.runner is not None:
            self.runner.close()
