"""House style: short files, short functions, documented, without loose ends."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

import pytest

REPOSITORY: Final = Path(__file__).resolve().parents[1]
FILE_LINES: Final = 300
FUNCTION_LINES: Final = 40

#: Longer files, and why.
LONG_FILES: Final = {
    "server/tfscope/domain/graph.py": "all of TensorFlow's state, one shape",
    "server/tfscope/domain/heap.py": "all kinds of heap objects, one shape",
    "server/tfscope/interp/attributes.py": "one function for each kind of value",
    "server/tfscope/interp/expressions.py": "one function for each class of `ast.expr`",
    "server/tfscope/interp/operators.py": "one function for each kind of operand",
    "server/tfscope/models/tensorflow/layers_base.py": "the steps of one class of TensorFlow",
    "server/tfscope/models/tensorflow/v1_names.py": "a table of names",
}
#: Longer functions, and why: `path:function`.
LONG_FUNCTIONS: Final[dict[str, str]] = {}

Definition: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef"
FOLDERS: Final = ("server", "tests", "tools", "examples")
MACHINE_PATH: Final = re.compile(r"(?<![\w.\-/}])/(?:work|tmp|root|home)/[\w.]")
LOOSE_END: Final = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")


@cache
def tracked_files() -> tuple[Path, ...]:
    """The files that are, or would be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(path for name in sorted(listed) if (path := REPOSITORY / name).is_file())


def python_files(*folders: str) -> list[Path]:
    """The Python files below some folders."""
    return [
        path
        for path in tracked_files()
        if path.suffix == ".py" and path.relative_to(REPOSITORY).parts[0] in folders and "bundled" not in path.parts
    ]


def name_of(path: Path) -> str:
    """A path as messages show it."""
    return path.relative_to(REPOSITORY).as_posix()


def definitions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Definition]]:
    """The functions and classes of a tree with their qualified names, those inside functions too."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield prefix + node.name, node
            yield from definitions(node, f"{prefix}{node.name}.")
        else:
            yield from definitions(node, prefix)


def test_files_are_short() -> None:
    """A file is read in one sitting. Fixtures are collections, and may be as long as they like."""
    wrong = []
    for path in python_files(*FOLDERS):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > FILE_LINES and name_of(path) not in LONG_FILES and "fixtures" not in path.parts:
            wrong.append(f"{name_of(path)}: {lines} lines")
    assert not wrong, "\n".join(wrong)


def test_functions_are_short() -> None:
    """A function is seen at one glance."""
    wrong = []
    for path in python_files("server", "tests", "tools"):
        if "fixtures" in path.parts or "programs" in path.parts:
            continue
        for name, node in definitions(ast.parse(path.read_text(encoding="utf-8"))):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            key = f"{name_of(path)}:{name}"
            if not isinstance(node, ast.ClassDef) and lines > FUNCTION_LINES and key not in LONG_FUNCTIONS:
                wrong.append(f"{key}: {lines} lines")
    assert not wrong, "\n".join(wrong)


def test_public_things_are_documented() -> None:
    """Modules, classes and functions of the server say what they are."""
    wrong = []
    for path in python_files("server"):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        if text.strip() and not ast.get_docstring(tree):
            wrong.append(f"{name_of(path)}: the module")
        for name, node in public_definitions(tree):
            if not ast.get_docstring(node):
                wrong.append(f"{name_of(path)}:{node.lineno}: {name}")
    assert not wrong, "\n".join(wrong)


def public_definitions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Definition]]:
    """The functions and classes that other modules may use; nested functions are nobody else's business."""
    for node in getattr(tree, "body", ()):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) or node.name.startswith("_"):
            continue
        yield prefix + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from public_definitions(node, f"{node.name}.")


@pytest.mark.parametrize(
    ("pattern", "what"),
    [(LOOSE_END, "a loose end"), (MACHINE_PATH, "a path of one machine")],
    ids=["ends", "paths"],
)
def test_texts_are_clean(pattern: re.Pattern[str], what: str) -> None:
    """Nothing waits to be done, and nothing depends on where it was written."""
    wrong = []
    for path in tracked_files():
        if path.name in ("package-lock.json", "test_tidy.py") or "bundled" in path.parts:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                wrong.append(f"{name_of(path)}:{number}: {what}: {line.strip()[:80]}")
    assert not wrong, "\n".join(wrong)
