"""Names of libraries that are not interpreted: what they are, and who answers when they are called."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from tfscope.domain.events import Reason
from tfscope.domain.graph import Tensor
from tfscope.domain.heap import (
    ABSENT,
    BoundMethod,
    ClassObject,
    DictObject,
    FunctionObject,
    Instance,
    ListObject,
    ModuleObject,
    NativeFunction,
    SetObject,
)
from tfscope.domain.origins import Origin
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Text, Unknown
from tfscope.interp import classes
from tfscope.models.concrete import NotKnown, evaluate_pure, is_small
from tfscope.models.machine import Call, Signature
from tfscope.models.python import text_methods
from tfscope.models.registry import CLASSES, CONSTANTS, MODELS, NAMESPACES, PER_RUN, PURE, Model, canonical, is_modelled
from tfscope.models.signature import BindingError

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter

TYPE_NAMES: dict[type, str] = {
    type(None): "NoneType",
    ListObject: "list",
    DictObject: "dict",
    SetObject: "set",
    FunctionObject: "function",
    ModuleObject: "module",
    BoundMethod: "method",
    Text: "str",
    ClassObject: "type",
    Tensor: "Tensor",
    Symbol: "module",
}


def type_name(value: AbstractValue) -> str:
    """What `type(value).__name__` gives."""
    if isinstance(value, Instance):
        return value.cls.name
    if isinstance(value, Unknown):
        return value.kind or "object"
    if isinstance(value, DictObject):
        return value.type_name
    return TYPE_NAMES.get(type(value), type(value).__name__)


def module_name(symbol: Symbol) -> str:
    """What Python's messages call a library's module."""
    return symbol.path


def find_in_symbol(vm: Interpreter, symbol: Symbol, name: str) -> AbstractValue:
    """A name inside a name of a library; ABSENT where the program's version of it certainly has none."""
    path = f"{symbol.path}.{name}"
    if vm.patches and path in vm.patches:
        return vm.patches[path]
    namespace = NAMESPACES.get(path.partition(".")[0])
    if namespace is not None and namespace.exists(vm, path) is False:
        return ABSENT
    known = canonical(path)
    if known in CONSTANTS:
        return CONSTANTS[known]
    if known in PER_RUN:
        if known not in vm.patches:
            vm.patches[known] = PER_RUN[known](vm)
        return vm.patches[known]
    if name in ("__name__", "__qualname__") and path.count("."):
        return symbol.name
    if name == "__doc__":
        return None
    owner = canonical(symbol.path)
    if owner in CLASSES or classes.is_exception_name(owner):
        found = vm.find_attribute(classes.library_class(vm, owner), name)
        if found is not ABSENT:
            return found
    return Symbol(path)


def call_symbol(vm: Interpreter, symbol: Symbol, call: Call) -> AbstractValue:
    """Calls a name of a library: its model, class or pure function; else the answer is not known."""
    path = canonical(symbol.path)
    model = MODELS.get(path)
    if model is not None:
        return vm.call_with(model, call)
    if path in CLASSES or (path.startswith("builtins.") and classes.is_exception_name(path)):
        return vm.call_with(classes.library_class(vm, path), call)
    if path in PURE:
        return call_pure(vm, PURE[path], call)
    namespace = NAMESPACES.get(path.partition(".")[0])
    if namespace is not None:
        return namespace.unmodelled(vm, symbol)
    if path.partition(".")[0] not in sys.stdlib_module_names:
        vm.followed_all = False
    return UNKNOWN


def call_pure(vm: Interpreter, function: Callable[..., object], call: Call) -> AbstractValue:
    """Lets Python evaluate a function without effects; its errors are the program's."""
    if call.is_open:
        return UNKNOWN
    try:
        return evaluate_pure(function, call.arguments, call.keywords)
    except NotKnown:
        return UNKNOWN
    except Exception as error:
        vm.fail(type(error).__name__, str(error))
        return UNKNOWN


@lru_cache(maxsize=1024)
def plain_method(cls: type, name: str) -> NativeFunction:
    """A method of one of Python's immutable types; on a string with holes, as far as the known parts decide."""
    method = getattr(cls, name)

    def run(vm: Interpreter, call: Call) -> AbstractValue:
        if cls is str:
            answer = text_methods.call_text_method(vm, name, call)
            if answer is not NotImplemented:
                return answer
        if cls is range and name in ("index", "count", "__contains__") and not isinstance(call.arguments[-1], int):
            return UNKNOWN
        if name in ("ljust", "rjust", "center", "zfill", "__mul__") and not is_small(call.arguments[-1]):
            return UNKNOWN
        return call_pure(vm, method, call)

    return NativeFunction(name, run)


def parameters_of_symbol(vm: Interpreter, symbol: Symbol) -> Signature | None:
    """The parameters of a library's function or class, where a model declares them."""
    path = canonical(symbol.path)
    if path in MODELS:
        return MODELS[path].signature
    if path in CLASSES:
        return vm.parameters_of(classes.library_class(vm, path))
    return None


def refuse_arguments(vm: Interpreter, model: Model, error: BindingError) -> None:
    """A library's function was called with arguments that do not fit."""
    reason = Reason.ARGUMENT_MISSING if error.is_missing else Reason.ARGUMENT_UNKNOWN
    vm.refuse(reason, "TypeError", str(error), parameter=error.parameter, api=model.path or model.name)


def refuse_symbol(vm: Interpreter, symbol: Symbol, name: str, message: str) -> None:
    """A name that the program's version of a library does not have."""
    vm.refuse(Reason.REMOVED, "AttributeError", message, api=f"{symbol.path}.{name}")


def unknown_tensor(vm: Interpreter, value: Unknown) -> Tensor:
    """The tensor that an unknown tensor is."""
    known = vm.tensors_of_unknowns.get(id(value))
    if known is None:
        known = vm.tensors_of_unknowns[id(value)] = Tensor(origin=Origin([UNKNOWN]))
    return known


def symbol_exists(path: str) -> bool:
    """Whether a model answers for a path."""
    return is_modelled(canonical(path))


@lru_cache(maxsize=1)
def modelled() -> frozenset[str]:
    """The top-level modules that have models, whose users have them installed."""
    tables = (MODELS, CONSTANTS, CLASSES, PURE, PER_RUN, NAMESPACES)
    return frozenset(path.partition(".")[0] for table in tables for path in table)
