"""What is wrong in all files of a project, by the runs of one file after the other.

The runs of a file (`Project.runs_of`) say something of every file that they go into: these are the parts, and what
is wrong in a file is what the parts of it say. Parts and what they depend on are plain data. A run itself takes as
much memory as a hundred of its parts, and is dropped.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.inputs import Inputs
from tfscope.analysis.programs import candidates
from tfscope.analysis.project import Project
from tfscope.analysis.records import ProgramRun
from tfscope.analysis.trace import reason_of
from tfscope.domain.code import Code
from tfscope.interp.limits import Cancellation, Cancelled, never
from tfscope.rules.core import NO_FIXES, Diagnostic, Fixes, Severity, all_rules, check
from tfscope.syntax.parse import ParsedFile

#: After the runs of so many files it is looked for garbage among what is new.
COLLECTED: Final = 10

Check: TypeAlias = "Callable[[Analysis], list[Diagnostic]]"
"""Says what is wrong in a file."""

Task: TypeAlias = "tuple[str, tuple[int, ...]]"
"""A file that is to be run, and those of its candidates that others have called."""

Perform: TypeAlias = "Callable[[Project, list[Task], bool, Cancellation], Iterable[Outcome]]"
"""Does tasks, in their order."""

#: The candidates of versions of files, by their codes.
_numbers: WeakKeyDictionary[ParsedFile, dict[Code, int]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Part:
    """What the runs of one file say of a file: what is wrong in it, and what was not understood."""

    diagnostics: tuple[Diagnostic, ...]
    gaps: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the runs of one file. `called` are the candidates of other files that they called."""

    inputs: Inputs
    called: Mapping[str, tuple[int, ...]]
    parts: Mapping[str, Part]


def perform(
    project: Project,
    tasks: Iterable[Task],
    with_fixes: bool,
    cancelled: Cancellation = never,
    check: Check = check,
) -> Iterator[Outcome]:
    """Does tasks one after the other. Raises Cancelled."""
    for number, (path, called) in enumerate(tasks):
        if cancelled():
            raise Cancelled
        yield outcome_of(project, path, called, with_fixes, cancelled, check)
        if number % COLLECTED == 0:
            gc.collect(1)


@dataclass(slots=True, eq=False)
class Findings:
    """The outcomes of the files of a project, as far as they are known."""

    project: Project
    with_fixes: bool = False
    perform: Perform = perform
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    has_news: bool = False

    def all(self, cancelled: Cancellation = never) -> Iterator[tuple[str, Part]]:
        """Each file and what is wrong in it, those that load others first. Raises Cancelled; what was done until then
        is done."""
        called: defaultdict[str, set[int]] = defaultdict(set)
        parts: defaultdict[str, list[Part]] = defaultdict(list)
        rest = dict.fromkeys(self.project.python_files())
        for wave in self.project.waves(cancelled):
            tasks = [(path, tuple(sorted(called[path]))) for path in wave]
            self._do(tasks, cancelled)
            for path in wave:
                for other, numbers in self.outcomes[path].called.items():
                    called[other].update(numbers)
                for other, part in self.outcomes[path].parts.items():
                    parts[other].append(part)
            for path in wave:
                rest.pop(path, None)
                yield path, merged(parts.pop(path, []))
        for path in rest:
            yield path, merged(parts[path])

    def _do(self, tasks: list[Task], cancelled: Cancellation) -> None:
        """Sees to it that there are the outcomes of some files, none of which loads another."""
        new = []
        for path, called in tasks:
            if cancelled():
                raise Cancelled
            if not self._is_known(path, called):
                new.append((path, called))
        for (path, _), outcome in zip(new, self.perform(self.project, new, self.with_fixes, cancelled)):
            self.outcomes[path] = outcome
            self.has_news = True

    def _is_known(self, path: str, called: tuple[int, ...]) -> bool:
        known = self.outcomes.get(path)
        return known is not None and known.inputs.called == called and self.project.are_present(path, known.inputs)


def outcome_of(
    project: Project,
    path: str,
    called: tuple[int, ...],
    with_fixes: bool,
    cancelled: Cancellation = never,
    check: Check = check,
) -> Outcome:
    """Runs a file, and forgets the runs but for what they say. Raises Cancelled."""
    runs = project.runs_of(path, called, cancelled)
    others: defaultdict[str, list[ProgramRun]] = defaultdict(list)
    for run in runs:
        for reached in run.paths:
            if project.is_user_file(reached):
                others[reached].append(run)
    parts: dict[str, Part] = {}
    executed: dict[str, tuple[int, ...]] = {}
    for reached, through in sorted(others.items()):
        if cancelled():
            raise Cancelled
        analysis = project.analysis_of(reached, tuple(through))
        numbers = called_in(analysis.parsed, through) if reached != path else ()
        if numbers:
            executed[reached] = numbers
        if any(reached in run.events_by_path for run in through):
            found = tuple(compact(diagnostic, with_fixes) for diagnostic in check(analysis))
            parts[reached] = Part(found, tuple(gaps_of(analysis)))
    outcome = Outcome(project.inputs_of(path, runs, called), executed, parts)
    project.release(path)
    return outcome


def called_in(parsed: ParsedFile | None, runs: Iterable[ProgramRun]) -> tuple[int, ...]:
    """The candidates of a file that some runs called."""
    if parsed is None:
        return ()
    if parsed not in _numbers:
        _numbers[parsed] = {candidate.code: number for number, candidate in enumerate(candidates(parsed))}
    known = _numbers[parsed]
    return tuple(sorted({known[code] for run in runs for code in run.executed if code in known}))


def compact(diagnostic: Diagnostic, with_fixes: bool) -> Diagnostic:
    """A diagnostic that holds nothing of its run: fixes that wait to be made do."""
    return replace(diagnostic, callers=(), fixes=Fixes(tuple(diagnostic.fixes)) if with_fixes else NO_FIXES)


def gaps_of(analysis: Analysis) -> Iterator[Diagnostic]:
    """What was not understood in a file, each once."""
    seen: set[tuple[object, str]] = set()
    for _, gap in analysis.gaps():
        site = analysis.user_site(gap)
        if site is not None:
            span, reason = analysis.locate(site), reason_of(gap)
            if (span, reason) not in seen:
                seen.add((span, reason))
                yield Diagnostic("gap", "gap", Severity.INFORMATION, span, f"Not understood: {reason}")


def merged(parts: Sequence[Part]) -> Part:
    """What several parts say of one file: of one place and rule the most severe, and of these the first.

    What only holds if all runs agree is left out where one of the parts does not say it.
    """
    if len(parts) == 1:
        return parts[0]
    unanimous = {rule.CODE for rule in all_rules() if getattr(rule, "IS_UNANIMOUS", False)}
    found: defaultdict[tuple[object, str], list[list[Diagnostic]]] = defaultdict(list)
    for part in parts:
        for key, said in groupby(part.diagnostics, key=lambda one: (one.span, one.code)):
            found[key].append(list(said))
    chosen = [min(all_said, key=rank) for all_said in found.values() if agree(all_said, unanimous, len(parts))]
    diagnostics = sorted((one for said in chosen for one in said), key=lambda one: one.sort_key)
    gaps = {(gap.span, gap.message): gap for part in parts for gap in part.gaps}
    return Part(tuple(diagnostics), tuple(sorted(gaps.values(), key=lambda gap: gap.sort_key)))


def agree(all_said: list[list[Diagnostic]], unanimous: Container[str], parts: int) -> bool:
    """Whether enough parts say something of a place."""
    return len(all_said) == parts or all_said[0][0].code not in unanimous


def rank(diagnostics: Iterable[Diagnostic]) -> int:
    """How severe the most severe is; less is more."""
    order = list(Severity)
    return min(order.index(diagnostic.severity) for diagnostic in diagnostics)
