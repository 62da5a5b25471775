"""What a program does, as lines of text: from TensorFlow's record, and from the analyser's run.

A line is an event with its place, in order; then how the program ended; then the variables there are.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tests.oracle.analyser import ends, facts_of_events, version_of
from tests.oracle.facts import ErrorFact, Fact, ScopeFact, VariableFact
from tests.oracle.recorder import Record, RecordedEvent
from tests.oracle.traces import lines_that_enter, shape_text
from tfscope.analysis.analysis import Analysis
from tfscope.analysis.environment import Environment
from tfscope.analysis.programs import Program
from tfscope.analysis.project import Project
from tfscope.analysis.settings import Settings
from tfscope.analysis.stack import with_deep_stack
from tfscope.analysis.trace import trace_of
from tfscope.domain.events import Refused
from tfscope.domain.heap import ABSENT

NO_ERROR: Final = "ends well"


def said_by_tensorflow(record: Record, files: dict[str, str], mode: str) -> list[str]:
    """What TensorFlow did."""
    if record.crash:
        return [f"crash: {record.crash}"]
    enters = {path: lines_that_enter(text) for path, text in files.items()}
    lines = []
    for event in record.events:
        if event.stack and not event.is_final and (event.kind != "error" or event.name is not None):
            place = event.stack[-1]
            if event.kind != "entered" or place.line in enters.get(place.path, ()):
                lines.append(f"{place.path}:{place.line} {fact_of(event)}")
    return [*lines, end_of_record(record), *(variables_of(record.variables) if mode == "graph" else ())]


def end_of_record(record: Record) -> str:
    """How the program ended: the type of its error, and the line of the program that the error came through last."""
    if not record.error_type:
        return NO_ERROR
    place = f"{record.stack[-1].path}:{record.stack[-1].line}" if record.stack else "?:0"
    return f"{place} {record.error_type}"


def fact_of(event: RecordedEvent) -> Fact:
    """An event in the words of the fixtures; an error by its type."""
    if event.kind == "entered":
        return ScopeFact(event.name or "", event.reuse, event.key or "")
    if event.kind == "error":
        return ErrorFact("none", event.error_type)
    key = event.name if event.via == "Variable" else event.key
    return VariableFact(
        event.name or "",
        shape_text(event.shape),
        event.dtype or "?",
        event.kind,
        key,
        str(event.trainable),
        event.parts,
    )


def variables_of(variables: list[dict[str, Any]]) -> Iterator[str]:
    """The variables at the end."""
    for one in variables:
        shape = shape_text(one["shape"])
        yield f"{one['collection']}: {one['name']} {shape} {one['dtype']} trainable={one['trainable']}"


def said_by_tfscope(files: dict[str, str], mode: str) -> list[str]:
    """What the analyser says."""
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.realpath(folder)
        for path, text in files.items():
            Path(root, path).write_text(text, encoding="utf-8")
        project = Project([root], Settings(tensorflow_version=version_of(files, mode)))
        project.environment = Environment((), False)
        program = Program(str(Path(root, next(iter(files)))))
        analysis = with_deep_stack(lambda: project.analyse_program(program))
        return list(lines_of(analysis, root, files, mode))


def lines_of(analysis: Analysis, root: str, files: dict[str, str], mode: str) -> Iterator[str]:
    """The analyser's lines."""
    run = analysis.runs[0]
    enters = {path: lines_that_enter(text) for path, text in files.items()}
    for event, fact in facts_of_events(run):
        site = next(analysis.python_sites(event), None)
        if site is None or (isinstance(event, Refused) and (event.key is ABSENT or ends(run, event))):
            continue
        span = analysis.locate(site)
        path = os.path.relpath(span.path, root)
        if not isinstance(fact, ScopeFact) or span.start_line in enters.get(path, ()):
            if isinstance(event, Refused) and isinstance(fact, ErrorFact):
                fact = replace(fact, rule="none", error_type=event.error_type, caught=False)
            yield f"{path}:{span.start_line} {fact}"
    yield end_of(analysis, root)
    if mode == "graph":  # eager execution keeps no variables
        yield from variables_of(trace_of(analysis, root)["variables"])  # type: ignore[arg-type]


def end_of(analysis: Analysis, root: str) -> str:
    """How the program ends. The place is one that Python ran: AutoGraph runs translations of some functions."""
    end = analysis.runs[0].exception
    if end is None:
        return NO_ERROR
    site = next(analysis.python_sites(end.site), None)
    if site is None:
        return f"?:0 {end.error_type}"
    span = analysis.locate(site)
    return f"{os.path.relpath(span.path, root)}:{span.start_line} {end.error_type}"


def difference(truth: list[str], answer: list[str]) -> str:
    """The first line on which the two differ, "" where they do not."""
    for number in range(max(len(truth), len(answer))):
        one = truth[number] if number < len(truth) else "(nothing)"
        other = answer[number] if number < len(answer) else "(nothing)"
        if one != other:
            return f"TensorFlow: {one}\ntfscope:    {other}"
    return ""
