"""Settings as clients send them."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.lsp.conftest import capabilities_of
from tests.lsp.editor import Editor
from tests.lsp.programs import TWICE

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]


async def test_an_empty_answer_leaves_what_the_client_began_with(editor: Editor) -> None:
    """Settings that were taken back are gone; where none are left, `initializationOptions` count again."""
    editor.client.set_configuration({"rules": {"TFS101": "warning"}}, section="tfscope")
    await editor.start(capabilities_of("visual-studio-code"), {"rules": {"TFS101": "hint"}})
    editor.open("twice.py", TWICE)
    (found,) = await editor.diagnostics("twice.py")
    assert found.severity == types.DiagnosticSeverity.Warning
    editor.client.set_configuration({}, section="tfscope")
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    hint = types.DiagnosticSeverity.Hint
    await editor.published_of(lambda params: [found.severity for found in params.diagnostics] == [hint])
