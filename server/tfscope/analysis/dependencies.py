"""What a run depended on: the code that it executed, and what it looked for on the import path."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from tfscope.analysis.loader import ProgramLoader
from tfscope.domain.code import Code, Site
from tfscope.interp.imports import Found
from tfscope.syntax.blocks import Block
from tfscope.syntax.parse import ParsedFile

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True, eq=False)
class Dependencies:
    """The files that a run loaded, the modules that it looked for, the blocks that it went into, and those that
    its events speak of.

    The last must be the same objects for a run to be good; those that were entered must mean the same. Of
    others only that counts which making their functions and classes sees: names, parameters, decorators,
    and defaults. `texts` and `listings` are what the program read of other files and of folders.
    """

    read: Mapping[str, ParsedFile | None]
    looked_for: Mapping[str, Found | None]
    texts: Mapping[str, str | None]
    listings: Mapping[str, frozenset[str] | None]
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
        asked = (dict(loader.read), dict(loader.looked_for), dict(loader.texts), dict(loader.listings))
        return Dependencies(*asked, frozenset(entered), shown)

    def renewed(self, current: ProgramLoader, are_files_same: bool = False) -> Dependencies | None:
        """Those of the same run on the present files, None where it might do something else on them.

        `are_files_same` where no file was made or removed since, so that what was looked for is found as before.
        """
        if not are_files_same and not all(current.find(name) == found for name, found in self.looked_for.items()):
            return None
        if not all(current.text(path) == text for path, text in self.texts.items()):
            return None
        if not all(current.listing(folder) == names for folder, names in self.listings.items()):
            return None
        changes = [(path, old, new) for path, old in self.read.items() if (new := current.parse(path)) is not old]
        if not changes:
            return self
        read = dict(self.read)
        entered: set[Block] = set()
        for path, old, new in changes:
            read[path] = new
            changed = differences(old, new)
            if changed is None or not all(self._is_alike(before, after) for before, after in changed):
                return None
            entered.update(after for before, after in changed if before in self.entered)
        return replace(self, read=read, entered=self.entered | entered)

    def _is_alike(self, old: Block, new: Block) -> bool:
        if old in self.shown:
            return False
        return meaning(old) == meaning(new) if old in self.entered else shell(old) == shell(new)


@lru_cache(maxsize=256)
def differences(old: ParsedFile | None, new: ParsedFile | None) -> tuple[tuple[Block, Block], ...] | None:
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
