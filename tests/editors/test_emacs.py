"""A real Emacs, without a screen, with Eglot set up as docs/editors.md says, and the server that is installed.

`run_emacs.sh` installs Emacs and Eglot.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.editors.neovim import HERE, environment

pytestmark = pytest.mark.editors

SESSION_SECONDS = 120


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the session saw, by the names of its steps."""
    folder, home = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("home")
    program = shutil.copy(HERE / "programs" / "sharing.py", folder)
    record = home / "seen.json"
    completed = subprocess.run(
        ["emacs", "--batch", "--load", HERE / "emacs_session.el", program],
        cwd=folder,
        env=environment(home) | {"HOME": str(home), "TFSCOPE_SEEN": str(record)},
        timeout=SESSION_SECONDS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert record.exists(), completed.stderr
    steps: dict[str, Any] = json.loads(record.read_text())
    return steps


def test_flymake_underlines_the_second_creation(seen: dict[str, Any]) -> None:
    assert any(line == 11 and "TFS101" in text and "b/w" in text for line, text in seen["diagnostics"])


def test_eldoc_tells_the_full_name_and_shape(seen: dict[str, Any]) -> None:
    assert "a/w" in seen["hover"]
    assert "(2, 3)" in seen["hover"]


def test_xref_knows_the_creation_and_all_uses(seen: dict[str, Any]) -> None:
    assert seen["definition"] == 6
    assert seen["references"] == [6, 7]


def test_imenu_has_the_variables(seen: dict[str, Any]) -> None:
    assert seen["symbols"] == ["a/w", "a/w"]


def test_completion_offers_what_exists_in_the_scope(seen: dict[str, Any]) -> None:
    assert seen["completion"] == ["w"]


def test_rename_changes_every_spelling(seen: dict[str, Any]) -> None:
    assert seen["rename"] == 2


def test_quick_fixes_are_offered(seen: dict[str, Any]) -> None:
    assert any("AUTO_REUSE" in title for title in seen["actions"])
