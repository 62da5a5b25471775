"""`functools`."""

from __future__ import annotations

from tfscope.domain.heap import (
    ABSENT,
    BoundMethod,
    ClassObject,
    DictObject,
    FunctionObject,
    Instance,
    NativeFunction,
    PartialObject,
    PropertyObject,
)
from tfscope.domain.values import UNKNOWN, AbstractValue, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.python.dicts import is_key
from tfscope.models.python.types_of import instance_of, known_bool
from tfscope.models.registry import library_class, model

COPIED = ("__name__", "__qualname__", "__module__", "__doc__")


@model("functools.partial")
def partial(
    machine: Machine, call: Call, func: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """A function with its first arguments given."""
    if call.is_open:
        return UNKNOWN
    if isinstance(func, PartialObject):
        return PartialObject(func.function, (*func.arguments, *arguments), {**func.keywords, **keywords})
    return PartialObject(func, arguments, keywords)


@model("functools.partialmethod")
def partialmethod(
    machine: Machine, call: Call, func: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """A method with arguments given."""

    def run(machine: Machine, inner: Call) -> AbstractValue:
        receiver = inner.arguments[:1]
        given = [*receiver, *arguments, *inner.arguments[1:]]
        return machine.call_with(func, Call(given, {**keywords, **inner.keywords}, inner.is_open))

    return NativeFunction("partialmethod", run, binds=True)


def copy_names(machine: Machine, wrapper: AbstractValue, wrapped: AbstractValue) -> AbstractValue:
    """Makes a wrapper look like what it wraps."""
    inner = wrapper.function if isinstance(wrapper, BoundMethod) else wrapper
    if isinstance(inner, (FunctionObject, NativeFunction)):
        machine.changing(inner)
        for name in COPIED:
            value = UNKNOWN if isinstance(wrapped, Unknown) else machine.find_attribute(wrapped, name)
            if value is not ABSENT:
                inner.attributes[name] = value
        if isinstance(wrapped, (FunctionObject, NativeFunction)):
            inner.attributes.update(wrapped.attributes)
        inner.attributes["__wrapped__"] = wrapped
    return wrapper


@model("functools.update_wrapper", "six.update_wrapper")
def update_wrapper(
    machine: Machine,
    call: Call,
    wrapper: AbstractValue,
    wrapped: AbstractValue,
    assigned: AbstractValue = (),
    updated: AbstractValue = (),
) -> AbstractValue:
    """Makes a wrapper look like what it wraps."""
    return copy_names(machine, wrapper, wrapped)


@model("tensorflow.python.util.tf_decorator.make_decorator", "tensorflow.__internal__.decorator.make_decorator")
def make_decorator(
    machine: Machine,
    call: Call,
    target: AbstractValue,
    decorator_func: AbstractValue,
    decorator_name: AbstractValue = None,
    decorator_doc: AbstractValue = "",
    decorator_argspec: AbstractValue = None,
) -> AbstractValue:
    """A wrapper that looks like its target. Source: util/tf_decorator.py."""
    return copy_names(machine, decorator_func, target)


@model("functools.wraps", "six.wraps")
def wraps(
    machine: Machine, call: Call, wrapped: AbstractValue, assigned: AbstractValue = (), updated: AbstractValue = ()
) -> AbstractValue:
    """A decorator that makes a wrapper look like what it wraps."""

    def decorate(machine: Machine, inner: Call) -> AbstractValue:
        return copy_names(machine, inner.arguments[0], wrapped) if inner.arguments else UNKNOWN

    return NativeFunction("wraps", decorate)


def memoized(machine: Machine, function: AbstractValue) -> AbstractValue:
    """A function that is run once for each set of known arguments."""
    kept = DictObject({})

    def run(machine: Machine, call: Call) -> AbstractValue:
        key = (*call.arguments, *sorted(call.keywords.items(), key=lambda item: item[0]))
        if call.is_open or not is_key(key):
            return machine.call_with(function, call)
        try:
            found = kept.items.get(key, ABSENT)
        except TypeError:
            return machine.call_with(function, call)
        if found is ABSENT or not machine.certain:
            found = machine.call_with(function, call)
            machine.changing(kept)
            kept.items[key] = found
        return found

    wrapper = NativeFunction("lru_cache", run, binds=True)
    wrapper.attributes["cache_clear"] = NativeFunction("cache_clear", lambda machine, call: None)
    return copy_names(machine, wrapper, function)


@model("functools.lru_cache")
def lru_cache(
    machine: Machine, call: Call, maxsize: AbstractValue = 128, typed: AbstractValue = False
) -> AbstractValue:
    """A decorator that remembers answers; also used without parentheses."""
    if isinstance(maxsize, (FunctionObject, NativeFunction, ClassObject, BoundMethod, PartialObject)):
        return memoized(machine, maxsize)
    return NativeFunction("lru_cache", lambda machine, inner: memoized(machine, inner.arguments[0]))


@model("functools.cache")
def cache(machine: Machine, call: Call, user_function: AbstractValue) -> AbstractValue:
    """Remembers answers."""
    return memoized(machine, user_function)


@model("functools.cached_property")
def cached_property(machine: Machine, call: Call, func: AbstractValue) -> AbstractValue:
    """A property that is computed once."""
    name = machine.find_attribute(func, "__name__")
    key = f"{name} (cached)"

    def get(machine: Machine, inner: Call) -> AbstractValue:
        receiver = inner.arguments[0]
        if not isinstance(receiver, Instance):
            return UNKNOWN
        found = receiver.attributes.get(key, ABSENT)
        if found is ABSENT:
            found = machine.call(func, receiver)
            machine.changing(receiver)
            receiver.attributes[key] = found
        return found

    return PropertyObject(NativeFunction(str(name), get))


ORDERINGS = ("__lt__", "__le__", "__gt__", "__ge__")


@model("functools.total_ordering")
def total_ordering(machine: Machine, call: Call, cls: AbstractValue) -> AbstractValue:
    """Gives a class with one ordering method the others."""
    if not isinstance(cls, ClassObject):
        return cls
    given = next((name for name in ORDERINGS if name in cls.namespace), None)
    if given is None:
        return cls
    machine.changing(cls)
    for name in ORDERINGS:
        if name not in cls.namespace:
            cls.namespace[name] = derived_ordering(name, given)
    return cls


def derived_ordering(name: str, given: str) -> NativeFunction:
    """One ordering method by another and equality."""

    def run(machine: Machine, call: Call) -> AbstractValue:
        left, right = call.arguments[:2]
        known = machine.truth(machine.call(machine.get_attribute(left, given), right))
        same = machine.equal(left, right)
        if known is None or same is None:
            return known_bool(None)
        is_less = (known and not same) if given in ("__lt__", "__le__") else not known and not same
        answers = {"__lt__": is_less, "__le__": is_less or same, "__gt__": not is_less and not same}
        return answers.get(name, not is_less)

    return NativeFunction(name, run, binds=True)


@model("functools.cmp_to_key")
def cmp_to_key(machine: Machine, call: Call, mycmp: AbstractValue) -> AbstractValue:
    """Keys that are compared by a function of two items."""

    def make(machine: Machine, inner: Call) -> AbstractValue:
        key = Instance(machine.library_class("functools.CmpKey"), {"obj": inner.arguments[0], "cmp": mycmp})
        return key

    return NativeFunction("cmp_to_key", make)


@library_class("functools.CmpKey")
class CmpKey:
    """What `cmp_to_key` makes of an item."""

    def lt_(machine: Machine, call: Call, self: Instance, other: AbstractValue) -> AbstractValue:
        """Whether the function answers a negative number."""
        if not isinstance(other, Instance) or not {"cmp", "obj"} <= self.attributes.keys():
            return known_bool(None)
        answer = machine.call(self.attributes["cmp"], self.attributes["obj"], other.attributes.get("obj"))
        return answer < 0 if isinstance(answer, (int, float)) else known_bool(None)


@model("functools.singledispatch")
def singledispatch(machine: Machine, call: Call, func: AbstractValue) -> AbstractValue:
    """A function that is chosen by the type of its first argument."""
    choices = DictObject({})

    def run(machine: Machine, inner: Call) -> AbstractValue:
        if not inner.arguments:
            return UNKNOWN
        chosen = func
        for cls, function in choices.items.items():
            known = instance_of(machine, inner.arguments[0], cls)
            if known is None:
                return UNKNOWN
            chosen = function if known else chosen
        return machine.call_with(chosen, inner)

    def register(machine: Machine, inner: Call) -> AbstractValue:
        cls, *rest = inner.arguments
        if rest:
            machine.changing(choices)
            choices.items[cls] = rest[0]
            return rest[0]
        return NativeFunction("register", lambda machine, last: register(machine, Call([cls, last.arguments[0]])))

    wrapper = NativeFunction("singledispatch", run)
    wrapper.attributes["register"] = NativeFunction("register", register)
    return copy_names(machine, wrapper, func)
