"""The names that a string may go on with: variables and scopes that the programs have."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.domain.events import Created, Entered, Event, Refused, Selected, Shared
from tfscope.domain.graph import AUTO_REUSE
from tfscope.domain.values import AbstractValue
from tfscope.ide.open_call import Place, place_at
from tfscope.ide.wording import counted, described, written
from tfscope.models.tensorflow.collections import KEYS
from tfscope.syntax.blocks import ParsedFile, Span

#: What the string of a call names.
_VARIABLE: Final = frozenset({"get_variable"})
_SCOPE: Final = frozenset({"variable_scope", "name_scope", "variable_op_scope"})
_LOOK_UP: Final = frozenset(
    {"trainable_variables", "global_variables", "local_variables", "get_collection", "model_variables"}
)
_COLLECTIONS: Final = frozenset({"get_collection", "get_collection_ref", "add_to_collection"})
_CHECKPOINT: Final = frozenset({"init_from_checkpoint"})
_SAVER: Final = frozenset({"Saver"})


@dataclass(frozen=True, slots=True)
class Completion:
    """A name to go on with, in place of `span`. The lower `rank` is better.

    `kind` is "scope", "variable" or "collection".
    """

    label: str
    kind: str
    detail: str
    full_name: str
    span: Span
    rank: int


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


def written_at(parsed: ParsedFile, span: Span) -> str:
    """All of the string at a place."""
    return parsed.source.line_text(span.start_line)[span.start_column : span.end_column]


def candidates(analysis: Analysis, parsed: ParsedFile, place: Place) -> Iterator[Completion]:
    """The names that may stand at a place."""
    callee, argument = place.callee, place.keyword or place.position
    if callee in _COLLECTIONS and not place.part and argument in (0, "key", "name"):
        yield from collections(analysis, place)
    elif callee in _LOOK_UP and argument in (1 if callee in _COLLECTIONS else 0, "scope"):
        yield from full_names(analysis, place, "")
    elif callee in _CHECKPOINT and argument in (1, "assignment_map"):
        # Without the slash the name of a scope stands for all variables.
        yield from full_names(analysis, place, "/")
        yield from variables_below(analysis, place, {"": True})
    elif callee in _SAVER and place.part == "key" and argument in (0, "var_list"):
        yield from variables_below(analysis, place, {"": True})
    elif callee in _VARIABLE | _SCOPE and not place.part and argument in (0, "name", "name_or_scope"):
        names = variables_below if callee in _VARIABLE else scopes_below
        yield from names(analysis, place, scopes_at(analysis, parsed, place.span))


def full_names(analysis: Analysis, place: Place, end: str) -> Iterator[Completion]:
    """The paths of all scopes."""
    for path in filter(None, paths(analysis)):
        yield Completion(f"{path}{end}", "scope", "", f"{path}{end}", place.span, 0)


def collections(analysis: Analysis, place: Place) -> Iterator[Completion]:
    """The names of collections: those that the programs look into, then those that TensorFlow has."""
    events = (event for run in analysis.runs for event in run.events)
    for event in events:
        if isinstance(event, Selected) and isinstance(event.collection, str):
            count = counted(len(event.variables), "member")
            yield Completion(event.collection, "collection", count, event.collection, place.span, 0)
    for key in KEYS.values():
        yield Completion(key, "collection", "", key, place.span, 1)


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
