"""Which top-level modules are libraries that are never interpreted, and other names for what is in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol
from tfscope.models.machine import Machine
from tfscope.models.python.type_tables import TYPE_ALIASES
from tfscope.models.registry import NAMESPACES, LibraryNamespace, constant

#: Modules of Python that nothing on the import path can stand before, and libraries that have models here.
PLAIN: Final = (
    "abc argparse builtins codecs collections configparser contextlib copy dataclasses datetime enum "
    "functools io inspect itertools json logging math numbers operator os posixpath random re string sys "
    "threading time typing types warnings"
).split()

#: Where the names of `six.moves` are.
MOVES: Final = {
    "range": "builtins.range",
    "xrange": "builtins.range",
    "zip": "builtins.zip",
    "map": "builtins.map",
    "filter": "builtins.filter",
    "input": "builtins.input",
    "reduce": "functools.reduce",
    "zip_longest": "itertools.zip_longest",
    "filterfalse": "itertools.filterfalse",
    "builtins": "builtins",
    "cPickle": "pickle",
    "urllib": "urllib",
    "StringIO": "io.StringIO",
    "configparser": "configparser",
    "queue": "queue",
}


def unmodelled(machine: Machine, symbol: Symbol) -> AbstractValue:
    """The answer of what has no model: not known."""
    return UNKNOWN


def exists(machine: Machine, path: str) -> bool | None:
    """Whether a name exists is not known."""
    return None


def same_path(path: str) -> str:
    """A path as it is."""
    return TYPE_ALIASES.get(path, path) if path.startswith("collections.") else path


def path_of_os(path: str) -> str:
    """`posixpath` is `os.path`."""
    return path.replace("posixpath", "os.path", 1) if path.startswith("posixpath") else path


def path_of_six(path: str) -> str:
    """What `six.moves` moves."""
    head, _, name = path.partition(".moves.")
    if head == "six" and name:
        first, _, rest = name.partition(".")
        target = MOVES.get(first, path if not rest else f"{head}.moves.{first}")
        return f"{target}.{rest}" if rest else target
    return path


def path_of_future(path: str) -> str:
    """`past.builtins` and its like."""
    return path.replace("past.builtins", "builtins", 1)


def path_of_flags(path: str) -> str:
    """`gflags` is `absl.flags`."""
    return path.replace("gflags", "absl.flags", 1)


def register(top: str, canonical: Callable[[str], str]) -> None:
    """Registers a module."""
    NAMESPACES[top] = LibraryNamespace(canonical, exists, unmodelled)


for module in PLAIN:
    register(module, same_path)
register("posixpath", path_of_os)
register("six", path_of_six)
register("past", path_of_future)
register("gflags", path_of_flags)
register("absl", same_path)
for alias in ("tensorflow.flags", "tensorflow.app.flags"):
    constant(alias, Symbol("absl.flags"))
