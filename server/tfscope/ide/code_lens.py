"""Lines above the text: what a program and a function make, and how many calls share a variable."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeGuard
from weakref import WeakKeyDictionary

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Created, Event
from tfscope.ide.index import CallFacts, Happening, calls_of
from tfscope.ide.variables import Use, use, uses
from tfscope.ide.wording import counted, described, total
from tfscope.syntax.blocks import Block, ParsedFile, Span


@dataclass(frozen=True, slots=True)
class CodeLens:
    """A text above a line; `places` are what it counts, for the editor to list."""

    span: Span
    text: str
    places: tuple[Use, ...] = ()


_known: WeakKeyDictionary[Analysis, list[CodeLens]] = WeakKeyDictionary()


def code_lenses(analysis: Analysis) -> list[CodeLens]:
    """The lenses of a file, in order. May be asked on any thread."""
    found = _known.get(analysis)
    if found is None:
        found = _known[analysis] = lenses_of(analysis)
    return found


def lenses_of(analysis: Analysis) -> list[CodeLens]:
    """Finds the lenses."""
    parsed = analysis.parsed
    if parsed is None:
        return []
    calls = {block: found for block, found in calls_of(analysis).items() if parsed.contains(block)}
    found = [
        *of_programs(analysis, parsed),
        *(lens for block in calls for lens in of_functions(analysis, parsed, block, calls[block])),
        *(lens for facts in calls.values() for lens in of_shared(analysis, facts.values())),
    ]
    return sorted(found, key=lambda lens: lens.span)


def of_programs(analysis: Analysis, parsed: ParsedFile) -> Iterator[CodeLens]:
    """What the programs that begin in this file make, at its top."""
    runs = [run for run in analysis.runs if run.program.path == analysis.path]
    made = [event for run in runs for event in run.events if is_made(event)]
    if made:
        names = [counted(len(runs), "program")] if len(runs) > 1 else []
        span = Span(parsed.path, 1, 0, 1, 0)
        yield CodeLens(span, " · ".join([*names, *summary(made)]))


def of_functions(
    analysis: Analysis, parsed: ParsedFile, block: Block, calls: dict[ast.AST, CallFacts]
) -> Iterator[CodeLens]:
    """What each function of a block makes, and the calls of it."""
    by_function: dict[ast.AST, list[Happening]] = {}
    for facts in calls.values():
        for happening in facts.own:
            by_function.setdefault(happening.site.code.node, []).append(happening)
    for node, happenings in by_function.items():
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            made = [found.event for found in happenings if is_made(found.event)]
            callers = callers_of(analysis, happenings)
            if made and callers:
                line = parsed.span(block, node).start_line
                span = Span(parsed.path, line, node.col_offset, line, node.col_offset)
                text = " · ".join([counted(len(callers), "caller"), *summary(made)])
                yield CodeLens(span, text, tuple(callers))


def of_shared(analysis: Analysis, calls: Iterable[CallFacts]) -> Iterator[CodeLens]:
    """The calls that share what a call makes."""
    for facts in calls:
        if any(is_made(found.event) for found in facts.own):
            others = tuple(found for found in uses(analysis, facts) if found.kind == "shared")
            if others:
                whole = analysis.locate(facts.own[0].site)
                span = Span(whole.path, whole.start_line, whole.start_column, whole.start_line, whole.start_column)
                yield CodeLens(span, f"shared by {counted(len(others), 'call')}", others)


def is_made(event: Event) -> TypeGuard[Created]:
    """Whether an event makes a variable, in a program that comes so far."""
    return isinstance(event, Created) and not event.after_error


def callers_of(analysis: Analysis, happenings: Iterable[Happening]) -> list[Use]:
    """The calls of the function in which some events happened."""
    found: dict[Span, Use] = {}
    for happening in happenings:
        caller = happening.site.caller
        if caller is not None and caller.path and analysis.is_user_file(caller.path):
            called = use(analysis, caller, "caller")
            found.setdefault(called.span, called)
    return list(found.values())


def summary(made: Iterable[Created]) -> list[str]:
    """How many variables, and how many parameters."""
    found = list(dict.fromkeys(described(event.variable) for event in made))
    return [counted(len(found), "variable"), total([variable.parameters for variable in found])]
