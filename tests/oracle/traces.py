"""Records in other forms: the facts of the comments, and the trace that `tfscope trace` writes too."""

from __future__ import annotations

import ast
from typing import Any

from tests.oracle.facts import ErrorFact, Fact, ScopeFact, VariableFact
from tests.oracle.recorder import Place, Record, RecordedEvent
from tests.oracle.refusals import NONE, Unclassified, classify


def facts_of(record: Record, files: dict[str, str]) -> dict[int, list[Fact]]:
    """What happened, by line. Scopes are told where the program itself enters them. Raises Unclassified."""
    scope_lines = {path: lines_that_enter(text) for path, text in files.items()}
    facts: dict[int, list[Fact]] = {}
    for event in record.events:
        if not event.stack:
            continue
        place = event.stack[-1]
        if event.kind == "entered" and place.line not in scope_lines.get(place.path, ()):
            continue
        if not event.is_final:
            facts.setdefault(place.line, []).append(fact_of(event))
    if record.error_type:
        rule = rule_of_end(record)
        noted = [event.stack for event in record.events if event.is_final]
        stack = noted[-1] if noted else record.stack
        line = stack[-1].line if stack else 1
        facts.setdefault(line, []).append(ErrorFact(rule, record.error_type if rule == NONE else ""))
    return {line: list(dict.fromkeys(items)) for line, items in facts.items()}


def rule_of_end(record: Record) -> str:
    """The rule that speaks of what ended the program; none where the program's own code raised."""
    try:
        return classify(record.error_type, record.message)
    except Unclassified:
        if record.own_error:
            return NONE
        raise


def fact_of(event: RecordedEvent) -> Fact:
    """The fact that an event is."""
    if event.kind == "entered":
        return ScopeFact(event.name or "", event.reuse, event.key or "")
    if event.kind == "error":
        rule = NONE if event.is_own else classify(event.error_type, event.message)
        return ErrorFact(rule, event.error_type if rule == NONE else "", caught=True)
    key = event.name if event.via == "Variable" else event.key
    trainable = str(event.trainable)
    return VariableFact(
        event.name or "", shape_text(event.shape), event.dtype or "?", event.kind, key, trainable, event.parts
    )


def shape_text(shape: list[int | None] | None) -> str:
    """A shape as Python prints it, with `?` for what is unknown."""
    if shape is None:
        return "?"
    sizes = ["?" if size is None else str(size) for size in shape]
    return f"({', '.join(sizes)}{',' * (len(sizes) == 1)})"


def lines_that_enter(text: str) -> set[int]:
    """The lines on which code enters context managers: items of `with`, `__enter__`, `enter_context`."""
    lines = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.With, ast.AsyncWith)):
            lines |= {item.context_expr.lineno for item in node.items}
        elif isinstance(node, ast.Attribute) and node.attr in ("__enter__", "enter_context"):
            lines.add(node.lineno)
    return lines


def trace_of(record: Record, program: str) -> dict[str, Any]:
    """The trace of a program, as `tfscope trace --output-format json` writes it."""
    exception = None
    if record.error_type:
        site = place_of(record.stack[-1]) if record.stack else None
        first_line = record.message.split("\n")[0]
        exception = {"type": record.error_type, "message": first_line, "site": site}
    return {
        "program": program,
        "events": [traced(event) for event in record.events if event.kind != "entered"],
        "variables": record.variables,
        "exception": exception,
    }


def traced(event: RecordedEvent) -> dict[str, Any]:
    """One event of a trace."""
    stack = [place_of(place) for place in event.stack]
    fields = ("kind", "name", "shape", "dtype", "trainable", "via")
    answer: dict[str, Any] = {name: getattr(event, name) for name in fields}
    if event.kind == "error":
        answer["error"] = {"type": event.error_type, "message": event.message.split("\n")[0]}
    return {**answer, "site": stack[-1] if stack else None, "stack": stack}


def place_of(place: Place) -> dict[str, Any]:
    """A site of a trace."""
    return {"path": place.path, "line": place.line, "column": place.column, "function": place.function}
