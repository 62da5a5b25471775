"""What the interpreter knows of files in one run, and the record of what it asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tfscope.analysis.files import Files
from tfscope.analysis.search import ImportPath, module_name
from tfscope.interp.imports import Found
from tfscope.syntax.parse import ParsedFile


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What was asked of the files, and the answers: the files that were loaded, the modules that were looked for,
    and what the program read of other files and of folders."""

    read: Mapping[str, ParsedFile | None]
    looked_for: Mapping[str, Found | None]
    texts: Mapping[str, str | None]
    listings: Mapping[str, frozenset[str] | None]


@dataclass(slots=True, eq=False)
class ProgramLoader:
    """Finds and parses modules for one interpreter. `admits` says whether the code of a module is to be interpreted.

    `looked_for`, `read`, `texts` and `listings` keep every answer that was given; none of them changes later.
    """

    files: Files
    search: ImportPath
    admits: Callable[[Found], bool]
    looked_for: dict[str, Found | None] = field(default_factory=dict)
    read: dict[str, ParsedFile | None] = field(default_factory=dict)
    texts: dict[str, str | None] = field(default_factory=dict)
    listings: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _asked: tuple[tuple[int, ...], Asked] | None = None

    def asked(self) -> Asked:
        """What was asked so far; the same object as long as nothing new is."""
        counts = (len(self.read), len(self.looked_for), len(self.texts), len(self.listings))
        if self._asked is None or self._asked[0] != counts:
            answers = Asked(dict(self.read), dict(self.looked_for), dict(self.texts), dict(self.listings))
            self._asked = counts, answers
        return self._asked[1]

    def answering(self, asked: Asked) -> ProgramLoader:
        """One that has given these answers already."""
        answers = (dict(asked.looked_for), dict(asked.read), dict(asked.texts), dict(asked.listings))
        return ProgramLoader(self.files, self.search, self.admits, *answers)

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

    def text(self, path: str) -> str | None:
        """The text of a file that lies on the import path; None where it lies elsewhere or cannot be read."""
        if path not in self.texts:
            self.texts[path] = self.files.text(path) if self._is_within_reach(path) else None
        return self.texts[path]

    def listing(self, folder: str) -> frozenset[str] | None:
        """The names in a folder of the import path; None where it lies elsewhere."""
        if folder not in self.listings:
            is_known = self._is_within_reach(folder) and self.files.is_folder(folder)
            self.listings[folder] = self.files.listing(folder) if is_known else None
        return self.listings[folder]

    def _is_within_reach(self, path: str) -> bool:
        path = os.path.normpath(path)
        return any(path == folder or path.startswith(os.path.join(folder, "")) for folder in self.search.folders)

    def name_of(self, path: str) -> str:
        """The dotted name by which a file would be imported."""
        return module_name(self.files, path)


def find_admitted(search: ImportPath, admits: Callable[[Found], bool], name: str) -> Found | None:
    """The module of a dotted name where the code of its package is to be interpreted."""
    top = search.find(name.partition(".")[0])
    return search.find(name) if top is not None and admits(top) else None
