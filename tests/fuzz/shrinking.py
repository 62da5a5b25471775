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
    tried = 0
    progress = True
    while progress and tried < most:
        progress = False
        for smaller in candidates(program):
            tried += 1
            found = fuzzer.disagreement(smaller, is_sure=False)
            if found and shape_of(found) == shape_of(where) and ("NameError" in where or "NameError" not in found):
                program, where, progress = smaller, found, True
                break
            if tried >= most:
                break
    return program, where


def shape_of(where: str) -> str:
    """A disagreement without its places and names."""
    return re.sub(r"\S*\.py:\d+|\S*/\S*|\d+", "", where).split("Traceback")[0][:40]


def candidates(program: RandomProgram) -> Iterator[RandomProgram]:
    """Programs with one statement, argument or block less, the bigger steps first."""
    for path, text in program.files.items():
        for smaller in smaller_texts(text):
            yield replace(program, files={**program.files, path: smaller})
        if path != "main.py" and "nets" not in program.files["main.py"]:
            yield replace(program, files={"main.py": program.files["main.py"]})


def smaller_texts(text: str) -> Iterator[str]:
    """The text with one thing less."""
    count = sum(1 for _ in places(ast.parse(text)))
    for number in range(count):
        tree = ast.parse(text)
        body, index, field = list(places(tree))[number]
        node = body[index]
        body[index : index + 1] = [] if field == "drop" else getattr(node, field)
        try:
            yield ast.unparse(fill(tree)) + "\n"
        except Exception:
            continue


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
