"""What a run depended on: the code that it executed, and what it looked for on the import path."""

from __future__ import annotations

import ast
from collections.abc import Iterable
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
    """What a run asked of the files, and the blocks that it went into or that its events speak of.

    The latter must be the same for a run to be good: a block that is written otherwise and means the same is. Of
    others only that counts which making their functions and classes sees: names, parameters, decorators,
    and defaults.
    """

    asked: Asked
    used: frozenset[Block]

    @staticmethod
    def of(
        loader: ProgramLoader, executed: Iterable[Code], places: Iterable[Site], used: frozenset[Block] = frozenset()
    ) -> Dependencies:
        """Those of a run that executed some code, speaks of some places, and began where blocks were `used`."""
        entered = {code.block for code in executed if not isinstance(code.node, ast.Module) or does_more(code.block)}
        seen: set[Site] = set()
        for place in places:
            site: Site | None = place
            while site is not None and site not in seen:
                seen.add(site)
                site = site.caller
        return Dependencies(loader.asked(), used.union(entered, (site.code.block for site in seen)))

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
        is_good = all(before not in self.used and shell(before) == shell(after) for before, after in changed)
        return Dependencies(asked, self.used) if is_good else None


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


# A few: each keeps two versions of a file.
@lru_cache(maxsize=8)
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


def shell(block: Block) -> str:
    """What running a block sees of it where none of its functions is called. Its first statement keeps it."""
    first = block.body[0]
    known: str | None = getattr(first, "tfscope_shell", None)
    if known is None:
        known = "\n".join(map(_shell_of, block.body))
        first.tfscope_shell = known  # type: ignore[attr-defined]
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
