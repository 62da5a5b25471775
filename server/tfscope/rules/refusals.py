"""Refusals that deserve a diagnostic: one for each place in the user's files, with the severity it has.

TensorFlow stops at the first error. What it would refuse next, were that one mended, is worth knowing too, but it is
no more than a warning. A refusal of the same kind in the same opening of a scope, in the same call of a function, or
for the same reuse flag is a consequence, and is not told. A refusal that the program catches is a hint; one that is
not certain is nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Reason, Refused
from tfscope.domain.graph import PartitionedVariable, Variable
from tfscope.domain.heap import ABSENT
from tfscope.domain.values import AbstractValue, Text, Unknown
from tfscope.rules.core import NO_FIXES, Diagnostic, Fixes, Related, Severity
from tfscope.rules.openings import decision, opening
from tfscope.rules.places import calls_of, line_of, request_span
from tfscope.rules.trees import is_module
from tfscope.syntax.blocks import Block, Span

#: How many further contexts of one refusal are told.
MOST_CONTEXTS: Final = 4
SEVERITY_ORDER: Final = (Severity.ERROR, Severity.WARNING, Severity.INFORMATION, Severity.HINT)

Accept = Callable[[Analysis, ProgramRun, Refused], bool]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused call of the user's files: the event that is told, and the others of the same call."""

    run: ProgramRun
    event: Refused
    site: Site
    severity: Severity
    others: tuple[tuple[ProgramRun, Refused], ...]
    first: Refused | None

    @property
    def call(self) -> ast.AST:
        """The node that was refused."""
        return self.site.node

    @property
    def key(self) -> str:
        """The name of the variable that was asked for, with holes."""
        return shown(self.event.key)


def everything(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Accepts all."""
    return True


def refusals(analysis: Analysis, *reasons: Reason, accept: Accept = everything) -> Iterator[Refusal]:
    """The refusals for some reasons that the user is told, one for each place."""
    groups: dict[tuple[Block, ast.AST], list[tuple[ProgramRun, Refused, Site, Severity]]] = {}
    for run, event in analysis.own_events_of(Refused):
        if event.reason not in reasons or not event.certain:
            continue
        site = analysis.user_site(event)
        severity = severity_of(analysis, run, event)
        if site is not None and severity is not None and accept(analysis, run, event):
            groups.setdefault((site.code.block, site.node), []).append((run, event, site, severity))
    for group in groups.values():
        run, event, site, severity = min(group, key=lambda found: SEVERITY_ORDER.index(found[3]))
        others = tuple((found[0], found[1]) for found in group if found[1] is not event)
        yield Refusal(run, event, site, severity, others, first_error(run) if event.after_error else None)


def severity_of(analysis: Analysis, run: ProgramRun, event: Refused) -> Severity | None:
    """How much a certain refusal matters, None where it is not told."""
    if event.caught:
        return None if event.after_error else Severity.HINT
    if not event.after_error:
        return Severity.ERROR
    first = first_error(run)
    if event.reason is Reason.REMOVED and first is not None:
        # A name that does not exist fails wherever it stands, whatever came before.
        return Severity.ERROR
    if first is None:
        # What ended the program was no refusal: what follows may never run.
        return None
    return None if is_consequence(analysis, run, first, event) else Severity.WARNING


def first_error(run: ProgramRun) -> Refused | None:
    """The refusal that ends a program."""
    record = run.exception
    if record is None:
        return None
    for event in run.events:
        if isinstance(event, Refused) and event.certain and not event.caught and not event.after_error:
            return event
    return None


def is_consequence(analysis: Analysis, run: ProgramRun, first: Refused, later: Refused) -> bool:
    """Whether mending the first of two refusals mends the later one too: it is of the same call, or of the same
    kind in the same scope."""
    one, other = analysis.user_site(first), analysis.user_site(later)
    if one is None or other is None or (one.node is other.node and first.reason is later.reason):
        return True
    if one.node is other.node and one.caller is other.caller:
        return True
    if any(other.node is site.node and other.caller is site.caller for site in analysis.user_sites(first)):
        return True
    if first.reason is later.reason is Reason.NAME_INVALID and wrong_name(first) in wrong_name(later):
        return True
    if later.existing is not None and is_of_refused(run, later.existing):
        return True
    if first.reason is not later.reason or first.reason not in (Reason.EXISTS, Reason.MISSING):
        return False
    if first.reason is Reason.MISSING:
        decided = decision(run, first).event
        if decided is not None and decided is decision(run, later).event:
            return True
    if one.caller is other.caller and one.code is other.code and not is_module(one):
        return True
    inner, outer = opening(analysis, run, first), opening(analysis, run, later)
    return inner is not None and outer is not None and inner.site.node is outer.site.node


def wrong_name(event: Refused) -> str:
    """The name that a refusal quotes."""
    return shown(event.message).partition("' is not")[0].strip("'")


def is_of_refused(run: ProgramRun, variable: Variable | PartitionedVariable) -> bool:
    """Whether a variable is what a refused request would have made."""
    created = run.creations.get(id(variable))
    return created is not None and any(
        isinstance(event, Refused) and event.site is created.site and event.certain for event in run.events
    )


def diagnose(
    analysis: Analysis,
    refusal: Refusal,
    rule: tuple[str, str],
    message: str,
    parameter: str | None = None,
    related: tuple[Related, ...] = (),
    fixes: Fixes = NO_FIXES,
    span: Span | None = None,
) -> Diagnostic:
    """The diagnostic of a refusal, at the argument that is wrong."""
    event = refusal.event
    if span is None:
        span = request_span(analysis, refusal.site, event.parameter if parameter is None else parameter)
    if refusal.severity is Severity.HINT:
        message += "; the program catches this error"
    elif refusal.severity is not Severity.ERROR and refusal.first is not None:
        place = analysis.user_site(refusal.first)
        where = "" if place is None else line_of(analysis, analysis.locate(place), span)
        message += f" (after the error{where})"
    code, name = rule
    return Diagnostic(
        code,
        name,
        refusal.severity,
        span,
        message,
        (*related, *calls_of(analysis, event), *contexts(analysis, refusal)),
        fixes if refusal.severity is not Severity.HINT else NO_FIXES,
        callers=analysis.caller_spans(event),
    )


def contexts(analysis: Analysis, refusal: Refusal) -> Iterator[Related]:
    """The other calls that made TensorFlow refuse at the same place."""
    told = {(refusal.key, analysis.caller_spans(refusal.event))}
    for _, event in refusal.others:
        callers = analysis.caller_spans(event)
        if (shown(event.key), callers) in told or len(told) > MOST_CONTEXTS:
            continue
        told.add((shown(event.key), callers))
        if callers and callers != analysis.caller_spans(refusal.event):
            yield Related(callers[-1], f"`{shown(event.key)}` is refused too, called from here" if has_key(event) else
                          "refused too, called from here")  # fmt: skip


def scope_words(path: AbstractValue) -> str:
    """A scope by its path, in words."""
    return "the root scope" if path == "" else f"scope `{shown(path)}`"


def has_key(event: Refused) -> bool:
    """Whether a refusal is one of a request for a variable."""
    return event.key is not ABSENT and event.key is not None


def shown(value: AbstractValue) -> str:
    """A name as messages write it, with a hole in braces for what is not known."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (Text, Unknown)) else "" if value is ABSENT else repr(value)


def headline(event: Refused) -> str:
    """TensorFlow's own first words, without their full stop, and without the question that may follow."""
    first = shown(event.message).partition("\n")[0].replace(".  ", ". ")
    for stop in (" Did you mean", ". Originally", " Originally", " for '{{node"):
        first = first.partition(stop)[0]
    return first.strip().rstrip(".")
