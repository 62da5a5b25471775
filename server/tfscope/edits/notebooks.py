"""Edits of the cells of a notebook, in its file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from tfscope.edits.edit import Edit
from tfscope.syntax.notebooks import NotebookSource
from tfscope.syntax.source import SourceFile

_INDENT: Final = re.compile(r"\s*\{\r?\n([ \t]+)")


def edit_notebook(text: str, source: NotebookSource, edits: Iterable[Edit]) -> str:
    """The text of a notebook's file after edits, which do not overlap, of the code of its cells. What else the file
    holds stays, and so does its layout where it is that of Jupyter."""
    notebook: Any = json.loads(text)
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        cell = source.cell_at(edit.span.start_line)
        if cell is not None:
            edit_cell(notebook["cells"][cell.number - 1], edit, cell.first_line - 1)
    indent = _INDENT.match(text)
    written = json.dumps(notebook, ensure_ascii=False, indent=indent[1] if indent else None)
    return written + text[len(text.rstrip()) :]


def edit_cell(cell: dict[str, Any], edit: Edit, before: int) -> None:
    """Edits one cell, before which so many lines of the code are. Its lines are listed if they were."""
    is_listed = isinstance(cell["source"], list)
    code = SourceFile(edit.span.path, "".join(cell["source"]))
    start = code.offset(edit.span.start_line - before, edit.span.start_column)
    end = code.offset(edit.span.end_line - before, edit.span.end_column)
    text = f"{code.text[:start]}{edit.new_text}{code.text[end:]}"
    cell["source"] = text.splitlines(keepends=True) if is_listed else text
