"""The names that a string may go on with: variables and scopes that the programs have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.domain.events import Created, Entered, Event, Refused, Shared
from tfscope.domain.graph import AUTO_REUSE
from tfscope.domain.values import AbstractValue
from tfscope.ide.wording import described, written
from tfscope.syntax.blocks import ParsedFile, Span

#: A call whose first name is being written: what is called, and the string so far. The text need not be whole yet, so
#: this is the one place that goes by spelling.
_OPEN_STRING: Final = re.compile(
    r"(?P<callee>\w+)\s*\((?P<before>[^()]*)(?<!\w)[uU]?(?P<quote>['\"])(?P<text>[\w./\\-]*)$"
)
_KEYWORD: Final = re.compile(r"(?P<keyword>\w+)\s*=\s*$")

#: What the string of a call names.
_VARIABLE: Final = frozenset({"get_variable"})
_SCOPE: Final = frozenset({"variable_scope", "name_scope", "variable_op_scope"})
_LOOK_UP: Final = frozenset(
    {"trainable_variables", "global_variables", "local_variables", "get_collection", "model_variables"}
)
_CHECKPOINT: Final = frozenset({"init_from_checkpoint"})


@dataclass(frozen=True, slots=True)
class Completion:
    """A name to go on with, in place of `span`. `kind` is "scope" or "variable"; the lower `rank` is better."""

    label: str
    kind: str
    detail: str
    full_name: str
    span: Span
    rank: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name is being written: the last name of what is called, the keyword, and the string."""

    callee: str
    keyword: str
    span: Span


def completions(analysis: Analysis, line: int, column: int) -> list[Completion] | None:
    """The names for the string at a position, the best first; None where no name is being written."""
    parsed = analysis.parsed
    place = None if parsed is None else place_at(parsed, line, column)
    if parsed is None or place is None:
        return None
    found: dict[str, Completion] = {}
    for completion in candidates(analysis, parsed, place):
        best = found.get(completion.label)
        if completion.label == written_at(parsed, place.span):
            # What is being written makes a name too.
            continue
        if best is None or completion.rank < best.rank:
            found[completion.label] = completion
    return sorted(found.values(), key=lambda completion: (completion.rank, completion.label)) or None


def place_at(parsed: ParsedFile, line: int, column: int) -> Place | None:
    """The name that is being written at a position."""
    row = parsed.source.line_text(line)
    found = _OPEN_STRING.search(row[:column])
    if found is None:
        return None
    rest = re.match(r"[\w./\\-]*", row[column:])
    end = column + (rest.end() if rest else 0)
    keyword = _KEYWORD.search(found["before"])
    span = Span(parsed.path, line, found.start("text"), line, end)
    return Place(found["callee"], keyword["keyword"] if keyword else "", span)


def written_at(parsed: ParsedFile, span: Span) -> str:
    """All of the string at a place."""
    return parsed.source.line_text(span.start_line)[span.start_column : span.end_column]


def candidates(analysis: Analysis, parsed: ParsedFile, place: Place) -> Iterator[Completion]:
    """The names that may stand at a place."""
    if place.callee in _LOOK_UP and place.keyword in ("", "scope"):
        yield from full_names(analysis, place, only_scopes=True)
    elif place.callee in _CHECKPOINT:
        yield from full_names(analysis, place, only_scopes=False)
    elif place.callee in _VARIABLE | _SCOPE and place.keyword in ("", "name", "name_or_scope"):
        names = variables_below if place.callee in _VARIABLE else scopes_below
        yield from names(analysis, place, scopes_at(analysis, parsed, place.span))


def full_names(analysis: Analysis, place: Place, only_scopes: bool) -> Iterator[Completion]:
    """The paths of all scopes, and the names of all variables."""
    for path in paths(analysis):
        yield Completion(path, "scope", "", path, place.span, 0)
    if not only_scopes:
        yield from variables_below(analysis, place, {"": True})


def variables_below(analysis: Analysis, place: Place, scopes: dict[str, bool]) -> Iterator[Completion]:
    """The names of variables below the scopes in force; where those reuse, what exists comes first."""
    for run in analysis.runs:
        for event in run.events:
            if isinstance(event, Created):
                name = written(name_of(event.variable))
                for scope, is_reusing in scopes.items():
                    if rest := below(name, scope):
                        rank = (not is_reusing) + 2 * rest.count("/")
                        yield Completion(rest, "variable", described(event.variable).kind, name, place.span, rank)


def scopes_below(analysis: Analysis, place: Place, scopes: dict[str, bool]) -> Iterator[Completion]:
    """The names of scopes below the scopes in force."""
    for path in paths(analysis):
        for scope in scopes:
            if rest := below(path, scope):
                label = rest.partition("/")[0]
                yield Completion(label, "scope", "", f"{scope}/{label}" if scope else label, place.span, 0)


def paths(analysis: Analysis) -> Iterator[str]:
    """The paths of scopes: those that were opened, and those that variables are under."""
    for run in analysis.runs:
        for event in run.events:
            if isinstance(event, Entered):
                yield written(event.path)
            elif isinstance(event, Created):
                yield from parents(written(name_of(event.variable)))


def scopes_at(analysis: Analysis, parsed: ParsedFile, span: Span) -> dict[str, bool]:
    """The paths of the variable scopes that may be in force at a place, and whether they reuse."""
    block = parsed.block_at(span.start_line)
    body = block.body if block is not None else []
    line = span.start_line - (parsed.line_of(block) if block is not None else 1) + 1
    column = indentation(parsed.source.line_text(span.start_line))
    found: dict[str, bool] = {}
    for statement in around(body, line, column):
        events = [event for _, event in analysis.events() if event.site.code.block is block]
        if isinstance(statement, ast.With):
            calls = {item.context_expr for item in statement.items}
            found = {
                written(event.path): reuses(event.reuse)
                for event in events
                if isinstance(event, Entered) and event.site.node in calls
            }
        elif not isinstance(statement, ast.ClassDef):
            found = dict(callers_scopes(statement, events))
        if found:
            return found
    return {"": False}


def callers_scopes(function: ast.stmt, events: list[Event]) -> Iterator[tuple[str, bool]]:
    """The scopes in force where a function is called, as what happens in it outside of its own `with` tells."""
    for event in events:
        node = event.site.node
        if event.site.code.node is function and isinstance(node, ast.Call):
            inner = around(getattr(function, "body", []), node.lineno, node.col_offset)
            if not any(isinstance(statement, ast.With) for statement in inner):
                if isinstance(event, Entered):
                    yield written(event.outer_path), reuses(event.outer_reuse)
                elif isinstance(event, (Created, Shared, Refused)):
                    yield written(event.scope), reuses(event.reuse)


def around(nodes: list[ast.stmt], line: int, column: int) -> list[ast.stmt]:
    """The `with` statements and definitions around a line of a block, innermost first, by how far it is indented:
    a line that cannot be read yet belongs to what is above it."""
    kinds = (ast.With, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    above = [
        node
        for statement in nodes
        for node in ast.walk(statement)
        if isinstance(node, kinds) and node.lineno < line and node.col_offset < column
    ]
    found: list[ast.stmt] = []
    for node in sorted(above, key=lambda node: node.lineno, reverse=True):
        if (not found or node.col_offset < found[-1].col_offset) and (node.end_lineno or line) >= line - 1:
            found.append(node)
    return found


def reuses(reuse: AbstractValue) -> bool:
    """Whether a scope lets variables be shared."""
    return reuse is True or reuse == AUTO_REUSE


def below(name: str, scope: str) -> str | None:
    """The rest of a name below a scope."""
    if scope == "":
        return name or None
    return name[len(scope) + 1 :] or None if name.startswith(f"{scope}/") else None


def parents(name: str) -> Iterator[str]:
    """The paths above a name, from the root down."""
    parts = name.split("/")
    yield from ("/".join(parts[:count]) for count in range(1, len(parts)))


def indentation(row: str) -> int:
    """How far a line is indented."""
    return len(row) - len(row.lstrip())
