"""The editors whose capabilities the server is tested with."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from tests.lsp.editor import Editor

#: Neovim 0.11, VS Code as recorded, and VS Code as it is since it asks for diagnostics itself, knows inlay hints and
#: hands notebooks over.
PROFILES = ("neovim", "visual-studio-code", "visual-studio-code pulling")

SERVER = ClientServerConfig(server_command=[sys.executable, "-m", "tfscope", "server"])


def capabilities_of(profile: str) -> types.ClientCapabilities:
    """What an editor can do."""
    name, _, pulling = profile.partition(" ")
    capabilities = client_capabilities(name)
    if pulling:
        workspace, document = capabilities.workspace, capabilities.text_document
        assert workspace is not None and document is not None
        workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
        workspace.inlay_hint = types.InlayHintWorkspaceClientCapabilities(refresh_support=True)
        document.diagnostic = types.DiagnosticClientCapabilities(dynamic_registration=True)
        parts = ("tooltip", "textEdits", "label.tooltip", "label.location", "label.command")
        document.inlay_hint = types.InlayHintClientCapabilities(True, types.ClientInlayHintResolveOptions(parts))
        sync = types.NotebookDocumentSyncClientCapabilities(True, execution_summary_support=True)
        capabilities.notebook_document = types.NotebookDocumentClientCapabilities(sync)
    return capabilities


@pytest_lsp.fixture(config=SERVER)
async def client(client: LanguageClient) -> AsyncIterator[None]:
    """A server that was started, and is shut down at the end."""
    yield
    await client.shutdown_session()


@pytest.fixture(params=PROFILES)
def capabilities(request: pytest.FixtureRequest) -> types.ClientCapabilities:
    """The capabilities of each editor in turn."""
    return capabilities_of(request.param)


@pytest.fixture
def editor(client: LanguageClient, tmp_path: Path) -> Editor:
    """An editor that was not yet told to start the server's session."""
    return Editor(client, tmp_path)
