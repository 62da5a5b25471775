"""An editor for tests: documents that are opened and changed, and what the server says of them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pytest_lsp import LanguageClient

PATIENCE = 30.0
Answer = TypeVar("Answer")


class Editor:
    """The client's side. Files are named by their paths below `folder`."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.published: list[types.PublishDiagnosticsParams] = []
        self.registered: set[str] = set()
        #: How often the server asked to be asked again, by what.
        self.refreshes: Counter[str] = Counter()
        self._news = asyncio.Event()
        self.pulls = False
        self.encoding = "utf-16"
        keep = client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS]

        def on_publish(params: types.PublishDiagnosticsParams) -> None:
            keep(params)
            self.published.append(params)
            self._news.set()

        def on_register(params: types.RegistrationParams) -> None:
            self.registered.update(registration.method for registration in params.registrations)

        client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS] = on_publish
        client.feature(types.CLIENT_REGISTER_CAPABILITY)(on_register)
        for method in (types.WORKSPACE_CODE_LENS_REFRESH, types.WORKSPACE_INLAY_HINT_REFRESH):
            client.feature(method)(lambda params, method=method: self.refreshes.update([method]))

    async def start(
        self, capabilities: types.ClientCapabilities, options: Any = None, folders: int = 1
    ) -> types.InitializeResult:
        """Initializes the server for the folder, or for `folders` folders `root0`, `root1` below it."""
        roots = [self.folder] if folders == 1 else [self.folder / f"root{number}" for number in range(folders)]
        result = await self.client.initialize_session(
            types.InitializeParams(
                capabilities,
                root_uri=roots[0].as_uri(),
                workspace_folders=[types.WorkspaceFolder(root.as_uri(), root.name) for root in roots],
                initialization_options=options,
            )
        )
        self.pulls = result.capabilities.diagnostic_provider is not None
        encoding = result.capabilities.position_encoding
        self.encoding = str(getattr(encoding, "value", encoding))
        return result

    # -- Documents -------------------------------------------------------------------------------------------

    def write(self, **texts: str) -> None:
        """Writes modules to disk."""
        for name, text in texts.items():
            (self.folder / f"{name}.py").write_text(text, encoding="utf-8", newline="")

    def uri(self, name: str) -> str:
        """The URI of a file."""
        return name if ":" in name else (self.folder / name).as_uri()

    def document(self, name: str) -> types.TextDocumentIdentifier:
        """How requests name a file."""
        return types.TextDocumentIdentifier(self.uri(name))

    def open(self, name: str, text: str | None = None) -> None:
        """Opens a file with its text on disk, or another."""
        if text is None:
            text = (self.folder / name).read_bytes().decode()
        self.texts[name], self.versions[name] = text, self.versions.get(name, 0) + 1
        item = types.TextDocumentItem(self.uri(name), "python", self.versions[name], text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def edit(self, name: str, old: str, new: str) -> None:
        """Replaces the first occurrence of a part of an open file."""
        start = self.texts[name].index(old)
        change = types.TextDocumentContentChangePartial(
            types.Range(self.position_at(name, start), self.position_at(name, start + len(old))), new
        )
        self.texts[name] = self.texts[name].replace(old, new, 1)
        self.versions[name] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def close(self, name: str) -> None:
        """Closes a file."""
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document(name)))
        del self.texts[name]

    def close_unopened(self, name: str) -> None:
        """Closes a file that was never opened."""
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document(name)))

    async def shown(self) -> list[str]:
        """The messages that the server showed."""
        return [params.message for params in self.client.messages]

    async def raw_request(self, method: str, params: Any) -> Any:
        """What the server answers to parameters that no client would send."""
        protocol = self.client.protocol
        future: Future[Any] = Future()
        protocol._request_futures["raw"] = future
        protocol._send_data({"jsonrpc": "2.0", "id": "raw", "method": method, "params": params})
        return await asyncio.wait_for(asyncio.wrap_future(future), PATIENCE)

    # -- Positions -------------------------------------------------------------------------------------------

    def units(self, text: str) -> int:
        """The length of a text as positions count it."""
        return len(text.encode("utf-16-le")) // 2 if self.encoding == "utf-16" else len(text.encode(self.encoding))

    def position_at(self, name: str, offset: int) -> types.Position:
        """The position of an offset."""
        before = self.texts[name][:offset]
        line_start = before.rfind("\n") + 1
        return types.Position(before.count("\n"), self.units(before[line_start:]))

    def position(self, name: str, needle: str, occurrence: int = 0) -> types.Position:
        """One character into an occurrence of a part of a file."""
        offset = -1
        for _ in range(occurrence + 1):
            offset = self.texts[name].index(needle, offset + 1)
        return self.position_at(name, offset + 1)

    def text_in(self, name: str, place: types.Range) -> str:
        """The text of a range of one line."""
        assert place.start.line == place.end.line
        line = self.texts[name].split("\n")[place.start.line]
        ends = [0]
        for character in line:
            ends.append(ends[-1] + self.units(character))
        return line[ends.index(place.start.character) : ends.index(place.end.character)]

    # -- Answers ---------------------------------------------------------------------------------------------

    async def diagnostics(self, name: str) -> list[types.Diagnostic]:
        """The diagnostics of the present version of an open file."""
        if self.pulls:
            params = types.DocumentDiagnosticParams(self.document(name))
            report = await self.client.text_document_diagnostic_async(params)
            return list(report.items)
        uri, version = self.uri(name), self.versions[name]
        return list(
            (await self.published_of(lambda params: params.uri == uri and params.version == version)).diagnostics
        )

    async def published_of(
        self, wanted: Callable[[types.PublishDiagnosticsParams], bool]
    ) -> types.PublishDiagnosticsParams:
        """The last publication that is wanted, awaited where there is none."""
        while True:
            self._news.clear()
            for params in reversed(self.published):
                if wanted(params):
                    return params
            await asyncio.wait_for(self._news.wait(), PATIENCE)

    async def codes(self, name: str) -> list[object]:
        """The codes of the diagnostics of the present version."""
        return [diagnostic.code for diagnostic in await self.diagnostics(name)]

    async def hover(self, name: str, needle: str, occurrence: int = 0) -> str | None:
        """The hover inside a part of a file."""
        position = self.position(name, needle, occurrence)
        found = await self.client.text_document_hover_async(types.HoverParams(self.document(name), position))
        return found.contents.value if found is not None else None

    async def definition(self, name: str, needle: str, occurrence: int = 0) -> list[str]:
        """Files and lines, from 1, of the definitions."""
        position = self.position(name, needle, occurrence)
        found = await self.client.text_document_definition_async(types.DefinitionParams(self.document(name), position))
        return [place(target) for target in found or []]

    async def references(self, name: str, needle: str, occurrence: int = 0) -> list[str]:
        """Files and lines, from 1, of the references."""
        params = types.ReferenceParams(
            types.ReferenceContext(True), self.document(name), self.position(name, needle, occurrence)
        )
        return [place(found) for found in await self.client.text_document_references_async(params) or []]

    async def lenses(self, name: str) -> list[str]:
        """The lines, from 1, and texts of the lenses of a file."""
        found = await self.client.text_document_code_lens_async(types.CodeLensParams(self.document(name)))
        return [f"{lens.range.start.line + 1}: {lens.command.title}" for lens in found or [] if lens.command]

    async def hints(self, name: str) -> list[types.InlayHint]:
        """The inlay hints of a file."""
        whole = types.Range(types.Position(0, 0), types.Position(self.texts[name].count("\n") + 1, 0))
        params = types.InlayHintParams(self.document(name), whole)
        return list(await self.client.text_document_inlay_hint_async(params) or [])

    async def hint_texts(self, name: str) -> list[str]:
        """The texts of the inlay hints of a file."""
        return [text_of(hint) for hint in await self.hints(name)]

    async def actions(self, name: str, only: list[str] | None = None) -> list[types.CodeAction]:
        """The code actions for all of a file, their edits resolved."""
        whole = types.Range(types.Position(0, 0), types.Position(self.texts[name].count("\n") + 1, 0))
        context = types.CodeActionContext([], only)
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(self.document(name), whole, context)
        )
        resolved = []
        for action in found or []:
            if action.edit is None:
                action = await self.client.code_action_resolve_async(action)
            resolved.append(action)
        return resolved

    async def completions(self, name: str, before: str) -> list[types.CompletionItem]:
        """What may follow a part of a file."""
        position = self.position_at(name, self.texts[name].index(before) + len(before))
        found = await self.client.text_document_completion_async(types.CompletionParams(self.document(name), position))
        items = found.items if isinstance(found, types.CompletionList) else found or []
        return sorted(items, key=lambda item: item.sort_text or item.label)

    def edits_of(self, edit: types.WorkspaceEdit) -> dict[str, list[tuple[str, int]]]:
        """The new texts of an edit and the lines, from 0, by file."""
        changes: dict[str, list[types.TextEdit]] = {}
        for document in edit.document_changes or []:
            assert isinstance(document, types.TextDocumentEdit)
            changes[document.text_document.uri] = [each for each in document.edits if isinstance(each, types.TextEdit)]
        changes.update({uri: list(edits) for uri, edits in (edit.changes or {}).items()})
        return {
            uri.rpartition("/")[2]: [(each.new_text, each.range.start.line) for each in edits]
            for uri, edits in sorted(changes.items())
        }

    def applied(self, name: str, edit: types.WorkspaceEdit) -> str:
        """The text of a file after an edit of it alone."""
        if edit.document_changes is not None:
            (changes,) = edit.document_changes
            assert changes.text_document.version == self.versions[name]
            uri, edits = changes.text_document.uri, changes.edits
        else:
            ((uri, edits),) = (edit.changes or {}).items()
        assert uri == self.uri(name)
        lines = self.texts[name].splitlines(keepends=True)
        for change in sorted(edits, key=lambda change: (change.range.start.line, change.range.start.character))[::-1]:
            start, end = (
                sum(map(len, lines[: edge.line])) + edge.character for edge in (change.range.start, change.range.end)
            )
            text = "".join(lines)
            lines = f"{text[:start]}{change.new_text}{text[end:]}".splitlines(keepends=True)
        return "".join(lines)


def text_of(hint: types.InlayHint) -> str:
    """The text of an inlay hint."""
    return hint.label if isinstance(hint.label, str) else "".join(part.value for part in hint.label)


async def eventually(ask: Callable[[], Awaitable[Answer]], is_wanted: Callable[[Answer], bool]) -> Answer:
    """Asks again until the answer is wanted: an answer may be of the last analysis, while the next one runs."""
    end = time.monotonic() + PATIENCE
    while True:
        answer = await ask()
        if is_wanted(answer):
            return answer
        assert time.monotonic() < end, answer
        await asyncio.sleep(0.02)


def place(found: types.Location | types.LocationLink) -> str:
    """A place as tests name it."""
    if isinstance(found, types.LocationLink):
        return f"{found.target_uri.rpartition('/')[2]}:{found.target_selection_range.start.line + 1}"
    return f"{found.uri.rpartition('/')[2]}:{found.range.start.line + 1}"
