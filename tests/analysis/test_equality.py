"""After any sequence of edits the answers are those of a project that has just been opened.

`TFSCOPE_EDIT_SCRIPTS` says how many scripts are played, `TFSCOPE_FIRST_SCRIPT` the seed of the first.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.analysis.edit_scripts import BUDGET, Desk, played
from tfscope.analysis.analysis import Analysis
from tfscope.analysis.project import Project
from tfscope.analysis.trace import Tracer
from tfscope.ide.hover import hover
from tfscope.rules.core import check

SCRIPTS = int(os.environ.get("TFSCOPE_EDIT_SCRIPTS", "25"))
FIRST = int(os.environ.get("TFSCOPE_FIRST_SCRIPT", "0"))
EDITS = 30


def answers_of(analysis: Analysis) -> list[object]:
    """All that is said of a file: diagnostics, traces, and hovers."""
    tracer = Tracer(analysis, os.path.dirname(analysis.path), lambda event: event.reason.value)
    traces = [
        (
            run.program,
            run.is_v2,
            run.limits,
            list(tracer.events(run)),
            list(tracer.variables(run)),
            tracer.exception(run),
            list(tracer.gaps(run)),
        )
        for run in analysis.runs
    ]
    lines = range(1, len(analysis.source.line_starts) + 1)
    places = [(line, len(analysis.source.line_text(line).rstrip()) * part // 3) for line in lines for part in range(3)]
    hovers = [hover(analysis, *place) for place in places]
    return [repr(part) for part in (check(analysis), *traces, hovers)]


def fresh(desk: Desk) -> Project:
    """A project that has just been opened on the same files."""
    project = Project([str(desk.root)], budget=BUDGET)
    for name in sorted(desk.is_open):
        project.set_text(desk.path(name), desk.texts[name])
    return project


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SCRIPTS))
def test_answers_are_those_of_a_fresh_project(tmp_path: Path, seed: int) -> None:
    desk = played(tmp_path, seed, EDITS)
    other = fresh(desk)
    for name in sorted(desk.texts):
        assert answers_of(desk.project.analyse(desk.path(name))) == answers_of(other.analyse(desk.path(name))), name
