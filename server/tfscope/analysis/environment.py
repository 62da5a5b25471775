"""The Python environment of a project: where its installed packages lie. Found by looking at folders.

No interpreter is started, except one that the user's own settings name and trust.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from tfscope.analysis.settings import Settings

_TENSORFLOW = re.compile(
    r"(?:tensorflow|tf_nightly)(?:_cpu|_gpu|_macos|_intel|_rocm)?-(\d+)\.(\d+)[.\d\w]*\.(?:dist|egg)-info"
)
_PACKAGE_FOLDERS = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class Environment:
    """`folders` hold installed packages. `belongs` where it is the project's own, not tfscope's."""

    folders: tuple[str, ...]
    belongs: bool

    def tensorflow_version(self) -> tuple[int, int] | None:
        """The version of the TensorFlow that is installed, None where there is none."""
        for folder in self.folders if self.belongs else ():
            for entry in _entries(folder):
                if found := _TENSORFLOW.fullmatch(entry):
                    return int(found[1]), int(found[2])
        return None


def find_environment(roots: Iterable[str], settings: Settings) -> Environment:
    """The environment that settings name, that is active, that lies in a root, or else tfscope's own."""
    if settings.interpreter is not None:
        if settings.trusts_interpreter:
            return Environment(_ask_interpreter(settings.interpreter), True)
        return Environment(_packages_below(os.path.dirname(os.path.dirname(settings.interpreter))), True)
    active = [os.environ.get(name, "") for name in ("VIRTUAL_ENV", "CONDA_PREFIX")]
    local = [os.path.join(root, name) for root in roots for name in (".venv", "venv", "env", ".env")]
    for prefix in [*active, *local]:
        if prefix and (prefix in active or os.path.isfile(os.path.join(prefix, "pyvenv.cfg"))):
            folders = _packages_below(prefix)
            if folders:
                return Environment(folders, True)
    return Environment(_package_folders(sys.path), False)


def is_package_folder(path: str) -> bool:
    """Whether a folder is one that packages are installed into, by its name."""
    return os.path.basename(path) in _PACKAGE_FOLDERS


def _packages_below(prefix: str) -> tuple[str, ...]:
    """The folders of packages of an environment, by the layouts that Python uses."""
    found = []
    for lib in ("lib", "lib64"):
        for version in _entries(os.path.join(prefix, lib)):
            if version.startswith("python"):
                found += [os.path.join(prefix, lib, version, name) for name in _PACKAGE_FOLDERS]
    found.append(os.path.join(prefix, "Lib", "site-packages"))
    unique = dict.fromkeys(os.path.realpath(folder) for folder in found if os.path.isdir(folder))
    return tuple(unique)


def _ask_interpreter(executable: str) -> tuple[str, ...]:
    """Asks an interpreter that the user trusts where it looks; its folders where it does not start."""
    from jedi.api.environment import InvalidPythonEnvironment, create_environment

    try:
        return _package_folders(create_environment(executable, safe=False).get_sys_path())
    except (InvalidPythonEnvironment, OSError):
        return _packages_below(os.path.dirname(os.path.dirname(executable)))


def _package_folders(paths: Iterable[object]) -> tuple[str, ...]:
    texts = (path for path in paths if isinstance(path, str))
    return tuple(path for path in texts if is_package_folder(path) and os.path.isdir(path))


def _entries(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
