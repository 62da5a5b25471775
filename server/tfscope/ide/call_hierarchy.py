"""Who calls a function that asks for variables, and in which variable scopes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from tfscope.analysis.analysis import Analysis
from tfscope.domain.code import Code, Site
from tfscope.domain.events import Created, Refused, Shared
from tfscope.ide.variables import head_span
from tfscope.ide.wording import written
from tfscope.syntax.blocks import Span
from tfscope.syntax.nodes import name_span

_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Item:
    """A function, or the code of a module (`is_function` is false): `span` is all of it, `selection` its name.

    `scopes` are the variable scopes in which it asks for variables itself."""

    name: str
    is_function: bool
    span: Span
    selection: Span
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls between two items; `places` are in the one that calls."""

    item: Item
    places: tuple[Span, ...]


def items_at(analysis: Analysis, line: int, column: int) -> list[Item]:
    """The functions that are defined, or called, at a position, as far as they ask for variables."""
    found: dict[Item, None] = {}
    for inner, outer in steps(analysis):
        callee = item(analysis, inner.code)
        called = head_span(analysis, outer) if outer is not None and outer.path == analysis.path else None
        places = [callee.selection] if callee.is_function else []
        if any(covers(place, line, column) and place.path == analysis.path for place in [*places, called] if place):
            found[callee] = None
    return list(found)


def incoming(analysis: Analysis, selection: Span) -> list[Calls]:
    """The calls of the function whose name is at a place."""
    found: dict[Item, dict[Span, None]] = {}
    for inner, outer in steps(analysis):
        if outer is not None and item(analysis, inner.code).selection == selection:
            found.setdefault(item(analysis, outer.code), {})[head_span(analysis, outer)] = None
    return [Calls(caller, tuple(places)) for caller, places in found.items()]


def outgoing(analysis: Analysis, selection: Span) -> list[Calls]:
    """The calls in the function whose name is at a place, of functions that ask for variables."""
    found: dict[Item, dict[Span, None]] = {}
    for inner, outer in steps(analysis):
        if outer is not None and item(analysis, outer.code).selection == selection:
            found.setdefault(item(analysis, inner.code), {})[head_span(analysis, outer)] = None
    return [Calls(callee, tuple(places)) for callee, places in found.items()]


def steps(analysis: Analysis) -> Iterator[tuple[Site, Site | None]]:
    """The places in the user's files on the ways to all requests for variables, each with the place that called it."""
    seen: set[Site] = set()
    for run in analysis.runs:
        for event in run.events:
            if isinstance(event, (Created, Shared, Refused)) and event.site not in seen:
                seen.add(event.site)
                way = list(analysis.user_sites(event))
                yield from zip(way, [*way[1:], None])


def item(analysis: Analysis, code: Code) -> Item:
    """A piece of code as an item."""
    parsed = analysis.files.get(code.path)
    node = code.node
    if not isinstance(node, _DEFINITIONS) or parsed is None or not parsed.contains(code.block):
        whole = Span(code.path, 1, 0, 1, 0)
        return Item(code.path.replace("\\", "/").rpartition("/")[2], False, whole, whole, ())
    selection = name_span(parsed, code.block, node)
    scopes = tuple(scopes_of(analysis).get(code, ()))
    return Item(code.qualname, True, parsed.span(code.block, node), selection, scopes)


_scopes: WeakKeyDictionary[Analysis, dict[Code, dict[str, None]]] = WeakKeyDictionary()


def scopes_of(analysis: Analysis) -> dict[Code, dict[str, None]]:
    """The variable scopes in which each piece of code asks for variables."""
    found = _scopes.get(analysis)
    if found is None:
        found = _scopes[analysis] = {}
        for run in analysis.runs:
            for event in run.events:
                if isinstance(event, (Created, Shared, Refused)):
                    found.setdefault(event.site.code, {})[written(event.scope)] = None
    return found


def covers(span: Span, line: int, column: int) -> bool:
    """Whether a position is in a part of a line."""
    return span.start_line == line and span.start_column <= column <= span.end_column
