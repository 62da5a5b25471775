"""Notebooks that the editor holds open: cells come as documents of their own, and their code is one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lsprotocol import types

from tfscope.lsp.documents import Document, Documents
from tfscope.syntax.notebooks import SUFFIX, CellText, join_cells, write_cells
from tfscope.syntax.source import SourceFile

if TYPE_CHECKING:
    from tfscope.syntax.blocks import Span

LANGUAGE: Final = "python"


@dataclass(slots=True, eq=False)
class CellDocument(Document):
    """A cell as a document. `source` is its own text; what is analysed is that of the notebook."""

    notebook: Notebook = field(kw_only=True)
    language: str = field(default=LANGUAGE, kw_only=True)
    count: int | None = field(default=None, kw_only=True)
    #: The texts that the cell had when it was run, since the kernel was started.
    run_texts: list[str] = field(default_factory=list, kw_only=True)
    first_line: int = field(default=1, kw_only=True)
    lines: int = field(default=1, kw_only=True)

    @property
    def whole(self) -> Document:
        """The document that is analysed."""
        return self.notebook

    @property
    def line_offset(self) -> int:
        """How many lines of the analysed text are before this document."""
        return self.first_line - 1

    def holds(self, span: Span) -> bool:
        """Whether a part of the analysed text starts in this document."""
        return span.path == self.path and self.first_line <= span.start_line < self.first_line + self.lines

    def ran(self, count: int | None) -> None:
        """Takes note that the kernel ran the cell."""
        if count is None or count == self.count == self.notebook.last_count:
            return
        if count <= self.notebook.last_count:
            # The kernel was started again: what its cells made before is gone.
            for cell in self.notebook.cells:
                cell.run_texts.clear()
        self.count = self.notebook.last_count = count
        self.run_texts.append(self.source.text)

    @property
    def was_repeated(self) -> bool:
        """Whether the cell was run twice as it now is."""
        return self.run_texts.count(self.source.text) > 1


@dataclass(slots=True, eq=False)
class Notebook(Document):
    """A notebook; `source` is the code of its cells."""

    cells: list[CellDocument] = field(default_factory=list, kw_only=True)
    last_count: int = field(default=0, kw_only=True)

    def shown(self) -> Iterable[Document]:
        """The documents in which the editor shows the text."""
        return [cell for cell in self.cells if cell.language == LANGUAGE]

    def at(self, span: Span) -> CellDocument | None:
        """The cell in which a part of the text starts."""
        return next((cell for cell in self.cells if cell.language == LANGUAGE and cell.holds(span)), None)

    def join(self) -> None:
        """Makes the text that of the cells as they now are."""
        source = join_cells(self.path or "", self._texts())
        numbered = {cell.number: cell for cell in source.cells}
        for number, document in enumerate(self.cells, 1):
            if number in numbered:
                document.first_line, document.lines = numbered[number].first_line, numbered[number].lines
        self.source = source

    def file_text(self) -> str:
        """The text of a notebook's file with these cells."""
        return write_cells(self._texts())

    def _texts(self) -> Iterator[CellText]:
        for number, cell in enumerate(self.cells, 1):
            if cell.language == LANGUAGE:
                yield CellText(cell.source.text, number, cell.count, cell.was_repeated)


class Notebooks:
    """The open notebooks, by URI. Their cells are among the documents."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.by_uri: dict[str, Notebook] = {}

    def open(self, params: types.DidOpenNotebookDocumentParams) -> Notebook:
        """`notebookDocument/didOpen`."""
        given = params.notebook_document
        self.close(given.uri)
        path = self.documents.path_of(given.uri) or self.documents.made_up_path(given.uri)
        path = path if path.endswith(SUFFIX) else f"{path}{SUFFIX}"
        notebook = Notebook(given.uri, path, given.version, SourceFile(path, ""))
        self.by_uri[given.uri] = notebook
        self.documents.add(notebook)
        self._splice(notebook, 0, 0, given.cells, params.cell_text_documents)
        notebook.join()
        return notebook

    def change(self, params: types.DidChangeNotebookDocumentParams, encoding: str) -> tuple[Notebook | None, list[str]]:
        """`notebookDocument/didChange`: the notebook, None where it is not open, and the URIs of removed cells."""
        notebook = self.by_uri.get(params.notebook_document.uri)
        removed: list[str] = []
        cells = params.change.cells
        if notebook is None or cells is None:
            return notebook, removed
        notebook.version = params.notebook_document.version
        if cells.structure is not None:
            array = cells.structure.array
            opened = cells.structure.did_open or ()
            before = {cell.uri for cell in notebook.cells}
            self._splice(notebook, array.start, array.delete_count, array.cells or (), opened)
            removed = sorted(before - {cell.uri for cell in notebook.cells})
        for content in cells.text_content or ():
            document = self.documents.by_uri.get(content.document.uri)
            if isinstance(document, CellDocument):
                document.change(content.changes, encoding)
                document.version = content.document.version
        for data in cells.data or ():
            document = self.documents.by_uri.get(data.document)
            if isinstance(document, CellDocument):
                document.ran(count_of(data))
        notebook.join()
        return notebook, removed

    def close(self, uri: str) -> Notebook | None:
        """`notebookDocument/didClose`; answers None where it was not open."""
        notebook = self.by_uri.pop(uri, None)
        if notebook is not None:
            for document in (*notebook.cells, notebook):
                self.documents.close(document.uri)
        return notebook

    def _splice(
        self,
        notebook: Notebook,
        start: int,
        deleted: int,
        cells: Iterable[types.NotebookCell],
        opened: Iterable[types.TextDocumentItem],
    ) -> None:
        """Puts cells in the place of others; one that was moved stays the same document."""
        items = {item.uri: item for item in opened}
        old = {cell.uri: cell for cell in notebook.cells}
        fresh = []
        for cell in cells:
            item, kept = items.get(cell.document), old.get(cell.document)
            if item is not None:
                kept = self._make(notebook, cell, item)
            if kept is not None:
                fresh.append(kept)
        notebook.cells[start : start + deleted] = fresh
        remaining = {cell.uri for cell in notebook.cells}
        for uri in old.keys() - remaining:
            self.documents.close(uri)
        for document in fresh:
            self.documents.by_uri[document.uri] = document

    def _make(self, notebook: Notebook, cell: types.NotebookCell, item: types.TextDocumentItem) -> CellDocument:
        language = item.language_id if cell.kind == types.NotebookCellKind.Code else "markdown"
        path = notebook.path
        source = SourceFile(path or "", item.text)
        made = CellDocument(item.uri, path, item.version, source, notebook=notebook, language=language)
        made.count = count_of(cell)
        notebook.last_count = max(notebook.last_count, made.count or 0)
        if made.count is not None:
            made.run_texts.append(item.text)
        return made


def count_of(cell: types.NotebookCell) -> int | None:
    """The number that the kernel gave to a cell's last run."""
    summary = cell.execution_summary
    return None if summary is None else summary.execution_order
