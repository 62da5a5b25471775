"""What a run depended on: the code that it executed, and what it looked for on the import path."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tfscope.analysis.loader import ProgramLoader
from tfscope.domain.code import Code, Site
from tfscope.domain.events import Event
from tfscope.interp.imports import Found
from tfscope.syntax.blocks import Block
from tfscope.syntax.parse import ParsedFile

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True, eq=False)
class Dependencies:
    """The files that a run read, the modules that it looked for, and the blocks that it went into.

    A block of definitions whose bodies did not run counts by what running the definitions saw: names,
    parameters, decorators and defaults.
    """

    read: Mapping[str, ParsedFile | None]
    looked_for: Mapping[str, Found | None]
    entered: frozenset[Block]

    @staticmethod
    def of(loader: ProgramLoader, executed: Iterable[Code], events: Iterable[Event]) -> Dependencies:
        """Those of a run that executed some code and emitted some events."""
        entered = {
            code.block for code in executed if not isinstance(code.node, ast.Module) or does_more(code.block)
        }
        seen: set[Site] = set()
        for event in events:
            site: Site | None = event.site
            while site is not None and site not in seen:
                seen.add(site)
                entered.add(site.code.block)
                site = site.caller
        return Dependencies(dict(loader.read), dict(loader.looked_for), frozenset(entered))

    def hold(self, current: ProgramLoader) -> bool:
        """Whether a run would now do the same."""
        return all(self._reads_alike(old, current.parse(path)) for path, old in self.read.items()) and all(
            current.find(name) == found for name, found in self.looked_for.items()
        )

    def _reads_alike(self, old: ParsedFile | None, new: ParsedFile | None) -> bool:
        if old is new:
            return True
        if old is None or new is None or len(old.blocks) != len(new.blocks):
            return False
        return all(
            before is after or (before not in self.entered and shell(before) == shell(after))
            for before, after in zip(old.blocks, new.blocks)
        )


def does_more(block: Block) -> bool:
    """Whether a block has statements that are no definitions."""
    return not all(isinstance(statement, _DEFINITIONS) for statement in block.body)


def shell(block: Block) -> str | Block:
    """What defining the functions and classes of a block sees of it; the block itself where it does more."""
    if does_more(block) or not block.body:
        return block
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
