"""Notebooks as Python: the code of all cells as one text, line by line as it stands in them.

What IPython adds to the language is replaced in place, so that every line keeps its number and what is left of it its
columns: `%time x = f()` is the statement, `%run other.py` an import of all its names, every other magic and every
command of the shell nothing at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tfscope.syntax.blocks import Block, ParsedFile
from tfscope.syntax.scan import scan
from tfscope.syntax.source import SourceFile, count_line_ends

SUFFIX: Final = ".ipynb"

#: Cell magics whose cell is Python that runs here, once.
_TRANSPARENT: Final = frozenset({"time", "capture", "prun", "snakeviz", "memit", "scalene"})
_MAGIC: Final = re.compile(r"(?P<mark>%{1,2}|!{1,2}|\?{1,2})[ \t]*(?P<name>\w*)(?P<rest>[^\r\n]*)")
_HELP: Final = re.compile(r"[\w.*]+[ \t]*\?{1,2}[ \t]*(?=\r|\n|\Z)")
_CONTINUED: Final = re.compile(r"(?:[^\r\n]*\\(?:\r\n|\r|\n))*[^\r\n]*")
_WITHOUT_LINE_ENDS: Final = re.compile(r"[^\r\n]+")
#: Six characters, as many as `%time ` has: what follows stays in its column.
_ALWAYS: Final = "if 1: "


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of code: its number among all cells, from 1, its first line in the text of all, and how often it was run.

    `count` is the number that the kernel gave to its last run, None where it was not run. `was_repeated` where it is
    known that the same text was run twice.
    """

    number: int
    first_line: int
    lines: int
    count: int | None = None
    was_repeated: bool = False


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell as it is written."""

    text: str
    number: int
    count: int | None = None
    was_repeated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class NotebookSource(SourceFile):
    """The code of all cells. Each cell's last line ends here, if not there."""

    cells: tuple[Cell, ...] = ()

    def cell_at(self, line: int) -> Cell | None:
        """The cell that a line is in."""
        return next((cell for cell in reversed(self.cells) if cell.first_line <= line), None)


def cell_place(source: SourceFile | None, line: int) -> tuple[int, int] | None:
    """The number of the cell that a line is in, and the line there, from 1; None outside of notebooks."""
    cell = source.cell_at(line) if isinstance(source, NotebookSource) else None
    return None if cell is None else (cell.number, line - cell.first_line + 1)


def blocks_of_cells(parsed: ParsedFile) -> list[tuple[Cell, tuple[Block, ...]]]:
    """The cells of a notebook that hold statements, with these; none of another file."""
    found: dict[Cell, list[Block]] = {}
    for block in parsed.blocks if isinstance(parsed.source, NotebookSource) else ():
        if block.body and isinstance(parsed.source, NotebookSource):
            cell = parsed.source.cell_at(parsed.line_of(block) + block.body[0].lineno - 1)
            if cell is not None:
                found.setdefault(cell, []).append(block)
    return [(cell, tuple(blocks)) for cell, blocks in found.items()]


def is_notebook(path: str) -> bool:
    """Whether a file is a notebook, by its name."""
    return path.endswith(SUFFIX)


def read_notebook(path: str, text: str) -> NotebookSource:
    """The code of a notebook's file; none where it is no notebook, or one of another language."""
    return join_cells(path, cells_of(text))


def join_cells(path: str, cells: Iterable[CellText]) -> NotebookSource:
    """One text of some cells, in their order."""
    texts, found, line = [], [], 1
    for cell in cells:
        code = f"{python_of(cell.text)}\n"
        lines = count_line_ends(code)
        texts.append(code)
        found.append(Cell(cell.number, line, lines, cell.count, cell.was_repeated))
        line += lines
    return NotebookSource(path, "".join(texts), tuple(found))


def write_cells(cells: Iterable[CellText]) -> str:
    """The text of a notebook's file that holds these cells and nothing else."""
    return json.dumps({"cells": [written_cell(cell) for cell in cells]})


def written_cell(cell: CellText) -> dict[str, object]:
    """A cell as a notebook's file has it."""
    own = {"number": cell.number, "was_repeated": cell.was_repeated}
    return {"cell_type": "code", "source": cell.text, "execution_count": cell.count, "metadata": {"tfscope": own}}


def cells_of(text: str) -> list[CellText]:
    """The cells of Python code in a notebook's file."""
    try:
        notebook = json.loads(text)
    except ValueError:
        return []
    listed = notebook.get("cells") if isinstance(notebook, Mapping) else None
    if not isinstance(listed, list) or language_of(notebook) not in ("python", "ipython"):
        return []
    return [found for number, cell in enumerate(listed, 1) if (found := cell_text(cell, number)) is not None]


def cell_text(cell: object, number: int) -> CellText | None:
    """A cell of a notebook's file, None where it holds no code."""
    if not isinstance(cell, Mapping) or cell.get("cell_type") != "code":
        return None
    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    count = cell.get("execution_count")
    metadata = cell.get("metadata")
    own = metadata.get("tfscope") if isinstance(metadata, Mapping) else None
    own = own if isinstance(own, Mapping) else {}
    given = own.get("number", number)
    return CellText(
        text,
        given if isinstance(given, int) else number,
        count if isinstance(count, int) else None,
        own.get("was_repeated") is True,
    )


def language_of(notebook: Mapping[str, object]) -> str:
    """The language of a notebook's kernel, Python where it does not say."""
    metadata = notebook.get("metadata")
    for part, key in (("language_info", "name"), ("kernelspec", "language")):
        found = metadata.get(part) if isinstance(metadata, Mapping) else None
        name = found.get(key) if isinstance(found, Mapping) else None
        if isinstance(name, str):
            return name.lower()
    return "python"


@lru_cache(maxsize=1024)
def python_of(text: str) -> str:
    """The Python of a cell, at the same lines and columns."""
    stripped = text.lstrip()
    if stripped.startswith("%%"):
        found = _MAGIC.match(stripped)
        if found is None or found["name"] not in _TRANSPARENT:
            return _WITHOUT_LINE_ENDS.sub("", text)
        # The first line goes, and the rest is a cell of its own.
        start = len(text) - len(stripped)
        return text[:start] + python_of(text[start + found.end() :])
    parts: list[str] = []
    done = 0
    for line in scan(text).lines:
        replaced = statement_of(text, line.code) if line.code >= done else None
        if replaced is not None:
            parts += text[done : line.code], replaced
            done = line.code + len(taken(text, line.code))
    return "".join([*parts, text[done:]])


def statement_of(text: str, at: int) -> str | None:
    """What takes the place of the logical line at an offset, None where it is Python."""
    if text[at] not in "%!?":
        return as_long_as("pass", text, at) if _HELP.match(text, at) else None
    found = _MAGIC.match(text, at)
    if found is None:
        return None
    if found["mark"] == "%" and found["name"] == "time" and found["rest"].strip():
        return _ALWAYS + taken(text, at)[len(_ALWAYS) :].lstrip()
    if found["mark"] == "%" and found["name"] in ("run", "pylab"):
        module = re.search(r"([^\W\d]\w*)\.(?:py|ipynb)\b", found["rest"])
        name = "pylab" if found["name"] == "pylab" else module[1] if module else "_"
        return as_long_as(f"from {name} import *", text, at)
    return as_long_as("pass", text, at)


def taken(text: str, at: int) -> str:
    """The logical line at an offset: with the lines that a backslash goes on to."""
    found = _CONTINUED.match(text, at)
    return found[0] if found else ""


def as_long_as(statement: str, text: str, at: int) -> str:
    """A statement and the line ends of the logical line that it takes the place of."""
    return statement + "\n" * count_line_ends(taken(text, at))
