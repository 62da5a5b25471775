"""What a run tells: events, gaps, and the errors of the program, caught by its own code or not."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from tfscope.domain.code import Code, Site
from tfscope.domain.events import Event, Gap, Reason, Refused
from tfscope.domain.graph import Graph, PartitionedVariable, Runtime, Variable
from tfscope.domain.heap import ABSENT, ClassObject, Instance
from tfscope.domain.values import AbstractValue
from tfscope.interp import imports
from tfscope.interp.errors import ErrorRecord, ProgramError, error_classes, error_message, error_type_name
from tfscope.interp.frames import Frame
from tfscope.interp.unwinding import open_handlers

if TYPE_CHECKING:
    from tfscope.interp.generators import Coroutine


def root_code() -> Code:
    """The code of a program that has not started."""
    from_nothing = ast.Module(body=[], type_ignores=[])
    return Code(from_nothing, EMPTY_BLOCK, "<program>")


EMPTY_BLOCK = imports.empty_block()
ROOT_SITE = Site(ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0), root_code(), None)


class Reporter(ABC):
    """The part of the interpreter that knows where it is and tells what happens."""

    def __init__(self, is_v2: bool) -> None:
        self.runtime = Runtime(is_v2)
        self.events: list[Event] = []
        self.gaps: dict[tuple[str, str, int], None] = {}
        self.classes: dict[str, ClassObject] = {}
        self.frame: Frame | None = None
        self.site: Site = ROOT_SITE
        #: The key of the request for a variable that is being answered, else ABSENT.
        self.request: AbstractValue = ABSENT
        self.request_site: Site | None = None
        self.refusals = 0
        #: Why the request is refused where the step that is running fails.
        self.blame = Reason.OTHER
        #: How many open forks and unknown loops the present path is below.
        self.uncertain = 0
        self.after_error = False
        #: Whether all that ran was followed: nothing unknown was called, and nothing was not understood.
        self.followed_all = True
        self.error: ErrorRecord | None = None
        #: What was open where the error that ends the program was raised.
        self.error_finals: frozenset[object] = frozenset()
        #: The collections of every graph where it ended the program.
        self.collections_at_end: dict[Graph, dict[AbstractValue, list[AbstractValue]]] = {}
        #: Whether the way out of an error that ends the program is being tried; the generators that it must not resume.
        self.is_unwinding = False
        self.frozen: frozenset[Coroutine] = frozenset()

    @abstractmethod
    def library_class(self, path: str) -> ClassObject:
        """The class that a model defines under a canonical name, or a built-in exception's."""

    @property
    def graph(self) -> Graph:
        """The default graph; in eager execution the one that holds scopes and counters."""
        if len(self.runtime.graphs) == 1 and self.runtime.is_eager is True:
            return self.runtime.eager_graph
        return self.runtime.graphs[-1]

    @property
    def certain(self) -> bool:
        """Whether what happens now happens in every run."""
        return self.uncertain == 0

    def fail(self, error_type: str, message: str, api: str = "") -> None:
        """Raises an error of the program, or of an API. Returns where nothing in the program would catch it."""
        error = self.make_error(error_type, message)
        if self.is_unwinding or self.is_caught(error):
            raise ProgramError(error, self.site)
        if self.request is not ABSENT or api:
            self.refuse(self.blame, error_type, message, api=api)
        else:
            self.note_error(ProgramError(error, self.site))

    def refuse(
        self,
        reason: Reason,
        error_type: str,
        message: str,
        *,
        key: AbstractValue = ABSENT,
        existing: Variable | PartitionedVariable | None = None,
        parameter: str = "",
        api: str = "",
        certain: bool = True,
        shape: AbstractValue = None,
        dtype: AbstractValue = None,
        given: AbstractValue = ABSENT,
    ) -> None:
        """Emits `Refused` and raises the error. Returns where nothing in the program would catch it."""
        error = ProgramError(self.make_error(error_type, message), self.site)
        caught = self.is_unwinding or self.is_caught(error.value)
        error.told = len(self.events)
        self.emit_refusal(
            reason,
            error_type,
            message,
            certain=certain,
            key=self.request if key is ABSENT else key,
            existing=existing,
            parameter=parameter,
            api=api,
            caught=caught,
            shape=shape,
            dtype=dtype,
            given=given,
        )
        if caught:
            raise error
        if certain:
            self.note_error(error)

    def emit_refusal(
        self, reason: Reason, error_type: str, message: AbstractValue, *, certain: bool = True, **facts: object
    ) -> None:
        """Emits `Refused` with the scope in force."""
        self.refusals += 1
        scope = self.graph.scope
        facts |= {"scope": getattr(scope, "name", ""), "reuse": getattr(scope, "reuse", None)}
        self.emit(Refused, certain=certain, reason=reason, error_type=error_type, message=message, **facts)

    @contextmanager
    def blaming(self, reason: Reason) -> Iterator[None]:
        """For the length of a step of a request: why it is refused where something in it fails."""
        outer, self.blame = self.blame, reason
        try:
            yield
        finally:
            self.blame = outer

    @contextmanager
    def requesting(self, key: AbstractValue) -> Iterator[None]:
        """For the length of a request for a variable: an error inside it is a refusal of that key."""
        outer, self.request = self.request, key
        outer_site, self.request_site = self.request_site, self.site
        refused = self.refusals
        try:
            yield
        except ProgramError as error:
            if self.refusals == refused:
                kind, message = error_type_name(error.value), error_message(error.value)
                self.emit_refusal(self.blame, kind, message, key=key, caught=True)
            raise
        finally:
            self.request, self.request_site = outer, outer_site

    def emit(self, kind: type[Event], *, certain: bool = True, **facts: object) -> None:
        """Emits an event at the present site."""
        site = self.site
        if self.request_site is not None and (kind is Refused or facts.get("via") == "get_variable"):
            # What comes out of a request belongs to it, also where a custom getter of the program made it.
            site = self.request_site
        self.events.append(
            kind(
                site=site,
                certain=certain and self.uncertain == 0,
                after_error=self.after_error,
                order=len(self.events),
                **facts,
            )
        )

    def gap(self, reason: str, subject: str) -> None:
        """Says that something was not understood that may matter to variables."""
        self.followed_all = False
        key = (reason, subject, id(self.site.node))
        if key not in self.gaps:
            self.gaps[key] = None
            self.emit(Gap, certain=False, reason=reason, subject=subject)

    def make_error(self, error_type: str, message: AbstractValue) -> Instance:
        """An instance of one of Python's exceptions."""
        return Instance(self.library_class(f"builtins.{error_type}"), {"args": (message,)})

    def is_caught(self, error: AbstractValue, frame: Frame | None = None) -> bool:
        """Whether code of the program that is running, from `frame` outwards, would catch the error."""
        frame = frame or self.frame
        kinds = error_classes(error)
        while frame is not None:
            if any(handler.catches(kind) for handler in frame.handlers for kind in kinds):
                return True
            frame = frame.caller
        return False

    def note_error(self, error: ProgramError) -> None:
        """Notes an error that ends the program where the path to it is certain; the analysis goes on behind it.

        Raises it where something on its way out swallows it after all.
        """
        if self.uncertain != 0 or self.after_error:
            return
        end = self.way_out(error)
        if end is not error:
            self.correct(error, caught=True)
        if end is None:
            raise error
        self.correct(end, caught=False)
        self.after_error = True
        self.error_finals = frozenset(open_handlers(self.frame))
        self.error = ErrorRecord(error_type_name(end.value), error_message(end.value), end.site)

    def correct(self, error: ProgramError, caught: bool) -> None:
        """Says in the event of a refusal whether it ends the program."""
        event = None if error.told is None else self.events[error.told]
        if isinstance(event, Refused) and event.caught != caught:
            self.events[event.order] = replace(event, caught=caught)

    @abstractmethod
    def way_out(self, error: ProgramError) -> ProgramError | None:
        """The error that ends the program where `error` is raised here, None where something swallows it."""
