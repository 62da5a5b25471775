"""After a renaming: the map from the names that older checkpoints have."""

from __future__ import annotations

from typing import Any

import pytest
from lsprotocol import types

from tests.lsp.conftest import capabilities_of
from tests.lsp.editor import Editor, eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]

PROGRAM = """\
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def net(x):
    with tf.variable_scope("net"):
        return x * tf.get_variable("w", [2])


loss = tf.reduce_sum(net(tf.ones([2])))
tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
"""
MAP = '{\n    "net/w": "model/w",\n    "net/w/Momentum": "model/w/Momentum",\n}'


async def renamed(editor: Editor, old: str, new: str) -> None:
    """Renames what a string names, and takes over the edit."""
    params = types.RenameParams(editor.document("net.py"), editor.position("net.py", f'"{old}"'), new)
    edit = await editor.client.text_document_rename_async(params)
    assert edit is not None
    text = editor.texts["net.py"]
    editor.edit("net.py", text, editor.applied("net.py", edit))


async def actions(editor: Editor, needle: str) -> list[types.CodeAction]:
    """The actions at a part of the file that rewrite it."""
    position = editor.position("net.py", needle)
    context = types.CodeActionContext([], ["refactor"])
    params = types.CodeActionParams(editor.document("net.py"), types.Range(position, position), context)
    found = await editor.client.text_document_code_action_async(params)
    return [action for action in found or [] if isinstance(action, types.CodeAction)]


async def test_a_map_is_put_in(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """In an editor that cannot copy it: above the statement, with what optimizers keep; several renamings as one."""
    await editor.start(capabilities)
    editor.open("net.py", PROGRAM)
    await editor.diagnostics("net.py")
    assert await actions(editor, '"net"') == []
    await renamed(editor, "net", "x")
    await renamed(editor, "x", "model")
    (action,) = await eventually(lambda: actions(editor, '"model"'), bool)
    assert action.title == "Insert the checkpoint map of 2 renamed variables" and action.edit is not None
    text = editor.texts["net.py"]
    assert editor.applied("net.py", action.edit) == text.replace("def net", f"checkpoint_map = {MAP}\ndef net")
    assert await actions(editor, "reduce_sum") == []
    await renamed(editor, "model", "net")
    await eventually(lambda: editor.hover("net.py", "get_variable"), lambda hover: "net/w" in str(hover))
    assert await actions(editor, '"net"') == []


async def test_a_map_is_copied(editor: Editor) -> None:
    """By a client that declares the command: it is told of the renaming, and has an action."""
    told: list[Any] = []
    editor.client.feature("tfscope/renamed")(lambda params: told.append(params))
    capabilities = capabilities_of("visual-studio-code pulling")
    capabilities.experimental = {"commands": {"commands": ["tfscope.copyCheckpointMap"]}}
    await editor.start(capabilities)
    editor.open("net.py", PROGRAM)
    await editor.diagnostics("net.py")
    await renamed(editor, "net", "model")
    # Not by lsprotocol, which takes an action that has a command for the command.
    position = editor.client.protocol._converter.unstructure(editor.position("net.py", '"model"'))
    params = {
        "textDocument": {"uri": editor.uri("net.py")},
        "range": {"start": position, "end": position},
        "context": {"diagnostics": [], "only": ["refactor"]},
    }
    (action,) = await eventually(lambda: editor.raw_request("textDocument/codeAction", params), bool)
    assert action["title"] == "Copy the checkpoint map of 2 renamed variables"
    assert action["command"]["command"] == "tfscope.copyCheckpointMap"
    assert action["command"]["arguments"][0]["text"] == MAP
    assert [params.map for params in told] == [MAP]
