"""Between our words and LSP's, as the client can take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from lsprotocol import types

from tfscope import page_of
from tfscope.lsp.client import commands_of
from tfscope.lsp.documents import Document, Documents
from tfscope.lsp.positions import Encoding, from_position, to_range
from tfscope.lsp.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tfscope.rules.core import Diagnostic, Edit
    from tfscope.syntax.blocks import Span
    from tfscope.syntax.source import SourceFile

Structure = TypeVar("Structure")

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_TAGS = {"unnecessary": types.DiagnosticTag.Unnecessary, "deprecated": types.DiagnosticTag.Deprecated}


class HasSources(Protocol):
    """What knows the present texts of files."""

    def source(self, path: str) -> SourceFile:
        """The text of a file."""
        ...


class Converter:
    """Converts for one client, by what it said it can do."""

    def __init__(
        self, documents: Documents, capabilities: types.ClientCapabilities, encoding: Encoding, json: Any
    ) -> None:
        self.documents = documents
        self.encoding = encoding
        text = capabilities.text_document or types.TextDocumentClientCapabilities()
        hover, definition, symbols = text.hover, text.definition, text.document_symbol
        formats = hover.content_format if hover else None
        self.has_markdown = not formats or types.MarkupKind.Markdown in formats
        self.has_location_links = bool(definition and definition.link_support)
        self.has_symbol_trees = bool(symbols and symbols.hierarchical_document_symbol_support)
        published = text.publish_diagnostics
        pulled = text.diagnostic
        self.has_related = bool(published and published.related_information) or bool(pulled)
        self.has_pages = any(each and each.code_description_support for each in (published, pulled))
        self.tags = {
            tag for each in (published, pulled) if each and each.tag_support for tag in each.tag_support.value_set
        }
        action = text.code_action
        resolve = action.resolve_support if action else None
        self.resolves_edits = bool(action and action.data_support and resolve and "edit" in resolve.properties)
        hints = text.inlay_hint.resolve_support if text.inlay_hint else None
        self.lazy_in_hints = frozenset(hints.properties if hints else ())
        edit = capabilities.workspace.workspace_edit if capabilities.workspace else None
        self.has_versioned_edits = bool(edit and edit.document_changes)
        #: The commands that the client itself carries out, told in the way of rust-analyzer's clients.
        self.commands = frozenset(commands_of(capabilities.experimental))
        self._json = json

    # -- Places ----------------------------------------------------------------------------------------------

    def uri(self, span: Span) -> str:
        """The URI of the document that shows a part of a file: the file, or a cell of a notebook."""
        document = self._shown(span)
        return document.uri if document is not None else self.documents.uri_of(span.path)

    def range(self, view: HasSources, span: Span) -> types.Range:
        """The range of a part of the present text of a file, in the document that shows it."""
        found = to_range(view.source(span.path), span, self.encoding)
        document = self._shown(span)
        before = 0 if document is None else document.line_offset
        if not before:
            return found
        start, end = found.start, found.end
        return types.Range(
            types.Position(start.line - before, start.character), types.Position(end.line - before, end.character)
        )

    def location(self, view: HasSources, span: Span) -> types.Location:
        """Where a part of the present text of a file is."""
        return types.Location(self.uri(span), self.range(view, span))

    def _shown(self, span: Span) -> Document | None:
        document = self.documents.by_path.get(span.path)
        return None if document is None else document.at(span)

    def present(self, view: View, position: types.Position) -> tuple[int, int]:
        """The line and column of a position in the document."""
        return self.position(view.document, position)

    def position(self, document: Document, position: types.Position) -> tuple[int, int]:
        """The line and column of a position in a document."""
        line = position.line + document.line_offset
        return from_position(document.whole.source, types.Position(line, position.character), self.encoding)

    def analysed(self, view: View, position: types.Position) -> tuple[int, int] | None:
        """The line and column in the analysed text of what is at a position; None where that text was changed."""
        line, column = self.present(view, position)
        old_line = view.analysed_line(line)
        return None if old_line is None else (old_line, column)

    # -- Diagnostics and edits -------------------------------------------------------------------------------

    def diagnostic(self, view: HasSources, found: Diagnostic) -> types.Diagnostic:
        """One finding."""
        related = [
            types.DiagnosticRelatedInformation(self.location(view, other.span), other.message)
            for other in found.related
        ]
        return types.Diagnostic(
            self.range(view, found.span),
            found.message,
            _SEVERITIES.get(found.severity.value),
            found.code,
            types.CodeDescription(page_of(found.name)) if self.has_pages else None,
            "tfscope",
            tags=[tag for each in found.tags if (tag := _TAGS[each.value]) in self.tags] or None,
            related_information=related if related and self.has_related else None,
            data={"name": found.name},
        )

    def workspace_edit(self, view: View, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        """Changes of texts, of the versions that the client holds where it can check that."""
        by_uri: dict[str, list[types.TextEdit]] = {}
        for edit in edits:
            place = self.range(view, edit.span)
            by_uri.setdefault(self.uri(edit.span), []).append(types.TextEdit(place, edit.new_text))
        if not self.has_versioned_edits:
            return types.WorkspaceEdit(dict(by_uri))
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(
                    types.OptionalVersionedTextDocumentIdentifier(uri, self._version(uri)),
                    list(changes),
                )
                for uri, changes in by_uri.items()
            ]
        )

    def unstructured(self, value: object) -> Any:
        """A value of LSP as JSON has it."""
        return self._json.unstructure(value)

    def structured(self, value: Any, kind: type[Structure]) -> Structure:
        """A value of LSP from JSON."""
        structured: Structure = self._json.structure(value, kind)
        return structured

    def _version(self, uri: str) -> int | None:
        document = self.documents.by_uri.get(uri)
        return document.version if document is not None else None
