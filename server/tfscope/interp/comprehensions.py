"""Comprehensions and generator expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from tfscope.domain.code import Code
from tfscope.domain.heap import DictObject, ListObject, Namespace
from tfscope.domain.iterators import UNKNOWN_REST, GeneratorObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Unknown
from tfscope.interp import evaluation, generators, iteration, subscripts, targets
from tfscope.interp.frames import Frame

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def inner_frame(frame: Frame, node: ast.expr) -> Frame:
    """A frame for the names that a comprehension binds."""
    code = Code(node, frame.code.block, frame.code.qualname)
    inner = Frame(code, Namespace(code, frame.namespace), frame.module, frame.site, frame, depth=frame.depth)
    inner.is_converted = frame.is_converted
    inner.function, inner.receiver = frame.function, frame.receiver
    return inner


def run_loops(
    vm: Interpreter,
    frame: Frame,
    loops: list[ast.comprehension],
    emit: Callable[[Frame], None],
    first: AbstractValue = None,
) -> bool:
    """Runs `emit` for each item; false where the items are not all known. `first` is the first loop's iterable."""
    loop, *rest = loops
    is_complete = True
    iterable = first if first is not None else evaluation.evaluate(vm, frame, loop.iter)
    for item in iteration.iterate_in_loop(vm, iterable):
        if item is UNKNOWN_REST:
            is_complete = False
            continue
        targets.assign(vm, frame, loop.target, item)
        selected = all_true(vm, frame, loop.ifs)
        if selected is False:
            continue
        if selected is None:
            is_complete = False
        if rest:
            is_complete = run_loops(vm, frame, rest, emit) and is_complete
        else:
            emit(frame)
    return is_complete


def all_true(vm: Interpreter, frame: Frame, tests: list[ast.expr]) -> bool | None:
    """Whether all conditions hold, None where that is not known."""
    answer: bool | None = True
    for test in tests:
        known = vm.truth(evaluation.evaluate(vm, frame, test))
        if known is False:
            return False
        if known is None:
            answer = None
    return answer


def eval_list(vm: Interpreter, frame: Frame, node: ast.ListComp) -> AbstractValue:
    """`[element for …]`."""
    items: list[AbstractValue] = []
    inner = inner_frame(frame, node)
    first = evaluation.evaluate(vm, frame, node.generators[0].iter)
    with evaluation.running(vm, inner):
        complete = run_loops(
            vm, inner, node.generators, lambda at: items.append(evaluation.evaluate(vm, at, node.elt)), first
        )
    return vm.trail.born(ListObject(items, is_open=not complete))


def eval_set(vm: Interpreter, frame: Frame, node: ast.SetComp) -> AbstractValue:
    """`{element for …}`."""
    items: list[AbstractValue] = []
    inner = inner_frame(frame, node)
    first = evaluation.evaluate(vm, frame, node.generators[0].iter)
    with evaluation.running(vm, inner):
        complete = run_loops(
            vm, inner, node.generators, lambda at: items.append(evaluation.evaluate(vm, at, node.elt)), first
        )
    result = iteration.make_set(items)
    result.is_open = result.is_open or not complete
    return result


def eval_dict(vm: Interpreter, frame: Frame, node: ast.DictComp) -> AbstractValue:
    """`{key: value for …}`."""
    result = vm.trail.born(DictObject({}))
    inner = inner_frame(frame, node)
    first = evaluation.evaluate(vm, frame, node.generators[0].iter)

    def add(at: Frame) -> None:
        key = evaluation.evaluate(vm, at, node.key)
        subscripts.set_key(vm, result, key, evaluation.evaluate(vm, at, node.value))

    with evaluation.running(vm, inner):
        if not run_loops(vm, inner, node.generators, add, first):
            result.is_open = True
    return result


def eval_generator(vm: Interpreter, frame: Frame, node: ast.GeneratorExp) -> AbstractValue:
    """`(element for …)`: nothing runs before it is asked, except the first iterable."""
    inner = inner_frame(frame, node)
    first = evaluation.evaluate(vm, frame, node.generators[0].iter)
    if isinstance(first, Unknown):
        return UNKNOWN

    def run() -> None:
        assert inner.coroutine is not None
        coroutine = inner.coroutine
        vm.frame = inner
        run_loops(vm, inner, node.generators, lambda at: emit(coroutine, evaluation.evaluate(vm, at, node.elt)), first)

    def emit(coroutine: generators.Coroutine, value: AbstractValue) -> None:
        coroutine.suspend(value)

    inner.coroutine = generators.Coroutine(vm, inner, run)
    return GeneratorObject(inner.coroutine)
