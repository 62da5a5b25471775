"""Which Python files a workspace has."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from typing import Final

from tfscope.analysis.environment import is_package_folder
from tfscope.syntax.notebooks import SUFFIX

#: Folders whose Python files are not the user's own work.
SKIPPED: Final = frozenset(
    ".git .hg .svn .tox .nox .venv venv .mypy_cache .ruff_cache .pytest_cache __pycache__ node_modules "
    "__pypackages__ .eggs .ipynb_checkpoints .idea .vscode build dist".split()
)
SUFFIXES: Final = (".py", SUFFIX)


def python_files(paths: Iterable[str], exclude: Iterable[str] = ()) -> list[str]:
    """The Python files at and below some paths, sorted; a file that is named, whatever it is called."""
    found: dict[str, None] = {}
    patterns = tuple(exclude)
    for path in paths:
        if os.path.isdir(path):
            found.update(dict.fromkeys(_below(path, patterns)))
        elif os.path.isfile(path):
            found[path] = None
    return sorted(found)


def is_excluded(path: str, root: str, patterns: Iterable[str]) -> bool:
    """Whether a pattern matches a path, a folder above it, or its name; patterns start from `root`."""
    relative = os.path.relpath(path, root).replace(os.sep, "/")
    parts = relative.split("/")
    heads = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    return any(
        fnmatch(head, pattern.strip("/")) or fnmatch(part, pattern.strip("/"))
        for pattern in patterns
        for head, part in zip(heads, parts)
    )


def is_skipped(path: str, root: str) -> bool:
    """Whether a file below a root lies in a folder that is never looked into."""
    parts = os.path.relpath(path, root).split(os.sep)[:-1]
    return any(part in SKIPPED or is_package_folder(part) for part in parts)


def _below(root: str, patterns: tuple[str, ...]) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not _is_left_out(os.path.join(folder, name), root, patterns))
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(SUFFIXES) and not (patterns and is_excluded(path, root, patterns)):
                yield path


def _is_left_out(folder: str, root: str, patterns: tuple[str, ...]) -> bool:
    name = os.path.basename(folder)
    if name in SKIPPED or is_package_folder(folder) or os.path.isfile(os.path.join(folder, "pyvenv.cfg")):
        return True
    return bool(patterns) and is_excluded(folder, root, patterns)
