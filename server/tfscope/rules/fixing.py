"""Applying fixes to texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tfscope.rules.core import Diagnostic, Edit, Fix
from tfscope.syntax.source import SourceFile


def chosen_fix(diagnostic: Diagnostic, unsafe: bool = False) -> Fix | None:
    """The fix that is applied without asking: the preferred safe one; with `unsafe` any preferred one."""
    allowed = [fix for fix in diagnostic.fixes if fix.is_safe or unsafe]
    preferred = [fix for fix in allowed if fix.is_preferred]
    return next(iter([*preferred, *allowed]), None)


def compatible_fixes(diagnostics: Iterable[Diagnostic], unsafe: bool = False) -> list[Fix]:
    """The fixes that can be applied together: those that come first win where two touch."""
    chosen: list[Fix] = []
    taken: list[Edit] = []
    for diagnostic in diagnostics:
        fix = chosen_fix(diagnostic, unsafe)
        if fix is not None and fix not in chosen and not any(touch(edit, old) for edit in fix.edits for old in taken):
            chosen.append(fix)
            taken += fix.edits
    return chosen


def apply_edits(edits: Iterable[Edit], sources: Mapping[str, SourceFile]) -> dict[str, str]:
    """The texts of the files that the edits change, by path. Edits do not overlap."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.span.path, []).append(edit)
    changed = {}
    for path, own in by_path.items():
        source = sources[path]
        text = source.text
        for edit in sorted(own, key=lambda edit: edit.span, reverse=True):
            start = source.offset(edit.span.start_line, edit.span.start_column)
            end = source.offset(edit.span.end_line, edit.span.end_column)
            text = text[:start] + edit.new_text + text[end:]
        changed[path] = text
    return changed


def touch(one: Edit, other: Edit) -> bool:
    """Whether two edits change the same place."""
    first, second = sorted((one.span, other.span))
    if first.path != second.path:
        return False
    end, start = (first.end_line, first.end_column), (second.start_line, second.start_column)
    return end > start or first == second
