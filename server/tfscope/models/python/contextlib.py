"""`contextlib`."""

from __future__ import annotations

from tfscope.domain.heap import ABSENT, ClassObject, HeapObject, Instance, ListObject, NativeFunction
from tfscope.domain.iterators import GeneratorManager
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol
from tfscope.models.machine import Call, Machine
from tfscope.models.python.functools import copy_names
from tfscope.models.python.types_of import subclass_of
from tfscope.models.registry import SWALLOWS, library_class, method, model


@model("contextlib.contextmanager", "contextlib.asynccontextmanager")
def contextmanager(machine: Machine, call: Call, func: AbstractValue) -> AbstractValue:
    """A generator function as a function that makes context managers."""

    def run(machine: Machine, inner: Call) -> AbstractValue:
        again = NativeFunction("recreate", lambda machine, last: run(machine, inner))
        return GeneratorManager(machine.call_with(func, inner), again)

    return copy_names(machine, NativeFunction("contextmanager", run, binds=True), func)


@method(GeneratorManager, "__enter__")
def enter_generator(machine: Machine, call: Call, self: GeneratorManager) -> AbstractValue:
    """Runs to the `yield`."""
    return machine.enter(self)


@method(GeneratorManager, "__exit__")
def leave_generator(machine: Machine, call: Call, self: GeneratorManager, *error: AbstractValue) -> AbstractValue:
    """Runs from the `yield`."""
    return machine.leave(self, error[1] if len(error) > 1 else None)


@method(GeneratorManager, "__call__")
def decorate(machine: Machine, call: Call, self: GeneratorManager, func: AbstractValue) -> AbstractValue:
    """As a decorator: each call runs inside a manager of its own."""

    def run(machine: Machine, inner: Call) -> AbstractValue:
        with machine.entering(machine.call(self.function)):
            return machine.call_with(func, inner)
        return None

    return copy_names(machine, NativeFunction("inner", run, binds=True), func)


class Suppression(HeapObject):
    """The errors that a `contextlib.suppress` swallows. Never changes."""

    __slots__ = ("errors",)

    def __init__(self, errors: tuple[AbstractValue, ...]) -> None:
        self.stamp = 0
        self.errors = errors


def is_suppressed(manager: AbstractValue, cls: AbstractValue) -> bool:
    """Whether a class of errors is among those that are swallowed."""
    assert isinstance(manager, Suppression)
    return any(
        kind is cls or (isinstance(kind, Symbol) and isinstance(cls, ClassObject) and kind.path == cls.path)
        for kind in manager.errors
    )


SWALLOWS[Suppression] = is_suppressed


@model("contextlib.suppress")
def suppress(machine: Machine, call: Call, *exceptions: AbstractValue) -> AbstractValue:
    """A manager that swallows errors of some classes."""
    return Suppression(exceptions)


@method(Suppression, "__enter__")
def enter_suppression(machine: Machine, call: Call, self: Suppression) -> AbstractValue:
    """Answers nothing."""
    return None


@method(Suppression, "__exit__")
def leave_suppression(machine: Machine, call: Call, self: Suppression, *error: AbstractValue) -> AbstractValue:
    """Whether the error is one of those."""
    value = error[1] if len(error) > 1 else None
    if not isinstance(value, Instance):
        return False
    return any(subclass_of(machine, value.cls, kind) for kind in self.errors)


class ExitStack(HeapObject):
    """What a `contextlib.ExitStack` leaves when it is left: managers and callbacks, the first one first."""

    __slots__ = ("pending",)
    changing = ("pending",)

    def __init__(self) -> None:
        self.stamp = 0
        self.pending: list[AbstractValue] = []


@model("contextlib.ExitStack", "contextlib.AsyncExitStack")
def exit_stack(machine: Machine, call: Call) -> AbstractValue:
    """An empty stack."""
    return ExitStack()


SWALLOWS[ExitStack] = lambda manager, cls: False


@method(ExitStack, "enter_context")
def enter_context(machine: Machine, call: Call, self: ExitStack, cm: AbstractValue) -> AbstractValue:
    """Enters a manager, to be left with the stack."""
    entered = machine.enter(cm)
    machine.changing(self)
    self.pending.append(cm)
    return entered


@method(ExitStack, "push")
def push(machine: Machine, call: Call, self: ExitStack, exit: AbstractValue) -> AbstractValue:
    """A manager to be left that was entered already, or a function like `__exit__`."""
    machine.changing(self)
    if machine.find_attribute(exit, "__exit__") is ABSENT:
        self.pending.append(NativeFunction("exit", lambda machine, inner: machine.call(exit, None, None, None)))
    else:
        self.pending.append(exit)
    return exit


@method(ExitStack, "callback")
def callback(
    machine: Machine,
    call: Call,
    self: ExitStack,
    function: AbstractValue,
    *arguments: AbstractValue,
    **keywords: AbstractValue,
) -> AbstractValue:
    """A function to be called with these arguments when the stack is left."""
    given = Call(list(arguments), dict(keywords))
    machine.changing(self)
    self.pending.append(NativeFunction("callback", lambda machine, inner: machine.call_with(function, given)))
    return function


@method(ExitStack, "__enter__")
def enter_stack(machine: Machine, call: Call, self: ExitStack) -> AbstractValue:
    """The stack itself."""
    return self


@method(ExitStack, "pop_all")
def pop_all(machine: Machine, call: Call, self: ExitStack) -> AbstractValue:
    """A new stack that leaves what this one would have left."""
    other = ExitStack()
    other.pending = list(self.pending)
    machine.changing(self)
    self.pending = []
    return other


@method(ExitStack, "__exit__", "close")
def leave_stack(machine: Machine, call: Call, self: ExitStack, *error: AbstractValue) -> AbstractValue:
    """Leaves everything, the last one first."""
    value = error[1] if len(error) > 1 else None
    swallowed = False
    while self.pending:
        machine.changing(self)
        manager = self.pending.pop()
        if isinstance(manager, NativeFunction):
            machine.call(manager)
        elif machine.leave(manager, value):
            swallowed, value = True, None
    return swallowed


@model("contextlib.nullcontext")
def nullcontext(machine: Machine, call: Call, enter_result: AbstractValue = None) -> AbstractValue:
    """A manager that does nothing."""
    return Instance(machine.library_class("contextlib.PlainManager"), {"entered": enter_result})


@model("contextlib.closing")
def closing(machine: Machine, call: Call, thing: AbstractValue) -> AbstractValue:
    """A manager that closes something."""
    return Instance(machine.library_class("contextlib.PlainManager"), {"entered": thing, "closes": True})


@model("contextlib.redirect_stdout", "contextlib.redirect_stderr")
def redirect(machine: Machine, call: Call, new_target: AbstractValue) -> AbstractValue:
    """A manager without effects here."""
    return Instance(machine.library_class("contextlib.PlainManager"), {"entered": new_target})


@library_class("contextlib.PlainManager")
class PlainManager:
    """`nullcontext`, `closing` and the like."""

    def enter(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """What it was made with."""
        return self.attributes.get("entered", UNKNOWN)

    def exit(machine: Machine, call: Call, self: Instance, *error: AbstractValue) -> AbstractValue:
        """Closes what is to be closed."""
        if "closes" in self.attributes:
            method = machine.find_attribute(self.attributes.get("entered", UNKNOWN), "close")
            if method is not ABSENT:
                machine.call(method)
        return False


@model("contextlib.nested")
def nested(machine: Machine, call: Call, *managers: AbstractValue) -> AbstractValue:
    """Python 2's manager of several managers."""
    return Instance(machine.library_class("contextlib.NestedManager"), {"managers": ListObject(list(managers))})


@library_class("contextlib.NestedManager")
class NestedManager:
    """Managers that are entered in order and left in the opposite one."""

    def enter(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """What each answers."""
        return tuple(machine.enter(manager) for manager in managers_of(self))

    def exit(machine: Machine, call: Call, self: Instance, *error: AbstractValue) -> AbstractValue:
        """Leaves all."""
        value = error[1] if len(error) > 1 else None
        for manager in reversed(managers_of(self)):
            if machine.leave(manager, value):
                value = None
        return value is None and bool(error)


def managers_of(self: Instance) -> list[AbstractValue]:
    """The managers inside."""
    managers = self.attributes.get("managers")
    return managers.items if isinstance(managers, ListObject) else []


@library_class("contextlib.ContextDecorator")
class ContextDecorator:
    """A base class that lets a manager be used as a decorator."""

    def call_(machine: Machine, call: Call, self: Instance, func: AbstractValue) -> AbstractValue:
        """Each call of the function runs inside the manager."""

        def run(machine: Machine, inner: Call) -> AbstractValue:
            answer: AbstractValue = UNKNOWN
            with machine.entering(self):
                answer = machine.call_with(func, inner)
            return answer

        return copy_names(machine, NativeFunction("inner", run, binds=True), func)


@library_class("contextlib.AbstractContextManager")
class AbstractContextManager:
    """A base class whose `__enter__` answers the manager."""

    def enter(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The manager."""
        return self

    def exit(machine: Machine, call: Call, self: Instance, *error: AbstractValue) -> AbstractValue:
        """Lets errors pass."""
        return None
