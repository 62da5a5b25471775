"""`for` and `while`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tfscope.domain.iterators import END, UNKNOWN_REST, GeneratorObject
from tfscope.domain.values import AbstractValue, Unknown
from tfscope.interp import branches, contexts, generators, iteration, sites, targets
from tfscope.interp.evaluation import evaluate, execute_block
from tfscope.interp.frames import Completion, Frame

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def exec_for(vm: Interpreter, frame: Frame, node: ast.For | ast.AsyncFor) -> Completion | None:
    """`for`: each item in turn; where the items are not known, one pass that may happen."""
    iterable = evaluate(vm, frame, node.iter)
    if generators.is_temporary(node.iter, iterable) and isinstance(iterable, GeneratorObject):
        with contexts.dropping(vm, frame, iterable):
            return run_for(vm, frame, node, iterable)
    return run_for(vm, frame, node, iterable)


def run_for(vm: Interpreter, frame: Frame, node: ast.For | ast.AsyncFor, iterable: AbstractValue) -> Completion | None:
    """The passes of a loop, then `else`."""
    loop = object()
    frame.loops.append(loop)
    quiet = 0
    count = 0
    size = iteration.length_of(vm, iterable)
    try:
        for item in iterate_at(vm, frame, node, iterable):
            if item is UNKNOWN_REST:
                completion = unknown_pass(vm, frame, node, iterable)
            else:
                before = len(vm.events)
                count += 1
                targets.assign(vm, frame, node.target, item)
                completion = execute_block(vm, frame, node.body)
                quiet = quiet + 1 if len(vm.events) == before else 0
            branches.resolve(vm, frame, Completion.CONTINUE, loop)
            if completion is Completion.BREAK:
                return leave(vm, frame, loop)
            if completion is Completion.RETURN:
                return completion
            if size is not None and size > vm.limits.long_loop and quiet >= vm.limits.idle_iterations:
                widen(vm, frame, node)
                break
            if count >= vm.limits.iterations:
                vm.gap("limit", "iterations")
                break
        completion = execute_block(vm, frame, node.orelse)
        branches.resolve(vm, frame, Completion.BREAK, loop)
        return completion
    finally:
        frame.loops.pop()


def iterate_at(vm: Interpreter, frame: Frame, node: ast.For | ast.AsyncFor, iterable: AbstractValue) -> iteration.Items:
    """The items of a loop, asked for at the loop's place."""
    items = iteration.iterate_in_loop(vm, iterable)
    while True:
        with sites.at(vm, frame, node.iter):
            item = next(items, END)
        if item is END:
            return
        yield item


def leave(vm: Interpreter, frame: Frame, loop: object) -> Completion | None:
    """Ends a loop by `break`."""
    branches.resolve(vm, frame, Completion.BREAK, loop)
    return None


def unknown_pass(
    vm: Interpreter, frame: Frame, node: ast.For | ast.AsyncFor, iterable: AbstractValue
) -> Completion | None:
    """One pass over an item that is not known, which may not happen at all."""

    def body() -> Completion | None:
        label = node.target.id if isinstance(node.target, ast.Name) else ""
        targets.assign(vm, frame, node.target, iteration.unknown_item(vm, iterable, label))
        completion = execute_block(vm, frame, node.body)
        return None if completion is not Completion.RETURN else completion

    return branches.fork_statements(vm, frame, None, body, lambda: None)


def widen(vm: Interpreter, frame: Frame, node: ast.AST) -> None:
    """Makes the local names that a long loop assigns unknown."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id in frame.namespace.names:
            value = frame.namespace.names[part.id]
            if isinstance(value, (int, float, str)):
                vm.changing(frame.namespace)
                frame.namespace.names[part.id] = Unknown(part.id, type(value).__name__)


def exec_while(vm: Interpreter, frame: Frame, node: ast.While) -> Completion | None:
    """`while`: as long as the condition is known; then one pass that may happen."""
    loop = object()
    frame.loops.append(loop)
    count = quiet = 0
    try:
        while True:
            known = vm.truth(evaluate(vm, frame, node.test))
            if known is False:
                completion = execute_block(vm, frame, node.orelse)
                branches.resolve(vm, frame, Completion.BREAK, loop)
                return completion
            before = len(vm.events)
            if known is None:
                completion = branches.fork_statements(
                    vm, frame, node.test, lambda: one_pass(vm, frame, node), lambda: None
                )
            else:
                completion = execute_block(vm, frame, node.body)
            branches.resolve(vm, frame, Completion.CONTINUE, loop)
            if completion is Completion.RETURN:
                return completion
            count += 1
            quiet = quiet + 1 if len(vm.events) == before else 0
            endless = isinstance(node.test, ast.Constant) and quiet >= vm.limits.idle_iterations
            may_have_left = any(pending.loop is loop for pending in frame.pending)
            if completion is Completion.BREAK or known is None or endless or may_have_left:
                branches.resolve(vm, frame, Completion.BREAK, loop)
                return None
            if count >= vm.limits.iterations or (count > vm.limits.long_loop and quiet > vm.limits.long_loop):
                widen(vm, frame, node)
                branches.resolve(vm, frame, Completion.BREAK, loop)
                return None
    finally:
        frame.loops.pop()


def one_pass(vm: Interpreter, frame: Frame, node: ast.While) -> Completion | None:
    """One run of the body, after which the loop ends."""
    completion = execute_block(vm, frame, node.body)
    return completion if completion is Completion.RETURN else None
