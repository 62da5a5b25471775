"""Runs a program of `assert` statements under CPython, which is the judge, and then in the interpreter."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from textwrap import dedent

import tfscope.models.catalog
from tfscope.domain.heap import ModuleObject
from tfscope.interp import expressions, imports, statements
from tfscope.interp.evaluation import EXECUTORS, evaluate
from tfscope.interp.frames import Completion, Frame
from tfscope.interp.interpreter import Interpreter
from tfscope.syntax.parse import ParsedFile, parse
from tfscope.syntax.source import SourceFile


class NoFiles:
    """A loader of an empty import path."""

    def find(self, name: str) -> imports.Found | None:
        """There is no module."""
        return None

    def parse(self, path: str) -> ParsedFile | None:
        """There is no file."""
        return None

    def name_of(self, path: str) -> str:
        """The program itself."""
        return "__main__"

    def text(self, path: str) -> str | None:
        """There is no file."""
        return None

    def listing(self, folder: str) -> frozenset[str] | None:
        """There is no folder."""
        return None


def run_in_python(text: str) -> None:
    """Runs a program under CPython: the conditions that it asserts are true."""
    names: dict[str, object] = {"__name__": "__main__"}
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        exec(compile(text, "program.py", "exec"), names)


@contextmanager
def noting_unknown_assertions(unknown: list[str]) -> Iterator[None]:
    """Notes every asserted condition that the interpreter does not know."""

    def exec_assert(vm: Interpreter, frame: Frame, node: ast.stmt) -> Completion | None:
        assert isinstance(node, ast.Assert)
        known = vm.truth(evaluate(vm, frame, node.test))
        if known is None:
            unknown.append(ast.unparse(node.test))
        elif not known:
            unknown.append("false: " + ast.unparse(node.test))
        return None

    EXECUTORS[ast.Assert] = exec_assert
    try:
        yield
    finally:
        EXECUTORS[ast.Assert] = statements.exec_Assert


def interpret(text: str) -> tuple[Interpreter, ModuleObject, list[str]]:
    """The run, the module, and the asserted conditions that are not known to be true."""
    vm = Interpreter(NoFiles())
    module = ModuleObject("__main__", "program.py")
    unknown: list[str] = []
    with noting_unknown_assertions(unknown):
        imports.run_module(vm, module, parse(SourceFile("program.py", text)))
    vm.close()
    return vm, module, unknown


def check(text: str, judged: bool = True) -> None:
    """Asserts that CPython and the interpreter agree on a program, and that the interpreter knows every condition."""
    text = dedent(text).lstrip("\n")
    if judged:
        run_in_python(text)
    vm, _, unknown = interpret(text)
    assert vm.error is None, (vm.error.error_type, vm.error.message, ast.unparse(vm.error.site.node))
    assert not unknown, unknown


def value_of(text: str, name: str) -> object:
    """What the interpreter makes of a name at the end of a program that no judge runs."""
    vm, module, _ = interpret(dedent(text).lstrip("\n"))
    assert vm.error is None, vm.error
    return module.namespace.names[name]


#: Importing these ties the interpreter together.
PARTS = (expressions, tfscope.models.catalog)
