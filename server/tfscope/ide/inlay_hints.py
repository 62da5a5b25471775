"""Words behind calls: the full name of a variable, whether it is new or shared, and the reuse of a scope."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Created, Entered
from tfscope.domain.graph import AUTO_REUSE
from tfscope.ide.hover import Hover, ScopeHover, VariableHover, rows
from tfscope.ide.index import CallFacts, calls_of
from tfscope.ide.scopes import openings_of
from tfscope.ide.variables import creating_use, variables_of
from tfscope.ide.wording import described
from tfscope.syntax.blocks import Span

#: What hints tell, each to be switched on or off: full names, new or shared, the reuse of scopes.
KINDS: Final = ("names", "state", "reuse")


@dataclass(frozen=True, slots=True)
class InlayHint:
    """A text after a call: line 1-based, column 0-based. `names` are all that it stands for; `facts` are the call's."""

    line: int
    column: int
    kind: str
    text: str
    names: tuple[str, ...]
    facts: CallFacts = field(compare=False)


@dataclass(frozen=True, slots=True)
class HintDetails:
    """What a hint leads to: the call that makes the variable, or that decides the reuse; and what there is to say."""

    target: Span | None
    hover: Hover


_known: WeakKeyDictionary[Analysis, list[InlayHint]] = WeakKeyDictionary()


def inlay_hints(analysis: Analysis) -> list[InlayHint]:
    """The hints of a file, in order; those of one call stand together. May be asked on any thread."""
    found = _known.get(analysis)
    if found is None:
        found = _known[analysis] = hints_of(analysis)
    return found


def details(analysis: Analysis, hint: InlayHint) -> HintDetails:
    """What there is to know of one hint, which takes longer than the hint."""
    facts = hint.facts
    span = Span(analysis.path, hint.line, hint.column, hint.line, hint.column)
    if hint.kind == "reuse":
        openings = openings_of(analysis, facts)
        return HintDetails(openings[0].origin.span if openings else None, ScopeHover(span, openings))
    pairs = list(variables_of(facts))
    target = creating_use(analysis, *pairs[0]).span if pairs else None
    return HintDetails(target, VariableHover(span, tuple(rows(analysis, facts))))


def hints_of(analysis: Analysis) -> list[InlayHint]:
    """Finds the hints."""
    hints = []
    parsed = analysis.parsed
    for facts in (facts for found in calls_of(analysis).values() for facts in found.values()):
        if parsed is None or not isinstance(facts.node, ast.Call) or not parsed.contains(facts.block):
            continue
        names, reuse = names_of(facts), reuse_of(facts)
        if names or reuse:
            span = parsed.span(facts.block, facts.node)
            at = span.end_line, span.end_column
            if names:
                more = f" +{len(names) - 1}" if len(names) > 1 else ""
                hints.append(InlayHint(*at, "names", f"{names[0]}{more}", names, facts))
                hints.append(InlayHint(*at, "state", f"({state_of(facts)})", names, facts))
            elif reuse:
                hints.append(InlayHint(*at, "reuse", reuse, (), facts))
    return sorted(hints, key=lambda hint: (hint.line, hint.column, KINDS.index(hint.kind)))


def names_of(facts: CallFacts) -> tuple[str, ...]:
    """The full names of the variables that a call makes or returns."""
    return tuple(dict.fromkeys(described(event.variable).name for event in facts.returned()))


def state_of(facts: CallFacts) -> str:
    """Whether a call makes variables or is given them, in the order in which it does."""
    words = dict.fromkeys("new" if isinstance(event, Created) else "shared" for event in facts.returned())
    return ", then ".join(words)


def reuse_of(facts: CallFacts) -> str:
    """The reuse of the scopes that a call opens, where it is on and the call does not say so itself."""
    found = [entered for _, entered in facts.openings()]
    if not found or any(given(entered) for entered in found):
        return ""
    values = {entered.reuse is True: entered.reuse for entered in found}
    if len(values) != 1 or not all(entered.reuse is True or entered.reuse == AUTO_REUSE for entered in found):
        return ""
    return "reuse=True" if True in values else "reuse=AUTO_REUSE"


def given(entered: Entered) -> bool:
    """Whether the call itself switches reuse on."""
    return entered.own_reuse is True or entered.own_reuse == AUTO_REUSE
