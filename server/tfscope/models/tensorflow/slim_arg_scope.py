"""`arg_scope`: defaults for the keyword arguments of functions, by a stack of scopes.

**Source:** tf_slim/ops/arg_scope.py, tf_slim 1.1; tensorflow/contrib/framework/python/ops/arg_scope.py, TF 1.15.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.heap import ABSENT, BoundMethod, DictObject, FunctionObject, HeapObject, ListObject, NativeFunction
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Symbol, Unknown
from tfscope.models.machine import Call, Machine, Parameter, Signature
from tfscope.models.registry import MODELS, Model, ModelFunction, canonical, method, model, per_run
from tfscope.models.signature import BindingError, bind, signature_of

SLIM: Final = "tensorflow.contrib.layers"
STACK: Final = "_ARGSTACK"
#: The library's functions that take their defaults from a scope.
SCOPED: Final[set[str]] = set()


@per_run(f"{SLIM}.{STACK}")
def new_stack(machine: Machine) -> AbstractValue:
    """The stack of scopes; a scope maps a function to its keyword arguments."""
    return ListObject([DictObject({})])


def stack_of(machine: Machine) -> ListObject:
    """The stack of this run."""
    stack = machine.get_attribute(Symbol(SLIM), STACK)
    assert isinstance(stack, ListObject)
    return stack


def current_scope(machine: Machine) -> DictObject:
    """The innermost scope. Source: current_arg_scope."""
    top = stack_of(machine).items[-1]
    return top if isinstance(top, DictObject) else DictObject({}, is_open=True)


def key_of(function: AbstractValue) -> AbstractValue:
    """What a scope calls a function: a library's path, the program's object. Source: arg_scope_func_key."""
    if isinstance(function, Symbol):
        return canonical(function.path)
    if isinstance(function, NativeFunction):
        return function.attributes.get("_key_op", function)
    if isinstance(function, Model):
        return function.path
    return function.function if isinstance(function, BoundMethod) else function


def with_defaults(machine: Machine, key: AbstractValue, call: Call) -> Call:
    """The call with the keyword arguments that the innermost scope has for a function; its own win."""
    given = current_scope(machine).items.get(key)
    if isinstance(given, OneOf):
        given = next((option for option in given.options if isinstance(option, DictObject)), None)
    if not isinstance(given, DictObject) or not given.items:
        return call
    defaults = {name: value for name, value in given.items.items() if isinstance(name, str)}
    return Call(call.arguments, {**defaults, **call.keywords}, call.is_open)


def scoped(*names: str, without: str = "") -> Callable[[ModelFunction], ModelFunction]:
    """Registers a function of `tf.contrib.layers` that takes defaults from the scope; the first name is its own.

    `without` is a parameter of the Python function that the API does not have.
    """

    def register(function: ModelFunction) -> ModelFunction:
        path = f"{SLIM}.{names[0]}"
        exact = signature_of(function, names[0])
        exact = Signature(exact.name, tuple(p for p in exact.parameters if p.name != without))

        def run(machine: Machine, call: Call, *ignored: AbstractValue, **also: AbstractValue) -> AbstractValue:
            full = with_defaults(machine, path, call)
            try:
                bound = bind(exact, full)
            except BindingError as error:
                reason = Reason.ARGUMENT_MISSING if error.is_missing else Reason.ARGUMENT_UNKNOWN
                machine.refuse(reason, "TypeError", str(error), parameter=error.parameter, api=path)
                return UNKNOWN
            return function(machine, full, **bound)

        SCOPED.add(path)
        answering = Model(names[0], run, path)
        answering.signature_cache = relaxed(exact)
        for name in names:
            MODELS[f"{SLIM}.{name}"] = answering
        return function

    return register


def relaxed(signature: Signature) -> Signature:
    """The parameters, all with a default: a scope may give any of them."""
    return Signature(
        signature.name,
        tuple(Parameter(p.name, None if p.default is ABSENT else p.default, p.kind) for p in signature.parameters),
    )


class ArgScope(HeapObject):
    """An `arg_scope(…)` that is to be entered."""

    __slots__ = ("target", "keywords")

    def __init__(self, target: AbstractValue, keywords: dict[str, AbstractValue]) -> None:
        self.stamp = 0
        self.target = target
        self.keywords = keywords


@model(f"{SLIM}.arg_scope")
def arg_scope(machine: Machine, call: Call, list_ops_or_scope: AbstractValue, **kwargs: AbstractValue) -> AbstractValue:
    """Keyword arguments for a list of functions, or a scope once more. Source: arg_scope."""
    return ArgScope(list_ops_or_scope, kwargs)


@method(ArgScope, "__enter__")
def enter_arg_scope(machine: Machine, call: Call, manager: AbstractValue) -> AbstractValue:
    """Pushes the scope and answers it."""
    assert isinstance(manager, ArgScope)
    scope = scope_of(machine, manager)
    stack = stack_of(machine)
    machine.changing(stack)
    stack.items.append(scope)
    return scope


@method(ArgScope, "__exit__")
def leave_arg_scope(machine: Machine, call: Call, manager: AbstractValue, *error: AbstractValue) -> AbstractValue:
    """Pops the scope."""
    stack = stack_of(machine)
    if len(stack.items) > 1:
        machine.changing(stack)
        stack.items.pop()
    return False


def scope_of(machine: Machine, manager: ArgScope) -> DictObject:
    """The scope that an entry pushes: a given one, or the current one with more for some functions."""
    target = manager.target
    if isinstance(target, DictObject):
        if manager.keywords:
            message = "When attempting to re-use a scope by suppling adictionary, kwargs must be empty."
            machine.refuse(Reason.ARGUMENT_INVALID, "ValueError", message, api=f"{SLIM}.arg_scope")
        return DictObject(dict(target.items), target.is_open)
    current = current_scope(machine)
    merged = DictObject(dict(current.items), current.is_open)
    if not isinstance(target, (ListObject, tuple)):
        if not isinstance(target, (Unknown, OneOf)):
            message = "list_ops_or_scope must either be a list/tuple or reused scope (i.e. dict)"
            machine.refuse(
                Reason.ARGUMENT_INVALID, "TypeError", message, parameter="list_ops_or_scope", api=f"{SLIM}.arg_scope"
            )
        return merged
    for function in machine.items_of(target) or ():
        check_decorated(machine, function)
        key = key_of(function)
        before = merged.items.get(key)
        known: dict[AbstractValue, AbstractValue] = dict(before.items) if isinstance(before, DictObject) else {}
        known.update(manager.keywords)
        merged.items[key] = DictObject(known)
    return merged


def check_decorated(machine: Machine, function: AbstractValue) -> None:
    """A function of the program must have been decorated."""
    if isinstance(function, FunctionObject):
        shown = (function.module.name, machine.find_attribute(function, "__name__"))
        message = f"('%s is not decorated with @add_arg_scope', {shown})"
        machine.refuse(
            Reason.ARGUMENT_INVALID, "ValueError", message, parameter="list_ops_or_scope", api=f"{SLIM}.arg_scope"
        )


@model(f"{SLIM}.add_arg_scope")
def add_arg_scope(machine: Machine, call: Call, func: AbstractValue) -> AbstractValue:
    """Makes a function take defaults from scopes. Source: add_arg_scope."""
    key = key_of(func)

    def run(inner: Machine, inner_call: Call) -> AbstractValue:
        return inner.call_with(func, with_defaults(inner, key, inner_call))

    name = machine.find_attribute(func, "__name__")
    decorated = NativeFunction(name if isinstance(name, str) else "func_with_args", run, binds=True)
    decorated.attributes["_key_op"] = key
    decorated.attributes["__wrapped__"] = func
    return decorated


@model(f"{SLIM}.current_arg_scope")
def current_arg_scope(machine: Machine, call: Call) -> AbstractValue:
    """The innermost scope. Source: current_arg_scope."""
    return current_scope(machine)


@model(f"{SLIM}.has_arg_scope")
def has_arg_scope(machine: Machine, call: Call, func: AbstractValue) -> AbstractValue:
    """Whether a function takes defaults from scopes. Source: has_arg_scope."""
    if isinstance(func, NativeFunction):
        return "_key_op" in func.attributes
    return key_of(func) in SCOPED
