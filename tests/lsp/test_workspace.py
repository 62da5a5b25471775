"""Diagnostics of files that are not open, where the settings want them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types

from tests.lsp.conftest import capabilities_of
from tests.lsp.editor import PATIENCE, Editor

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]

NEOVIM = "neovim"
PULLING = "visual-studio-code pulling"
OPTIONS = {"diagnosticMode": "workspace"}

LAYERS = """import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
def layer(name):
    return tf.get_variable(name, [1])
"""
TWICE = "from layers import layer\nlayer('a')\nlayer('a')\n"
ONCE = "from layers import layer\nlayer('a')\n"


def write(editor: Editor) -> None:
    """A helper, a program that calls it twice for one name, and one that is right."""
    editor.write(layers=LAYERS, twice=TWICE, once=ONCE)


async def published_codes(editor: Editor, name: str, codes: list[str]) -> None:
    """Waits until these are published of a file."""
    uri = editor.uri(name)
    await editor.published_of(
        lambda params: params is last_of(editor, uri) and [found.code for found in params.diagnostics] == codes
    )


def last_of(editor: Editor, uri: str) -> types.PublishDiagnosticsParams | None:
    """What was published last of a file."""
    return next((params for params in reversed(editor.published) if params.uri == uri), None)


async def workspace_codes(editor: Editor, had: dict[str, str]) -> dict[str, list[object]]:
    """What `workspace/diagnostic` answers, by the names of files; `had` are the identities that the client has."""
    previous = [types.PreviousResultId(uri, value) for uri, value in had.items()]
    report = await asyncio.wait_for(
        editor.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous)), PATIENCE
    )
    found: dict[str, list[object]] = {}
    for item in report.items:
        assert isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)
        had[item.uri] = item.result_id or ""
        found[item.uri.rpartition("/")[2]] = [diagnostic.code for diagnostic in item.items]
    return found


async def test_closed_files_are_pushed_and_taken_back(editor: Editor) -> None:
    write(editor)
    await editor.start(capabilities_of(NEOVIM), OPTIONS)
    editor.open("once.py")
    assert await editor.codes("once.py") == []
    await published_codes(editor, "layers.py", ["TFS101"])
    editor.open("twice.py")
    assert await editor.codes("twice.py") == []
    editor.edit("twice.py", "layer('a')\n", "")
    await published_codes(editor, "layers.py", [])
    editor.edit("once.py", "layer('a')\n", "layer('b')\nlayer('b')\n")
    await published_codes(editor, "layers.py", ["TFS101"])


async def test_a_file_that_is_closed_keeps_its_diagnostics(editor: Editor) -> None:
    write(editor)
    await editor.start(capabilities_of(NEOVIM), OPTIONS)
    editor.open("layers.py")
    assert await editor.codes("layers.py") == ["TFS101"]
    editor.open("once.py")
    editor.close("layers.py")
    await published_codes(editor, "layers.py", ["TFS101"])


async def test_closed_files_are_answered_to_who_asks(editor: Editor) -> None:
    write(editor)
    await editor.start(capabilities_of(PULLING), OPTIONS)
    had: dict[str, str] = {}
    assert await workspace_codes(editor, had) == {"layers.py": ["TFS101"]}
    waiting = asyncio.ensure_future(workspace_codes(editor, had))
    editor.open("twice.py")
    assert await editor.codes("twice.py") == []
    assert not waiting.done()
    editor.edit("twice.py", "layer('a')\n", "")
    assert await waiting == {"layers.py": []}


async def test_parts_of_an_answer_are_sent_ahead(editor: Editor) -> None:
    write(editor)
    await editor.start(capabilities_of(PULLING), OPTIONS)
    parts: list[types.ProgressParams] = []
    editor.client.protocol.fm.features[types.PROGRESS] = parts.append
    params = types.WorkspaceDiagnosticParams([], partial_result_token="parts")
    report = await asyncio.wait_for(editor.client.workspace_diagnostic_async(params), PATIENCE)
    assert list(report.items) == []
    assert [part.token for part in parts] == ["parts"]
    assert [item["uri"] for item in parts[0].value["items"]] == [editor.uri("layers.py")]


async def test_only_open_files_unless_the_settings_say_so(editor: Editor) -> None:
    write(editor)
    await editor.start(capabilities_of(PULLING))
    editor.open("once.py")
    assert await editor.codes("once.py") == []
    waiting = asyncio.ensure_future(workspace_codes(editor, {}))
    await asyncio.sleep(1.5)
    assert not waiting.done()
    editor.client.set_configuration(OPTIONS, section="tfscope")
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"tfscope": OPTIONS}))
    assert await waiting == {"layers.py": ["TFS101"]}


async def test_nothing_is_written_into_the_workspace(editor: Editor) -> None:
    write(editor)
    before = sorted(Path(editor.folder).rglob("*"))
    await editor.start(capabilities_of(PULLING), OPTIONS)
    assert await workspace_codes(editor, {}) == {"layers.py": ["TFS101"]}
    assert sorted(Path(editor.folder).rglob("*")) == before
