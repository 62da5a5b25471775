"""What an error that nothing catches still runs on its way out: each `finally`, and what `with` leaves.

The analysis goes on behind such an error, so its way out is tried and taken back; only the events stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from tfscope.domain.events import Reason
from tfscope.domain.heap import ABSENT
from tfscope.domain.values import AbstractValue
from tfscope.interp.errors import ProgramError, error_classes
from tfscope.interp.frames import Frame, Handler

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter

#: Whether a handler catches a class of errors.
Catches: TypeAlias = "Callable[[AbstractValue], bool]"


def open_handlers(frame: Frame | None) -> Iterator[Handler]:
    """What is open around a frame's present place, innermost first."""
    while frame is not None:
        yield from reversed(frame.handlers)
        frame = frame.caller


def leaving(vm: Interpreter, catches: Catches, unwind: Callable[[ProgramError], bool]) -> Handler:
    """A handler that runs something when an error leaves what is about to begin."""
    graph = vm.graph
    here = (graph.name_scope, graph.creators, graph.control_flow, graph.overrides)
    site, graphs = vm.site, vm.runtime.graphs

    def run(error: ProgramError) -> bool:
        # What models hold open inside they leave by themselves.
        vm.changing(graph)
        vm.changing(vm.runtime)
        vm.site, vm.runtime.graphs = site, graphs
        graph.name_scope, graph.creators, graph.control_flow, graph.overrides = here
        return unwind(error)

    return Handler(catches, run)


def tried(vm: Interpreter, error: ProgramError) -> ProgramError | None:
    """The error that ends the program where `error` is raised here, None where something on the way swallows it."""
    told = len(vm.events)
    with taken_back(vm):
        end: ProgramError | None = error
        frame = vm.frame
        while frame is not None and end is not None:
            end = unwind(vm, frame, end)
            frame = frame.caller
        vm.collections_at_end = {
            graph: {key: list(members) for key, members in graph.collections.items()} for graph in vm.runtime.all_graphs
        }
    if end is None:
        del vm.events[told:]
    return end


@contextmanager
def taken_back(vm: Interpreter) -> Iterator[None]:
    """Undoes at the end what happens inside, where every error is raised."""
    kept = (vm.frame, vm.site, vm.request, vm.request_site, vm.blame)
    vm.request, vm.request_site, vm.blame = ABSENT, None, Reason.OTHER
    vm.frozen = frozenset(vm.coroutines)
    vm.is_unwinding = True
    level = vm.trail.mark()
    try:
        yield
    finally:
        vm.trail.undo(level)
        vm.trail.close(level)
        vm.is_unwinding = False
        vm.frozen = frozenset()
        vm.frame, vm.site, vm.request, vm.request_site, vm.blame = kept


def unwind(vm: Interpreter, frame: Frame, error: ProgramError) -> ProgramError | None:
    """The error that leaves a frame when `error` is raised at its present place, None where it is swallowed."""
    handlers, value = frame.handlers, frame.return_value
    frame.handlers = list(handlers)
    try:
        while frame.handlers:
            handler = frame.handlers.pop()
            if any(map(handler.catches, error_classes(error.value))):
                return None
            if handler.unwind is not None:
                vm.frame = frame
                try:
                    if handler.unwind(error):
                        return None
                except ProgramError as other:
                    error = other
        return error
    finally:
        frame.handlers, frame.return_value = handlers, value
