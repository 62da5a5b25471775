"""Makes statements that can each be read stand together: indentation, bodies, clauses, decorators."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tfscope.syntax.fillers import UNREADABLE
from tfscope.syntax.rewrite import Shift
from tfscope.syntax.statements import Statement

# The clauses that may follow a statement or clause. After the `else` of a `try` only `finally` may.
_NEXT = {
    "if": ("elif", "else"),
    "elif": ("elif", "else"),
    "for": ("else",),
    "while": ("else",),
    "try": ("except", "finally"),
    "except": ("except", "else", "finally"),
    "else of try": ("finally",),
}
_CLAUSES = {"elif", "else", "except", "finally"}
_NAMES = {"def": "function definition", "class": "class definition"}
_DEFINITIONS = {"def", "class", "@"}


@dataclass(slots=True)
class _Level:
    """A run of statements at one indentation, read with the indentation `indent`.

    `last` is the statement or clause at its end that another clause may follow, `opener` the header above it.
    """

    width: int
    indent: str
    opener: str = ""
    last: str = ""
    open_try: Statement | None = None
    decorators: list[Statement] = field(default_factory=list)

    def settle(self, word: str) -> None:
        """Ends what the next statement, which starts with this word, does not go on with."""
        if self.open_try and word not in _NEXT["try"]:
            self.open_try.report("expected 'except' or 'finally' block")
            self.open_try.replace("if", f"if 1{self.open_try.code[3:]}")
            self.open_try.shifts.append(Shift(0, len("if 1:"), 1))
        self.open_try = None
        if word not in _DEFINITIONS:
            for decorator in self.decorators:
                decorator.report("invalid syntax")
                decorator.replace("", "pass")
        if word != "@":
            self.decorators.clear()

    def add(self, statement: Statement) -> None:
        """Puts a statement at the end."""
        is_stray_clause = statement.word in _CLAUSES and statement.word not in _NEXT.get(self.last, ())
        if is_stray_clause or (statement.word == "case" and self.opener != "match"):
            statement.report("invalid syntax")
            statement.replace("if", f"if {UNREADABLE}:")
        elif self.opener == "match" and statement.word != "case":
            statement.report("invalid syntax")
            statement.replace("case", f"case _ if {UNREADABLE}:")
        word = statement.word
        self.settle(word)
        if word == "try":
            self.open_try = statement
        elif word == "@":
            self.decorators.append(statement)
        self.last = "else of try" if word == "else" and self.last == "except" else word
        statement.read_indent = self.indent


def structure(statements: Sequence[Statement]) -> None:
    """Repairs how statements stand together."""
    levels = [_Level(0, "")]
    previous: Statement | None = None
    for statement in statements:
        _place(statement, previous, levels)
        levels[-1].add(statement)
        previous = statement
    if previous and previous.opens:
        _give_body(previous)
    while levels:
        levels.pop().settle("")


def _place(statement: Statement, previous: Statement | None, levels: list[_Level]) -> None:
    """Leaves and enters levels so that the last is that of the statement."""
    width = statement.width
    if previous and previous.opens and width <= previous.width:
        _give_body(previous)
    is_dedent = False
    while width < levels[-1].width:
        levels.pop().settle("")
        is_dedent = True
    level = levels[-1]
    if width == level.width:
        return
    if previous and not is_dedent and not previous.was_read and not previous.opens:
        # What stands there instead of a broken statement may as well open a body.
        previous.replace("if", f"if {UNREADABLE}:")
        level.last = "if"
    if previous and not is_dedent and previous.opens:
        indent = statement.indent if statement.indent.startswith(level.indent) else f"{level.indent} "
        levels.append(_Level(width, indent, previous.word))
        return
    statement.report("unindent does not match any outer indentation level" if is_dedent else "unexpected indent")
    level.settle("")
    level.last = ""
    levels.append(_Level(width, level.indent, level.opener))


def _give_body(header: Statement) -> None:
    header.report(f"expected an indented block after {_NAMES.get(header.word, f'{header.word!r} statement')}")
    header.code += " pass"
