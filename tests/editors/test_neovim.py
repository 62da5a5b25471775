"""A real Neovim, without a screen, with the plug-in of this repository and the server that is installed.

One session does everything in turn (`neovim_session.lua`), each test reads one part of what was seen.
`run_neovim.sh` installs the Neovim and names it in `TFSCOPE_NEOVIM`.
"""

import shutil
from pathlib import Path

import pytest

from tests.editors.neovim import HERE, Seen, run_session

pytestmark = pytest.mark.editors

@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of three programs, two of which have a file in common."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "pyproject.toml").touch()
    for program in ("sharing.py", "layers.py", "model.py", "decoder.py"):
        shutil.copy(HERE / "programs" / program, folder)
    return folder


@pytest.fixture(scope="module")
def seen(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What the session saw."""
    return run_session("neovim_session.lua", folder / "sharing.py", tmp_path_factory.mktemp("home"))


def test_starts_in_the_folder_of_the_project(seen: Seen, folder: Path) -> None:
    assert seen("attached")["root"] == str(folder)


def test_reports_the_second_creation(seen: Seen) -> None:
    (error,) = seen("errors")
    assert (error["line"], error["code"]) == (11, "TFS101")
    assert "b/w" in error["message"]


def test_hover_tells_the_full_name_and_shape(seen: Seen) -> None:
    assert "a/w" in seen("hover")
    assert "(2, 3)" in seen("hover")


def test_tag_key_jumps_to_the_creation(seen: Seen) -> None:
    assert seen("definition")["line"] == 6


def test_references_are_every_use_of_the_variable(seen: Seen) -> None:
    assert seen("references") == [6, 7]


def test_highlight_marks_every_use_of_the_variable(seen: Seen) -> None:
    assert seen("highlight") == [6, 7]


def test_symbols_are_scopes_and_variables(seen: Seen) -> None:
    names = [text.split()[-1] for text in seen("symbols")]
    assert names[:2] == ["a", "a/w"]
    assert "b/w" in names


def test_a_lens_lists_the_calls_that_share(seen: Seen) -> None:
    assert any("variable" in title for title in seen("lenses")["titles"])
    assert "shared by 1 call" in seen("lenses")["titles"]
    assert seen("lenses")["lines"] == [7]


def test_completion_offers_what_exists_in_the_scope(seen: Seen) -> None:
    assert seen("completion") == ["w"]


def test_rename_changes_every_spelling(seen: Seen) -> None:
    assert [line.count('"weights"') for line in seen("rename")] == [1, 1]


def test_names_are_copied(seen: Seen) -> None:
    name, names = seen("name and map")
    assert name == "a/w"
    assert names == '{\n    "a/w": "a/w",\n    "b/w": "b/w",\n}\n'


def test_hints_are_full_names_once_they_are_switched_on(seen: Seen) -> None:
    assert [hint for hint in seen("hints") if "/w" in hint] != []


def test_call_hierarchy_has_the_callers_in_other_files(seen: Seen) -> None:
    assert sorted(seen("two files")["callers"]) == [["decoder.py", 7], ["model.py", 8]]


def test_hovers_speak_of_the_program_that_is_chosen(seen: Seen) -> None:
    of_all, of_one = seen("two files")["hovers"]
    assert "decoder/kernel" in of_all
    assert "encoder/kernel" in of_one
    assert "decoder/kernel" not in of_one


def test_rename_changes_two_files(seen: Seen, folder: Path) -> None:
    assert '"encoder/kernel": "encoder/weights"' in seen("two files")["map"]
    for program in ("layers.py", "model.py"):
        assert '"weights"' in (folder / program).read_text()


def test_workspace_symbols_are_variables(seen: Seen) -> None:
    assert any("a/w" in text for text in seen("workspace symbols"))


def test_the_tree_leads_to_the_creation(seen: Seen) -> None:
    lines = seen("tree")["lines"]
    assert lines[0].startswith("sharing.py  ")
    assert any(line.startswith("    w  float32 (2, 3)") for line in lines)
    assert seen("tree")["line"] == 6


def test_settings_reach_a_server_that_is_started_again(seen: Seen) -> None:
    assert seen("settings") == {"off": 0, "error": 1}


def test_quick_fix_makes_the_program_right(seen: Seen, folder: Path) -> None:
    assert seen("fix")
    before = (HERE / "programs" / "sharing.py").read_text().splitlines()
    after = (folder / "sharing.py").read_text().splitlines()
    changed = [line for line, (old, new) in enumerate(zip(before, after, strict=True), start=1) if old != new]
    assert changed == [9]
    assert "AUTO_REUSE" in after[8]


def test_health_check_finds_no_fault(seen: Seen) -> None:
    report = seen("health")
    assert "The configuration was found, and is enabled" in report
    assert "runs for 3 buffer(s)" in report
    assert "ERROR" not in report
    assert "WARNING" not in report


def test_help_describes_the_settings(seen: Seen) -> None:
    assert "*tfscope-settings-rules*" in seen("help")


def test_the_log_has_no_errors(seen: Seen) -> None:
    assert seen("help")
    assert [line for line in seen.log.splitlines() if line.startswith(("[ERROR]", "[WARN]"))] == []
