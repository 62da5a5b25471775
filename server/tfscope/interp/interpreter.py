"""The interpreter: owns the state of one run of a program, and is the `Machine` that library models see."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from tfscope.domain.code import Code, Site
from tfscope.domain.events import Event, Gap, Reason, Refused
from tfscope.domain.graph import Graph, PartitionedVariable, Runtime, Tensor, Variable
from tfscope.domain.heap import ABSENT, AttributeTable, BoundMethod, ClassObject, HeapObject, Instance, ModuleObject, Namespace
from tfscope.domain.iterators import GeneratorObject
from tfscope.domain.trail import Trail
from tfscope.domain.values import AbstractValue, Symbol, Unknown
from tfscope.interp import (
    attributes,
    branches,
    calls,
    classes,
    contexts,
    generators,
    imports,
    iteration,
    libraries,
    operators,
    subscripts,
    truth,
)
from tfscope.interp.errors import ErrorRecord, ProgramError, error_classes, error_message, error_type_name
from tfscope.interp.frames import Frame
from tfscope.interp.generators import Coroutine
from tfscope.interp.limits import Cancellation, Cancelled, LimitReached, Limits, never
from tfscope.models.machine import Call, Signature
from tfscope.models.registry import Model

#: How many steps pass between two looks at whether the run is called off.
STEPS_BETWEEN_CHECKS = 256


class Interpreter:
    """One run of one program. `loader` finds and parses modules; events gather in `events`, in order."""

    def __init__(
        self,
        loader: imports.Loader,
        *,
        is_v2: bool = False,
        limits: Limits = Limits(),
        cancelled: Cancellation = never,
    ) -> None:
        self.loader = loader
        self.limits = limits
        self.cancelled = cancelled
        self.trail = Trail()
        self.runtime = Runtime(is_v2)
        self.is_v2 = is_v2
        self.events: list[Event] = []
        self.gaps: dict[tuple[str, str, int], None] = {}
        self.modules = imports.ModuleTable()
        self.classes: dict[str, ClassObject] = {}
        #: What a name of a library was rebound to (monkey-patching), by dotted path.
        self.patches: dict[str, AbstractValue] = {}
        self.frame: Frame | None = None
        self.site: Site = ROOT_SITE
        #: The key of the request for a variable that is being answered, else ABSENT.
        self.request: AbstractValue = ABSENT
        self.request_site: Site | None = None
        self.refusals = 0
        #: Why the request is refused where the step that is running fails.
        self.blame = Reason.OTHER
        #: How many open forks and unknown loops the present path is below.
        self.uncertain = 0
        self.after_error = False
        self.error: ErrorRecord | None = None
        self.error_finals: set[object] = set()
        self.unknowns_items: dict[tuple[int, AbstractValue], AbstractValue] = {}
        self.tensors_of_unknowns: dict[int, Tensor] = {}
        self.steps = 0
        self.open_codes: dict[Code, int] = {}
        self.executed: dict[Code, None] = {}
        self.coroutines: list[Coroutine] = []
        #: Attributes and results of unknown values, so that asking twice gives one value.
        self.unknowns: dict[tuple[object, ...], Unknown] = {}
        #: What was assigned to attributes of unknown values, by the value's identity and the name.
        self.attributes = AttributeTable()

    # -- The Machine protocol ------------------------------------------------------------------------------

    @property
    def graph(self) -> Graph:
        """The default graph; in eager execution the one that holds scopes and counters."""
        if len(self.runtime.graphs) == 1 and self.runtime.is_eager is True:
            return self.runtime.eager_graph
        return self.runtime.graphs[-1]

    @property
    def certain(self) -> bool:
        """Whether what happens now happens in every run."""
        return self.uncertain == 0

    def changing(self, item: HeapObject) -> None:
        """Announces that `item` is about to change."""
        if item.stamp < self.trail.epoch:
            self.trail.save(item.keeper)

    def call(self, function: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        """Calls an abstract value."""
        return calls.call_value(self, function, Call(list(arguments), keywords))

    def call_with(self, function: AbstractValue, call: Call) -> AbstractValue:
        """Calls an abstract value with arguments as they were bound."""
        return calls.call_value(self, function, call)

    def get_attribute(self, value: AbstractValue, name: str) -> AbstractValue:
        """`value.name`; raises the program's AttributeError where there certainly is none."""
        return attributes.get_attribute(self, value, name)

    def find_attribute(self, value: AbstractValue, name: str) -> AbstractValue:
        """`value.name`, ABSENT where there is none."""
        return attributes.find_attribute(self, value, name)

    def set_attribute(self, value: AbstractValue, name: str, new: AbstractValue) -> None:
        """`value.name = new`."""
        attributes.set_attribute(self, value, name, new)

    def delete_attribute(self, value: AbstractValue, name: str) -> None:
        """`del value.name`."""
        attributes.delete_attribute(self, value, name)

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
        return iteration.next_of(self, iterator)

    def get_item(self, value: AbstractValue, index: AbstractValue) -> AbstractValue:
        """`value[index]`."""
        return subscripts.get_item(self, value, index)

    def set_item(self, value: AbstractValue, index: AbstractValue, new: AbstractValue) -> None:
        """`value[index] = new`."""
        subscripts.set_item(self, value, index, new)

    def delete_item(self, value: AbstractValue, index: AbstractValue) -> None:
        """`del value[index]`."""
        subscripts.delete_item(self, value, index)

    def contains(self, container: AbstractValue, item: AbstractValue) -> bool | None:
        """`item in container`, None where that is not known."""
        return subscripts.contains(self, container, item)

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
        return iteration.attempt(self, outcome, error_type)

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

    def fail(self, error_type: str, message: str) -> None:
        """Raises an error of the program. Returns where nothing in the program would catch it."""
        error = self.make_error(error_type, message)
        if self.is_caught(error):
            raise ProgramError(error, self.site)
        if self.request is not ABSENT:
            self.refuse(self.blame, error_type, message)
        else:
            self.note_error(error_type, message)

    def refuse(
        self,
        reason: Reason,
        error_type: str,
        message: str,
        *,
        key: AbstractValue = ABSENT,
        existing: Variable | PartitionedVariable | None = None,
        parameter: str = "",
        api: str = "",
        certain: bool = True,
        shape: AbstractValue = None,
        dtype: AbstractValue = None,
    ) -> None:
        """Emits `Refused` and raises the error. Returns where nothing in the program would catch it."""
        error = self.make_error(error_type, message)
        caught = self.is_caught(error)
        key = self.request if key is ABSENT else key
        self.emit_refusal(
            reason,
            error_type,
            message,
            certain=certain,
            key=key,
            existing=existing,
            parameter=parameter,
            api=api,
            caught=caught,
            shape=shape,
            dtype=dtype,
        )
        if caught:
            raise ProgramError(error, self.site)
        if certain:
            self.note_error(error_type, message)

    def emit_refusal(
        self, reason: Reason, error_type: str, message: AbstractValue, *, certain: bool = True, **facts: object
    ) -> None:
        """Emits `Refused` with the scope in force."""
        self.refusals += 1
        scope = self.graph.scope
        facts |= {"scope": getattr(scope, "name", ""), "reuse": getattr(scope, "reuse", None)}
        self.emit(Refused, certain=certain, reason=reason, error_type=error_type, message=message, **facts)

    @contextmanager
    def blaming(self, reason: Reason) -> Iterator[None]:
        """For the length of a step of a request: why it is refused where something in it fails."""
        outer, self.blame = self.blame, reason
        try:
            yield
        finally:
            self.blame = outer

    @contextmanager
    def requesting(self, key: AbstractValue) -> Iterator[None]:
        """For the length of a request for a variable: an error inside it is a refusal of that key."""
        outer, self.request = self.request, key
        outer_site, self.request_site = self.request_site, self.site
        refused = self.refusals
        try:
            yield
        except ProgramError as error:
            if self.refusals == refused:
                kind, message = error_type_name(error.value), error_message(error.value)
                self.emit_refusal(self.blame, kind, message, key=key, caught=True)
            raise
        finally:
            self.request, self.request_site = outer, outer_site

    def emit(self, kind: type[Event], *, certain: bool = True, **facts: object) -> None:
        """Emits an event at the present site."""
        site = self.site
        if self.request_site is not None and (kind is Refused or facts.get("via") == "get_variable"):
            # What comes out of a request belongs to it, also where a custom getter of the program made it.
            site = self.request_site
        self.events.append(
            kind(
                site=site,
                certain=certain and self.uncertain == 0,
                after_error=self.after_error,
                order=len(self.events),
                **facts,
            )
        )

    def gap(self, reason: str, subject: str) -> None:
        """Says that something was not understood that may matter to variables."""
        key = (reason, subject, id(self.site.node))
        if key not in self.gaps:
            self.gaps[key] = None
            self.emit(Gap, certain=False, reason=reason, subject=subject)

    @contextmanager
    def entering(self, manager: AbstractValue) -> Iterator[AbstractValue]:
        """Enters a context manager of the program or of a model, for models that need one."""
        entered = contexts.enter(self, manager)
        try:
            yield entered
        except ProgramError as error:
            if not contexts.leave(self, manager, error.value):
                raise
        else:
            contexts.leave(self, manager, None)

    def python_version(self) -> tuple[int, int]:
        """The version whose error messages are used."""
        return (3, 11)

    # -- Errors of the program -----------------------------------------------------------------------------

    def make_error(self, error_type: str, message: AbstractValue) -> Instance:
        """An instance of one of Python's exceptions."""
        return Instance(classes.library_class(self, f"builtins.{error_type}"), {"args": (message,)})

    def is_caught(self, error: AbstractValue, frame: Frame | None = None) -> bool:
        """Whether code of the program that is running, from `frame` outwards, would catch the error."""
        frame = frame or self.frame
        kinds = error_classes(error)
        while frame is not None:
            if any(handler.catches(kind) for handler in frame.handlers for kind in kinds):
                return True
            frame = frame.caller
        return False

    def note_error(self, error_type: str, message: AbstractValue, site: Site | None = None) -> None:
        """Notes an error that ends the program where the path to it is certain; the analysis goes on behind it."""
        if self.uncertain == 0 and not self.after_error:
            self.after_error = True
            self.error_finals = self.open_finals()
            self.error = ErrorRecord(error_type, message, site or self.site)

    def open_finals(self) -> set[object]:
        """The `try` statements whose `finally` an error here would still run."""
        finals: set[object] = set()
        frame = self.frame
        while frame is not None:
            finals.update(frame.finals)
            frame = frame.caller
        return finals

    # -- Steps ---------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Counts one statement or call; raises where the budget is spent or the run is called off."""
        self.steps += 1
        if self.steps % STEPS_BETWEEN_CHECKS == 0:
            if self.cancelled():
                raise Cancelled
            if self.steps > self.limits.steps:
                raise LimitReached("steps")

    def unknown(self, *key: object, label: str = "", kind: str = "") -> Unknown:
        """The unknown value that a key stands for, always the same one."""
        value = self.unknowns.get(key)
        if value is None:
            value = self.unknowns[key] = Unknown(label, kind)
        return value

    def close(self) -> None:
        """Ends what is still suspended."""
        for coroutine in self.coroutines:
            coroutine.abandon()
        self.coroutines.clear()

    def find_patch(self, symbol: Symbol) -> AbstractValue:
        """What a library's name was rebound to, else ABSENT."""
        return self.patches.get(symbol.path, ABSENT) if self.patches else ABSENT


def root_code() -> Code:
    """The code of a program that has not started."""
    from_nothing = ast.Module(body=[], type_ignores=[])
    return Code(from_nothing, EMPTY_BLOCK, "<program>")


EMPTY_BLOCK = imports.empty_block()
ROOT_SITE = Site(ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0), root_code(), None)
