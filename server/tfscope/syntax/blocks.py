"""The top-level blocks of a file: the unit of text that keeps its identity and its tree across edits."""

from __future__ import annotations

import ast
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from tfscope.syntax.alike import counterparts, move
from tfscope.syntax.source import SourceFile, count_line_ends

_IDENTIFIER = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a file: lines 1-based, columns 0-based in characters, the end exclusive."""

    path: str
    start_line: int
    start_column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """What Python would not read, in its own words: line 1-based, column 0-based in characters."""

    line: int
    column: int
    message: str


class Block:
    """A top-level statement (or several on one line) with the comments directly above and the lines below it.

    `body` counts lines from the block's first, as 1, and columns in UTF-8 bytes; `problems` in characters.
    Compared by identity: an unchanged block of a changed file is the same object, and so is one that is written
    otherwise and means the same; `edition` counts how often that happened.
    """

    __slots__ = ("_names", "body", "edition", "ends_early", "line_ends", "path", "problems", "text")

    def __init__(
        self,
        path: str,
        text: str,
        body: list[ast.stmt],
        problems: tuple[SyntaxProblem, ...] = (),
        ends_early: bool = False,
    ) -> None:
        self.path = path
        self.text = text
        self.body = body
        self.problems = problems
        self.line_ends = count_line_ends(text)
        # Whether a bracket is left open, so that where the block ends was decided by what comes after.
        self.ends_early = ends_early
        self.edition = 0
        self._names: frozenset[str] | None = None

    def __repr__(self) -> str:
        return f"Block({self.path!r}, {self.text[:40]!r})"

    def rewrite(self, other: Block) -> bool:
        """Takes the text of another block, which was just read, where its trees mean the same; answers whether."""
        pairs = counterparts(self.body, other.body)
        if pairs is None:
            return False
        move(pairs)
        self.text, self.line_ends = other.text, other.line_ends
        self.problems, self.ends_early = other.problems, other.ends_early
        self.edition += 1
        self._names = None
        return True

    def dismantle(self) -> None:
        """Takes the tree apart, which nobody needs any more: what is known of a node, it keeps, and that leads back to
        it. Only the garbage collector would undo such circles, and for all trees at once that takes a second."""
        _dismantle(self.body)

    @property
    def names(self) -> frozenset[str]:
        """Every identifier of the block; words of its strings and comments are among them."""
        if self._names is None:
            text = self.text if self.text.isascii() else unicodedata.normalize("NFKC", self.text)
            self._names = frozenset(_IDENTIFIER.findall(text))
        return self._names


def _dismantle(body: list[ast.stmt]) -> None:
    for statement in body:
        inner = getattr(statement, "body", None)
        vars(statement).clear()
        if isinstance(inner, list):
            _dismantle(inner)
    body.clear()


class ParsedFile:
    """One version of a file, as blocks whose texts make up its text.

    It loses the blocks that a later version rewrites: they stand elsewhere now.
    """

    __slots__ = ("__weakref__", "_editions", "_first_lines", "_index_of", "blocks", "open_string", "problems", "source")

    def __init__(self, source: SourceFile, blocks: Iterable[Block], open_string: bool = False) -> None:
        self.source = source
        self.blocks = tuple(blocks)
        # Whether a triple quote never closes, so that the blocks are a guess that depends on the whole text.
        self.open_string = open_string
        self._first_lines = list(accumulate((block.line_ends for block in self.blocks), initial=1))
        self._editions = [block.edition for block in self.blocks]
        self._index_of = {block: index for index, block in enumerate(self.blocks)}
        self.problems = tuple(
            SyntaxProblem(problem.line + first_line - 1, problem.column, problem.message)
            for block, first_line in zip(self.blocks, self._first_lines, strict=False)
            for problem in block.problems
        )

    @property
    def path(self) -> str:
        """The path of the file."""
        return self.source.path

    def contains(self, block: Block) -> bool:
        """Whether this very block is one of this version's."""
        index = self._index_of.get(block)
        return index is not None and self._editions[index] == block.edition

    def line_of(self, block: Block) -> int:
        """The line where the block starts in this version. Raises KeyError when it is not in it."""
        return self._first_lines[self._index_of[block]]

    def span(self, block: Block, node: ast.AST) -> Span:
        """The part of this version that a node of this block was read from.

        A node to which `ast` gives no position spans its children, and without any, the start of the block.
        Raises KeyError when the block is not in this version.
        """
        first_line = self.line_of(block)
        line, column, end_line, end_column = extent(node) or (1, 0, 1, 0)
        start_line, end_line = line + first_line - 1, end_line + first_line - 1
        from_utf8 = self.source.column_from_utf8
        return Span(self.path, start_line, from_utf8(start_line, column), end_line, from_utf8(end_line, end_column))

    def block_at(self, line: int) -> Block | None:
        """The block that holds this line; None outside the file, and in an empty one."""
        if not self.blocks or not 1 <= line <= len(self.source.line_starts):
            return None
        return self.blocks[min(bisect_right(self._first_lines, line), len(self.blocks)) - 1]


def extent(node: ast.AST) -> tuple[int, int, int, int] | None:
    """Line, column, end line and end column of a node in its block, in UTF-8 bytes; None when it has none.

    Decorators stand before the extent of what they decorate, as in `ast`.
    """
    line: int | None = getattr(node, "lineno", None)
    if line is not None:
        column: int = getattr(node, "col_offset", 0)
        end_line: int | None = getattr(node, "end_lineno", None)
        end_column: int | None = getattr(node, "end_col_offset", None)
        return (
            line,
            column,
            line if end_line is None else end_line,
            column if end_column is None else end_column,
        )
    extents = [child_extent for child in ast.iter_child_nodes(node) if (child_extent := extent(child))]
    if not extents:
        return None
    return *min(extents)[:2], *max(child_extent[2:] for child_extent in extents)
