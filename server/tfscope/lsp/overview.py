"""Features about more than one call, as LSP has them: code lenses, call hierarchy, symbols of the workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lsprotocol import types

from tfscope.ide.call_hierarchy import Calls, Item, incoming, items_at, outgoing
from tfscope.ide.code_lens import CodeLens, code_lenses
from tfscope.ide.workspace_symbols import workspace_symbols
from tfscope.lsp.convert import Converter
from tfscope.lsp.session import Session
from tfscope.lsp.view import View
from tfscope.syntax.blocks import Span

#: The command behind a lens; the editor's part of tfscope lists the places that it is given.
SHOW_PLACES = "tfscope.showPlaces"


def on_code_lens(view: View, convert: Converter, params: types.CodeLensParams) -> list[types.CodeLens]:
    """`textDocument/codeLens`."""
    lenses = (code_lens(view, convert, found) for found in code_lenses(view.analysis))
    return [lens for lens in lenses if lens is not None]


def code_lens(view: View, convert: Converter, found: CodeLens) -> types.CodeLens | None:
    """A lens; None where its line was changed since the analysis. One with nothing to list does nothing."""
    span = view.present(found.span)
    if span is None or not view.shows(span):
        return None
    place = convert.range(view, span)
    spans = (view.present(use.span) for use in found.places)
    places = [convert.location(view, span) for span in spans if span is not None]
    arguments = [view.document.uri, convert.unstructured(place.start), convert.unstructured(places)]
    command = types.Command(found.text, SHOW_PLACES if places else "", arguments=arguments if places else None)
    return types.CodeLens(place, command)


def prepare_code_lenses(view: View, convert: Converter, params: types.CodeLensParams) -> None:
    """Finds the lenses, which takes long."""
    code_lenses(view.analysis)


def on_prepare_call_hierarchy(
    view: View, convert: Converter, params: types.CallHierarchyPrepareParams
) -> list[types.CallHierarchyItem] | None:
    """`textDocument/prepareCallHierarchy`."""
    position = convert.analysed(view, params.position)
    found = items_at(view.analysis, *position) if position else []
    return [made for item in found if (made := hierarchy_item(view, convert, item))] or None


async def on_incoming_calls(
    session: Session, convert: Converter, params: types.CallHierarchyIncomingCallsParams
) -> list[types.CallHierarchyIncomingCall] | None:
    """`callHierarchy/incomingCalls`."""
    asked = await item_of(session, params.item.data)
    if asked is None:
        return None
    view, selection = asked
    found = calls(view, convert, incoming(view.analysis, selection))
    return [types.CallHierarchyIncomingCall(item, ranges) for item, ranges in found]


async def on_outgoing_calls(
    session: Session, convert: Converter, params: types.CallHierarchyOutgoingCallsParams
) -> list[types.CallHierarchyOutgoingCall] | None:
    """`callHierarchy/outgoingCalls`."""
    asked = await item_of(session, params.item.data)
    if asked is None:
        return None
    view, selection = asked
    found = calls(view, convert, outgoing(view.analysis, selection))
    return [types.CallHierarchyOutgoingCall(item, ranges) for item, ranges in found]


async def item_of(session: Session, data: Any) -> tuple[View, Span] | None:
    """The analysis of the file that an item is in, and the place of its name there."""
    view = await session.analyse(str(data[0])) if isinstance(data, list) and len(data) == 5 else None
    return None if view is None else (view, Span(*data))


def calls(
    view: View, convert: Converter, found: Iterable[Calls]
) -> Iterator[tuple[types.CallHierarchyItem, list[types.Range]]]:
    """Items, and the places of the calls."""
    for call in found:
        item = hierarchy_item(view, convert, call.item)
        spans = [span for place in call.places if (span := view.present(place)) is not None]
        if item is not None and spans:
            yield item, [convert.range(view, span) for span in spans]


def hierarchy_item(view: View, convert: Converter, found: Item) -> types.CallHierarchyItem | None:
    """An item; None where its text was changed since the analysis."""
    span, selection = view.present(found.span), view.present(found.selection)
    if span is None or selection is None:
        return None
    kind = types.SymbolKind.Function if found.is_function else types.SymbolKind.Module
    places = convert.range(view, span), convert.range(view, selection)
    detail = ", ".join(scope or "(no scope)" for scope in found.scopes[:3]) + (" …" if len(found.scopes) > 3 else "")
    place = found.selection
    data = [place.path, place.start_line, place.start_column, place.end_line, place.end_column]
    return types.CallHierarchyItem(found.name, kind, convert.uri(span), *places, detail=detail or None, data=data)


async def on_workspace_symbol(
    session: Session, convert: Converter, params: types.WorkspaceSymbolParams
) -> list[types.WorkspaceSymbol]:
    """`workspace/symbol`: the variables of the programs that the open files take part in."""
    views = await session.views()
    found = []
    for symbol in workspace_symbols((view.analysis for view in views), params.query):
        view = next(view for view in views if symbol.span.path in view.analysis.files)
        span = view.present(symbol.span)
        if span is not None:
            location = convert.location(view, span)
            kind = types.SymbolKind.Variable
            found.append(types.WorkspaceSymbol(location, symbol.name, kind, container_name=symbol.detail))
    return found
