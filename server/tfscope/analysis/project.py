"""A project: its files, its programs, and what is known of each file."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.environment import Environment, find_environment, is_package_folder
from tfscope.analysis.files import Files
from tfscope.analysis.inputs import Inputs
from tfscope.analysis.loader import ProgramLoader
from tfscope.analysis.programs import Program
from tfscope.analysis.reach import Reach
from tfscope.analysis.run import Budget, ProgramRun, run_program
from tfscope.analysis.schedule import Schedule
from tfscope.analysis.search import ImportPath, import_root
from tfscope.analysis.settings import Settings
from tfscope.analysis.stack import with_deep_stack
from tfscope.analysis.versions import required_major, tensorflow_major
from tfscope.analysis.workspace import is_excluded, is_skipped, python_files
from tfscope.interp.imports import Found
from tfscope.interp.limits import Cancellation, never
from tfscope.syntax.source import SourceFile


class Project:
    """The files below some roots, analysed together.

    `paths` are the files and folders whose programs are run and whose diagnostics are wanted, the roots
    unless given; roots are also on the import path. Texts may be set from any thread; they count from the
    next analysis on. Analyses run one at a time.
    """

    def __init__(
        self,
        roots: Sequence[str],
        settings: Settings | None = None,
        paths: Sequence[str] | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.roots = [os.path.abspath(root) for root in roots]
        self.settings = settings if settings is not None else Settings()
        self.paths = self.roots if paths is None else [os.path.abspath(path) for path in paths]
        self.files = Files()
        self.environment: Environment = find_environment(self.roots, self.settings)
        self.reach = Reach(self.files, self.search_for)
        named = tuple(Program(entry.path, entry.function, True) for entry in self.settings.entry_points)
        self.schedule = Schedule(
            self.files,
            self.reach,
            self.loader_for,
            self.is_v2,
            named,
            budget if budget is not None else Budget(),
        )
        self._searches: dict[tuple[str, ...], ImportPath] = {}
        self._python_files: tuple[int, list[str]] | None = None
        self._user_files: dict[str, bool] = {}
        self._analyses: dict[str, tuple[int, int, Analysis]] = {}
        self._pending: list[tuple[str, str | None]] = []
        self._pending_lock = threading.Lock()
        self._analysing = threading.RLock()

    # -- Texts -----------------------------------------------------------------------------------------------

    def set_text(self, path: str, text: str) -> None:
        """Makes `text` what the file holds, whatever is on disk."""
        with self._pending_lock:
            self._pending.append((path, text))

    def close(self, path: str) -> None:
        """Makes what is on disk what the file holds."""
        with self._pending_lock:
            self._pending.append((path, None))

    def file_changed(self, path: str) -> None:
        """Takes note that a file or folder on disk was made, changed or removed."""
        with self._analysing:
            self.files.changed(path)

    def refresh(self) -> None:
        """Takes note that anything on disk may have changed."""
        with self._analysing:
            self.files.refresh()

    def source(self, path: str) -> SourceFile | None:
        """The text of a file as it now is."""
        with self._analysing:
            self._take_texts()
            return self.files.source(path)

    def read_imports(self, path: str) -> None:
        """Reads what a file imports, which the analyses of other files need."""
        with self._analysing:
            self._take_texts()
            self.reach.imports_of(path)

    # -- Files -----------------------------------------------------------------------------------------------

    def python_files(self) -> list[str]:
        """The Python files of the workspace, sorted; open ones that are not yet on disk are among them."""
        if self._python_files is None or self._python_files[0] != self.files.generation:
            found = set(python_files(self.paths, self.settings.exclude))
            found.update(path for path in self.files.texts if self.is_user_file(path))
            self._python_files = self.files.generation, sorted(found)
        return self._python_files[1]

    def is_user_file(self, path: str) -> bool:
        """Whether a file is the user's own: below a path or root, and not among packages or on
        `import-paths`."""
        known = self._user_files.get(path)
        if known is None:
            known = self._user_files[path] = self._is_user_file(path)
        return known

    def _is_user_file(self, path: str) -> bool:
        if path in self.paths:
            return True
        if any(is_below(path, folder) for folder in self.settings.import_paths):
            return False
        for root in (*self.paths, *self.roots):
            if is_below(path, root) and not is_skipped(path, root):
                return not is_excluded(path, root, self.settings.exclude)
        return False

    def search_for(self, path: str) -> ImportPath:
        """The import path of a program: its folder, that of its package, the roots, further paths."""
        first = (os.path.dirname(path), import_root(self.files, path))
        sources = [source for root in self.roots if self.files.is_folder(source := os.path.join(root, "src"))]
        folders = (*first, *self.roots, *sources, *self.settings.import_paths, *self.environment.folders)
        folders = tuple(dict.fromkeys(folders))
        if folders not in self._searches:
            self._searches[folders] = ImportPath(self.files, folders)
        return self._searches[folders]

    def loader_for(self, path: str) -> ProgramLoader:
        """What a run of a program asks for modules."""
        return ProgramLoader(self.files, self.search_for(path), self._admits)

    def is_v2(self, path: str) -> bool:
        """Whether a program is one for TensorFlow 2: by the settings, what is installed, what is
        required, or its text."""
        if self.settings.tensorflow_version != "auto":
            return self.settings.tensorflow_version == "2.x"
        installed = self.environment.tensorflow_version()
        if installed is not None and installed[0] >= 2:
            return True
        required = required_major(self.files, (os.path.dirname(path), *self.roots))
        for reached in self._reached_from(path):
            major = tensorflow_major(self.files.python_texts(reached), required)
            if major is not None:
                return major == 2
        return required != 1

    def _reached_from(self, path: str) -> Iterator[str]:
        """A file, and then those that it loads, which take longer to find."""
        yield path
        yield from sorted(self.reach.closure(path) - {path})

    def _admits(self, found: Found) -> bool:
        """Whether a module's code is interpreted: that of an installed package only if it uses TensorFlow."""
        place = found.path or ""
        if not any(is_below(place, folder) for folder in self.environment.folders):
            return not is_package_folder(os.path.dirname(place)) or self.reach.package_reaches_tensorflow(found)
        return self.reach.package_reaches_tensorflow(found)

    # -- Analyses --------------------------------------------------------------------------------------------

    def analyse(self, path: str, cancelled: Cancellation = never, most: int | None = None) -> Analysis:
        """What is known of a file, once those of the files that load it have run that can in `most` steps. Raises
        Cancelled."""
        with self._analysing:
            self._take_texts()
            key = (self.files.generation, self.files.edits)
            known = self._analyses.get(path)
            if known is None or known[:2] != key or (known[2].waiting and most is None):
                known = self._analyses[path] = (*key, self._analyse(path, known and known[2], cancelled, most))
            return known[2]

    def analyse_all(self, cancelled: Cancellation = never) -> Iterator[Analysis]:
        """What is known of each file of the workspace, in the order of their paths. Raises Cancelled."""
        with self._analysing:
            self._take_texts()
            files = list(self.python_files())
        for path in files:
            yield self.analyse(path, cancelled)

    def analyse_program(self, program: Program, cancelled: Cancellation = never) -> Analysis:
        """One run of a program, as the only one of its file. Raises Cancelled."""
        with self._analysing:
            self._take_texts()
            path = program.path
            budget = self.schedule.budget
            run = run_program(self.loader_for(path), program, self.is_v2(path), budget, cancelled)
            return self.analysis_of(path, (run,))

    # -- All files, one after the other ----------------------------------------------------------------------

    def waves(self, cancelled: Cancellation = never) -> list[list[str]]:
        """The files of the workspace that reach TensorFlow, by the number of files that load them. Of one wave none
        loads another, unless that loads it too. Raises Cancelled."""
        with self._analysing:
            self._take_texts()
            files = self.python_files()
            waves: dict[int, list[str]] = {}
            for path in files:
                loaded_by = self.reach.dependents(path, files, cancelled)
                if self.reach.reaches_tensorflow(path):
                    waves.setdefault(len(loaded_by), []).append(path)
            return [waves[number] for number in sorted(waves)]

    def runs_of(self, path: str, called: Collection[int], cancelled: Cancellation) -> tuple[ProgramRun, ...]:
        """The runs of one file, of which others have called some candidates. Raises Cancelled."""
        with self._analysing:
            return tuple(with_deep_stack(lambda: self.schedule.runs_of(path, called, cancelled)))

    def inputs_of(self, path: str, runs: Iterable[ProgramRun], called: tuple[int, ...]) -> Inputs:
        """What these runs of a file depended on."""
        with self._analysing:
            return Inputs.of(path, runs, self.schedule.is_now_v2(path), called, self.loader_for(path))

    def are_present(self, path: str, inputs: Inputs) -> bool:
        """Whether the runs of a file that depended on these inputs would do the same again."""
        with self._analysing:
            return inputs.is_v2 == self.schedule.is_now_v2(path) and inputs.are(self.loader_for(path))

    def release(self, path: str | None = None) -> None:
        """Forgets what is large: the runs of a file and trees of others, or all runs and trees, but for what open
        files need."""
        with self._analysing:
            self.schedule.release(path)
            if path is None:
                self.files.release_trees(0)
            else:
                self.files.release_trees()
            self._analyses = {file: known for file, known in self._analyses.items() if file in self.files.texts}

    def _analyse(self, path: str, previous: Analysis | None, cancelled: Cancellation, most: int | None) -> Analysis:
        workspace = self.python_files()
        reached = with_deep_stack(lambda: self.schedule.runs_for(path, workspace, cancelled, most))
        reaching = tuple(run for run in reached.runs if path in run.paths)
        counts = (reached.waiting, reached.left_out)
        if previous is not None and previous.parsed is self.files.parse(path) and previous.runs == reaching:
            is_same = all(self.files.parse(file) is old for file, old in previous.files.items())
            if is_same and counts == (previous.waiting, previous.left_out):
                return previous
        return self.analysis_of(path, reaching, counts)

    def analysis_of(self, path: str, runs: tuple[ProgramRun, ...], counts: tuple[int, int] = (0, 0)) -> Analysis:
        """What some runs say of a file."""
        files = {file: found for run in runs for file in run.paths if (found := self.files.parse(file))}
        installed = self.environment.tensorflow_version()
        parsed = self.files.parse(path)
        return Analysis(path, parsed, runs, files, self.is_user_file, self.settings, installed, *counts)

    def _take_texts(self) -> None:
        with self._pending_lock:
            pending, self._pending = self._pending, []
        for path, text in pending:
            if text is None:
                self.files.close(path)
            else:
                self.files.set_text(path, text)


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder, or lies in it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
