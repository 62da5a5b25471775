"""Tells the client to ask again where what it was answered is so no more, and it cannot know."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from weakref import ReferenceType, ref

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from tfscope.lsp.analyser import Result
from tfscope.lsp.client import Client
from tfscope.lsp.convert import Converter
from tfscope.lsp.features import REQUESTS, function_of
from tfscope.lsp.session import Session
from tfscope.lsp.view import View

if TYPE_CHECKING:
    from tfscope.analysis.analysis import Analysis

#: A pause (seconds) in the results is awaited, so that one request tells of all of them.
PAUSE: Final = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """What the client was last answered of a document, of which text and from which analysis, which is not kept."""

    version: int | None
    analysis: ReferenceType[Analysis]
    params: Any
    answer: Any


class Refresher:
    """Remembers the answers that stay on the screen: lenses and hints. An edit of their own document renews them
    anyhow; one of another file does not."""

    def __init__(self, server: LanguageServer, client: Client, session: Session, convert: Converter) -> None:
        self.client = client
        self.session = session
        self.convert = convert
        self._requests: dict[str, Callable[[None], Awaitable[None]]] = {}
        if client.refreshes_lenses:
            self._requests[types.TEXT_DOCUMENT_CODE_LENS] = server.workspace_code_lens_refresh_async
        if client.refreshes_hints:
            self._requests[types.TEXT_DOCUMENT_INLAY_HINT] = server.workspace_inlay_hint_refresh_async
        self._answered: dict[tuple[str, str], Answered] = {}
        self._asked: set[str] = set()
        #: The documents whose answers may be wrong, None for all of them.
        self._outdated: dict[str, set[str | None]] = {}

    def hear(self, method: str) -> None:
        """Takes note that the client asks for something at all."""
        if method in self._requests:
            self._asked.add(method)

    def remember(self, method: str, view: View, params: Any, answer: Any) -> None:
        """Takes note of an answer."""
        if method in self._requests:
            document = view.document
            self._answered[method, document.uri] = Answered(document.version, ref(view.whole), params, answer)

    def take(self, result: Result) -> None:
        """Looks whether a result that is up to date may make answers wrong."""
        document = self.session.documents.by_path.get(result.path)
        shown = [] if document is None else document.shown()
        for method, document in ((method, document) for method in self._requests for document in shown):
            known = self._answered.get((method, document.uri))
            if known and known.version == document.version and known.analysis() is not result.analysis:
                self._doubt(method, document.uri)

    def ask_again(self) -> None:
        """A setting or a choice of the user has changed all answers, or whether there are any."""
        for method in self._asked:
            self._doubt(method, None)

    def forget(self, uri: str) -> None:
        """A document was closed."""
        for method in self._requests:
            self._answered.pop((method, uri), None)

    def _doubt(self, method: str, uri: str | None) -> None:
        waiting = self._outdated.setdefault(method, set())
        waiting.add(uri)
        if len(waiting) == 1:
            self.client.begin(self._refresh(method))

    async def _refresh(self, method: str) -> None:
        await asyncio.sleep(PAUSE)
        uris = self._outdated.pop(method, set())
        if any([uri is None or await self._has_changed(method, uri) for uri in uris]):
            await self._requests[method](None)

    async def _has_changed(self, method: str, uri: str) -> bool:
        """Whether the client would be answered something else now."""
        known = self._answered.get((method, uri))
        document = self.session.documents.by_uri.get(uri)
        view = None if document is None else self.session.view_of(document)
        if known is None or view is None or not view.is_fresh or known.version != view.document.version:
            # There are later results, or the client asks of its own accord.
            return False
        feature = REQUESTS[method]
        answer = None
        if self.session.has(feature.name, uri):
            view = self.session.of_program(view)
            prepare = function_of(feature.prepare)
            await asyncio.get_running_loop().run_in_executor(None, prepare, view, self.convert, known.params)
            answer = function_of(feature.function)(view, self.convert, known.params)
        if answer != known.answer:
            return True
        self._answered[method, uri] = replace(known, analysis=ref(view.whole))
        return False
