"""What the body of a function says of itself before it runs: the names that it binds, and whether it yields."""

from __future__ import annotations

import ast


class Scan(ast.NodeVisitor):
    """Finds the declarations, bindings and `yield`s of one body, not those of functions inside it."""

    def __init__(self) -> None:
        self.bindings: dict[str, int] = {}
        self.global_names: set[str] = set()
        self.nonlocal_names: set[str] = set()
        self.is_generator = False

    def visit_Global(self, node: ast.Global) -> None:
        """`global name`."""
        self.global_names.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        """`nonlocal name`."""
        self.nonlocal_names.update(node.names)

    def visit_Yield(self, node: ast.Yield) -> None:
        """`yield`."""
        self.is_generator = True

    def visit_YieldFrom(self, node: ast.YieldFrom) -> None:
        """`yield from`."""
        self.is_generator = True

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        """A name for a body of its own."""
        self.bind(node.name, node)

    visit_AsyncFunctionDef = visit_ClassDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """A body of its own."""

    def visit_comprehension(self, node: ast.comprehension) -> None:
        """Its targets are its own."""
        self.visit(node.iter)

    def visit_Name(self, node: ast.Name) -> None:
        """A target."""
        if not isinstance(node.ctx, ast.Load):
            self.bind(node.id, node)

    def visit_alias(self, node: ast.alias) -> None:
        """The name of an import."""
        self.bind(node.asname or node.name.partition(".")[0], node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """The name of an exception."""
        if node.name:
            self.bind(node.name, node)
        self.generic_visit(node)

    def bind(self, name: str, node: ast.AST) -> None:
        """A name is bound at a node."""
        line = getattr(node, "lineno", 0)
        self.bindings[name] = min(self.bindings.get(name, line), line)
