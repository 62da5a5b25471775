"""Makes a program small on which the two sides differ: statements go as long as the sides still differ alike."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from tests.fuzz.fuzzing import Fuzzer
from tests.fuzz.programs import RandomProgram

BLOCKS = (ast.With, ast.Try, ast.For, ast.If, ast.While)


def shrunk(fuzzer: Fuzzer, program: RandomProgram, where: str, most: int = 300) -> tuple[RandomProgram, str]:
    """The smallest program found, and where the sides differ on it."""
    number, progress = 0, False
    for _ in range(most):
        smaller = candidate(program, number)
        if smaller is None:
            if not progress:
                break
            number, progress = 0, False
            continue
        found = fuzzer.disagreement(smaller, is_sure=False)
        if found and shape_of(found) == shape_of(where) and ("NameError" in where or "NameError" not in found):
            program, where, progress = smaller, found, True
        else:
            number += 1
    return program, where


def shape_of(where: str) -> str:
    """A disagreement without its places and names."""
    return re.sub(r"\S*\.py:\d+|\S*/\S*|\d+", "", where).split("Traceback")[0][:40]


def candidate(program: RandomProgram, number: int) -> RandomProgram | None:
    """The program with one statement, argument or block less, the bigger steps first; None where there is no more."""
    for path, text in program.files.items():
        tree = ast.parse(text)
        found = list(places(tree))
        if number < len(found):
            return replace(program, files={**program.files, path: without(tree, *found[number])})
        number -= len(found)
    needed = {path: text for path, text in program.files.items() if path == "main.py"}
    is_alone = len(program.files) == 1 or "nets" in needed["main.py"]
    return None if number or is_alone else replace(program, files=needed)


def without(tree: ast.AST, body: list[ast.AST], index: int, field: str) -> str:
    """The text with one thing less; empty where that cannot be written."""
    node = body[index]
    body[index : index + 1] = [] if field == "drop" else getattr(node, field)
    try:
        text = ast.unparse(fill(tree)) + "\n"
        ast.parse(text)
    except Exception:
        return ""
    return text


def places(tree: ast.AST) -> Iterator[tuple[list[ast.AST], int, str]]:
    """Lists with an index, and what may be done there."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody", "handlers", "keywords", "args", "items"):
            items = getattr(node, name, None)
            if isinstance(items, list):
                for index in reversed(range(len(items))):
                    if is_kept(items[index]):
                        continue
                    if not (name == "items" and len(items) == 1):
                        yield items, index, "drop"
                    for part in ("body", "orelse", "finalbody"):
                        if isinstance(items[index], BLOCKS) and getattr(items[index], part, None):
                            yield items, index, part


def is_kept(node: ast.AST) -> bool:
    """Whether a node belongs to the head of every program."""
    return isinstance(node, (ast.Import, ast.ImportFrom, ast.alias)) or "disable_v2_behavior" in ast.dump(node)


def fill(tree: ast.AST) -> ast.AST:
    """Gives blocks without statements a `pass`."""
    for node in ast.walk(tree):
        if hasattr(node, "body") and isinstance(node.body, list) and not node.body and not isinstance(node, ast.Module):
            node.body = [ast.Pass()]
        if isinstance(node, ast.Try) and not node.handlers:
            node.body, node.orelse = [*node.body, *node.orelse], []
            node.finalbody = node.finalbody or [ast.Pass()]
    return tree
