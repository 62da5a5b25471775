"""Programs whose comments point at places: a row of carets underlines the row above, what follows is the answer.

    w = tf.get_variable("w", [2, 3])
    #      ^^^^^^^^^^^^ what the feature says there
    #      / its next line

The text stays a program that runs. Every position under the carets must answer alike, and with this span.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.project import Project
from tfscope.syntax.blocks import Span

HEAD = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
_CARETS = re.compile(r"\s*#\s*(?P<carets>\^+)(?P<text>.*)")
_MORE = re.compile(r"\s*#\s*(?P<text>/ .*)")

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Mark:
    """A row of carets: what it underlines, and what is expected there."""

    span: Span
    text: str


def analyse(root: Path, text: str, others: Mapping[str, str] | None = None, head: str = HEAD) -> Analysis:
    """What is known of `program.py`, which has the usual imports above its text; others stand as they are."""
    for name, other in (others or {}).items():
        (root / name).write_text(textwrap.dedent(other).lstrip("\n"), encoding="utf-8", newline="")
    path = root / "program.py"
    path.write_text(head + textwrap.dedent(text).lstrip("\n"), encoding="utf-8", newline="")
    return Project([str(root)]).analyse(str(path))


def marks(analysis: Analysis) -> Iterator[Mark]:
    """The marks of a file, in order."""
    code_line = 0
    for number in range(1, len(analysis.source.line_starts) + 1):
        row = analysis.source.line_text(number)
        found = _CARETS.fullmatch(row)
        if found is None:
            code_line = number if row.strip() and not row.strip().startswith("#") else code_line
            continue
        start, end = found.span("carets")
        text = found["text"].strip()
        while more := _MORE.fullmatch(analysis.source.line_text(number := number + 1)):
            text += f" {more['text'].strip()}"
        yield Mark(Span(analysis.path, code_line, start, code_line, end), text)


def check(
    analysis: Analysis,
    feature: Callable[[Analysis, int, int], Answer | None],
    written: Callable[[Answer], str],
    span_of: Callable[[Answer], Span] | None = None,
) -> None:
    """Compares what a feature says under all carets with their comments."""
    found = list(marks(analysis))
    assert found, "the program marks no place"
    for mark in found:
        for column in range(mark.span.start_column, mark.span.end_column + 1):
            answer = feature(analysis, mark.span.start_line, column)
            said = "nothing" if answer is None else written(answer)
            assert said == mark.text, f"line {mark.span.start_line}, column {column}"
            if answer is not None and span_of is not None:
                assert span_of(answer) == mark.span


def silent(analysis: Analysis, feature: Callable[[Analysis, int, int], object | None]) -> None:
    """Checks that a feature says nothing at any place that is not marked."""
    marked = {mark.span for mark in marks(analysis)}
    for line in range(1, len(analysis.source.line_starts) + 1):
        for column in range(len(analysis.source.line_text(line)) + 1):
            if not any(span.start_line == line and span.start_column <= column <= span.end_column for span in marked):
                assert feature(analysis, line, column) is None, f"line {line}, column {column}"


def place(span: Span) -> str:
    """A place as comments name it."""
    return f"{Path(span.path).name}:{span.start_line}"
