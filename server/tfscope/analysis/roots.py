"""Calling a function that nothing in the workspace calls: parameters are unknown, or at their defaults."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tfscope.domain.graph import VariableScope
from tfscope.domain.heap import (
    ABSENT,
    BoundMethod,
    ClassObject,
    FunctionObject,
    Instance,
    ModuleObject,
    PropertyObject,
    StaticMethod,
    present,
)
from tfscope.domain.values import AbstractValue, Unknown
from tfscope.interp import calls
from tfscope.models.machine import Call

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter

#: Methods that making an instance calls.
CONSTRUCTORS: Final = ("__init__", "__new__")
_KINDS: Final = {"str": "str", "int": "int", "float": "float", "bool": "bool", "Tensor": "tensor"}


def call_function(
    vm: Interpreter, module: ModuleObject, names: Sequence[str], is_open: bool, with_defaults: bool = True
) -> int:
    """Calls the function that `names` lead to from a module; for a method an instance of its class is made
    first.

    Without defaults the parameters that have one are unknown too.
    `is_open` where callers that are not known may have made variables and opened scopes before. Answers how
    many events there were when the call itself began.
    """
    if is_open:
        open_graph(vm)
    first = len(vm.events)
    value: AbstractValue = present(module.namespace.names.get(names[0], ABSENT))
    for name in names[1:]:
        if isinstance(value, ClassObject) and (name != names[-1] or name not in CONSTRUCTORS):
            value = member(vm, value, name, with_defaults)
            first = len(vm.events)
    if isinstance(value, PropertyObject):
        return first
    if value is not ABSENT and not isinstance(value, (Unknown, Instance)):
        calls.call_value(vm, value, unknown_arguments(vm, value, with_defaults))
    return first


def open_graph(vm: Interpreter) -> None:
    """Makes the state one that unknown callers may have left."""
    graph = vm.graph
    vm.changing(graph)
    graph.is_open = True
    if isinstance(graph.scope, VariableScope):
        vm.changing(graph.scope)
        graph.scope.reuse = Unknown("reuse", "bool")


def member(vm: Interpreter, cls: ClassObject, name: str, with_defaults: bool) -> AbstractValue:
    """A class inside a class, or a method bound to an instance that has just been made."""
    found = present(cls.namespace.get(name, ABSENT))
    if isinstance(found, (ClassObject, StaticMethod)) or found is ABSENT:
        return found if isinstance(found, ClassObject) else vm.find_attribute(cls, name)
    instance = calls.call_value(vm, cls, unknown_arguments(vm, cls, with_defaults))
    if not isinstance(instance, Instance):
        return ABSENT
    vm.changing(instance)
    instance.is_open = True
    if isinstance(found, PropertyObject):
        return BoundMethod(found.getter, instance)
    prepare_test(vm, instance, name)
    return BoundMethod(found, instance) if isinstance(found, FunctionObject) else vm.find_attribute(instance, name)


def prepare_test(vm: Interpreter, instance: Instance, name: str) -> None:
    """Does what a test runner does before a test method."""
    if name.startswith("test"):
        set_up = vm.find_attribute(instance, "setUp")
        if isinstance(set_up, BoundMethod):
            vm.call(set_up)


def unknown_arguments(vm: Interpreter, function: AbstractValue, with_defaults: bool) -> Call:
    """An unknown value for each parameter that has no default, or for each."""
    signature = vm.parameters_of(function)
    if signature is None:
        return Call([], {}, is_open=True)
    kinds = annotated_kinds(function)
    call = Call([])
    for parameter in signature.parameters:
        if parameter.kind in ("plain", "keyword") and (parameter.default is ABSENT or not with_defaults):
            value = Unknown(parameter.name, kinds.get(parameter.name, ""))
            if parameter.kind == "plain" and not call.keywords:
                call.arguments.append(value)
            else:
                call.keywords[parameter.name] = value
    return call


def annotated_kinds(function: AbstractValue) -> dict[str, str]:
    """The kinds of values that annotations give to parameters."""
    while isinstance(function, BoundMethod):
        function = function.function
    node = function.code.node if isinstance(function, FunctionObject) else None
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return {}
    kinds = {}
    for parameter in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
        annotation = parameter.annotation
        name = annotation.id if isinstance(annotation, ast.Name) else getattr(annotation, "attr", "")
        if name in _KINDS:
            kinds[parameter.arg] = _KINDS[name]
    return kinds
