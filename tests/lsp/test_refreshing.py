"""Answers that stay on the screen are asked for again when another file's edit, or the user's choice, changes them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

import pytest
from lsprotocol import types

from tests.lsp.conftest import capabilities_of
from tests.lsp.editor import PATIENCE, Editor, eventually
from tests.lsp.programs import DISCRIMINATOR, GENERATOR, LAYERS, TRAIN

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]

LENSES = types.WORKSPACE_CODE_LENS_REFRESH
HINTS = types.WORKSPACE_INLAY_HINT_REFRESH


async def test_another_file_changes_lenses_and_hints(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """The client is told once, only of what it can renew; an edit that changes no answer tells nothing."""
    editor.write(layers=LAYERS, generator=GENERATOR, discriminator=DISCRIMINATOR, train=TRAIN)
    await editor.start(capabilities, {"features": {"inlayHint": True}})
    editor.open("layers.py")
    editor.open("generator.py")
    await editor.diagnostics("layers.py")
    assert "4: 2 callers · 2 variables · 20 parameters" in await editor.lenses("layers.py")
    assert await editor.hint_texts("layers.py")

    editor.edit("generator.py", '"fc", 4', '"fc", 40')
    workspace = capabilities.workspace
    assert workspace is not None
    can_renew = {
        LENSES: bool(workspace.code_lens and workspace.code_lens.refresh_support),
        HINTS: bool(workspace.inlay_hint and workspace.inlay_hint.refresh_support),
    }
    await told(editor, LENSES, can_renew)
    await eventually(
        lambda: editor.lenses("layers.py"), lambda found: "4: 2 callers · 2 variables · 164 parameters" in found
    )
    # The names stay as they were, and so the hints.
    assert editor.refreshes == Counter({LENSES: 1} if can_renew[LENSES] else {})
    editor.edit("generator.py", '"generator"', '"g"')
    await told(editor, HINTS, can_renew)
    await eventually(lambda: editor.hint_texts("layers.py"), lambda found: any("g/fc/w" in text for text in found))


async def told(editor: Editor, method: str, can_renew: dict[str, bool]) -> None:
    """Waits until the server asks to be asked again, or long enough that it would have."""
    if can_renew[method]:
        end = time.monotonic() + PATIENCE
        while not editor.refreshes[method]:
            assert time.monotonic() < end
            await asyncio.sleep(0.02)
        assert editor.refreshes[method] == 1
    else:
        await asyncio.sleep(0.4)
        assert not editor.refreshes[method]


async def test_a_setting_switches_hints_on(editor: Editor) -> None:
    """The client that was answered nothing is told to ask again."""
    editor.client.set_configuration({"features": {"inlayHint": False}}, section="tfscope")
    await editor.start(capabilities_of("visual-studio-code pulling"))
    editor.open("layers.py", LAYERS)
    await editor.diagnostics("layers.py")
    assert await editor.hints("layers.py") == []
    editor.client.set_configuration({"features": {"inlayHint": True}}, section="tfscope")
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    await told(editor, HINTS, {HINTS: True})
    assert await editor.hint_texts("layers.py") == ["{name}/w (new)"]


async def test_a_program_is_chosen(editor: Editor) -> None:
    """Hovers, hints and lenses then speak of it alone; what another program says is left out until it is let go."""
    editor.write(layers=LAYERS, generator=GENERATOR, discriminator=DISCRIMINATOR, train=TRAIN)
    (editor.folder / "sample.py").write_text(
        "import tensorflow.compat.v1 as tf\nfrom generator import generator\n\n"
        "with tf.variable_scope('sample'):\n    generator(tf.zeros([1, 4]))\n"
    )
    await editor.start(capabilities_of("visual-studio-code pulling"), {"features": {"inlayHint": True}})
    editor.open("layers.py")
    await editor.diagnostics("layers.py")
    ask = editor.client.protocol.send_request_async
    document = {"textDocument": {"uri": editor.uri("layers.py")}}
    found = await ask("tfscope/programs", document)
    assert [program.label for program in found.programs] == ["sample.py", "train.py"]
    assert found.programs[0].detail == "1 variable · 16 parameters"
    assert found.pinned is None
    await editor.lenses("layers.py")
    await editor.hints("layers.py")

    chosen = found.programs[0].id
    assert (await ask("tfscope/pinProgram", {**document, "program": chosen})).pinned == chosen

    async def refreshes() -> set[str]:
        return set(editor.refreshes)

    await eventually(refreshes, lambda seen: seen == {LENSES, HINTS})
    hover = await editor.hover("layers.py", "get_variable")
    assert hover is not None and hover.startswith("`sample/generator/fc/w`") and "discriminator" not in hover
    assert await editor.hint_texts("layers.py") == ["sample/generator/fc/w (new)"]
    assert await editor.lenses("layers.py") == ["4: 1 caller · 1 variable · 16 parameters"]
    assert (await ask("tfscope/pinProgram", {**document, "program": None})).pinned is None
    hover = await editor.hover("layers.py", "get_variable")
    assert hover is not None and hover.startswith("3 variables")


async def test_a_client_without_a_list_of_programs_is_asked(editor: Editor) -> None:
    """The command is the server's then, and the choice a question to the user."""
    (editor.folder / "first.py").write_text(LAYERS + "\n\ndense(tf.zeros([1, 4]), 'a', 2)\n")
    questions: list[types.ShowMessageRequestParams] = []

    @editor.client.feature(types.WINDOW_SHOW_MESSAGE_REQUEST)
    def on_question(params: types.ShowMessageRequestParams) -> types.MessageActionItem:
        questions.append(params)
        return (params.actions or [])[0]

    result = await editor.start(capabilities_of("neovim"))
    assert result.capabilities.execute_command_provider is not None
    assert "tfscope.chooseProgram" in result.capabilities.execute_command_provider.commands
    editor.open("first.py")
    await editor.diagnostics("first.py")
    params = types.ExecuteCommandParams("tfscope.chooseProgram", [editor.uri("first.py")])
    await editor.client.workspace_execute_command_async(params)

    async def pinned() -> object:
        document = {"textDocument": {"uri": editor.uri("first.py")}}
        return (await editor.client.protocol.send_request_async("tfscope/programs", document)).pinned

    assert str(await eventually(pinned, bool)).endswith("first.py:")
    assert [action.title for action in questions[0].actions or []] == [
        "first.py (1 variable · 8 parameters)",
        "All programs",
    ]


async def test_a_client_that_chooses_itself(editor: Editor) -> None:
    """A command that the client declares to be its own is not the server's."""
    capabilities = capabilities_of("visual-studio-code")
    capabilities.experimental = {"commands": {"commands": ["tfscope.chooseProgram"]}}
    result = await editor.start(capabilities)
    provider = result.capabilities.execute_command_provider
    assert provider is None or "tfscope.chooseProgram" not in provider.commands
