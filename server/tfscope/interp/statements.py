"""What each statement does: one `exec_` function per `ast` class. Loops, branches and `try` have files of their own."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tfscope.domain.heap import ClassObject, Namespace
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol
from tfscope.interp import (
    branches,
    calls,
    classes,
    contexts,
    functions,
    imports,
    loops,
    operators,
    patterns,
    sites,
    targets,
    trying,
)
from tfscope.interp.errors import ProgramError
from tfscope.interp.evaluation import EXECUTORS, bind_name, evaluate, execute_block, running
from tfscope.interp.frames import Completion, Frame
from tfscope.syntax.nodes import docstring

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def exec_Expr(vm: Interpreter, frame: Frame, node: ast.Expr) -> Completion | None:
    """An expression for its effects."""
    if node.value.__class__ is not ast.Constant:
        evaluate(vm, frame, node.value)
    return None


def exec_Assign(vm: Interpreter, frame: Frame, node: ast.Assign) -> Completion | None:
    """`target = value`."""
    value = evaluate(vm, frame, node.value)
    for target in node.targets:
        if isinstance(target, ast.Name):
            bind_name(vm, frame, target.id, value)
        else:
            targets.assign(vm, frame, target, value)
    return None


def exec_AnnAssign(vm: Interpreter, frame: Frame, node: ast.AnnAssign) -> Completion | None:
    """`target: annotation = value`. The annotations of a class body are kept, in order, for `dataclass`."""
    if isinstance(frame.code.node, ast.ClassDef) and isinstance(node.target, ast.Name):
        fields = frame.namespace.names.get("__annotations__", ())
        assert isinstance(fields, tuple)
        bind_name(vm, frame, "__annotations__", (*fields, node.target.id))
    if node.value is not None:
        targets.assign(vm, frame, node.target, evaluate(vm, frame, node.value))
    return None


def exec_AugAssign(vm: Interpreter, frame: Frame, node: ast.AugAssign) -> Completion | None:
    """`target op= value`: in place where the target can change."""
    left, put = targets.place(vm, frame, node.target)
    right = evaluate(vm, frame, node.value)
    with sites.at(vm, frame, node):
        value = operators.in_place(vm, node.op.__class__, left, right)
    put(value)
    return None


def exec_Return(vm: Interpreter, frame: Frame, node: ast.Return) -> Completion | None:
    """`return value`."""
    frame.return_value = None if node.value is None else evaluate(vm, frame, node.value)
    return Completion.RETURN


def exec_If(vm: Interpreter, frame: Frame, node: ast.If) -> Completion | None:
    """`if`: one side where the condition is known, else both."""
    known = vm.truth(evaluate(vm, frame, node.test))
    if known is not None:
        return execute_block(vm, frame, node.body if known else node.orelse)
    return branches.fork_statements(
        vm,
        frame,
        node.test,
        lambda: execute_block(vm, frame, node.body),
        lambda: execute_block(vm, frame, node.orelse),
    )


def exec_Match(vm: Interpreter, frame: Frame, node: ast.Match) -> Completion | None:
    """`match`: the first case that fits; where that is not known, that one or those behind it."""
    subject = evaluate(vm, frame, node.subject)
    return run_cases(vm, frame, subject, node.cases)


def run_cases(vm: Interpreter, frame: Frame, subject: AbstractValue, cases: list[ast.match_case]) -> Completion | None:
    """Runs the first case that fits."""
    if not cases:
        return None
    case, *rest = cases
    bound: dict[str, AbstractValue] = {}
    fits = patterns.fits(vm, frame, case.pattern, subject, bound)
    if fits is None:
        names = dict.fromkeys(patterns.names_of(case.pattern), UNKNOWN) | bound
        return branches.fork_statements(
            vm,
            frame,
            None,
            lambda: run_case(vm, frame, subject, cases, names),
            lambda: run_cases(vm, frame, subject, rest),
        )
    return run_case(vm, frame, subject, cases, bound) if fits else run_cases(vm, frame, subject, rest)


def run_case(
    vm: Interpreter,
    frame: Frame,
    subject: AbstractValue,
    cases: list[ast.match_case],
    bound: dict[str, AbstractValue],
) -> Completion | None:
    """Runs a case that fits: its names, its guard, its body; those behind it where the guard does not hold."""
    case, *rest = cases
    for name, value in bound.items():
        bind_name(vm, frame, name, value)
    holds = True if case.guard is None else vm.truth(evaluate(vm, frame, case.guard))
    if holds is None:
        return branches.fork_statements(
            vm,
            frame,
            case.guard,
            lambda: execute_block(vm, frame, case.body),
            lambda: run_cases(vm, frame, subject, rest),
        )
    return execute_block(vm, frame, case.body) if holds else run_cases(vm, frame, subject, rest)


def exec_FunctionDef(vm: Interpreter, frame: Frame, node: ast.FunctionDef) -> Completion | None:
    """`def`, with its decorators."""
    function = functions.make_function(vm, frame, node)
    value = functions.decorate(vm, frame, node.decorator_list, function)
    bind_name(vm, frame, node.name, value)
    return None


def exec_AsyncFunctionDef(vm: Interpreter, frame: Frame, node: ast.AsyncFunctionDef) -> Completion | None:
    """`async def`, read as `def`."""
    function = functions.make_function(vm, frame, node)
    bind_name(vm, frame, node.name, functions.decorate(vm, frame, node.decorator_list, function))
    return None


def exec_ClassDef(vm: Interpreter, frame: Frame, node: ast.ClassDef) -> Completion | None:
    """`class`: the body runs, then the class is made and decorated."""
    call = calls.class_arguments(vm, frame, node)
    code = functions.code_of(frame.code, node)
    namespace = Namespace(code, frame.namespace)
    inner = Frame(code, namespace, frame.module, frame.site, frame, depth=frame.depth)
    inner.is_converted = frame.is_converted
    owner_box: list[ClassObject] = []
    with running(vm, inner):
        execute_block(vm, inner, node.body)
    namespace.names.setdefault("__doc__", docstring(node.body))
    with sites.at(vm, frame, node):
        cls = classes.make_class(vm, node.name, call, namespace, frame.module)
    if isinstance(cls, ClassObject):
        owner_box.append(cls)
    bind_name(vm, frame, node.name, functions.decorate(vm, frame, node.decorator_list, cls))
    return None


def exec_With(vm: Interpreter, frame: Frame, node: ast.With | ast.AsyncWith) -> Completion | None:
    """`with a as b, c as d:`."""
    return contexts.run_with(vm, frame, node.items, node.body)


exec_AsyncWith = exec_With


def exec_Raise(vm: Interpreter, frame: Frame, node: ast.Raise) -> Completion | None:
    """`raise`: below a condition that is not known, the path ends here and is forgotten."""
    if node.exc is None:
        value: AbstractValue = frame.handled[-1] if frame.handled else UNKNOWN
    else:
        value = evaluate(vm, frame, node.exc)
    if isinstance(value, Symbol) and value.path.startswith("builtins."):
        value = classes.library_class(vm, value.path)
    if isinstance(value, ClassObject):
        with sites.at(vm, frame, node):
            value = vm.call(value)
    raise ProgramError(value, sites.make_site(frame, node))


def exec_Assert(vm: Interpreter, frame: Frame, node: ast.Assert) -> Completion | None:
    """`assert`: an error where the condition is certainly false."""
    if vm.truth(evaluate(vm, frame, node.test)) is False:
        message = "" if node.msg is None else evaluate(vm, frame, node.msg)
        raise ProgramError(vm.make_error("AssertionError", message), sites.make_site(frame, node))
    return None


def exec_Delete(vm: Interpreter, frame: Frame, node: ast.Delete) -> Completion | None:
    """`del`."""
    for target in node.targets:
        targets.delete(vm, frame, target)
    return None


def exec_Import(vm: Interpreter, frame: Frame, node: ast.Import) -> Completion | None:
    """`import a.b as c`."""
    with sites.at(vm, frame, node):
        for alias in node.names:
            module = imports.import_module(vm, alias.name, frame.module)
            if alias.asname is not None:
                bind_name(vm, frame, alias.asname, module)
            else:
                top = alias.name.partition(".")[0]
                bind_name(vm, frame, top, imports.import_module(vm, top, frame.module))
    return None


def exec_ImportFrom(vm: Interpreter, frame: Frame, node: ast.ImportFrom) -> Completion | None:
    """`from a import b as c`, `from a import *`."""
    with sites.at(vm, frame, node):
        base = imports.absolute_name(frame.module, node.module or "", node.level)
        if node.module == "__future__":
            return None
        module = imports.import_module(vm, base, frame.module)
        for alias in node.names:
            if alias.name == "*":
                imports.import_star(vm, frame, module)
            else:
                value = imports.import_name(vm, module, base, alias.name)
                bind_name(vm, frame, alias.asname or alias.name, value)
    return None


def exec_Break(vm: Interpreter, frame: Frame, node: ast.Break) -> Completion | None:
    """`break`."""
    return Completion.BREAK


def exec_Continue(vm: Interpreter, frame: Frame, node: ast.Continue) -> Completion | None:
    """`continue`."""
    return Completion.CONTINUE


def exec_nothing(vm: Interpreter, frame: Frame, node: ast.stmt) -> Completion | None:
    """`pass`, `global`, `nonlocal`: what they declare is known from the code."""
    return None


EXECUTORS.update(
    {
        getattr(ast, name.removeprefix("exec_")): function
        for name, function in list(globals().items())
        if name.startswith("exec_") and hasattr(ast, name.removeprefix("exec_"))
    }
)
EXECUTORS.update(
    {
        ast.Pass: exec_nothing,
        ast.Global: exec_nothing,
        ast.Nonlocal: exec_nothing,
        ast.For: loops.exec_for,
        ast.AsyncFor: loops.exec_for,
        ast.While: loops.exec_while,
        ast.Try: trying.exec_try,
    }
)
if hasattr(ast, "TryStar"):
    EXECUTORS[ast.TryStar] = trying.exec_try
if hasattr(ast, "TypeAlias"):
    EXECUTORS[ast.TypeAlias] = exec_nothing
