"""Looking at all files of a workspace, open or not, when there is nothing else to do."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.garbage import rarely_looked_for
from tfscope.analysis.project import Project
from tfscope.interp.limits import Cancellation, Cancelled
from tfscope.rules.core import Diagnostic, all_rules, check
from tfscope.rules.findings import Findings, perform
from tfscope.rules.plain import Shelf, shelf_of
from tfscope.syntax.source import SourceFile

log = logging.getLogger(__name__)

#: So often (seconds) what was found is saved.
_SAVE_PAUSE: Final = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Swept:
    """What is wrong in a file that may be closed, and the texts that this speaks of."""

    path: str
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]


@dataclass(slots=True, eq=False)
class Sweeper:
    """What was found in which project, and what was told last of each file."""

    _shelves: dict[Project, Shelf] = field(default_factory=dict)
    _told: dict[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    _has_run: bool = False

    def forget(self, project: Project) -> None:
        """The project is no more."""
        self._shelves.pop(project, None)

    def sweep(self, projects: Iterable[Project], cancelled: Cancellation) -> Iterator[Swept]:
        """What is wrong in all files of the projects that want it of closed ones, where it is not what was told last.
        Raises Cancelled."""
        left = set(self._told)
        for project in projects:
            if project.settings.diagnostic_mode == "workspace":
                for path, diagnostics in self._found(project, cancelled):
                    left.discard(path)
                    if self._told.get(path, ()) != diagnostics:
                        self._told[path] = diagnostics
                        yield Swept(path, diagnostics, sources_of(project, diagnostics))
        for path in left:
            del self._told[path]
            yield Swept(path, (), {})

    def tidy(self) -> None:
        """Frees what sweeps have left, when all is done."""
        if self._has_run:
            self._has_run = False
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    def _found(self, project: Project, cancelled: Cancellation) -> Iterator[tuple[str, tuple[Diagnostic, ...]]]:
        shelf = self._shelves.get(project)
        if shelf is None:
            findings = Findings(project, perform=partial(perform, check=checked))
            shelf = self._shelves[project] = shelf_of(findings)
        shelf.load(cancelled)
        self._has_run |= not shelf.findings.outcomes
        with rarely_looked_for():
            try:
                saved = time.monotonic()
                for path, part in shelf.findings.all(cancelled):
                    yield path, part.diagnostics
                    shelf.prepare(path)
                    if time.monotonic() - saved > _SAVE_PAUSE:
                        shelf.save()
                        saved = time.monotonic()
                self._has_run |= shelf.findings.has_news
                shelf.save()
            except Cancelled:
                # Else what has been made would be looked through for garbage before the next answer.
                gc.freeze()
                self._has_run = True
                raise


def sources_of(project: Project, diagnostics: Iterable[Diagnostic]) -> dict[str, SourceFile]:
    """The texts that diagnostics speak of."""
    spans = [span for one in diagnostics for span in (one.span, *(related.span for related in one.related))]
    return {path: source for path in {span.path for span in spans} if (source := project.source(path)) is not None}


def checked(analysis: Analysis) -> list[Diagnostic]:
    """The diagnostics of a file; a rule that fails costs its own only."""
    try:
        return check(analysis)
    except Exception:
        log.exception("a rule failed on %s", analysis.path)
    found = []
    for rule in all_rules():
        try:
            found += check(analysis, rules=[rule])
        except Exception:
            log.error("rule %s was left out", rule.CODE)
    return sorted(found, key=lambda diagnostic: diagnostic.sort_key)
