"""What several files of the editors' packages say must agree."""

import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
VSCODE = ROOT / "editors" / "vscode"
NEOVIM = ROOT / "editors" / "neovim"

# Only the command line imports them.
NOT_BUNDLED = {"rich", "markdown-it-py", "mdurl", "pygments", "pyyaml", "pyyaml-ft"}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((VSCODE / "package.json").read_text())
    return loaded


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    loaded: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return loaded


def test_bundle_has_every_dependency_of_the_server(project: dict[str, Any]) -> None:
    assert dependencies(project["dependencies"]) - NOT_BUNDLED <= bundled_packages()


def test_versions_agree(manifest: dict[str, Any]) -> None:
    assert f'__version__ = "{manifest["version"]}"' in (ROOT / "server" / "tfscope" / "__init__.py").read_text()


def test_oldest_python_agrees(project: dict[str, Any]) -> None:
    major, minor = re.findall(r"\d+", project["requires-python"])[:2]
    assert f"OLDEST_PYTHON = ({major}, {minor})" in (VSCODE / "bundled" / "run_server.py").read_text()
    assert f"OLDEST_PYTHON = [{major}, {minor}]" in (VSCODE / "src" / "programs.ts").read_text()
    assert f'PYTHON_VERSIONS = ("{major}.{minor}",' in (VSCODE / "scripts" / "package.py").read_text()


def test_every_setting_that_chooses_a_program_is_restricted(manifest: dict[str, Any]) -> None:
    settings = manifest["contributes"]["configuration"]["properties"]
    restricted = set(manifest["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"])
    assert restricted <= settings.keys()
    assert {name for name, setting in settings.items() if setting["scope"] == "machine-overridable"} <= restricted


def test_every_setting_is_documented(manifest: dict[str, Any]) -> None:
    settings = manifest["contributes"]["configuration"]["properties"]
    readme = (VSCODE / "README.md").read_text()
    assert [name for name in settings if f"| `{name}` |" not in readme] == []
    help_file = (NEOVIM / "doc" / "tfscope.txt").read_text()
    for name in re.findall(r'"(\w+)"', re.search(r"SERVER_SETTINGS = \[(.*?)\]", settings_source(), re.DOTALL)[1]):  # type: ignore[index]
        assert f"tfscope.{name}" in settings
        assert f"*tfscope-settings-{name}*" in help_file


def test_every_command_is_documented(manifest: dict[str, Any]) -> None:
    titles = [f"{command['category']}: {command['title']}" for command in manifest["contributes"]["commands"]]
    assert len(set(titles)) == len(titles)
    help_file = (NEOVIM / "doc" / "tfscope.txt").read_text()
    plugin = (NEOVIM / "plugin" / "tfscope.lua").read_text()
    commands = re.findall(r"^command\('(\w+)'", plugin, re.MULTILINE)
    assert [name for name in commands if f"*:{name}*" not in help_file] == []
    assert len(commands) > 1


def test_the_pictures_of_the_walkthrough_exist(manifest: dict[str, Any]) -> None:
    steps = [step for walkthrough in manifest["contributes"]["walkthroughs"] for step in walkthrough["steps"]]
    pictures = [Path(step["media"]["image"]).name for step in steps]
    assert [name for name in pictures if not (ROOT / "docs" / "images" / name).exists()] == []


def test_what_the_server_may_ask_the_editors_for_they_have() -> None:
    source = (VSCODE / "src" / "capabilities.ts").read_text()
    commands = re.findall(r'"(tfscope\.\w+)"', source)
    config = (NEOVIM / "lsp" / "tfscope.lua").read_text()
    plugin = (NEOVIM / "plugin" / "tfscope.lua").read_text()
    code = "".join(path.read_text() for path in (VSCODE / "src").glob("*.ts"))
    for command in commands:
        assert f"'{command}'" in config
        assert f"vim.lsp.commands['{command}']" in plugin
        assert f'registerCommand("{command}"' in code


def test_lock_file_names_no_host() -> None:
    lock = json.loads((VSCODE / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def settings_source() -> str:
    return (VSCODE / "src" / "settings.ts").read_text()


def bundled_packages() -> set[str]:
    lines = [
        line
        for name in ("requirements.txt", "requirements-compiled.txt")
        for line in (VSCODE / name).read_text().splitlines()
        if line and not line.startswith("#")
    ]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def dependencies(requirements: list[str]) -> set[str]:
    """The names of `requirements` and of all that they require, as the installed packages say."""
    names: set[str] = set()
    waiting = list(requirements)
    while waiting:
        requirement = Requirement(waiting.pop())
        name = canonicalize_name(requirement.name)
        is_needed = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if is_needed and name not in names:
            names.add(name)
            waiting += metadata.requires(name) or []
    return names
