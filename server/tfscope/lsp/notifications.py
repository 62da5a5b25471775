"""Handlers of what the client tells of documents, notebooks and files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from lsprotocol import types

from tfscope.lsp.host import TfscopeServer


def on_open(ls: TfscopeServer, params: types.DidOpenTextDocumentParams) -> None:
    """`textDocument/didOpen`."""
    document = params.text_document
    ls.session.open(document.uri, document.version, document.text)


def on_change(ls: TfscopeServer, params: types.DidChangeTextDocumentParams) -> None:
    """`textDocument/didChange`."""
    ls.session.change(params.text_document.uri, params.text_document.version, params.content_changes)


def on_save(ls: TfscopeServer, params: types.DidSaveTextDocumentParams) -> None:
    """`textDocument/didSave`: where the client watches no files, this is when others may have changed too."""
    if not ls.client.watches_files:
        ls.session.refresh()


def on_close(ls: TfscopeServer, params: types.DidCloseTextDocumentParams) -> None:
    """`textDocument/didClose`."""
    if ls.session.close(params.text_document.uri) is not None:
        forget(ls, params.text_document.uri)


def on_open_notebook(ls: TfscopeServer, params: types.DidOpenNotebookDocumentParams) -> None:
    """`notebookDocument/didOpen`."""
    ls.session.changed(ls.notebooks.open(params))


def on_change_notebook(ls: TfscopeServer, params: types.DidChangeNotebookDocumentParams) -> None:
    """`notebookDocument/didChange`: cells that came, went, moved, were changed or run."""
    notebook, removed = ls.notebooks.change(params, ls.client.encoding)
    for uri in removed:
        forget(ls, uri)
    if notebook is not None:
        ls.session.changed(notebook)


def on_save_notebook(ls: TfscopeServer, params: types.DidSaveNotebookDocumentParams) -> None:
    """`notebookDocument/didSave`."""
    if not ls.client.watches_files:
        ls.session.refresh()


def on_close_notebook(ls: TfscopeServer, params: types.DidCloseNotebookDocumentParams) -> None:
    """`notebookDocument/didClose`."""
    notebook = ls.notebooks.close(params.notebook_document.uri)
    for cell in () if notebook is None else notebook.cells:
        forget(ls, cell.uri)
    ls.session.closed(notebook)


def forget(ls: TfscopeServer, uri: str) -> None:
    """Takes back what the client was told of a document that is no more."""
    ls.refresher.forget(uri)
    ls.publisher.clear(uri)
    ls.closed_files.closed(uri)


def on_files_changed(ls: TfscopeServer, params: types.DidChangeWatchedFilesParams) -> None:
    """`workspace/didChangeWatchedFiles`."""
    ls.session.files_changed(change.uri for change in params.changes)


NOTIFICATIONS: Final[dict[str, Callable[[Any, Any], None]]] = {
    types.TEXT_DOCUMENT_DID_OPEN: on_open,
    types.TEXT_DOCUMENT_DID_CHANGE: on_change,
    types.TEXT_DOCUMENT_DID_SAVE: on_save,
    types.TEXT_DOCUMENT_DID_CLOSE: on_close,
    types.NOTEBOOK_DOCUMENT_DID_OPEN: on_open_notebook,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE: on_change_notebook,
    types.NOTEBOOK_DOCUMENT_DID_SAVE: on_save_notebook,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE: on_close_notebook,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: on_files_changed,
}
