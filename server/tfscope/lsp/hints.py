"""Inlay hints as LSP has them: few words at once, what they lead to when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from lsprotocol import types

from tfscope.ide.inlay_hints import InlayHint, details, inlay_hints
from tfscope.lsp.answers import hover_text
from tfscope.lsp.convert import Converter
from tfscope.lsp.view import View
from tfscope.syntax.blocks import Span


def on_inlay_hint(view: View, convert: Converter, params: types.InlayHintParams) -> list[types.InlayHint]:
    """`textDocument/inlayHint`."""
    first, last = (convert.present(view, edge)[0] for edge in (params.range.start, params.range.end))
    return [
        written(view, convert, span, hints)
        for span, hints in shown(view)
        if first <= span.start_line <= last and view.shows(span)
    ]


def on_inlay_hint_resolve(view: View, convert: Converter, params: types.InlayHint) -> types.InlayHint:
    """`inlayHint/resolve`: the calls behind a hint, unless the text has changed since it was shown."""
    data: Any = params.data
    if data["version"] != view.document.version:
        return params
    for span, hints in shown(view):
        if view.shows(span) and convert.range(view, span).start == params.position:
            found = [details(view.analysis, hint) for hint in hints]
            params.tooltip = hover_text(view, convert, found[0].hover)
            params.label = [
                part(view, convert, number, hint, detail.target)
                for number, (hint, detail) in enumerate(zip(hints, found))
            ]
            break
    return params


def prepare_inlay_hints(view: View, convert: Converter, params: types.InlayHintParams) -> None:
    """Reads what the calls did, which takes long."""
    inlay_hints(view.analysis)


def shown(view: View) -> Iterator[tuple[Span, list[InlayHint]]]:
    """The hints that the user wants to see, those of one call together, where they now are."""
    wanted = (hint for hint in inlay_hints(view.analysis) if view.settings.shows_hint(hint.kind))
    for (line, column), hints in groupby(wanted, key=lambda hint: (hint.line, hint.column)):
        span = view.present(Span(view.analysis.path, line, column, line, column))
        if span is not None:
            yield span, list(hints)


def written(view: View, convert: Converter, span: Span, hints: list[InlayHint]) -> types.InlayHint:
    """The hints of one call as one."""
    names = hints[0].names
    position = convert.range(view, span).start
    made = types.InlayHint(position, [part(view, convert, number, hint, None) for number, hint in enumerate(hints)])
    made.padding_left = True
    if "tooltip" in convert.lazy_in_hints:
        made.data = {"uri": view.document.uri, "version": view.document.version}
    elif len(names) > 1:
        made.tooltip = "\n".join(names)
    return made


def part(view: View, convert: Converter, number: int, hint: InlayHint, target: Span | None) -> types.InlayHintLabelPart:
    """A part of a label, and where a click on it leads."""
    place = None if target is None else view.present(target)
    location = None if place is None else convert.location(view, place)
    return types.InlayHintLabelPart(f" {hint.text}" if number else hint.text, location=location)
