"""Notebooks as Python: cells, magics, lines."""

from __future__ import annotations

import ast
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfscope.syntax.notebooks import (
    CellText,
    blocks_of_cells,
    cell_place,
    cells_of,
    join_cells,
    python_of,
    read_notebook,
    write_cells,
)
from tfscope.syntax.parse import parse

LINES = st.sampled_from(
    ["x = 1", "%time y = f(x)", "!ls \\", "  -l 'it", "%%bash", "obj?", "'''", "if x:", "    !pwd", "(", ""]
)


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install \\\n 'x\ny = 1", "pass\n\ny = 1"),
        ("if x:\n    !ls 'it\n    y = 1", "if x:\n    pass\n    y = 1"),
        ("%time w = f(1)", "if 1: w = f(1)"),
        ("%%time\nw = f(1)", "\nw = f(1)"),
        ("%%capture out\n%time w = f(1)", "\nif 1: w = f(1)"),
        ("%%bash\nls 'x\n", "\n\n"),
        ("%%timeit -n 3\nf()", "\n"),
        ("%run lib/model.py -v\nnet?", "from model import *\npass"),
        ("?net\n??net", "pass\npass"),
        ("x = (1\n% 2)\nt = '''\n%time\n!ls\n'''", "x = (1\n% 2)\nt = '''\n%time\n!ls\n'''"),
    ],
)
def test_what_ipython_adds(text: str, python: str) -> None:
    """It is replaced where it stands; what only looks like it stays."""
    assert python_of(text) == python
    ast.parse(python)


@given(st.lists(st.lists(LINES, max_size=5).map("\n".join), max_size=5))
def test_every_line_stays_where_it_is(texts: list[str]) -> None:
    """Each cell has as many lines as it is written with, and every line leads back to it."""
    source = join_cells("a.ipynb", [CellText(text, number) for number, text in enumerate(texts, 1)])
    expected = [(number, line) for number, text in enumerate(texts, 1) for line in range(1, text.count("\n") + 2)]
    assert [cell_place(source, line) for line in range(1, len(expected) + 1)] == expected
    parse(source)


def test_a_file() -> None:
    """Cells of code keep their numbers among all cells; lines come as a list or as one text."""
    cells = [
        {"cell_type": "markdown", "source": "# Title"},
        {"cell_type": "code", "source": ["import tf\n", "x = 1"], "execution_count": 4},
        {"cell_type": "raw", "source": "x"},
        {"cell_type": "code", "source": "y = x", "execution_count": None},
    ]
    text = json.dumps({"cells": cells, "metadata": {"language_info": {"name": "python"}}})
    assert cells_of(text) == [CellText("import tf\nx = 1", 2, 4), CellText("y = x", 4)]
    source = read_notebook("a.ipynb", text)
    assert source.text == "import tf\nx = 1\ny = x\n"
    assert [(cell.number, len(blocks)) for cell, blocks in blocks_of_cells(parse(source))] == [(2, 2), (4, 1)]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": [1, {"cell_type": "code"}]}', "{"])
def test_what_is_no_notebook(text: str) -> None:
    """Nothing is found in it."""
    assert read_notebook("a.ipynb", text).text.strip() == ""


def test_another_language() -> None:
    """Its cells are not read."""
    cells = [{"cell_type": "code", "source": "x <- 1"}]
    assert cells_of(json.dumps({"cells": cells, "metadata": {"kernelspec": {"language": "R"}}})) == []


def test_written_and_read() -> None:
    """Cells that an editor holds come back as they are."""
    cells = [CellText("x = 1", 3, 7, True), CellText("", 9)]
    assert cells_of(write_cells(cells)) == cells
