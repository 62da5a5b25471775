"""What goes on between one editor and the server: documents, settings, results, and who waits for them."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from lsprotocol import types

from tfscope.lsp.analyser import Analyser, Result
from tfscope.lsp.config import EditorSettings
from tfscope.lsp.documents import Document, Documents
from tfscope.lsp.positions import Encoding
from tfscope.lsp.view import View

if TYPE_CHECKING:
    from tfscope.analysis.analysis import Analysis
    from tfscope.analysis.programs import Program
    from tfscope.lsp.engine import Engine
    from tfscope.lsp.sweep import Swept

log = logging.getLogger(__name__)

#: How long (seconds) an answer waits for the text as it now is before the last analysis has to do, how long where
#: that says nothing, and how long for the first analysis of a file.
SHORT: Final = 0.1
LONG: Final = 5.0
FIRST: Final = 60.0

Answer = TypeVar("Answer")


class Session:
    """The message loop's side: everything here runs on its thread, but `_deliver` and `_report`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, encoding: Encoding) -> None:
        self.encoding = encoding
        self.on_result: list[Callable[[Result], None]] = []
        self.on_swept: Callable[[Swept | None], Callable[[], None]] = lambda swept: lambda: None
        self.on_failure: Callable[[Exception], None] = lambda error: None
        self.on_progress: Callable[[int, int], None] = lambda done, total: None
        self.on_renamed: Callable[[dict[str, str]], None] = lambda names: None
        #: What variables were called before each renaming, and after it.
        self.renamings: list[dict[str, str]] = []
        self.on_pinned: Callable[[], None] = lambda: None
        self.documents = Documents()
        self.folders: list[str] = []
        self.editor: dict[str, EditorSettings] = {}
        self.results: dict[str, Result] = {}
        #: The program that answers speak of where it comes through their files, None for all.
        self.pinned: Program | None = None
        self.analyser = Analyser(self._deliver, self._report, self._fail, self._sweep)
        self._loop = loop
        self._waiting: dict[str, list[asyncio.Future[Result]]] = {}

    # -- Changes ---------------------------------------------------------------------------------------------

    def configure(self, folders: Iterable[str], editor: dict[str, EditorSettings]) -> None:
        """Takes the workspace folders, and what the editor says of each; of all others under ""."""
        self.folders, self.editor = list(folders), dict(editor)
        if self.folders:
            self.documents.untitled_folder = self.folders[0]
        folders, settings = tuple(self.folders), dict(self.editor)
        self.analyser.order(lambda engine: engine.configure(folders, settings))

    def open(self, uri: str, version: int | None, text: str) -> None:
        """A document was opened."""
        self.changed(self.documents.open(uri, version, text))

    def change(self, uri: str, version: int | None, changes: Sequence[types.TextDocumentContentChangeEvent]) -> None:
        """A document was changed. One that was never opened cannot be: there is no text that was changed."""
        document = self.documents.by_uri.get(uri)
        if document is None:
            log.warning("a change of %s is left out: it is not open", uri)
            return
        document.change(changes, self.encoding)
        document.version = version
        self.changed(document)

    def close(self, uri: str) -> Document | None:
        """A document was closed; answers None where it was not open."""
        return self.closed(self.documents.close(uri))

    def closed(self, document: Document | None) -> Document | None:
        """Forgets a document that was closed."""
        if document is not None and (path := document.path) is not None and path not in self.documents.by_path:
            self.analyser.forget(path)
            self.results.pop(path, None)
            self._cancel_waiting(path)
            self.analyser.order(lambda engine: engine.close(path))
        return document

    def files_changed(self, uris: Iterable[str]) -> None:
        """Files on disk were made, changed or removed."""
        paths = [path for uri in uris if (path := self.documents.path_of(uri)) is not None]
        if paths:
            self.analyser.order(lambda engine: engine.files_changed(paths))

    def refresh(self) -> None:
        """Anything on disk may have changed."""
        self.analyser.order(lambda engine: engine.refresh())

    def pin(self, program: Program | None) -> None:
        """Makes answers speak of one program from now on, None for all."""
        if program != self.pinned:
            self.pinned = program
            self.on_pinned()

    def rename(self, names: dict[str, str]) -> None:
        """The client was told how to rename variables."""
        if names:
            self.renamings.append(names)
            self.on_renamed(names)

    def stop(self) -> None:
        """Ends the analysis; who waits gets no answer."""
        self.analyser.stop()
        for path in list(self._waiting):
            self._cancel_waiting(path)

    def has(self, feature: str, uri: str) -> bool:
        """Whether the editor wants a feature for a document."""
        return self.settings(uri).has(feature)

    def settings(self, uri: str) -> EditorSettings:
        """What the editor says of a document."""
        document = self.documents.by_uri.get(uri)
        path = (document.path if document is not None else self.documents.path_of(uri)) or ""
        around = [folder for folder in self.editor if folder and path.startswith(folder + os.sep)]
        settings = self.editor.get(max(around, key=len) if around else "")
        return settings or EditorSettings()

    # -- Answers ---------------------------------------------------------------------------------------------

    async def view(self, uri: str, patience: float = SHORT) -> View | None:
        """What is known of an open document, up to date or, once patience is lost, as of its last analysis.

        None where it is not open or not analysed.
        """
        document = self.documents.by_uri.get(uri)
        if document is None or document.path is None:
            return None
        path = document.path
        if not self.is_fresh(path):
            known = self.results.get(path)
            await self._wait(path, FIRST if known is None or known.analysis is None else patience)
        if self.documents.by_uri.get(uri) is not document:
            return None
        return self.view_of(document)

    def view_of(self, document: Document) -> View | None:
        """What is known of a document as of its last analysis."""
        result = self.results.get(document.path or "")
        if result is None or result.analysis is None:
            return None
        is_fresh = result.revision == self.analyser.revision
        view = View(document, result.analysis, result.diagnostics, is_fresh, self.documents.by_path.get)
        view.renamings = self.renamings
        view.settings = self.settings(document.uri)
        return view

    def of_program(self, view: View) -> View:
        """What is known by the program that the user chose."""
        if self.pinned is None:
            return view
        programs: Any = importlib.import_module("tfscope.ide.programs")
        narrowed: Analysis = programs.of_program(view.analysis, self.pinned)
        return view if narrowed is view.analysis else view.with_analysis(narrowed)

    async def views(self) -> list[View]:
        """What is known of all open documents, up to date if that comes soon."""
        whole = [uri for uri, document in self.documents.by_uri.items() if document.whole is document]
        found = await asyncio.gather(*(self.view(uri) for uri in whole))
        return [view for view in found if view is not None]

    async def analyse(self, path: str) -> View | None:
        """What is known of any file, open or not, up to date when it comes."""
        analysis = await self.ask(lambda engine: engine.known(path))
        document = self.documents.by_path.get(path) or Document(
            self.documents.uri_of(path), path, None, analysis.source
        )
        return View(document, analysis, (), True, self.documents.by_path.get)

    async def ask(self, question: Callable[[Engine], Answer]) -> Answer:
        """What the analysis thread answers."""
        return await asyncio.wrap_future(self.analyser.ask(question))

    def is_fresh(self, path: str) -> bool:
        """Whether the last result of a file is up to date."""
        result = self.results.get(path)
        return result is not None and result.revision == self.analyser.revision

    async def _wait(self, path: str, seconds: float) -> None:
        """Waits for a result that is up to date when it comes, but not for ever."""
        if self.analyser.is_stopped:
            return
        self.analyser.want(path)
        future: asyncio.Future[Result] = self._loop.create_future()
        self._waiting.setdefault(path, []).append(future)
        try:
            await asyncio.wait_for(future, seconds)
        except asyncio.TimeoutError:
            pass
        finally:
            waiting = self._waiting.get(path, [])
            if future in waiting:
                waiting.remove(future)

    def changed(self, document: Document) -> None:
        """The text of a document is another."""
        path, text = document.path, document.file_text()
        if path is not None:
            self.analyser.order(lambda engine: engine.set_text(path, text), path)

    def _cancel_waiting(self, path: str) -> None:
        for future in self._waiting.pop(path, []):
            if not future.done():
                future.cancel()

    # -- Results ---------------------------------------------------------------------------------------------

    def _deliver(self, result: Result) -> None:
        self._on_loop(self._take, result)

    def _report(self, done: int, total: int) -> None:
        self._on_loop(self.on_progress, done, total)

    def _sweep(self, swept: Swept | None) -> None:
        self._on_loop(self.on_swept(swept))

    def _fail(self, error: Exception) -> None:
        self._on_loop(self._end, error)

    def _end(self, error: Exception) -> None:
        self.stop()
        self.on_failure(error)

    def _on_loop(self, function: Callable[..., None], *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:
            # The loop has ended: the server stops.
            self.analyser.is_stopped = True

    def _take(self, result: Result) -> None:
        path = result.path
        if path not in self.documents.by_path:
            return
        if result.analysis is not None or path not in self.results:
            self.results[path] = result
        if result.revision != self.analyser.revision:
            return
        for future in self._waiting.pop(path, []):
            if not future.done():
                future.set_result(result)
        for take in self.on_result:
            take(result)
