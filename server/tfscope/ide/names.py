"""The full names that a position is about, without what else a hover tells of them."""

from __future__ import annotations

from collections.abc import Iterator

from tfscope.analysis.analysis import Analysis
from tfscope.ide.hover import CallHover, Hover, LookUpHover, ScopeHover, VariableHover, hover


def names_at(analysis: Analysis, line: int, column: int) -> list[str]:
    """The variables that a call asks for, the paths that it opens, or what functions that it calls ask for."""
    found = hover(analysis, line, column)
    return [] if found is None else list(dict.fromkeys(names_of(found)))


def names_of(found: Hover) -> Iterator[str]:
    """The names in a hover, in its order."""
    match found:
        case VariableHover():
            yield from (row.variable.name for row in found.rows)
        case ScopeHover():
            yield from (opening.path for opening in found.openings if opening.path)
        case CallHover():
            yield from (variable.name for variable in (*found.created, *found.shared))
        case LookUpHover():
            yield from (variable.name for variable in found.variables)
