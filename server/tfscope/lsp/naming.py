"""Features about the names in strings, as LSP has them: completion and renaming."""

from __future__ import annotations

from typing import Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tfscope.ide.checkpoint_map import map_at, map_text, statement_above
from tfscope.ide.completion import Completion, completions
from tfscope.ide.rename import RenameError, literal_at, rename
from tfscope.ide.wording import counted
from tfscope.lsp.convert import Converter
from tfscope.lsp.session import Session
from tfscope.lsp.view import View

_KINDS = {
    "collection": types.CompletionItemKind.Constant,
    "scope": types.CompletionItemKind.Module,
    "variable": types.CompletionItemKind.Variable,
}


#: The client's command that takes a map, or the node of a tree of variables, to the clipboard.
COPY_MAP: Final = "tfscope.copyCheckpointMap"


class RenameRefused(JsonRpcException):
    """Tells the user why something cannot be renamed."""

    CODE = types.LSPErrorCodes.RequestFailed.value


def on_completion(view: View, convert: Converter, params: types.CompletionParams) -> types.CompletionList | None:
    """`textDocument/completion`, inside the strings that name variables and scopes."""
    position = convert.analysed(view, params.position)
    found = completions(view.analysis, *position) if position else None
    return None if not found else types.CompletionList(False, [item(view, convert, each) for each in found])


def item(view: View, convert: Converter, found: Completion) -> types.CompletionItem:
    """A name to go on with; it takes the place of all that there is of the string."""
    edit = types.TextEdit(convert.range(view, found.span), found.label)
    return types.CompletionItem(
        found.label,
        kind=_KINDS[found.kind],
        detail=found.detail or None,
        documentation=found.full_name if found.full_name != found.label else None,
        sort_text=f"{found.rank:02}{found.label}",
        text_edit=edit,
    )


def on_prepare_rename(
    view: View, convert: Converter, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    """`textDocument/prepareRename`."""
    position = convert.analysed(view, params.position)
    try:
        found = literal_at(view.analysis, *position) if position else None
    except RenameError as refused:
        raise RenameRefused(str(refused)) from refused
    span = None if found is None else view.present(found.span)
    return (
        None if found is None or span is None else types.PrepareRenamePlaceholder(convert.range(view, span), found.text)
    )


async def on_rename(session: Session, convert: Converter, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """`textDocument/rename`. It is about the text as it now is, in all files."""
    document = session.documents.by_uri.get(params.text_document.uri)
    if document is None or document.path is None:
        return None
    path, (line, column) = document.path, convert.position(document, params.position)
    view = await session.analyse(path)
    try:
        found = await session.ask(lambda engine: rename(engine.known, path, line, column, params.new_name))
    except RenameError as refused:
        raise RenameRefused(str(refused)) from refused
    if view is None or found is None:
        return None
    session.rename(found.names)
    return convert.workspace_edit(view, found.edits)


def checkpoint_map(view: View, convert: Converter, params: types.CodeActionParams) -> list[types.CodeAction]:
    """After a renaming of what is named at a place: the map of old names to new ones, to be copied or put in."""
    position = convert.analysed(view, params.range.start)
    names = map_at(view.analysis, *position, view.renamings) if position and view.renamings else {}
    if not names or position is None:
        return []
    kind, what = (
        types.CodeActionKind.RefactorRewrite,
        f"the checkpoint map of {counted(len(names), 'renamed variable')}",
    )
    if COPY_MAP in convert.commands:
        command = types.Command("Copy Checkpoint Map", COPY_MAP, arguments=[{"text": map_text(names)}])
        return [types.CodeAction(f"Copy {what}", kind, command=command)]
    edit = statement_above(view.analysis, position[0], f"checkpoint_map = {map_text(names)}")
    edits = () if edit is None else (edit,)
    return [types.CodeAction(f"Insert {what}", kind, edit=convert.workspace_edit(view, edits))] if edits else []
