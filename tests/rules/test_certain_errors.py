"""What the analyser is certain that TensorFlow raises is an error to the user: over every cell of the fixtures."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

import pytest

from tests.oracle.analyser import ends, version_of
from tests.oracle.annotations import Cell
from tests.oracle.facts import ErrorFact
from tests.oracle.fixtures import all_cells
from tests.oracle.refusals import NONE
from tfscope.analysis.analysis import Analysis
from tfscope.analysis.environment import Environment
from tfscope.analysis.programs import Program
from tfscope.analysis.project import Project
from tfscope.analysis.settings import Settings
from tfscope.analysis.stack import with_deep_stack
from tfscope.domain.events import Refused
from tfscope.rules.core import Severity, check

#: Cells that TensorFlow ends with an error.
CELLS: Final = [
    cell
    for cell in all_cells()
    if any(isinstance(fact, ErrorFact) and not fact.caught for facts in cell.facts.values() for fact in facts)
]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_every_certain_error_is_told(cell: Cell) -> None:
    """Where TensorFlow refuses a call and nothing catches it, `check` reports an error that speaks of the call."""
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.realpath(folder)
        for path, text in cell.files.items():
            file = Path(root, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        project = Project([root], Settings(tensorflow_version=version_of(cell.files, cell.mode)))
        project.environment = Environment((), False)
        main = str(Path(root, next(iter(cell.files))))
        analysis = with_deep_stack(lambda: project.analyse_program(Program(main)))
        lines, path = final_lines(cell), analysis.path
        final = final_refusal(analysis)
        if final is not None:
            site = analysis.user_site(final)
            assert site is not None
            span = analysis.locate(site)
            lines, path = set(range(span.start_line, span.end_line + 1)), span.path
        told = with_deep_stack(lambda: check(analysis if path == main else project.analyse(path)))
        # What Python raises, in the program's own code, is for other tools to tell.
        errors = [found for found in told if found.severity is Severity.ERROR]
        spans = [span for found in errors for span in (found.span, *(related.span for related in found.related))]
        assert not lines or lines & {span.start_line for span in spans}


def final_refusal(analysis: Analysis) -> Refused | None:
    """The refusal that ends the program itself."""
    events = [(run, event) for run, event in analysis.events_of(Refused) if run.program.entry is None]
    return next((event for run, event in events if event.certain and ends(run, event)), None)


def final_lines(cell: Cell) -> set[int]:
    """The lines on which TensorFlow itself ends a cell."""
    facts = {(line, fact) for line in cell.facts for fact in cell.expected(line) if isinstance(fact, ErrorFact)}
    return {line for line, fact in facts if not fact.caught and fact.rule != NONE}
