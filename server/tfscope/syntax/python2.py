"""Statements of Python 2 read as Python 3, as far as is cheap."""

import re
from collections.abc import Iterator

from tfscope.syntax.rewrite import Edit, blank, mask, outside_brackets

_PRINT = re.compile(r"(?:^|(?<=[:;]))[ \t]*\b(?:print|exec)\b(?![ \t]*(?:[(=.,:;\])]|$))")
_RAISE = re.compile(r"(?:^|(?<=[:;]))[ \t]*\braise\b")
_EXCEPT = re.compile(r"except\b[^:]*?(\s*,\s*)(?=[^\W\d]\w*\s*:)")
_NUMBER = re.compile(r"(?<![\w.])(?:(0[0-7]+)[lL]?|(0[xX][\da-fA-F]+|\d+)[lL])(?![\w.])")
_UNICODE_RAW = re.compile(r"(?<!\w)[uU](?=[rR][\"'])")
_BACKTICKS = re.compile(r"`([^`]*)`")


def python2_edits(code: str) -> list[Edit]:
    """The edits that may make Python 3 of a statement of Python 2.

    `print` and `exec` become `pass`, with their arguments; of `raise E, message` only `raise E` is kept.
    """
    return list(_edits(mask(code)))


def _edits(code: str) -> Iterator[Edit]:
    for statement in _PRINT.finditer(code):
        end = _end(code, statement.end(), ";")
        start = statement.start() + len(statement[0]) - len(statement[0].lstrip())
        yield Edit(start, end, "pass" + blank(code[start + 4 : end]))
    for statement in _RAISE.finditer(code):
        comma, end = _end(code, statement.end(), ",;"), _end(code, statement.end(), ";")
        if comma < end:
            yield Edit(comma, end, blank(code[comma:end]))
    if handler := _EXCEPT.match(code):
        yield Edit(handler.start(1), handler.end(1), " as ")
    for number in _NUMBER.finditer(code):
        yield Edit(number.start(), number.end(), str(int(number[1], 8)) if number[1] else number[2])
    for prefix in _UNICODE_RAW.finditer(code):
        yield Edit(prefix.start(), prefix.end(), " ")
    for comparison in re.finditer("<>", code):
        yield Edit(comparison.start(), comparison.end(), "!=")
    for quoted in _BACKTICKS.finditer(code):
        yield Edit(quoted.start(), quoted.start() + 1, "repr(")
        yield Edit(quoted.end() - 1, quoted.end(), ")")


def _end(code: str, at: int, ends: str) -> int:
    """Where the first of these characters outside brackets stands, from `at` on; else the end of the code."""
    return next((token.start() for token in outside_brackets(code, ends, at)), len(code))
