"""`try`: an error of the program goes to the first handler that catches it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from tfscope.domain.heap import ClassObject
from tfscope.domain.values import AbstractValue, Symbol, Unknown
from tfscope.interp import branches, classes, imports
from tfscope.interp.errors import ProgramError, error_classes
from tfscope.interp.evaluation import bind_name, evaluate, execute_block
from tfscope.interp.frames import Completion, Frame, Handler
from tfscope.interp.unwinding import leaving

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


#: The classes that a handler names, None where it catches all.
Kinds: TypeAlias = "tuple[AbstractValue, ...] | None"


def exec_try(vm: Interpreter, frame: Frame, node: ast.Try) -> Completion | None:
    """The body, then the handler that catches, `else` or neither, then `finally`."""
    if not node.finalbody:
        return run_handled(vm, frame, node)
    final = leaving(vm, lambda cls: False, lambda error: execute_block(vm, frame, node.finalbody) is not None)
    frame.handlers.append(final)
    try:
        completion = run_handled(vm, frame, node)
    except ProgramError:
        frame.handlers.remove(final)
        left = run_final(vm, frame, node, final)
        if left is not None:
            return left
        raise
    frame.handlers.remove(final)
    value = frame.return_value
    left = run_final(vm, frame, node, final)
    if left is not None:
        return left
    frame.return_value = value
    return completion


def run_final(vm: Interpreter, frame: Frame, node: ast.Try, final: Handler) -> Completion | None:
    """Runs a `finally`. What it does was told already where an error inside its `try` ended the program."""
    told = len(vm.events)
    try:
        return execute_block(vm, frame, node.finalbody)
    finally:
        if final in vm.error_finals:
            del vm.events[told:]


def run_handled(vm: Interpreter, frame: Frame, node: ast.Try) -> Completion | None:
    """Everything but `finally`."""
    if not node.handlers:
        return execute_block(vm, frame, node.body)
    kinds = [caught_classes(vm, frame, handler) for handler in node.handlers]
    doubtful = imports.doubtful_module(vm, node.body)
    if not doubtful or not catches_imports(vm, kinds):
        return run_caught(vm, frame, node, kinds)

    def run_without() -> Completion | None:
        is_new = doubtful not in vm.modules.missing
        vm.modules.missing.add(doubtful)
        try:
            return run_caught(vm, frame, node, kinds)
        finally:
            if is_new:
                vm.modules.missing.discard(doubtful)

    return branches.fork_statements(vm, frame, None, lambda: run_caught(vm, frame, node, kinds), run_without)


def catches_imports(vm: Interpreter, kinds: list[Kinds]) -> bool:
    """Whether a handler catches that a module is not installed."""
    missing = vm.library_class("builtins.ModuleNotFoundError")
    return any(matches(cls, kind) for kind in kinds for cls in missing.mro)


def run_caught(vm: Interpreter, frame: Frame, node: ast.Try, kinds: list[Kinds]) -> Completion | None:
    """The body, with the handlers open, then the handler that catches, or `else`."""
    handler = Handler(lambda cls: any(matches(cls, kind) for kind in kinds))
    frame.handlers.append(handler)
    try:
        completion = execute_block(vm, frame, node.body)
    except ProgramError as error:
        frame.handlers.remove(handler)
        return run_handler(vm, frame, node, kinds, error)
    else:
        frame.handlers.remove(handler)
    return completion or execute_block(vm, frame, node.orelse)


def run_handler(
    vm: Interpreter,
    frame: Frame,
    node: ast.Try,
    kinds: list[Kinds],
    error: ProgramError,
) -> Completion | None:
    """Runs the first handler that catches the error, else lets it pass."""
    vm.frame = frame
    for handler, kind in zip(node.handlers, kinds):
        if isinstance(error.value, Unknown) or any(matches(cls, kind) for cls in error_classes(error.value)):
            if handler.name is not None:
                bind_name(vm, frame, handler.name, error.value)
            frame.handled.append(error.value)
            try:
                return execute_block(vm, frame, handler.body)
            finally:
                frame.handled.pop()
    raise error


def caught_classes(vm: Interpreter, frame: Frame, handler: ast.ExceptHandler) -> Kinds:
    """The classes that a handler names, None where it catches all."""
    if handler.type is None:
        return None
    value = evaluate(vm, frame, handler.type)
    return value if isinstance(value, tuple) else (value,)


def matches(cls: AbstractValue, kinds: Kinds) -> bool:
    """Whether a class of an error is one of those that a handler names."""
    if kinds is None:
        return True
    for kind in kinds:
        if kind is cls:
            return True
        if not isinstance(kind, Symbol) or not isinstance(cls, ClassObject):
            continue
        if cls.path and classes.canonical_exception(kind.path) == cls.path:
            return True
    return False
