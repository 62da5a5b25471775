"""The projects behind the server. Only the analysis thread uses them, and it imports them after the first answer."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.project import Project, is_below
from tfscope.analysis.remembered import keep_imports, remember_imports
from tfscope.analysis.settings import Settings, read_settings, with_table
from tfscope.interp.limits import Cancellation
from tfscope.lsp.config import EditorSettings
from tfscope.lsp.sweep import Sweeper, Swept, checked
from tfscope.rules.core import Diagnostic

log = logging.getLogger(__name__)

#: Files beside one that lies in no workspace folder, beyond which they are not looked at.
_MOST_SIBLINGS = 200

#: Before the first answer after a change the files that load a file may take so many steps.
_FIRST_STEPS = 20_000

#: After so many files it is told how many were read.
_REPORTED = 16

Report = Callable[[int, int], None]
"""Is told how many files of how many were read."""


class Engine:
    """One project for each workspace folder, and for each folder of files that are opened outside of those."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.folders: tuple[str, ...] = ()
        self.editor: dict[str, EditorSettings] = {}
        self.projects: dict[str, Project] = {}
        self.problems: dict[str, None] = {}
        self._indexed: set[Project] = set()
        self.sweeper = Sweeper()

    # -- What changed ----------------------------------------------------------------------------------------

    def configure(self, folders: Iterable[str], editor: dict[str, EditorSettings]) -> None:
        """Takes workspace folders and what the editor says of each (of all others under ""). Projects whose
        settings stay the same are kept."""
        self.folders = tuple(folders)
        self.editor = editor
        for folder, project in list(self.projects.items()):
            is_open = folder in self.folders or any(os.path.dirname(path) == folder for path in self.texts)
            if not is_open or self._settings(folder) != project.settings:
                del self.projects[folder]
                self._indexed.discard(project)
                self.sweeper.forget(project)

    def set_text(self, path: str, text: str) -> None:
        """Takes what the editor holds of a file."""
        self.texts[path] = text
        for project in self.projects.values():
            project.set_text(path, text)

    def close(self, path: str) -> None:
        """Goes back to what is on disk."""
        if self.texts.pop(path, None) is not None:
            for project in self.projects.values():
                project.close(path)

    def files_changed(self, paths: Iterable[str]) -> None:
        """Takes note of files that were made, changed or removed."""
        for path in paths:
            for project in self.projects.values():
                project.file_changed(path)
            if os.path.basename(path) == "pyproject.toml":
                self.configure(self.folders, self.editor)

    def refresh(self) -> None:
        """Takes note that anything may have changed, where the editor does not say what."""
        for project in self.projects.values():
            project.refresh()
        self.configure(self.folders, self.editor)

    # -- Answers ---------------------------------------------------------------------------------------------

    def is_wanted(self, path: str) -> bool:
        """Whether the diagnostics of a file are wanted: not of packages, nor of what the settings exclude."""
        return self.project_of(path).is_user_file(path)

    def analyse(
        self, path: str, cancelled: Cancellation, report: Report, is_first: bool = False
    ) -> tuple[Analysis, tuple[Diagnostic, ...]]:
        """What is known of a file, and what is wrong in it; `is_first` where some of the files that load it are not
        waited for. Raises Cancelled."""
        project = self.project_of(path)
        most = _FIRST_STEPS if is_first else None
        if project not in self._indexed and not self._index(project, cancelled, report):
            return project.analyse(path, cancelled, most), ()
        analysis = project.analyse(path, cancelled, most)
        return analysis, tuple(checked(analysis)) if project.is_user_file(path) else ()

    def sweep(self, cancelled: Cancellation) -> Iterator[Swept]:
        """What is new of all files of the projects that want it of closed ones, and lets go of what no open file needs.
        Raises Cancelled."""
        yield from self.sweeper.sweep([self.project_of_folder(folder) for folder in self.folders], cancelled)
        for project in self.projects.values():
            project.release()
        self.sweeper.tidy()

    def known(self, path: str) -> Analysis:
        """What is known of a file."""
        return self.project_of(path).analyse(path)

    def project_of(self, path: str) -> Project:
        """The project that a file belongs to: that of the innermost folder around it."""
        around = [folder for folder in self.folders if is_below(path, folder)]
        if around:
            return self.project_of_folder(max(around, key=len))
        folder = os.path.dirname(path)
        return self.projects.get(folder) or self.project_of_folder(folder, siblings(folder, path))

    def project_of_folder(self, folder: str, paths: list[str] | None = None) -> Project:
        """The project of a folder; of some files of it where it is no workspace folder."""
        project = self.projects.get(folder)
        if project is None:
            settings = self._settings(folder)
            self.problems.update(dict.fromkeys(problem.message for problem in settings.problems))
            project = self.projects[folder] = Project([folder], settings, paths)
            for known, text in self.texts.items():
                project.set_text(known, text)
        return project

    def _settings(self, folder: str) -> Settings:
        """The settings of a folder: those of the nearest pyproject.toml, and over them the editor's."""
        editor = self.editor.get(folder, self.editor.get("", EditorSettings()))
        return with_table(read_settings(folder), editor.table, folder)

    def _index(self, project: Project, cancelled: Cancellation, report: Report) -> bool:
        """Reads all files of a project, which its first analysis needs; answers whether it came to the end."""
        files = project.python_files()
        remember_imports(project)
        for number, path in enumerate(files):
            if cancelled():
                break
            if number % _REPORTED == 0:
                report(number, len(files))
            project.read_imports(path)
        else:
            report(len(files), len(files))
            keep_imports(project)
            self._indexed.add(project)
        return project in self._indexed


def siblings(folder: str, path: str) -> list[str]:
    """A file outside all workspace folders, and the Python files beside it."""
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".py"))
    except OSError:
        names = []
    beside = [os.path.join(folder, name) for name in names] if len(names) <= _MOST_SIBLINGS else []
    return list(dict.fromkeys([path, *beside]))
