"""What comes with a diagnostic: the rule's page, tags, other places, and ways to deal with it."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.lsp.editor import Editor

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]

PROGRAM = """\
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
with tf.variable_scope("net"):
    w = tf.get_variable("w", [3])
with tf.variable_scope("net", reuse=True):
    again = tf.get_variable("w", [3], trainable=False)
"""
REMOVED = """\
import tensorflow as tf

v1 = tf.compat.v1
with tf.variable_scope("net"):
    w = v1.get_variable("w", [1])
"""


async def test_pages_and_tags(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """Each code leads to the rule's page where the client can follow; what is without effect or gone is tagged."""
    await editor.start(capabilities)
    editor.open("program.py", PROGRAM)
    editor.open("removed.py", REMOVED)
    (ignored,), (removed,) = [await editor.diagnostics(name) for name in ("program.py", "removed.py")]
    published = capabilities.text_document and capabilities.text_document.publish_diagnostics
    has_pages = bool(published and published.code_description_support)
    for diagnostic, page in ((ignored, "reuse-ignores-argument"), (removed, "removed-in-tf2")):
        href = diagnostic.code_description.href if diagnostic.code_description else ""
        assert href.endswith(f"/docs/rules/{page}.md") if has_pages else not href
    assert list(ignored.tags or ()) == [types.DiagnosticTag.Unnecessary]
    assert list(removed.tags or ()) == [types.DiagnosticTag.Deprecated]
    assert [other.location.range.start.line for other in ignored.related_information or []] == [4, 5]


async def test_fixing_all_and_ignoring(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """`source.fixAll` does what is safe, and only that; a line can be silenced by an action."""
    await editor.start(capabilities)
    editor.open("program.py", PROGRAM)
    (fix,) = await editor.actions("program.py", ["source.fixAll"])
    assert fix.kind == "source.fixAll.tfscope" and fix.edit is not None
    assert editor.applied("program.py", fix.edit) == PROGRAM.replace(", trainable=False", "")
    actions = {action.title: action for action in await editor.actions("program.py", ["quickfix"])}
    ignore = actions["Ignore `reuse-ignores-argument` on this line"]
    assert ignore.edit is not None
    text = editor.applied("program.py", ignore.edit)
    assert text == PROGRAM.removesuffix("\n") + "  # tfscope: ignore[reuse-ignores-argument]\n"
