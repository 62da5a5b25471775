"""What a library model may ask of the interpreter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from tfscope.domain.code import Site
from tfscope.domain.events import Event, Reason
from tfscope.domain.graph import Graph, PartitionedVariable, Runtime, Variable
from tfscope.domain.heap import ABSENT, ClassObject, HeapObject, ModuleObject, Namespace
from tfscope.domain.trail import Trail
from tfscope.domain.values import AbstractValue, Unknown
from tfscope.models.parameters import Parameter as Parameter
from tfscope.models.parameters import Signature as Signature


@dataclass(slots=True)
class Call:
    """The arguments of a call. `is_open` where a `*args` or `**kwargs` of it is not known.

    `is_converted` where AutoGraph runs a translation of the function in its place.
    """

    arguments: list[AbstractValue]
    keywords: dict[str, AbstractValue] = field(default_factory=dict)
    is_open: bool = False
    is_converted: bool = False

    def after(self, *arguments: AbstractValue, **keywords: AbstractValue) -> Call:
        """The same call with arguments before its own."""
        return Call([*arguments, *self.arguments], {**keywords, **self.keywords}, self.is_open, self.is_converted)


class Machine(Protocol):
    """The interpreter, as library models see it."""

    trail: Trail
    runtime: Runtime
    #: Whether the program's TensorFlow is of version 2.
    is_v2: bool
    #: The call that is being answered: innermost first in `site.caller`.
    site: Site
    #: Whether all that ran was followed, so that what was not made is known not to be there.
    followed_all: bool

    @property
    def graph(self) -> Graph:
        """The default graph; in eager execution the one that holds scopes and counters."""
        ...

    @property
    def certain(self) -> bool:
        """Whether what happens now happens in every run."""
        ...

    def changing(self, item: HeapObject) -> None:
        """Announces that `item` is about to change. Every change of a heap object comes after this."""
        ...

    def call(self, function: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        """Calls an abstract value."""
        ...

    def call_with(self, function: AbstractValue, call: Call) -> AbstractValue:
        """Calls an abstract value with arguments as they were bound."""
        ...

    def get_attribute(self, value: AbstractValue, name: str) -> AbstractValue:
        """`value.name`; raises the program's AttributeError where there certainly is none."""
        ...

    def find_attribute(self, value: AbstractValue, name: str) -> AbstractValue:
        """`value.name`, ABSENT where there is none."""
        ...

    def set_attribute(self, value: AbstractValue, name: str, new: AbstractValue) -> None:
        """`value.name = new`."""
        ...

    def truth(self, value: AbstractValue) -> bool | None:
        """`bool(value)`, None where that is not known."""
        ...

    def equal(self, left: AbstractValue, right: AbstractValue) -> bool | None:
        """`left == right`, None where that is not known."""
        ...

    def items_of(self, value: AbstractValue) -> list[AbstractValue] | None:
        """The items that iterating over `value` gives, None where they are not all known."""
        ...

    def iterate(self, value: AbstractValue) -> Iterator[AbstractValue]:
        """The items one by one, as late as Python would ask for them; UNKNOWN_REST where more may follow."""
        ...

    def next_of(self, iterator: AbstractValue) -> AbstractValue:
        """The next item of an iterator; END where there is none, UNKNOWN_REST where that is not known."""
        ...

    def get_item(self, value: AbstractValue, index: AbstractValue) -> AbstractValue:
        """`value[index]`."""
        ...

    def set_item(self, value: AbstractValue, index: AbstractValue, new: AbstractValue) -> None:
        """`value[index] = new`."""
        ...

    def delete_item(self, value: AbstractValue, index: AbstractValue) -> None:
        """`del value[index]`."""
        ...

    def delete_attribute(self, value: AbstractValue, name: str) -> None:
        """`del value.name`."""
        ...

    def contains(self, container: AbstractValue, item: AbstractValue) -> bool | None:
        """`item in container`, None where that is not known."""
        ...

    def binary(self, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """`left + right` for "Add", and so on by the names of `ast`."""
        ...

    def unary(self, name: str, value: AbstractValue) -> AbstractValue:
        """`-value` for "USub", and so on by the names of `ast`."""
        ...

    def compare(self, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """`left < right` for "Lt", and so on by the names of `ast`."""
        ...

    def type_name(self, value: AbstractValue) -> str:
        """What `type(value).__name__` gives."""
        ...

    def make_class(
        self,
        name: str,
        bases: Sequence[AbstractValue],
        namespace: dict[str, AbstractValue],
        metaclass: AbstractValue = None,
    ) -> AbstractValue:
        """The class that a class statement with these bases and this body makes; `type.__new__` by a metaclass."""
        ...

    def instantiate(self, cls: ClassObject, call: Call) -> AbstractValue:
        """A new instance, past a `__call__` of the metaclass."""
        ...

    def attempt(self, outcome: Callable[[], AbstractValue], error_type: str) -> AbstractValue:
        """The answer of `outcome`, ABSENT where it raises a built-in error of that type."""
        ...

    def raise_error(self, error: AbstractValue) -> AbstractValue:
        """Raises an exception object of the program."""
        ...

    def resume(self, generator: AbstractValue, word: str, value: AbstractValue) -> tuple[bool, AbstractValue]:
        """Goes on with a generator by "send" or "throw": `(True, item)`, or `(False, returned value)` at the end."""
        ...

    def enter(self, manager: AbstractValue) -> AbstractValue:
        """`manager.__enter__()`."""
        ...

    def leave(self, manager: AbstractValue, error: AbstractValue) -> bool:
        """`manager.__exit__(…)`: whether the error was swallowed."""
        ...

    def names_in_reach(self, of_module: bool) -> Namespace:
        """The names of the running module, or of the running function."""
        ...

    def import_module(self, name: str, package: str | None = None) -> AbstractValue:
        """The module of a dotted name, run if it is the program's; `.name` is below `package`, or the running one."""
        ...

    def evaluate_text(self, text: str) -> AbstractValue:
        """What an expression means where the program now is."""
        ...

    def address_of(self, item: HeapObject) -> Unknown:
        """The hole for where an object lies in memory, always the same one."""
        ...

    def file_text(self, path: str) -> str | None:
        """The text of a file of the workspace or the import path; None of any other."""
        ...

    def folder_listing(self, path: str) -> frozenset[str] | None:
        """The names in a folder of the workspace or the import path; None of any other."""
        ...

    def main_module(self) -> ModuleObject | None:
        """The module that is run as `__main__`."""
        ...

    def library_class(self, path: str) -> ClassObject:
        """The class that a model defines under a canonical name."""
        ...

    def parameters_of(self, function: AbstractValue) -> Signature | None:
        """The parameters of a callable, without a bound first one; None where they are not known."""
        ...

    def keywords_of(self, value: AbstractValue) -> dict[str, AbstractValue] | None:
        """The keyword arguments that `**value` gives, None where they are not all known; none for None."""
        ...

    def bind_method(self, function: AbstractValue, receiver: AbstractValue) -> AbstractValue:
        """A function as it is taken from an instance."""
        ...

    def make_function(self, name: str, function: Callable[..., AbstractValue]) -> AbstractValue:
        """A callable from a Python function that takes the machine, the call, and its own parameters."""
        ...

    def fork(self, outcomes: Sequence[Callable[[], AbstractValue]]) -> AbstractValue:
        """Runs each outcome from the present state and joins states and answers; none of it is certain."""
        ...

    def fail(self, error_type: str, message: str, api: str = "") -> None:
        """Raises an error of the program, or of an API. Returns where nothing in the program would catch it."""
        ...

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
        given: AbstractValue = ABSENT,
    ) -> None:
        """Emits `Refused` and raises the error. Returns where nothing in the program would catch it."""
        ...

    def blaming(self, reason: Reason) -> AbstractContextManager[None]:
        """For the length of a step of a request: why it is refused where something in it fails."""
        ...

    def requesting(self, key: AbstractValue) -> AbstractContextManager[None]:
        """For the length of a request for a variable: an error inside it is a refusal of that key."""
        ...

    def emit(self, kind: type[Event], *, certain: bool = True, **facts: object) -> None:
        """Emits an event at the present site; it is certain where `certain` and the path to it is."""
        ...

    def gap(self, reason: str, subject: str) -> None:
        """Says that something was not understood that may matter to variables."""
        ...

    def entering(self, manager: AbstractValue) -> AbstractContextManager[AbstractValue]:
        """Enters a context manager of the program or of a model, for models that need one."""
        ...

    def python_version(self) -> tuple[int, int]:
        """The version whose error messages are used."""
        ...
