"""Context managers and `with`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tfscope.domain.heap import ABSENT, FunctionObject, Instance
from tfscope.domain.iterators import GeneratorManager, GeneratorObject
from tfscope.domain.values import FROM_LIBRARY, UNKNOWN, AbstractValue, OneOf, Symbol, Unknown
from tfscope.interp import classes, generators, sites, targets
from tfscope.interp.errors import ProgramError
from tfscope.interp.evaluation import evaluate, execute_block
from tfscope.interp.frames import Completion, Frame, Handler
from tfscope.interp.unwinding import leaving, unwind
from tfscope.models.registry import SWALLOWS

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def run_with(vm: Interpreter, frame: Frame, items: list[ast.withitem], body: list[ast.stmt]) -> Completion | None:
    """Enters the managers one inside the other, runs the body, leaves them."""
    if not items:
        return execute_block(vm, frame, body)
    item, *rest = items
    manager = evaluate(vm, frame, item.context_expr)
    with sites.at(vm, frame, item.context_expr):
        entered = enter(vm, manager)
        handler = handler_of(vm, manager)
    if item.optional_vars is not None:
        targets.assign(vm, frame, item.optional_vars, entered)
    frame.handlers.append(handler)
    try:
        completion = run_with(vm, frame, rest, body)
    except ProgramError as error:
        frame.handlers.remove(handler)
        vm.frame = frame
        with sites.at(vm, frame, item.context_expr):
            swallowed = leave(vm, manager, error.value)
        if not swallowed:
            raise
        return None
    frame.handlers.remove(handler)
    value = frame.return_value
    with sites.at(vm, frame, item.context_expr):
        leave(vm, manager, None)
    frame.return_value = value
    return completion


def handler_of(vm: Interpreter, manager: AbstractValue) -> Handler:
    """What an error meets in a manager that was entered."""
    return leaving(vm, lambda cls: may_swallow(vm, manager, cls), lambda error: leave(vm, manager, error.value))


@contextmanager
def entering(vm: Interpreter, manager: AbstractValue) -> Iterator[AbstractValue]:
    """Enters a manager for the length of a model's work."""
    entered = enter(vm, manager)
    handler, frame = handler_of(vm, manager), vm.frame
    handlers = [] if frame is None else frame.handlers
    handlers.append(handler)
    try:
        yield entered
    except ProgramError as error:
        handlers.remove(handler)
        if not leave(vm, manager, error.value):
            raise
    else:
        handlers.remove(handler)
        leave(vm, manager, None)


@contextmanager
def dropping(vm: Interpreter, frame: Frame, generator: GeneratorObject) -> Iterator[None]:
    """Closes a generator at the end that nothing else holds, as CPython does."""

    def close(error: ProgramError) -> bool:
        ending = Instance(vm.library_class("builtins.GeneratorExit"), {"args": ()})
        if isinstance(generator.coroutine, generators.Coroutine) and generator.coroutine.is_suspended:
            leave_generator(vm, generator, ending)
        return False

    handler = leaving(vm, lambda cls: False, close)
    frame.handlers.append(handler)
    try:
        yield
    finally:
        frame.handlers.remove(handler)
        generators.drop(vm, generator)


def enter(vm: Interpreter, manager: AbstractValue) -> AbstractValue:
    """`manager.__enter__()`."""
    if isinstance(manager, GeneratorManager):
        if isinstance(manager.generator, GeneratorObject):
            has_item, value = generators.next_item(manager.generator)
            return value if has_item else UNKNOWN
        return UNKNOWN
    if isinstance(manager, (Unknown, OneOf, Symbol)):
        return UNKNOWN
    method = vm.find_attribute(manager, "__enter__")
    return UNKNOWN if method is ABSENT else vm.call(method)


def leave(vm: Interpreter, manager: AbstractValue, error: AbstractValue) -> bool:
    """`manager.__exit__(…)`: whether the error was swallowed."""
    if isinstance(manager, GeneratorManager):
        return leave_generator(vm, manager.generator, error)
    if isinstance(manager, (Unknown, OneOf, Symbol)):
        return error is not None and may_swallow(vm, manager, error)
    method = vm.find_attribute(manager, "__exit__")
    if method is ABSENT:
        return False
    cls = error.cls if isinstance(error, Instance) else None
    answer = vm.call(method, cls, error, None if error is None else UNKNOWN)
    return error is not None and vm.truth(answer) is not False


def leave_generator(vm: Interpreter, generator: AbstractValue, error: AbstractValue) -> bool:
    """Resumes a generator manager behind its `yield`."""
    if not isinstance(generator, GeneratorObject):
        return False
    coroutine = generator.coroutine
    if isinstance(coroutine, generators.Coroutine) and coroutine in vm.frozen:
        return throw_on_trial(vm, coroutine, ProgramError(error, vm.site))
    if error is None:
        generators.next_item(generator)
        return False
    try:
        generators.throw(generator, ProgramError(error, vm.site))
    except ProgramError as passed:
        if passed.value is error:
            return False
        raise
    return True


def throw_on_trial(vm: Interpreter, coroutine: generators.Coroutine, error: ProgramError) -> bool:
    """Whether a suspended generator would swallow an error; raises what it would raise instead."""
    end = unwind(vm, coroutine.frame, error)
    if end is not None and end is not error:
        raise end
    return end is None


def may_swallow(vm: Interpreter, manager: AbstractValue, cls: AbstractValue) -> bool:
    """Whether leaving the manager could swallow an error of a class."""
    if isinstance(manager, GeneratorManager):
        generator = manager.generator
        if isinstance(generator, GeneratorObject) and isinstance(generator.coroutine, generators.Coroutine):
            return any(handler.catches(cls) for handler in generator.coroutine.frame.handlers)
        return False
    if isinstance(manager, (Unknown, OneOf)):
        return manager is not FROM_LIBRARY
    if isinstance(manager, Symbol):
        return False
    catcher = SWALLOWS.get(type(manager))
    if catcher is not None:
        return catcher(manager, cls)
    if isinstance(manager, Instance):
        native = SWALLOWS.get(type(manager.native))
        if native is not None:
            return native(manager.native, cls)
        return manager.cls.path == "" and exit_may_swallow(classes.find_in_class(manager.cls, "__exit__"))
    return False


def exit_may_swallow(method: AbstractValue) -> bool:
    """Whether an `__exit__` of the program returns anything but None or False."""
    if not isinstance(method, FunctionObject):
        return method is not ABSENT
    returns = [part.value for part in ast.walk(method.code.node) if isinstance(part, ast.Return)]
    return any(not (value is None or (isinstance(value, ast.Constant) and not value.value)) for value in returns)
