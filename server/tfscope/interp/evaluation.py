"""The one knot of the interpreter: evaluating an expression needs every construct, and constructs need evaluation.

`expressions` and `statements` tie it when they are imported.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tfscope.domain.values import AbstractValue
from tfscope.interp.frames import Completion, Frame

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter

#: Each takes the interpreter, the frame, and a node of the class it stands under.
EVALUATORS: dict[type, Callable[..., AbstractValue]] = {}
EXECUTORS: dict[type, Callable[..., Completion | None]] = {}


def evaluate(vm: Interpreter, frame: Frame, node: ast.expr) -> AbstractValue:
    """The value of an expression."""
    return EVALUATORS[node.__class__](vm, frame, node)


def execute_block(vm: Interpreter, frame: Frame, body: list[ast.stmt]) -> Completion | None:
    """Runs statements until one leaves the block."""
    for statement in body:
        vm.step()
        completion = EXECUTORS[statement.__class__](vm, frame, statement)
        if completion is not None:
            return completion
    return None


def bind_name(vm: Interpreter, frame: Frame, name: str, value: AbstractValue) -> None:
    """Binds a name where the code says that it lives."""
    namespace = frame.namespace
    code = frame.code
    if name in code.global_names:
        namespace = frame.module.namespace
    elif name in code.nonlocal_names:
        outer = namespace.parent
        while outer is not None and name not in outer.names:
            outer = outer.parent
        namespace = outer or namespace
    if namespace.stamp < vm.trail.epoch:
        vm.trail.save(namespace)
    namespace.names[name] = value


@contextmanager
def running(vm: Interpreter, frame: Frame) -> Iterator[None]:
    """Makes `frame` the one that runs."""
    outer = vm.frame
    vm.frame = frame
    try:
        yield
    finally:
        vm.frame = outer
