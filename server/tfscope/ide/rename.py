"""Renaming a variable or a scope everywhere that its name is spelled.

What is renamed is one string of the text. Every variable and scope that gets its name from it changes too, and with
them every other string that spells their names; so the strings are collected until no more are found. Where one of
these names is computed, or spelled together with others, there is no renaming, and a reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Entered, Event, Mapped, Refused, Selected, Shared
from tfscope.edits.edit import Edit
from tfscope.ide.index import CallAt, call_at
from tfscope.ide.literals import Literal, literals_of, values_of
from tfscope.ide.wording import place, written

#: What TensorFlow takes as the name of a scope below others.
_NAME: Final = re.compile(r"[A-Za-z0-9_.\\\-]+(/[A-Za-z0-9_.\\\-]+)*")

AnalysisOf: TypeAlias = "Callable[[str], Analysis]"


class RenameError(Exception):
    """Why something cannot be renamed, in words for the user."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """The changes of the texts, and what the variables were and will be called, in the order of their making."""

    edits: tuple[Edit, ...]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """A name of a run: of a variable, or the path of a scope."""

    run: ProgramRun
    name: str
    is_scope: bool


@dataclass(slots=True)
class Search:
    """The strings that spell a name, and the targets that get their names from them."""

    analysis_of: AnalysisOf
    old: str
    literals: dict[Literal, None] = field(default_factory=dict)
    targets: dict[Target, None] = field(default_factory=dict)


def literal_at(analysis: Analysis, line: int, column: int) -> Literal | None:
    """The string at a position that names a variable or scope, if it can be renamed at all."""
    call = call_at(analysis, line, column)
    if call is None or not call.facts.own:
        return None
    for found in literals_of(analysis, call.facts.own[0].site):
        if covers(found, line, column) and any(targets_of(found, call)):
            return found
    return None


def rename(analysis_of: AnalysisOf, path: str, line: int, column: int, new: str) -> Renaming | None:
    """Renames what the string at a position names to `new`; None where it names nothing. Raises RenameError."""
    literal = literal_at(analysis_of(path), line, column)
    if literal is None:
        return None
    if not _NAME.fullmatch(new):
        raise RenameError(f"TensorFlow does not take {new!r} as the name of a scope")
    search = Search(analysis_of, literal.text)
    waiting = [literal]
    while waiting:
        found = waiting.pop()
        if found not in search.literals:
            search.literals[found] = None
            waiting += spelled_with(search, found)
    names = dict(renamed(search, new))
    refuse_clashes(search, names)
    edits = tuple(Edit(found.span, new) for found in sorted(search.literals, key=lambda found: found.span))
    return Renaming(edits, names)


def spelled_with(search: Search, literal: Literal) -> Iterator[Literal]:
    """The other strings that spell what a string names. Raises RenameError where one is no such string."""
    span = literal.span
    analysis = search.analysis_of(span.path)
    call = call_at(analysis, span.start_line, span.start_column)
    if call is None:
        # A look-up: it names nothing itself.
        return
    for target in targets_of(literal, call):
        if target not in search.targets:
            search.targets[target] = None
            yield from spellings(search, analysis, target)


def targets_of(literal: Literal, call: CallAt) -> Iterator[Target]:
    """What a string in a call names: paths of scopes that end with it, or variables. Raises RenameError where
    TensorFlow makes it unique."""
    for happening in call.facts.own:
        event = happening.event
        for name, is_scope in named_by(event):
            if ends_with(name, literal.text):
                yield Target(happening.run, name, is_scope)
            elif isinstance(event, Entered) and event.form == "default":
                raise RenameError(f"TensorFlow makes {literal.text!r} unique here: it becomes {name!r}")


def named_by(event: Event) -> Iterator[tuple[str, bool]]:
    """The names that the call of an event asks for, and whether each is a scope's path."""
    if isinstance(event, Entered) and event.form != "scope":
        yield written(event.path), True
    elif isinstance(event, (Created, Shared)):
        yield written(name_of(event.variable)), False
    elif isinstance(event, Refused) and isinstance(event.key, str):
        yield event.key, False


def spellings(search: Search, analysis: Analysis, target: Target) -> Iterator[Literal]:
    """The strings that spell a target in its run."""
    for event in target.run.events:
        if isinstance(event, Selected):
            yield from selections(analysis, event, target)
        elif isinstance(event, Mapped):
            yield from mapped(analysis, event, target, search.old)
        elif isinstance(event, Entered) and event.form == "default" and is_numbered(written(event.path), target.name):
            raise RenameError(f"{written(event.path)!r} is numbered after {target.name!r}, and would change too")
        elif (target.name, target.is_scope) in set(named_by(event)):
            site = analysis.user_site(event)
            if site is None:
                raise RenameError(f"{target.name} is named outside of the files that are yours")
            yield checked(analysis, site, search.old)


def checked(analysis: Analysis, site: Site, old: str) -> Literal:
    """The string by which a call names something. Raises RenameError where it is not `old` as it stands."""
    found = literals_of(analysis, site)
    if not found:
        raise RenameError(f"the name is computed at {place(analysis.locate(site))}")
    exact = next((literal for literal in found if literal.text == old), None)
    if exact is None:
        raise RenameError(f"the name is spelled {found[0].text!r} at {place(found[0].span)}")
    return exact


def selections(analysis: Analysis, event: Selected, target: Target) -> Iterator[Literal]:
    """The string by which variables are looked up, if that is by the target."""
    pattern, site = event.pattern, analysis.user_site(event)
    if target.is_scope and isinstance(pattern, str) and pattern.rstrip("/") == target.name and site is not None:
        yield checked(analysis, site, target.name)


def mapped(analysis: Analysis, event: Mapped, target: Target, old: str) -> Iterator[Literal]:
    """The strings in a map for a checkpoint that spell the target, or what is below it. Raises RenameError where one
    does not stand in the call."""
    site = analysis.user_site(event)
    for mapping in event.mappings:
        value = mapping.value
        is_below = target.is_scope and isinstance(value, str) and value.startswith(f"{target.name}/")
        if not isinstance(value, str) or not (is_below or value == target.name):
            continue
        found = [literal for literal in values_of(analysis, site) if literal.text == value] if site else []
        if not found:
            where = "" if site is None else f" at {place(analysis.locate(site))}"
            raise RenameError(f"{value!r} stands in a map that is made elsewhere, for the checkpoint{where}")
        end = len(target.name)
        for literal in found:
            start = literal.span.start_column
            span = replace(literal.span, start_column=start + end - len(old), end_column=start + end)
            yield Literal(span, old)


def renamed(search: Search, new: str) -> Iterator[tuple[str, str]]:
    """The full names of the variables that change, and what they become."""
    for target in search.targets:
        fresh = target.name[: len(target.name) - len(search.old)] + new
        # What optimizers keep for a variable is called after it.
        has_slots = not target.is_scope and not any(opens(event, target.name) for event in target.run.events)
        for event in target.run.events:
            if isinstance(event, Created):
                name = written(name_of(event.variable))
                if name == target.name and not target.is_scope:
                    yield name, fresh
                elif name.startswith(f"{target.name}/") and (target.is_scope or has_slots):
                    yield name, fresh + name[len(target.name) :]


def opens(event: Event, path: str) -> bool:
    """Whether an event opens the scope of a path."""
    return isinstance(event, Entered) and written(event.path) == path


def refuse_clashes(search: Search, names: dict[str, str]) -> None:
    """Raises RenameError where a new name is that of a variable that keeps its own."""
    for run in dict.fromkeys(target.run for target in search.targets):
        kept = {written(name_of(event.variable)) for event in run.events if isinstance(event, Created)} - names.keys()
        for old, fresh in names.items():
            if fresh in kept:
                raise RenameError(f"{old} would become {fresh}, which is another variable")


def is_numbered(name: str, base: str) -> bool:
    """Whether a name is one that TensorFlow makes of another to make it unique."""
    return name.startswith(f"{base}_") and name[len(base) + 1 :].isdecimal()


def ends_with(name: str, text: str) -> bool:
    """Whether a name is a text, or ends with it after a slash."""
    return bool(text) and (name == text or name.endswith(f"/{text}"))


def covers(literal: Literal, line: int, column: int) -> bool:
    """Whether a position is in a string, its quotes included."""
    span = literal.span
    return span.start_line == line and span.start_column - 1 <= column <= span.end_column + 1
