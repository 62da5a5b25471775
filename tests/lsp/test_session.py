"""What editors do besides asking: typing fast, closing early, sending what makes no sense."""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, make_test_lsp_client

from tests.lsp.conftest import capabilities_of
from tests.lsp.editor import Editor, eventually
from tests.lsp.programs import LAYERS, TWICE

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]

NEOVIM = "neovim"
PULLING = "visual-studio-code pulling"

#: A program that calls the helper of LAYERS.
PROGRAM = """\
import tensorflow.compat.v1 as tf
import layers

tf.disable_v2_behavior()
layers.dense(tf.zeros([1, 4]), "a", 2)
"""


async def test_fast_typing(editor: Editor) -> None:
    """The last version gets its diagnostics, and none of an older version comes after them."""
    await editor.start(capabilities_of(NEOVIM))
    editor.open("twice.py", TWICE)
    assert await editor.codes("twice.py") == ["TFS101"]
    for number in range(30):
        old = f'"w{number - 1}"' if number else '"w"'
        editor.edit("twice.py", old, f'"w{number}"')
        await asyncio.sleep(0.005)
    assert await editor.codes("twice.py") == []
    await asyncio.sleep(0.5)
    versions = [params.version or 0 for params in editor.published]
    assert versions == sorted(versions)
    assert versions[-1] == editor.versions["twice.py"] == 31


async def test_positions_stay_true_while_typing(editor: Editor) -> None:
    """An answer right after an edit is about the text as it now is, whether its analysis is ready or not."""
    await editor.start(capabilities_of(NEOVIM))
    editor.open("twice.py", TWICE)
    await editor.diagnostics("twice.py")
    for number in range(10):
        editor.edit("twice.py", "\ntf.disable", f"\n# line {number}\ntf.disable")
        definition = await editor.definition("twice.py", "get_variable", 1)
        assert definition == [f"twice.py:{number + 6}"]
    editor.edit("twice.py", '"a"', '"b"')
    await eventually(
        lambda: editor.hover("twice.py", "get_variable"), lambda text: text is not None and "`b/w`" in text
    )


async def test_pulled_diagnostics_are_unchanged_until_they_change(editor: Editor) -> None:
    """A client that asks again is told so, and is told to ask again when another file changed them."""
    second = f"{PROGRAM}layers.dense(tf.zeros([1, 4]), 'a', 3)\n"
    editor.write(layers=LAYERS, program=second)
    await editor.start(capabilities_of(PULLING))
    editor.open("layers.py")
    editor.open("program.py")
    params = types.DocumentDiagnosticParams(editor.document("layers.py"))
    first = await editor.client.text_document_diagnostic_async(params)
    assert [found.code for found in first.items] == ["TFS103"]
    params.previous_result_id = first.result_id
    again = await editor.client.text_document_diagnostic_async(params)
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
    editor.edit("program.py", "'a', 3", "'a', 2")

    async def refreshes() -> int:
        return editor.client.diagnostic_refresh_count

    await eventually(refreshes, lambda count: count > 0)
    assert await editor.codes("layers.py") == []


async def test_pulled_diagnostics_are_told_again_for_another_text(editor: Editor) -> None:
    """Also where they are the same: with an edit a client moves its marks, and only a full answer puts them right."""
    editor.write(twice=TWICE)
    await editor.start(capabilities_of(PULLING))
    editor.open("twice.py")
    params = types.DocumentDiagnosticParams(editor.document("twice.py"))
    first = await editor.client.text_document_diagnostic_async(params)
    params.previous_result_id = first.result_id
    editor.edit("twice.py", "\ntf.disable", "\n\ntf.disable")
    editor.edit("twice.py", "\n\ntf.disable", "\ntf.disable")
    again = await editor.client.text_document_diagnostic_async(params)
    assert isinstance(again, types.RelatedFullDocumentDiagnosticReport)
    assert again.items == first.items


async def test_a_request_that_is_cancelled(editor: Editor) -> None:
    """It is answered at once, with the error that LSP has for it, and the next request is answered too."""
    await editor.start(capabilities_of(NEOVIM))
    editor.open("twice.py", TWICE)
    params = types.HoverParams(editor.document("twice.py"), editor.position("twice.py", "get_variable"))
    # The first analysis of a file takes its time.
    future = editor.client.protocol.send_request(types.TEXT_DOCUMENT_HOVER, params, msg_id="to-cancel")
    editor.client.cancel_request(types.CancelParams("to-cancel"))
    with pytest.raises(JsonRpcException) as raised:
        await asyncio.wait_for(asyncio.wrap_future(future), 30)
    assert raised.value.code == types.LSPErrorCodes.RequestCancelled.value
    hover = await editor.hover("twice.py", "get_variable")
    assert hover is not None and "a/w" in hover


async def test_documents_that_are_no_files(editor: Editor) -> None:
    """An untitled document is analysed and answered by its own name; a notebook's cell is left alone."""
    await editor.start(capabilities_of(NEOVIM))
    editor.open("untitled:Untitled-1", TWICE)
    assert await editor.codes("untitled:Untitled-1") == ["TFS101"]
    tree = {"textDocument": {"uri": "untitled:Untitled-1"}}
    (program,) = await editor.client.protocol.send_request_async("tfscope/variables", tree)
    assert program["label"] == "Untitled-1"
    params = types.DefinitionParams(
        editor.document("untitled:Untitled-1"), editor.position("untitled:Untitled-1", "get_variable", 1)
    )
    (target,) = await editor.client.text_document_definition_async(params) or []
    assert target.target_uri == "untitled:Untitled-1"
    editor.open("vscode-notebook-cell:/folder/a.ipynb#W0", TWICE)
    assert await editor.hover("vscode-notebook-cell:/folder/a.ipynb#W0", "get_variable") is None


async def test_messages_that_make_no_sense(editor: Editor) -> None:
    """They are logged; the next ones are answered as if they had not been."""
    await editor.start(capabilities_of(NEOVIM))
    stranger = types.VersionedTextDocumentIdentifier(7, editor.uri("stranger.py"))
    far = types.Range(types.Position(900, 900), types.Position(900, 901))
    change = types.TextDocumentContentChangePartial(far, "x = 1\n")
    editor.client.text_document_did_change(types.DidChangeTextDocumentParams(stranger, [change]))
    editor.close_unopened("stranger.py")
    hover = types.HoverParams(types.TextDocumentIdentifier(stranger.uri), types.Position(0, 0))
    assert await editor.client.text_document_hover_async(hover) is None

    editor.open("twice.py", "")
    editor.open("twice.py", TWICE)
    document = types.VersionedTextDocumentIdentifier(3, editor.uri("twice.py"))
    editor.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
    editor.texts["twice.py"] += "x = 1\n"
    editor.versions["twice.py"] = 3
    assert await editor.codes("twice.py") == ["TFS101"]
    position = types.Position(4000, 4000)
    nowhere = types.HoverParams(editor.document("twice.py"), position)
    assert await editor.client.text_document_hover_async(nowhere) is None
    with pytest.raises(JsonRpcException):
        await editor.raw_request("textDocument/hover", {"textDocument": 3})
    with pytest.raises(JsonRpcException):
        await editor.client.protocol.send_request_async("tfscope/noSuchThing", {})
    editor.client.protocol.notify("$/noSuchThing", {})
    assert await editor.hover("twice.py", "get_variable") is not None


async def test_closing_takes_the_diagnostics_back(editor: Editor) -> None:
    """Even while the file is analysed; what was typed and not saved is forgotten."""
    editor.write(twice=TWICE)
    await editor.start(capabilities_of(NEOVIM))
    editor.open("twice.py")
    assert await editor.codes("twice.py") == ["TFS101"]
    editor.edit("twice.py", '"w"', '"v"')
    editor.close("twice.py")
    uri = editor.uri("twice.py")
    await editor.published_of(lambda params: params.uri == uri and params.version is None and not params.diagnostics)
    await asyncio.sleep(0.3)
    assert not editor.published[-1].diagnostics
    editor.open("twice.py")
    assert await editor.codes("twice.py") == ["TFS101"]


async def test_two_folders_with_settings_of_their_own(editor: Editor) -> None:
    """Each folder has its pyproject.toml; a change of it counts at once."""
    for number in range(2):
        root = editor.folder / f"root{number}"
        root.mkdir()
        (root / "twice.py").write_text(TWICE)
    settings = editor.folder / "root1" / "pyproject.toml"
    settings.write_text('[tool.tfscope.rules]\nTFS101 = "warning"\n')
    await editor.start(capabilities_of(NEOVIM), folders=2)
    editor.open("root0/twice.py")
    editor.open("root1/twice.py")
    severities = [(await editor.diagnostics(f"root{number}/twice.py"))[0].severity for number in range(2)]
    assert severities == [types.DiagnosticSeverity.Error, types.DiagnosticSeverity.Warning]
    settings.write_text('[tool.tfscope.rules]\nTFS101 = "off"\n')
    change = types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    uri = editor.uri("root1/twice.py")
    await editor.published_of(lambda params: params.uri == uri and not params.diagnostics)


async def test_settings_of_the_editor(editor: Editor) -> None:
    """They go over those of the folder, may change while the server runs, and nonsense in them is told once."""
    editor.client.set_configuration({"rules": {"TFS101": "hint"}, "noSuchSetting": 1}, section="tfscope")
    await editor.start(capabilities_of("visual-studio-code"))
    editor.open("twice.py", TWICE)
    (found,) = await editor.diagnostics("twice.py")
    assert found.severity == types.DiagnosticSeverity.Hint
    assert "workspace/didChangeConfiguration" in editor.registered
    editor.client.set_configuration({"features": {"diagnostics": False}}, section="tfscope")
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    uri = editor.uri("twice.py")
    await editor.published_of(lambda params: params.uri == uri and not params.diagnostics)
    assert await editor.hover("twice.py", "get_variable") is not None
    await eventually(
        editor.shown, lambda shown: any("noSuchSetting" in text or "no-such-setting" in text for text in shown)
    )


async def test_files_that_change_on_disk(editor: Editor) -> None:
    """A file that is not open counts as it is on disk, once the editor says that it changed."""
    editor.write(layers=LAYERS, program=PROGRAM)
    await editor.start(capabilities_of("visual-studio-code"))
    editor.open("program.py")
    assert await editor.codes("program.py") == []
    inside = await editor.hover("program.py", "dense")
    assert inside is not None and "a/w" in inside
    editor.write(layers=LAYERS.replace('"w"', '"kernel"'))
    change = types.FileEvent(editor.uri("layers.py"), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    await eventually(lambda: editor.hover("program.py", "dense"), lambda text: "a/kernel" in str(text))


async def test_progress_of_a_large_workspace(editor: Editor) -> None:
    """Reading many files is shown, from its beginning to its end."""
    for number in range(400):
        (editor.folder / f"module{number}.py").write_text(LAYERS)
    await editor.start(capabilities_of(NEOVIM))
    editor.open("twice.py", TWICE)
    assert await editor.codes("twice.py") == ["TFS101"]

    async def kinds() -> list[str]:
        reports = [report for reports in editor.client.progress_reports.values() for report in reports]
        return [type(report).__name__ for report in reports]

    seen = await eventually(kinds, lambda seen: seen[-1:] == ["WorkDoneProgressEnd"])
    assert seen[0] == "WorkDoneProgressBegin"


async def test_a_server_on_a_port(tmp_path: Path) -> None:
    """It serves one client, and ends with it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tfscope", "server", "--tcp", f"127.0.0.1:{port}"]
    server = await asyncio.create_subprocess_exec(*command)
    client = make_test_lsp_client()
    for _ in range(300):
        try:
            await client.start_tcp("127.0.0.1", port)
            break
        except OSError:
            await asyncio.sleep(0.1)
    editor = Editor(client, tmp_path)
    await editor.start(capabilities_of(NEOVIM))
    editor.open("twice.py", TWICE)
    assert await editor.codes("twice.py") == ["TFS101"]
    await client.shutdown_async(None)
    client.exit(None)
    await asyncio.wait_for(server.wait(), 20)


async def test_it_ends_with_its_editor(tmp_path: Path) -> None:
    """When the input ends without `exit`, the server ends too."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tfscope", "server", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert server.stdin is not None
    server.stdin.close()
    assert await asyncio.wait_for(server.wait(), 20) == 0


async def test_shutdown_while_analysing_and_a_new_start(tmp_path: Path) -> None:
    """The server ends in good order whatever it does, and another one starts."""
    config = ClientServerConfig(server_command=[sys.executable, "-m", "tfscope", "server"])
    for _ in range(2):
        client = await config.start()
        editor = Editor(client, tmp_path)
        await editor.start(capabilities_of(NEOVIM))
        editor.open("many.py", TWICE + "".join(f"tf.get_variable('v{number}', [2])\n" for number in range(2000)))
        await asyncio.sleep(0.2)
        started = time.monotonic()
        await client.shutdown_async(None)
        client.exit(None)
        assert client._server is not None
        assert await asyncio.wait_for(client._server.wait(), 20) == 0
        assert time.monotonic() - started < 10
        await client.stop()
