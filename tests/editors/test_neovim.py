"""A real Neovim, without a screen, with the plug-in of this repository and the server that is installed.

One session does everything in turn (`neovim_session.lua`), each test reads one part of what was seen.
`run_neovim.sh` installs the Neovim and names it in `TFSCOPE_NEOVIM`.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.editors

HERE = Path(__file__).resolve().parent
SESSION_SECONDS = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one program."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "pyproject.toml").touch()
    shutil.copy(HERE / "programs" / "sharing.py", folder)
    return folder


@pytest.fixture(scope="module")
def seen(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """What the session saw in a step, by the step's name."""
    home = tmp_path_factory.mktemp("home")
    plugin = shutil.copytree(HERE.parent.parent / "editors" / "neovim", home / "tfscope")
    record = home / "seen.json"
    nvim = os.environ.get("TFSCOPE_NEOVIM", "nvim")
    completed = subprocess.run(
        [nvim, "--clean", "--headless", "-S", HERE / "neovim_session.lua", folder / "sharing.py"],
        cwd=folder,
        env=environment(home) | {"TFSCOPE_PLUGIN": str(plugin), "TFSCOPE_SEEN": str(record)},
        timeout=SESSION_SECONDS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert record.exists(), completed.stderr
    steps = json.loads(record.read_text())
    log = home / "state" / "nvim" / "lsp.log"

    def of_step(name: str) -> Any:
        step = steps[name]
        told = log.read_text() if log.exists() else ""
        assert "problem" not in step, f"{step['problem']}\n{completed.stderr}\n{told}"
        return step["value"]

    return of_step


def environment(home: Path) -> dict[str, str]:
    """The environment of a user with no configuration, and the `tfscope` of this Python first on `PATH`."""
    folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return dict(os.environ) | folders | {"PATH": path}


def test_starts_in_the_folder_of_the_project(seen: Callable[[str], Any], folder: Path) -> None:
    assert seen("attached")["root"] == str(folder)


def test_reports_the_second_creation(seen: Callable[[str], Any]) -> None:
    (error,) = seen("errors")
    assert (error["line"], error["code"]) == (11, "TFS101")
    assert "b/w" in error["message"]


def test_hover_tells_the_full_name_and_shape(seen: Callable[[str], Any]) -> None:
    assert "a/w" in seen("hover")
    assert "(2, 3)" in seen("hover")


def test_tag_key_jumps_to_the_creation(seen: Callable[[str], Any]) -> None:
    assert seen("definition")["line"] == 6


def test_references_are_every_use_of_the_variable(seen: Callable[[str], Any]) -> None:
    assert seen("references") == [6, 7]


def test_highlight_marks_every_use_of_the_variable(seen: Callable[[str], Any]) -> None:
    assert seen("highlight") == [6, 7]


def test_symbols_are_scopes_and_variables(seen: Callable[[str], Any]) -> None:
    names = [text.split()[-1] for text in seen("symbols")]
    assert names[:2] == ["a", "a/w"]
    assert "b/w" in names


def test_a_lens_lists_the_calls_that_share(seen: Callable[[str], Any]) -> None:
    assert any("variable" in title for title in seen("lenses")["titles"])
    assert "shared by 1 call" in seen("lenses")["titles"]
    assert seen("lenses")["lines"] == [7]


def test_completion_offers_what_exists_in_the_scope(seen: Callable[[str], Any]) -> None:
    assert seen("completion") == ["w"]


def test_rename_changes_every_spelling(seen: Callable[[str], Any]) -> None:
    assert [line.count('"weights"') for line in seen("rename")] == [1, 1]


def test_workspace_symbols_are_variables(seen: Callable[[str], Any]) -> None:
    assert any("a/w" in text for text in seen("workspace symbols"))


def test_the_tree_leads_to_the_creation(seen: Callable[[str], Any]) -> None:
    lines = seen("tree")["lines"]
    assert lines[0].startswith("sharing.py  ")
    assert any(line.startswith("    w  float32 (2, 3)") for line in lines)
    assert seen("tree")["line"] == 6


def test_settings_reach_a_server_that_is_started_again(seen: Callable[[str], Any]) -> None:
    assert seen("settings") == {"off": 0, "error": 1}


def test_quick_fix_makes_the_program_right(seen: Callable[[str], Any], folder: Path) -> None:
    assert seen("fix")
    before = (HERE / "programs" / "sharing.py").read_text().splitlines()
    after = (folder / "sharing.py").read_text().splitlines()
    changed = [line for line, (old, new) in enumerate(zip(before, after, strict=True), start=1) if old != new]
    assert changed == [9]
    assert "AUTO_REUSE" in after[8]


def test_health_check_finds_no_fault(seen: Callable[[str], Any]) -> None:
    report = seen("health")
    assert "The configuration was found, and is enabled" in report
    assert "runs for 1 buffer(s)" in report
    assert "ERROR" not in report
    assert "WARNING" not in report


def test_help_describes_the_settings(seen: Callable[[str], Any]) -> None:
    assert "*tfscope-settings-rules*" in seen("help")
