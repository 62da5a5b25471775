"""Diagnostics of closed files, where the settings want them: pushed, or answered to `workspace/diagnostic`."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from tfscope.lsp.client import Client
from tfscope.lsp.convert import Converter
from tfscope.lsp.session import Session
from tfscope.syntax.notebooks import is_notebook
from tfscope.syntax.source import SourceFile

if TYPE_CHECKING:
    from tfscope.lsp.sweep import Swept

#: So many reports are in one message.
_REPORTS: Final = 50


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that diagnostics speak of."""

    sources: Mapping[str, SourceFile]

    def source(self, path: str) -> SourceFile:
        """The text of a file, empty where it cannot be read."""
        return self.sources.get(path) or SourceFile(path, "")


@dataclass(frozen=True, slots=True)
class Told:
    """The diagnostics of a closed file. `identity` is the same text for the same diagnostics."""

    items: list[types.Diagnostic]
    identity: str


class ClosedFiles:
    """What was found in files that are not open. Those that are have answers of their own."""

    def __init__(self, server: LanguageServer, client: Client, session: Session, convert: Converter) -> None:
        self.server = server
        self.client = client
        self.session = session
        self.convert = convert
        self.told: dict[str, Told] = {}
        self._published: dict[str, str] = {}
        self._has_swept = asyncio.Event()

    def prepare(self, swept: Swept | None) -> Callable[[], None]:
        """Converts what is new, on the analysis thread, and answers what the message loop does then; None ends a
        sweep."""
        if swept is None:
            return self._has_swept.set
        told = None
        if swept.diagnostics and not is_notebook(swept.path):
            items = [self.convert.diagnostic(Texts(swept.sources), found) for found in swept.diagnostics]
            content = json.dumps(self.convert.unstructured(items))
            told = Told(items, hashlib.sha1(content.encode()).hexdigest())
        return partial(self.take, swept.path, told)

    def take(self, path: str, told: Told | None) -> None:
        """Keeps what is new of a file, and publishes it where the client does not ask."""
        if told is None or not self.session.has("diagnostics", self._uri(path)):
            self.told.pop(path, None)
        else:
            self.told[path] = told
        self.publish(path)

    def publish(self, path: str) -> None:
        """Publishes what was found in a file, where it is closed and the client does not ask."""
        if self.client.pulls_diagnostics or path in self.session.documents.by_path:
            return
        told = self.told.get(path)
        if self._published.get(path) != (told and told.identity):
            if told is None:
                del self._published[path]
            else:
                self._published[path] = told.identity
            items = told.items if told is not None else []
            self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(self._uri(path), items))

    def closed(self, uri: str) -> None:
        """A document was closed, and nothing is published of it any more."""
        path = self.session.documents.path_of(uri)
        if path is not None:
            self._published.pop(path, None)
            self.publish(path)

    async def pull(self, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        """`workspace/diagnostic`: answers once there is something that the client does not have."""
        had = {previous.uri: previous.value for previous in params.previous_result_ids}
        while not (reports := list(self._reports(had))):
            self._has_swept.clear()
            await self._has_swept.wait()
        if params.partial_result_token is None:
            return types.WorkspaceDiagnosticReport(reports)
        for start in range(0, len(reports), _REPORTS):
            part = types.WorkspaceDiagnosticReportPartialResult(reports[start : start + _REPORTS])
            value: Any = self.convert.unstructured(part)
            self.server.protocol.notify("$/progress", types.ProgressParams(params.partial_result_token, value))
            # Others have their turn.
            await asyncio.sleep(0)
        return types.WorkspaceDiagnosticReport([])

    def _reports(self, had: Mapping[str, str]) -> Iterator[types.WorkspaceFullDocumentDiagnosticReport]:
        """The reports of files of which the client has another, and of those of which it has one too many."""
        by_uri = {self._uri(path): told for path, told in self.told.items() if not self._is_open(path)}
        for uri, told in sorted(by_uri.items()):
            if had.get(uri) != told.identity:
                yield types.WorkspaceFullDocumentDiagnosticReport(uri, told.items, result_id=told.identity)
        for uri in sorted(set(had) - set(by_uri)):
            if had[uri] and uri not in self.session.documents.by_uri:
                yield types.WorkspaceFullDocumentDiagnosticReport(uri, [])

    def _uri(self, path: str) -> str:
        return self.session.documents.uri_of(path)

    def _is_open(self, path: str) -> bool:
        return path in self.session.documents.by_path
