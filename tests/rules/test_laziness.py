"""What rules leave undone: fixes that nobody asked for, and runs in which they found nothing."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from tfscope.analysis.project import Project
from tfscope.rules import reuse_false_inherits
from tfscope.rules.core import Fix, Fixes, check

TWICE = """\
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
def net():
    with tf.variable_scope("net"):
        return tf.get_variable("w", [2])
net()
net()
"""
FIRST_CHECK = """\
import sys
from tfscope.analysis.project import Project
from pathlib import Path
from tfscope.rules.core import check
path = Path(sys.argv[1])
(found,) = check(Project([str(path.parent)]).analyse(str(path)))
assert "libcst" not in sys.modules
assert [fix.title for fix in found.fixes]
assert "libcst" in sys.modules
"""


def program(folder: Path) -> str:
    path = folder / "train.py"
    path.write_text(TWICE)
    return str(path)


def test_fixes_are_made_when_they_are_asked_for(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", FIRST_CHECK, program(tmp_path)], check=True)


def test_a_fix_that_fails_leaves_the_diagnostic(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> object:
        yield Fix("one", ())
        raise ZeroDivisionError

    assert list(Fixes(broken())) == []  # type: ignore[arg-type]
    assert "a fix could not be made" in caplog.text


def test_fixes_are_pickled_as_what_they_are(tmp_path: Path) -> None:
    (found,) = check(Project([str(tmp_path)]).analyse(program(tmp_path)))
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_rule_looks_once_at_a_run_in_which_it_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    really = reuse_false_inherits.check_run
    monkeypatch.setattr(reuse_false_inherits, "check_run", lambda *given: asked.append(given) or really(*given))
    path = program(tmp_path)
    project = Project([str(tmp_path)])
    check(project.analyse(path))
    check(project.analyse(path))
    assert len(asked) == 1
    project.set_text(path, TWICE.replace('"net"', '"other"'))
    check(project.analyse(path))
    assert len(asked) == 2
