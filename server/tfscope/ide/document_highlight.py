"""The other calls of this file that ask for the variable under the cursor."""

from __future__ import annotations

from dataclasses import dataclass

from tfscope.analysis.analysis import Analysis
from tfscope.ide.references import references
from tfscope.syntax.blocks import Span


@dataclass(frozen=True, slots=True)
class Highlight:
    """A place to mark; `is_write` where the variable is made."""

    span: Span
    is_write: bool


def document_highlight(analysis: Analysis, line: int, column: int) -> list[Highlight] | None:
    """The calls of the file that ask for the same variables as the call at a position."""
    found = references(analysis, line, column)
    if found is None:
        return None
    return [Highlight(use.span, use.kind == "created") for use in found if use.span.path == analysis.path]
