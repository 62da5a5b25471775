"""The features as LSP has them: each asks `ide` and converts its answer. Imported after `initialize` was answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lsprotocol import types

from tfscope.ide.code_actions import CodeAction, code_actions
from tfscope.ide.definition import definition
from tfscope.ide.document_highlight import document_highlight
from tfscope.ide.document_symbols import Symbol, document_symbols
from tfscope.ide.hover import Hover, hover
from tfscope.ide.markdown import markdown
from tfscope.ide.references import references
from tfscope.ide.variables import Use
from tfscope.lsp.convert import Converter
from tfscope.lsp.naming import checkpoint_map
from tfscope.lsp.view import View
from tfscope.rules.core import Edit
from tfscope.rules.fixing import compatible_fixes
from tfscope.syntax.blocks import Span
from tfscope.syntax.notebooks import cell_place

FIX_ALL = "source.fixAll.tfscope"
NOTEBOOK_FIX_ALL = f"notebook.{FIX_ALL}"

_SYMBOL_KINDS = {
    "class": types.SymbolKind.Class,
    "function": types.SymbolKind.Function,
    "scope": types.SymbolKind.Namespace,
    "variable": types.SymbolKind.Variable,
}


def on_hover(view: View, convert: Converter, params: types.HoverParams) -> types.Hover | None:
    """`textDocument/hover`."""
    position = convert.analysed(view, params.position)
    found = hover(view.analysis, *position) if position else None
    if found is None:
        return None
    span = view.present(found.span)
    return types.Hover(hover_text(view, convert, found), convert.range(view, span) if span else None)


def hover_text(view: View, convert: Converter, found: Hover) -> types.MarkupContent:
    """A hover as the client can show it."""

    def link(span: Span) -> str:
        present = view.present(span) or span
        line = convert.range(view, present).start.line + 1
        cell = cell_place(view.source(present.path), present.start_line)
        text = f"{view.relative(present.path)}:{'' if cell is None else f'cell {cell[0]}:'}{line}"
        return f"[{text}]({convert.uri(present)}#L{line})" if convert.has_markdown else text

    text = markdown(found, link)
    if not convert.has_markdown:
        return types.MarkupContent(types.MarkupKind.PlainText, re.sub(r"`| {2}(?=\n)", "", text))
    return types.MarkupContent(types.MarkupKind.Markdown, text)


def on_definition(
    view: View, convert: Converter, params: types.DefinitionParams
) -> list[types.Location] | list[types.LocationLink] | None:
    """`textDocument/definition`."""
    position = convert.analysed(view, params.position)
    found = definition(view.analysis, *position) if position else None
    if found is None:
        return None
    if not convert.has_location_links:
        return list(locations(view, convert, found.targets))
    origin = view.present(found.origin)
    links = []
    for target in found.targets:
        span, full_span = view.present(target.span), view.present(target.full_span)
        if span is not None and full_span is not None:
            places = convert.range(view, full_span), convert.range(view, span)
            links.append(
                types.LocationLink(convert.uri(span), *places, convert.range(view, origin) if origin else None)
            )
    return links


def on_references(view: View, convert: Converter, params: types.ReferenceParams) -> list[types.Location] | None:
    """`textDocument/references`."""
    position = convert.analysed(view, params.position)
    if position is None:
        return None
    found = references(view.analysis, *position, params.context.include_declaration)
    return None if found is None else list(locations(view, convert, found))


def on_document_highlight(
    view: View, convert: Converter, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight] | None:
    """`textDocument/documentHighlight`."""
    position = convert.analysed(view, params.position)
    found = document_highlight(view.analysis, *position) if position else None
    if found is None:
        return None
    kinds = {True: types.DocumentHighlightKind.Write, False: types.DocumentHighlightKind.Read}
    return [
        types.DocumentHighlight(convert.range(view, span), kinds[highlight.is_write])
        for highlight in found
        if (span := view.present(highlight.span)) and view.shows(span)
    ]


def on_document_symbol(
    view: View, convert: Converter, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
    """`textDocument/documentSymbol`."""
    symbols = document_symbols(view.analysis)
    if convert.has_symbol_trees:
        return list(symbol_trees(view, convert, symbols))
    return list(symbol_list(view, convert, symbols, None))


def on_code_action(view: View, convert: Converter, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """`textDocument/codeAction`. Where the client can ask for them later, edits are left out."""
    if not view.is_fresh:
        return None
    only = params.context.only
    actions = []
    if admits(only, types.CodeActionKind.QuickFix):
        start, end = (convert.present(view, edge) for edge in (params.range.start, params.range.end))
        for found in code_actions(view.analysis, view.diagnostics, start, end):
            actions.append(code_action(view, convert, found))
            if convert.resolves_edits:
                actions[-1].edit = None
                actions[-1].data = {
                    "uri": view.document.uri,
                    "version": view.document.version,
                    "range": convert.unstructured(params.range),
                    "title": found.title,
                    "code": found.diagnostic.code,
                }
    if admits(only, types.CodeActionKind.RefactorRewrite):
        actions += checkpoint_map(view, convert, params)
    for kind in (FIX_ALL, NOTEBOOK_FIX_ALL):
        if only and admits(only, kind):
            actions += fix_all(view, convert, kind)
    return actions


def on_code_action_resolve(view: View, convert: Converter, params: types.CodeAction) -> types.CodeAction:
    """`codeAction/resolve`: the edit, unless the text has changed since the action was offered."""
    data: Any = params.data
    if view.is_fresh and data["version"] == view.document.version:
        given = convert.structured(data["range"], types.Range)
        start, end = (convert.present(view, edge) for edge in (given.start, given.end))
        for found in code_actions(view.analysis, view.diagnostics, start, end):
            if (found.title, found.diagnostic.code) == (data["title"], data["code"]):
                params.edit = convert.workspace_edit(view, found.edits)
                break
    return params


def prepare_code_actions(view: View, convert: Converter, params: types.CodeActionParams) -> None:
    """Makes the fixes, for which LibCST is imported."""
    start, end = (convert.present(view, edge) for edge in (params.range.start, params.range.end))
    code_actions(view.analysis, view.diagnostics, start, end)


def prepare_document_symbols(view: View, convert: Converter, params: types.DocumentSymbolParams) -> None:
    """Finds the symbols, which takes long."""
    document_symbols(view.analysis)


def diagnostics(view: View, convert: Converter) -> list[types.Diagnostic]:
    """The diagnostics of a document."""
    return [convert.diagnostic(view, found) for found in view.diagnostics if view.shows(found.span)]


def code_action(view: View, convert: Converter, found: CodeAction) -> types.CodeAction:
    """An action with its edit."""
    return types.CodeAction(
        found.title,
        types.CodeActionKind.QuickFix,
        [convert.diagnostic(view, found.diagnostic)],
        found.is_preferred or None,
        edit=convert.workspace_edit(view, found.edits),
    )


def fix_all(view: View, convert: Converter, kind: str) -> Iterator[types.CodeAction]:
    """The action that applies every safe fix at once: in the document, or in all cells of its notebook."""
    is_whole = kind == NOTEBOOK_FIX_ALL
    edits: list[Edit] = [
        edit
        for fix in compatible_fixes(view.diagnostics)
        if is_whole or all(view.shows(edit.span) for edit in fix.edits)
        for edit in fix.edits
    ]
    if edits:
        edit = convert.workspace_edit(view, tuple(edits))
        yield types.CodeAction("Fix all that tfscope can fix safely", kind, edit=edit)


def admits(only: Iterable[str] | None, kind: str) -> bool:
    """Whether a client that wants some kinds of actions wants one of this kind."""
    return only is None or any(
        kind == wanted or kind.startswith(f"{getattr(wanted, 'value', wanted)}.") for wanted in only
    )


def locations(view: View, convert: Converter, found: Iterable[Use]) -> Iterator[types.Location]:
    """The places of calls, those that were not changed since the analysis."""
    for use in found:
        span = view.present(use.span)
        if span is not None:
            yield convert.location(view, span)


def symbol_trees(view: View, convert: Converter, symbols: Iterable[Symbol]) -> Iterator[types.DocumentSymbol]:
    """Symbols with their children."""
    for symbol in symbols:
        span, selection = view.present(symbol.span), view.present(symbol.selection)
        if span is not None and selection is not None and view.shows(span):
            places = convert.range(view, span), convert.range(view, selection)
            children = list(symbol_trees(view, convert, symbol.children))
            kind = _SYMBOL_KINDS[symbol.kind]
            yield types.DocumentSymbol(symbol.name, kind, *places, symbol.detail or None, children=children or None)


def symbol_list(
    view: View, convert: Converter, symbols: Iterable[Symbol], container: str | None
) -> Iterator[types.SymbolInformation]:
    """Symbols one after the other."""
    for symbol in symbols:
        span = view.present(symbol.span)
        if span is not None and view.shows(span):
            location = convert.location(view, span)
            yield types.SymbolInformation(location, symbol.name, _SYMBOL_KINDS[symbol.kind], container_name=container)
        yield from symbol_list(view, convert, symbol.children, symbol.name)
