"""Functions of the program: what is known of their code, making them, decorating, binding and running them."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from tfscope.domain.code import Code, FunctionNode
from tfscope.domain.heap import ABSENT, ClassObject, DictObject, FunctionObject, Namespace, SuperObject
from tfscope.domain.iterators import GeneratorObject
from tfscope.domain.origins import NOTHING
from tfscope.domain.values import UNKNOWN, AbstractValue, Unknown
from tfscope.interp import branches
from tfscope.interp.errors import ProgramError
from tfscope.interp.evaluation import evaluate, execute_block, running
from tfscope.interp.frames import Completion, Frame
from tfscope.interp.generators import Coroutine
from tfscope.interp.scanning import Scan
from tfscope.interp.sites import at
from tfscope.models.machine import Call, Parameter, Signature
from tfscope.models.signature import BindingError, bind

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def code_of(outer: Code, node: FunctionNode | ast.ClassDef) -> Code:
    """The code of a function or class body; one object for one node, which keeps it."""
    known = getattr(node, "tfscope_code", None)
    if isinstance(known, Code) and known.block is outer.block:
        return known
    name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
    if isinstance(outer.node, ast.Module):
        qualname = name
    elif isinstance(outer.node, ast.ClassDef):
        qualname = f"{outer.qualname}.{name}"
    else:
        qualname = f"{outer.qualname}.<locals>.{name}"
    scan = Scan([node.body] if isinstance(node, ast.Lambda) else node.body)
    code = Code(
        node,
        outer.block,
        qualname,
        bindings=scan.bindings,
        global_names=frozenset(scan.global_names),
        nonlocal_names=frozenset(scan.nonlocal_names),
        is_generator=scan.is_generator,
    )
    node.tfscope_code = code  # type: ignore[union-attr]
    return code


def make_function(vm: Interpreter, frame: Frame, node: FunctionNode) -> FunctionObject:
    """The function that a `def` or `lambda` makes, with the defaults evaluated now."""
    function = FunctionObject(code_of(frame.code, node), frame.namespace, frame.module)
    function.is_converted = frame.is_converted
    if not vm.trail.levels:
        vm.functions[function.code] = function
    arguments = node.args
    if arguments.defaults:
        function.defaults = tuple(evaluate(vm, frame, default) for default in arguments.defaults)
    for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        if default is not None:
            function.keyword_defaults[parameter.arg] = evaluate(vm, frame, default)
    return function


def decorate(vm: Interpreter, frame: Frame, decorators: list[ast.expr], value: AbstractValue) -> AbstractValue:
    """Applies decorators, the last one first."""
    for decorator in reversed(decorators):
        wrapper = evaluate(vm, frame, decorator)
        with at(vm, frame, decorator):
            decorated = call_decorator(vm, wrapper, value)
        value = decorated
    return value


def call_decorator(vm: Interpreter, wrapper: AbstractValue, value: AbstractValue) -> AbstractValue:
    """Applies a decorator; one that is not known is taken to keep what it decorates."""
    answer = vm.call_with(wrapper, Call([value]))
    if not isinstance(answer, Unknown):
        return answer
    if isinstance(value, FunctionObject):
        value.is_altered = True
    return value


def signature_of(function: FunctionObject) -> Signature:
    """The parameters of a function."""
    node = function.code.node
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    arguments = node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    first_default = len(plain) - len(function.defaults)
    parameters = [
        Parameter(p.arg, function.defaults[i - first_default] if i >= first_default else ABSENT)
        for i, p in enumerate(plain)
    ]
    if arguments.vararg is not None:
        parameters.append(Parameter(arguments.vararg.arg, ABSENT, "rest"))
    for p in arguments.kwonlyargs:
        parameters.append(Parameter(p.arg, function.keyword_defaults.get(p.arg, ABSENT), "keyword"))
    if arguments.kwarg is not None:
        parameters.append(Parameter(arguments.kwarg.arg, ABSENT, "rest_keywords"))
    return Signature(function.code.qualname, tuple(parameters))


@lru_cache(maxsize=4096)
def plain_names(node: FunctionNode) -> tuple[str, ...] | None:
    """The names of the parameters where all are plain, else None."""
    arguments = node.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs:
        return None
    return tuple(parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args))


def bind_arguments(function: FunctionObject, call: Call) -> dict[str, AbstractValue]:
    """The local names that a call starts with; raises BindingError."""
    node = function.code.node
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    names = plain_names(node)
    if names is not None and not call.is_open:
        quick = bind_quickly(function, names, call)
        if quick is not None:
            return quick
    bound = bind(signature_of(function), call)
    rest = node.args.kwarg
    if rest is not None:
        keywords = bound[rest.arg]
        assert isinstance(keywords, dict)
        bound[rest.arg] = DictObject(dict(keywords), is_open=call.is_open)
    return bound


def bind_quickly(function: FunctionObject, names: tuple[str, ...], call: Call) -> dict[str, AbstractValue] | None:
    """Binds plain parameters; None where something does not fit."""
    given = len(call.arguments)
    if given > len(names):
        return None
    bound = dict(zip(names, call.arguments))
    for keyword, value in call.keywords.items():
        if keyword in bound or keyword not in names:
            return None
        bound[keyword] = value
    if len(bound) < len(names):
        defaults = function.defaults
        first_default = len(names) - len(defaults)
        for index in range(given, len(names)):
            name = names[index]
            if name not in bound:
                if index < first_default:
                    return None
                bound[name] = defaults[index - first_default]
    return bound


def call_function(vm: Interpreter, function: FunctionObject, call: Call) -> AbstractValue:
    """Runs a function of the program with the arguments of a call."""
    code = function.code
    try:
        names = bind_arguments(function, call)
    except BindingError as error:
        if not function.is_altered:
            vm.fail("TypeError", str(error))
        return UNKNOWN
    open_count = vm.open_codes.get(code, 0)
    depth = vm.frame.depth + 1 if vm.frame is not None else 0
    if depth > vm.limits.depth or open_count >= (vm.limits.recursion if vm.certain else 2):
        vm.gap("limit", "recursion" if open_count > 1 else "depth")
        return UNKNOWN
    vm.executed[code] = None
    namespace = vm.trail.born(Namespace(code, function.closure))
    namespace.names = names
    frame = Frame(code, namespace, function.module, vm.site, vm.frame, function, depth=depth)
    frame.is_converted = function.is_converted or (call.is_converted and not code.is_generator)
    if call.arguments:
        frame.receiver = call.arguments[0]
    if code.is_generator:
        return make_generator(vm, frame)
    vm.open_codes[code] = open_count + 1
    graph = vm.graph
    outer, graph.origin = graph.origin, NOTHING
    try:
        return run_body(vm, frame)
    finally:
        vm.open_codes[code] = open_count
        graph.origin = outer


def run_body(vm: Interpreter, frame: Frame) -> AbstractValue:
    """Runs the body of a function and answers what it returns."""
    node = frame.code.node
    outer = vm.frame
    vm.frame = frame
    try:
        if isinstance(node, ast.Lambda):
            return evaluate(vm, frame, node.body)
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        completion = execute_block(vm, frame, node.body)
        if completion is not Completion.RETURN:
            frame.return_value = None
        if frame.pending:
            branches.resolve(vm, frame, Completion.RETURN)
            branches.drop_pending(vm, frame)
        return frame.return_value
    except ProgramError:
        if frame.pending:
            value = branches.drop_pending(vm, frame)
            if value is not ABSENT:
                return value
        raise
    except BaseException:
        vm.uncertain -= len(frame.pending)
        frame.pending.clear()
        raise
    finally:
        vm.frame = outer


def make_generator(vm: Interpreter, frame: Frame) -> GeneratorObject:
    """A generator over the body of a function, which has not started."""

    def run() -> None:
        vm.frame = frame
        node = frame.code.node
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        with running(vm, frame):
            completion = execute_block(vm, frame, node.body)
        if completion is not Completion.RETURN:
            frame.return_value = None
        branches.drop_pending(vm, frame)

    frame.coroutine = Coroutine(vm, frame, run)
    return GeneratorObject(frame.coroutine)


def zero_argument_super(vm: Interpreter, frame: Frame) -> AbstractValue:
    """`super()` in a method."""
    at: Frame | None = frame
    while at is not None and (at.function is None or at.function.owner is None):
        at = at.caller if at.function is None else None
    if at is None or at.function is None:
        return UNKNOWN
    owner = at.function.owner
    receiver = at.receiver
    start = receiver if isinstance(receiver, ClassObject) else getattr(receiver, "cls", None)
    if owner is None or not isinstance(start, ClassObject):
        return UNKNOWN
    return SuperObject(owner, receiver, start)
