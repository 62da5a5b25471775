"""Workspaces for tests: files by their names, and what an analysis says of them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.project import Project
from tfscope.analysis.records import ProgramRun
from tfscope.analysis.settings import Settings
from tfscope.domain.events import Created, Shared

HEAD = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"


def write(root: Path, files: Mapping[str, str]) -> None:
    """Writes files below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))


def project_of(root: Path, files: Mapping[str, str], settings: Settings | None = None) -> Project:
    """A project of these files."""
    write(root, files)
    return Project([str(root)], settings)


def programs_of(analysis: Analysis) -> list[tuple[str, str | None]]:
    """The programs whose runs came through a file."""
    return [(run.program.path.rpartition("/")[2], run.program.entry) for run in analysis.runs]


def names_of(analysis: Analysis) -> set[str]:
    """The names of all variables that come from a file."""
    created = {str(name_of(event.variable)) for _, event in analysis.events_of(Created)}
    return created | {str(name_of(event.variable)) for _, event in analysis.events_of(Shared)}


def created_in(run: ProgramRun) -> list[str]:
    """The names of the variables that a run made, in order."""
    return [str(name_of(event.variable)) for event in run.events if isinstance(event, Created)]
