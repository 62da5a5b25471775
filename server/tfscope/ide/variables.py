"""The variables behind a call, over all runs: who makes them, who shares them, who was refused."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tfscope.analysis.analysis import Analysis, AnyVariable
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Event, Refused, Shared
from tfscope.ide.index import CallFacts, head
from tfscope.syntax.blocks import Span


@dataclass(frozen=True, slots=True)
class Use:
    """A call that asks for a variable: `span` is what it calls, `full_span` all of it.

    `kind` is "created", "shared", "refused", or "caller" of a call that calls a function that asks.
    """

    span: Span
    full_span: Span
    kind: str


def variables_of(facts: CallFacts) -> Iterator[tuple[ProgramRun, AnyVariable]]:
    """The variables that a call itself makes, returns, or was refused because of, each once a run."""
    seen: set[int] = set()
    for happening in facts.own:
        variable = variable_of(happening.event)
        if variable is not None and id(variable) not in seen:
            seen.add(id(variable))
            yield happening.run, variable


def variable_of(event: Event) -> AnyVariable | None:
    """The variable that an event is about."""
    if isinstance(event, (Created, Shared)):
        return event.variable
    return event.existing if isinstance(event, Refused) else None


def creating_use(analysis: Analysis, run: ProgramRun, variable: AnyVariable) -> Use:
    """The call that makes a variable, in the user's own files where it can be told."""
    return use(analysis, analysis.creation_site(run, variable), "created")


def uses(analysis: Analysis, facts: CallFacts) -> list[Use]:
    """All calls, in all files, that ask for a variable that a call asks for: those that make them, then the others.

    A place is listed once; one that makes variables and shares them too counts as making.
    """
    found: dict[Span, Use] = {}
    wanted = list(variables_of(facts))
    for run, variable in wanted:
        made = creating_use(analysis, run, variable)
        found.setdefault(made.span, made)
    for run, variable in wanted:
        for shared in analysis.sharers_of(run, variable):
            add(found, analysis, shared, "shared")
    for run in dict.fromkeys(run for run, _ in wanted):
        mine = {id(variable) for other, variable in wanted if other is run}
        for event in run.events:
            if isinstance(event, Refused) and event.existing is not None and id(event.existing) in mine:
                add(found, analysis, event, "refused")
    return list(found.values())


def add(found: dict[Span, Use], analysis: Analysis, event: Event, kind: str) -> None:
    """Adds the place of an event."""
    site = analysis.user_site(event)
    if site is not None:
        place = use(analysis, site, kind)
        found.setdefault(place.span, place)


def use(analysis: Analysis, site: Site, kind: str) -> Use:
    """The call at a site."""
    return Use(head_span(analysis, site), analysis.locate(site), kind)


def head_span(analysis: Analysis, site: Site) -> Span:
    """Where the call at a site says what it calls, by its last name."""
    whole = analysis.callee_span(site)
    parsed = analysis.files.get(site.path)
    if not isinstance(site.node, ast.Call) or parsed is None or not parsed.contains(site.code.block):
        return whole
    line, column, end_line, end_column = head(site.node)
    first = parsed.line_of(site.code.block) - 1
    from_utf8 = parsed.source.column_from_utf8
    return Span(
        site.path,
        line + first,
        from_utf8(line + first, column),
        end_line + first,
        from_utf8(end_line + first, end_column),
    )
