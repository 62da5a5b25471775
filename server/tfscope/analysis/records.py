"""What is kept of a run of a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

from tfscope.analysis.dependencies import Dependencies
from tfscope.analysis.programs import Program
from tfscope.domain.code import Code, Site
from tfscope.domain.events import Created, Event, Gap, Shared
from tfscope.domain.graph import Graph, PartitionedVariable, Variable
from tfscope.domain.values import AbstractValue, alternatives
from tfscope.interp.errors import ErrorRecord
from tfscope.syntax.blocks import Block

#: The collections whose variables are listed at the end of a run.
COLLECTIONS: Final = ("variables", "local_variables")


@dataclass(frozen=True, slots=True)
class FinalVariable:
    """A variable that exists at the end of a run. `graph` counts graphs by their first variables."""

    graph: int
    variable: Variable
    collection: str


@dataclass(frozen=True, eq=False)
class ProgramRun:
    """What one run of a program did. `elapsed` is in seconds; `limits` names those that were hit;
    `steps` are those of the interpreter until its end.

    `repeated` is, of each cell of a notebook that makes variables, by its blocks, the first thing that it would do
    otherwise if it were run once more.
    """

    program: Program
    is_v2: bool
    events: tuple[Event, ...]
    exception: ErrorRecord | None
    variables: tuple[FinalVariable, ...]
    executed: frozenset[Code]
    dependencies: Dependencies
    limits: tuple[str, ...]
    elapsed: float
    repeated: Mapping[tuple[Block, ...], Event | None] = field(default_factory=dict)
    steps: int = 0

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What was not understood."""
        return tuple(event for event in self.events if isinstance(event, Gap))

    @cached_property
    def paths(self) -> frozenset[str]:
        """The files whose code ran."""
        return frozenset(code.path for code in self.executed if code.path)

    @cached_property
    def kinds(self) -> frozenset[type[Event]]:
        """The kinds of events that there are."""
        return frozenset(map(type, self.events))

    @cached_property
    def events_by_path(self) -> dict[str, tuple[Event, ...]]:
        """The events by each file through which they came."""
        paths_of: dict[Site | None, frozenset[str]] = {None: frozenset()}
        found: dict[str, list[Event]] = {}
        for event in self.events:
            for path in paths_through(event.site, paths_of):
                found.setdefault(path, []).append(event)
        return {path: tuple(events) for path, events in found.items()}

    def own_events(self, path: str, is_user_file: Callable[[str], bool]) -> tuple[Event, ...]:
        """The events whose innermost place in the user's files is in one of them, in order."""
        if path not in self._own_events:
            events = self.events_by_path.get(path, ())
            self._own_events[path] = tuple(event for event in events if innermost(event.site, is_user_file) == path)
        return self._own_events[path]

    def own_events_by_kind(self, path: str, is_user_file: Callable[[str], bool]) -> dict[type[Event], list[Event]]:
        """Those of each kind."""
        if path not in self._own_events_by_kind:
            found = self._own_events_by_kind[path] = {}
            for event in self.own_events(path, is_user_file):
                found.setdefault(type(event), []).append(event)
        return self._own_events_by_kind[path]

    @cached_property
    def passed(self) -> set[tuple[str, str]]:
        """The rules that found nothing in it, each with the file that it looked at."""
        return set()

    @cached_property
    def _own_events(self) -> dict[str, tuple[Event, ...]]:
        return {}

    @cached_property
    def _own_events_by_kind(self) -> dict[str, dict[type[Event], list[Event]]]:
        return {}

    @cached_property
    def creations(self) -> dict[int, Created]:
        """The events that made variables, by the identity of the variable."""
        made: dict[int, Created] = {}
        for event in self.events:
            if isinstance(event, Created):
                made[id(event.variable)] = event
        return made

    @cached_property
    def sharings(self) -> dict[int, tuple[Shared, ...]]:
        """The events that returned variables again, by the identity of the variable."""
        found: dict[int, list[Shared]] = {}
        for event in self.events:
            if isinstance(event, Shared):
                found.setdefault(id(event.variable), []).append(event)
        return {key: tuple(events) for key, events in found.items()}


def innermost(site: Site | None, is_user_file: Callable[[str], bool]) -> str | None:
    """The file of a site or its nearest caller that is the user's own."""
    while site is not None:
        if site.path and is_user_file(site.path):
            return site.path
        site = site.caller
    return None


def paths_through(site: Site, known: dict[Site | None, frozenset[str]]) -> frozenset[str]:
    """The files that hold a site or one of its callers. `known` keeps what was found before."""
    waiting: list[Site] = []
    at: Site | None = site
    while at not in known:
        assert at is not None
        waiting.append(at)
        at = at.caller
    paths = known[at]
    for inner in reversed(waiting):
        paths = known[inner] = paths if inner.path in paths or not inner.path else paths | {inner.path}
    return paths


#: The collections of graphs.
Collections: TypeAlias = "Mapping[Graph, Mapping[AbstractValue, Sequence[AbstractValue]]]"


def final_variables(events: Iterable[Event], collections: Collections) -> Iterator[FinalVariable]:
    """The variables of all graphs at the end, each once; `collections` are those at an error that came before."""
    graphs: dict[Graph, None] = {}
    for event in events:
        if isinstance(event, Created) and not event.is_eager and not event.after_error:
            made = event.variable
            parts = made.parts if isinstance(made, PartitionedVariable) else (made,)
            graphs.update((part.graph, None) for part in parts if part.graph is not None)
    for number, graph in enumerate(graphs):
        seen: set[int] = set()
        for collection in COLLECTIONS:
            members = dict.fromkeys(
                option
                for member in collections.get(graph, graph.collections).get(collection, ())
                for option in alternatives(member)
            )
            for variable in members:
                if isinstance(variable, Variable) and id(variable) not in seen:
                    seen.add(id(variable))
                    yield FinalVariable(number, variable, collection)
