"""Interpreters that have imported a file, and stand ready to call its functions again after an edit inside of them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tfscope.analysis.dependencies import Changed, Dependencies, Present, does_more, shell
from tfscope.analysis.run import Runner
from tfscope.domain.code import Code
from tfscope.interp.functions import code_of
from tfscope.interp.imports import module_code
from tfscope.syntax.blocks import Block

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
#: So many are kept: those of the files that are being edited.
MOST: Final = 3


@dataclass(slots=True, eq=False)
class Standing:
    """The interpreters by their files, the one that was used last at the end."""

    _runners: dict[str, tuple[Runner, int]] = field(default_factory=dict)

    @property
    def paths(self) -> list[str]:
        """Their files, the one that was used last at the end."""
        return list(self._runners)

    def take(self, path: str, present: Present, is_v2: bool, generation: int) -> Runner | None:
        """The interpreter of a file as the files now are, None where it has to import the file anew."""
        runner, since = self._runners.pop(path, (None, -1))
        if runner is None:
            return None
        answered = present.answers_to(runner.imported.asked, True)
        is_good = answered is not None and since == generation and runner.vm.is_v2 == is_v2
        if answered is None or not is_good or not renew(runner, answered[1]):
            runner.close()
            return None
        asked, _ = answered
        runner.load_from(present.loader.answering(asked))
        runner.imported = Dependencies(asked, runner.imported.used)
        return runner

    def put(self, runner: Runner, generation: int) -> None:
        """Keeps an interpreter for the next edit."""
        self._runners[runner.path] = runner, generation
        while len(self._runners) > MOST:
            oldest, _ = self._runners.pop(next(iter(self._runners)))
            oldest.close()


def is_inside(imported: Dependencies, before: Block, after: Block) -> bool:
    """Whether what changed is inside of functions that importing the file did not call."""
    defines = not does_more(before) and not does_more(after)
    return defines and before not in imported.used and shell(before) == shell(after)


def renew(runner: Runner, changed: Changed) -> bool:
    """Gives the functions that were made of blocks the code that these now have; answers whether that is all."""
    made = runner.vm.functions
    for before, after in changed:
        if not is_inside(runner.imported, before, after):
            return False
        for old, new in codes(module_code(before), before.body, module_code(after), after.body):
            function = made.pop(old, None)
            if function is None:
                return False
            function.code = new
            made[new] = function
    return True


def codes(before: Code, old: Iterable[ast.stmt], after: Code, new: Iterable[ast.stmt]) -> Iterator[tuple[Code, Code]]:
    """The functions and methods that two lists of definitions make, side by side."""
    for one, other in zip(old, new):
        if isinstance(one, _FUNCTIONS) and isinstance(other, _FUNCTIONS):
            yield code_of(before, one), code_of(after, other)
        elif isinstance(one, ast.ClassDef) and isinstance(other, ast.ClassDef):
            yield from codes(code_of(before, one), one.body, code_of(after, other), other.body)
