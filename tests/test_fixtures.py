"""The analyser says on every line of every fixture what the comments say, and nothing else."""

from __future__ import annotations

import pytest

from tests.oracle.analyser import analyse
from tests.oracle.annotations import Cell
from tests.oracle.facts import ErrorFact, covers
from tests.oracle.fixtures import all_cells

CELLS = all_cells()


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_analyser_agrees(cell: Cell) -> None:
    """The analyser's answer is TensorFlow's truth, or what `infers` has in its place."""
    answers = {line: set(map(str, facts)) for line, facts in analyse(cell.files, cell.mode).items()}
    lines = sorted({*answers, *cell.facts, *cell.inferred})
    expected = {line: set(map(str, cell.expected(line))) for line in lines}
    assert answers == {line: facts for line, facts in expected.items() if facts}


def test_inferred_covers_the_truth() -> None:
    """Where the analyser knows less than TensorFlow did, what it says admits what TensorFlow did."""
    for cell in CELLS:
        for line, inferred in cell.inferred.items():
            for truth in cell.facts.get(line, ()):
                admitted = any(covers(answer, truth) for answer in inferred)
                assert admitted or isinstance(truth, ErrorFact), f"{cell.path}:{line}: nothing covers `{truth}`"
