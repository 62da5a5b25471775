"""Calls: what is called decides who answers."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING

from tfscope.domain.heap import (
    ABSENT,
    BoundMethod,
    ClassObject,
    FunctionObject,
    HeapObject,
    Instance,
    NativeFunction,
    PartialObject,
    StaticMethod,
)
from tfscope.domain.origins import Origin
from tfscope.domain.values import FROM_LIBRARY, UNKNOWN, AbstractValue, OneOf, Symbol, Unknown
from tfscope.interp import branches, classes, evaluation, functions, libraries
from tfscope.interp.frames import Frame
from tfscope.models import flow
from tfscope.models.machine import Call, Signature
from tfscope.models.registry import Model
from tfscope.models.signature import BindingError, bind

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def call_value(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """Calls an abstract value."""
    answerer = ANSWERERS.get(function.__class__)
    if answerer is not None:
        return answerer(vm, function, call)
    return call_other(vm, function, call)


def call_function_object(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """A function of the program."""
    assert isinstance(function, FunctionObject)
    return functions.call_function(vm, function, call)


def call_bound(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """A method: its receiver is the first argument."""
    assert isinstance(function, BoundMethod)
    return call_value(vm, function.function, call.after(function.receiver))


def call_class(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """A class: makes an instance."""
    assert isinstance(function, ClassObject)
    return classes.instantiate(vm, function, call)


def call_model(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """A model of a library function."""
    assert isinstance(function, Model)
    try:
        bound = bind(function.signature, call)
    except BindingError as error:
        libraries.refuse_arguments(vm, function, error)
        return UNKNOWN
    positional, keywords = spread(function, bound)
    graph = vm.graph
    outer, graph.origin = graph.origin, Origin()
    try:
        return function.function(vm, call, *positional, **keywords)
    finally:
        origin, graph.origin = graph.origin, outer
        if origin.is_used:
            flow.settle(origin, graph, function.path or function.name, bound)


def spread(function: Model, bound: dict[str, AbstractValue]) -> tuple[list[AbstractValue], dict[str, AbstractValue]]:
    """The bound arguments as Python passes them."""
    rest: tuple[AbstractValue, ...] = ()
    keywords: dict[str, AbstractValue] = {}
    positional: list[AbstractValue] = []
    for parameter in function.signature.parameters:
        value = bound[parameter.name]
        if parameter.kind == "plain":
            positional.append(value)
        elif parameter.kind == "rest":
            rest = value if isinstance(value, tuple) else ()
        elif parameter.kind == "keyword":
            keywords[parameter.name] = value
        elif isinstance(value, dict):
            keywords.update(value)
    return [*positional, *rest], keywords


def call_symbol(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """A name of a library."""
    assert isinstance(function, Symbol)
    return libraries.call_symbol(vm, function, call)


def call_native(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """A callable that a model made."""
    assert isinstance(function, NativeFunction)
    graph = vm.graph
    outer, graph.origin = graph.origin, Origin()
    try:
        return function.function(vm, call)
    finally:
        origin, graph.origin = graph.origin, outer
        if origin.is_used:
            flow.settle(origin, graph, function.name, {"": tuple(call.arguments), **call.keywords})


def call_partial(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """`functools.partial`."""
    assert isinstance(function, PartialObject)
    return call_value(vm, function.function, call.after(*function.arguments, **function.keywords))


def call_options(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """One of a few callables: each may be it."""
    assert isinstance(function, OneOf)
    options = [option for option in function.options if option is not None and option is not ABSENT]
    if not options:
        return UNKNOWN
    if len(options) == 1:
        return call_value(vm, options[0], call)
    return branches.fork_values(vm, [partial(call_value, vm, option, call) for option in options])


def call_static(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """A static method that was not taken from its class."""
    assert isinstance(function, StaticMethod)
    return call_value(vm, function.function, call)


def call_instance(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """An instance: its class's `__call__`."""
    assert isinstance(function, Instance)
    method = classes.find_special(vm, function, "__call__")
    if method is ABSENT:
        if not function.cls.has_unknown_base:
            vm.fail("TypeError", f"'{function.cls.name}' object is not callable")
        return UNKNOWN
    return call_value(vm, method, call)


def call_unknown(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """What is called is not known: what it is given may be called or changed, which is not followed."""
    assert isinstance(function, Unknown)
    if function.kind == "library":
        return FROM_LIBRARY
    vm.followed_all = False
    return Unknown(f"{function.label}()") if function.label else UNKNOWN


def call_other(vm: Interpreter, function: AbstractValue, call: Call) -> AbstractValue:
    """Something of a model that may have a call of its own; numbers and strings cannot be called."""
    method = vm.find_attribute(function, "__call__")
    if method is not ABSENT and not isinstance(method, Unknown):
        return call_value(vm, method, call)
    if not isinstance(function, HeapObject) or method is ABSENT:
        vm.fail("TypeError", f"'{libraries.type_name(function)}' object is not callable")
    return UNKNOWN


ANSWERERS = {
    FunctionObject: call_function_object,
    BoundMethod: call_bound,
    ClassObject: call_class,
    Model: call_model,
    Symbol: call_symbol,
    NativeFunction: call_native,
    PartialObject: call_partial,
    OneOf: call_options,
    StaticMethod: call_static,
    Instance: call_instance,
    Unknown: call_unknown,
}


def class_arguments(vm: Interpreter, frame: Frame, node: ast.ClassDef) -> Call:
    """The bases and keywords of a class statement."""
    bases = [evaluation.evaluate(vm, frame, base) for base in node.bases if not isinstance(base, ast.Starred)]
    keywords = {keyword.arg: evaluation.evaluate(vm, frame, keyword.value) for keyword in node.keywords if keyword.arg}
    return Call(bases, keywords)


def parameters_of(vm: Interpreter, function: AbstractValue) -> Signature | None:
    """The parameters of a callable, without a bound first one; None where they are not known."""
    match function:
        case FunctionObject():
            return functions.signature_of(function)
        case BoundMethod():
            inner = parameters_of(vm, function.function)
            return None if inner is None else Signature(inner.name, inner.parameters[1:])
        case Model():
            return function.shown or function.signature
        case ClassObject():
            constructor = classes.find_in_class(function, "__init__")
            inner = None if constructor is ABSENT else parameters_of(vm, constructor)
            if inner is None:
                return None
            return Signature(function.name, inner.parameters[1:])
        case PartialObject():
            inner = parameters_of(vm, function.function)
            if inner is None:
                return None
            rest = inner.parameters[len(function.arguments) :]
            return Signature(inner.name, tuple(p for p in rest if p.name not in function.keywords))
        case Instance():
            method = classes.find_special(vm, function, "__call__")
            return None if method is ABSENT else parameters_of(vm, method)
        case Symbol():
            return libraries.parameters_of_symbol(vm, function)
        case _:
            return None
