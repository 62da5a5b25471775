"""Places in the run of a program, and making one the place where things happen."""

from __future__ import annotations

import ast
from types import TracebackType
from typing import TYPE_CHECKING

from tfscope.domain.code import Site
from tfscope.interp.frames import Frame

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def make_site(frame: Frame, node: ast.AST) -> Site:
    """The place of a node in the run."""
    outer = frame.site
    return Site(node, frame.code, outer, 0 if outer is None else outer.depth + 1, frame.is_converted)


class at:
    """Makes a node the place where things happen, for the length of a `with`."""

    __slots__ = ("vm", "outer", "site")

    def __init__(self, vm: Interpreter, frame: Frame, node: ast.AST) -> None:
        self.vm = vm
        self.site = make_site(frame, node)

    def __enter__(self) -> None:
        self.outer = self.vm.site
        self.vm.site = self.site

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.vm.site = self.outer
