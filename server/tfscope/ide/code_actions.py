"""What can be done about the diagnostics of a range: their fixes, and a comment that silences them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.rules.core import Diagnostic, Edit
from tfscope.syntax.blocks import Span
from tfscope.syntax.comments import comment_on
from tfscope.syntax.source import SourceFile

_OURS: Final = re.compile(r"#\s*tfscope:\s*ignore\s*\[(?P<rules>[^\]]*)\]")


@dataclass(frozen=True, slots=True)
class CodeAction:
    """An offer to change the text. `kind` is "fix" or "suppress"."""

    title: str
    kind: str
    diagnostic: Diagnostic
    edits: tuple[Edit, ...]
    is_preferred: bool = False


def code_actions(
    analysis: Analysis, diagnostics: Iterable[Diagnostic], start: tuple[int, int], end: tuple[int, int]
) -> list[CodeAction]:
    """The actions for those diagnostics of the file that touch a range: all fixes first, then all comments."""
    touched = [diagnostic for diagnostic in diagnostics if touches(diagnostic.span, start, end)]
    fixes = [action for diagnostic in touched for action in fixes_of(diagnostic)]
    comments = [action for diagnostic in touched if (action := suppression(analysis.source, diagnostic))]
    return [*dict.fromkeys(fixes), *{action.title: action for action in reversed(comments)}.values()]


def fixes_of(diagnostic: Diagnostic) -> Iterator[CodeAction]:
    """The fixes of a diagnostic as actions."""
    for fix in diagnostic.fixes:
        yield CodeAction(fix.title, "fix", diagnostic, fix.edits, fix.is_preferred)


def suppression(source: SourceFile, diagnostic: Diagnostic) -> CodeAction | None:
    """The comment that silences a diagnostic, None where no line of its place can take one."""
    for line in dict.fromkeys((diagnostic.span.end_line, diagnostic.span.start_line)):
        edit = comment_edit(source, line, diagnostic.name)
        if edit is not None:
            title = f"Ignore `{diagnostic.name}` on this line"
            return CodeAction(title, "suppress", diagnostic, (edit,))
    return None


def comment_edit(source: SourceFile, line: int, rule: str) -> Edit | None:
    """The edit that silences a rule on a line: one more name in our comment, or a comment at the line's end."""
    text = source.line_text(line)
    comment = comment_on(source, line)
    found = _OURS.search(comment)
    if found is not None:
        column = len(text) - len(comment) + found.end("rules")
        separator = ", " if found["rules"].strip() else ""
        return Edit(Span(source.path, line, column, line, column), f"{separator}{rule}")
    if not comment and not takes_comment(source, line):
        return None
    column = len(text.rstrip())
    return Edit(Span(source.path, line, column, line, column), f"  # tfscope: ignore[{rule}]")


def takes_comment(source: SourceFile, line: int) -> bool:
    """Whether `#` at the end of a line would start a comment: it does not in a string, nor after a backslash."""
    text = source.line_text(line)
    if text.rstrip().endswith("\\"):
        return False
    end = source.offset(line, len(text))
    changed = SourceFile(source.path, f"{source.text[:end]}  # tfscope{source.text[end:]}")
    return comment_on(changed, line) == "# tfscope"


def touches(span: Span, start: tuple[int, int], end: tuple[int, int]) -> bool:
    """Whether a place and a range have a position in common, ends included."""
    return (span.start_line, span.start_column) <= end and start <= (span.end_line, span.end_column)
