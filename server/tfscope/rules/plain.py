"""Outcomes as JSON has them, and back: what is read may be anything, and what makes no sense is no outcome."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tfscope.analysis.inputs import Inputs
from tfscope.analysis.project import Project
from tfscope.analysis.remembered import keep_imports, remember_imports
from tfscope.analysis.store import Store, cache_folder, digest_of_all, this_tfscope
from tfscope.edits.edit import Edit
from tfscope.interp.limits import Cancellation, Cancelled, never
from tfscope.rules.core import Diagnostic, Fix, Fixes, Related, Severity, Tag
from tfscope.rules.findings import Findings, Outcome, Part
from tfscope.syntax.blocks import Span

Json: TypeAlias = "Any"


def shelf_of(findings: Findings) -> Shelf:
    """Where the outcomes of a project are kept."""
    return Shelf(findings, store_of(findings.project, findings.with_fixes))


def store_of(project: Project, with_fixes: bool) -> Store:
    """Where the outcomes of a project are kept: another place for all that changes what they say."""
    environment = [*project.environment.folders, project.environment.tensorflow_version()]
    parts = (project.roots, project.paths, project.settings, environment, project.schedule.budget, with_fixes)
    return Store(cache_folder(), digest_of_all([this_tfscope(), *map(repr, parts)]))


@dataclass(slots=True, eq=False)
class Shelf:
    """The findings of a project and the store that keeps them."""

    findings: Findings
    store: Store
    _waiting: Iterator[tuple[str, Outcome]] | None = None
    _saved: dict[str, tuple[Outcome, str]] = field(default_factory=dict)

    def load(self, cancelled: Cancellation = never) -> None:
        """Takes the outcomes that the store has, once. Raises Cancelled, and goes on where it was the next time."""
        if self._waiting is None:
            remember_imports(self.findings.project)
            self._waiting = outcomes_of(self.store.read())
        for path, outcome in self._waiting:
            self.findings.outcomes[path] = outcome
            if cancelled():
                raise Cancelled

    def prepare(self, path: str) -> None:
        """Makes the text of an outcome, so that saving them all takes no longer than writing."""
        outcome, known = self.findings.outcomes.get(path), self._saved.get(path)
        if outcome is not None and (known is None or known[0] is not outcome):
            self._saved[path] = outcome, json.dumps(plain_outcome(outcome), separators=(",", ":"))

    def save(self) -> None:
        """Keeps the outcomes for the next start, where there are new ones."""
        keep_imports(self.findings.project)
        if not self.findings.has_news:
            return
        self.findings.has_news = False
        files = set(self.findings.project.python_files())
        for path in self.findings.outcomes:
            self.prepare(path)
        self.store.write({path: text for path, (_, text) in sorted(self._saved.items()) if path in files})


def outcomes_of(records: Mapping[str, object]) -> Iterator[tuple[str, Outcome]]:
    """The outcomes that records hold."""
    for path, record in records.items():
        try:
            yield path, outcome(record)
        except (TypeError, ValueError, LookupError, AttributeError):
            continue


def plain_outcome(outcome: Outcome) -> Json:
    """An outcome as JSON."""
    inputs = outcome.inputs
    return [
        [inputs.is_v2, inputs.called, inputs.files, inputs.modules, inputs.texts, inputs.listings],
        outcome.called,
        {
            path: [list(map(plain, part.diagnostics)), list(map(plain, part.gaps))]
            for path, part in outcome.parts.items()
        },
    ]


def outcome(record: Json) -> Outcome:
    """An outcome from JSON."""
    (is_v2, called, *tables), executed, parts = record
    files, modules, texts, listings = map(words, tables)
    return Outcome(
        Inputs(bool(is_v2), numbers(called), files, modules, texts, listings),
        {str(path): numbers(found) for path, found in executed.items()},
        {
            str(path): Part(tuple(map(diagnostic, found)), tuple(map(diagnostic, gaps)))
            for path, (found, gaps) in parts.items()
        },
    )


def plain(found: Diagnostic) -> Json:
    """A diagnostic as JSON; its callers are left out."""
    return [
        found.code,
        found.name,
        found.severity.value,
        plain_span(found.span),
        found.message,
        [[plain_span(related.span), related.message] for related in found.related],
        [
            [fix.title, [[plain_span(edit.span), edit.new_text] for edit in fix.edits], fix.is_safe, fix.is_preferred]
            for fix in found.fixes
        ],
        [tag.value for tag in found.tags],
    ]


def diagnostic(record: Json) -> Diagnostic:
    """A diagnostic from JSON."""
    code, name, severity, place, message, related, fixes, tags = record
    return Diagnostic(
        str(code),
        str(name),
        Severity(severity),
        span(place),
        str(message),
        tuple(Related(span(where), str(what)) for where, what in related),
        Fixes([fix(*record) for record in fixes]),
        tuple(map(Tag, tags)),
    )


def fix(title: Json, edits: Json, is_safe: Json, is_preferred: Json) -> Fix:
    """A fix from JSON."""
    replaced = tuple(Edit(span(where), str(text)) for where, text in edits)
    return Fix(str(title), replaced, bool(is_safe), bool(is_preferred))


def plain_span(place: Span) -> Json:
    """A span as JSON."""
    return [place.path, place.start_line, place.start_column, place.end_line, place.end_column]


def span(record: Json) -> Span:
    """A span from JSON."""
    path, *position = record
    return Span(str(path), *numbers(position))


def numbers(record: Sequence[object]) -> tuple[int, ...]:
    """Whole numbers from JSON."""
    if not all(isinstance(number, int) for number in record):
        raise ValueError("not all are numbers")
    return tuple(number for number in record if isinstance(number, int))


def words(record: Json) -> dict[str, str]:
    """A table of strings from JSON."""
    return {str(name): str(word) for name, word in record.items()}
