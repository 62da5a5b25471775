"""What is known of one file: the façade that rules and editor features read."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, TypeVar, cast

from tfscope.analysis.run import ProgramRun
from tfscope.analysis.settings import Settings
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Event, Gap, Shared
from tfscope.domain.graph import PartitionedVariable, Variable
from tfscope.domain.values import Name
from tfscope.syntax.blocks import Block, Span, extent
from tfscope.syntax.nodes import argument
from tfscope.syntax.parse import ParsedFile, SourceFile

AnyVariable: TypeAlias = "Variable | PartitionedVariable"
Kind = TypeVar("Kind", bound=Event)


@dataclass(frozen=True, eq=False)
class Analysis:
    """One version of a file, and the runs of programs that came through it.

    `files` are the versions of all files that those runs went into. Spans are positions in these versions.
    `waiting` counts files that load this one and have still to run for it, `left_out` those that never will: there
    are too many.
    """

    path: str
    parsed: ParsedFile | None
    runs: tuple[ProgramRun, ...]
    files: Mapping[str, ParsedFile]
    is_user_file: Callable[[str], bool]
    settings: Settings
    #: The version of the TensorFlow that is installed where the program runs, None where that is not known.
    installed: tuple[int, int] | None = None
    waiting: int = 0
    left_out: int = 0

    @property
    def source(self) -> SourceFile:
        """The text of the file, empty where it cannot be read."""
        return self.parsed.source if self.parsed is not None else SourceFile(self.path, "")

    # -- Events ----------------------------------------------------------------------------------------------

    def events(self, block: Block | None = None) -> Iterator[tuple[ProgramRun, Event]]:
        """The events of all runs that came through this file, or of those that speak of a block of it; run by run, in
        order."""
        for run in self.runs:
            if block is not None and block not in run.dependencies.used:
                continue
            for event in run.events_by_path.get(self.path, ()):
                yield run, event

    def runs_with(self, *kinds: type[Event]) -> Iterator[ProgramRun]:
        """The runs in which there are events of some kinds."""
        return (run for run in self.runs if not run.kinds.isdisjoint(kinds))

    def events_of(self, *kinds: type[Kind]) -> Iterator[tuple[ProgramRun, Kind]]:
        """Those of some kinds."""
        for run in self.runs_with(*kinds):
            for event in run.events_by_path.get(self.path, ()):
                if isinstance(event, kinds):
                    yield run, event

    def own_events_of(self, *kinds: type[Kind]) -> Iterator[tuple[ProgramRun, Kind]]:
        """Those whose innermost place in the user's files is in this one: their diagnostics belong here."""
        found = self._own_events_of.get(kinds)
        if found is None:
            found = [(run, event) for run in self.runs_with(*kinds) for event in self.own_events_in(run, *kinds)]
            self._own_events_of[kinds] = found
        yield from cast("list[tuple[ProgramRun, Kind]]", found)

    def own_events_in(self, run: ProgramRun, *kinds: type[Kind]) -> Iterator[Kind]:
        """Those of one run."""
        if len(kinds) == 1:
            found = run.own_events_by_kind(self.path, self.is_user_file).get(kinds[0], ())
            yield from cast("Iterable[Kind]", found)
            return
        for event in run.own_events(self.path, self.is_user_file):
            if isinstance(event, kinds):
                yield event

    def events_at(self, line: int, column: int) -> list[tuple[ProgramRun, Event]]:
        """The events of the innermost node around a position at which there are any: a call, a decorator,
        …"""
        found = self._innermost(line, column)
        return [] if found is None else self._events_by_node[found]

    def site_at(self, line: int, column: int) -> Site | None:
        """One of the sites at the innermost node around a position at which there are events."""
        found = self._innermost(line, column)
        if found is None:
            return None
        _, event = self._events_by_node[found][0]
        return next(site for site in self.sites_in_file(event) if (site.code.block, site.node) == found)

    # -- Sites -----------------------------------------------------------------------------------------------

    def site_in_file(self, event: Event) -> Site | None:
        """The innermost place in this file from which an event came."""
        return next(self.sites_in_file(event), None)

    def sites_in_file(self, event: Event) -> Iterator[Site]:
        """All places in this file from which an event came, innermost first."""
        return (site for site in outwards(event.site) if site.path == self.path)

    def user_site(self, event: Event | Site) -> Site | None:
        """The innermost place in the user's own files from which an event came."""
        site: Site | None = event if isinstance(event, Site) else event.site
        is_user_file = self.is_user_file
        while site is not None and not ((path := site.code.block.path) and is_user_file(path)):
            site = site.caller
        return site

    def user_sites(self, event: Event | Site) -> Iterator[Site]:
        """All places in the user's own files from which an event came, innermost first."""
        start = event if isinstance(event, Site) else event.site
        return (site for site in outwards(start) if site.path and self.is_user_file(site.path))

    def python_sites(self, event: Event | Site) -> Iterator[Site]:
        """Those that Python had a frame for: where AutoGraph runs a translation of a function, it has none."""
        return (site for site in self.user_sites(event) if not site.is_converted)

    # -- Spans -----------------------------------------------------------------------------------------------

    def locate(self, site: Site) -> Span:
        """Where a site's node stands."""
        return self.span(site, site.node)

    def span(self, site: Site, node: ast.AST) -> Span:
        """Where a node of the block of a site stands."""
        parsed = self.files.get(site.path)
        if parsed is None or not parsed.contains(site.code.block):
            return Span(site.path, 1, 0, 1, 0)
        return parsed.span(site.code.block, node)

    def argument_span(self, site: Site, position: int | None, keyword: str | None) -> Span:
        """Where the call at a site gives an argument; what it calls where it does not give it."""
        node = site.node
        value = argument(node, position, keyword) if isinstance(node, ast.Call) else None
        return self.callee_span(site) if value is None else self.span(site, value)

    def callee_span(self, site: Site) -> Span:
        """Where the call at a site says what it calls; the whole node where it is no call."""
        node = site.node
        return self.span(site, node.func if isinstance(node, ast.Call) else node)

    def caller_spans(self, event: Event) -> tuple[Span, ...]:
        """Where the user's own files made the calls that led to the place of an event, innermost first."""
        return tuple(map(self.locate, self.user_sites(event)))[1:]

    # -- Variables -------------------------------------------------------------------------------------------

    def creation_of(self, run: ProgramRun, variable: AnyVariable) -> Created | None:
        """The event that made a variable of a run."""
        return run.creations.get(id(variable))

    def creation_site(self, run: ProgramRun, variable: AnyVariable) -> Site:
        """The innermost place in the user's files where a variable was made; else the library's."""
        created = self.creation_of(run, variable)
        site = variable.site if created is None else created.site
        return self.user_site(site) or site

    def sharers_of(self, run: ProgramRun, variable: AnyVariable) -> tuple[Shared, ...]:
        """The events that returned a variable of a run again, in order."""
        return run.sharings.get(id(variable), ())

    def names_at(self, line: int, column: int) -> list[Name]:
        """The names of the variables that the call at a position makes or returns, each once, in order."""
        names: dict[Name, None] = {}
        for _, event in self.events_at(line, column):
            if isinstance(event, (Created, Shared)):
                names[name_of(event.variable)] = None
        return list(names)

    def gaps(self) -> Iterator[tuple[ProgramRun, Gap]]:
        """What was not understood in this file, or in calls that it made into libraries."""
        return self.own_events_of(Gap)

    # -- Look-up ---------------------------------------------------------------------------------------------

    @cached_property
    def _own_events_of(self) -> dict[tuple[type[Event], ...], Sequence[tuple[ProgramRun, Event]]]:
        return {}

    @cached_property
    def _events_by_node(self) -> dict[tuple[Block, ast.AST], list[tuple[ProgramRun, Event]]]:
        found: dict[tuple[Block, ast.AST], list[tuple[ProgramRun, Event]]] = {}
        for run, event in self.events():
            for key in dict.fromkeys((site.code.block, site.node) for site in self.sites_in_file(event)):
                found.setdefault(key, []).append((run, event))
        return found

    @cached_property
    def _nodes_by_block(self) -> dict[Block, list[ast.AST]]:
        found: dict[Block, list[ast.AST]] = {}
        for block, node in self._events_by_node:
            found.setdefault(block, []).append(node)
        return found

    def _innermost(self, line: int, column: int) -> tuple[Block, ast.AST] | None:
        block = self.parsed.block_at(line) if self.parsed is not None else None
        if block is None or self.parsed is None or not self.parsed.contains(block):
            return None
        position = line - self.parsed.line_of(block) + 1, self.source.utf8_column(line, column)
        around = []
        for node in self._nodes_by_block.get(block, ()):
            place = head_extent(node)
            if place is not None and place[:2] <= position <= place[2:]:
                around.append((place[:2], tuple(-number for number in place[2:]), node))
        return (block, max(around, key=lambda found: found[:2])[2]) if around else None


def outwards(site: Site | None) -> Iterator[Site]:
    """A site and its callers, innermost first."""
    while site is not None:
        yield site
        site = site.caller


def head_extent(node: ast.AST) -> tuple[int, int, int, int] | None:
    """Where a node stands in its block; of a statement with a body the part before it."""
    found = extent(node)
    body = getattr(node, "body", None)
    if found is None or not isinstance(node, ast.stmt) or not isinstance(body, list) or not body:
        return found
    inner = extent(body[0])
    return found if inner is None else (*found[:2], *min(found[2:], inner[:2]))


def name_of(variable: AnyVariable) -> Name:
    """The full name of a variable, as `Variable.name` gives it without `:0`."""
    if isinstance(variable, PartitionedVariable):
        return variable.key
    return variable.name if variable.name is not None else ""
