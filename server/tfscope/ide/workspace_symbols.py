"""Variables by their full names, wherever they are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.domain.events import Created
from tfscope.ide.variables import head_span
from tfscope.ide.wording import described, written
from tfscope.syntax.blocks import Span

#: An editor asks again with every letter; nobody reads more.
MAX_SYMBOLS: Final = 256


@dataclass(frozen=True, slots=True)
class VariableSymbol:
    """A variable: its full name, its dtype and shape, and the call that makes it."""

    name: str
    detail: str
    program: str
    span: Span


def workspace_symbols(analyses: Iterable[Analysis], query: str) -> list[VariableSymbol]:
    """The variables of all runs of some analyses whose names hold the letters of a query in their order, the
    closest first."""
    found: dict[tuple[str, Span], VariableSymbol] = {}
    runs = {}
    for analysis in analyses:
        runs.update({run: analysis for run in analysis.runs if run not in runs})
    for run, analysis in runs.items():
        for event in run.events:
            if isinstance(event, Created) and matches(name := written(name_of(event.variable)), query):
                site = analysis.user_site(event)
                if site is not None:
                    symbol = VariableSymbol(
                        name, described(event.variable).kind, run.program.path, head_span(analysis, site)
                    )
                    found.setdefault((symbol.name, symbol.span), symbol)
    ranked = sorted(found.values(), key=lambda symbol: (rank(symbol.name, query), symbol.name, symbol.span))
    return ranked[:MAX_SYMBOLS]


def matches(name: str, query: str) -> bool:
    """Whether a name holds the letters of a query in their order, whatever their case."""
    letters = iter(name.lower())
    return all(letter in letters for letter in query.lower() if not letter.isspace())


def rank(name: str, query: str) -> tuple[int, int]:
    """How far a name is from a query: those that hold it whole come first, the shorter before the longer."""
    return (0 if query.lower() in name.lower() else 1), len(name)
