"""Generators: code that is suspended and resumed. Each runs on a thread of its own, and only one runs at a time."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING

from tfscope.domain.iterators import GeneratorObject
from tfscope.domain.values import AbstractValue
from tfscope.interp.errors import ProgramError

if TYPE_CHECKING:
    from tfscope.interp.frames import Frame
    from tfscope.interp.interpreter import Interpreter

#: Interpreted calls nest deeply; a thread gets this much stack (bytes).
STACK_SIZE = 64 * 1024 * 1024


class Abandoned(BaseException):
    """Unwinds a generator that nobody will resume."""


class Coroutine:
    """One suspended run of a generator's body."""

    def __init__(self, vm: Interpreter, frame: Frame, run: Callable[[], None]) -> None:
        self.vm = vm
        self.frame = frame
        self.run = run
        self.thread: threading.Thread | None = None
        self.inbox: SimpleQueue[tuple[str, object]] = SimpleQueue()
        self.outbox: SimpleQueue[tuple[str, object]] = SimpleQueue()
        self.is_finished = False
        self.is_running = False

    @property
    def is_suspended(self) -> bool:
        """Whether the body has begun, and not ended."""
        return self.thread is not None and not self.is_finished and not self.is_running

    def resume(self, word: str, value: object) -> tuple[str, object]:
        """Goes on with `("send", value)` or `("throw", ProgramError)`.

        Answers `("yield", value)` or `("return", None)`.
        Raises whatever the body raises.
        """
        if self.is_finished:
            if word == "throw" and isinstance(value, BaseException):
                raise value
            return ("return", None)
        vm = self.vm
        outer_frame, outer_site = vm.frame, vm.site
        self.frame.caller = outer_frame
        self.is_running = True
        if self.thread is None:
            if word == "throw" and isinstance(value, BaseException):
                self.is_finished = True
                raise value
            self.thread = start_thread(self.main)
            vm.coroutines.append(self)
        else:
            self.inbox.put((word, value))
        answer, result = self.outbox.get()
        self.is_running = False
        vm.frame, vm.site = outer_frame, outer_site
        if answer != "yield":
            self.is_finished = True
            if self in vm.coroutines:
                vm.coroutines.remove(self)
        if answer == "raise":
            assert isinstance(result, BaseException)
            raise result
        return answer, result

    def main(self) -> None:
        """What the thread does."""
        try:
            self.run()
            self.outbox.put(("return", self.frame.return_value))
        except Abandoned:
            self.outbox.put(("return", None))
        except BaseException as error:
            self.outbox.put(("raise", error))

    def suspend(self, value: AbstractValue) -> AbstractValue:
        """Called by the body: hands `value` out, waits, and answers what is sent in."""
        vm = self.vm
        frame, site = vm.frame, vm.site
        self.outbox.put(("yield", value))
        word, sent = self.inbox.get()
        vm.frame, vm.site = frame, site
        if word == "throw":
            assert isinstance(sent, BaseException)
            raise sent
        return sent

    def abandon(self) -> None:
        """Ends a suspended body without running any more of the program."""
        if not self.is_finished and self.thread is not None and not self.is_running:
            self.inbox.put(("throw", Abandoned()))
            self.outbox.get()
        self.is_finished = True


def start_thread(target: Callable[[], None]) -> threading.Thread:
    """A started thread with room for deep nesting."""
    before = threading.stack_size(STACK_SIZE)
    try:
        thread = threading.Thread(target=target, daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    return thread


def next_item(generator: GeneratorObject, sent: AbstractValue = None) -> tuple[bool, AbstractValue]:
    """`(True, item)`, or `(False, returned value)` at the end."""
    word, value = generator.coroutine.resume("send", sent)
    return word == "yield", value


def throw(generator: GeneratorObject, error: ProgramError) -> tuple[bool, AbstractValue]:
    """Raises an error where the generator is suspended; answers as `next_item`."""
    word, value = generator.coroutine.resume("throw", error)
    return word == "yield", value


def is_temporary(node: ast.expr, value: AbstractValue) -> bool:
    """Whether an expression made a generator that nothing else holds."""
    if not isinstance(value, GeneratorObject) or not isinstance(node, (ast.Call, ast.GeneratorExp)):
        return False
    return isinstance(value.coroutine, Coroutine) and value.coroutine.thread is None


def drop(vm: Interpreter, generator: GeneratorObject) -> None:
    """Closes a generator that nothing holds any more, as CPython does at once."""
    if isinstance(generator.coroutine, Coroutine) and generator.coroutine.is_suspended:
        vm.call(vm.find_attribute(generator, "close"))
