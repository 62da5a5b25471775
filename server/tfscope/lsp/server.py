"""The server: handlers of LSP's messages. They convert, delegate, and convert back.

Only what answering `initialize` needs is imported here; the analysis thread imports the rest.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tfscope.lsp.client import Client
from tfscope.lsp.closed import ClosedFiles
from tfscope.lsp.config import SECTION, EditorSettings, editor_settings
from tfscope.lsp.convert import Converter
from tfscope.lsp.features import REQUESTS, Feature, function_of
from tfscope.lsp.host import TfscopeServer
from tfscope.lsp.notebooks import Notebooks
from tfscope.lsp.notifications import NOTIFICATIONS
from tfscope.lsp.publishing import Publisher
from tfscope.lsp.refreshing import Refresher
from tfscope.lsp.session import LONG, Session
from tfscope.lsp.transport import serve_streams

log = logging.getLogger(__name__)

#: How long (seconds) the first analysis waits for the settings that the client was asked for.
_SETTINGS_PATIENCE: Final = 1.0

#: A client that has no such command of its own is given the server's.
CHOOSE_PROGRAM: Final = "tfscope.chooseProgram"


def make_server() -> TfscopeServer:
    """A server with all its handlers, of which `initialize` adds those that depend on the client."""
    server = TfscopeServer()
    for method, handler in HANDLERS.items():
        server.feature(method)(guarded(handler))
    for method, feature in REQUESTS.items():
        server.feature(method)(request(method, feature))
        if feature.options is not None:
            # Not as an argument: pygls would check its type, which takes longer than all else here.
            server.protocol.fm.feature_options[method] = feature.options
    return server


def serve(address: tuple[str, int] | None = None) -> None:
    """Serves one client, on standard input and output or on a port, until it leaves."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # It warns of what is usual: messages after `shutdown`, cancellations that come late, methods that we do not have.
    logging.getLogger("pygls").setLevel(logging.ERROR)
    server = make_server()
    # The message loop must not wait long for the analysis thread to give way.
    sys.setswitchinterval(0.001)
    if address is None:
        # What anything else prints must not end up among the messages.
        output, sys.stdout = sys.stdout, sys.stderr
        # Not through the buffer, which would be locked for ever while a read waits, and keep Python from ending.
        source: Any = sys.stdin.buffer
        serve_streams(server, source.raw.read, output.buffer)
    else:
        server.start_tcp(*address)


def guarded(handler: Callable[[TfscopeServer, Any], Any]) -> Callable[..., Any]:
    """A handler whose errors are logged and go no further."""

    def on_message(ls: TfscopeServer, params: Any) -> Any:
        try:
            return handler(ls, params)
        except Exception:
            log.exception("%s failed", handler.__name__)
            return None

    return on_message


def request(method: str, feature: Feature) -> Callable[[TfscopeServer, Any], Awaitable[Any]]:
    """The handler of a feature."""
    ask = answer_of_session if feature.is_of_session else answer
    nothing = (lambda params: params) if method.endswith("/resolve") else (lambda params: None)

    async def on_request(ls: TfscopeServer, params: Any) -> Any:
        try:
            found = await ask(ls, method, feature, params)
        except JsonRpcException:
            # What the user is told.
            raise
        except Exception:
            log.exception("%s failed", method)
            found = None
        return nothing(params) if found is None else found

    return on_request


async def answer(ls: TfscopeServer, method: str, feature: Feature, params: Any) -> Any:
    """What a feature says of a document, from an analysis that is up to date if one comes soon."""
    ls.refresher.hear(method)
    data = getattr(params, "data", None)
    uri = data["uri"] if isinstance(data, dict) else params.text_document.uri
    if not ls.session.has(feature.name, uri):
        return None
    view = await ls.session.view(uri, feature.patience)
    if view is not None and hasattr(params, "position") and ls.convert.analysed(view, params.position) is None:
        # The text at the position was changed since: only its analysis can tell.
        view = await ls.session.view(uri, LONG)
    if view is None:
        return None
    if feature.is_of_program:
        view = ls.session.of_program(view)
    if feature.prepare:
        await asyncio.get_running_loop().run_in_executor(None, function_of(feature.prepare), view, ls.convert, params)
    found = function_of(feature.function)(view, ls.convert, params)
    ls.refresher.remember(method, view, params, found)
    return found


async def answer_of_session(ls: TfscopeServer, method: str, feature: Feature, params: Any) -> Any:
    """What a feature says that is about more than one document."""
    document = getattr(params, "text_document", None) or getattr(params, "item", None)
    if not ls.session.has(feature.name, document.uri if document is not None else ""):
        return None
    found = function_of(feature.function)(ls.session, ls.convert, params)
    return await found


# -- Life of the server --------------------------------------------------------------------------------------


def on_initialize(ls: TfscopeServer, params: types.InitializeParams) -> None:
    """Learns what the client can do, and adds the handlers that depend on that."""
    loop = asyncio.get_running_loop()
    ls.client = Client(ls, params)
    ls.session = Session(loop, ls.client.encoding)
    ls.notebooks = Notebooks(ls.session.documents)
    ls.convert = Converter(ls.session.documents, params.capabilities, ls.client.encoding, ls.protocol._converter)
    ls.publisher = Publisher(ls, ls.client, ls.session, ls.convert)
    ls.refresher = Refresher(ls, ls.client, ls.session, ls.convert)
    ls.closed_files = ClosedFiles(ls, ls.client, ls.session, ls.convert)
    ls.session.on_swept = ls.closed_files.prepare
    ls.session.on_result = [ls.publisher.take, ls.refresher.take]
    ls.session.on_renamed = partial(tell_renaming, ls)
    ls.session.on_pinned = ls.refresher.ask_again
    ls.session.on_progress = ls.client.show_progress
    ls.session.on_failure = ls.client.tell_failure
    if CHOOSE_PROGRAM not in ls.convert.commands:
        ls.command(CHOOSE_PROGRAM)(choose_program)
    if ls.client.pulls_diagnostics:
        options = types.DiagnosticOptions(True, True, "tfscope")
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(on_pull)
        ls.feature(types.WORKSPACE_DIAGNOSTIC)(on_workspace_pull)
    folders = [path for uri in ls.client.folders() if (path := ls.session.documents.path_of(uri)) is not None]
    ls.initial = editor_settings(params.initialization_options)
    ls.client.tell_problems(ls.initial.problems)
    ls.session.configure(folders, {"": ls.initial})
    # Importing the analysis would slow down the answer to `initialize`, which is sent when this handler returns.
    loop.call_soon(ls.session.analyser.start)


def on_initialized(ls: TfscopeServer, params: types.InitializedParams) -> None:
    """Asks the client for what it tells only when asked."""
    ls.client.begin(start(ls))


async def start(ls: TfscopeServer) -> None:
    """Asks for settings and for notifications, then lets the analysis begin."""
    pulling = asyncio.ensure_future(pull_settings(ls))
    # `wait_for` would lose a cancellation that comes together with the answer, and the server would never end.
    await asyncio.wait({pulling}, timeout=_SETTINGS_PATIENCE)
    ls.session.analyser.release()
    await ls.client.register()
    # What comes late counts too.
    await asyncio.wait({pulling})
    if (problem := pulling.exception()) is not None:
        log.warning("the client did not tell its settings", exc_info=problem)


async def pull_settings(ls: TfscopeServer) -> None:
    """Asks for the settings of each folder and of everything else."""
    if not ls.client.tells_settings:
        return
    uris = ls.client.folders()
    items = [types.ConfigurationItem(None, SECTION), *(types.ConfigurationItem(uri, SECTION) for uri in uris)]
    values = await ls.workspace_configuration_async(types.ConfigurationParams(items))
    general, *others = map(editor_settings, values)
    base = general or ls.initial
    editor = {"": base}
    for uri, found in zip(uris, others):
        path = ls.session.documents.path_of(uri)
        if path is not None:
            editor[path] = found or base
    configure(ls, editor)


def configure(ls: TfscopeServer, editor: dict[str, EditorSettings]) -> None:
    """Takes settings, and tells what is wrong with them."""
    ls.client.tell_problems(problem for settings in editor.values() for problem in settings.problems)
    folders = [path for uri in ls.client.folders() if (path := ls.session.documents.path_of(uri)) is not None]
    if folders != ls.session.folders or editor != ls.session.editor:
        ls.session.configure(folders, editor)
        ls.refresher.ask_again()


def on_shutdown(ls: TfscopeServer, params: None) -> None:
    """Stops the analysis."""
    ls.session.stop()


# -- Settings, diagnostics, commands -------------------------------------------------------------------------


def on_settings_changed(ls: TfscopeServer, params: types.DidChangeConfigurationParams) -> None:
    """`workspace/didChangeConfiguration`: the settings themselves, or that there are others to ask for."""
    if ls.client.tells_settings:
        ls.client.begin(pull_settings(ls))
    else:
        configure(ls, {"": editor_settings(params.settings) or ls.initial})


def on_folders_changed(ls: TfscopeServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """`workspace/didChangeWorkspaceFolders`."""
    configure(ls, dict(ls.session.editor))
    if ls.client.tells_settings:
        ls.client.begin(pull_settings(ls))


async def on_pull(ls: TfscopeServer, params: types.DocumentDiagnosticParams) -> Any:
    """`textDocument/diagnostic`."""
    try:
        return await ls.publisher.pull(params)
    except Exception:
        log.exception("%s failed", types.TEXT_DOCUMENT_DIAGNOSTIC)
        return types.RelatedFullDocumentDiagnosticReport([])


def tell_renaming(ls: TfscopeServer, names: dict[str, str]) -> None:
    """`tfscope/renamed`, our own notification: a client that can copy the map of a checkpoint may offer it."""
    if "tfscope.copyCheckpointMap" in ls.convert.commands:
        ls.protocol.notify("tfscope/renamed", {"names": names, "map": function_of("naming.map_text")(names)})


async def on_workspace_pull(ls: TfscopeServer, params: types.WorkspaceDiagnosticParams) -> Any:
    """`workspace/diagnostic`: of closed files."""
    return await ls.closed_files.pull(params)


async def choose_program(ls: TfscopeServer, *arguments: Any) -> None:
    """The command `tfscope.chooseProgram`."""
    if arguments and isinstance(arguments[0], str):
        ls.client.begin(function_of("programs.choose")(ls, arguments[0]))


HANDLERS: Final[dict[str, Callable[[TfscopeServer, Any], Any]]] = {
    types.INITIALIZE: on_initialize,
    types.INITIALIZED: on_initialized,
    types.SHUTDOWN: on_shutdown,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: on_settings_changed,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: on_folders_changed,
    **NOTIFICATIONS,
}
