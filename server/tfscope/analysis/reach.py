"""What files import, as far as their text says: which reach TensorFlow, and which depend on which."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from tfscope.analysis.files import Files, read_text
from tfscope.analysis.search import ImportPath, module_name
from tfscope.analysis.store import digest
from tfscope.interp.imports import Found
from tfscope.interp.limits import Cancellation, Cancelled, never
from tfscope.syntax.parse import Block, ParsedFile, SourceFile, skim

#: Modules that are TensorFlow, or stand on it.
TENSORFLOW: Final = frozenset("tensorflow tf_slim tf_keras keras".split())
_IMPORT: Final = re.compile(rf"^[ \t]*(?:import|from)[ \t]+(?:{'|'.join(sorted(TENSORFLOW))})\b", re.MULTILINE)
#: So many files of an installed package are looked at for imports of TensorFlow.
_MOST_FILES: Final = 400

ModuleImport: TypeAlias = "tuple[int, str, tuple[str, ...]]"
"""The dots, the module and the names of one import statement; no names for `import module`."""


@dataclass(frozen=True, slots=True)
class FileImports:
    """What one file imports. `files` are those of the project that it loads directly."""

    statements: tuple[ModuleImport, ...]
    files: frozenset[str]
    uses_tensorflow: bool


@dataclass(slots=True, eq=False)
class Reach:
    """The import graph of a project, as files change. `path_of` gives the import path of a file."""

    files: Files
    path_of: Callable[[str], ImportPath]
    #: Whether files were read that are not among the remembered.
    has_news: bool = False
    #: What files imported when they were last read, by their digests.
    remembered: dict[str, tuple[str, tuple[ModuleImport, ...]]] = field(default_factory=dict)
    _imports: dict[str, FileImports] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    _written: dict[str, tuple[ModuleImport, ...]] = field(default_factory=dict)
    _parsed: dict[str, ParsedFile] = field(default_factory=dict)
    _statements: dict[Block, tuple[ModuleImport, ...]] = field(default_factory=dict)
    _packages: dict[str, bool] = field(default_factory=dict)
    _generation: int = -1
    _reaching: dict[str, bool] = field(default_factory=dict)
    _importers: dict[str, set[str]] = field(default_factory=dict)
    _dependents: dict[str, frozenset[str]] = field(default_factory=dict)
    _read: tuple[int, int, int] = (-1, -1, -1)

    def imports_of(self, path: str) -> FileImports | None:
        """What a file imports, None where it cannot be read."""
        if self._generation != self.files.generation:
            self._generation = self.files.generation
            self._forget_all()
        text = self.files.python_text(path)
        if text is None:
            return None
        if path in self._imports and self._texts.get(path) == text:
            return self._imports[path]
        known = self._imports.get(path)
        if self._texts.get(path) != text:
            self._written[path] = self._statements_of(path, text)
            self._texts[path] = text
        statements = self._written[path]
        if known is not None and known.statements == statements:
            return known
        self._forget_answers()
        found = self._imports[path] = self._resolve(path, statements)
        return found

    def written(self) -> dict[str, tuple[str, tuple[ModuleImport, ...]]]:
        """What the files that were read import, with the digests of their texts."""
        return {path: (digest(text), self._written[path]) for path, text in self._texts.items()}

    def reaches_tensorflow(self, path: str) -> bool:
        """Whether a file imports TensorFlow, itself or through files of the project."""
        imports = self.imports_of(path)
        if imports is None:
            return False
        if path not in self._reaching:
            self._reaching[path] = False
            self._reaching[path] = any(
                (found := self.imports_of(reached)) is not None and found.uses_tensorflow
                for reached in self.closure(path)
            )
        return self._reaching[path]

    def closure(self, path: str) -> set[str]:
        """A file and all that it loads, directly or not."""
        return reached_from(path, self._files_of)

    def dependents(self, path: str, workspace: Sequence[str], cancelled: Cancellation = never) -> frozenset[str]:
        """A file and all files of the workspace that load it, directly or not. Raises Cancelled."""
        state = (self.files.generation, self.files.edits, len(workspace))
        if self._read != state:
            for importer in workspace:
                if cancelled():
                    raise Cancelled
                self.imports_of(importer)
            self._read = state
        if not self._importers:
            for importer, imports in self._imports.items():
                for imported in imports.files:
                    self._importers.setdefault(imported, set()).add(importer)
        if path not in self._dependents:
            found = reached_from(path, lambda imported: self._importers.get(imported, ()))
            self._dependents[path] = frozenset(found)
        return self._dependents[path]

    def package_reaches_tensorflow(self, found: Found) -> bool:
        """Whether an installed package has a file that imports TensorFlow."""
        if found.path is None:
            return False
        place = os.path.dirname(found.path) if found.is_package else found.path
        if place not in self._packages:
            self._packages[place] = any(_IMPORT.search(text) for text in _texts(place))
        return self._packages[place]

    def _files_of(self, path: str) -> Iterable[str]:
        imports = self.imports_of(path)
        return () if imports is None else imports.files

    def _statements_of(self, path: str, text: str) -> tuple[ModuleImport, ...]:
        known = self.remembered.pop(path, None)
        if known is not None and known[0] == digest(text):
            return known[1]
        self.has_news = True
        if not self.files.is_in_use(path):
            # The trees of all files of a workspace would fill the memory.
            blocks = skim(SourceFile(path, text), "import")
            return tuple(dict.fromkeys(found for block in blocks for found in _import_statements(block)))
        parsed, old = self.files.parse(path), self._parsed.get(path)
        assert parsed is not None
        self._parsed[path] = parsed
        found: list[ModuleImport] = []
        for block in parsed.blocks:
            if "import" not in block.text:
                continue
            if block not in self._statements:
                self._statements[block] = tuple(_import_statements(block))
            found += self._statements[block]
        for block in old.blocks if old is not None else ():
            if not parsed.contains(block):
                self._statements.pop(block, None)
        return tuple(dict.fromkeys(found))

    def _resolve(self, path: str, statements: tuple[ModuleImport, ...]) -> FileImports:
        search = self.path_of(path)
        own_name = module_name(self.files, path)
        is_package = os.path.basename(path) == "__init__.py"
        found: set[str] = set()
        uses_tensorflow = False
        for level, module, names in statements:
            name = _absolute(own_name, is_package, level, module)
            uses_tensorflow |= name.partition(".")[0] in TENSORFLOW
            for imported in (name, *(f"{name}.{inner}" for inner in names)):
                found.update(_files_loaded(search, imported))
        found.discard(path)
        return FileImports(statements, frozenset(found), uses_tensorflow)

    def _forget_all(self) -> None:
        # What texts say stays true; which files that means does not.
        self._imports.clear()
        self._packages.clear()
        self._forget_answers()

    def _forget_answers(self) -> None:
        self._reaching.clear()
        self._importers.clear()
        self._dependents.clear()


def reached_from(start: str, following: Callable[[str], Iterable[str]]) -> set[str]:
    """All that can be reached by steps of `following`, the start among them."""
    reached = {start}
    waiting = [start]
    while waiting:
        for path in following(waiting.pop()):
            if path not in reached:
                reached.add(path)
                waiting.append(path)
    return reached


def _import_statements(block: Block) -> Iterator[ModuleImport]:
    for statement in block.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Import):
                yield from ((0, alias.name, ()) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.level, node.module or "", tuple(alias.name for alias in node.names)


def _absolute(own_name: str, is_package: bool, level: int, module: str) -> str:
    if level == 0:
        return module
    parts = own_name.split(".")
    base = parts[: len(parts) - level + is_package]
    return ".".join([*base, module] if module else base)


def _files_loaded(search: ImportPath, name: str) -> Iterator[str]:
    """The files that importing a dotted name runs: those of the packages on the way, and its own."""
    if not name or name.partition(".")[0] in TENSORFLOW:
        return
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        found = search.find(".".join(parts[:end]))
        if found is None:
            return
        if found.path is not None:
            yield found.path


def _texts(place: str) -> Iterator[str]:
    """The texts of a module, or of a package's files."""
    if not os.path.isdir(place):
        yield read_text(place) or ""
        return
    left = _MOST_FILES
    for folder, folders, names in os.walk(place):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".py") and left > 0:
                left -= 1
                yield read_text(os.path.join(folder, name)) or ""
