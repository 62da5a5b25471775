"""The programs that come through a file, and what is known of the file by one of them alone."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.programs import Program, candidates
from tfscope.domain.events import Created
from tfscope.ide.wording import Described, described
from tfscope.syntax.blocks import Span


@dataclass(frozen=True, slots=True)
class ProgramChoice:
    """A program, where it begins, and the variables that it makes."""

    program: Program
    span: Span
    variables: tuple[Described, ...]


_narrowed: WeakKeyDictionary[Analysis, tuple[Program, Analysis]] = WeakKeyDictionary()


def programs_of(analysis: Analysis) -> list[ProgramChoice]:
    """The programs that come through a file, in the order of their runs."""
    found = {}
    for run in analysis.runs:
        made = (event.variable for event in run.events if isinstance(event, Created) and not event.after_error)
        variables = tuple(dict.fromkeys(map(described, made)))
        found[run.program] = ProgramChoice(run.program, beginning(analysis, run.program), variables)
    return list(found.values())


def of_program(analysis: Analysis, program: Program) -> Analysis:
    """What is known by one program alone; by all of them where that one does not come through the file."""
    runs = tuple(run for run in analysis.runs if run.program == program)
    if not runs or runs == analysis.runs:
        return analysis
    known = _narrowed.get(analysis)
    if known is None or known[0] != program:
        known = _narrowed[analysis] = program, replace(analysis, runs=runs)
    return known[1]


def beginning(analysis: Analysis, program: Program) -> Span:
    """Where a program begins: its function, or the top of its file."""
    parsed = analysis.files.get(program.path)
    for candidate in candidates(parsed) if parsed is not None and program.entry is not None else ():
        node = candidate.code.node
        if parsed is not None and candidate.program.entry == program.entry and isinstance(node, ast.stmt):
            span = parsed.span(candidate.code.block, node)
            return replace(span, end_line=span.start_line, end_column=span.start_column)
    return Span(program.path, 1, 0, 1, 0)
