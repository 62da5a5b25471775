"""One step of an iterator, and what is tried and may fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tfscope.domain.heap import ABSENT, ClassObject, Instance, IteratorObject
from tfscope.domain.iterators import END, UNKNOWN_REST, GeneratorObject, LazyIterator
from tfscope.domain.values import AbstractValue, Unknown
from tfscope.interp.errors import ProgramError, error_classes
from tfscope.interp.frames import Handler
from tfscope.interp.generators import next_item

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def next_of(vm: Interpreter, iterator: AbstractValue) -> AbstractValue:
    """The next item of an iterator; END where there is none, UNKNOWN_REST where that is not known."""
    match iterator:
        case IteratorObject():
            if iterator.position >= len(iterator.items):
                return UNKNOWN_REST if iterator.is_open else END
            vm.changing(iterator)
            iterator.position += 1
            return iterator.items[iterator.position - 1]
        case LazyIterator():
            item, state = iterator.advance(iterator.state)
            if state is not iterator.state:
                vm.changing(iterator)
                iterator.state = state
            return item
        case GeneratorObject():
            has_item, item = next_item(iterator)
            return item if has_item else END
        case Instance():
            return next_of_instance(vm, iterator)
        case _:
            return UNKNOWN_REST


def next_of_instance(vm: Interpreter, iterator: Instance) -> AbstractValue:
    """By `__next__`."""
    method = vm.find_attribute(iterator, "__next__")
    if method is ABSENT:
        method = vm.find_attribute(iterator, "next")
    if method is ABSENT or isinstance(method, Unknown):
        return UNKNOWN_REST
    answer = attempt(vm, lambda: vm.call(method), "StopIteration")
    return END if answer is ABSENT else answer


def attempt(vm: Interpreter, outcome: Callable[[], AbstractValue], error_type: str) -> AbstractValue:
    """The answer of `outcome`, ABSENT where it raises an error of that type."""
    path = f"builtins.{error_type}"

    def catches(cls: AbstractValue) -> bool:
        return isinstance(cls, ClassObject) and cls.path == path

    frame = vm.frame
    if frame is None:
        return outcome()
    handler = Handler(catches)
    frame.handlers.append(handler)
    try:
        return outcome()
    except ProgramError as error:
        vm.frame = frame
        if not any(map(catches, error_classes(error.value))):
            raise
        return ABSENT
    finally:
        frame.handlers.remove(handler)
