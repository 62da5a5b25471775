"""The analyser's answer about a program, in the form of the comments: where the fixtures meet tfscope."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.oracle.facts import ErrorFact, Fact, ScopeFact, VariableFact
from tests.oracle.refusals import NONE
from tests.oracle.traces import lines_that_enter, shape_text
from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.environment import Environment
from tfscope.analysis.programs import Program
from tfscope.analysis.project import Project
from tfscope.analysis.records import ProgramRun
from tfscope.analysis.settings import Settings
from tfscope.analysis.stack import with_deep_stack
from tfscope.analysis.trace import dimensions, written
from tfscope.domain.events import Created, Entered, Event, Reason, Refused, Shared
from tfscope.domain.graph import AUTO_REUSE, PartitionedVariable
from tfscope.domain.values import AbstractValue, DType, Name, Shape

#: What TensorFlow says of a refusal, by the analyser's reason. A rule may say it in words of its own: a slot
#: variable that is missing is, to TensorFlow, a variable that does not exist.
RULES: Final = {
    Reason.EXISTS: "variable-already-exists",
    Reason.MISSING: "variable-does-not-exist",
    Reason.SHAPE_DIFFERS: "shared-shape-mismatch",
    Reason.DTYPE_DIFFERS: "shared-dtype-mismatch",
    Reason.PARTITION_DIFFERS: "partitioner-mismatch",
    Reason.INITIALIZER: "bad-initializer",
    Reason.SHAPE_UNKNOWN: "variable-shape-unknown",
    Reason.NAME_INVALID: "invalid-scope-name",
    Reason.REUSE_INVALID: "invalid-scope-argument",
    Reason.SCOPE_INVALID: "invalid-scope-argument",
    Reason.REUSE_WITHOUT_NAME: "reuse-without-scope-name",
    Reason.CONTROL_FLOW: "variable-in-traced-body",
    Reason.GRAPH_DIFFERS: "variable-from-other-graph",
    Reason.NO_VARIABLES: "empty-variable-filter",
    Reason.NAME_TWICE: "duplicate-checkpoint-key",
    Reason.LAMBDA: "variable-in-lambda",
}

#: Refused arguments that are a scope's, by the end of the API's name.
SCOPE_ARGUMENTS: Final = {
    Reason.ARGUMENT_UNKNOWN: ("variable_scope", "get_variable", "get_local_variable"),
    Reason.ARGUMENT_MISSING: ("variable_scope",),
    Reason.ARGUMENT_INVALID: ("variable_scope",),
}


def analyse(files: dict[str, str], mode: str = "graph") -> dict[int, list[Fact]]:
    """The facts by line, where the first file is run as a program."""
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.realpath(folder)
        for path, text in files.items():
            file = Path(root, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        project = Project([root], Settings(tensorflow_version=version_of(files, mode)))
        project.environment = Environment((), False)
        program = Program(str(Path(root, next(iter(files)))))
        analysis = with_deep_stack(lambda: project.analyse_program(program))
        enters = {str(Path(root, path)): lines_that_enter(text) for path, text in files.items()}
        return by_line(analysis, enters, mode.endswith("autograph"))


def version_of(files: dict[str, str], mode: str) -> str:
    """The TensorFlow that a program is written for: the oracle makes graph mode look like version 1."""
    text = "".join(files.values())
    return "2.x" if mode.startswith("eager") or "disable_v2_behavior()" in text else "1.x"


def by_line(analysis: Analysis, enters: dict[str, set[int]], by_python: bool) -> dict[int, list[Fact]]:
    """The facts of the first run, by line; `by_python` where the line is one that Python ran."""
    sites_of = analysis.python_sites if by_python else analysis.user_sites
    facts: dict[int, list[Fact]] = {}
    run = analysis.runs[0]
    for event, fact in [*facts_of_events(run), *facts_of_end(run)]:
        site = next(sites_of(event), None)
        span = None if site is None else analysis.locate(site)
        if span is None or (isinstance(fact, ScopeFact) and span.start_line not in enters.get(span.path, ())):
            continue
        facts.setdefault(span.start_line, []).append(fact)
    return {line: list(dict.fromkeys(items)) for line, items in facts.items()}


def facts_of_events(run: ProgramRun) -> Iterator[tuple[Event, Fact]]:
    """What the events before the program's end say."""
    for event in run.events:
        if event.after_error:
            continue
        match event:
            case Created() | Shared():
                yield event, variable_fact(event)
            case Entered():
                scope, name_scope = name_text(event.path), name_text(event.scope.original_name_scope)
                yield event, ScopeFact(scope, reuse_text(event.reuse), name_scope, not event.certain)
            case Refused():
                rule = rule_of(event)
                error_type = event.error_type if rule == NONE else ""
                caught = event.caught and not ends(run, event)
                yield event, ErrorFact(rule, error_type, caught, not event.certain)


def facts_of_end(run: ProgramRun) -> Iterator[tuple[Event, Fact]]:
    """The error that ended the program, where no event of a refusal says it already."""
    record = run.exception
    if record is not None and not any(isinstance(event, Refused) and ends(run, event) for event in run.events):
        yield record.site, ErrorFact(NONE, record.error_type)  # type: ignore[misc]


def ends(run: ProgramRun, event: Refused) -> bool:
    """Whether a refusal is what ended the program."""
    record = run.exception
    if record is None:
        return False
    told = (one for one in reversed(run.events) if isinstance(one, Refused) and not one.after_error)
    same = (one for one in told if (record.error_type, record.message) == (one.error_type, one.message))
    return next(same, None) is event


def variable_fact(event: Created | Shared) -> VariableFact:
    """What an event says of a variable."""
    variable = event.variable
    name = name_text(name_of(variable))
    shape = dimensions(variable.shape) if isinstance(variable.shape, Shape) else None
    return VariableFact(
        name=name,
        shape=shape_text(shape),
        dtype=variable.dtype.name if isinstance(variable.dtype, DType) else "?",
        outcome="created" if isinstance(event, Created) else "shared",
        key=name if event.via == "Variable" else None if variable.key is None else name_text(variable.key),
        trainable=str(variable.trainable) if isinstance(variable.trainable, bool) else "?",
        parts=len(variable.parts) if isinstance(variable, PartitionedVariable) else 0,
        maybe=not event.certain,
    )


def name_text(name: Name) -> str:
    """A name, with holes where parts are not known."""
    text = written(name)
    return "" if text is None else str(text)


def reuse_text(reuse: AbstractValue) -> str:
    """A scope's reuse as the comments write it."""
    if reuse is AUTO_REUSE or reuse == AUTO_REUSE:
        return "AUTO_REUSE"
    return str(reuse) if reuse is None or isinstance(reuse, (bool, int, str)) else "?"


def rule_of(event: Refused) -> str:
    """The rule that speaks of a refusal, or none."""
    if event.reason is Reason.REMOVED:
        return "contrib-removed" if "contrib" in event.message else "removed-in-tf2"
    if event.reason in SCOPE_ARGUMENTS and event.api.endswith(SCOPE_ARGUMENTS[event.reason]):
        return "invalid-scope-argument"
    if event.reason is Reason.NAME_INVALID and event.error_type == "TypeError":
        return NONE
    return RULES.get(event.reason, NONE)
