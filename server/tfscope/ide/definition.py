"""Where a variable is made: a call that shares it leads to the call that creates it, in whichever file that is."""

from __future__ import annotations

from dataclasses import dataclass

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Entered
from tfscope.ide.index import CallFacts, call_at
from tfscope.ide.variables import Use, creating_use, use, variables_of
from tfscope.syntax.blocks import Span


@dataclass(frozen=True, slots=True)
class Definition:
    """`origin` is what was asked about, `targets` the calls that make it."""

    origin: Span
    targets: tuple[Use, ...]


def definition(analysis: Analysis, line: int, column: int) -> Definition | None:
    """The calls that create the variables of the call at a position; for a scope, where its path is first opened."""
    call = call_at(analysis, line, column)
    if call is None:
        return None
    found: dict[Span, Use] = {}
    for run, variable in variables_of(call.facts):
        made = creating_use(analysis, run, variable)
        found.setdefault(made.span, made)
    if not call.facts.asks_for_variables:
        found = first_openings(analysis, call.facts)
    return Definition(call.span, tuple(found.values())) if found else None


def first_openings(analysis: Analysis, facts: CallFacts) -> dict[Span, Use]:
    """Where each run first opens the scopes that a call opens."""
    found: dict[Span, Use] = {}
    for run in dict.fromkeys(happening.run for happening, _ in facts.openings()):
        wanted = {(event.graph, event.path) for happening, event in facts.openings() if happening.run is run}
        for event in run.events:
            if isinstance(event, Entered) and (event.graph, event.path) in wanted:
                wanted.discard((event.graph, event.path))
                site = analysis.user_site(event)
                if site is not None:
                    opened = use(analysis, site, "created")
                    found.setdefault(opened.span, opened)
    return found
