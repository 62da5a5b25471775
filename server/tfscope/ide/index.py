"""What the calls of a file did, by their place: built once for an analysis, then asked in microseconds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from tfscope.analysis.analysis import Analysis, outwards
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Entered, Event, Mapped, Refused, ReuseSet, Selected, Shared
from tfscope.domain.heap import ABSENT
from tfscope.syntax.blocks import Block, Span, extent

#: Keywords that name a variable or scope in TensorFlow's APIs.
_NAME_KEYWORDS: Final = frozenset({"name", "name_or_scope", "default_name", "scope"})

Extent: TypeAlias = "tuple[int, int, int, int]"


@dataclass(frozen=True, slots=True, eq=False)
class Happening:
    """One event of a run, and the site of the call of this file from which it came."""

    run: ProgramRun
    event: Event
    site: Site


@dataclass(frozen=True, slots=True, eq=False)
class CallFacts:
    """What one call of the file did: what it asked TensorFlow for, and what functions that it called asked for."""

    block: Block
    node: ast.AST
    own: list[Happening] = field(default_factory=list)
    inner: list[Happening] = field(default_factory=list)

    def openings(self) -> Iterator[tuple[Happening, Entered]]:
        """Its own events that opened a variable scope."""
        for happening in self.own:
            if isinstance(happening.event, Entered):
                yield happening, happening.event

    def returned(self) -> Iterator[Created | Shared]:
        """Its own events that made or returned a variable."""
        for happening in self.own:
            if isinstance(happening.event, (Created, Shared)):
                yield happening.event

    @property
    def asks_for_variables(self) -> bool:
        """Whether it makes or returns variables itself."""
        return any(isinstance(found.event, (Created, Shared)) or is_request(found.event) for found in self.own)


@dataclass(frozen=True, slots=True, eq=False)
class CallAt:
    """The call at a position; `span` is the part of it that was pointed at: what it calls, or a name."""

    facts: CallFacts
    span: Span


class FileIndex:
    """The calls of one analysis, by the block that they are in. A block is read when it is asked for."""

    def __init__(self) -> None:
        self.blocks: dict[Block, dict[ast.AST, CallFacts]] = {}
        self._marks: dict[Block, dict[int, list[tuple[Extent, CallFacts]]]] = {}

    def call_at(self, analysis: Analysis, line: int, column: int) -> CallAt | None:
        """The call whose head, or whose name of a variable or scope, is at a position."""
        parsed = analysis.parsed
        block = parsed.block_at(line) if parsed is not None else None
        if parsed is None or block is None or not parsed.contains(block):
            return None
        first = parsed.line_of(block)
        position = line - first + 1, parsed.source.utf8_column(line, column)
        for mark, facts in self._marks_of(analysis, block).get(position[0], ()):
            if mark[:2] <= position <= mark[2:]:
                return CallAt(facts, self._span(analysis, first, mark))
        return None

    def _marks_of(self, analysis: Analysis, block: Block) -> dict[int, list[tuple[Extent, CallFacts]]]:
        lines = self._marks.get(block)
        if lines is None:
            lines = self._marks[block] = {}
            self.read(analysis, block)
            for facts in self.blocks.get(block, {}).values():
                for mark in marks(facts):
                    for line in range(mark[0], mark[2] + 1):
                        lines.setdefault(line, []).append((mark, facts))
        return lines

    def read(self, analysis: Analysis, wanted: Block | None) -> None:
        """Takes in what the calls of a block did, or those of all blocks."""
        known: dict[Site, list[tuple[CallFacts, Site, bool]]] = {}
        for run, event in analysis.events(wanted):
            if isinstance(event, (Created, Shared, Refused, Entered, ReuseSet, Selected, Mapped)):
                places = known.get(event.site)
                if places is None:
                    places = known[event.site] = self._places_of(analysis, event, wanted)
                for facts, site, is_own in places:
                    (facts.own if is_own else facts.inner).append(Happening(run, event, site))

    def _places_of(self, analysis: Analysis, event: Event, wanted: Block | None) -> list[tuple[CallFacts, Site, bool]]:
        """The calls that an event came through, each once, and whether it is their own."""
        if wanted is not None and not any(site.code.block is wanted for site in outwards(event.site)):
            return []
        user_site = analysis.user_site(event)
        is_library = not analysis.is_user_file(analysis.path)
        found: dict[ast.AST, tuple[CallFacts, Site, bool]] = {}
        for number, site in enumerate(analysis.sites_in_file(event)):
            block, node = site.code.block, site.node
            if node in found or (wanted is not None and block is not wanted):
                continue
            calls = self.blocks.setdefault(block, {})
            facts = calls.get(node)
            if facts is None:
                facts = calls[node] = CallFacts(block, node)
            found[node] = facts, site, number == 0 and (is_library or user_site is site)
        return list(found.values())

    @staticmethod
    def _span(analysis: Analysis, first: int, mark: Extent) -> Span:
        from_utf8 = analysis.source.column_from_utf8
        line, column, end_line, end_column = mark
        start, end = line + first - 1, end_line + first - 1
        return Span(analysis.path, start, from_utf8(start, column), end, from_utf8(end, end_column))


_indices: WeakKeyDictionary[Analysis, FileIndex] = WeakKeyDictionary()
_calls: WeakKeyDictionary[Analysis, dict[Block, dict[ast.AST, CallFacts]]] = WeakKeyDictionary()


def index_of(analysis: Analysis) -> FileIndex:
    """The index of an analysis."""
    index = _indices.get(analysis)
    if index is None:
        index = _indices[analysis] = FileIndex()
    return index


def calls_of(analysis: Analysis) -> dict[Block, dict[ast.AST, CallFacts]]:
    """All calls of a file, by block and node. May be asked on any thread."""
    found = _calls.get(analysis)
    if found is None:
        index = FileIndex()
        index.read(analysis, None)
        found = _calls[analysis] = index.blocks
    return found


def call_at(analysis: Analysis, line: int, column: int) -> CallAt | None:
    """The call whose head, or whose name of a variable or scope, is at a position."""
    return index_of(analysis).call_at(analysis, line, column)


def is_request(event: Event) -> bool:
    """Whether TensorFlow refused a variable."""
    return isinstance(event, Refused) and event.key is not None and event.key is not ABSENT


def marks(facts: CallFacts) -> Iterator[Extent]:
    """The parts of a call that answer: what it calls, by its last name, and the strings that name something."""
    node = facts.node
    if not isinstance(node, ast.Call):
        found = extent(node) if isinstance(node, (ast.Name, ast.Attribute)) else None
        if found is not None:
            yield found
        return
    if any(isinstance(found.event, Mapped) for found in facts.own):
        yield from strings_in(node)
    elif facts.own:
        for argument in name_arguments(node):
            if (found := extent(argument)) is not None:
                yield found
    yield head(node)


def strings_in(call: ast.Call) -> Iterator[Extent]:
    """The strings in the arguments of a call, in lists and dicts too."""
    for argument in (*call.args, *(item.value for item in call.keywords)):
        for node in ast.walk(argument):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and (found := extent(node)) is not None:
                yield found


def head(call: ast.Call) -> Extent:
    """Where a call says what it calls: `get_variable` of `tf.get_variable("w")`."""
    line, column, end_line, end_column = extent(call.func) or (1, 0, 1, 0)
    if isinstance(call.func, ast.Attribute):
        return end_line, max(end_column - len(call.func.attr.encode()), 0), end_line, end_column
    return line, column, end_line, end_column


def name_arguments(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call of TensorFlow that name a variable or scope, as far as they are strings in the text."""
    given = [*call.args[:2], *(item.value for item in call.keywords if item.arg in _NAME_KEYWORDS)]
    return filter(is_string, given)


def is_string(node: ast.expr) -> bool:
    """Whether an expression is written as a string, perhaps with parts to be filled in."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.BinOp(op=ast.Mod() | ast.Add()):
            return is_string(node.left) or is_string(node.right)
        case ast.Call(func=ast.Attribute(attr="format", value=text)):
            return is_string(text)
        case _:
            return False
