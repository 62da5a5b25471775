"""The server as its handlers see it."""

from __future__ import annotations

import logging
from typing import Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcMethodNotFound
from pygls.lsp.server import LanguageServer

from tfscope import __version__
from tfscope.lsp.client import Client
from tfscope.lsp.closed import ClosedFiles
from tfscope.lsp.config import EditorSettings
from tfscope.lsp.convert import Converter
from tfscope.lsp.notebooks import LANGUAGE, Notebooks
from tfscope.lsp.protocol import Protocol
from tfscope.lsp.publishing import Publisher
from tfscope.lsp.refreshing import Refresher
from tfscope.lsp.session import Session

log = logging.getLogger(__name__)

#: The cells of Python of any notebook.
NOTEBOOKS: Final = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithCells([types.NotebookCellLanguage(LANGUAGE)], "*")], save=True
)


class TfscopeServer(LanguageServer):
    """One server for one client. `session` and what goes with it exist from `initialize` on."""

    session: Session
    notebooks: Notebooks
    convert: Converter
    client: Client
    publisher: Publisher
    closed_files: ClosedFiles
    refresher: Refresher
    #: What `initializationOptions` said, which counts wherever the client says nothing else.
    initial: EditorSettings

    def __init__(self) -> None:
        super().__init__("tfscope", __version__, protocol_cls=Protocol, notebook_document_sync=NOTEBOOKS)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Logs what pygls would show in a box. That we lack a method the client is told in its answer."""
        if not isinstance(error, JsonRpcMethodNotFound):
            log.error("%s", error, exc_info=error)
