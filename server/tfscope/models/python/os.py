"""`os`, `os.path` and `sys`: paths are computed, files and the environment are not known."""

from __future__ import annotations

import posixpath
from typing import Final

from tfscope.domain.heap import ABSENT, DictObject, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Text, Unknown, text
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, constant, model, per_run, pure

#: `sys.version_info` of the Python that TensorFlow 1 programs run under.
VERSION_INFO: Final = (3, 7, 17, "final", 0)

for name in ("normpath", "isabs", "commonprefix", "splitdrive"):
    pure(f"os.path.{name}", getattr(posixpath, name))
for path, value in {
    "os.sep": "/", "os.path.sep": "/", "os.linesep": "\n", "os.curdir": ".", "os.pardir": "..", "os.name": "posix",
    "os.extsep": ".", "os.pathsep": ":", "os.devnull": "/dev/null", "sys.version_info": VERSION_INFO,
    "sys.version": "3.7.17 (default)", "sys.maxsize": 2**63 - 1, "sys.maxint": 2**63 - 1, "sys.platform": "linux",
    "sys.byteorder": "little",
}.items():  # fmt: skip
    constant(path, value)


def register_version_part(name: str, index: int) -> None:
    """Registers a field of `sys.version_info`."""

    @attribute(tuple, name)
    def part(machine: Machine, value: AbstractValue) -> AbstractValue:
        return VERSION_INFO[index] if value is VERSION_INFO else ABSENT


for index, name in enumerate(("major", "minor", "micro")):
    register_version_part(name, index)


@per_run("sys.argv")
def argv(machine: Machine) -> AbstractValue:
    """The command line: its arguments are not known."""
    return ListObject(["program.py"], is_open=True)


@per_run("sys.path")
def search_path(machine: Machine) -> AbstractValue:
    """The import path."""
    return ListObject([], is_open=True)


@per_run("sys.modules")
def modules(machine: Machine) -> AbstractValue:
    """The modules that are imported."""
    return DictObject({}, is_open=True)


@per_run("os.environ")
def environ(machine: Machine) -> AbstractValue:
    """The environment: what the program sets itself is known."""
    return DictObject({}, is_open=True)


@model("os.getenv", "os.environ.get")
def getenv(machine: Machine, call: Call, key: AbstractValue, default: AbstractValue = None) -> AbstractValue:
    """A variable of the environment."""
    return machine.call(machine.get_attribute(machine.get_attribute(Symbol("os"), "environ"), "get"), key, default)


@model("os.path.join")
def join(machine: Machine, call: Call, a: AbstractValue, *p: AbstractValue) -> AbstractValue:
    """Parts with slashes between; a hole is taken to be no absolute path and not empty."""
    parts = [a, *p]
    if any(isinstance(part, (int, float)) or part is None for part in parts):
        wrong = next(part for part in parts if isinstance(part, (int, float)) or part is None)
        machine.fail("TypeError", f"expected str, bytes or os.PathLike object, not {machine.type_name(wrong)}")
        return Unknown("", "str")
    if all(isinstance(part, str) for part in parts):
        return posixpath.join(*map(str, parts))
    joined: list[AbstractValue] = []
    for part in parts:
        piece = part if isinstance(part, (str, Text, Unknown)) else Unknown("", "str")
        if isinstance(piece, str) and piece.startswith("/"):
            joined = [piece]
            continue
        if joined and not (isinstance(joined[-1], str) and (joined[-1].endswith("/") or not joined[-1])):
            joined.append("/")
        joined.append(piece)
    return text(joined)


def cut(path: AbstractValue) -> tuple[AbstractValue, AbstractValue]:
    """The part before and behind the last slash."""
    if isinstance(path, str):
        return posixpath.split(path)
    if isinstance(path, Text) and isinstance(path.parts[-1], str) and "/" in path.parts[-1]:
        head, _, tail = path.parts[-1].rpartition("/")
        return text([*path.parts[:-1], head]), tail
    return Unknown("", "str"), Unknown("", "str")


@model("os.path.split")
def split(machine: Machine, call: Call, p: AbstractValue) -> AbstractValue:
    """Directory and name."""
    return cut(p)


@model("os.path.dirname")
def dirname(machine: Machine, call: Call, p: AbstractValue) -> AbstractValue:
    """The directory."""
    return cut(p)[0]


@model("os.path.basename")
def basename(machine: Machine, call: Call, p: AbstractValue) -> AbstractValue:
    """The name."""
    return cut(p)[1]


@model("os.path.splitext")
def splitext(machine: Machine, call: Call, p: AbstractValue) -> AbstractValue:
    """The part before the last dot of the name, and the rest."""
    if isinstance(p, str):
        return posixpath.splitext(p)
    if isinstance(p, Text) and isinstance(p.parts[-1], str):
        head, tail = posixpath.splitext(p.parts[-1])
        if tail:
            return (text([*p.parts[:-1], head]), tail)
    return (Unknown("", "str"), Unknown("", "str"))


@model("os.path.abspath", "os.path.realpath", "os.path.expanduser", "os.path.expandvars", "os.path.relpath")
def resolve(machine: Machine, call: Call, path: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """A path that depends on the machine, unless it is absolute already."""
    if isinstance(path, str) and path.startswith("/") and "$" not in path and not rest:
        return posixpath.normpath(path)
    return Unknown("path", "str")


@model("os.getcwd", "os.getlogin", "tempfile.mkdtemp", "tempfile.gettempdir", "socket.gethostname", "os.getcwdu")
def some_text(machine: Machine, call: Call, *rest: AbstractValue, **others: AbstractValue) -> AbstractValue:
    """Text that depends on the machine."""
    return Unknown("path", "str")


@model("os.getpid", "os.cpu_count", "os.path.getsize", "multiprocessing.cpu_count", "os.system")
def some_number(machine: Machine, call: Call, *rest: AbstractValue) -> AbstractValue:
    """A number that depends on the machine."""
    return Unknown("", "int")


@model(
    "os.makedirs",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.unlink",
    "os.chdir",
    "os.putenv",
    "os.chmod",
    "shutil.rmtree",
    "shutil.copy",
    "shutil.copyfile",
    "shutil.move",
    "sys.setrecursionlimit",
    "os.symlink",
)
def without_effect(machine: Machine, call: Call, *rest: AbstractValue, **others: AbstractValue) -> AbstractValue:
    """Nothing that matters here."""
    return None


@model("sys.exc_info")
def exc_info(machine: Machine, call: Call) -> AbstractValue:
    """The error that is handled."""
    return (UNKNOWN, UNKNOWN, UNKNOWN)
