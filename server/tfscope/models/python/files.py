"""Files and folders: those of the workspace and the import path can be read, of others nothing is known."""

from __future__ import annotations

import fnmatch
import json
import posixpath
from typing import Final

from tfscope.domain.heap import Instance, IteratorObject, ListObject, SetObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Unknown
from tfscope.models.concrete import abstract
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import library_class, model, per_run

READING: Final = ("r", "rt", "U", "rU")


@per_run("io.written_files")
def written_files(machine: Machine) -> AbstractValue:
    """The files that the program itself writes, whose text is then not the one on disk."""
    return SetObject({})


def text_of(machine: Machine, path: AbstractValue) -> str | None:
    """The text of a file that can be read and that the program does not write."""
    written = machine.get_attribute(Symbol("io"), "written_files")
    assert isinstance(written, SetObject)
    if not isinstance(path, str) or path in written.items or written.is_open:
        return None
    return machine.file_text(path)


@model("builtins.open", "io.open", "codecs.open")
def open_(
    machine: Machine, call: Call, file: AbstractValue, mode: AbstractValue = "r", *rest: AbstractValue, **other: object
) -> AbstractValue:
    """A file: its text where it is one that can be read."""
    if mode in READING:
        text = text_of(machine, file)
        if text is None:
            return Unknown("file")
        opened = Instance(machine.library_class("io.TextIOWrapper"))
        opened.native = IteratorObject(list(text.splitlines(keepends=True)))
        return opened
    if not (isinstance(mode, str) and mode.startswith("r") and "+" not in mode):
        written = machine.get_attribute(Symbol("io"), "written_files")
        assert isinstance(written, SetObject)
        machine.changing(written)
        if isinstance(file, str):
            written.items[file] = True
    return Unknown("file")


@model("gzip.open")
def open_packed(machine: Machine, call: Call, *arguments: AbstractValue, **options: AbstractValue) -> AbstractValue:
    """A file: what it holds is not known."""
    return Unknown("file")


def take(machine: Machine, self: Instance, most: int | None = None) -> list[str] | None:
    """The lines that are left, at most so many; they are then read. None where they are not known."""
    lines = self.native
    assert isinstance(lines, IteratorObject)
    if lines.is_open:
        return None
    machine.changing(lines)
    start = lines.position
    lines.position = len(lines.items) if most is None else min(start + most, len(lines.items))
    return [line for line in lines.items[start : lines.position] if isinstance(line, str)]


@library_class("io.TextIOWrapper")
class TextFile:
    """A file that is open for reading; what is left of it is an iterator over its lines."""

    def read(machine: Machine, call: Call, self: Instance, size: AbstractValue = -1) -> AbstractValue:
        """All that is left."""
        lines = take(machine, self)
        return "".join(lines) if lines is not None and size in (-1, None) else Unknown("", "str")

    def readline(machine: Machine, call: Call, self: Instance, *rest: AbstractValue) -> AbstractValue:
        """The next line."""
        lines = take(machine, self, 1)
        return "".join(lines) if lines is not None and not rest else Unknown("", "str")

    def readlines(machine: Machine, call: Call, self: Instance, *rest: AbstractValue) -> AbstractValue:
        """All lines that are left."""
        lines = take(machine, self)
        return ListObject([], is_open=True) if lines is None or rest else ListObject([*lines])

    def iter_(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The lines that are left."""
        return self.native

    def close(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Nothing that matters here."""
        return None

    def enter(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Itself."""
        return self

    def exit(machine: Machine, call: Call, self: Instance, *error: AbstractValue) -> AbstractValue:
        """Closes it."""
        return None


@model("json.load")
def load_json(machine: Machine, call: Call, fp: AbstractValue, **options: AbstractValue) -> AbstractValue:
    """What a file of JSON means."""
    lines = take(machine, fp) if isinstance(fp, Instance) and isinstance(fp.native, IteratorObject) else None
    if lines is None or options:
        return UNKNOWN
    try:
        return abstract(json.loads("".join(lines)))
    except ValueError as error:
        machine.fail("ValueError", str(error))
        return UNKNOWN


@model("pickle.load", "pickle.loads", "yaml.load", "yaml.safe_load")
def load(machine: Machine, call: Call, *arguments: AbstractValue, **options: AbstractValue) -> AbstractValue:
    """What a file holds is not known."""
    return UNKNOWN


library_class("json.JSONDecodeError", "builtins.ValueError")(type("JSONDecodeError", (), {}))


def is_there(machine: Machine, path: AbstractValue) -> bool | None:
    """Whether there is a file or folder, None where that is not known.

    A file of data may be made before the program runs; a module of the program is there or not.
    """
    if not isinstance(path, str):
        return None
    folder, name = posixpath.split(posixpath.normpath(path))
    names = machine.folder_listing(folder)
    if names is None:
        return None
    return True if name in names else False if name.endswith(".py") else None


def known_or(answer: bool | None) -> AbstractValue:
    """A bool that may not be known."""
    return Unknown("", "bool") if answer is None else answer


@model("os.path.exists", "os.path.lexists", "tensorflow.io.gfile.exists")
def exists(machine: Machine, call: Call, path: AbstractValue) -> AbstractValue:
    """Whether there is such a file or folder."""
    return known_or(is_there(machine, path))


@model("os.path.isfile")
def isfile(machine: Machine, call: Call, path: AbstractValue) -> AbstractValue:
    """Whether there is such a file."""
    answer = is_there(machine, path)
    return known_or(answer and isinstance(path, str) and machine.folder_listing(path) is None)


@model("os.path.isdir", "tensorflow.io.gfile.isdir")
def isdir(machine: Machine, call: Call, path: AbstractValue) -> AbstractValue:
    """Whether there is such a folder."""
    answer = is_there(machine, path)
    return known_or(answer and isinstance(path, str) and machine.folder_listing(path) is not None)


@model("os.path.islink", "os.access")
def is_link(machine: Machine, call: Call, path: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """What depends on the machine."""
    return Unknown("", "bool")


@model("os.listdir", "tensorflow.io.gfile.listdir")
def listdir(machine: Machine, call: Call, path: AbstractValue = ".") -> AbstractValue:
    """The names in a folder; their order depends on the machine, here it is that of the alphabet."""
    names = machine.folder_listing(path) if isinstance(path, str) else None
    return ListObject([], is_open=True) if names is None else ListObject([*sorted(names - {"__pycache__"})])


@model("glob.glob", "glob.iglob")
def glob(machine: Machine, call: Call, pathname: AbstractValue, **options: AbstractValue) -> AbstractValue:
    """The files of one folder whose names match a pattern."""
    folder, pattern = posixpath.split(pathname) if isinstance(pathname, str) else ("", "")
    names = None if set("*?[") & set(folder) or not folder else machine.folder_listing(folder)
    if names is None or options:
        return ListObject([], is_open=True)
    matching = sorted(name for name in names if fnmatch.fnmatchcase(name, pattern))
    return ListObject([posixpath.join(folder, name) for name in matching if not name.startswith(".")])


@model("os.scandir", "os.walk")
def some_list(machine: Machine, call: Call, *rest: AbstractValue, **others: AbstractValue) -> AbstractValue:
    """Files."""
    return ListObject([], is_open=True)
