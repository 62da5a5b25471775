"""`tfscope trace`: one program, shown as events, as JSON, as a tree, as a page or as a graph."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.programs import Program
from tfscope.analysis.project import Project
from tfscope.analysis.settings import Table
from tfscope.analysis.trace import trace_of
from tfscope.domain.events import Refused
from tfscope.reports.options import project_settings, tell_problems
from tfscope.reports.pages import dot_graph, html_page
from tfscope.reports.terminal import CLEAN, MISUSE, make_console
from tfscope.reports.traces import write_events, write_tree
from tfscope.rules.core import check
from tfscope.syntax.blocks import Span


@dataclass(frozen=True, slots=True)
class TraceOptions:
    """What the command line asks for. Paths are absolute."""

    program: str
    root: str
    entry: str | None
    output_format: str
    settings: Table


def trace_program(options: TraceOptions) -> int:
    """Runs one program and writes what it does; answers the exit code."""
    settings = project_settings(options.root, options.settings)
    project = Project([options.root], settings)
    analysis = project.analyse_program(Program(options.program, options.entry, is_named=True))
    if options.entry is not None and not is_defined(analysis, options.entry):
        print(f"tfscope: {options.program} has no function {options.entry}", file=sys.stderr)
        return MISUSE
    match options.output_format:
        case "json":
            print(json.dumps(trace_of(analysis, options.root, RuleFinder(analysis).rule_of), indent=1))
        case "tree":
            write_tree(analysis, options.root, make_console())
        case "html":
            print(html_page(analysis, options.root))
        case "dot":
            print(dot_graph(analysis, options.root))
        case _:
            write_events(analysis, options.root, make_console())
    return MISUSE if tell_problems(settings) else CLEAN


def is_defined(analysis: Analysis, entry: str) -> bool:
    """Whether the file may define the function: its first name is in the text."""
    blocks = analysis.parsed.blocks if analysis.parsed is not None else ()
    return any(entry.partition(".")[0] in block.names for block in blocks)


class RuleFinder:
    """Which rule speaks of an error: the one whose diagnostic stands at the same call."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.codes: list[tuple[Span, str]] | None = None

    def rule_of(self, event: Refused) -> str | None:
        """The code of the rule, None where no rule speaks of it."""
        site = self.analysis.user_site(event)
        if site is None:
            return None
        if self.codes is None:
            self.codes = [(found.span, found.code) for found in check(self.analysis)]
        place = self.analysis.locate(site)
        return next((code for span, code in self.codes if contains(place, span)), None)


def contains(outer: Span, inner: Span) -> bool:
    """Whether one span lies in another."""
    return outer.path == inner.path and (outer.start_line, outer.start_column) <= (
        inner.start_line,
        inner.start_column,
    ) <= (outer.end_line, outer.end_column)
