"""Which variable scopes are open where something happens, and which of them decides about reuse."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from tfscope.analysis.analysis import Analysis, outwards
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Entered, Event, ReuseSet
from tfscope.domain.graph import AUTO_REUSE
from tfscope.domain.values import AbstractValue
from tfscope.rules.trees import around, same_frame

Key = tuple[ast.AST, "Site | None"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What set the reuse that is in force: an opening or `reuse_variables()`; None: nothing did."""

    event: Entered | ReuseSet | None


#: What was read of runs, as long as these are kept.
_entries: WeakKeyDictionary[ProgramRun, dict[Key, list[Entered]]] = WeakKeyDictionary()
_settings: WeakKeyDictionary[ProgramRun, tuple[ReuseSet, ...]] = WeakKeyDictionary()


def entries(run: ProgramRun) -> dict[Key, list[Entered]]:
    """The openings of a run by the expression of the `with` item and the call of the frame around it."""
    known = _entries.get(run)
    if known is not None:
        return known
    found: dict[Key, list[Entered]] = {}
    for event in run.events:
        if isinstance(event, Entered):
            site = event.site
            found.setdefault((site.node, site.caller), []).append(event)
            if site.code.is_generator and site.caller is not None:
                # A manager made of a generator: its scope is open in the body of its caller's `with`.
                found.setdefault((site.caller.node, site.caller.caller), []).append(event)
    _entries[run] = found
    return found


def settings(run: ProgramRun) -> tuple[ReuseSet, ...]:
    """The calls of `reuse_variables()` of a run."""
    known = _settings.get(run)
    if known is None:
        known = _settings[run] = tuple(event for event in run.events if isinstance(event, ReuseSet))
    return known


def openings(run: ProgramRun, event: Event) -> Iterator[Entered]:
    """The scopes that `with` statements have open where an event happens, innermost first."""
    known = entries(run)
    for site in outwards(event.site):
        child: ast.AST | None = None
        for node in around(site):
            if isinstance(node, (ast.With, ast.AsyncWith)):
                items = node.items
                if child in items:
                    items = items[: items.index(child)]
                for item in reversed(items):
                    yield from latest(known.get((item.context_expr, site.caller), ()), event)
            child = node


def latest(candidates: list[Entered] | tuple[Entered, ...], event: Event) -> Iterator[Entered]:
    """The last opening before an event."""
    before = [entered for entered in candidates if entered.order < event.order]
    yield from before[-1:]


def user_openings(analysis: Analysis, run: ProgramRun, event: Event) -> Iterator[Entered]:
    """Those that the user's own files open, by calls."""
    for entered in openings(run, event):
        if isinstance(entered.site.node, ast.Call) and entered.site.path and analysis.is_user_file(entered.site.path):
            yield entered


def opening(analysis: Analysis, run: ProgramRun, event: Event) -> Entered | None:
    """The innermost of them."""
    return next(user_openings(analysis, run, event), None)


def decision(run: ProgramRun, event: Event) -> Decision:
    """What set the reuse that an event meets."""
    for entered in openings(run, event):
        own = set_on(run, entered, event)
        if own is not None:
            return Decision(own)
        if reuses(entered.own_reuse):
            return Decision(entered)
        if entered.form == "scope":
            return Decision(remembered(run, entered))
    hidden = unseen(run, event)
    if hidden is not None:
        return Decision(hidden)
    at_root = [found for found in settings(run) if found.path == "" and found.order < event.order]
    return Decision(at_root[-1] if at_root else None)


def unseen(run: ProgramRun, event: Event) -> Entered | None:
    """The last opening of the scope in force that no `with` shows, such as a template's."""
    path = getattr(event, "scope", "")
    found = [
        known
        for known in run.events
        if isinstance(known, Entered) and known.order < event.order and known.path == path and reuses(known.own_reuse)
    ]
    return found[-1] if found and path != "" else None


def set_on(run: ProgramRun, entered: Entered, event: Event) -> ReuseSet | None:
    """The `reuse_variables()` on the very object that an opening gave."""
    found = [
        known for known in settings(run) if known.scope is entered.scope and entered.order < known.order < event.order
    ]
    return found[-1] if found else None


def remembered(run: ProgramRun, entered: Entered) -> Entered | ReuseSet | None:
    """What made a scope object that is entered again reuse: the last that was set for its path before."""
    found: list[Entered | ReuseSet] = [
        known for known in settings(run) if known.path == entered.path and known.order < entered.order
    ]
    for event in run.events:
        if isinstance(event, Entered) and event.order < entered.order and reuses(event.own_reuse):
            found += [event] if event.path == entered.path else []
    return max(found, key=lambda event: event.order) if found else None


def is_open(run: ProgramRun) -> bool:
    """Whether a run is a call of a function whose callers are not known: what they did before is not known either."""
    return run.program.entry is not None and not run.program.is_named


def reuses(value: AbstractValue) -> bool:
    """Whether a reuse flag is certainly on."""
    return value is True or value == AUTO_REUSE


def is_same_opening(run: ProgramRun, one: Event, other: Event) -> bool:
    """Whether two events happen in one frame and inside one opening of one innermost scope."""
    if not same_frame(one.site, other.site):
        return False
    return next(openings(run, one), None) is next(openings(run, other), None)
