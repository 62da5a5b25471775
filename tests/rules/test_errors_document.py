"""`docs/errors.md` has a row for every `raise` of TensorFlow's variable_scope.py, and its rules and cells exist."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.oracle.analyser import version_of
from tests.oracle.fixtures import all_cells
from tests.rules.programs import diagnostics
from tfscope.rules.core import Severity, all_rules

DOCUMENT: Final = Path(__file__).resolve().parents[2] / "docs" / "errors.md"
ROW: Final = re.compile(r"\| `([^`]+)` \| (.+) \| (.+) \| (.+) \|")
TOLD: Final = re.compile(r"(TFS\d+), (\w+)/(\w+): (.+)")
OUT: Final = "out of scope: "
FIND: Final = "import importlib.util as u; print(u.find_spec('tensorflow').submodule_search_locations[0])"


@dataclass(frozen=True)
class Row:
    """One `raise`: the function, its first words, when it comes, and who tells it."""

    function: str
    says: str
    when: str
    told: str


def rows() -> list[Row]:
    """The rows of the table."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    return [Row(*match.groups()) for line in lines if (match := ROW.fullmatch(line)) is not None]


TOLD_ROWS: Final = [row for row in rows() if not row.told.startswith(OUT)]
CELLS: Final = {(cell.path.parent.name, cell.path.stem, cell.title): cell for cell in all_cells()}


def test_every_row_is_told_or_has_a_reason() -> None:
    """What is out of scope says why; the others name a rule that there is, and a cell."""
    codes = {rule.CODE for rule in all_rules()}
    for row in rows():
        told = TOLD.fullmatch(row.told)
        assert row.told.removeprefix(OUT) != row.told or (told is not None and told[1] in codes), row


@pytest.mark.parametrize("row", TOLD_ROWS, ids=lambda row: f"{row.function} {row.says[:40]}")
def test_the_rule_tells_the_cell(row: Row) -> None:
    """The rule calls an error what TensorFlow raises in the cell."""
    told = TOLD.fullmatch(row.told)
    assert told is not None
    cell = CELLS[told[2], told[3], told[4]]
    text = next(iter(cell.files.values()))
    found = diagnostics(text, version_of(cell.files, cell.mode))
    assert told[1] in {one.code for one in found if one.severity is Severity.ERROR}, found


@pytest.mark.oracle
def test_no_raise_is_missing() -> None:
    """The table has the statements of the installed TensorFlow, in their order."""
    python = os.environ.get("TFSCOPE_ORACLE_PYTHON", sys.executable)
    folder = subprocess.run([python, "-c", FIND], capture_output=True, text=True, check=True).stdout.strip()
    tree = ast.parse(Path(folder, "python", "ops", "variable_scope.py").read_text(encoding="utf-8"))
    found, written = list(raises(tree, ())), rows()
    assert [function for function, _ in found] == [row.function for row in written]
    for (_, message), row in zip(found, written):
        assert message.startswith(row.says), row


def raises(node: ast.AST, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The `raise` statements below a node: the function, and the message with `%s` for what is filled in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
            yield from raises(child, (*path, child.name))
            continue
        if isinstance(child, ast.Raise):
            yield ".".join(path), message_of(child.exc.args[0]) if isinstance(child.exc, ast.Call) else "re-raises"
        yield from raises(child, path)


def message_of(node: ast.expr) -> str:
    """A message as it is written; the name of a variable that holds it."""
    match node:
        case ast.Constant():
            return str(node.value)
        case ast.Name():
            return node.id
        case ast.JoinedStr():
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "%s" for part in node.values)
        case ast.BinOp():
            return message_of(node.left)
        case ast.Call(func=ast.Attribute(value=text)):
            return message_of(text)
    raise AssertionError(ast.dump(node))
