"""The trace of a program: what it does to its variables, as one JSON object."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from tfscope.analysis.analysis import Analysis, name_of, outwards
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Event, Gap, Refused, Shared
from tfscope.domain.graph import PartitionedVariable, Variable
from tfscope.domain.heap import ABSENT
from tfscope.domain.values import AbstractValue, DType, Shape, Text, Unknown
from tfscope.syntax.notebooks import cell_place

Json: TypeAlias = "dict[str, object]"
RuleOf: TypeAlias = "Callable[[Refused], str | None]"

_VARIABLE_APIS: Final = ("tensorflow.Variable",)


def no_rule(event: Refused) -> str | None:
    """The answer where no rules are known."""
    return None


def trace_of(analysis: Analysis, root: str, rule_of: RuleOf = no_rule) -> Json:
    """The trace of the first run of an analysis. Paths are relative to `root`."""
    run = analysis.runs[0]
    tracer = Tracer(analysis, root, rule_of)
    return {
        "program": tracer.relative(analysis.path),
        "entry": run.program.entry,
        "events": list(tracer.events(run)),
        "variables": list(tracer.variables(run)),
        "exception": tracer.exception(run),
        "gaps": list(tracer.gaps(run)),
    }


class Tracer:
    """Writes events and places down."""

    def __init__(self, analysis: Analysis, root: str, rule_of: RuleOf) -> None:
        self.analysis = analysis
        self.root = root
        self.rule_of = rule_of
        self._places: dict[Site, Json] = {}

    def relative(self, path: str) -> str:
        """A path as seen from the root, with `/`."""
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def events(self, run: ProgramRun) -> Iterator[Json]:
        """What the run asked for, in order; a request that made its variable and then failed is an error.

        After the error that ends the program the requests go on, as the reader is shown what they would get; but
        nothing is refused any more that TensorFlow never comes to.
        """
        failed = {(event.site, event.key) for event in run.events if isinstance(event, Refused) and not event.existing}
        for event in run.events:
            facts = self.facts(event)
            is_failed = isinstance(event, Created) and (event.site, event.variable.key) in failed
            is_prevented = isinstance(event, Refused) and event.after_error
            if facts is not None and not is_failed and not is_prevented:
                stack = [self.place(site) for site in self.analysis.python_sites(event)][::-1]
                yield {
                    **facts,
                    "site": stack[-1] if stack else None,
                    "stack": stack,
                    "certain": event.certain,
                    "after_error": event.after_error,
                }

    def facts(self, event: Event) -> Json | None:
        """What happened, None where no variable was asked for."""
        match event:
            case Created():
                return {"kind": "created", **described(event.variable), "via": event.via}
            case Shared():
                return {"kind": "shared", **described(event.variable), "via": event.via}
            case Refused() if event.key is not ABSENT:
                error: Json = {"type": event.error_type, "message": first_line(event.message)}
                rule = self.rule_of(event)
                if rule is not None:
                    error["rule"] = rule
                name = written(event.key)
                via = "Variable" if event.api in _VARIABLE_APIS else "get_variable"
                nothing: Json = {"shape": None, "dtype": None, "trainable": None}
                return {"kind": "error", "name": name, **nothing, "via": via, "error": error}
            case _:
                return None

    def variables(self, run: ProgramRun) -> Iterator[Json]:
        """The variables at the end."""
        for final in run.variables:
            yield {"graph": final.graph, **described(final.variable), "collection": final.collection}

    def exception(self, run: ProgramRun) -> Json | None:
        """What ended the program."""
        record = run.exception
        if record is None:
            return None
        site = next(self.analysis.python_sites(record.site), None)
        message = first_line(str(written(record.message) or ""))
        return {
            "type": record.error_type,
            "message": message,
            "site": None if site is None else self.place(site),
        }

    def gaps(self, run: ProgramRun) -> Iterator[Json]:
        """What was not understood; first what may have cost most `variables`."""
        costs = {gap: cost_of(gap, run) for gap in run.gaps}
        for gap in sorted(run.gaps, key=costs.__getitem__, reverse=True):
            site = self.analysis.user_site(gap)
            place = None if site is None else self.place(site)
            yield {"reason": reason_of(gap), "site": place, "variables": costs[gap]}

    def place(self, site: Site) -> Json:
        """A place in the program."""
        if site not in self._places:
            span = self.analysis.locate(site)
            parsed = self.analysis.files.get(span.path)
            cell = None if parsed is None else cell_place(parsed.source, span.start_line)
            self._places[site] = {
                "path": self.relative(span.path),
                **({} if cell is None else {"cell": cell[0]}),
                "line": span.start_line if cell is None else cell[1],
                "column": span.start_column,
                "function": site.code.qualname,
            }
        return self._places[site]


def cost_of(gap: Gap, run: ProgramRun) -> int:
    """How many requests that are not fully known came after a gap, in the call in which it is and the calls below."""
    frame = gap.site.caller
    later = (event for event in run.events if isinstance(event, (Created, Shared)) and event.order > gap.order)
    return sum(is_vague(event) and any(site.caller is frame for site in outwards(event.site)) for event in later)


def is_vague(event: Created | Shared) -> bool:
    """Whether the name or shape of a variable is not known, or whether there is one."""
    shape = event.variable.shape
    is_known = isinstance(name_of(event.variable), str) and isinstance(shape, Shape) and shape.is_known
    return not (event.certain and is_known)


def described(variable: Variable | PartitionedVariable) -> Json:
    """Name, shape, dtype and trainable of a variable."""
    shape = variable.shape
    trainable = variable.trainable
    return {
        "name": written(name_of(variable)),
        "shape": dimensions(shape) if isinstance(shape, Shape) else None,
        "dtype": variable.dtype.name if isinstance(variable.dtype, DType) else None,
        "trainable": trainable if isinstance(trainable, bool) else None,
    }


def dimensions(shape: Shape) -> list[int | None] | None:
    """The dimensions of a shape, None for one that is not known."""
    if shape.dims is None:
        return None
    return [dim if isinstance(dim, int) and not isinstance(dim, bool) else None for dim in shape.dims]


def written(name: AbstractValue) -> str | int | float | None:
    """A name with a hole in braces for each part that is not known; what is no name is as it was given."""
    if name is None or isinstance(name, (str, int, float)):
        return name
    return repr(name) if isinstance(name, Unknown) else str(name) if isinstance(name, Text) else "{}"


def first_line(message: str) -> str:
    """The first line of a message."""
    return message.strip().partition("\n")[0].strip()


def reason_of(gap: Gap) -> str:
    """A gap in few words."""
    return f"{gap.reason}: {gap.subject}" if gap.subject else gap.reason


def shown(place: Json) -> str:
    """`path:line`, in a notebook `path:cell 2:line`."""
    cell = f"cell {place['cell']}:" if "cell" in place else ""
    return f"{place['path']}:{cell}{place['line']}"
