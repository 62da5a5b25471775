"""One replacement in one file."""

from __future__ import annotations

from dataclasses import dataclass

from tfscope.syntax.blocks import Span
from tfscope.syntax.source import SourceFile


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of a part of a file."""

    span: Span
    new_text: str


def smallest_edit(source: SourceFile, start: int, old: str, new: str) -> Edit | None:
    """The edit that makes `old`, which stands at an offset, `new`, without the ends they share; None if equal."""
    if old == new:
        return None
    prefix = 0
    while prefix < min(len(old), len(new)) and old[prefix] == new[prefix]:
        prefix += 1
    suffix = 0
    while suffix < min(len(old), len(new)) - prefix and old[-1 - suffix] == new[-1 - suffix]:
        suffix += 1
    first = source.position(start + prefix)
    last = source.position(start + len(old) - suffix)
    return Edit(Span(source.path, *first, *last), new[prefix : len(new) - suffix])


def replace(span: Span, new_text: str) -> Edit:
    """The edit that puts a text in the place of a part of a file."""
    return Edit(span, new_text)


def insert(path: str, line: int, column: int, new_text: str) -> Edit:
    """The edit that puts a text before a position."""
    return Edit(Span(path, line, column, line, column), new_text)
