"""Finds where the logical lines of a text start, without parsing it.

On valid text the answer is exactly that of Python's tokenizer.
In broken text an unclosed bracket or string ends where a statement evidently starts,
so that one half-typed line does not swallow what follows.

From the start of any line in column 0 on, the answer depends on nothing before it, unless `open_string`.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from tfscope.syntax.strings import SINGLE_QUOTED, TRIPLE_QUOTED, fstring_end

# One step: characters and closed brackets that cannot matter, then one that may. It matches at every offset.
_STEP = re.compile(
    rf"""
    (?:
        [^'"\#\\()\[\]{{}}\r\n]+
      | \([^'"\#\\()\[\]{{}}\r\n]*\) | \[[^'"\#\\()\[\]{{}}\r\n]*\]
      | '[^'\\\r\n{{]*'(?!') | "[^"\\\r\n{{]*"(?!")
    )*
    (?:
        (?P<line>(?:\r\n?|\n)(?P<blank>(?:[ \t\f]*(?:\r\n?|\n))*)) (?P<indent>[ \t\f]*)
      | (?P<opener>[(\[{{])
      | (?P<closer>[)\]}}])
      | (?P<comment>\#[^\r\n]*)
      | (?P<joined>\\(?:\r\n?|\n)?)
      | (?P<triple>{TRIPLE_QUOTED})
      | (?P<unclosed>\"""|''')
      | (?P<string>{SINGLE_QUOTED})
      | \Z
    )
    """,
    re.VERBOSE,
)
_FIRST_INDENT = re.compile("\ufeff?[ \t\f]*")
_JOINED_INDENT = re.compile(r"([ \t\f]*)\\(?:\r\n?|\n)(?:[ \t\f]*\\(?:\r\n?|\n))*([ \t\f]*)")
_PHYSICAL_LINE = re.compile(r"[^\r\n]*")
_MAGIC_LINE = re.compile(r"[^\\\r\n]*(?:\\(?:\r\n|[\s\S])?[^\\\r\n]*)*")
# What never stands inside brackets in valid Python.
_STATEMENT = re.compile(
    r"(?:def|class|import|with|while|try|return|del|assert|raise|global|nonlocal|pass|break|continue"
    r"|elif|except|finally|async[ \t]+(?:def|with))\b"
)
_DEFINITION = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w", re.MULTILINE)
_HEADER = re.compile(r"(?:if|elif|for|while|with|except|def|class|async)\b")
_LAST_WORD = re.compile(r"[\"')\]}]\Z|(?<!\w)(?!(?:and|or|not|in|is|if|else|for|lambda|await|yield|from)\Z)\w+\Z")
_FIRST_WORD = re.compile(r"(?!(?:and|or|not|in|is|if|else|for|async)\b)[^\W\d]\w*\s*[=.(\[]")
_OPENER_OF = {")": "(", "]": "[", "}": "{"}
_PYTHON_NESTING_LIMIT = 200
_MAX_REPAIRS = 4
_MAX_LOOK_BEHIND = 200


class LogicalLine(NamedTuple):
    """Where a logical line starts: with the comments directly above it in column 0, and with its code."""

    start: int
    code: int
    indent: str

    @property
    def is_outermost(self) -> bool:
        """Whether the code starts in column 0, as Python counts columns."""
        return not self.indent or self.indent[-1] in "\f\ufeff"

    @property
    def width(self) -> int:
        """The column where the code starts, as Python counts columns."""
        return indent_width(self.indent)


@dataclass(slots=True)
class Scan:
    """The logical lines of a text; `comments` are the offsets of its comments.

    `damaged` is the offset of the first logical line whose brackets never close.
    `open_string` tells that a triple quote never closes, and that the lines after it are a guess.
    `open_at_end` tells that what follows the scanned part could change what was found at its end.
    """

    lines: list[LogicalLine] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    damaged: int | None = None
    open_string: bool = False
    open_at_end: bool = False


def scan(text: str, start: int = 0, stop: int | None = None) -> Scan:
    """Scans a text, or the part of it from the start of a line up to the start of another."""
    stop = len(text) if stop is None else stop
    ignored_quotes: set[int] = set()
    while True:
        scanner = _Scanner(text, stop, ignored_quotes)
        scanner.run(start)
        if scanner.unclosed is None:
            return scanner.scan
        ignored_quotes.add(scanner.lost_quote(len(ignored_quotes) < _MAX_REPAIRS))


def indent_width(indent: str) -> int:
    """The column after this white space, as Python counts columns: tabs to multiples of eight."""
    return len(indent.rpartition("\f")[2].lstrip("\ufeff").expandtabs(8))


@dataclass(slots=True)
class _Scanner:
    """One pass over the text. `candidates` are the lines that start if the open brackets never close."""

    text: str
    stop: int
    ignored_quotes: set[int]
    scan: Scan = field(default_factory=Scan)
    brackets: list[str] = field(default_factory=list)
    candidates: list[tuple[int, LogicalLine]] = field(default_factory=list)
    triples: list[tuple[int, int]] = field(default_factory=list)
    comment_start: int = -1
    unclosed: int | None = None

    def run(self, start: int) -> None:
        """Scans from the start of a line."""
        self.scan.open_string = bool(self.ignored_quotes)
        indent = _FIRST_INDENT.match(self.text, start, self.stop)
        assert indent is not None
        at: int | None = indent.end()
        if not self.text.startswith(("\r", "\n"), at):
            at = self.begin_line(start, indent.end(), indent[0]) or at
        while at is not None:
            at = self.run_until_jump(at)
        last_line = self.text[start : self.stop].rstrip("\r\n")
        self.scan.open_at_end = bool(self.brackets) or self.comment_start >= 0 or last_line.endswith("\\")
        if self.brackets:
            self.give_up_brackets()

    def run_until_jump(self, at: int) -> int | None:
        """Scans until the end (None), or until the scan must go on elsewhere than where a step ended."""
        for step in _STEP.finditer(self.text, at, self.stop):
            match step.lastgroup:
                case "indent":
                    if step["blank"]:
                        self.comment_start = -1
                    jump = self.begin_line(step.end("line"), step.end(), step["indent"])
                case "opener":
                    self.brackets.append(step["opener"])
                    continue
                case "closer":
                    self.close(step["closer"])
                    continue
                case "comment":
                    self.scan.comments.append(step.start("comment"))
                    continue
                case "string" | "triple":
                    jump = self.end_string(step.start(step.lastgroup), step.end(), step.lastgroup)
                case "unclosed" if step.start("unclosed") not in self.ignored_quotes:
                    self.unclosed = step.start("unclosed")
                    return None
                case "unclosed":
                    jump = self.end_of_line(step.end())
                case _:
                    continue
            if jump is not None:
                return jump
        return None

    def begin_line(self, start: int, code: int, indent: str) -> int | None:
        """Notes a physical line; answers where to go on when that is not its code."""
        if code >= self.stop:
            return None
        jump, first = None, self.text[code]
        if first == "#":
            self.comment_start = -1 if indent else start if self.comment_start < 0 else self.comment_start
            return None
        if first == "\\" and (joined := _JOINED_INDENT.match(self.text, code, self.stop)):
            # The first white space of joined lines that is not empty is the indentation.
            indent, jump = indent or joined[1] or joined[2], joined.end()
            if jump >= self.stop or self.text[jump] in "#\r\n":
                return jump
        if self.comment_start >= 0:
            start, self.comment_start = self.comment_start, -1
        line = LogicalLine(start, code, indent)
        if self.brackets and _STATEMENT.match(self.text, jump or code):
            self.give_up_brackets()
        if self.brackets:
            self.candidates.append((len(self.brackets), line))
            return jump
        self.scan.lines.append(line)
        return self.end_of_magic(code) if first in "%!?" else jump

    def close(self, closer: str) -> None:
        """Closes the innermost bracket of this kind; a closer of nothing is passed over."""
        opener = _OPENER_OF[closer]
        if opener not in self.brackets[-_PYTHON_NESTING_LIMIT:]:
            return
        while self.brackets.pop() != opener:
            pass
        while self.candidates and self.candidates[-1][0] > len(self.brackets):
            self.candidates.pop()

    def give_up_brackets(self) -> None:
        """Takes the open brackets for unclosed: a line no deeper than theirs starts a statement."""
        lines = self.scan.lines
        depth, width = 0, lines[-1].width if lines else 0
        if self.scan.damaged is None:
            self.scan.damaged = lines[-1].start if lines else 0
        for candidate_depth, line in self.candidates:
            if candidate_depth == depth or line.width <= width or self.is_body(line):
                depth, width = candidate_depth, line.width
                lines.append(line)
        self.brackets.clear()
        self.candidates.clear()

    def is_body(self, line: LogicalLine) -> bool:
        """Whether a line that may belong to an unclosed header rather starts its body.

        Before it stands a colon, or no comma, operator or bracket: nothing that could go on on another line.
        """
        header = self.scan.lines[-1].code if self.scan.lines else line.code
        if not _HEADER.match(self.text, header):
            return False
        end = line.code - len(line.indent)
        before = self.text[max(header, end - _MAX_LOOK_BEHIND) : end].rstrip()
        is_apart = _LAST_WORD.search(before) and _FIRST_WORD.match(self.text, line.code)
        return before.endswith(":") or is_apart is not None

    def end_string(self, start: int, end: int, kind: str) -> int | None:
        """Notes a string; answers where it ends when that is not where its first quote is repeated."""
        if start in self.ignored_quotes:
            return self.end_of_line(start)
        if kind == "triple":
            self.triples.append((start, end))
        actual = fstring_end(self.text, start, end, self.stop)
        return None if actual == end else actual

    def end_of_line(self, at: int) -> int:
        line = _PHYSICAL_LINE.match(self.text, at, self.stop)
        assert line is not None
        return line.end()

    def end_of_magic(self, at: int) -> int:
        line = _MAGIC_LINE.match(self.text, at, self.stop)
        assert line is not None
        return line.end()

    def lost_quote(self, may_be_earlier: bool) -> int:
        """The triple quote that is at fault when the last one never closes.

        When one is lost, the code between two docstrings reads as a string: up to the header of a definition.
        """
        assert self.unclosed is not None
        for start, end in self.triples if may_be_earlier else ():
            is_code = _DEFINITION.search(self.text, start, end) and self.text[start : end - 3].rstrip().endswith(":")
            if is_code and start not in self.ignored_quotes:
                return start
        return self.unclosed
