"""What an editor shows, over real messages."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.lsp.editor import Editor, eventually
from tests.lsp.programs import DISCRIMINATOR, GENERATOR, LAYERS, TRAIN, TWICE

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]


async def test_a_program_of_four_files(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """A helper has a name for each caller; places cross files; an unsaved edit in one file shows in the others."""
    editor.write(layers=LAYERS, generator=GENERATOR, discriminator=DISCRIMINATOR, train=TRAIN)
    await editor.start(capabilities)
    editor.open("layers.py")
    editor.open("generator.py")
    assert await editor.codes("layers.py") == []
    inside = await editor.hover("layers.py", "get_variable")
    assert inside is not None
    assert "2 variables" in inside
    assert inside.index("generator/fc/w") < inside.index("discriminator/fc/w")
    assert "generator.py:7" in inside and "discriminator.py:7" in inside

    editor.open("train.py")
    assert await editor.codes("train.py") == []
    assert await editor.definition("train.py", '"fc/w"') == ["layers.py:6"]
    assert await editor.references("train.py", "get_variable") == ["layers.py:6", "train.py:10"]
    assert await editor.references("layers.py", '"w"') == [
        "layers.py:6",
        "train.py:10",
        "generator.py:7",
        "discriminator.py:7",
    ]

    editor.edit("layers.py", '"w"', '"weights"')
    await editor.diagnostics("layers.py")
    await eventually(lambda: editor.hover("generator.py", '"generator"'), lambda inside: "fc/weights" in str(inside))
    # The sharing call does not find it any more.
    if not editor.pulls:
        uri = editor.uri("train.py")
        await editor.published_of(lambda params: params.uri == uri and len(params.diagnostics) > 0)
    assert await editor.codes("train.py") == ["TFS102"]


async def test_diagnostics_and_fixes(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """A diagnostic points at what is wrong and at the other place; each action does what its title says."""
    await editor.start(capabilities)
    editor.open("twice.py", TWICE)
    (diagnostic,) = await editor.diagnostics("twice.py")
    assert (diagnostic.code, diagnostic.source) == ("TFS101", "tfscope")
    assert diagnostic.severity == types.DiagnosticSeverity.Error
    assert editor.text_in("twice.py", diagnostic.range) in ('"w"', "tf.get_variable")
    assert diagnostic.related_information is not None
    assert diagnostic.related_information[0].location.range.start.line == 4

    actions = await editor.actions("twice.py")
    texts = {action.title: editor.applied("twice.py", action.edit) for action in actions if action.edit is not None}
    assert len(texts) == len(actions) >= 2
    silenced = next(text for title, text in texts.items() if title.startswith("Ignore"))
    line = '    tf.get_variable("w", [2])\n'
    assert silenced == TWICE.removesuffix(line) + line[:-1] + "  # tfscope: ignore[variable-already-exists]\n"
    for title, text in texts.items():
        editor.edit("twice.py", editor.texts["twice.py"], text)
        assert await editor.codes("twice.py") == [], title
        editor.edit("twice.py", text, TWICE)
        assert await editor.codes("twice.py") == ["TFS101"]


async def test_symbols_and_highlights(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """The tree of scopes and variables, and the other calls of a variable."""
    await editor.start(capabilities)
    editor.open("twice.py", TWICE)
    symbols = await editor.client.text_document_document_symbol_async(
        types.DocumentSymbolParams(editor.document("twice.py"))
    )
    assert symbols is not None
    (scope,) = symbols
    assert isinstance(scope, types.DocumentSymbol)
    assert scope.name == "a"
    assert [child.name for child in scope.children or []] == ["a/w"]
    position = editor.position("twice.py", "get_variable", 1)
    highlights = await editor.client.text_document_document_highlight_async(
        types.DocumentHighlightParams(editor.document("twice.py"), position)
    )
    write, read = types.DocumentHighlightKind.Write, types.DocumentHighlightKind.Read
    assert [(found.range.start.line, found.kind) for found in highlights or []] == [(4, write), (5, read)]


async def test_nothing_where_others_answer(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """Every answer is null outside our domain."""
    await editor.start(capabilities)
    editor.open("twice.py", TWICE)
    for needle in ("import", "disable_v2", "[2]", "with"):
        assert await editor.hover("twice.py", needle) is None
        assert await editor.definition("twice.py", needle) == []
        assert await editor.references("twice.py", needle) == []


async def test_columns_beyond_ascii(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """Emoji before a call, CRLF, and characters that only Python does not take for line ends."""
    text = TWICE.replace('tf.get_variable("w", [2])\n', 'print("🙂é\x0c\u2028"); tf.get_variable("w", [2])\n')
    await editor.start(capabilities)
    editor.open("emoji.py", text.replace("\n", "\r\n"))
    (diagnostic,) = await editor.diagnostics("emoji.py")
    assert editor.text_in("emoji.py", diagnostic.range) in ('"w"', "tf.get_variable")
    editor.edit("emoji.py", "🙂", "🙂🙂")
    (diagnostic,) = await editor.diagnostics("emoji.py")
    assert editor.text_in("emoji.py", diagnostic.range) in ('"w"', "tf.get_variable")
    assert await editor.definition("emoji.py", "get_variable", 1) == ["emoji.py:5"]
