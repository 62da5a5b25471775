"""A real Neovim on a real model of thousands of lines, with Pyright at work in the same buffers.

`run_neovim.sh` installs all that, and names the folder in `TFSCOPE_TEST_CACHE`.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.editors.neovim import HERE, Seen, run_session

pytestmark = pytest.mark.editors


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What the session saw."""
    cache = Path(os.environ["TFSCOPE_TEST_CACHE"])
    folder = tmp_path_factory.mktemp("project")
    (folder / "pyproject.toml").touch()
    shutil.copytree(cache / "bert" / "bert", folder / "bert")
    program = Path(shutil.copy(HERE / "programs" / "finetune.py", folder))
    pyright = str(cache / "pyright" / "node_modules" / ".bin" / "pyright-langserver")
    home = tmp_path_factory.mktemp("home")
    return run_session("neovim_model_session.lua", program, home, {"TFSCOPE_PYRIGHT": pyright})


def test_each_server_has_its_own_diagnostics(seen: Seen) -> None:
    found = seen("diagnostics")
    assert [tuple(other) for other in found if other[0] == "tfscope"] == [("tfscope", 13, "TFS101")]
    assert ["Pyright", 18, "reportUndefinedVariable"] in found


def test_both_hovers_are_shown_where_both_have_something_to_say(seen: Seen) -> None:
    both, name, identifier = (seen("hovers")[place] for place in ("BertModel", '"classif', "pooled"))
    assert "# pyright" in both
    assert "# tfscope" in both
    assert "class BertModel" in both
    assert "bert/embeddings/word_embeddings" in both
    assert "pyright" not in name
    assert "classifier" in name
    assert "tfscope" not in identifier


def test_completions_do_not_compete(seen: Seen) -> None:
    in_string, in_code = seen("completions")["string"], seen("completions")["code"]
    assert in_string["tfscope"] == ["weights"]
    assert "weights" not in in_string["pyright"]
    assert in_code["tfscope"] == []
    assert "get_pooled_output" in in_code["pyright"]


def test_the_definition_of_a_shared_variable_is_a_jump_and_no_list(seen: Seen) -> None:
    assert seen("definition") == {"buftype": ""}


def test_quick_fixes_are_offered_once(seen: Seen) -> None:
    titles = seen("actions")["tfscope"]
    assert titles
    assert len(set(titles)) == len(titles)
    assert set(titles) & set(seen("actions")["pyright"]) == set()


def test_each_server_renames_what_it_knows(seen: Seen) -> None:
    assert seen("renames") == {"output": 2, "head": 2}


def test_the_file_of_the_model_is_known(seen: Seen) -> None:
    found = seen("the file of the model")
    assert found["lines"] > 900
    assert "bert/encoder/layer_0/attention/self/query/kernel" in found["hover"]
    assert found["symbols"] > 20
    assert seen("the tree") > 200


def test_the_log_has_no_errors(seen: Seen) -> None:
    assert seen("the tree")
    assert [line for line in seen.log.splitlines() if line.startswith(("[ERROR]", "[WARN]"))] == []
