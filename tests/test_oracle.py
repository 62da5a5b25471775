"""Real TensorFlow does on every line of every fixture what the comments say, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.analyser import analyse
from tests.oracle.annotations import Cell
from tests.oracle.facts import ErrorFact, Fact
from tests.oracle.fixtures import all_cells
from tests.oracle.refusals import Unclassified
from tests.oracle.tensorflow_oracle import run_programs
from tests.oracle.traces import facts_of
from tests.oracle.updating import updated

pytestmark = pytest.mark.oracle

CELLS = all_cells()


@pytest.fixture(scope="session")
def truths(request: pytest.FixtureRequest) -> dict[str, dict[int, list[Fact]] | str]:
    """By cell, what TensorFlow did on each line, or what went wrong. With `--update`, it is written."""
    specs = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    selected = {params["cell"].name for params in specs if "cell" in params}
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


EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
#: The examples that TensorFlow refuses, on purpose: the rule that says why.
BROKEN = {"gan/train_broken.py": "variable-already-exists"}
PROGRAMS = sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.glob("*/train*.py"))


def files_of_example(program: str) -> dict[str, str]:
    """The texts of an example's folder, the program first."""
    path = EXAMPLES / program
    others = sorted(other for other in path.parent.glob("*.py") if other != path)
    return {file.name: file.read_text(encoding="utf-8") for file in [path, *others]}


@pytest.fixture(scope="session")
def example_truths() -> dict[str, dict[int, list[Fact]]]:
    """What TensorFlow does with each example, by line; the lines of its files are thrown together."""
    files = [files_of_example(program) for program in PROGRAMS]
    records = run_programs([{"files": texts} for texts in files])
    return {name: facts_of(record, texts) for name, record, texts in zip(PROGRAMS, records, files)}


@pytest.mark.parametrize("program", PROGRAMS)
def test_examples_run(program: str, example_truths: dict[str, dict[int, list[Fact]]]) -> None:
    """TensorFlow takes the examples, and refuses the broken one for the reason that it shows."""
    errors = [fact for facts in example_truths[program].values() for fact in facts if isinstance(fact, ErrorFact)]
    assert {fact.rule for fact in errors} == ({BROKEN[program]} if program in BROKEN else set())


@pytest.mark.parametrize("program", PROGRAMS)
def test_analyser_agrees_on_examples(program: str, example_truths: dict[str, dict[int, list[Fact]]]) -> None:
    """The analyser says of a whole program what TensorFlow does with it."""
    answers = {line: set(map(str, facts)) for line, facts in analyse(files_of_example(program)).items()}
    assert answers == {line: set(map(str, facts)) for line, facts in example_truths[program].items()}
