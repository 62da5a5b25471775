"""What the client can do, and what is asked of it and told it besides answers."""

from __future__ import annotations

import asyncio
import logging
import os
import time
import uuid
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from typing import Any, Final

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer

log = logging.getLogger(__name__)

#: How often (seconds) it is looked whether the editor still runs.
_PARENT_CHECK: Final = 5.0
#: Progress is shown of reading at least so many files, and so often (seconds).
_MANY_FILES: Final = 50
_PROGRESS_PAUSE: Final = 0.1


class Client:
    """The editor at the other end."""

    def __init__(self, server: LanguageServer, params: types.InitializeParams) -> None:
        self.server = server
        capabilities = params.capabilities

        def can(path: str) -> bool:
            return bool(get_capability(capabilities, path, False))

        encoding = server.protocol.workspace.position_encoding or types.PositionEncodingKind.Utf16
        self.encoding = str(getattr(encoding, "value", encoding))
        self.tells_settings = can("workspace.configuration")
        # Without this request, a pulling client would keep what another file's change has made wrong.
        self.pulls_diagnostics = can("text_document.diagnostic") and can("workspace.diagnostics.refresh_support")
        self.watches_files = can("workspace.did_change_watched_files.dynamic_registration")
        self.registers_settings = can("workspace.did_change_configuration.dynamic_registration")
        self.refreshes_lenses = can("workspace.code_lens.refresh_support")
        self.refreshes_hints = can("workspace.inlay_hint.refresh_support")
        self.shows_progress = can("window.work_done_progress")
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: set[str] = set()
        self._left_out: dict[str, int] = {}
        self._progress: str | None = None
        self._is_shown = False
        self._last_progress = 0.0
        self._watch_parent(params.process_id)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Starts work that goes on beside the messages."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def folders(self) -> list[str]:
        """The URIs of the workspace folders, or of the root where the client knows no folders."""
        workspace = self.server.protocol.workspace
        folders = [folder.uri for folder in workspace.folders.values()]
        return folders or ([workspace.root_uri] if workspace.root_uri else [])

    async def register(self) -> None:
        """Asks for the notifications that a client sends only when asked."""
        registrations = []
        if self.watches_files:
            patterns = ("**/*.py", "**/*.ipynb", "**/pyproject.toml")
            watchers = [types.FileSystemWatcher(pattern) for pattern in patterns]
            options: Any = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            registrations.append(types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
        if self.registers_settings:
            options = types.DidChangeConfigurationRegistrationOptions("tfscope")
            registrations.append(types.Registration("settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, options))
        if registrations:
            try:
                await self.server.client_register_capability_async(types.RegistrationParams(registrations))
            except Exception:
                log.warning("the client refused to tell of changes", exc_info=True)

    def tell_failure(self, error: Exception) -> None:
        """Shows that there will be no more answers, and why."""
        text = f"tfscope has stopped: {type(error).__name__}: {error}"
        self.server.window_show_message(types.ShowMessageParams(types.MessageType.Error, text))

    def tell_problems(self, problems: Iterable[str]) -> None:
        """Shows what is wrong with the settings, each sentence once."""
        for problem in problems:
            if problem not in self._told:
                self._told.add(problem)
                params = types.ShowMessageParams(types.MessageType.Warning, f"tfscope: {problem}")
                self.server.window_show_message(params)

    def tell_left_out(self, path: str, number: int) -> None:
        """Logs how many of the files that load a file it is not seen through, each time that this is another number."""
        if number and self._left_out.get(path) != number:
            text = f"{path} is loaded by more files than are run for it: {number} are left out"
            self.server.window_log_message(types.LogMessageParams(types.MessageType.Info, text))
        self._left_out[path] = number

    # -- Progress --------------------------------------------------------------------------------------------

    def show_progress(self, done: int, total: int) -> None:
        """Shows how many files of the workspace were read, where that may take a while."""
        if not self.shows_progress or total < _MANY_FILES:
            return
        if done >= total:
            self._end_progress()
        elif self._progress is None:
            self._progress = str(uuid.uuid4())
            self.begin(self._begin_progress(self._progress, total))
        elif self._is_shown and time.monotonic() - self._last_progress > _PROGRESS_PAUSE:
            self._last_progress = time.monotonic()
            report = types.WorkDoneProgressReport(message=f"{done} of {total} files", percentage=done * 100 // total)
            self.server.work_done_progress.report(self._progress, report)

    async def _begin_progress(self, token: str, total: int) -> None:
        try:
            await self.server.work_done_progress.create_async(token)
        except Exception:
            log.warning("the client shows no progress", exc_info=True)
            return
        if token == self._progress:
            self._is_shown = True
            begin = types.WorkDoneProgressBegin(
                "tfscope: reading the workspace", message=f"{total} files", percentage=0
            )
            self.server.work_done_progress.begin(token, begin)

    def _end_progress(self) -> None:
        if self._progress is not None and self._is_shown:
            self.server.work_done_progress.end(self._progress, types.WorkDoneProgressEnd())
        self._progress, self._is_shown = None, False

    # -- Life ------------------------------------------------------------------------------------------------

    def _watch_parent(self, process: int | None) -> None:
        """Ends with the editor, even if it leaves our input open."""
        if process is not None and os.name == "posix":
            self.begin(self._end_with(process))

    async def _end_with(self, process: int) -> None:
        while True:
            await asyncio.sleep(_PARENT_CHECK)
            try:
                os.kill(process, 0)
            except ProcessLookupError:
                log.warning("the editor has gone")
                os._exit(1)
            except OSError:
                # It runs, as another user.
                pass


def commands_of(experimental: Any) -> Iterator[str]:
    """The commands that a client declares: `{"commands": {"commands": ["name", …]}}`."""
    for _ in range(2):
        experimental = getattr(experimental, "commands", None) or (
            experimental.get("commands") if isinstance(experimental, Mapping) else None
        )
    if isinstance(experimental, (list, tuple)):
        yield from (name for name in experimental if isinstance(name, str))
