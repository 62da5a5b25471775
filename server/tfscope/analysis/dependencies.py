"""What a run depended on: the code that it executed, and what it looked for on the import path."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias

from tfscope.analysis.loader import Asked, ProgramLoader
from tfscope.domain.code import Code, Site
from tfscope.syntax.blocks import Block
from tfscope.syntax.parse import ParsedFile

Changed: TypeAlias = "tuple[tuple[Block, Block], ...]"
"""Blocks before and after, side by side."""

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True, eq=False)
class Dependencies:
    """What a run asked of the files, the blocks that it went into, and those that its events speak of.

    The last must be the same objects for a run to be good; those that were entered must mean the same. Of
    others only that counts which making their functions and classes sees: names, parameters, decorators,
    and defaults.
    """

    asked: Asked
    entered: frozenset[Block]
    shown: frozenset[Block]

    @staticmethod
    def of(loader: ProgramLoader, executed: Iterable[Code], places: Iterable[Site]) -> Dependencies:
        """Those of a run that executed some code and speaks of some places."""
        entered = {code.block for code in executed if not isinstance(code.node, ast.Module) or does_more(code.block)}
        seen: set[Site] = set()
        for place in places:
            site: Site | None = place
            while site is not None and site not in seen:
                seen.add(site)
                site = site.caller
        shown = frozenset(site.code.block for site in seen)
        return Dependencies(loader.asked(), frozenset(entered), shown)

    def renewed(self, present: Present, are_files_same: bool = False) -> Dependencies | None:
        """Those of the same run on the present files, None where it might do something else on them.

        `are_files_same` where no file was made or removed since, so that what was looked for is found as before.
        """
        answered = present.answers_to(self.asked, are_files_same)
        if answered is None:
            return None
        asked, changed = answered
        if asked is self.asked:
            return self
        if not all(self._is_alike(before, after) for before, after in changed):
            return None
        entered = [after for before, after in changed if before in self.entered]
        return Dependencies(asked, self.entered.union(entered) if entered else self.entered, self.shown)

    def _is_alike(self, old: Block, new: Block) -> bool:
        if old in self.shown:
            return False
        return meaning(old) == meaning(new) if old in self.entered else shell(old) == shell(new)


@dataclass(frozen=True, slots=True, eq=False)
class Present:
    """The files as they now are, by a loader that answers for them. What many runs asked is asked once more."""

    loader: ProgramLoader
    _known: dict[tuple[Asked, bool], tuple[Asked, Changed] | None] = field(default_factory=dict)

    def answers_to(self, asked: Asked, are_files_same: bool) -> tuple[Asked, Changed] | None:
        """The same questions with the present answers, and the blocks that differ; None where other answers do."""
        key = (asked, are_files_same)
        if key not in self._known:
            self._known[key] = self._answers_to(asked, are_files_same)
        return self._known[key]

    def _answers_to(self, asked: Asked, are_files_same: bool) -> tuple[Asked, Changed] | None:
        loader = self.loader
        if not are_files_same and not all(loader.find(name) == found for name, found in asked.looked_for.items()):
            return None
        if not all(loader.text(path) == text for path, text in asked.texts.items()):
            return None
        if not all(loader.listing(folder) == names for folder, names in asked.listings.items()):
            return None
        changes = {path: new for path, old in asked.read.items() if (new := loader.parse(path)) is not old}
        if not changes:
            return asked, ()
        found: list[tuple[Block, Block]] = []
        for path, new in changes.items():
            changed = differences(asked.read[path], new)
            if changed is None:
                return None
            found += changed
        return replace(asked, read={**asked.read, **changes}), tuple(found)


@lru_cache(maxsize=256)
def differences(old: ParsedFile | None, new: ParsedFile | None) -> Changed | None:
    """The blocks of two versions of a file that differ, side by side; None where they do not match up."""
    if old is new:
        return ()
    if old is None or new is None:
        return None
    # A block without statements holds comments only.
    before = [block for block in old.blocks if block.body]
    after = [block for block in new.blocks if block.body]
    if len(before) != len(after):
        return None
    return tuple((one, other) for one, other in zip(before, after) if one is not other)


def does_more(block: Block) -> bool:
    """Whether a block has statements that are no definitions."""
    return not all(isinstance(statement, _DEFINITIONS) for statement in block.body)


def meaning(block: Block) -> str:
    """The statements of a block, without where they stand."""
    return known_text(block, "tfscope_meaning", ast.dump)


def shell(block: Block) -> str:
    """What running a block sees of it where none of its functions is called."""
    return known_text(block, "tfscope_shell", _shell_of)


def known_text(block: Block, name: str, text_of: Callable[[ast.stmt], str]) -> str:
    """The texts of the statements of a block, made once; the first statement keeps them under a name."""
    first = block.body[0]
    known: str | None = getattr(first, name, None)
    if known is None:
        known = "\n".join(map(text_of, block.body))
        setattr(first, name, known)
    return known


def _shell_of(statement: ast.stmt) -> str:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        parts = [*statement.decorator_list, statement.args]
        if any(isinstance(node, ast.Yield) for node in ast.walk(statement)):
            return f"generator {statement.name} {' '.join(map(ast.dump, parts))}"
        return f"{type(statement).__name__} {statement.name} {' '.join(map(ast.dump, parts))}"
    if isinstance(statement, ast.ClassDef):
        parts = [*statement.decorator_list, *statement.bases, *statement.keywords]
        body = "; ".join(map(_shell_of, statement.body))
        return f"class {statement.name} {' '.join(map(ast.dump, parts))}: {body}"
    return ast.dump(statement)
