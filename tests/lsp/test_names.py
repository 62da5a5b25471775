"""Features about names: completion in strings, renaming, lenses, symbols of the workspace, and who calls whom."""

from __future__ import annotations

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.editor import Editor, eventually
from tests.lsp.programs import DISCRIMINATOR, GENERATOR, LAYERS, TRAIN

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]


async def open_all(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """A program of four files, of which two are open."""
    editor.write(layers=LAYERS, generator=GENERATOR, discriminator=DISCRIMINATOR, train=TRAIN)
    await editor.start(capabilities)
    editor.open("layers.py")
    editor.open("train.py")
    assert await editor.codes("train.py") == []


async def test_rename_in_two_files(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """A scope is renamed wherever its name is spelled, also in a file that is not open."""
    await open_all(editor, capabilities)
    position = editor.position("train.py", '"generator"')
    document = editor.document("train.py")
    prepared = await editor.client.text_document_prepare_rename_async(types.PrepareRenameParams(document, position))
    assert isinstance(prepared, types.PrepareRenamePlaceholder)
    assert prepared.placeholder == "generator"
    assert editor.text_in("train.py", prepared.range) == "generator"
    edit = await editor.client.text_document_rename_async(types.RenameParams(document, position, "gen"))
    assert edit is not None
    assert editor.edits_of(edit) == {"generator.py": [("gen", 5)], "train.py": [("gen", 8)]}


async def test_rename_tells_why_not(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """A name that is spelled in two ways, and one that TensorFlow does not take."""
    await open_all(editor, capabilities)
    for needle, new, reason in (
        ('"fc/w"', "fc/v", "spelled 'w' at layers.py:6"),
        ('"generator"', "/x", "does not take"),
    ):
        position = editor.position("train.py", needle)
        with pytest.raises(JsonRpcException, match=reason):
            await editor.client.text_document_rename_async(
                types.RenameParams(editor.document("train.py"), position, new)
            )


async def test_completion_in_an_open_string(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """In a text that is not whole yet; under the scope that is in force there."""
    await open_all(editor, capabilities)
    editor.edit("train.py", '    tf.get_variable("fc/w")', '    tf.get_variable("')
    labels = [item.label for item in await editor.completions("train.py", 'get_variable("')]
    assert labels == ["fc/w"]
    editor.edit("train.py", '    tf.get_variable("', '    with tf.variable_scope("')
    assert [item.label for item in await editor.completions("train.py", '    with tf.variable_scope("')] == ["fc"]
    assert await editor.completions("train.py", "tf.zeros(") == []


async def test_maps_of_checkpoints(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """A string in a map tells what it stands for, and the next one is completed, on a line of its own."""
    await open_all(editor, capabilities)
    text = editor.texts["train.py"]
    call = 'tf.train.init_from_checkpoint("m.ckpt", {\n    "old/": "generator/",\n    "x/": "'
    editor.edit("train.py", text, f"{text}{call}")
    labels = [item.label for item in await editor.completions("train.py", '"x/": "')]
    assert labels[:2] == ["discriminator/", "discriminator/fc/"] and "generator/fc/w" in labels
    editor.edit("train.py", ',\n    "x/": "', "})\n")
    await editor.diagnostics("train.py")
    hover = await eventually(lambda: editor.hover("train.py", '"generator/"'), bool)
    assert hover is not None and "stands for 1 variable" in hover and "old/fc/w" in hover
    hover = await editor.hover("train.py", "init_from_checkpoint")
    assert hover is not None and hover.startswith("restores 1 variable, 16 parameters")


async def test_lenses(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """What a program makes, who calls a helper, who shares a variable; a click lists the places."""
    await open_all(editor, capabilities)
    for name, expected in (
        ("train.py", ["1: 2 variables · 20 parameters"]),
        ("layers.py", ["4: 2 callers · 2 variables · 20 parameters", "6: shared by 1 call"]),
    ):
        params = types.CodeLensParams(editor.document(name))
        lenses = await editor.client.text_document_code_lens_async(params)
        assert [
            f"{lens.range.start.line + 1}: {lens.command.title}" for lens in lenses or [] if lens.command
        ] == expected


async def test_symbols_of_the_workspace(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """Variables by some letters of their full names."""
    await open_all(editor, capabilities)
    found = await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams("genw"))
    assert [symbol.name for symbol in found or []] == ["generator/fc/w"]


async def test_who_calls_a_helper(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """The callers of a function that makes variables, and theirs, in files that are not open."""
    await open_all(editor, capabilities)
    client = editor.client
    params = types.CallHierarchyPrepareParams(editor.document("layers.py"), editor.position("layers.py", "dense"))
    (helper,) = await client.text_document_prepare_call_hierarchy_async(params) or []
    assert (helper.name, helper.detail) == ("dense", "generator/fc, discriminator/fc")
    calls = await client.call_hierarchy_incoming_calls_async(types.CallHierarchyIncomingCallsParams(helper)) or []
    callers = {call.from_.name: call for call in calls}
    assert callers.keys() == {"generator", "discriminator"}
    above = await client.call_hierarchy_incoming_calls_async(
        types.CallHierarchyIncomingCallsParams(callers["generator"].from_)
    )
    assert [(call.from_.name, call.from_ranges[0].start.line) for call in above or []] == [("train.py", 6)]
    below = await client.call_hierarchy_outgoing_calls_async(
        types.CallHierarchyOutgoingCallsParams(callers["generator"].from_)
    )
    assert [call.to.name for call in below or []] == ["dense"]


async def test_the_tree_of_variables(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """Programs, scopes and variables, with the calls that make them."""
    await open_all(editor, capabilities)
    params = {"textDocument": {"uri": editor.uri("layers.py")}}
    (program,) = await editor.client.protocol.send_request_async("tfscope/variables", params)
    assert (program["label"], program["detail"]) == ("train.py", "2 variables · 20 parameters")
    generator, discriminator = program["children"]
    assert (generator["label"], discriminator["label"]) == ("generator", "discriminator")
    (layer,) = generator["children"]
    (weights,) = layer["children"]
    assert (weights["name"], weights["detail"]) == ("generator/fc/w", "float32 (4, 4) · shared 1×")
    assert (weights["location"]["uri"], weights["location"]["range"]["start"]["line"]) == (editor.uri("layers.py"), 5)


async def test_the_names_at_a_position(editor: Editor, capabilities: types.ClientCapabilities) -> None:
    """Of a call in a helper all names, of a scope its path, elsewhere none."""
    await open_all(editor, capabilities)
    for name, needle, expected in (
        ("layers.py", "get_variable", ["generator/fc/w", "discriminator/fc/w"]),
        ("train.py", '"generator"', ["generator"]),
        ("train.py", "import", []),
    ):
        position = editor.position(name, needle)
        at = {"line": position.line, "character": position.character}
        params = {"textDocument": {"uri": editor.uri(name)}, "position": at}
        assert await editor.client.protocol.send_request_async("tfscope/names", params) == expected
