"""Which code of a file is a run: its own top level, and the functions that nothing calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from tfscope.domain.code import Code
from tfscope.interp.functions import code_of
from tfscope.interp.imports import module_code
from tfscope.syntax.parse import Block, ParsedFile

_IDENTIFIER: Final = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Program:
    """One run: the file that is run, and the function of it that is called, None for the file's own code.

    `is_named` where the user said that this is how the function is called; else its callers are not known.
    """

    path: str
    entry: str | None = None
    is_named: bool = False


@dataclass(frozen=True, eq=False)
class Candidate:
    """A function that is a program if nothing calls it. `names` is the way to it from its module."""

    code: Code
    names: tuple[str, ...]

    @cached_property
    def program(self) -> Program:
        """The run that calls it."""
        return Program(self.code.path, ".".join(self.names))


def is_script(parsed: ParsedFile) -> bool:
    """Whether a file does something when it is run, beyond importing, defining, and naming constants."""
    return any(_does_something(statement) for block in parsed.blocks for statement in block.body)


def candidates(parsed: ParsedFile) -> list[Candidate]:
    """The functions and methods of a file, in the order of its text. Functions inside functions are not."""
    found: list[Candidate] = []
    for block in parsed.blocks:
        if block.body:
            found += candidates_of(block)
    return found


def candidates_of(block: Block) -> tuple[Candidate, ...]:
    """Those of one block; its first statement keeps them."""
    first = block.body[0]
    known: tuple[Candidate, ...] | None = getattr(first, "tfscope_candidates", None)
    if known is None or any(candidate.code.block is not block for candidate in known[:1]):
        known = tuple(_candidates_in(block.body, module_code(block), ()))
        first.tfscope_candidates = known  # type: ignore[attr-defined]
    return known


class Waiting:
    """The functions of a file that may be programs, callers first as far as their texts tell."""

    def __init__(self, found: Iterable[Candidate]) -> None:
        self.left = {candidate.code: candidate for candidate in found}
        names = {candidate.names[-1] for candidate in self.left.values()}
        #: The functions that mention a name.
        self.mentions: dict[str, set[Code]] = {name: set() for name in names}
        for candidate in self.left.values():
            for name in identifiers(candidate.code) & names:
                if name != candidate.names[-1]:
                    self.mentions[name].add(candidate.code)

    def drop(self, executed: Collection[Code]) -> None:
        """Takes out what has run."""
        if len(executed) > len(self.left):
            executed = [code for code in self.left if code in executed]
        for code in executed:
            self.left.pop(code, None)

    def take(self) -> Candidate | None:
        """The next one to be run: a constructor, one that none of the others mentions, or else the first."""
        chosen = next(filter(self._is_first, self.left.values()), None)
        chosen = chosen or next(iter(self.left.values()), None)
        if chosen is not None:
            del self.left[chosen.code]
        return chosen

    def _is_first(self, candidate: Candidate) -> bool:
        name = candidate.names[-1]
        return name == "__init__" or not any(code in self.left for code in self.mentions[name])


def identifiers(code: Code) -> frozenset[str]:
    """Every identifier in the text of a function."""
    node = code.node
    known: frozenset[str] | None = getattr(node, "tfscope_identifiers", None)
    if known is None:
        lines = code.block.text.splitlines()
        first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", None) or len(lines)
        known = frozenset(_IDENTIFIER.findall("\n".join(lines[first - 1 : last])))
        node.tfscope_identifiers = known  # type: ignore[union-attr]
    return known


def _does_something(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Pass():
            return False
        case ast.Try():
            return any(map(_does_something, (*statement.body, *statement.orelse, *statement.finalbody)))
        case ast.If():
            return _is_main_guard(statement.test) or any(map(_does_something, (*statement.body, *statement.orelse)))
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Expr():
            return any(isinstance(node, ast.Call) for node in ast.walk(statement))
        case _:
            return True


def _is_main_guard(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))


def _candidates_in(body: list[ast.stmt], outer: Code, names: tuple[str, ...]) -> Iterator[Candidate]:
    for statement in body:
        match statement:
            case ast.FunctionDef():
                yield Candidate(code_of(outer, statement), (*names, statement.name))
            case ast.ClassDef():
                yield from _candidates_in(statement.body, code_of(outer, statement), (*names, statement.name))
            case ast.If() | ast.Try():
                yield from _candidates_in(statement.body, outer, names)
