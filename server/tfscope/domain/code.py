"""What is known of a piece of code before it runs, and where it stands."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tfscope.syntax.blocks import Block

FunctionNode: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda"
CodeNode: TypeAlias = "FunctionNode | ast.Module | ast.ClassDef | ast.expr"


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """The code of one function, lambda, class body, comprehension or module.

    `bindings` are the names that the body binds, each with the node that is the first to do so; they are local to it
    unless declared otherwise.
    """

    node: CodeNode
    block: Block
    qualname: str
    bindings: Mapping[str, ast.AST] = field(default_factory=dict)
    global_names: frozenset[str] = frozenset()
    nonlocal_names: frozenset[str] = frozenset()
    is_generator: bool = False

    @property
    def path(self) -> str:
        """The file that holds the code."""
        return self.block.path


# Never changed, but not frozen: one is made for every call, and `frozen` makes that five times as slow.
@dataclass(slots=True, eq=False)
class Site:
    """One place in the run of a program: a node of a piece of code, and the site from which that code was called.

    `caller` is None for the program's root. The chain of sites is what identifies a call. `is_converted` where
    AutoGraph ran a translation of the code, so that Python knew no such place.
    """

    node: ast.AST
    code: Code
    caller: Site | None
    depth: int = 0
    is_converted: bool = False

    @property
    def path(self) -> str:
        """The file that holds the place."""
        return self.code.block.path

    def chain(self) -> list[Site]:
        """This site and its callers, outermost first."""
        sites = []
        site: Site | None = self
        while site is not None:
            sites.append(site)
            site = site.caller
        return sites[::-1]
