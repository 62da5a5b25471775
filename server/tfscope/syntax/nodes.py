"""Questions about trees: the arguments of a call, the nodes at a position."""

import ast
from collections.abc import Sequence

from tfscope.syntax.blocks import Block, ParsedFile, Span, extent
from tfscope.syntax.fillers import UNREADABLE

__all__ = ["UNREADABLE", "argument", "docstring", "name_span", "node_at"]


def argument(call: ast.Call, position: int | None, keyword: str | None) -> ast.expr | None:
    """The argument given by this keyword, or else at this position (0-based).

    None when there is none, and when a starred argument makes its position unknown.
    """
    for given in call.keywords:
        if keyword is not None and given.arg == keyword:
            return given.value
    if position is None or not 0 <= position < len(call.args):
        return None
    is_unknown = any(isinstance(value, ast.Starred) for value in call.args[: position + 1])
    return None if is_unknown else call.args[position]


def docstring(body: Sequence[ast.stmt]) -> str | None:
    """The string that the body of a definition or a module starts with."""
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first.value.value
    return None


def name_span(parsed: ParsedFile, block: Block, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Span:
    """Where a definition says its name: after `def` or `class`. Raises KeyError when the block is not in the file."""
    whole = parsed.span(block, node)
    line = whole.start_line
    column = parsed.source.line_text(line).find(f" {node.name}", whole.start_column) + 1
    if column == 0:
        return Span(whole.path, line, whole.start_column, line, whole.start_column)
    return Span(whole.path, line, column, line, column + len(node.name))


def node_at(parsed: ParsedFile, line: int, column: int) -> list[ast.AST]:
    """The nodes around a position, outermost first; where two touch, the one that starts there.

    A definition includes its decorators. A node to which `ast` gives no position spans its children.
    """
    block = parsed.block_at(line)
    if block is None:
        return []
    position = line - parsed.line_of(block) + 1, parsed.source.utf8_column(line, column)
    path: list[ast.AST] = []
    children: list[ast.AST] = list(block.body)
    while inside := [child for child in children if _rank(child, position)]:
        path.append(max(inside, key=lambda child: _rank(child, position) or ()))
        children = list(ast.iter_child_nodes(path[-1]))
    return path


def _rank(node: ast.AST, position: tuple[int, int]) -> tuple[bool, tuple[int, int]] | None:
    """How well a node fits a position, worst when it ends there; None when it is elsewhere."""
    found = extent(node)
    if found is None:
        return None
    start, end = found[:2], found[2:]
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    if decorators:
        start = min(start, (decorators[0].lineno, decorators[0].col_offset))
    return (position < end, start) if start <= position <= end else None
