"""A document beside the last analysis of it, which may be of an earlier text: positions both ways between the two."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tfscope.lsp.config import EditorSettings
from tfscope.lsp.documents import Document
from tfscope.syntax.source import SourceFile

if TYPE_CHECKING:
    from tfscope.analysis.analysis import Analysis
    from tfscope.rules.core import Diagnostic
    from tfscope.syntax.blocks import Span
    from tfscope.syntax.parse import ParsedFile


class View:
    """What is known of an open document. Lines are from 1.

    A position in a block that was changed since has no counterpart; one in an unchanged block has, wherever the
    block has moved to.
    """

    def __init__(
        self,
        document: Document,
        analysis: Analysis,
        diagnostics: tuple[Diagnostic, ...],
        is_fresh: bool,
        open_document: Callable[[str], Document | None],
    ) -> None:
        self.document = document
        self.analysis = analysis
        #: The renamings of variables that the client was told.
        self.renamings: list[dict[str, str]] = []
        #: What the editor says of the document.
        self.settings = EditorSettings()
        #: What is known by all programs, where `analysis` is by one of them.
        self.whole = analysis
        self.diagnostics = diagnostics
        self.is_fresh = is_fresh
        self._open_document = open_document

    def with_analysis(self, analysis: Analysis) -> View:
        """The same document beside what another analysis of the same text knows."""
        view = View(self.document, analysis, self.diagnostics, self.is_fresh, self._open_document)
        view.whole, view.settings = self.whole, self.settings
        return view

    def analysed_line(self, line: int) -> int | None:
        """The line of the analysed text that is now at a line of the document."""
        old = self.analysis.parsed
        if old is None:
            return None
        return moved_line(line, self._present(old, self.document.whole), old)

    def present(self, span: Span) -> Span | None:
        """Where a part of the analysed text is now, in this or another file; None where it was changed."""
        old = self._analysed(span.path)
        document = self._open_document(span.path)
        if old is None or document is None:
            return span
        new = self._present(old, document)
        start, end = moved_line(span.start_line, old, new), moved_line(span.end_line, old, new)
        if start is None or end is None:
            return None
        return replace(span, start_line=start, end_line=end)

    def shows(self, span: Span) -> bool:
        """Whether a part of the present text is in the document: in a notebook, in the cell."""
        return self.document.holds(span)

    def source(self, path: str) -> SourceFile:
        """The present text of a file."""
        document = self._open_document(path)
        if document is not None:
            return document.source
        old = self._analysed(path)
        return old.source if old is not None else SourceFile(path, "")

    def relative(self, path: str) -> str:
        """How a file is called here: by its path from the folder of the document, one without a file as its editor
        calls it."""
        document = self._open_document(path)
        if document is not None and not document.uri.startswith("file:"):
            return unquote(document.uri.partition(":")[2]).replace("\\", "/").rpartition("/")[2]
        folder = os.path.dirname(self.analysis.path)
        try:
            shown = os.path.relpath(path, folder)
        except ValueError:
            return path
        return path if shown.startswith(os.path.join("..", "..", "..")) else shown

    def _analysed(self, path: str) -> ParsedFile | None:
        return self.analysis.parsed if path == self.analysis.path else self.analysis.files.get(path)

    @staticmethod
    def _present(old: ParsedFile, document: Document) -> ParsedFile:
        if old.source.text is document.source.text or old.source.text == document.source.text:
            return old
        return document.parsed_after(old)


def moved_line(line: int, old: ParsedFile, new: ParsedFile) -> int | None:
    """The line of `new` that was `line` of `old`, None where its block was changed."""
    if old is new:
        return line
    block = old.block_at(line)
    if block is None or not new.contains(block) or not old.contains(block):
        return None
    return line - old.line_of(block) + new.line_of(block)
