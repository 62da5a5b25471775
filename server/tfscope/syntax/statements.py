"""The statements of a block that does not parse as a whole: which are at fault, and what is read instead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tfscope.syntax.blocks import SyntaxProblem
from tfscope.syntax.faults import find_fault
from tfscope.syntax.fillers import header_filler, simple_filler
from tfscope.syntax.python2 import python2_edits
from tfscope.syntax.rewrite import Shift, apply_edits, mask
from tfscope.syntax.scan import LogicalLine, indent_width
from tfscope.syntax.source import count_line_ends

_WORD = re.compile(r"(?:(?:async[ \t]+)?(if|elif|else|for|while|with|try|except|finally|def|class)\b|(@)|)")
_SOFT_WORD = re.compile(r"(match|case)\b[ \t]*[^\s=.,:)\]]")
_MAGIC = re.compile(r"[%!?]|[\w., \t()\[\]]+=[ \t]*[%!]")


@dataclass(slots=True)
class Statement:
    """A logical line of a block, as it is read.

    `line` is 1-based in the block, `height` the number of line ends up to the next statement.
    `word` is the keyword of a compound statement, `@` for a decorator, else empty.
    `shifts` lead from columns of `code` to those of the text; `read_indent` is read in place of `indent`.
    `was_read` is False for what stands in place of something else.
    """

    line: int
    height: int
    indent: str
    code: str
    word: str
    problem: SyntaxProblem | None = None
    was_read: bool = True
    shifts: list[Shift] = field(default_factory=list)
    read_indent: str = ""

    @property
    def width(self) -> int:
        """The column where it starts, as Python counts columns."""
        return indent_width(self.indent)

    @property
    def opens(self) -> bool:
        """Whether it needs an indented body."""
        return bool(self.word) and self.code.endswith(":")

    def report(self, message: str) -> None:
        """Notes a problem with it, unless there is one."""
        if self.problem is None:
            self.problem = SyntaxProblem(self.line, len(self.indent), message)

    def replace(self, word: str, code: str) -> None:
        """Has it read as other code."""
        self.word, self.code, self.was_read = word, code, False
        self.shifts.clear()


def read_statements(text: str, lines: Sequence[LogicalLine]) -> list[Statement]:
    """The statements that start at these lines of a text, those at fault replaced by what may stand there."""
    statements = []
    line, at = 1, 0
    for index, logical_line in enumerate(lines):
        end = lines[index + 1].code if index + 1 < len(lines) else len(text)
        line += count_line_ends(text[at : logical_line.code])
        at = logical_line.code
        segment = text[at:end]
        code = segment[: len(mask(segment).rstrip())] if "#" in segment else segment.rstrip()
        statements.append(_read(line, count_line_ends(segment), logical_line.indent, code))
    return statements


def _read(line: int, height: int, indent: str, code: str) -> Statement:
    word = _word(code)
    fault = find_fault(word, code)
    if fault and not word and (soft := _SOFT_WORD.match(code)) and find_fault(soft[1], code) is None:
        word, fault = soft[1], None
    statement = Statement(line, height, indent, code, word)
    if fault is None:
        return statement
    if _MAGIC.match(code) or mask(code).endswith("?"):
        statement.replace("", simple_filler(code))
        return statement
    python3, shifts = apply_edits(code, python2_edits(code))
    if python3 != code and find_fault(word, python3) is None:
        statement.code, statement.shifts = python3, shifts
        return statement
    column = fault.column + (len(indent) if fault.line == 1 else 0)
    statement.problem = SyntaxProblem(line + fault.line - 1, column, fault.message)
    filler = header_filler(word, code) if word else simple_filler(code)
    statement.replace(_word(filler), filler)
    return statement


def _word(code: str) -> str:
    keyword = _WORD.match(code)
    return (keyword[1] or keyword[2] or "") if keyword else ""
