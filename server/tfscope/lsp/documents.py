"""The texts that the editor holds open, as it changes them."""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from tfscope.lsp.positions import Encoding, offset_of
from tfscope.syntax.source import SourceFile

if TYPE_CHECKING:
    from tfscope.syntax.blocks import Span
    from tfscope.syntax.parse import ParsedFile

#: Where documents without a file are taken to lie when there is no workspace folder. There is no such folder.
NOWHERE = os.path.join(os.sep, "tfscope-untitled")


@dataclass(slots=True, eq=False)
class Document:
    """One open document. `path` is None for what is not analysed, such as a cell without its notebook."""

    uri: str
    path: str | None
    version: int | None
    source: SourceFile
    _parsed: tuple[SourceFile, ParsedFile, ParsedFile] | None = None

    @property
    def whole(self) -> Document:
        """The document that is analysed: of a cell its notebook."""
        return self

    @property
    def line_offset(self) -> int:
        """How many lines of the analysed text are before this document."""
        return 0

    def holds(self, span: Span) -> bool:
        """Whether a part of the analysed text starts in this document."""
        return span.path == self.path

    def shown(self) -> Iterable[Document]:
        """The documents in which the editor shows the text."""
        return [self]

    def at(self, span: Span) -> Document | None:
        """The document in which the editor shows a part of the text."""
        return self

    def file_text(self) -> str:
        """The text of the file."""
        return self.source.text

    def change(self, changes: Sequence[types.TextDocumentContentChangeEvent], encoding: Encoding) -> None:
        """Applies changes in order, each to the text that the one before left."""
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start = offset_of(self.source, change.range.start, encoding)
                end = max(start, offset_of(self.source, change.range.end, encoding))
                text = f"{self.source.text[:start]}{change.text}{self.source.text[end:]}"
            else:
                text = change.text
            self.source = SourceFile(self.source.path, text)

    def parsed_after(self, old: ParsedFile) -> ParsedFile:
        """The present text as blocks, those of `old` that it still has being the same objects."""
        kept = self._parsed
        if kept is None or kept[0] is not self.source or kept[1] is not old:
            # Not at the top of the module: `initialize` is answered before anything can be parsed.
            syntax: Any = importlib.import_module("tfscope.syntax.parse")
            kept = self._parsed = (self.source, old, syntax.parse(self.source, old))
        return kept[2]


class Documents:
    """The open documents by URI, as the client writes it, and by path."""

    def __init__(self) -> None:
        self.by_uri: dict[str, Document] = {}
        self.by_path: dict[str, Document] = {}
        self.untitled_folder = NOWHERE

    def open(self, uri: str, version: int | None, text: str) -> Document:
        """Opens a document, or takes an open one to be as it is now given."""
        self.close(uri)
        path = self.path_of(uri)
        document = Document(uri, path, version, SourceFile(path or "", text.removeprefix("\ufeff")))
        self.add(document)
        return document

    def add(self, document: Document) -> None:
        """Takes a document among the open ones."""
        self.by_uri[document.uri] = document
        if document.path is not None:
            self.by_path[document.path] = document

    def close(self, uri: str) -> Document | None:
        """Closes a document, None where it was not open."""
        document = self.by_uri.pop(uri, None)
        if document is not None and document.path is not None and self.by_path.get(document.path) is document:
            del self.by_path[document.path]
        return document

    def path_of(self, uri: str) -> str | None:
        """The path of a document: its file, or one made up for an untitled one; None for what is not analysed."""
        scheme = urlsplit(uri).scheme
        if scheme == "file":
            path = to_fs_path(uri)
            return os.path.abspath(path) if path else None
        if scheme == "untitled":
            return self.made_up_path(uri)
        return None

    def made_up_path(self, uri: str) -> str:
        """A path for a document without a file."""
        name = unquote(uri.partition(":")[2]).replace("\\", "/").rpartition("/")[2]
        return os.path.join(self.untitled_folder, f"{name}.{hashlib.sha1(uri.encode()).hexdigest()[:8]}.py")

    def uri_of(self, path: str) -> str:
        """The URI of a file, as the client writes it where it has opened it."""
        document = self.by_path.get(path)
        return document.uri if document is not None else from_fs_path(path) or ""
