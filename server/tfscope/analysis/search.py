"""Finding modules: the folders of the import path, and the names by which files are imported."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from tfscope.analysis.files import Files
from tfscope.interp.imports import Found


@dataclass(slots=True, eq=False)
class ImportPath:
    """The folders where modules are looked for, in order."""

    files: Files
    folders: tuple[str, ...]
    _found: dict[str, Found | None] = field(default_factory=dict)
    _generation: int = -1

    def find(self, name: str) -> Found | None:
        """The module of a dotted name. As in Python, the folder that has the first part decides."""
        if self._generation != self.files.generation:
            self._found.clear()
            self._generation = self.files.generation
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> Found | None:
        parent, _, last = name.rpartition(".")
        if not parent:
            folders: Iterable[str] = self.folders
        else:
            package = self.find(parent)
            if package is None or not package.is_package:
                return None
            folders = self._package_folders(package)
        return find_in(self.files, folders, name, last)

    def _package_folders(self, package: Found) -> list[str]:
        """Where the modules of a package lie; a package without a file may lie in several folders."""
        if package.path is not None:
            return [os.path.dirname(package.path)]
        outer, _, last = package.name.rpartition(".")
        parent = self.find(outer) if outer else None
        above = self.folders if parent is None else self._package_folders(parent)
        return [path for folder in above if self.files.is_folder(path := os.path.join(folder, last))]


def find_in(files: Files, folders: Iterable[str], name: str, last: str) -> Found | None:
    """The module whose file or package is called `last` in one of some folders."""
    is_namespace = False
    for folder in folders:
        if files.has(folder, last):
            inner = os.path.join(folder, last)
            if files.has(inner, "__init__.py"):
                return Found(name, os.path.join(inner, "__init__.py"), True)
            is_namespace = is_namespace or files.is_folder(inner)
        if files.has(folder, f"{last}.py"):
            return Found(name, os.path.join(folder, f"{last}.py"), False)
    return Found(name, None, True) if is_namespace else None


def import_root(files: Files, path: str) -> str:
    """The nearest folder above a file that is no package."""
    folder = os.path.dirname(path)
    while files.has(folder, "__init__.py") and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    return folder


def module_name(files: Files, path: str) -> str:
    """The dotted name by which a file is imported from its import root."""
    relative = os.path.relpath(path, import_root(files, path)).removesuffix(".py")
    parts = relative.split(os.sep)
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
