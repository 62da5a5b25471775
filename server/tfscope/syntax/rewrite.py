"""Text that is read as other text, with the way back from its columns to those of the original."""

import ast
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tfscope.syntax.source import count_line_ends
from tfscope.syntax.strings import SINGLE_QUOTED, TRIPLE_QUOTED

_TOKEN = re.compile(rf"{TRIPLE_QUOTED}|\"\"\"[\s\S]*|'''[\s\S]*|{SINGLE_QUOTED}|\#[^\r\n]*")
_PUNCTUATION = re.compile(r"[(\[{]|[)\]}]|(?<![=!<>:])=(?!=)|[;,]")
_INK = re.compile(r"[^\r\n]")


class Edit(NamedTuple):
    """A replacement of part of a text."""

    start: int
    end: int
    text: str


class Shift(NamedTuple):
    """From this column on (UTF-8 bytes; line 0-based), a line is `by` bytes wider than the original."""

    line: int
    column: int
    by: int


def mask(code: str) -> str:
    """The code with its comments blank and its strings empty of meaning, at the same offsets."""
    if "#" not in code and '"' not in code and "'" not in code:
        return code
    return _TOKEN.sub(_masked, code)


def outside_brackets(masked: str, ends: str, at: int = 0) -> Iterator[re.Match[str]]:
    """The tokens among `ends` that no bracket opened since `at` encloses."""
    depth = 0
    for token in _PUNCTUATION.finditer(masked, at):
        if token[0] in "([{":
            depth += 1
        elif token[0] in ")]}":
            depth -= 1
        elif depth == 0 and token[0] in ends:
            yield token


def blank(code: str) -> str:
    """Spaces of the same shape."""
    return _INK.sub(" ", code)


def apply_edits(code: str, edits: Iterable[Edit]) -> tuple[str, list[Shift]]:
    """The edited code; of edits that overlap, the first in the text is made."""
    edited, shifts, at = "", [], 0
    for start, end, text in sorted(edits):
        if start < at:
            continue
        edited += code[at:start] + text
        at = end
        by = len(text.encode()) - len(code[start:end].encode())
        if by:
            line_start = max(edited.rfind("\n"), edited.rfind("\r")) + 1
            shifts.append(Shift(count_line_ends(edited), len(edited[line_start:].encode()), by))
    return edited + code[at:], shifts


def restore_columns(body: Sequence[ast.stmt], shifts: Iterable[Shift]) -> None:
    """Moves the columns of trees back to the original text; here a shift's line is that of `ast`, 1-based."""
    by_line: dict[int, list[Shift]] = {}
    for shift in shifts:
        by_line.setdefault(shift.line, []).append(shift)
    lines = sorted(by_line)
    remaining: list[ast.AST] = list(body)
    while lines and remaining:
        node = remaining.pop()
        if isinstance(node, ast.stmt) and not _spans_any(node, lines):
            continue
        if isinstance(node, _POSITIONED):
            node.col_offset = _restored(by_line, node.lineno, node.col_offset)
            if node.end_lineno is not None and node.end_col_offset is not None:
                node.end_col_offset = _restored(by_line, node.end_lineno, node.end_col_offset)
        remaining.extend(ast.iter_child_nodes(node))


_POSITIONED = (ast.expr, ast.stmt, ast.excepthandler, ast.arg, ast.keyword, ast.alias, ast.pattern)


def _spans_any(statement: ast.stmt, lines: Sequence[int]) -> bool:
    """Whether a statement, with its decorators, has one of these sorted lines."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    following = bisect_left(lines, min([statement.lineno, *(decorator.lineno for decorator in decorators)]))
    return following < len(lines) and lines[following] <= (statement.end_lineno or statement.lineno)


def _restored(by_line: dict[int, list[Shift]], line: int, column: int) -> int:
    return max(column - sum(shift.by for shift in by_line.get(line, ()) if shift.column <= column), 0)


def _masked(token: re.Match[str]) -> str:
    text = token[0]
    if text[0] == "#":
        return " " * len(text)
    return text[0] + "_" * (len(text) - 2) + text[0] if len(text) > 1 else text
