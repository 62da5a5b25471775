"""Real TensorFlow does on every line of every fixture what the comments say, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.annotations import Cell
from tests.oracle.facts import Fact
from tests.oracle.fixtures import all_cells
from tests.oracle.refusals import Unclassified
from tests.oracle.tensorflow_oracle import run_programs
from tests.oracle.traces import facts_of
from tests.oracle.updating import updated

pytestmark = pytest.mark.oracle

CELLS = all_cells()


@pytest.fixture(scope="session")
def truths(request: pytest.FixtureRequest) -> dict[str, dict[int, list[Fact]] | str]:
    """By cell, what TensorFlow did on each line, or what went wrong. `--update` writes it into the fixtures."""
    selected = {item.callspec.params["cell"].name for item in request.session.items if hasattr(item, "callspec") and "cell" in item.callspec.params}
    cells = [cell for cell in CELLS if cell.name in selected]
    records = run_programs([{"files": cell.files, "mode": cell.mode} for cell in cells])
    answers: dict[str, dict[int, list[Fact]] | str] = {}
    for cell, record in zip(cells, records):
        try:
            answers[cell.name] = record.crash or facts_of(record, cell.files)
        except Unclassified as error:
            answers[cell.name] = str(error)
    if request.config.getoption("--update"):
        update(cells, answers)
    return answers


def update(cells: list[Cell], answers: dict[str, dict[int, list[Fact]] | str]) -> None:
    """Writes the facts into the files whose cells were all run without a fault."""
    for path in {cell.path: None for cell in cells}:
        mine = [cell for cell in CELLS if cell.path == path]
        facts: dict[int, list[Fact]] = {}
        for cell in mine:
            answer = answers.get(cell.name, "not run")
            if isinstance(answer, str):
                break
            facts.update(answer)
        else:
            rewrite(path, facts)


def rewrite(path: Path, facts: dict[int, list[Fact]]) -> None:
    """Writes one file."""
    text = path.read_text(encoding="utf-8")
    path.write_text(updated(path, text, facts), encoding="utf-8")


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_tensorflow_agrees(
    cell: Cell, truths: dict[str, dict[int, list[Fact]] | str], pytestconfig: pytest.Config
) -> None:
    """TensorFlow did on each line what its comments say."""
    truth = truths[cell.name]
    assert not isinstance(truth, str), truth
    preamble = [line for line in truth if line < cell.first_line]
    assert not preamble, f"the preamble does something on line {preamble[0]}; it may only prepare"
    if pytestconfig.getoption("--update"):
        return
    assert {line: set(map(str, facts)) for line, facts in truth.items()} == {
        line: set(map(str, facts)) for line, facts in cell.facts.items()
    }
