"""`importlib`, `pkgutil` and `__import__`: modules by names that the program computes."""

from __future__ import annotations

import builtins
import inspect
import posixpath
import sys
from collections.abc import Iterator
from functools import partial

from tfscope.domain.heap import ABSENT, DictObject, ListObject, ModuleObject
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Symbol
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import NAMESPACES, canonical, is_modelled, model


@model("importlib.import_module")
def import_module(machine: Machine, call: Call, name: AbstractValue, package: AbstractValue = None) -> AbstractValue:
    """The module of a name."""
    if isinstance(name, OneOf):
        return machine.fork([partial(import_module, machine, call, option, package) for option in name.options])
    if not isinstance(name, str) or (name.startswith(".") and not isinstance(package, str)):
        machine.gap("import", "importlib.import_module")
        return UNKNOWN
    return machine.import_module(name, package if isinstance(package, str) else None)


@model("builtins.__import__")
def import_(
    machine: Machine,
    call: Call,
    name: AbstractValue,
    globals: AbstractValue = None,
    locals: AbstractValue = None,
    fromlist: AbstractValue = (),
    level: AbstractValue = 0,
) -> AbstractValue:
    """The module of a name, or without a `fromlist` the package that the name starts with."""
    if not isinstance(name, str) or not isinstance(level, int):
        machine.gap("import", "builtins.__import__")
        return UNKNOWN
    dots = "." * level
    module = machine.import_module(dots + name)
    wanted = machine.items_of(fromlist) if fromlist is not None else []
    if wanted is None or wanted:
        for each in wanted or ():
            if isinstance(each, str) and isinstance(module, ModuleObject):
                machine.find_attribute(module, each)
        return module
    return machine.import_module(dots + name.partition(".")[0]) if "." in name else module


@model("importlib.reload", "imp.reload", "builtins.reload")
def reload(machine: Machine, call: Call, module: AbstractValue) -> AbstractValue:
    """The module as it is: running it again is not followed."""
    return module


@model("importlib.util.find_spec", "importlib.find_loader", "pkgutil.find_loader", "imp.find_module")
def find_spec(machine: Machine, call: Call, name: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """Whether a module is installed is not known."""
    return UNKNOWN


@model("pkgutil.iter_modules")
def iter_modules(machine: Machine, call: Call, path: AbstractValue = None, prefix: AbstractValue = "") -> AbstractValue:
    """The modules that lie in some folders: finder, name, and whether it is a package."""
    folders = machine.items_of(path) if path is not None else None
    found: list[AbstractValue] = []
    for folder in folders or ():
        names = machine.folder_listing(folder) if isinstance(folder, str) else None
        if names is None or not isinstance(folder, str):
            return ListObject(found, is_open=True)
        found += [
            (UNKNOWN, machine.binary("Add", prefix, name), is_package)
            for name, is_package in modules_in(machine, folder, names)
        ]
    return ListObject(found, is_open=folders is None)


def modules_in(machine: Machine, folder: str, names: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The modules and packages of a folder, in the order of `pkgutil.iter_modules`."""
    seen = {"__init__"}
    for entry in sorted(names):
        name, is_package = inspect.getmodulename(entry), False
        if name is None and "." not in entry:
            inner = machine.folder_listing(posixpath.join(folder, entry))
            is_package = inner is not None and "__init__.py" in inner
            name = entry if is_package else None
        if name is not None and name not in seen and "." not in name:
            seen.add(name)
            yield name, is_package


@model("pkgutil.walk_packages")
def walk_packages(machine: Machine, call: Call, *arguments: AbstractValue, **given: AbstractValue) -> AbstractValue:
    """The modules in some folders and below; those below are not followed."""
    machine.gap("import", "pkgutil.walk_packages")
    return ListObject([], is_open=True)


@model("pkg_resources.get_distribution", "importlib.metadata.version", "importlib.metadata.distribution")
def distribution(machine: Machine, call: Call, name: AbstractValue) -> AbstractValue:
    """What is installed is not known."""
    return UNKNOWN


@model("pkg_resources.iter_entry_points", "importlib.metadata.entry_points")
def entry_points(machine: Machine, call: Call, *arguments: AbstractValue, **given: AbstractValue) -> AbstractValue:
    """What installed packages offer is not known."""
    return ListObject([], is_open=True)


@model("importlib.metadata.metadata")
def metadata(machine: Machine, call: Call, name: AbstractValue) -> AbstractValue:
    """What is installed is not known."""
    return DictObject({}, is_open=True)


@model("pydoc.locate")
def locate(machine: Machine, call: Call, path: AbstractValue, forceload: AbstractValue = 0) -> AbstractValue:
    """The object of a dotted name, None where there is none; of a library that has no model for it, not known."""
    if isinstance(path, OneOf):
        return machine.fork([partial(locate, machine, call, option) for option in path.options])
    if not isinstance(path, str):
        return UNKNOWN
    parts = [part for part in path.split(".") if part]
    found: AbstractValue = ABSENT
    for index, part in enumerate(parts):
        inner = ABSENT if isinstance(found, Symbol) else module_or_none(machine, ".".join(parts[: index + 1]))
        if inner is ABSENT and found is not ABSENT:
            inner = machine.find_attribute(found, part)
        elif inner is ABSENT and hasattr(builtins, part):
            inner = Symbol(f"builtins.{part}")
        if inner is ABSENT:
            return None
        found = inner
    return UNKNOWN if isinstance(found, Symbol) and not is_modelled(canonical(found.path)) else found


def module_or_none(machine: Machine, name: str) -> AbstractValue:
    """A module by its name, ABSENT where it is neither the program's nor one of a library that is known to exist."""
    module = machine.import_module(name)
    if not isinstance(module, Symbol):
        return module
    top = name.partition(".")[0]
    return module if top in NAMESPACES or top in sys.stdlib_module_names else ABSENT
