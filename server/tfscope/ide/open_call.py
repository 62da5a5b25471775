"""The call in whose arguments a string is being written. The text need not be whole yet, so this goes by spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tfscope.syntax.blocks import ParsedFile, Span

#: A string that has begun, up to the cursor.
_STRING: Final = re.compile(r"(?<!\w)[uU]?(?P<quote>['\"])(?P<text>[\w./\\-]*)$")
_REST: Final = re.compile(r"[\w./\\-]*")
_CALLEE: Final = re.compile(r"(?P<name>\w+)\s*$")
_KEYWORD: Final = re.compile(r"(?<![\w.])(?P<name>\w+)\s*=\s*$")
#: What never stands inside brackets: the call that seems to be open there is broken.
_STATEMENT: Final = re.compile(r"\s*(?:def|class|import|from|with|while|return|try|raise|assert)\b")
#: How far (characters) a call may have begun before the cursor.
_FAR: Final = 4000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name is being written: the last name of what is called, and which argument it is in: its keyword, and its
    position. `part` is "key" or "value" in a dict, "item" in a list, else "". `span` is all of the string."""

    callee: str
    keyword: str
    position: int
    part: str
    span: Span


def place_at(parsed: ParsedFile, line: int, column: int) -> Place | None:
    """The string that is being written at a position, if it is in a call."""
    row = parsed.source.line_text(line)
    found = _STRING.search(row[:column])
    if found is None:
        return None
    rest = _REST.match(row, column)
    span = Span(parsed.path, line, found.start("text"), line, rest.end() if rest else column)
    end = parsed.source.offset(line, found.start())
    return enclosing(parsed.source.text[max(0, end - _FAR) : end], span)


def enclosing(before: str, span: Span) -> Place | None:
    """The innermost call that is still open at the end of a text."""
    depth, commas, edge, part = 0, 0, len(before), ""
    at = len(before)
    while (at := at - 1) >= 0:
        character = before[at]
        if character in "'\"":
            # A string, which is on one line.
            start = before.rfind(character, before.rfind("\n", 0, at) + 1, at)
            at = start if start >= 0 else at
        elif character in ")]}":
            depth += 1
        elif character in "([{" and depth:
            depth -= 1
        elif character == "(" and (callee := _CALLEE.search(before[:at])):
            keyword = _KEYWORD.search(before[at + 1 : edge])
            return Place(callee["name"], keyword["name"] if keyword else "", commas, part, span)
        elif character in "([{":
            inner = "value" if before[:edge].rstrip().endswith(":") else "key"
            part = part or (inner if character == "{" else "item")
            commas, edge = 0, at
        elif character == "," and not depth:
            commas += 1
        elif character == "\n" and _STATEMENT.match(before, at + 1):
            return None
    return None
