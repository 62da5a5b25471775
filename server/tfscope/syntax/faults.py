"""What Python says of one statement on its own: a simple one, or the header of a compound one."""

import ast
import re
from functools import lru_cache
from typing import NamedTuple

from tfscope.syntax.source import count_line_ends

# What must stand before a clause for Python to read it, and after a header.
_BEFORE = {
    "elif": "if 0:pass\n",
    "else": "if 0:pass\n",
    "except": "try:pass\n",
    "finally": "try:pass\n",
    "case": "match 0:\n ",
}
_BODY = {"match": "\n case _:pass", "@": "\ndef _():pass"}
_AFTER = {"try": "\nfinally:pass"}
_OTHER_LINE = re.compile(r" \(detected at line \d+\)| on line \d+$")


class Fault(NamedTuple):
    """What is wrong with a text: line 1-based, column 0-based in characters."""

    line: int
    column: int
    message: str


@lru_cache(maxsize=8192)
def find_fault(word: str, code: str) -> Fault | None:
    """What is wrong with a statement that starts with this keyword (empty for a simple one).

    The code is without indentation and final comment; when it ends in a colon, it is a header without body.
    None when it is fine.
    """
    before = _BEFORE.get(word, "")
    body = _BODY.get(word, "\n  pass" if word and code.endswith(":") else "")
    try:
        ast.parse(before + code + body + _AFTER.get(word, ""))
    except Exception as error:
        fault = fault_of(error)
        line = min(max(fault.line - before.count("\n"), 1), count_line_ends(code) + 1)
        return Fault(line, fault.column, fault.message)
    return None


def fault_of(error: Exception) -> Fault:
    """The fault that an exception of `ast.parse` reports."""
    match error:
        case SyntaxError():
            message = _OTHER_LINE.sub("", error.msg)
            return Fault(error.lineno or 1, max((error.offset or 1) - 1, 0), message)
        case RecursionError() | MemoryError() | SystemError():
            return Fault(1, 0, "too deeply nested")
        case _:
            return Fault(1, 0, str(error))
