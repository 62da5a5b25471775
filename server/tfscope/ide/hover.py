"""What a call does to variables and scopes: the names first, then shapes, who makes them and who shares them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from tfscope.analysis.analysis import Analysis, AnyVariable
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Event, Mapped, Refused, Selected, Shared
from tfscope.domain.graph import PartitionedVariable, Variable
from tfscope.domain.values import AbstractValue
from tfscope.ide.index import CallAt, CallFacts, Happening, call_at, is_request
from tfscope.ide.scopes import ScopeOpening, openings_of
from tfscope.ide.variables import creating_use, head_span, variable_of
from tfscope.ide.wording import Described, described, reuse_word, written
from tfscope.syntax.blocks import Span

#: Rows of a list before it is cut.
MAX_ROWS: Final = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One variable that a call asks for, as one of its callers makes it ask.

    `outcomes` of "created", "shared" and "refused", in order. `created_at` is another place that makes it, None
    where this call does. `shared_at` are the other places that share it. `caller` is None where the call is not in
    a function that something calls. `is_certain` is false below a condition that is not known.
    """

    variable: Described
    outcomes: tuple[str, ...]
    caller: Span | None
    created_at: Span | None
    shared_at: tuple[Span, ...]
    scope: str
    reuse: str
    is_eager: bool
    is_certain: bool
    after_error: bool


@dataclass(frozen=True, slots=True)
class VariableHover:
    """A call that asks for variables."""

    span: Span
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ScopeHover:
    """A call that opens variable scopes."""

    span: Span
    openings: tuple[ScopeOpening, ...]


@dataclass(frozen=True, slots=True)
class CallHover:
    """A call of a function that makes or shares variables; each is listed once."""

    span: Span
    created: tuple[Described, ...]
    shared: tuple[Described, ...]


@dataclass(frozen=True, slots=True)
class LookUpHover:
    """A call that looks variables up. `patterns` are the scopes that it gives, "" for none."""

    span: Span
    patterns: tuple[str, ...]
    variables: tuple[Described, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class MapHover:
    """A call that takes variables to or from a checkpoint, or one string in it.

    `rows` are the names in the checkpoint, each with its variable. `text` is the string, "" for the whole call."""

    span: Span
    api: str
    text: str
    rows: tuple[tuple[str, Described], ...]
    is_complete: bool


Hover: TypeAlias = "VariableHover | ScopeHover | CallHover | LookUpHover | MapHover"


def hover(analysis: Analysis, line: int, column: int) -> Hover | None:
    """What the call at a position does; None where it has nothing to do with variables."""
    call = call_at(analysis, line, column)
    if call is None:
        return None
    facts = call.facts
    if facts.asks_for_variables:
        return VariableHover(call.span, tuple(rows(analysis, facts)))
    if openings := openings_of(analysis, facts):
        return ScopeHover(call.span, openings)
    if found := look_up(call) or mapped(analysis, call):
        return found
    created = variables_in(facts.inner, Created)
    shared = [variable for variable in variables_in(facts.inner, Shared) if variable not in created]
    return CallHover(call.span, tuple(created), tuple(shared)) if created or shared else None


def look_up(call: CallAt) -> LookUpHover | None:
    """The variables that a call looks up, each once."""
    events = [found.event for found in call.facts.own if isinstance(found.event, Selected)]
    if not events:
        return None
    patterns = dict.fromkeys("" if event.pattern is None else written(event.pattern) for event in events)
    values = [value for event in events for value in event.variables]
    known = dict.fromkeys(described(value) for value in values if isinstance(value, (Variable, PartitionedVariable)))
    is_complete = all(isinstance(value, (Variable, PartitionedVariable)) for value in values)
    return LookUpHover(call.span, tuple(patterns), tuple(known), is_complete)


def mapped(analysis: Analysis, call: CallAt) -> MapHover | None:
    """What a call takes to or from a checkpoint, or what one string in its map stands for."""
    events = [found.event for found in call.facts.own if isinstance(found.event, Mapped)]
    if not events:
        return None
    text = string_at(analysis, call.span)
    mappings = [mapping for event in events for mapping in event.mappings]
    if text:
        mappings = [mapping for mapping in mappings if text in (mapping.key, mapping.value)]
        if not mappings:
            return None
    found = dict.fromkeys(
        (written(name), described(value))
        for mapping in mappings
        for name, value in mapping.variables
        if isinstance(value, (Variable, PartitionedVariable))
    )
    is_complete = all(event.is_complete for event in events)
    return MapHover(call.span, events[0].api, text, tuple(found), is_complete)


def string_at(analysis: Analysis, span: Span) -> str:
    """The string that stands at a place, "" where there is none."""
    text = analysis.source.line_text(span.start_line)[span.start_column : span.end_column]
    try:
        found = ast.literal_eval(text) if text[-1:] in ("'", '"') else ""
    except (SyntaxError, ValueError):
        return ""
    return found if isinstance(found, str) else ""


def rows(analysis: Analysis, facts: CallFacts) -> Iterable[Row]:
    """What a call asks for, by caller, then by name."""
    found: dict[tuple[Span | None, str, str], list[Happening]] = {}
    for happening in facts.own:
        event = happening.event
        if isinstance(event, (Created, Shared)) or is_request(event):
            caller = caller_of(analysis, happening.site)
            about = asked_for(event)
            found.setdefault((caller, about.name, about.kind), []).append(happening)
    callers = list(dict.fromkeys(caller for caller, _, _ in found))
    for key in sorted(found, key=lambda key: callers.index(key[0])):
        yield row(analysis, key[0], found[key])


def row(analysis: Analysis, caller: Span | None, happenings: list[Happening]) -> Row:
    """What is known of one name asked for by one caller."""
    first = happenings[0]
    event = first.event
    own = head_span(analysis, first.site)
    outcomes = tuple(dict.fromkeys(outcome(found.event) for found in happenings))
    created_at = None
    if "created" not in outcomes and (variable := variable_of(event)) is not None:
        created_at = creating_use(analysis, first.run, variable).span
    return Row(
        asked_for(event),
        outcomes,
        caller,
        created_at if created_at != own else None,
        tuple(other for other in sharing_places(analysis, happenings) if other != own),
        written(scope_of(event)),
        reuse_word(reuse_of(event)),
        isinstance(event, Created) and event.is_eager,
        any(found.event.certain for found in happenings),
        all(found.event.after_error for found in happenings),
    )


def asked_for(event: Event) -> Described:
    """The variable that an event is about, in words."""
    if isinstance(event, (Created, Shared)):
        return described(event.variable)
    assert isinstance(event, Refused)
    return Described(written(event.key), "", "", None, None)


def sharing_places(analysis: Analysis, happenings: list[Happening]) -> list[Span]:
    """Where the variables are shared, in any file."""
    found: dict[Span, None] = {}
    pairs: dict[int, tuple[ProgramRun, AnyVariable]] = {}
    for happening in happenings:
        variable = variable_of(happening.event)
        if variable is not None:
            pairs[id(variable)] = (happening.run, variable)
    for run, variable in pairs.values():
        for shared in analysis.sharers_of(run, variable):
            site = analysis.user_site(shared)
            if site is not None:
                found[head_span(analysis, site)] = None
    return list(found)


def caller_of(analysis: Analysis, site: Site) -> Span | None:
    """The call in the user's files that led to a site."""
    outer = next((user for user in analysis.user_sites(site) if user is not site), None)
    return None if outer is None else head_span(analysis, outer)


def variables_in(happenings: Iterable[Happening], kind: type[Created] | type[Shared]) -> list[Described]:
    """The variables of events of a kind, each once."""
    return list(dict.fromkeys(described(found.event.variable) for found in happenings if isinstance(found.event, kind)))


def outcome(event: Event) -> str:
    """What came of a request."""
    return "created" if isinstance(event, Created) else "shared" if isinstance(event, Shared) else "refused"


def scope_of(event: Event) -> AbstractValue:
    """The variable scope in force."""
    return event.scope if isinstance(event, (Created, Shared, Refused)) else ""


def reuse_of(event: Event) -> AbstractValue:
    """The reuse in force."""
    return event.reuse if isinstance(event, (Created, Shared, Refused)) else None
