"""The variable scopes that a call opens: their paths, whether they reuse and who says so, what is made under them."""

from __future__ import annotations

from dataclasses import dataclass

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Created, Entered, ReuseSet
from tfscope.domain.names import join_path, starts_with
from tfscope.domain.values import AbstractValue, Name, Unknown
from tfscope.ide.index import CallFacts
from tfscope.ide.variables import head_span
from tfscope.ide.wording import Described, described, reuse_word, written
from tfscope.syntax.blocks import Span


@dataclass(frozen=True, slots=True)
class ReuseOrigin:
    """Who decided a scope's reuse. `kind` is "given" (by this call), "default" (by nobody), "inherited" (by the
    call at `span`, which opened `scope`), "set" (by `reuse_variables()` at `span`) or "object" (by the
    scope object)."""

    kind: str
    scope: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ScopeOpening:
    """A path that a call opens, and the variables of the run whose names are under it."""

    path: str
    reuse: str
    origin: ReuseOrigin
    caller: Span | None
    variables: tuple[Described, ...]


def openings_of(analysis: Analysis, facts: CallFacts) -> tuple[ScopeOpening, ...]:
    """The scopes that a call opens, each path and caller once."""
    found: dict[tuple[str, str, Span | None], ScopeOpening] = {}
    for happening, entered in facts.openings():
        outer = next((user for user in analysis.user_sites(happening.site) if user is not happening.site), None)
        caller = None if outer is None else head_span(analysis, outer)
        key = (written(entered.path), reuse_word(entered.reuse), caller)
        if key not in found:
            origin = reuse_origin(analysis, happening.run, entered)
            found[key] = ScopeOpening(*key[:2], origin, caller, variables_under(happening.run, entered))
    return tuple(found.values())


def variables_under(run: ProgramRun, entered: Entered) -> tuple[Described, ...]:
    """The variables of a run whose names start with the path of a scope."""
    prefix = join_path(entered.path, "")
    if prefix == "":
        return ()
    made = (event.variable for event in run.events if isinstance(event, Created))
    return tuple(dict.fromkeys(described(variable) for variable in made if starts_with(name_of(variable), prefix)))


def reuse_origin(analysis: Analysis, run: ProgramRun, entered: Entered) -> ReuseOrigin:
    """Who decided the reuse of a scope that a call opened."""
    if is_given(entered.own_reuse):
        return ReuseOrigin("given")
    if not is_given(entered.reuse):
        return ReuseOrigin("default")
    if entered.form == "scope":
        return ReuseOrigin("object")
    path: Name = entered.outer_path
    for event in reversed(run.events):
        if event.order >= entered.order:
            continue
        if isinstance(event, ReuseSet) and event.path == path:
            return ReuseOrigin("set", written(path), place_of(analysis, event))
        if isinstance(event, Entered) and event.path == path and event.graph is entered.graph:
            if is_given(event.own_reuse) or event.form == "scope":
                return ReuseOrigin("inherited", written(path), place_of(analysis, event))
            path = event.outer_path
    return ReuseOrigin("inherited", written(entered.outer_path))


def is_given(reuse: AbstractValue) -> bool:
    """Whether a reuse argument decides: None and False leave it to the outer scope."""
    return isinstance(reuse, Unknown) or bool(reuse)


def place_of(analysis: Analysis, event: Entered | ReuseSet) -> Span | None:
    """Where the user's own files made an event happen."""
    site = analysis.user_site(event)
    return None if site is None else head_span(analysis, site)
