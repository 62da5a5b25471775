"""What a program asks beside its own code: files, modules by computed names, text to evaluate, addresses."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tfscope.domain.heap import HeapObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Unknown
from tfscope.interp import imports
from tfscope.interp.evaluation import evaluate

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


class Surroundings:
    """What the interpreter knows of files and of the machine. `loader` finds and reads files."""

    def __init__(self, loader: imports.Loader) -> None:
        self.loader = loader
        #: Expressions that were evaluated from text, by the place and the text.
        self.evaluated: dict[tuple[int, str], ast.expr] = {}
        self.addresses: dict[HeapObject, Unknown] = {}

    def address_of(self, item: HeapObject) -> Unknown:
        """The hole for where an object lies in memory, always the same one."""
        return self.addresses.setdefault(item, Unknown("address", "str"))

    def file_text(self, path: str) -> str | None:
        """The text of a file of the workspace or the import path; None of any other."""
        return self.loader.text(path)

    def folder_listing(self, path: str) -> frozenset[str] | None:
        """The names in a folder of the workspace or the import path; None of any other."""
        return self.loader.listing(path)


def import_by_name(vm: Interpreter, name: str, package: str | None) -> AbstractValue:
    """The module of a dotted name; each leading dot is one level above `package`, or above the running module's."""
    level = len(name) - len(name.lstrip("."))
    if level and package is not None:
        base = package.split(".")
        name = ".".join([*base[: len(base) - level + 1], *filter(None, [name[level:]])])
    elif level:
        if vm.frame is None:
            return UNKNOWN
        name = imports.absolute_name(vm.frame.module, name[level:], level)
    return imports.import_module(vm, name)


def evaluate_text(vm: Interpreter, text: str) -> AbstractValue:
    """What an expression means among the names of the running code. What it does happens at the call of `eval`."""
    frame, place = vm.frame, vm.site.node
    if frame is None:
        return UNKNOWN
    key = (id(place), text)
    tree = vm.evaluated.get(key)
    if tree is None:
        try:
            tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError) as error:
            vm.fail("SyntaxError", str(error))
            return UNKNOWN
        for node in ast.walk(tree):
            ast.copy_location(node, place)
        vm.evaluated[key] = tree
    return evaluate(vm, frame, tree)
