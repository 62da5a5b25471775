"""What rules share: diagnostics, fixes, severities, and running all rules over a file."""

from __future__ import annotations

import importlib
import logging
import pkgutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Final, Protocol, TypeAlias, cast, overload

from tfscope import rules
from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.analysis.settings import Settings
from tfscope.analysis.suppressions import suppressions_of
from tfscope.edits.edit import Edit as Edit
from tfscope.syntax.blocks import Span

log = logging.getLogger(__name__)

_MAKING: Final = threading.RLock()
#: Modules of this package that are no rules.
_SHARED: Final = frozenset({"core", "fixing"})


class Severity(Enum):
    """How much a diagnostic matters; a rule that is `OFF` does not run unless the settings say so."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"
    OFF = "off"


class Tag(Enum):
    """What a diagnostic says about the code besides its message, in an editor's words."""

    UNNECESSARY = "unnecessary"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a diagnostic speaks of."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A way to mend what a diagnostic tells. `is_safe` where it surely means what the author meant."""

    title: str
    edits: tuple[Edit, ...]
    is_safe: bool = False
    is_preferred: bool = False


class Fixes(Sequence[Fix]):
    """The fixes of a diagnostic, made when they are first asked for: most never are."""

    __slots__ = ("_made", "_waiting")

    def __init__(self, fixes: Iterable[Fix] = ()) -> None:
        self._waiting: Iterable[Fix] | None = fixes
        self._made: tuple[Fix, ...] = ()

    @overload
    def __getitem__(self, index: int) -> Fix: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Fix]: ...

    def __getitem__(self, index: int | slice) -> Fix | Sequence[Fix]:
        return self.made()[index]

    def __len__(self) -> int:
        return len(self.made())

    def __repr__(self) -> str:
        return repr(self.made())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fixes) and self.made() == other.made()

    def __hash__(self) -> int:
        return hash(self.made())

    def __reduce__(self) -> tuple[type[Fixes], tuple[tuple[Fix, ...]]]:
        return Fixes, (self.made(),)

    def made(self) -> tuple[Fix, ...]:
        """All of them. Two threads may ask at once."""
        with _MAKING:
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                try:
                    self._made = tuple(waiting)
                except Exception:
                    log.exception("a fix could not be made")
            return self._made


NO_FIXES: Final = Fixes()


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is the rule's ("TFS101"), `name` what the rule is called
    ("variable-already-exists").

    `callers` are the places of the calls through which it came (`Analysis.caller_spans`): a comment there
    silences it."""

    code: str
    name: str
    severity: Severity
    span: Span
    message: str
    related: tuple[Related, ...] = ()
    fixes: Fixes = NO_FIXES
    tags: tuple[Tag, ...] = ()
    callers: tuple[Span, ...] = ()

    @property
    def sort_key(self) -> tuple[Span, str, str]:
        """By place, then by rule."""
        return self.span, self.code, self.message


class Rule(Protocol):
    """A module of this package. Its docstring is its documentation; SEVERITY is what its diagnostics have
    unless the settings say otherwise; TAGS, where it has any, are theirs too.

    It has one of two functions, or both: `check(analysis)` looks at all runs that came through a file, and
    `check_run(analysis, run)` at one of them and the trees of the code that its events speak of, and at nothing else,
    comments included. Where the latter finds nothing it is not asked again as long as the run is kept.
    """

    CODE: str
    NAME: str
    SEVERITY: Severity
    TAGS: tuple[Tag, ...] = ()
    __doc__: str | None


CheckFile: TypeAlias = "Callable[[Analysis], Iterator[Diagnostic]]"
CheckRun: TypeAlias = "Callable[[Analysis, ProgramRun], Iterator[Diagnostic]]"


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """All rules, by their codes."""
    found = []
    for module in pkgutil.iter_modules(rules.__path__):
        if module.name not in _SHARED and not module.name.startswith("_"):
            loaded = importlib.import_module(f"{rules.__name__}.{module.name}")
            if hasattr(loaded, "CODE"):
                found.append(cast("Rule", loaded))
    return tuple(sorted(found, key=lambda rule: rule.CODE))


def find_rule(word: str) -> Rule | None:
    """The rule of a code or name, whatever its case."""
    word = word.strip().lower()
    return next((rule for rule in all_rules() if word in (rule.CODE.lower(), rule.NAME.lower())), None)


def severity_of(rule: Rule, settings: Settings) -> Severity:
    """The severity that the settings give to a rule, by its code, its name or all its group (`TFS1`), or
    its own."""
    for word in (rule.CODE, rule.NAME, rule.CODE.lower(), rule.CODE[:4]):
        if word in settings.rules:
            return Severity(settings.rules[word])
    return rule.SEVERITY


def check(
    analysis: Analysis, settings: Settings | None = None, rules: Iterable[Rule] | None = None
) -> list[Diagnostic]:
    """The diagnostics of a file, each once and in the order of their places, without those that comments
    silence."""
    settings = analysis.settings if settings is None else settings
    found: dict[tuple[str, Span, str], Diagnostic] = {}
    for rule in all_rules() if rules is None else rules:
        severity = severity_of(rule, settings)
        if severity is Severity.OFF:
            continue
        tags: tuple[Tag, ...] = getattr(rule, "TAGS", ())
        for diagnostic in findings(rule, analysis):
            # A rule may soften its own severity; settings then say what the rule's has become.
            if diagnostic.severity is rule.SEVERITY or severity is not rule.SEVERITY:
                diagnostic = replace(diagnostic, severity=severity)
            diagnostic = replace(diagnostic, tags=tags) if tags else diagnostic
            key = (diagnostic.code, diagnostic.span, diagnostic.message)
            if diagnostic.span.path == analysis.path and not is_silenced(diagnostic, analysis):
                found.setdefault(key, diagnostic)
    return sorted(found.values(), key=lambda diagnostic: diagnostic.sort_key)


def findings(rule: Rule, analysis: Analysis) -> Iterator[Diagnostic]:
    """What a rule finds in a file."""
    check_file: CheckFile | None = getattr(rule, "check", None)
    check_run: CheckRun | None = getattr(rule, "check_run", None)
    if check_file is not None:
        yield from check_file(analysis)
    for run in analysis.runs if check_run is not None else ():
        key = (rule.CODE, analysis.path)
        if check_run is None or key in run.passed:
            continue
        found = list(check_run(analysis, run))
        if not found:
            run.passed.add(key)
        yield from found


def is_silenced(diagnostic: Diagnostic, analysis: Analysis) -> bool:
    """Whether a comment silences a diagnostic: on the first or last line of its place, or on that of a
    caller."""
    words = (diagnostic.code, diagnostic.name)
    own = suppressions_of(analysis.source)
    first, last = diagnostic.span.start_line, diagnostic.span.end_line
    if any(own.silences(words, line) for line in {first, last}):
        return True
    for caller in diagnostic.callers:
        parsed = analysis.files.get(caller.path)
        if parsed is not None and suppressions_of(parsed.source).silences(words, caller.start_line):
            return True
    return False
