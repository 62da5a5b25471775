"""Environments are found by looking, and nothing of a workspace is run."""

import os
from pathlib import Path

import pytest

from tests.analysis.workspace import write
from tfscope.analysis.environment import find_environment
from tfscope.analysis.settings import Settings

PACKAGES = "lib/python3.11/site-packages"


@pytest.fixture(autouse=True)
def no_active_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)


def make_environment(folder: Path, tensorflow: str = "") -> Path:
    write(folder, {"pyvenv.cfg": "", f"{PACKAGES}/six.py": "", "bin/python": f"#!/bin/sh\ntouch {folder}/ran\n"})
    (folder / "bin/python").chmod(0o755)
    if tensorflow:
        (folder / PACKAGES / f"{tensorflow}.dist-info").mkdir()
    return folder


@pytest.mark.parametrize("name", [".venv", "venv", "env"])
def test_one_in_the_workspace_is_looked_at_and_never_run(tmp_path: Path, name: str) -> None:
    folder = make_environment(tmp_path / name, "tensorflow-2.16.1")
    environment = find_environment([str(tmp_path)], Settings())
    assert environment.folders == (str(folder / PACKAGES),)
    assert environment.tensorflow_version() == (2, 16)
    assert not (folder / "ran").exists()


def test_one_that_pyproject_names_is_not_run(tmp_path: Path) -> None:
    folder = make_environment(tmp_path / "other", "tensorflow_gpu-1.15.5")
    environment = find_environment([str(tmp_path)], Settings(interpreter=str(folder / "bin/python")))
    assert environment.folders == (str(folder / PACKAGES),)
    assert environment.tensorflow_version() == (1, 15)
    assert not (folder / "ran").exists()


def test_one_that_the_user_names_is_run(tmp_path: Path) -> None:
    folder = make_environment(tmp_path / "other")
    settings = Settings(interpreter=str(folder / "bin/python"), trusts_interpreter=True)
    assert find_environment([str(tmp_path)], settings).folders == (str(folder / PACKAGES),)
    assert (folder / "ran").exists()


def test_the_active_one_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_environment(tmp_path / "work/.venv")
    active = make_environment(tmp_path / "active", "tf_nightly-2.20.0.dev1")
    monkeypatch.setenv("VIRTUAL_ENV", str(active))
    environment = find_environment([str(tmp_path / "work")], Settings())
    assert environment.folders == (str(active / PACKAGES),)
    assert environment.tensorflow_version() == (2, 20)


def test_else_our_own_which_does_not_decide_the_version(tmp_path: Path) -> None:
    environment = find_environment([str(tmp_path)], Settings())
    assert environment.folders
    assert all(os.path.isdir(folder) for folder in environment.folders)
    assert environment.tensorflow_version() is None
