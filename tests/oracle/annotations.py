"""Reads and writes the fixtures: Python files cut into cells, with what happens in comments.

    \"\"\"What the file is about.\"\"\"
    import tensorflow.compat.v1 as tf           the preamble, part of every cell

    # %% A title that states the behaviour      a cell: one program, the preamble and these lines
    # mode: eager                               TensorFlow 2 as it starts; usually `graph`; see tensorflow_oracle.py
    # file: layers.py                           from here on another module of this cell's program
    # file: main.py                             ... and from here on the program itself again
    with tf.variable_scope("a"):  # scope: a
        # var: a/w (2, 3) float32 created; a/v () int32 created     a row belongs to the next line of code
        make()  # error: variable-already-exists  # infers: error none ValueError

Facts (see facts.py) of one line are a set. `# infers: KIND FACT; KIND FACT` gives the analyser's whole answer
for a line where it knows less than TensorFlow did, `# infers: nothing` where it has none. A mode in the
preamble is that of all cells.
The lines of other cells are blanked rather than cut, so that line numbers are those of the fixture.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.oracle.facts import Fact, FactError, parse_facts

TITLE = re.compile(r"#\s*%%\s*(.*)")
DIRECTIVE = re.compile(r"#\s*(mode|file):\s*(\S.*)")
SECTION = re.compile(r"(?:^|\s+)#\s*(var|scope|error|infers):\s*")
MODES = ("graph", "eager", "graph, autograph", "eager, autograph")
MAIN = "main.py"


class AnnotationError(ValueError):
    """A fixture that cannot be read. The message starts with its path and line."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with annotations: where it stands, the line of code it belongs to, its (kind, text) pairs.

    `remark` is what is written before them.
    """

    line: int
    column: int
    target: int
    sections: tuple[tuple[str, str], ...]
    remark: str


@dataclass(slots=True)
class Cell:
    """One program of a fixture file. `files` are its texts by path, blanked where other cells are."""

    path: Path
    title: str
    first_line: int
    mode: str
    files: dict[str, str]
    facts: dict[int, set[Fact]] = field(default_factory=dict)
    inferred: dict[int, set[Fact]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the tests call the cell."""
        return f"{self.path.parent.name}/{self.path.stem}:{self.first_line} {self.title}"

    def expected(self, line: int) -> set[Fact]:
        """The answer that the analyser must give for a line."""
        return self.inferred.get(line, self.facts.get(line, set()))


def read_cells(path: Path, text: str | None = None) -> list[Cell]:
    """The cells of a fixture file. Raises AnnotationError."""
    lines = (path.read_text(encoding="utf-8") if text is None else text).splitlines()
    starts = [number for number, line in enumerate(lines, 1) if TITLE.fullmatch(line)]
    if not starts:
        raise AnnotationError(f"{path}:1: no cell; a cell starts with `# %% title`")
    preamble = range(1, starts[0])
    usual_mode = read_directives(path, lines, preamble).get("mode", "graph")
    cells = [
        read_cell(path, lines, preamble, range(start, end), usual_mode)
        for start, end in zip(starts, [*starts[1:], len(lines) + 1])
    ]
    titles = [cell.title for cell in cells]
    for cell in cells:
        if titles.count(cell.title) > 1:
            raise AnnotationError(f"{path}:{cell.first_line}: two cells have the title `{cell.title}`")
    return cells


def read_cell(path: Path, lines: list[str], preamble: range, own: range, usual_mode: str) -> Cell:
    """The cell that occupies some lines."""
    match = TITLE.fullmatch(lines[own.start - 1])
    title = match.group(1).strip() if match else ""
    if not title:
        raise AnnotationError(f"{path}:{own.start}: a cell without a title")
    mode = read_directives(path, lines, own).get("mode", usual_mode)
    files = split_files(lines, preamble, own)
    cell = Cell(path, title, own.start, mode, files)
    for text in files.values():
        for comment in read_comments(path, text):
            add_comment(cell, comment)
    return cell


def read_directives(path: Path, lines: list[str], own: range) -> dict[str, str]:
    """The directives among some lines."""
    found = {}
    for number in own:
        match = DIRECTIVE.fullmatch(lines[number - 1].strip())
        if match:
            found[match.group(1)] = match.group(2).strip()
    if found.get("mode", "graph") not in MODES:
        raise AnnotationError(f"{path}:{own.start}: the mode is one of {', '.join(MODES)}, not `{found['mode']}`")
    return found


def split_files(lines: list[str], preamble: range, own: range) -> dict[str, str]:
    """The texts of a cell's files, each as long as the fixture. The program itself comes first."""
    numbers: dict[str, list[int]] = {MAIN: list(preamble)}
    current = MAIN
    for number in own:
        match = DIRECTIVE.fullmatch(lines[number - 1].strip())
        if match and match.group(1) == "file":
            current = match.group(2).strip()
        numbers.setdefault(current, []).append(number)
    return {name: blanked(lines, kept) for name, kept in numbers.items()}


def blanked(lines: list[str], kept: Iterable[int]) -> str:
    """The text with only some of its lines, the others empty."""
    numbers = set(kept)
    return "".join(line + "\n" if number in numbers else "\n" for number, line in enumerate(lines, 1))


def read_comments(path: Path, text: str) -> Iterator[Comment]:
    """The annotations of a text. A row of comments belongs to the next line of code."""
    waiting: list[tokenize.TokenInfo] = []
    ignored = (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise AnnotationError(f"{path}: {error}") from error
    code_lines = {token.start[0] for token in found if token.type not in (*ignored, tokenize.COMMENT)}
    for token in found:
        if token.type == tokenize.COMMENT and SECTION.search(token.string):
            waiting.append(token)
    last = max(code_lines, default=0)
    for token in waiting:
        line = token.start[0]
        target = line
        while target not in code_lines and target <= last:
            target += 1
        if target > last:
            raise AnnotationError(f"{path}:{line}: no line of code follows this row")
        yield Comment(line, token.start[1], target, *split_sections(token.string))


def split_sections(comment: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The (kind, text) of each annotation in a comment, and what of it is none."""
    parts = SECTION.split(comment)
    return tuple(zip(parts[1::2], (part.strip() for part in parts[2::2]))), parts[0].strip()


def add_comment(cell: Cell, comment: Comment) -> None:
    """Adds the facts of a comment to a cell."""
    for kind, text in comment.sections:
        try:
            if kind == "infers":
                cell.inferred.setdefault(comment.target, set()).update(parse_inferred(text))
            else:
                cell.facts.setdefault(comment.target, set()).update(parse_facts(kind, text))
        except FactError as error:
            raise AnnotationError(f"{cell.path}:{comment.line}: {error}") from error


def parse_inferred(text: str) -> list[Fact]:
    """The facts of an `infers` row: each starts with its kind."""
    if text == "nothing":
        return []
    facts = []
    for part in re.split(r";\s*(?=(?:var|scope|error)\s)", text):
        kind, _, rest = part.partition(" ")
        if kind not in ("var", "scope", "error"):
            raise FactError(f"`{part}` starts with none of var, scope, error")
        facts += parse_facts(kind, rest)
    return facts
