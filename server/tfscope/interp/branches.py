"""Branches on conditions that are not known: the only place that forks.

Both sides run from one state and their outcomes are joined. A side that raises is forgotten, unless both do. A side
that returns, breaks or continues is kept pending, and joined where its control flow arrives; until then the level
stays open.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tfscope.domain.heap import ABSENT
from tfscope.domain.trail import Delta, Level
from tfscope.domain.values import AbstractValue, join
from tfscope.interp.errors import ProgramError
from tfscope.interp.frames import Completion, Frame, Pending
from tfscope.interp.narrowing import narrow

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def fork_values(vm: Interpreter, outcomes: Sequence[Callable[[], AbstractValue]]) -> AbstractValue:
    """Runs each outcome from the present state and joins states and answers; none of it is certain."""
    level = vm.trail.mark()
    answers: list[AbstractValue] = []
    deltas: list[Delta] = []
    failure: ProgramError | None = None
    vm.uncertain += 1
    try:
        for outcome in outcomes:
            try:
                answer = outcome()
            except ProgramError as error:
                failure = failure or error
                vm.trail.undo(level)
                continue
            answers.append(answer)
            deltas.append(vm.trail.undo(level))
        settle(vm, level, deltas)
    finally:
        vm.uncertain -= 1
        vm.trail.close(level)
    if not answers:
        assert failure is not None
        raise failure
    joined = answers[0]
    for answer in answers[1:]:
        joined = join(joined, answer)
    return joined


def settle(vm: Interpreter, level: Level, deltas: list[Delta]) -> None:
    """Makes the state the join of several outcomes of one level."""
    for index, delta in enumerate(deltas):
        if index == 0:
            vm.trail.adopt(delta)
        else:
            vm.trail.join(level, delta)


def fork_tested(
    vm: Interpreter,
    frame: Frame,
    test: ast.expr,
    then: Callable[[], AbstractValue],
    otherwise: Callable[[], AbstractValue],
) -> AbstractValue:
    """Runs both sides of a test, each with what the test says of names."""

    def narrowed(side: Callable[[], AbstractValue], holds: bool) -> AbstractValue:
        narrow(vm, frame, test, holds)
        return side()

    return fork_values(vm, [lambda: narrowed(then, True), lambda: narrowed(otherwise, False)])


def fork_statements(
    vm: Interpreter,
    frame: Frame,
    test: ast.expr | None,
    then: Callable[[], Completion | None],
    otherwise: Callable[[], Completion | None],
) -> Completion | None:
    """Runs both sides of an `if` whose condition is not known, and joins what comes out of them."""
    level = vm.trail.mark()
    depth = len(frame.pending)
    first = run_side(vm, frame, level, test, then, True)
    pending_first = frame.pending[depth:]
    second = run_side(vm, frame, level, test, otherwise, False)
    if isinstance(first, ProgramError) and isinstance(second, ProgramError):
        vm.trail.close(level)
        raise first
    if isinstance(first, ProgramError) or isinstance(second, ProgramError):
        kept = second if isinstance(first, ProgramError) else first
        assert isinstance(kept, Outcome)
        vm.trail.adopt(kept.delta)
        if not pending_first and len(frame.pending) == depth:
            vm.trail.close(level)
        frame.return_value = kept.value
        return kept.completion
    if first.completion is second.completion:
        settle(vm, level, [first.delta, second.delta])
        frame.return_value = join(first.value, second.value)
        if len(frame.pending) == depth:
            vm.trail.close(level)
        return first.completion
    return keep_pending(vm, frame, level, first, second)


class Outcome:
    """What one side of a branch did."""

    __slots__ = ("completion", "value", "delta")

    def __init__(self, completion: Completion | None, value: AbstractValue, delta: Delta) -> None:
        self.completion = completion
        self.value = value
        self.delta = delta


def run_side(
    vm: Interpreter,
    frame: Frame,
    level: Level,
    test: ast.expr | None,
    side: Callable[[], Completion | None],
    holds: bool,
) -> Outcome | ProgramError:
    """Runs one side and takes it back."""
    before = frame.return_value
    vm.uncertain += 1
    try:
        if test is not None:
            narrow(vm, frame, test, holds)
        completion = side()
    except ProgramError as error:
        vm.trail.undo(level)
        return error
    finally:
        vm.uncertain -= 1
    outcome = Outcome(completion, frame.return_value, vm.trail.undo(level))
    frame.return_value = before
    return outcome


def keep_pending(vm: Interpreter, frame: Frame, level: Level, first: Outcome, second: Outcome) -> Completion | None:
    """Goes on with the side that reaches the next statement, and keeps the other for where it leads."""
    leaving, staying = (first, second) if second.completion is None else (second, first)
    if leaving.completion is None:
        leaving, staying = staying, leaving
    assert leaving.completion is not None
    loop = frame.loops[-1] if frame.loops else None
    frame.pending.append(Pending(leaving.completion, level, leaving.delta, leaving.value, loop))
    vm.uncertain += 1
    vm.trail.adopt(staying.delta)
    frame.return_value = staying.value
    return staying.completion


def resolve(vm: Interpreter, frame: Frame, completion: Completion, loop: object = None) -> bool:
    """Joins the pending outcomes that arrive here; whether there were any.

    For returns the present outcome must be at the end of the function.
    """
    arrived = [
        pending
        for pending in frame.pending
        if pending.completion is completion and (completion is Completion.RETURN or pending.loop is loop)
    ]
    for pending in reversed(arrived):
        vm.trail.join(pending.level, pending.delta)
        if completion is Completion.RETURN:
            frame.return_value = join(frame.return_value, pending.value)
        vm.uncertain -= 1
        frame.pending.remove(pending)
        if vm.trail.levels and vm.trail.levels[-1] is pending.level:
            vm.trail.close(pending.level)
    return bool(arrived)


def drop_pending(vm: Interpreter, frame: Frame) -> AbstractValue:
    """Where a function leaves by an error, one of its pending returns is what happened; ABSENT if there is none."""
    value: AbstractValue = ABSENT
    for pending in list(frame.pending):
        vm.uncertain -= 1
        if pending.completion is Completion.RETURN and value is ABSENT:
            vm.trail.undo(pending.level)
            vm.trail.adopt(pending.delta)
            value = pending.value
    frame.pending.clear()
    return value
