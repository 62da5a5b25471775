"""Diagnostics to the client: pushed with the version that they are of, or answered where the client asks."""

from __future__ import annotations

import asyncio
import importlib
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from tfscope.lsp.analyser import Result
from tfscope.lsp.client import Client
from tfscope.lsp.convert import Converter
from tfscope.lsp.documents import Document
from tfscope.lsp.refreshing import PAUSE
from tfscope.lsp.session import FIRST, Session


class Publisher:
    """Remembers what the client has, so that it gets only what is new."""

    def __init__(self, server: LanguageServer, client: Client, session: Session, convert: Converter) -> None:
        self.server = server
        self.client = client
        self.session = session
        self.convert = convert
        self._published: dict[str, tuple[int | None, list[types.Diagnostic]]] = {}
        self._pulled: dict[str, tuple[int | None, str]] = {}
        self._is_refreshing = False

    def take(self, result: Result) -> None:
        """Publishes a result that is up to date, and what is wrong with the settings it was made with."""
        self.client.tell_problems(result.settings_problems)
        document = self.session.documents.by_path.get(result.path)
        if document is not None and result.analysis is not None:
            self.client.tell_left_out(result.path, result.analysis.left_out)
            for shown in document.shown():
                self._take(shown)

    def _take(self, document: Document) -> None:
        if self.client.pulls_diagnostics:
            known = self._pulled.get(document.uri)
            if known is not None and known[0] == document.version and known[1] != self._identity(document):
                self._ask_for_pull()
            return
        items = self._diagnostics(document)
        if self._published.get(document.uri) != (document.version, items):
            self._published[document.uri] = (document.version, items)
            params = types.PublishDiagnosticsParams(document.uri, items, document.version)
            self.server.text_document_publish_diagnostics(params)

    def clear(self, uri: str) -> None:
        """Takes back what was published of a document that was closed."""
        self._pulled.pop(uri, None)
        if not self.client.pulls_diagnostics and self._published.pop(uri, None) is not None:
            self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    async def pull(self, params: types.DocumentDiagnosticParams) -> Any:
        """`textDocument/diagnostic`: the diagnostics of the text as it now is, or that they are as they were."""
        uri = params.text_document.uri
        view = await self.session.view(uri, FIRST)
        if view is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        identity = self._identity(view.document)
        self._pulled[uri] = (view.document.version, identity)
        if params.previous_result_id == identity:
            return types.RelatedUnchangedDocumentDiagnosticReport(identity)
        return types.RelatedFullDocumentDiagnosticReport(self._diagnostics(view.document), result_id=identity)

    def _diagnostics(self, document: Document) -> list[types.Diagnostic]:
        session = self.session
        view = session.view_of(document)
        if view is None or not session.has("diagnostics", document.uri):
            return []
        answers: Any = importlib.import_module("tfscope.lsp.answers")
        found: list[types.Diagnostic] = answers.diagnostics(view, self.convert)
        return found

    def _identity(self, document: Document) -> str:
        """The same text for the same diagnostics of the same version: with an edit a client moves what it shows."""
        view = self.session.view_of(document)
        found = view.diagnostics if view is not None and self.session.has("diagnostics", document.uri) else ()
        # Not with their fixes, which are made when they are asked for.
        told = tuple((one.code, one.severity, one.span, one.message, one.related, one.tags) for one in found)
        return f"{document.version}-{hash(told):x}"

    def _ask_for_pull(self) -> None:
        if not self._is_refreshing:
            self._is_refreshing = True
            self.client.begin(self._refresh())

    async def _refresh(self) -> None:
        try:
            await asyncio.sleep(PAUSE)
            await self.server.workspace_diagnostic_refresh_async(None)
        finally:
            self._is_refreshing = False
