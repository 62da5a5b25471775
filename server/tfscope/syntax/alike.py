"""Trees that mean the same, wherever their nodes stand."""

import ast
from collections.abc import Iterable, Sequence


def counterparts(old: Sequence[ast.AST], new: Sequence[ast.AST]) -> list[tuple[ast.AST, ast.AST]] | None:
    """The nodes of two lists of trees side by side; None where the trees differ in more than positions."""
    if len(old) != len(new):
        return None
    found: list[tuple[ast.AST, ast.AST]] = []
    waiting = list(zip(old, new))
    while waiting:
        pair = waiting.pop()
        found.append(pair)
        if pair[0].__class__ is not pair[1].__class__:
            return None
        for field in pair[0]._fields:
            one, other = getattr(pair[0], field, None), getattr(pair[1], field, None)
            ones, others = (one, other) if isinstance(one, list) and isinstance(other, list) else ([one], [other])
            if len(ones) != len(others):
                return None
            for mine, theirs in zip(ones, others):
                if isinstance(mine, ast.AST) and isinstance(theirs, ast.AST):
                    waiting.append((mine, theirs))
                elif mine.__class__ is not theirs.__class__ or mine != theirs:
                    return None
    return found


def move(pairs: Iterable[tuple[ast.AST, ast.AST]]) -> None:
    """Gives the first node of each pair the position of the second."""
    for node, other in pairs:
        for name in node._attributes:
            if hasattr(other, name):
                setattr(node, name, getattr(other, name))
        # What was read off the text of the node (analysis/programs.py).
        node.__dict__.pop("tfscope_identifiers", None)
