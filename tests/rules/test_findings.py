"""All files of a project, one after the other: what is told is what is told of each, whatever is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.analysis.edit_scripts import played
from tests.analysis.workspace import HEAD, project_of
from tfscope.analysis.project import Project
from tfscope.interp.limits import Cancelled
from tfscope.rules import plain
from tfscope.rules.core import check
from tfscope.rules.findings import Findings, Part, perform

FILES = {
    "layers.py": HEAD
    + """def layer(x, name):
    return tf.get_variable(name, [x])


def pair(name):
    layer(1, name)
    layer(2, name)


def unused(name):
    tf.get_variable("u", [1])
    tf.get_variable("u", [1])
""",
    "one.py": 'from layers import layer\nlayer(1, "a")\nlayer(1, "b")\n',
    "two.py": 'import layers\nlayers.layer(1, "a")\nlayers.layer(1, "a")\n',
    "three.py": 'import layers\nlayers.pair("c")\nlayers.layer([2, "x"], "d")\n',
    "plain.py": "x = 1\n",
}


def all_of(findings: Findings) -> dict[str, Part]:
    """What is wrong in each file, by its name."""
    return {path.rpartition("/")[2]: part for path, part in findings.all()}


def places(parts: Mapping[str, Part]) -> dict[str, set[tuple[str, int]]]:
    """The codes and lines of what is wrong."""
    return {name: {(one.code, one.span.start_line) for one in part.diagnostics} for name, part in parts.items()}


def test_it_is_what_is_said_of_each_file(tmp_path: Path) -> None:
    project = project_of(tmp_path, FILES)
    found = all_of(Findings(project, with_fixes=True))
    assert set(found) == set(FILES)
    other = Project([str(tmp_path)])
    said = {name: check(other.analyse(str(tmp_path / name))) for name in FILES}
    assert places(found) == {
        name: {(one.code, one.span.start_line) for one in all_said} for name, all_said in said.items()
    }
    assert any(found[name].diagnostics for name in FILES)


def test_nothing_large_is_kept(tmp_path: Path) -> None:
    project = project_of(tmp_path, FILES)
    all_of(Findings(project))
    assert not project.schedule._kept


def test_only_what_changed_runs_again(tmp_path: Path) -> None:
    ran: list[str] = []

    def watched(project: Project, tasks: list[tuple[str, tuple[int, ...]]], *rest: object) -> object:
        ran.extend(Path(path).name for path, _ in tasks)
        return perform(project, tasks, False)

    project = project_of(tmp_path, FILES)
    findings = Findings(project, perform=watched)  # type: ignore[arg-type]
    first = all_of(findings)
    assert sorted(ran) == sorted(set(FILES) - {"plain.py"})
    ran.clear()
    assert all_of(findings) == first and ran == []
    project.set_text(str(tmp_path / "one.py"), 'from layers import layer\nlayer(1, "a")\n')
    all_of(findings)
    assert ran == ["one.py"]
    ran.clear()
    # Now somebody calls what nobody did.
    project.set_text(str(tmp_path / "one.py"), 'import layers\nlayers.unused("x")\n')
    all_of(findings)
    assert ran == ["one.py", "layers.py"]


def test_what_was_done_when_it_is_called_off_is_done(tmp_path: Path) -> None:
    project = project_of(tmp_path, FILES)
    findings = Findings(project)
    answers = iter([False] * 8)
    with pytest.raises(Cancelled):
        list(findings.all(lambda: next(answers, True)))
    assert all_of(findings) == all_of(Findings(project))


def test_outcomes_come_back_from_disk(tmp_path: Path) -> None:
    project = project_of(tmp_path / "files", FILES)
    findings = Findings(project, with_fixes=True)
    found = all_of(findings)
    plain.Shelf(findings, plain.store_of(project, with_fixes=True)).save()
    assert not findings.has_news

    warm = Findings(Project([str(tmp_path / "files")]), True, perform=nothing)  # type: ignore[arg-type]
    shelf = plain.shelf_of(warm)
    with pytest.raises(Cancelled):
        shelf.load(lambda: True)
    shelf.load()
    assert all_of(warm) == found
    assert plain.store_of(warm.project, with_fixes=False).read() == {}


def nothing(project: Project, tasks: list[object], *rest: object) -> list[object]:
    """Does nothing, where there is nothing to do."""
    assert not tasks
    return []


def test_what_makes_no_sense_is_left_out() -> None:
    senseless = (
        None,
        1,
        [],
        {},
        [1, 2],
        [[], {}, {}],
        [[True, [], {}, {}, {}, {}], {"a": "b"}, {}],
        "text",
        [[0] * 6] * 3,
    )
    assert list(plain.outcomes_of({str(number): record for number, record in enumerate(senseless)})) == []


@pytest.mark.parametrize("seed", range(6))
def test_after_edits_they_are_those_of_a_fresh_project(tmp_path: Path, seed: int) -> None:
    """Of outcomes that were kept while files changed, and of some from disk that are of other texts."""
    desk = played(tmp_path, seed, 4)
    store = plain.store_of(desk.project, with_fixes=False)
    early = Findings(desk.project)
    all_of(early)
    plain.Shelf(early, store).save()
    later = played(tmp_path, seed, 12)
    warm = Findings(later.project)
    plain.Shelf(warm, store).load()
    fresh = Project([str(tmp_path)], budget=later.project.schedule.budget)
    for name in later.is_open:
        fresh.set_text(later.path(name), later.texts[name])
    assert all_of(warm) == all_of(Findings(fresh))
