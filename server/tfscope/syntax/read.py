"""The tree of one block, whatever its text: what cannot be read is replaced in place, the rest stays."""

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from tfscope.syntax.blocks import SyntaxProblem
from tfscope.syntax.faults import Fault, fault_of
from tfscope.syntax.rewrite import Shift, restore_columns
from tfscope.syntax.scan import scan
from tfscope.syntax.source import count_line_ends
from tfscope.syntax.statements import Statement, read_statements
from tfscope.syntax.structure import structure

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MAX_ATTEMPTS = 10


class Reading(NamedTuple):
    """What was read of a block; `ends_early` as for `Block`."""

    body: list[ast.stmt]
    problems: tuple[SyntaxProblem, ...]
    ends_early: bool


def read(text: str) -> Reading:
    """Parses a block. Never raises because of the text."""
    text = _parseable(text)
    tree = _parse(text)
    return Reading(tree.body, (), False) if isinstance(tree, ast.Module) else _read_broken(text, tree)


def _read_broken(text: str, fault: Fault) -> Reading:
    scanned = scan(text)
    statements = read_statements(text, scanned.lines)
    was_rewritten = any(not statement.was_read or statement.shifts for statement in statements)
    tree: ast.Module | Fault = fault
    for _ in range(_MAX_ATTEMPTS):
        structure(statements)
        tree = _parse(_text(statements))
        if isinstance(tree, ast.Module):
            break
        if not _give_up_statement(statements, tree):
            break
    problems = tuple(statement.problem for statement in statements if statement.problem)
    if isinstance(tree, Fault):
        return Reading([], problems or (SyntaxProblem(*fault),), scanned.damaged is not None)
    if not problems and (not was_rewritten or "tabs" in fault.message):
        problems = (SyntaxProblem(*fault),)
    restore_columns(tree.body, _shifts(statements))
    return Reading(tree.body, problems, scanned.damaged is not None)


def _parse(text: str) -> ast.Module | Fault:
    try:
        return ast.parse(text)
    except Exception as error:
        return fault_of(error)


def _parseable(text: str) -> str:
    """The text without what `ast.parse` refuses to look at, at the same lines and UTF-8 columns."""
    if text.startswith("\ufeff"):
        # A form feed is white space that leaves the code in column 0.
        text = "\f\f\f" + text[1:]
    if "\0" in text:
        text = text.replace("\0", "\x01")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _give_up_statement(statements: Sequence[Statement], fault: Fault) -> bool:
    """Replaces the statement at fault; False when it is replaced already."""
    culprit = next((statement for statement in reversed(statements) if statement.line <= fault.line), None)
    if culprit is None or not culprit.was_read:
        return False
    culprit.problem = SyntaxProblem(fault.line, fault.column, fault.message)
    culprit.replace("", "pass")
    return True


def _text(statements: Sequence[Statement]) -> str:
    """The text as it is read, every statement on its line."""
    parts = ["\n" * (statements[0].line - 1)] if statements else []
    for statement in statements:
        ending = "\n" * (statement.height - count_line_ends(statement.code))
        parts += (statement.read_indent, statement.code, ending)
    return "".join(parts)


def _shifts(statements: Sequence[Statement]) -> list[Shift]:
    """The shifts of all statements, their lines those of the block, 1-based."""
    shifts = []
    for statement in statements:
        indent = len(statement.read_indent)
        if indent != len(statement.indent):
            shifts.append(Shift(statement.line, 0, indent - len(statement.indent)))
        for line, column, by in statement.shifts:
            shifts.append(Shift(statement.line + line, column if line else column + indent, by))
    return shifts
