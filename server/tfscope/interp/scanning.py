"""What the body of a function says of its names before it runs."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Final

_BODIES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
#: What holds nothing that is looked for: most nodes are of these.
_LEAVES: Final = frozenset({ast.Constant, ast.Load, ast.Store, ast.Del, ast.Lambda, ast.Pass, ast.Break, ast.Continue})


class Scan:
    """The declarations, bindings and `yield`s of one body, not those of functions inside it.

    `bindings` are the nodes that first bind each name in the text.
    """

    def __init__(self, body: Iterable[ast.AST]) -> None:
        self.bindings: dict[str, ast.AST] = {}
        self.global_names: set[str] = set()
        self.nonlocal_names: set[str] = set()
        self.is_generator = False
        waiting = list(body)
        while waiting:
            node = waiting.pop()
            if node.__class__ not in _LEAVES:
                self._read(node)
                waiting += inside(node)

    def _read(self, node: ast.AST) -> None:
        match node:
            case ast.Name():
                if not isinstance(node.ctx, ast.Load):
                    self._bind(node.id, node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._bind(node.name, node)
            case ast.alias():
                self._bind(node.asname or node.name.partition(".")[0], node)
            case ast.ExceptHandler():
                if node.name:
                    self._bind(node.name, node)
            case ast.Global():
                self.global_names.update(node.names)
            case ast.Nonlocal():
                self.nonlocal_names.update(node.names)
            case ast.Yield() | ast.YieldFrom():
                self.is_generator = True

    def _bind(self, name: str, node: ast.AST) -> None:
        known = self.bindings.get(name)
        if known is None or line_of(node) < line_of(known):
            self.bindings[name] = node


def inside(node: ast.AST) -> list[ast.AST]:
    """The nodes in a node that belong to the same body."""
    if node.__class__ is ast.Name or isinstance(node, _BODIES):
        return []
    if isinstance(node, ast.comprehension):
        # Its targets are its own.
        return [node.iter]
    found: list[ast.AST] = []
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def line_of(node: ast.AST) -> int:
    """The line of a node in its block."""
    line: int = getattr(node, "lineno", 0)
    return line
