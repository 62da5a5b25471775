"""A file that many files load: some answers come before all of these have run, and not all of them ever do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.workspace import HEAD, names_of, project_of, write
from tfscope.analysis.project import Project
from tfscope.analysis.run import Budget
from tfscope.analysis.schedule import FILE_COST, MOST_IMPORTERS
from tfscope.interp.limits import Cancelled

LAYERS = HEAD + 'def layer(name):\n    return tf.get_variable(name + "/w", [1])\n\n\ndef other():\n    return 1\n'


def workspace(root: Path, programs: int) -> Project:
    """Programs that all call one function."""
    texts = {f"p{number:02}.py": f'from layers import layer\nlayer("n{number:02}")\n' for number in range(programs)}
    return project_of(root, {"layers.py": LAYERS, **texts})


def test_a_first_answer_comes_before_all_have_run(tmp_path: Path) -> None:
    project, path = workspace(tmp_path, 5), str(tmp_path / "layers.py")
    first = project.analyse(path, most=2 * FILE_COST)
    assert first.waiting == 3 and names_of(first) == {"n00/w", "n01/w"}
    assert project.analyse(path, most=2 * FILE_COST) is first
    last = project.analyse(path)
    assert last.waiting == last.left_out == 0 and len(names_of(last)) == 5
    assert project.analyse(path, most=2 * FILE_COST) is last


def test_after_an_edit_only_what_it_changes_is_waited_for(tmp_path: Path) -> None:
    project, path = workspace(tmp_path, 5), str(tmp_path / "layers.py")
    project.analyse(path)
    project.set_text(path, LAYERS.replace("return 1", "return 2"))
    assert project.analyse(path, most=0).waiting == 0
    project.set_text(path, LAYERS.replace("/w", "/kernel"))
    first = project.analyse(path, most=FILE_COST)
    assert first.waiting == 4 and names_of(first) == {"n00/kernel"}
    assert len(names_of(project.analyse(path))) == 5


def test_some_importers_are_left_out_but_open_ones(tmp_path: Path) -> None:
    project, path = workspace(tmp_path, MOST_IMPORTERS + 3), str(tmp_path / "layers.py")
    analysis = project.analyse(path)
    assert analysis.left_out == 3 and len(names_of(analysis)) == MOST_IMPORTERS
    last = f"p{MOST_IMPORTERS + 2}.py"
    project.set_text(str(tmp_path / last), 'from layers import layer\nlayer("open")\n')
    analysis = project.analyse(path)
    assert analysis.left_out == 2 and "open/w" in names_of(analysis)


def test_importers_share_a_budget(tmp_path: Path) -> None:
    texts = {
        name: f"from layers import layer\nfor i in range(50):\n    layer('{name[0]}')\n"
        for name in ("a.py", "b.py", "c.py")
    }
    write(tmp_path, {"layers.py": LAYERS, **texts})
    project = Project([str(tmp_path)], budget=Budget(importer_steps=150))
    analysis = project.analyse(str(tmp_path / "layers.py"))
    assert names_of(analysis) == {"a/w"} and analysis.left_out == 2
    assert names_of(project.analyse(str(tmp_path / "c.py"))) == {"c/w"}


def test_reading_imports_can_be_called_off(tmp_path: Path) -> None:
    project, path = workspace(tmp_path, 3), str(tmp_path / "layers.py")
    with pytest.raises(Cancelled):
        project.analyse(path, cancelled=lambda: True)
    assert len(names_of(project.analyse(path))) == 3
