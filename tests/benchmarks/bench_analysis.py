"""How long the parts of an answer take. Not collected by default: `make micro` runs it and compares with what is
stored in `tests/benchmarks/stored`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.programs import called, chain, layers, loop, network
from tfscope.analysis.project import Project
from tfscope.ide.document_symbols import document_symbols
from tfscope.ide.hover import hover
from tfscope.ide.inlay_hints import inlay_hints
from tfscope.rules.core import check
from tfscope.syntax.parse import parse
from tfscope.syntax.source import SourceFile

#: Some 2,000 and some 10,000 lines.
MEDIUM, LARGE = 150, 750


def versions(text: str, line: str) -> Iterator[str]:
    """The text as a number is typed behind a line."""
    for number in itertools.count():
        yield text.replace(line, f"{line}\n    typed = {number}", 1)


def editing(
    folder: Path, text: str, edited: Iterator[str], look: Callable[[Project, str], object]
) -> Callable[[], object]:
    """What makes the next version of a file known, and looks at it."""
    path = str(folder / "model.py")
    project = Project([str(folder)])
    project.set_text(path, text)
    look(project, path)

    def edit() -> object:
        project.set_text(path, next(edited))
        return look(project, path)

    edit()
    return edit


def first(folder: Path, text: str) -> object:
    """The diagnostics of a file that was never seen."""
    path = str(folder / "model.py")
    project = Project([str(folder)])
    project.set_text(path, text)
    return check(project.analyse(path))


def diagnose(project: Project, path: str) -> object:
    """What an editor is told after each edit."""
    return check(project.analyse(path))


@pytest.mark.parametrize("count", [MEDIUM, LARGE])
def test_split_and_parse(benchmark: BenchmarkFixture, count: int) -> None:
    source = SourceFile("model.py", layers(count))
    benchmark(parse, source)


@pytest.mark.parametrize("count", [MEDIUM, LARGE])
def test_split_and_parse_after_an_edit(benchmark: BenchmarkFixture, count: int) -> None:
    text = layers(count)
    old = parse(SourceFile("model.py", text))
    edited = versions(text, '    """One layer of 70."""')
    benchmark(lambda: parse(SourceFile("model.py", next(edited)), old))


@pytest.mark.parametrize("program", [layers(MEDIUM), network(MEDIUM)], ids=["functions", "network"])
def test_first_diagnostics(benchmark: BenchmarkFixture, tmp_path: Path, program: str) -> None:
    benchmark.pedantic(lambda: first(tmp_path, program), rounds=5, warmup_rounds=1)


@pytest.mark.parametrize(
    "program",
    [layers(MEDIUM), layers(LARGE), network(MEDIUM)],
    ids=["functions", "many functions", "network"],
)
def test_edit_of_a_function(benchmark: BenchmarkFixture, tmp_path: Path, program: str) -> None:
    edited = versions(program, '    """One layer of 70."""')
    benchmark(editing(tmp_path, program, edited, diagnose))


def test_edit_of_a_comment(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    program = network(MEDIUM)
    edited = (program.replace("def layer_70", f"# {number}\ndef layer_70") for number in itertools.count())
    benchmark(editing(tmp_path, program, edited, diagnose))


@pytest.mark.parametrize(
    "program", [called(200), loop(1000), chain(60)], ids=["200 calls", "1,000 turns", "60 calls deep"]
)
def test_edit_of_what_runs_often(benchmark: BenchmarkFixture, tmp_path: Path, program: str) -> None:
    edited = (program.replace("[2]", f"[{number}]", 1) for number in itertools.count(3))
    benchmark.pedantic(editing(tmp_path, program, edited, diagnose), rounds=10, warmup_rounds=1)


def test_document_symbols_after_an_edit(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    program = layers(MEDIUM)
    edited = versions(program, '    """One layer of 70."""')
    benchmark(editing(tmp_path, program, edited, lambda project, path: document_symbols(project.analyse(path))))


def test_inlay_hints_after_an_edit(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    program = layers(MEDIUM)
    edited = versions(program, '    """One layer of 70."""')
    benchmark(editing(tmp_path, program, edited, lambda project, path: inlay_hints(project.analyse(path))))


def test_hover(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    path = str(tmp_path / "model.py")
    project = Project([str(tmp_path)])
    project.set_text(path, network(MEDIUM))
    analysis = project.analyse(path)
    assert benchmark(hover, analysis, 9, 25) is not None
