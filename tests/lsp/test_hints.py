"""Inlay hints: what they tell, where they lead, and switching parts of them off."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.lsp.editor import Editor, text_of
from tests.lsp.programs import LAYERS, TWICE

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]

PROGRAM = """\
import tensorflow.compat.v1 as tf
import layers

tf.disable_v2_behavior()
layers.dense(tf.zeros([1, 4]), "a/b", 2)
with tf.variable_scope("a", reuse=True):
    with tf.variable_scope("b"):
        tf.get_variable("w", [4, 2])
"""


async def test_they_have_to_be_asked_for(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """They are off unless a setting switches them on."""
    await editor.start(capabilities)
    editor.open("twice.py", TWICE)
    await editor.diagnostics("twice.py")
    assert await editor.hints("twice.py") == []


async def test_what_they_tell(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """Names, new or shared, reuse that a scope inherits; a click leads to the call that made or decided it."""
    editor.write(layers=LAYERS, program=PROGRAM)
    await editor.start(capabilities, {"features": {"inlayHint": True}})
    editor.open("layers.py")
    editor.open("program.py")
    await editor.diagnostics("program.py")
    assert await editor.hint_texts("layers.py") == ["a/b/w (new)"]
    hints = await editor.hints("program.py")
    assert [text_of(hint) for hint in hints] == ["reuse=True", "a/b/w (shared)"]
    support = capabilities.text_document and capabilities.text_document.inlay_hint
    resolves = support.resolve_support.properties if support and support.resolve_support else ()
    if "tooltip" in resolves:
        assert all(hint.tooltip is None and not targets(hint) for hint in hints)
        hints = [await editor.client.inlay_hint_resolve_async(hint) for hint in hints]
        assert [text_of(hint) for hint in hints] == ["reuse=True", "a/b/w (shared)"]
        reuse, shared = (tooltip(hint) for hint in hints)
        assert "reuse `True`, inherited from `a`" in reuse
        assert shared.startswith("`a/b/w`") and "layers.py:6" in shared
        assert [targets(hint) for hint in hints] == [["program.py:6"], ["layers.py:6", "layers.py:6"]]


async def test_parts_of_them_are_switched_off(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """Each kind by its name."""
    editor.write(layers=LAYERS, program=PROGRAM)
    settings = {"features": {"inlayHint": True}, "inlayHints": {"names": False, "reuse": False}}
    await editor.start(capabilities, settings)
    editor.open("program.py")
    await editor.diagnostics("program.py")
    assert await editor.hint_texts("program.py") == ["(shared)"]


def targets(hint: types.InlayHint) -> list[str]:
    """Files and lines, from 1, to which the parts of a hint lead."""
    parts = [] if isinstance(hint.label, str) else hint.label
    locations = [part.location for part in parts if part.location is not None]
    return [f"{found.uri.rpartition('/')[2]}:{found.range.start.line + 1}" for found in locations]


def tooltip(hint: types.InlayHint) -> str:
    """What stands under the pointer."""
    return hint.tooltip.value if isinstance(hint.tooltip, types.MarkupContent) else str(hint.tooltip)
