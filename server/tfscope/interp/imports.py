"""Modules: finding, loading and running them, and the names that imports bind."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from tfscope.domain.code import Code
from tfscope.domain.heap import ABSENT, HeapObject, ListObject, ModuleObject, present
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Unknown, alternatives
from tfscope.interp import libraries
from tfscope.interp.errors import ProgramError
from tfscope.interp.evaluation import execute_block, running
from tfscope.interp.frames import Frame
from tfscope.models.registry import NAMESPACES
from tfscope.syntax.blocks import Block
from tfscope.syntax.parse import ParsedFile, parse
from tfscope.syntax.source import SourceFile

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter

#: Modules of Python 2 that Python 3 does not have.
GONE: Final = frozenset(
    "cPickle urllib2 ConfigParser Queue StringIO cStringIO __builtin__ commands Tkinter urlparse httplib HTMLParser "
    "copy_reg dummy_thread thread exceptions future_builtins robotparser cookielib xmlrpclib".split()
)
#: Modules that Python has, or certainly has not.
KNOWN: Final = sys.stdlib_module_names | GONE


@dataclass(frozen=True, slots=True)
class Found:
    """Where a module is. `path` is its file, None for a package without one."""

    name: str
    path: str | None
    is_package: bool


class Loader(Protocol):
    """What the interpreter needs to know of files."""

    def find(self, name: str) -> Found | None:
        """The module of a dotted name on the import path."""
        ...

    def parse(self, path: str) -> ParsedFile | None:
        """The parsed text of a file."""
        ...

    def name_of(self, path: str) -> str:
        """The dotted name by which a file would be imported."""
        ...

    def text(self, path: str) -> str | None:
        """The text of a file that lies on the import path; None where it lies elsewhere or cannot be read."""
        ...

    def listing(self, folder: str) -> frozenset[str] | None:
        """The names in a folder of the import path; None where it lies elsewhere."""
        ...


class ModuleTable(HeapObject):
    """`sys.modules` of the run. `missing` are taken not to be installed, while that outcome of an import is run."""

    __slots__ = ("modules", "missing")
    changing = ("modules",)

    def __init__(self) -> None:
        self.stamp = 0
        self.modules: dict[str, ModuleObject] = {}
        self.missing: set[str] = set()


def empty_block() -> Block:
    """The block of no text."""
    parsed = parse(SourceFile("", "pass\n"))
    return parsed.blocks[0]


def absolute_name(module: ModuleObject, name: str, level: int) -> str:
    """The dotted name that a relative import means in a module."""
    if level == 0:
        return name
    parts = module.name.split(".")
    if not module.is_package:
        parts = parts[:-1]
    base = parts[: len(parts) - level + 1]
    return ".".join([*base, name] if name else base)


def import_module(vm: Interpreter, name: str, importer: ModuleObject | None = None) -> AbstractValue:
    """The module of a dotted name, run if it is the program's, else a symbol."""
    top = name.partition(".")[0]
    if top in NAMESPACES or not name:
        return Symbol(name)
    module: AbstractValue = ABSENT
    parent: AbstractValue = ABSENT
    path = ""
    for part in name.split("."):
        path = f"{path}.{part}" if path else part
        module = vm.modules.modules.get(path, ABSENT)
        is_new = module is ABSENT
        if is_new:
            found = vm.loader.find(path)
            module = missing_module(vm, path) if found is None else load(vm, found)
        if isinstance(module, Symbol):
            return Symbol(name)
        if is_new and isinstance(parent, ModuleObject):
            vm.changing(parent.namespace)
            parent.namespace.names[part] = module
        parent = module
    return module


def missing_module(vm: Interpreter, path: str) -> AbstractValue:
    """A module that is not on the import path: of the standard library or not installed here, so not known."""
    if path in GONE or path in vm.modules.missing:
        vm.fail("ModuleNotFoundError", f"No module named '{path}'")
    return Symbol(path)


def doubtful_module(vm: Interpreter, body: list[ast.stmt]) -> str:
    """The first module that statements import and that may not be installed, "" where there is none."""
    for statement in body:
        names = [alias.name for alias in statement.names] if isinstance(statement, ast.Import) else []
        if isinstance(statement, ast.ImportFrom) and not statement.level:
            names = [statement.module or ""]
        for name in names:
            top = name.partition(".")[0]
            if top not in KNOWN and top not in libraries.modelled() and vm.loader.find(top) is None:
                return top
    return ""


def load(vm: Interpreter, found: Found) -> ModuleObject:
    """Makes a module and runs it."""
    module = ModuleObject(found.name, found.path or "", found.is_package)
    vm.changing(vm.modules)
    vm.modules.modules[found.name] = module
    parsed = None if found.path is None else vm.loader.parse(found.path)
    if parsed is not None:
        run_module(vm, module, parsed)
    module.is_loaded = True
    return module


def module_code(block: Block) -> Code:
    """The code of a block at the top level of a module; its first statement keeps it."""
    first = block.body[0]
    known = getattr(first, "tfscope_module_code", None)
    if isinstance(known, Code) and known.block is block:
        return known
    code = Code(ast.Module(body=block.body, type_ignores=[]), block, "<module>")
    first.tfscope_module_code = code  # type: ignore[attr-defined]
    return code


def run_module(vm: Interpreter, module: ModuleObject, parsed: ParsedFile) -> None:
    """Runs the blocks of a module in order."""
    run_blocks(vm, module, parsed.blocks)


def run_blocks(vm: Interpreter, module: ModuleObject, blocks: Iterable[Block]) -> None:
    """Runs blocks of a module in order. An error that nothing catches ends the program; we go on behind it."""
    for block in blocks:
        if not block.body:
            continue
        code = module_code(block)
        vm.executed[code] = None
        outer = vm.frame
        site = vm.site if outer is not None else None
        frame = Frame(code, module.namespace, module, site, outer, depth=0 if outer is None else outer.depth + 1)
        with running(vm, frame):
            for statement in block.body:
                run_statement(vm, frame, statement)


def run_statement(vm: Interpreter, frame: Frame, statement: ast.stmt) -> None:
    """Runs one statement at the top level."""
    try:
        execute_block(vm, frame, [statement])
    except ProgramError as error:
        if frame.caller is not None and (vm.is_unwinding or vm.is_caught(error.value, frame.caller)):
            raise
        vm.frame = frame
        vm.note_error(error)


def import_name(vm: Interpreter, module: AbstractValue, base: str, name: str) -> AbstractValue:
    """What `from base import name` binds."""
    if isinstance(module, ModuleObject):
        if name in module.namespace.names:
            return present(module.namespace.names[name])
        found = find_submodule(vm, module, name)
        if found is not ABSENT:
            return found
        answer = vm.find_attribute(module, name)
        if answer is not ABSENT:
            return answer
        if not module.is_loaded:
            return vm.unknown("attribute", module, name, label=name)
        vm.fail("ImportError", f"cannot import name '{name}' from '{base}' ({module.path})")
        return UNKNOWN
    if isinstance(module, Symbol):
        found = libraries.find_in_symbol(vm, module, name)
        if found is ABSENT:
            libraries.refuse_symbol(vm, module, name, f"cannot import name '{name}' from '{base}'")
            return UNKNOWN
        return found
    return UNKNOWN


def find_submodule(vm: Interpreter, module: ModuleObject, name: str) -> AbstractValue:
    """The module `name` inside a package, run if need be; ABSENT where there is none."""
    if not module.is_package:
        return ABSENT
    path = f"{module.name}.{name}"
    if path in vm.modules.modules:
        return vm.modules.modules[path]
    return ABSENT if vm.loader.find(path) is None else import_module(vm, path)


def import_star(vm: Interpreter, frame: Frame, module: AbstractValue) -> None:
    """`from module import *`. What a library's module holds is looked up when it is used."""
    names = frame.namespace.names
    vm.changing(frame.namespace)
    if not isinstance(module, ModuleObject):
        names["*"] = (*starred_modules(names.get("*", ())), module)
        return
    listed = module.namespace.names.get("__all__")
    for name, value in list(module.namespace.names.items()):
        if name == "*":
            names["*"] = value
        elif isinstance(listed, ListObject) and not listed.is_open:
            if name in listed.items:
                names[name] = value
        elif isinstance(name, str) and not name.startswith("_"):
            names[name] = value


def starred_modules(value: AbstractValue) -> tuple[AbstractValue, ...]:
    """The modules of star imports, those of all outcomes where a branch decided."""
    return tuple(star for option in alternatives(value) if isinstance(option, tuple) for star in option)


def find_starred(vm: Interpreter, module: ModuleObject, name: str) -> AbstractValue:
    """A name that a star import of a library's module may have bound; ABSENT where there was none."""
    stars = starred_modules(module.namespace.names.get("*", ()))
    for star in reversed(stars):
        if isinstance(star, Symbol) and libraries.symbol_exists(f"{star.path}.{name}"):
            return libraries.find_in_symbol(vm, star, name)
    return Unknown(name) if stars else ABSENT
