"""An edit inside a function does not run the rest of its file again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.test_equality import answers_of
from tfscope.analysis.project import Project
from tfscope.analysis.run import Runner

TEXT = """\
import functools
import tensorflow.compat.v1 as tf

def keep(function):
    @functools.wraps(function)
    def inner(*given):
        return function(*given)
    return inner

def size():
    return 3

SIZE = size()

def plain(x):
    return tf.get_variable("plain", [SIZE])

@keep
def decorated(x):
    return tf.get_variable("decorated", [SIZE])

class Net:
    def __init__(self, name):
        self.name = name

    @property
    def weights(self):
        return tf.get_variable("weights", [SIZE])

    def build(self, x):
        return tf.get_variable("built", [SIZE])
"""


@pytest.mark.parametrize(
    ("old", "new", "imports"),
    [
        ('"plain"', '"other"', 0),
        ('"decorated"', '"other"', 0),
        ('"built"', '"other"', 0),
        ("self.name = name", "self.name = tf.get_variable(name, [1])", 0),
        # What else is there changes, or what was called on the way.
        ("def plain(x)", "def plain(x, y=2)", 1),
        ("SIZE = size()", "SIZE = size() + 1", 1),
        ("return 3", "return 4", 1),
        ("return function(*given)", "return function(1)", 1),
        ('"built", [SIZE])', '"built", [SIZE])\n\ndef more(x):\n    return 1', 1),
    ],
)
def test_an_edit_imports_the_file_again_where_it_has_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, imports: int
) -> None:
    imported = []
    really = Runner.import_module
    monkeypatch.setattr(Runner, "import_module", lambda self: imported.append(self) or really(self))
    path = str(tmp_path / "net.py")
    project = Project([str(tmp_path)])
    project.set_text(path, TEXT)
    project.analyse(path)
    assert len(imported) == 1
    edited = TEXT.replace(old, new)
    assert edited != TEXT
    project.set_text(path, edited)
    analysis = project.analyse(path)
    assert len(imported) == 1 + imports
    fresh = Project([str(tmp_path)])
    fresh.set_text(path, edited)
    assert answers_of(analysis) == answers_of(fresh.analyse(path))


def test_only_a_few_interpreters_stand_by(tmp_path: Path) -> None:
    project = Project([str(tmp_path)])
    for number in range(6):
        path = str(tmp_path / f"net_{number}.py")
        project.set_text(path, TEXT)
        project.analyse(path)
    assert len(project.schedule.standing.paths) == 3
