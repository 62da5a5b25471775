"""Notebooks: each cell is a document of its own, all of them are one program."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from lsprotocol import types

from tests.lsp.conftest import capabilities_of
from tests.lsp.editor import Editor, eventually, text_of

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]

HEAD = "%matplotlib inline\nimport tensorflow.compat.v1 as tf\n\n!pip install 'x\ntf.disable_v2_behavior()"
NET = 'def net(name):\n    with tf.variable_scope(name):\n        return tf.get_variable("w", [2])'
MAKER = '%%time\nprint("🙂"); a = net("a")'
SHARER = 'with tf.variable_scope("a", reuse=True):\n    b = tf.get_variable("w")'


class NotebookEditor:
    """A notebook in an editor; cells are called by the names they are given."""

    def __init__(self, editor: Editor, name: str = "model.ipynb") -> None:
        self.editor = editor
        self.uri = editor.uri(name)
        self.version = 0

    def cell_uri(self, cell: str) -> str:
        """The URI of a cell, as VS Code writes it."""
        return f"{self.uri.replace('file:', 'vscode-notebook-cell:')}#{cell}"

    def cell(self, name: str, order: int | None = None) -> types.NotebookCell:
        """A cell of code."""
        summary = None if order is None else types.ExecutionSummary(order)
        return types.NotebookCell(types.NotebookCellKind.Code, self.cell_uri(name), execution_summary=summary)

    def documents(self, texts: dict[str, str]) -> list[types.TextDocumentItem]:
        """The documents of new cells."""
        for name, text in texts.items():
            self.editor.texts[self.cell_uri(name)], self.editor.versions[self.cell_uri(name)] = text, 1
        return [types.TextDocumentItem(self.cell_uri(name), "python", 1, text) for name, text in texts.items()]

    def open(self, texts: dict[str, str]) -> None:
        """Opens the notebook with these cells."""
        notebook = types.NotebookDocument(self.uri, "jupyter-notebook", 0, [self.cell(name) for name in texts])
        params = types.DidOpenNotebookDocumentParams(notebook, self.documents(texts))
        self.editor.client.notebook_document_did_open(params)

    def change(self, cells: types.NotebookDocumentCellChanges) -> None:
        """Tells a change of the cells."""
        self.version += 1
        document = types.VersionedNotebookDocumentIdentifier(self.version, self.uri)
        change = types.NotebookDocumentChangeEvent(cells=cells)
        self.editor.client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(document, change))

    def splice(self, start: int, deleted: int, cells: Sequence[str], new: dict[str, str] | None = None) -> None:
        """Puts cells in the place of others; those in `new` are new."""
        array = types.NotebookCellArrayChange(start, deleted, [self.cell(name) for name in cells])
        structure = types.NotebookDocumentCellChangeStructure(array, self.documents(new or {}))
        self.change(types.NotebookDocumentCellChanges(structure))

    def edit(self, cell: str, old: str, new: str) -> None:
        """Changes the text of a cell."""
        editor, uri = self.editor, self.cell_uri(cell)
        start = editor.texts[uri].index(old)
        place = types.Range(editor.position_at(uri, start), editor.position_at(uri, start + len(old)))
        editor.texts[uri] = editor.texts[uri].replace(old, new, 1)
        editor.versions[uri] += 1
        document = types.VersionedTextDocumentIdentifier(editor.versions[uri], uri)
        content = types.NotebookDocumentCellContentChanges(
            document, [types.TextDocumentContentChangePartial(place, new)]
        )
        self.change(types.NotebookDocumentCellChanges(text_content=[content]))

    def run(self, cell: str, order: int) -> None:
        """Tells that the kernel ran a cell."""
        self.change(types.NotebookDocumentCellChanges(data=[self.cell(cell, order)]))

    async def codes(self, cell: str) -> list[object]:
        """The codes of a cell's diagnostics."""
        return await self.editor.codes(self.cell_uri(cell))


@pytest.fixture(params=["visual-studio-code pulling", "pushed to"])
def capabilities(request: pytest.FixtureRequest) -> types.ClientCapabilities:
    """Clients that know notebooks: VS Code, and one that does not ask for diagnostics."""
    capabilities = capabilities_of("visual-studio-code pulling")
    if request.param == "pushed to" and capabilities.text_document is not None:
        capabilities.text_document.diagnostic = None
    return capabilities


async def test_cells_are_one_program(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """Diagnostics, hover, definition, hints and symbols of each cell, with places in it and links to others."""
    result = await editor.start(capabilities, {"features": {"inlayHint": True}})
    assert result.capabilities.notebook_document_sync is not None
    notebook = NotebookEditor(editor)
    notebook.open({"head": HEAD, "net": NET, "maker": MAKER, "sharer": SHARER, "again": 'net("a")'})
    assert [await notebook.codes(cell) for cell in ("head", "net", "sharer", "again")] == [[], ["TFS101"], [], []]
    (twice,) = await editor.diagnostics(notebook.cell_uri("net"))
    assert editor.text_in(notebook.cell_uri("net"), twice.range) == '"w"'
    related = {other.location.uri for other in twice.related_information or []}
    assert {notebook.cell_uri("net"), notebook.cell_uri("again"), notebook.cell_uri("maker")} >= related

    notebook.edit("again", '"a"', '"🙂b"')
    notebook.edit("again", "🙂", "")
    await eventually(lambda: notebook.codes("net"), lambda codes: codes == [])
    assert await notebook.codes("again") == ["TFS308"]
    hover = await editor.hover(notebook.cell_uri("maker"), "net(")
    assert hover is not None and "`a/w`" in hover
    hover = await editor.hover(notebook.cell_uri("net"), "get_variable")
    assert hover is not None and f"[model.ipynb:cell 3:2]({notebook.cell_uri('maker')}#L2)" in hover
    position = editor.position(notebook.cell_uri("sharer"), "get_variable")
    params = types.DefinitionParams(types.TextDocumentIdentifier(notebook.cell_uri("sharer")), position)
    (target,) = await editor.client.text_document_definition_async(params) or []
    assert isinstance(target, types.LocationLink)
    assert (target.target_uri, target.target_selection_range.start.line) == (notebook.cell_uri("net"), 2)
    hints = await editor.hints(notebook.cell_uri("sharer"))
    assert [(hint.position.line, text_of(hint)) for hint in hints] == [(1, "a/w (shared)")]
    document = types.TextDocumentIdentifier(notebook.cell_uri("sharer"))
    symbols = await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    assert [(symbol.name, symbol.range.start.line) for symbol in symbols or []] == [("a", 0)]


async def test_cells_come_go_and_move(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """The order of the cells is the order of the program."""
    await editor.start(capabilities)
    notebook = NotebookEditor(editor)
    notebook.open({"head": HEAD, "net": NET, "sharer": SHARER})
    assert await notebook.codes("sharer") == ["TFS102"]
    # A cell that is pasted behind does not help, moved before it does.
    notebook.splice(3, 0, ["maker"], {"maker": MAKER})
    assert await notebook.codes("sharer") == ["TFS102"]
    notebook.splice(2, 2, ["maker", "sharer"])
    await eventually(lambda: notebook.codes("sharer"), lambda codes: codes == [])
    assert await notebook.codes("maker") == ["TFS308"]
    notebook.splice(2, 1, [])
    await eventually(lambda: notebook.codes("sharer"), lambda codes: codes == ["TFS102"])
    document = types.NotebookDocumentIdentifier(notebook.uri)
    cells = [types.TextDocumentIdentifier(notebook.cell_uri(cell)) for cell in ("head", "net", "sharer")]
    editor.client.notebook_document_did_close(types.DidCloseNotebookDocumentParams(document, cells))
    if not editor.pulls:
        uri = notebook.cell_uri("sharer")
        await editor.published_of(
            lambda params: params.uri == uri and not params.diagnostics and params.version is None
        )


async def test_a_cell_that_is_run_twice(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """It is a hint that a cell cannot be run again, and a warning once it was; a new kernel begins anew."""
    await editor.start(capabilities)
    notebook = NotebookEditor(editor)
    notebook.open({"head": HEAD, "net": NET, "maker": MAKER})

    async def severities() -> list[types.DiagnosticSeverity | None]:
        return [found.severity for found in await editor.diagnostics(notebook.cell_uri("maker"))]

    hint, warning = [types.DiagnosticSeverity.Hint], [types.DiagnosticSeverity.Warning]
    assert await severities() == hint
    for order, cell in enumerate(("head", "net", "maker"), 1):
        notebook.run(cell, order)
    await eventually(severities, lambda found: found == hint)
    notebook.run("maker", 4)
    await eventually(severities, lambda found: found == warning)
    (found,) = await editor.diagnostics(notebook.cell_uri("maker"))
    assert found.message.startswith("This cell was run twice, and running it again raises ValueError: Variable a/w")
    notebook.run("head", 1)
    await eventually(severities, lambda found: found == hint)
    actions = await editor.actions(notebook.cell_uri("maker"))
    (fix,) = [action for action in actions if action.title == "Begin with a new graph"]
    assert fix.edit is not None
    changed = editor.applied(notebook.cell_uri("maker"), fix.edit)
    assert changed == MAKER.replace("%%time\n", "%%time\ntf.reset_default_graph()\n")
    notebook.edit("maker", "%%time\n", "%%time\ntf.reset_default_graph()\n")
    await eventually(severities, lambda found: found == [])


async def test_fixing_a_cell_and_the_notebook(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """Each cell by itself, or all of them at once."""
    await editor.start(capabilities)
    notebook = NotebookEditor(editor)
    again = SHARER.replace('"w")', '"w", trainable=False)')
    notebook.open({"head": HEAD, "net": NET, "maker": MAKER, "sharer": again, "last": again})
    assert await notebook.codes("last") == ["TFS205"]
    cell = notebook.cell_uri("last")
    (fix,) = await editor.actions(cell, ["source.fixAll"])
    assert fix.edit is not None and editor.applied(cell, fix.edit) == SHARER
    (fix,) = await editor.actions(cell, ["notebook.source.fixAll"])
    assert fix.kind == "notebook.source.fixAll.tfscope" and fix.edit is not None
    assert len(editor.edits_of(fix.edit)) == 2
