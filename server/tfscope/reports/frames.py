"""Source frames: a few lines of a file with the place of interest underlined."""

from __future__ import annotations

from rich.text import Text

from tfscope.syntax.blocks import Span
from tfscope.syntax.notebooks import cell_place
from tfscope.syntax.source import SourceFile

CONTEXT = 2
TAB = " " * 4


def frame(source: SourceFile | None, span: Span, context: int, caret_style: str, caret: str = "^") -> Text:
    """The lines of a span and `context` lines before it, with line numbers and carets. Tabs become spaces."""
    text = Text()
    if source is None or span.start_line > len(source.line_starts):
        return text
    first = max(1, span.start_line - context)
    last = min(span.end_line, span.start_line + 6)
    cell = cell_place(source, span.start_line)
    before = 0 if cell is None else span.start_line - cell[1]
    first = max(first, before + 1)
    width = len(str(last - before))
    text.append(f"{' ' * width} |\n", "blue")
    for line in range(first, last + 1):
        content = source.line_text(line)
        text.append(f"{line - before:>{width}} | ", "blue")
        text.append(f"{content.expandtabs(len(TAB)).rstrip()}\n")
        if line >= span.start_line:
            start, end = columns(content, line, span)
            text.append(f"{' ' * width} | ", "blue")
            text.append(f"{' ' * start}{caret * max(end - start, 1)}\n", caret_style)
    if last < span.end_line:
        text.append(f"{' ' * width} | ...\n", "blue")
    return text


def columns(content: str, line: int, span: Span) -> tuple[int, int]:
    """Where the carets under a line start and end, as it is shown."""
    indent = len(content) - len(content.lstrip())
    start = span.start_column if line == span.start_line else indent
    end = span.end_column if line == span.end_line else len(content.rstrip())
    return shown_width(content[:start]), shown_width(content[:end])


def shown_width(text: str) -> int:
    """How many columns a text takes on a terminal."""
    return Text(text.expandtabs(len(TAB))).cell_len
