"""The files of a project: what editors hold open goes before what is on disk; each text is parsed once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakValueDictionary

from tfscope.analysis.store import digest
from tfscope.syntax.notebooks import NotebookSource, is_notebook, read_notebook
from tfscope.syntax.parse import ParsedFile, parse
from tfscope.syntax.source import SourceFile, decode

#: The size in bytes of the largest file that a program is shown to read.
LARGEST_TEXT: Final = 1_000_000
#: The trees of so many closed files are kept at least; those of others for as long as somebody holds them.
MOST_TREES: Final = 360


@dataclass(slots=True, eq=False)
class Files:
    """Texts, trees and folder listings, each read once until it is told to have changed.

    The text of a notebook is that of its file, its Python that of its cells.

    `generation` counts the changes of which files there are; `edits` those of any text.
    """

    texts: dict[str, str] = field(default_factory=dict)
    generation: int = 0
    edits: int = 0
    _read: dict[str, str | None] = field(default_factory=dict)
    _python: dict[str, str | None] = field(default_factory=dict)
    _notebooks: dict[str, NotebookSource] = field(default_factory=dict)
    _parsed: dict[str, ParsedFile | None] = field(default_factory=dict)
    _outdated: dict[str, ParsedFile] = field(default_factory=dict)
    _released: WeakValueDictionary[str, ParsedFile] = field(default_factory=WeakValueDictionary)
    _changed: set[str] = field(default_factory=set)
    _digests: dict[str, tuple[str, str]] = field(default_factory=dict)
    _listings: dict[str, frozenset[str]] = field(default_factory=dict)
    _folders: dict[str, bool] = field(default_factory=dict)

    def set_text(self, path: str, text: str) -> None:
        """Makes `text` what the file holds, whatever is on disk."""
        if self.texts.get(path) == text:
            return
        if path not in self.texts and not os.path.isfile(path):
            self._change_listing(path)
        self.texts[path] = text
        self._outdate(path)

    def close(self, path: str) -> None:
        """Makes what is on disk what the file holds."""
        if self.texts.pop(path, None) is not None:
            if not os.path.isfile(path):
                self._change_listing(path)
            self._outdate(path)

    def changed(self, path: str) -> None:
        """Takes note that a file or folder on disk was made, changed or removed."""
        is_known = os.path.basename(path) in self.listing(os.path.dirname(path))
        if is_known != os.path.exists(path) or os.path.isdir(path):
            self._change_listing(path)
        if path not in self.texts:
            self._outdate(path)

    def refresh(self) -> None:
        """Takes note that anything on disk may have changed."""
        self._listings.clear()
        self._folders.clear()
        self.generation += 1
        known = (*self._parsed, *self._released, *self._read, *self._python)
        for path in [path for path in known if path not in self.texts]:
            self._outdate(path)

    def source(self, path: str) -> SourceFile | None:
        """The text of a file, None where it cannot be read."""
        parsed = self._parsed.get(path)
        if parsed is not None:
            return parsed.source
        return self._source(path)

    def text(self, path: str) -> str | None:
        """The text of a file that may be no Python, None where it cannot be read, is large or is no text."""
        if path in self.texts:
            return self.texts[path]
        if path not in self._read:
            self._read[path] = read_data(path)
        return self._read[path]

    def python_text(self, path: str) -> str | None:
        """The text of a Python file, None where it cannot be read."""
        if is_notebook(path):
            notebook = self._notebook(path)
            return None if notebook is None else notebook.text
        return self._text_of_python(path)

    def _text_of_python(self, path: str) -> str | None:
        if path in self.texts:
            return self.texts[path]
        if path not in self._python:
            self._python[path] = read_text(path)
        return self._python[path]

    def python_texts(self, path: str) -> list[str]:
        """The texts that make up a Python file, those of its blocks where its tree is kept."""
        if self.is_in_use(path):
            parsed = self.parse(path)
            return [] if parsed is None else [block.text for block in parsed.blocks]
        text = self.python_text(path)
        return [] if text is None else [text]

    def _notebook(self, path: str) -> NotebookSource | None:
        found = self._notebooks.get(path)
        if found is None and (text := self._text_of_python(path)) is not None:
            found = self._notebooks[path] = read_notebook(path, text)
            self._python.pop(path, None)
        return found

    def digest(self, path: str) -> str:
        """A short name for the text of a Python file, "" where it cannot be read."""
        text = self.python_text(path)
        if text is None:
            return ""
        known = self._digests.get(path)
        if known is None or known[0] is not text:
            known = self._digests[path] = (text, digest(text))
        return known[1]

    def is_in_use(self, path: str) -> bool:
        """Whether the tree of a file is kept: it is open, or a run has loaded it."""
        return path in self.texts or path in self._parsed or path in self._outdated

    def parse(self, path: str) -> ParsedFile | None:
        """The tree of a file, None where it cannot be read. Unchanged blocks keep their identity."""
        if path in self._parsed:
            return self._parsed[path]
        released = self._released.pop(path, None)
        if released is not None:
            self._parsed[path] = released
            return released
        source = self._source(path)
        previous = self._outdated.pop(path, None)
        if source is None:
            parsed = None
        elif previous is not None and previous.source.text == source.text:
            is_same = not isinstance(source, NotebookSource) or has_cells_of(source, previous.source)
            parsed = previous if is_same else ParsedFile(source, previous.blocks, previous.open_string)
        else:
            parsed = parse(source, previous, rewrites=True)
        self._parsed[path] = parsed
        return parsed

    def _source(self, path: str) -> SourceFile | None:
        if is_notebook(path):
            return self._notebook(path)
        text = self.python_text(path)
        return None if text is None else SourceFile(path, text)

    def release_trees(self, kept: int = MOST_TREES) -> None:
        """Keeps the trees of closed files only where somebody else does, but for so many, those parsed last."""
        closed = [path for path in self._parsed if path not in self.texts]
        for path in closed[: max(0, len(closed) - kept)]:
            parsed = self._parsed.pop(path)
            blocks = parsed.blocks if parsed is not None else ()
            if parsed is not None:
                self._released[path] = parsed
                del parsed
            if path not in self._released and path not in self._changed:
                # Nobody holds them, neither this nor an earlier version of the file.
                for block in blocks:
                    block.dismantle()

    def listing(self, folder: str) -> frozenset[str]:
        """The names of what a folder holds."""
        found = self._listings.get(folder)
        if found is None:
            try:
                names = set(os.listdir(folder))
            except OSError:
                names = set()
            names.update(os.path.basename(path) for path in self.texts if os.path.dirname(path) == folder)
            found = self._listings[folder] = frozenset(names)
        return found

    def is_folder(self, path: str) -> bool:
        """Whether there is such a folder."""
        found = self._folders.get(path)
        if found is None:
            found = self._folders[path] = os.path.isdir(path)
        return found

    def has(self, folder: str, name: str) -> bool:
        """Whether a folder holds a file of this name."""
        return name in self.listing(folder)

    def _outdate(self, path: str) -> None:
        self.edits += 1
        self._changed.add(path)
        self._read.pop(path, None)
        self._python.pop(path, None)
        self._notebooks.pop(path, None)
        released = self._released.pop(path, None)
        parsed = self._parsed.pop(path, None) or released
        if parsed is not None:
            self._outdated[path] = parsed

    def _change_listing(self, path: str) -> None:
        self.generation += 1
        self._listings.pop(os.path.dirname(path), None)
        self._folders.clear()
        for folder in [folder for folder in self._listings if folder.startswith(path + os.sep) or folder == path]:
            del self._listings[folder]


def has_cells_of(source: NotebookSource, other: SourceFile) -> bool:
    """Whether two notebooks of the same code have it in the same cells, run as often."""
    return isinstance(other, NotebookSource) and other.cells == source.cells


def read_data(path: str) -> str | None:
    """The text of a file on disk in UTF-8, None where it cannot be read, is large or is no text."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > LARGEST_TEXT:
            return None
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, ValueError):
        return None


def read_text(path: str) -> str | None:
    """The text of a file on disk, None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return decode(file.read())
    except OSError:
        return None
