"""Where diagnostics point, and how they speak of other places."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, AnyVariable
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Entered, Event, ReuseSet
from tfscope.rules.core import Related
from tfscope.rules.openings import Decision
from tfscope.rules.trees import parameter_of
from tfscope.syntax.blocks import Span
from tfscope.syntax.notebooks import cell_place

#: How many calls of the way to a place are told.
MOST_CALLS: Final = 5
#: Other names under which an API takes what a request for a variable takes.
ALIASES: Final = {
    "name": ("name", "name_or_scope", "default_name", "scope", "name_"),
    "initializer": ("initializer", "initial_value"),
    "initial_value": ("initial_value", "initializer"),
    "name_or_scope": ("name_or_scope", "scope"),
}


def request_span(analysis: Analysis, site: Site, parameter: str) -> Span:
    """Where the call at a site gives a parameter, else what it calls."""
    for name in ALIASES.get(parameter, (parameter,)):
        value = parameter_of(site.node, name) if name else None
        if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            return analysis.span(site, value)
    return analysis.callee_span(site)


def line_of(analysis: Analysis, span: Span, seen_from: Span) -> str:
    """` on line 4`, with the file where it is another one; in a notebook ` on line 4 of cell 2`."""
    file = "" if span.path == seen_from.path else f" of {os.path.basename(span.path)}"
    parsed = analysis.files.get(span.path)
    cell = None if parsed is None else cell_place(parsed.source, span.start_line)
    if cell is None:
        return f" on line {span.start_line}{file}"
    return f" on line {cell[1]} of cell {cell[0]}{file}"


def calls_of(analysis: Analysis, event: Event) -> Iterator[Related]:
    """The calls through which an event came, innermost first."""
    for span in analysis.caller_spans(event)[:MOST_CALLS]:
        yield Related(span, "called from here")


def created_here(analysis: Analysis, run: ProgramRun, variable: AnyVariable | None) -> Iterator[Related]:
    """Where a variable was made, and the outermost call that made it."""
    if variable is None:
        return
    site = analysis.creation_site(run, variable)
    if site.path:
        yield Related(request_span(analysis, site, "name"), "created here")
    created = analysis.creation_of(run, variable)
    callers = analysis.caller_spans(created) if created is not None else ()
    if callers:
        yield Related(callers[-1], "created by this call")


def created_on(analysis: Analysis, run: ProgramRun, variable: AnyVariable | None, seen_from: Span) -> str:
    """` on line 4`, where a variable was made."""
    if variable is None:
        return ""
    return line_of(analysis, analysis.locate(analysis.creation_site(run, variable)), seen_from)


def decided_here(analysis: Analysis, decision: Decision) -> Iterator[Related]:
    """What set the reuse in force."""
    event = decision.event
    site = None if event is None else analysis.user_site(event)
    if site is None:
        return
    if isinstance(event, ReuseSet):
        yield Related(analysis.locate(site), "reuse set here")
        for span in analysis.caller_spans(event)[-1:]:
            yield Related(span, "reuse set by this call")
    else:
        yield Related(request_span(analysis, site, "reuse"), "reuse set here")


def scope_here(analysis: Analysis, entered: Entered | None) -> Iterator[Related]:
    """The scope whose reuse counts."""
    site = None if entered is None else analysis.user_site(entered)
    if site is not None:
        yield Related(request_span(analysis, site, "name_or_scope"), "the scope is opened here")
