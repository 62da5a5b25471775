"""Settings: what `[tool.tfscope]` of a pyproject.toml, an editor or the command line says."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TENSORFLOW_VERSIONS: Final = ("auto", "1.x", "2.x")
#: The diagnostics of which files an editor shows.
DIAGNOSTIC_MODES: Final = ("openFilesOnly", "workspace")
SEVERITIES: Final = ("error", "warning", "information", "hint", "off")

Table: TypeAlias = "Mapping[str, object]"


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A program that the settings name: a file, and the function that is called, None for its own code."""

    path: str
    function: str | None = None


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """A setting that is wrong: `path` is the file that holds it, "" where it came from elsewhere."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Settings:
    """How a project is analysed. All paths are absolute.

    `interpreter` is only looked at, never started, unless `trusts_interpreter`: a pyproject.toml comes with
    the workspace, so what it names is not to be run.
    """

    entry_points: tuple[EntryPoint, ...] = ()
    import_paths: tuple[str, ...] = ()
    tensorflow_version: str = "auto"
    exclude: tuple[str, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    interpreter: str | None = None
    trusts_interpreter: bool = False
    diagnostic_mode: str = "openFilesOnly"
    problems: tuple[SettingsProblem, ...] = ()


def read_settings(folder: str) -> Settings:
    """The settings of the nearest pyproject.toml at or above a folder; the defaults where there is none."""
    path = find_upwards(folder, "pyproject.toml")
    if path is None:
        return Settings()
    try:
        with open(path, "rb") as file:
            table: object = tomllib.load(file)
    except (OSError, ValueError) as error:
        return Settings(problems=(SettingsProblem(path, f"cannot read {path}: {error}"),))
    for key in ("tool", "tfscope"):
        table = table.get(key, {}) if isinstance(table, Mapping) else {}
    if not isinstance(table, Mapping):
        return Settings(problems=(SettingsProblem(path, "`tool.tfscope` must be a table"),))
    return with_table(Settings(), table, os.path.dirname(path), path)


def with_table(settings: Settings, table: Table, folder: str, path: str = "") -> Settings:
    """The settings changed by a table as pyproject.toml has it; an editor's `camelCase` keys are read too.

    `folder` is what relative paths start from. A key that is wrong leaves its setting as it is, and is told
    in `problems`.
    """
    reader = Reader(folder, path, list(settings.problems))
    for key, value in table.items():
        name = re.sub(r"(?<=[a-z])[A-Z]", lambda match: f"-{match[0].lower()}", str(key))
        if value is not None:
            settings = reader.read(settings, name, value)
    return replace(settings, problems=tuple(reader.problems))


def find_upwards(folder: str, name: str) -> str | None:
    """The nearest file of this name in a folder or one above it."""
    folder = os.path.abspath(folder)
    while True:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
        outer = os.path.dirname(folder)
        if outer == folder:
            return None
        folder = outer


@dataclass(slots=True)
class Reader:
    """Reads settings one by one, and gathers what is wrong with them."""

    folder: str
    path: str
    problems: list[SettingsProblem]

    def read(self, settings: Settings, name: str, value: object) -> Settings:
        """The settings changed by one of them."""
        match name:
            case "entry-points":
                return replace(settings, entry_points=tuple(map(self.entry_point, self.strings(name, value))))
            case "import-paths":
                return replace(settings, import_paths=tuple(map(self.absolute, self.strings(name, value))))
            case "exclude":
                return replace(settings, exclude=self.strings(name, value))
            case "tensorflow-version":
                version = self.one_of(name, value, TENSORFLOW_VERSIONS)
                return settings if version is None else replace(settings, tensorflow_version=version)
            case "diagnostic-mode":
                mode = self.one_of(name, value, DIAGNOSTIC_MODES)
                return settings if mode is None else replace(settings, diagnostic_mode=mode)
            case "rules":
                return replace(settings, rules={**settings.rules, **self.severities(value)})
            case "interpreter":
                if isinstance(value, str) and value:
                    return replace(settings, interpreter=self.absolute(value))
                self.complain(f"`{name}` must be the path of a Python interpreter")
            case _:
                self.complain(f"there is no setting `{name}`")
        return settings

    def strings(self, name: str, value: object) -> tuple[str, ...]:
        """A list of strings; what is no string is left out."""
        if not isinstance(value, (list, tuple)):
            self.complain(f"`{name}` must be a list of strings")
            return ()
        strings = tuple(item for item in value if isinstance(item, str) and item)
        if len(strings) < len(value):
            self.complain(f"`{name}` must be a list of strings")
        return strings

    def one_of(self, name: str, value: object, allowed: tuple[str, ...]) -> str | None:
        """One of a few words, None where it is another."""
        if isinstance(value, str) and value in allowed:
            return value
        self.complain(f"`{name}` must be one of {', '.join(map(repr, allowed))}, not {value!r}")
        return None

    def severities(self, value: object) -> dict[str, str]:
        """Severities by the code or the name of a rule."""
        if not isinstance(value, Mapping):
            self.complain("`rules` must be a table of severities by rule")
            return {}
        found = {}
        for rule, given in value.items():
            severity = self.one_of(f"rules.{rule}", given, SEVERITIES)
            if severity is not None:
                found[str(rule)] = severity
        return found

    def entry_point(self, text: str) -> EntryPoint:
        """`"path"` or `"path:function"`."""
        path, separator, function = text.rpartition(":")
        if separator and function.replace(".", "_").isidentifier():
            return EntryPoint(self.absolute(path), function)
        return EntryPoint(self.absolute(text))

    def absolute(self, path: str) -> str:
        """A path that starts from the folder of the settings."""
        return os.path.normpath(os.path.join(self.folder, os.path.expanduser(path)))

    def complain(self, message: str) -> None:
        """Tells what is wrong."""
        self.problems.append(SettingsProblem(self.path, message))
