"""The scopes and variables of a file as a tree, nested as its text is, with their full names."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from tfscope.analysis.analysis import Analysis
from tfscope.ide.index import CallFacts, calls_of, head
from tfscope.ide.wording import Described, described, written
from tfscope.syntax.blocks import Block, ParsedFile, Span
from tfscope.syntax.nodes import name_span


@dataclass(frozen=True, slots=True)
class Symbol:
    """One row of the tree. `kind` is "class", "function", "scope" or "variable"; `detail` stands beside the name."""

    name: str
    detail: str
    kind: str
    span: Span
    selection: Span
    children: tuple[Symbol, ...] = ()


def document_symbols(analysis: Analysis) -> list[Symbol]:
    """The tree of a file: functions, classes and scopes in which variables are made or shared. May be asked on any
    thread."""
    found = _known.get(analysis)
    if found is None:
        found = _known[analysis] = list(symbols_of(analysis))
    return found


_known: WeakKeyDictionary[Analysis, list[Symbol]] = WeakKeyDictionary()


def symbols_of(analysis: Analysis) -> Iterator[Symbol]:
    """The tree, block by block."""
    if analysis.parsed is not None:
        tree = Tree(analysis.parsed, calls_of(analysis))
        for block in analysis.parsed.blocks:
            if block in tree.lines:
                yield from tree.symbols(block, block.body)


class Tree:
    """Reads the symbols of a file off its text."""

    def __init__(self, parsed: ParsedFile, calls: dict[Block, dict[ast.AST, CallFacts]]) -> None:
        self.parsed = parsed
        self.calls = calls
        #: The lines of the calls of each block, sorted: what is on none of them is not looked into.
        self.lines: dict[Block, list[int]] = {}
        for block, found in calls.items():
            self.lines[block] = sorted(getattr(node, "lineno", 1) for node in found)

    def symbols(self, block: Block, nodes: Iterable[ast.AST]) -> Iterator[Symbol]:
        """The symbols at and below some nodes of a block."""
        for node in nodes:
            if not self.holds_calls(block, node):
                continue
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    yield from self.definition(block, node)
                case ast.With() | ast.AsyncWith():
                    yield from self.with_block(block, node)
                case ast.Call() if (facts := self.calls[block].get(node)) is not None and facts.own:
                    yield from self.call(facts, node)
                    yield from self.symbols(block, ast.iter_child_nodes(node))
                case _:
                    yield from self.symbols(block, ast.iter_child_nodes(node))

    def holds_calls(self, block: Block, node: ast.AST) -> bool:
        """Whether a call that has something to show may be in a node."""
        first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
        if first is None or last is None:
            return True
        first = min([first, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
        lines = self.lines[block]
        at = bisect_left(lines, first)
        return at < len(lines) and lines[at] <= last

    def definition(self, block: Block, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[Symbol]:
        """A function or class, where it has anything to show."""
        yield from self.symbols(block, node.decorator_list)
        children = tuple(self.symbols(block, node.body))
        if children:
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            span = self.parsed.span(block, node)
            yield Symbol(node.name, "", kind, span, name_span(self.parsed, block, node), children)

    def with_block(self, block: Block, node: ast.With | ast.AsyncWith) -> Iterator[Symbol]:
        """A `with`: the scopes of its items, one in the other, around what is in its body."""
        openings: list[tuple[CallFacts, ast.Call]] = []
        for item in node.items:
            call = item.context_expr
            facts = self.calls[block].get(call)
            if isinstance(call, ast.Call) and facts is not None and paths_of(facts) and not facts.asks_for_variables:
                openings.append((facts, call))
            else:
                yield from self.symbols(block, [call])
        children = tuple(self.symbols(block, node.body))
        span = self.parsed.span(block, node)
        for facts, call in reversed(openings):
            selection = self.head_span(block, call)
            children = (Symbol(listed(paths_of(facts)), "", "scope", span, selection, children),)
        yield from children

    def call(self, facts: CallFacts, node: ast.Call) -> Iterator[Symbol]:
        """The variables of a call, one row for the same call in all its contexts; a scope where it only opens one."""
        span, selection = self.parsed.span(facts.block, node), self.head_span(facts.block, node)
        variables = list(dict.fromkeys(described(event.variable) for event in facts.returned()))
        if variables:
            for group in rows(variables):
                detail = group[0].kind + (f" and {len(group) - 1} more" if len(group) > 1 else "")
                yield Symbol(group[0].name, detail, "variable", span, selection)
        elif not facts.asks_for_variables and (paths := paths_of(facts)):
            yield Symbol(listed(paths), "", "scope", span, selection)

    def head_span(self, block: Block, call: ast.Call) -> Span:
        """Where a call says what it calls."""
        line, column, end_line, end_column = head(call)
        first = self.parsed.line_of(block) - 1
        from_utf8 = self.parsed.source.column_from_utf8
        start, end = line + first, end_line + first
        return Span(self.parsed.path, start, from_utf8(start, column), end, from_utf8(end, end_column))


def rows(variables: list[Described]) -> Iterator[list[Described]]:
    """Variables of one call that have the same last name, such as a layer's kernels in all its contexts."""
    found: dict[str, list[Described]] = {}
    for variable in variables:
        found.setdefault(variable.name.rpartition("/")[2], []).append(variable)
    yield from found.values()


def paths_of(facts: CallFacts) -> list[str]:
    """The paths that a call opens, without the root's empty one."""
    return [path for path in dict.fromkeys(written(event.path) for _, event in facts.openings()) if path]


def listed(paths: list[str]) -> str:
    """The first path, and how many more."""
    return f"{paths[0]} +{len(paths) - 1}" if len(paths) > 1 else paths[0]
