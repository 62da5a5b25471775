"""A set of findings to be written, whatever the format."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from tfscope.rules.core import Diagnostic, Severity
from tfscope.syntax.blocks import Span
from tfscope.syntax.notebooks import cell_place
from tfscope.syntax.source import SourceFile


@dataclass(frozen=True, slots=True)
class Report:
    """Findings and the texts they speak of. `gaps` are what was not understood, where that was asked for."""

    diagnostics: list[Diagnostic]
    sources: Mapping[str, SourceFile]
    folder: str
    files: int = 0
    gaps: list[Diagnostic] = field(default_factory=list)

    @property
    def everything(self) -> list[Diagnostic]:
        """Findings and gaps by place."""
        return sorted([*self.diagnostics, *self.gaps], key=lambda diagnostic: diagnostic.sort_key)

    def shown_path(self, path: str) -> str:
        """A path as seen from the folder where tfscope was started; as it is where it lies elsewhere."""
        relative = os.path.relpath(path, self.folder)
        return path if relative.startswith("..") else relative

    def cell_place(self, span: Span) -> tuple[int, int] | None:
        """The cell of a notebook in which a span starts, and the line there; None where it is in no notebook."""
        return cell_place(self.sources.get(span.path), span.start_line)

    def shown_place(self, span: Span) -> str:
        """`path:line:column`, in a notebook `path:cell 2:line:column`; columns from 1."""
        cell = self.cell_place(span)
        line = str(span.start_line) if cell is None else f"cell {cell[0]}:{cell[1]}"
        return f"{self.shown_path(span.path)}:{line}:{span.start_column + 1}"


COLORS = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.INFORMATION: "bold blue",
    Severity.HINT: "bold cyan",
    Severity.OFF: "dim",
}
