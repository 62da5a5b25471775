"""Compares what the analyser says of a program's last tensors with what TensorFlow says."""

from __future__ import annotations

from collections.abc import Iterator

import tfscope.models.catalog
from tests.ops.asking import Answer, Reached
from tfscope.domain.graph import PartitionedVariable, Tensor, native_of
from tfscope.domain.heap import DictObject, ListObject, ModuleObject
from tfscope.domain.values import AbstractValue, DType, Shape, Unknown
from tfscope.interp import expressions, imports, statements
from tfscope.interp.interpreter import Interpreter
from tfscope.models.tensorflow.dependence import reach_of
from tfscope.syntax.parse import ParsedFile, parse
from tfscope.syntax.source import SourceFile

#: Importing these ties the interpreter together.
PARTS = (expressions, statements, tfscope.models.catalog)
HEADER = "import numpy as np\nimport tensorflow.compat.v1 as tf\n"

SAME, UNKNOWN, DIFFERENT = "same", "unknown", "different"


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


def interpret(text: str) -> tuple[Interpreter, dict[str, AbstractValue]]:
    """The run, and the names that the program binds."""
    vm = Interpreter(NoFiles())
    module = ModuleObject("__main__", "program.py")
    imports.run_module(vm, module, parse(SourceFile("program.py", HEADER + text)))
    vm.close()
    return vm, module.namespace.names


def judge(text: str, answer: Answer) -> tuple[str, str]:
    """SAME, UNKNOWN or DIFFERENT, and what the analyser says."""
    try:
        vm, names = interpret(text)
    except Exception as error:
        return DIFFERENT, f"raises {type(error).__name__}: {error}"
    if isinstance(answer, str):
        return SAME, "an error of TensorFlow is not judged"
    if vm.error is not None:
        return DIFFERENT, f"an error: {vm.error.message}"
    value = names.get("y")
    leaves = [] if value is None else list(leaves_of(vm, value))
    said = ", ".join(map(written, leaves))
    if any(isinstance(leaf, Unknown) for leaf in leaves) or not is_closed(value):
        return UNKNOWN, said
    if len(leaves) != len(answer):
        return DIFFERENT, said
    verdicts = {compare(leaf, shape, dtype) for leaf, (shape, dtype) in zip(leaves, answer)}
    return (DIFFERENT if DIFFERENT in verdicts else UNKNOWN if UNKNOWN in verdicts else SAME), said


def judge_gradients(text: str, expected: Reached) -> tuple[str, str]:
    """SAME, UNKNOWN or DIFFERENT, and which inputs the analyser says a gradient reaches, in doubt with a "?"."""
    _, names = interpret(text)
    reach = reach_of(names.get("y"))
    said = {name: reach.reaches(native_of(names[name])) for name in sorted(names) if name[0] == "x"}
    shown = " ".join(name + ("?" if answer is None else "") for name, answer in said.items() if answer is not False)
    if expected is None:
        return SAME, "an error of TensorFlow is not judged"
    wrong = [name for name, answer in said.items() if answer is not None and answer is not (name in expected)]
    if wrong:
        return DIFFERENT, shown
    return (UNKNOWN if None in said.values() else SAME), shown


def is_closed(value: AbstractValue) -> bool:
    """Whether all items of a list are known."""
    return not (isinstance(value, ListObject) and value.is_open)


def leaves_of(vm: Interpreter, value: AbstractValue) -> Iterator[AbstractValue]:
    """The tensors of a structure in the order of `tf.nest.flatten`, without None."""
    if isinstance(value, DictObject):
        for key in sorted(value.items, key=str):
            yield from leaves_of(vm, value.items[key])
    elif isinstance(native_of(value), (ListObject, tuple)):
        for item in vm.items_of(native_of(value)) or ():
            yield from leaves_of(vm, item)
    elif value is not None:
        yield native_of(value)


def compare(leaf: AbstractValue, shape: list[int | None] | None, dtype: str) -> str:
    """The verdict on one tensor."""
    if not isinstance(leaf, (Tensor, PartitionedVariable)):
        return DIFFERENT
    verdict = SAME
    if isinstance(leaf.dtype, DType):
        if leaf.dtype.name != dtype:
            return DIFFERENT
    else:
        verdict = UNKNOWN
    if not isinstance(leaf.shape, Shape):
        return UNKNOWN
    if leaf.shape.dims is None or shape is None:
        return verdict if leaf.shape.dims is None and shape is None else DIFFERENT
    if len(leaf.shape.dims) != len(shape):
        return DIFFERENT
    for own, real in zip(leaf.shape.dims, shape):
        if isinstance(own, Unknown):
            verdict = UNKNOWN
        elif own != real:
            return DIFFERENT
    return verdict


def written(leaf: AbstractValue) -> str:
    """A tensor as text."""
    if not isinstance(leaf, (Tensor, PartitionedVariable)):
        return repr(leaf)
    dims = leaf.shape.dims if isinstance(leaf.shape, Shape) else "?"
    return f"{dims} {leaf.dtype.name if isinstance(leaf.dtype, DType) else '?'}"
