"""Settings from pyproject.toml and from editors."""

from pathlib import Path

import pytest

from tfscope.analysis.settings import EntryPoint, Settings, read_settings, with_table


def settings_of(folder: Path, text: str) -> Settings:
    (folder / "pyproject.toml").write_text(text)
    return read_settings(str(folder))


def test_defaults_without_a_file(tmp_path: Path) -> None:
    assert settings_of(tmp_path, "[project]\nname = 'x'\n") == Settings()


def test_all_settings(tmp_path: Path) -> None:
    text = """
[tool.tfscope]
entry-points = ["train.py", "model.py:build"]
import-paths = ["third_party"]
tensorflow-version = "1.x"
exclude = ["old"]
interpreter = "env/bin/python"
rules = {TFS101 = "warning", auto-numbered-layer = "off"}
"""
    settings = settings_of(tmp_path, text)
    at = str(tmp_path)
    assert settings.entry_points == (EntryPoint(f"{at}/train.py"), EntryPoint(f"{at}/model.py", "build"))
    assert settings.import_paths == (f"{at}/third_party",)
    assert settings.tensorflow_version == "1.x"
    assert settings.exclude == ("old",)
    assert settings.interpreter == f"{at}/env/bin/python"
    assert settings.rules == {"TFS101": "warning", "auto-numbered-layer": "off"}
    assert settings.problems == ()


def test_the_nearest_file_above_counts(tmp_path: Path) -> None:
    settings_of(tmp_path, "[tool.tfscope]\nimport-paths = ['lib']\n")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert read_settings(str(inner)).import_paths == (str(tmp_path / "lib"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tensorflow-version = '3.x'", "`tensorflow-version` must be one of 'auto', '1.x', '2.x', not '3.x'"),
        ("import-paths = 'lib'", "`import-paths` must be a list of strings"),
        ("exclude = ['a', 1]", "`exclude` must be a list of strings"),
        ("rules = ['TFS101']", "`rules` must be a table of severities by rule"),
        ("rules.TFS101 = 'fatal'", "`rules.TFS101` must be one of"),
        ("colour = 'red'", "there is no setting `colour`"),
        ("interpreter = 3", "`interpreter` must be the path of a Python interpreter"),
    ],
)
def test_a_wrong_setting_is_told_and_left_out(tmp_path: Path, text: str, message: str) -> None:
    settings = settings_of(tmp_path, f"[tool.tfscope]\n{text}\n")
    assert len(settings.problems) == 1
    assert settings.problems[0].message.startswith(message)
    assert settings.problems[0].path == str(tmp_path / "pyproject.toml")


@pytest.mark.parametrize("text", ["[tool.tfscope\n", "\x00", "[tool]\ntfscope = 3\n"])
def test_a_broken_file_is_told(tmp_path: Path, text: str) -> None:
    assert len(settings_of(tmp_path, text).problems) == 1


def test_an_editors_keys(tmp_path: Path) -> None:
    table = {
        "tensorflowVersion": "2.x",
        "importPaths": ["lib"],
        "rules": {"TFS101": "off"},
        "interpreter": None,
    }
    settings = with_table(Settings(), table, str(tmp_path))
    assert settings.tensorflow_version == "2.x"
    assert settings.import_paths == (str(tmp_path / "lib"),)
    assert settings.rules == {"TFS101": "off"}
    assert not settings.trusts_interpreter
