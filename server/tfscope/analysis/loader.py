"""What the interpreter knows of files in one run, and the record of what it asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tfscope.analysis.files import Files
from tfscope.analysis.search import ImportPath, module_name
from tfscope.interp.imports import Found
from tfscope.syntax.parse import ParsedFile


@dataclass(slots=True, eq=False)
class ProgramLoader:
    """Finds and parses modules for one run. `admits` says whether the code of a module is to be interpreted.

    `looked_for` and `read` keep every answer that was given.
    """

    files: Files
    search: ImportPath
    admits: Callable[[Found], bool]
    looked_for: dict[str, Found | None] = field(default_factory=dict)
    read: dict[str, ParsedFile | None] = field(default_factory=dict)

    def find(self, name: str) -> Found | None:
        """The module of a dotted name on the import path."""
        if name not in self.looked_for:
            self.looked_for[name] = find_admitted(self.search, self.admits, name)
        return self.looked_for[name]

    def parse(self, path: str) -> ParsedFile | None:
        """The parsed text of a file."""
        if path not in self.read:
            self.read[path] = self.files.parse(path)
        return self.read[path]

    def name_of(self, path: str) -> str:
        """The dotted name by which a file would be imported."""
        return module_name(self.files, path)


def find_admitted(search: ImportPath, admits: Callable[[Found], bool], name: str) -> Found | None:
    """The module of a dotted name where the code of its package is to be interpreted."""
    top = search.find(name.partition(".")[0])
    return search.find(name) if top is not None and admits(top) else None
