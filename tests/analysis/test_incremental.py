"""After any edit the answers are those of a new project, and runs that the edit cannot touch are kept."""

from pathlib import Path

import pytest

from tests.analysis.workspace import HEAD, created_in, project_of
from tfscope.analysis.analysis import Analysis
from tfscope.analysis.project import Project
from tfscope.interp.limits import Cancelled

TEXT = HEAD + (
    "SIZE = 3\n"
    "def helper(name):\n"
    "    return tf.get_variable(name, [SIZE])\n"
    "def one():\n"
    "    return helper('one')\n"
    "def two():\n"
    "    return helper('two')\n"
    "def three(flag, size=SIZE):\n"
    "    # A comment.\n"
    "    return tf.get_variable('three', [size])\n"
)


def described(analysis: Analysis) -> list[tuple[str | None, list[str], list[str]]]:
    """What an analysis says, without identities."""
    return [
        (
            run.program.entry,
            created_in(run),
            [str(analysis.locate(site)) for event in run.events for site in analysis.user_sites(event)],
        )
        for run in analysis.runs
    ]


def kept(before: Analysis, after: Analysis) -> set[str | None]:
    """The programs whose runs are the same."""
    return {run.program.entry for run in after.runs if run in before.runs}


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("'one')", "'eins')", {None, "two", "three"}),
        ("'three', [size]", "'three', [size, size]", {None, "one", "two"}),
        ("SIZE = 3", "SIZE = 4", set()),
        ("SIZE = 3", "# A remark.\nSIZE  =  3", {None, "one", "two", "three"}),
        ("helper('one')", "helper('one')  # A remark.", {None, "one", "two", "three"}),
        (
            "    return helper('two')",
            "    # Two.\n    return helper(\n      'two')",
            {None, "one", "two", "three"},
        ),
        ("return tf.get_variable(name", "return tf.get_variable('p/' + name", {None, "three"}),
        ("size=SIZE", "size=SIZE + 1", set()),
        # Blank lines belong to the block above them.
        ("def two", "\n\n\ndef two", {None, "two", "three"}),
        ("    return helper('two')", "    return helper(", {None, "one", "three"}),
        ("def two():\n    return helper('two')\n", "", set()),
    ],
)
def test_an_edit(tmp_path: Path, old: str, new: str, same: set[str | None]) -> None:
    path = str(tmp_path / "a.py")
    project = project_of(tmp_path, {"a.py": TEXT})
    before = project.analyse(path)
    first = described(before)
    edited = TEXT.replace(old, new)
    assert edited != TEXT
    project.set_text(path, edited)
    after = project.analyse(path)
    fresh = Project([str(tmp_path)])
    fresh.set_text(path, edited)
    assert described(after) == described(fresh.analyse(path))
    assert same <= kept(before, after) | ({None} - {run.program.entry for run in after.runs})
    project.set_text(path, TEXT)
    assert described(project.analyse(path)) == first


def test_a_module_that_appears_changes_what_imports_it(tmp_path: Path) -> None:
    path = str(tmp_path / "a.py")
    project = project_of(tmp_path, {"a.py": HEAD + "from late import NAME\ntf.get_variable(NAME, [1])\n"})
    assert created_in(project.analyse(path).runs[0]) != ["late"]
    (tmp_path / "late.py").write_text("NAME = 'late'\n")
    project.file_changed(str(tmp_path / "late.py"))
    assert created_in(project.analyse(path).runs[0]) == ["late"]
    (tmp_path / "late.py").write_text("NAME = 'later'\n")
    project.refresh()
    assert created_in(project.analyse(path).runs[0]) == ["later"]


def test_an_analysis_can_be_called_off(tmp_path: Path) -> None:
    text = HEAD + "for i in range(10000):\n    for j in range(1000):\n        tf.get_variable('w%d' % i, [j])\n"
    project = project_of(tmp_path, {"a.py": text})
    with pytest.raises(Cancelled):
        project.analyse(str(tmp_path / "a.py"), cancelled=lambda: True)
