"""The interpreter: owns the state of one run of a program, and is the `Machine` that library models see."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

from tfscope.domain.code import Code
from tfscope.domain.heap import (
    BoundMethod,
    ClassObject,
    FunctionObject,
    HeapObject,
    ModuleObject,
    Namespace,
)
from tfscope.domain.iterators import GeneratorObject
from tfscope.domain.trail import Trail
from tfscope.domain.values import AbstractValue, Symbol
from tfscope.interp import (
    attribute_changes,
    attributes,
    branches,
    calls,
    classes,
    containment,
    contexts,
    deletion,
    dynamic,
    generators,
    imports,
    iteration,
    libraries,
    operators,
    stepping,
    subscripts,
    truth,
    unwinding,
)
from tfscope.interp.dynamic import Surroundings
from tfscope.interp.errors import ProgramError
from tfscope.interp.generators import Coroutine
from tfscope.interp.limits import Cancellation, Cancelled, LimitReached, Limits, never
from tfscope.interp.memory import Memory
from tfscope.interp.reporting import Reporter
from tfscope.models.machine import Call, Signature
from tfscope.models.registry import Model

#: How many steps pass between two looks at whether the run is called off.
STEPS_BETWEEN_CHECKS = 256


class Interpreter(Surroundings, Memory, Reporter):
    """One run of one program. `loader` finds and parses modules; events gather in `events`, in order."""

    def __init__(
        self,
        loader: imports.Loader,
        *,
        is_v2: bool = False,
        limits: Limits = Limits(),
        cancelled: Cancellation = never,
    ) -> None:
        Surroundings.__init__(self, loader)
        Memory.__init__(self)
        self.limits = limits
        self.cancelled = cancelled
        Reporter.__init__(self, is_v2)
        self.trail = Trail()
        self.is_v2 = is_v2
        self.modules = imports.ModuleTable()
        #: What a name of a library was rebound to (monkey-patching), by dotted path.
        self.patches: dict[str, AbstractValue] = {}
        self.steps = 0
        self.open_codes: dict[Code, int] = {}
        self.executed: dict[Code, None] = {}
        #: The functions that were made while nothing was run on trial.
        self.functions: dict[Code, FunctionObject] = {}
        self.coroutines: list[Coroutine] = []

    # -- The Machine protocol ------------------------------------------------------------------------------

    def changing(self, item: HeapObject) -> None:
        """Announces that `item` is about to change."""
        if item.stamp < self.trail.epoch:
            self.trail.save(item.keeper)

    def call(self, function: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        """Calls an abstract value."""
        return self.call_with(function, Call(list(arguments), keywords))

    def call_with(self, function: AbstractValue, call: Call) -> AbstractValue:
        """Calls an abstract value with arguments as they were bound."""
        return self.graph.hear(calls.call_value(self, function, call))

    def get_attribute(self, value: AbstractValue, name: str) -> AbstractValue:
        """`value.name`; raises the program's AttributeError where there certainly is none."""
        return attributes.get_attribute(self, value, name)

    def find_attribute(self, value: AbstractValue, name: str) -> AbstractValue:
        """`value.name`, ABSENT where there is none."""
        return attributes.find_attribute(self, value, name)

    def set_attribute(self, value: AbstractValue, name: str, new: AbstractValue) -> None:
        """`value.name = new`."""
        attribute_changes.set_attribute(self, value, name, new)

    def delete_attribute(self, value: AbstractValue, name: str) -> None:
        """`del value.name`."""
        attribute_changes.delete_attribute(self, value, name)

    def truth(self, value: AbstractValue) -> bool | None:
        """`bool(value)`, None where that is not known."""
        return truth.truth(self, value)

    def equal(self, left: AbstractValue, right: AbstractValue) -> bool | None:
        """`left == right`, None where that is not known."""
        return truth.equal(self, left, right)

    def items_of(self, value: AbstractValue) -> list[AbstractValue] | None:
        """The items that iterating over `value` gives, None where they are not all known."""
        return iteration.items_of(self, value)

    def iterate(self, value: AbstractValue) -> Iterator[AbstractValue]:
        """The items one by one, as late as Python would ask for them; UNKNOWN_REST where more may follow."""
        return iteration.iterate(self, value)

    def next_of(self, iterator: AbstractValue) -> AbstractValue:
        """The next item of an iterator; END where there is none, UNKNOWN_REST where that is not known."""
        return stepping.next_of(self, iterator)

    def get_item(self, value: AbstractValue, index: AbstractValue) -> AbstractValue:
        """`value[index]`."""
        return subscripts.get_item(self, value, index)

    def set_item(self, value: AbstractValue, index: AbstractValue, new: AbstractValue) -> None:
        """`value[index] = new`."""
        subscripts.set_item(self, value, index, new)

    def delete_item(self, value: AbstractValue, index: AbstractValue) -> None:
        """`del value[index]`."""
        deletion.delete_item(self, value, index)

    def contains(self, container: AbstractValue, item: AbstractValue) -> bool | None:
        """`item in container`, None where that is not known."""
        return containment.contains(self, container, item)

    def binary(self, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """`left + right` for "Add", and so on by the names of `ast`."""
        return operators.binary(self, getattr(ast, name), left, right)

    def unary(self, name: str, value: AbstractValue) -> AbstractValue:
        """`-value` for "USub", and so on by the names of `ast`."""
        return operators.unary(self, getattr(ast, name), value)

    def compare(self, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """`left < right` for "Lt", and so on by the names of `ast`."""
        return operators.compare(self, getattr(ast, name), left, right)

    def type_name(self, value: AbstractValue) -> str:
        """What `type(value).__name__` gives."""
        return libraries.type_name(value)

    def make_class(
        self,
        name: str,
        bases: Sequence[AbstractValue],
        namespace: dict[str, AbstractValue],
        metaclass: AbstractValue = None,
    ) -> AbstractValue:
        """The class that a class statement with these bases and this body makes; `type.__new__` by a metaclass."""
        body = Namespace()
        body.names = namespace
        module = self.frame.module if self.frame is not None else None
        if metaclass is not None:
            known = tuple(classes.as_class(self, base) for base in bases)
            plain = tuple(base for base in known if base != Symbol("builtins.object"))
            return classes.build_class(self, name, plain, body, module, metaclass, {})
        return classes.make_class(self, name, Call(list(bases)), body, module)

    def instantiate(self, cls: ClassObject, call: Call) -> AbstractValue:
        """A new instance, past a `__call__` of the metaclass."""
        return classes.instantiate_plainly(self, cls, call)

    def attempt(self, outcome: Callable[[], AbstractValue], error_type: str) -> AbstractValue:
        """The answer of `outcome`, ABSENT where it raises a built-in error of that type."""
        return stepping.attempt(self, outcome, error_type)

    def raise_error(self, error: AbstractValue) -> AbstractValue:
        """Raises an exception object of the program."""
        raise ProgramError(error, self.site)

    def resume(self, generator: AbstractValue, word: str, value: AbstractValue) -> tuple[bool, AbstractValue]:
        """Goes on with a generator by "send" or "throw": `(True, item)`, or `(False, returned value)` at the end."""
        assert isinstance(generator, GeneratorObject)
        if word == "throw":
            return generators.throw(generator, ProgramError(value, self.site))
        return generators.next_item(generator, value)

    def enter(self, manager: AbstractValue) -> AbstractValue:
        """`manager.__enter__()`."""
        return contexts.enter(self, manager)

    def leave(self, manager: AbstractValue, error: AbstractValue) -> bool:
        """`manager.__exit__(…)`: whether the error was swallowed."""
        return contexts.leave(self, manager, error)

    def names_in_reach(self, of_module: bool) -> Namespace:
        """The names of the running module, or of the running function."""
        if self.frame is None:
            return Namespace()
        return self.frame.module.namespace if of_module else self.frame.namespace

    def import_module(self, name: str, package: str | None = None) -> AbstractValue:
        """The module of a dotted name, run if it is the program's; `.name` is below `package`, or the running one."""
        return dynamic.import_by_name(self, name, package)

    def evaluate_text(self, text: str) -> AbstractValue:
        """What an expression means where the program now is."""
        return dynamic.evaluate_text(self, text)

    def main_module(self) -> ModuleObject | None:
        """The module that is run as `__main__`."""
        known = self.modules.modules.get("__main__")
        frame = self.frame
        while known is None and frame is not None:
            if frame.caller is None:
                return frame.module
            frame = frame.caller
        return known

    def library_class(self, path: str) -> ClassObject:
        """The class that a model defines under a canonical name."""
        return classes.library_class(self, path)

    def parameters_of(self, function: AbstractValue) -> Signature | None:
        """The parameters of a callable, without a bound first one; None where they are not known."""
        return calls.parameters_of(self, function)

    def keywords_of(self, value: AbstractValue) -> dict[str, AbstractValue] | None:
        """The keyword arguments that `**value` gives, None where they are not all known; none for None."""
        keywords: dict[str, AbstractValue] = {}
        if value is None or iteration.spread_keywords(self, value, keywords):
            return keywords
        return None

    def bind_method(self, function: AbstractValue, receiver: AbstractValue) -> AbstractValue:
        """A function as it is taken from an instance."""
        return BoundMethod(function, receiver)

    def make_function(self, name: str, function: Callable[..., AbstractValue]) -> AbstractValue:
        """A callable from a Python function that takes the machine, the call, and its own parameters."""
        return Model(name, function)

    def fork(self, outcomes: Sequence[Callable[[], AbstractValue]]) -> AbstractValue:
        """Runs each outcome from the present state and joins states and answers; none of it is certain."""
        return branches.fork_values(self, outcomes)

    def entering(self, manager: AbstractValue) -> AbstractContextManager[AbstractValue]:
        """Enters a context manager of the program or of a model, for models that need one."""
        return contexts.entering(self, manager)

    def way_out(self, error: ProgramError) -> ProgramError | None:
        """The error that ends the program where `error` is raised here, None where something swallows it."""
        return unwinding.tried(self, error)

    def python_version(self) -> tuple[int, int]:
        """The version whose error messages are used."""
        return (3, 11)

    # -- Steps ---------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Counts one statement or call; raises where the budget is spent or the run is called off."""
        self.steps += 1
        if self.steps % STEPS_BETWEEN_CHECKS == 0:
            if self.cancelled():
                raise Cancelled
            if self.steps > self.limits.steps:
                raise LimitReached("steps")

    def close(self, kept: Sequence[Coroutine] = ()) -> None:
        """Ends what is still suspended, but for some."""
        for coroutine in [found for found in self.coroutines if found not in kept]:
            coroutine.abandon()
        self.coroutines = list(kept)
