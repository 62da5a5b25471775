"""All calls that ask for the variable of a call, in all files."""

from __future__ import annotations

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Entered
from tfscope.ide.index import CallFacts, call_at
from tfscope.ide.variables import Use, use, uses, variable_of
from tfscope.syntax.blocks import Span


def references(analysis: Analysis, line: int, column: int, include_declaration: bool = True) -> list[Use] | None:
    """The calls that ask for the same variables as the call at a position; for a scope, those that open its path."""
    call = call_at(analysis, line, column)
    if call is None or not call.facts.own:
        return None
    if not call.facts.asks_for_variables:
        return openings(analysis, call.facts)
    found = [found for found in uses(analysis, call.facts) if include_declaration or found.kind != "created"]
    return [*found, *callers(analysis, call.facts)]


def callers(analysis: Analysis, facts: CallFacts) -> list[Use]:
    """The calls that make a helper ask for its variables, where it is called from several places."""
    found: dict[Span, Use] = {}
    for happening in facts.own:
        if variable_of(happening.event) is not None:
            sites = analysis.user_sites(happening.site)
            caller = next((site for site in sites if site is not happening.site), None)
            if caller is not None:
                called = use(analysis, caller, "caller")
                found.setdefault(called.span, called)
    return list(found.values()) if len(found) > 1 else []


def openings(analysis: Analysis, facts: CallFacts) -> list[Use] | None:
    """The calls that open the scopes that a call opens."""
    found: dict[Span, Use] = {}
    for run in dict.fromkeys(happening.run for happening, _ in facts.openings()):
        paths = {entered.path for happening, entered in facts.openings() if happening.run is run}
        for event in run.events:
            if isinstance(event, Entered) and event.path in paths:
                site = analysis.user_site(event)
                if site is not None:
                    opened = use(analysis, site, "shared")
                    found.setdefault(opened.span, opened)
    return list(found.values()) or None
