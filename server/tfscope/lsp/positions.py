"""Positions of LSP: lines from 0, columns in the units that client and server agreed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from tfscope.syntax.source import SourceFile

if TYPE_CHECKING:
    from tfscope.syntax.blocks import Span

Encoding = str
"""`utf-8`, `utf-16` or `utf-32`: what a column counts."""


def offset_of(source: SourceFile, position: types.Position, encoding: Encoding) -> int:
    """The offset of a position in a text; one outside it is moved to the nearest inside it."""
    return source.offset(*from_position(source, position, encoding))


def from_position(source: SourceFile, position: types.Position, encoding: Encoding) -> tuple[int, int]:
    """The line, from 1, and the column, in characters, of a position."""
    line = position.line + 1
    if encoding == "utf-16":
        return line, source.column_from_utf16(line, position.character)
    if encoding == "utf-8":
        return line, source.column_from_utf8(line, position.character)
    return line, min(max(position.character, 0), len(source.line_text(line)))


def to_position(source: SourceFile, line: int, column: int, encoding: Encoding) -> types.Position:
    """The position of a line, from 1, and a column, in characters."""
    if encoding == "utf-16":
        column = source.utf16_column(line, column)
    elif encoding == "utf-8":
        column = source.utf8_column(line, column)
    return types.Position(max(line - 1, 0), max(column, 0))


def to_range(source: SourceFile, span: Span, encoding: Encoding) -> types.Range:
    """The range of a part of a text."""
    return types.Range(
        to_position(source, span.start_line, span.start_column, encoding),
        to_position(source, span.end_line, span.end_column, encoding),
    )
