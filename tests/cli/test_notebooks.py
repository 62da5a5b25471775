"""Notebooks on the command line: their cells are one program, and places are told by cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tfscope.cli import main

HEAD = "%matplotlib inline\nimport tensorflow.compat.v1 as tf\n\ntf.disable_v2_behavior()"
MAKER = "%%time\nx = tf.zeros([1, 4])\nw = tf.get_variable('w', [2])"


def write(path: Path, *cells: tuple[str, int | None]) -> str:
    """A notebook with a cell of text before the given ones."""
    listed = [{"cell_type": "markdown", "metadata": {}, "source": ["# A model"]}]
    for text, count in cells:
        code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": count}
        listed.append({**code, "source": text.splitlines(keepends=True)})
    path.write_text(json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1))
    return str(path)


def check(capsys: pytest.CaptureFixture[str], path: str, output_format: str = "json") -> str:
    """What `tfscope check` writes."""
    main(["check", path, "--min-severity", "hint", "--output-format", output_format])
    return capsys.readouterr().out


def test_cells_are_one_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A variable of one cell is in the way of another; both are told by cell and the line there."""
    path = write(tmp_path / "a.ipynb", (HEAD, None), (MAKER, None), ("!ls 'x\ntf.get_variable('w', [2])", None))
    again, twice = json.loads(check(capsys, path))
    assert (twice["code"], twice["cell"], twice["location"]) == ("TFS101", 4, {"line": 2, "column": 17})
    assert "it was created on line 3 of cell 3" in twice["message"]
    assert [(other["cell"], other["location"]["line"]) for other in twice["related"]] == [(3, 3)]
    assert (again["code"], again["severity"], again["cell"]) == ("TFS308", "hint", 3)
    text = check(capsys, path, "concise")
    assert "a.ipynb:cell 4:2:17: TFS101" in text
    assert "2 | tf.get_variable('w', [2])" in check(capsys, path, "full")
    (annotation,) = [line for line in check(capsys, path, "github").splitlines() if "TFS101" in line]
    assert "line=1::" in annotation and "a.ipynb:cell 4:2:17: Variable w already exists" in annotation


def test_traces_name_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In JSON and in text."""
    path = write(tmp_path / "a.ipynb", (HEAD, 1), (MAKER, 2))
    assert main(["trace", path, "--output-format", "json"]) == 0
    (event,) = json.loads(capsys.readouterr().out)["events"]
    assert (event["name"], event["site"]["cell"], event["site"]["line"]) == ("w", 3, 3)
    main(["trace", path])
    assert "a.ipynb:cell 3:3" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("maker", "counts", "severity"),
    [
        (MAKER, (1, 2, 3), "hint"),
        # The last cell was run before this one, whose names it needs: this one was run before that, too.
        (MAKER, (1, 5, 4), "warning"),
        (MAKER, (1, 5, None), "hint"),
        ("w = tf.get_variable('w', [2], initializer=None)", (1, 5, 4), "warning"),
        ("w = tf.layers.dense(tf.zeros([1, 2]), 2)", (1, 2, 3), "hint"),
        ("tf.reset_default_graph()\nw = tf.get_variable('w', [2])", (1, 5, 4), None),
        ("with tf.Graph().as_default():\n    w = tf.get_variable('w', [2])", (1, 5, 4), None),
        ("with tf.variable_scope('', reuse=tf.AUTO_REUSE):\n    w = tf.get_variable('w', [2])", (1, 5, 4), None),
    ],
)
def test_running_a_cell_again(
    maker: str,
    counts: tuple[int | None, ...],
    severity: str | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is a hint where a cell cannot be run again, a warning where the counts say that it was."""
    cells = zip((HEAD, maker, "z = w + 1"), counts)
    found = json.loads(check(capsys, write(tmp_path / "a.ipynb", *cells)))
    assert [each["severity"] for each in found if each["code"] == "TFS308"] == ([severity] if severity else [])


def test_a_new_graph_at_the_top_of_the_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The fix comes before everything that the cell makes; the file stays as it is but for that."""
    path = write(tmp_path / "a.ipynb", (HEAD, None), (MAKER, None))
    before = Path(path).read_text()
    (found,) = json.loads(check(capsys, path))
    ((edit,),) = [fix["edits"] for fix in found["fixes"]]
    assert edit["content"] == "tf.reset_default_graph()\n"
    assert (edit["cell"], edit["location"]) == (3, {"line": 2, "column": 1})
    main(["check", path, "--fix", "--unsafe-fixes", "--min-severity", "hint"])
    assert "Nothing found" in capsys.readouterr().out
    old = before.replace('"%%time\\n",', '"%%time\\n",\n    "tf.reset_default_graph()\\n",')
    assert Path(path).read_text() == old != before
    assert json.loads(check(capsys, path)) == []


def test_a_folder_with_a_notebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A notebook calls what modules beside it define."""
    (tmp_path / "model.py").write_text(
        "import tensorflow.compat.v1 as tf\n\n\ndef net():\n    tf.get_variable('w', [2])\n"
    )
    write(tmp_path / "a.ipynb", (HEAD, None), ("import model\nmodel.net()\nmodel.net()", None))
    found = json.loads(check(capsys, str(tmp_path)))
    (twice,) = [each for each in found if each["code"] == "TFS101"]
    assert twice["path"].endswith("model.py") and "cell" not in twice
    assert any(other.get("cell") == 3 for other in twice["related"])
