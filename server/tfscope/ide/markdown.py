"""A hover as Markdown: the full names first, few lines, every place a link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TypeAlias

from tfscope.ide.hover import MAX_ROWS, CallHover, Hover, LookUpHover, MapHover, Row, ScopeHover, VariableHover
from tfscope.ide.scopes import ReuseOrigin, ScopeOpening
from tfscope.ide.wording import Described, counted, total
from tfscope.syntax.blocks import Span

Link: TypeAlias = "Callable[[Span], str]"
"""Writes a place, as a link where the reader can follow one."""

#: Places named in one line before they are only counted.
MAX_PLACES = 3


def markdown(hover: Hover, link: Link) -> str:
    """The text of a hover."""
    match hover:
        case VariableHover(rows=rows) if len({row.variable.name for row in rows}) == 1:
            return "  \n".join(one_variable(rows, link))
        case VariableHover(rows=rows):
            return "\n".join(many_variables(rows, link))
        case ScopeHover(openings=openings) if len({(found.path, found.reuse) for found in openings}) == 1:
            return "\n".join(one_scope(openings[0], link))
        case ScopeHover(openings=openings):
            return "\n".join(many_scopes(openings, link))
        case CallHover(created=created, shared=shared):
            return "\n".join(call(created, shared))
        case LookUpHover():
            return "\n".join(look_up(hover))
        case MapHover():
            return "\n".join(checkpoint(hover))


def one_variable(rows: tuple[Row, ...], link: Link) -> Iterator[str]:
    """A call that always asks for the same variable."""
    row = next((row for row in rows if row.variable.dtype), rows[0])
    variable = row.variable
    yield f"`{variable.name}`"
    if variable.dtype:
        yield ", ".join(properties(variable))
    for row in rows[:MAX_PLACES]:
        caller = "" if row.caller is None else f", called from {link(row.caller)}"
        yield f"{sentence(row, link)}{caller}"
    if len(rows) > MAX_PLACES:
        yield f"… {counted(len(rows) - MAX_PLACES, 'more caller')}"
    if others := list(dict.fromkeys(span for row in rows for span in row.shared_at)):
        yield f"Shared at {places(others, link)}"
    if row.reuse not in ("False", "None", "unknown") and not row.is_eager:
        yield f"Scope `{row.scope}`, reuse `{row.reuse}`" if row.scope else f"Reuse `{row.reuse}`"


def sentence(row: Row, link: Link) -> str:
    """What comes of a request, as the start of a sentence."""
    words = {"created": "created", "shared": "shared", "refused": "refused by TensorFlow"}
    text = ", then ".join(words[outcome] for outcome in row.outcomes) + " here"
    if row.created_at is not None:
        text += f", created at {link(row.created_at)}"
    if row.is_eager:
        text += ", eagerly: no other call shares it"
    return (text[0].upper() + text[1:]) + doubts(row)


def doubts(row: Row) -> str:
    """What stands in the way of a request."""
    if row.after_error:
        return " (never reached: an earlier error ends the program)"
    return "" if row.is_certain else " (on some paths)"


def properties(variable: Described) -> Iterator[str]:
    """What is known of a variable besides its name."""
    yield variable.kind
    if variable.is_trainable is not None:
        yield "trainable" if variable.is_trainable else "not trainable"
    if variable.parameters is not None:
        yield total([variable.parameters])


def many_variables(rows: tuple[Row, ...], link: Link) -> Iterator[str]:
    """A call with several names, by caller."""
    names = dict.fromkeys(row.variable for row in rows if row.variable.dtype)
    counts = [variable.parameters for variable in names]
    yield f"{counted(len({row.variable.name for row in rows}), 'variable')}, {total(counts)}"
    for caller, group in groupby(rows[:MAX_ROWS], key=lambda row: row.caller):
        yield ""
        if caller is not None:
            yield f"{link(caller)}"
        for row in group:
            outcomes = ", ".join((row.variable.kind.strip(), ", then ".join(row.outcomes))).lstrip(", ")
            where = "" if row.created_at is None else f" from {link(row.created_at)}"
            yield f"- `{row.variable.name}` {outcomes}{where}{doubts(row)}"
    yield from cut(len(rows))


def one_scope(opening: ScopeOpening, link: Link) -> Iterator[str]:
    """A call that always opens the same path."""
    yield f"`{opening.path}`  "
    yield f"reuse `{opening.reuse}`{origin(opening.origin, link)}  "
    yield from under(opening.variables, opening.path)


def many_scopes(openings: tuple[ScopeOpening, ...], link: Link) -> Iterator[str]:
    """A call that opens several paths, by caller."""
    yield counted(len({opening.path for opening in openings}), "variable scope")
    for caller, group in groupby(openings[:MAX_ROWS], key=lambda opening: opening.caller):
        yield ""
        if caller is not None:
            yield f"{link(caller)}"
        for opening in group:
            variables = counted(len(opening.variables), "variable")
            count = total([variable.parameters for variable in opening.variables])
            reuse = f"reuse `{opening.reuse}`{origin(opening.origin, link)}"
            yield f"- `{opening.path}` {reuse}; {variables}, {count}"
    yield from cut(len(openings))


def origin(origin: ReuseOrigin, link: Link) -> str:
    """Who decided a scope's reuse."""
    at = "" if origin.span is None else f" at {link(origin.span)}"
    match origin.kind:
        case "given":
            return ", given here"
        case "inherited":
            return f", inherited from `{origin.scope}`{at}" if origin.scope else f", inherited{at}"
        case "set":
            return f", set by `reuse_variables()`{at}"
        case "object":
            return ", kept by the scope object"
        case _:
            return ""


def under(variables: tuple[Described, ...], path: str) -> Iterator[str]:
    """The variables under a path, their names from there on."""
    if not variables:
        yield "no variables under it"
        return
    yield f"{counted(len(variables), 'variable')} under it, {total([variable.parameters for variable in variables])}"
    yield ""
    for variable in variables[:MAX_ROWS]:
        yield f"- `{variable.name.removeprefix(path + '/')}` {variable.kind}"
    yield from cut(len(variables))


def call(created: tuple[Described, ...], shared: tuple[Described, ...]) -> Iterator[str]:
    """A call of a function that makes or shares variables."""
    left = MAX_ROWS
    for word, variables in (("creates", created), ("shares", shared)):
        if variables:
            count = total([variable.parameters for variable in variables])
            yield f"{word} {counted(len(variables), 'variable')}, {count}"
            yield ""
            yield from (f"- `{variable.name}` {variable.kind}" for variable in variables[:left])
            yield ""
            left = max(left - len(variables), 0)
    yield from cut(len(created) + len(shared))


def look_up(hover: LookUpHover) -> Iterator[str]:
    """A call that looks variables up, by what their names start with or by nothing."""
    count = len(hover.variables)
    scopes = " or ".join(f"`{pattern}`" for pattern in hover.patterns if pattern)
    at_least = "" if hover.is_complete else "at least "
    yield (
        f"{scopes} matches {at_least}{counted(count, 'variable')}" if scopes else at_least + counted(count, "variable")
    )
    if count:
        yield ""
        yield from (f"- `{variable.name}` {variable.kind}" for variable in hover.variables[:MAX_ROWS])
        yield from cut(count)


def checkpoint(hover: MapHover) -> Iterator[str]:
    """What is saved or restored, or one entry of it: the name in the checkpoint first where it is another."""
    count = counted(len(hover.rows), "variable")
    at_least = "" if hover.is_complete else "at least "
    parameters = total([variable.parameters for _, variable in hover.rows])
    verb = "saves" if hover.api == "Saver" else "restores"
    subject = f"`{hover.text}` stands for " if hover.text else f"{verb} {at_least}"
    yield f"{subject}{count}, {parameters}"
    if hover.rows:
        yield ""
    for name, variable in hover.rows[:MAX_ROWS]:
        yield f"- `{name}` {'→ `' + variable.name + '` ' if name != variable.name else ''}{variable.kind}"
    yield from cut(len(hover.rows))


def cut(number: int) -> Iterable[str]:
    """Says how many rows were left out."""
    return ("", f"… {number - MAX_ROWS} more") if number > MAX_ROWS else ()


def places(spans: list[Span], link: Link) -> str:
    """Some places in a row."""
    text = ", ".join(map(link, spans[:MAX_PLACES]))
    return text if len(spans) <= MAX_PLACES else f"{text} and {counted(len(spans) - MAX_PLACES, 'more place')}"
