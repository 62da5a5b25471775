"""The full name behind each call that makes or shares a variable."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tfscope.analysis.analysis import Analysis
from tfscope.ide.index import CallFacts, calls_of
from tfscope.ide.wording import described


@dataclass(frozen=True, slots=True)
class InlayHint:
    """A text after a call: line 1-based, column 0-based. `names` are all that it stands for."""

    line: int
    column: int
    text: str
    names: tuple[str, ...]


def inlay_hints(analysis: Analysis, first_line: int, last_line: int) -> list[InlayHint]:
    """The names behind the calls that end on some lines of the file."""
    hints = []
    parsed = analysis.parsed
    for facts in (facts for found in calls_of(analysis).values() for facts in found.values()):
        if parsed is None or not isinstance(facts.node, ast.Call) or not parsed.contains(facts.block):
            continue
        names = names_of(facts)
        if names:
            span = parsed.span(facts.block, facts.node)
            if first_line <= span.end_line <= last_line:
                more = f" +{len(names) - 1}" if len(names) > 1 else ""
                hints.append(InlayHint(span.end_line, span.end_column, f"{names[0]}{more}", names))
    return sorted(hints, key=lambda hint: (hint.line, hint.column))


def names_of(facts: CallFacts) -> tuple[str, ...]:
    """The full names of the variables that a call makes or returns."""
    return tuple(dict.fromkeys(described(event.variable).name for event in facts.returned()))
