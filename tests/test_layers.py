"""The invariants 1 and 2 of ARCHITECTURE.md: imports point down, and third parties have one home each."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

SERVER: Final = Path(__file__).resolve().parents[1] / "server" / "tfscope"

#: From the top down; the layers of one row may not import each other.
LAYERS: Final = (
    ("__main__",),
    ("cli",),
    ("lsp",),
    ("ide",),
    ("rules",),
    ("edits",),
    ("analysis",),
    ("interp",),
    ("models",),
    ("domain",),
    ("syntax",),
)
#: Layers that stand beside the others: whoever needs them may import them, and they import nothing of ours.
ASIDE: Final = ("version",)
#: Packages that are one layer with another.
PART_OF: Final = {"reports": "cli"}
HOMES: Final = {
    "parso": ("syntax",),
    "libcst": ("edits",),
    "jedi": ("analysis",),
    "pygls": ("lsp",),
    "lsprotocol": ("lsp",),
    "rich": ("cli",),
    "tomli": ("analysis",),
}
#: Imports inside functions that are wanted: what one command needs, and heavy third parties on first use.
LATE_IMPORTS: Final = {
    "__main__.py": ("tfscope.cli",),
    "cli": ("",),
    "edits": ("libcst",),
    "analysis/environment.py": ("jedi",),
}
#: The only layer whose modules may name each other's types in a circle.
CIRCLES_OF_TYPES: Final = ("interp", "domain")


@dataclass(frozen=True)
class Import:
    """One import statement: the module that has it, and what it imports."""

    path: str
    line: int
    importer: str
    imported: str
    for_types: bool
    inside_function: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.importer} imports {self.imported}"


def layer_of(module: str) -> str:
    """The layer of one of our modules."""
    parts = module.split(".")
    return PART_OF.get(parts[1], parts[1]) if len(parts) > 1 else "tfscope"


@cache
def modules() -> dict[str, Path]:
    """Our modules by name."""
    found = {}
    for path in sorted(SERVER.rglob("*.py")):
        parts = path.relative_to(SERVER.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports() -> tuple[Import, ...]:
    """All imports of the server."""
    return tuple(one for name, path in modules().items() for one in imports_of(name, path))


def imports_of(importer: str, path: Path) -> Iterator[Import]:
    """The imports of one module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    types_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for statement in node.body
        for inner in ast.walk(statement)
    }
    inside = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(node)
    }
    shown = str(path.relative_to(SERVER))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for imported in imported_modules(importer, path, node):
                yield Import(shown, node.lineno, importer, imported, id(node) in types_only, id(node) in inside)


def imported_modules(importer: str, path: Path, node: ast.Import | ast.ImportFrom) -> list[str]:
    """The modules that a statement imports; of `from package import module` the module."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = node.module or ""
    if node.level:
        parts = importer.split(".") if path.name == "__init__.py" else importer.split(".")[:-1]
        base = ".".join([*parts[: len(parts) - node.level + 1], *([base] if base else [])])
    return [f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules() else base for alias in node.names]


def test_every_layer_is_known() -> None:
    """A new layer is named here and in ARCHITECTURE.md, at its place."""
    known = {layer for row in LAYERS for layer in row} | {"tfscope", *ASIDE}
    assert {layer_of(module) for module in modules()} <= known


def test_imports_point_down() -> None:
    """A module imports from its own layer and those below it."""
    height = {layer: -index for index, row in enumerate(LAYERS) for layer in row}
    height |= {"tfscope": -len(LAYERS), **{layer: -len(LAYERS) for layer in ASIDE}}
    wrong = [
        str(one)
        for one in imports()
        if one.imported.split(".")[0] == "tfscope"
        and layer_of(one.importer) != layer_of(one.imported)
        and height[layer_of(one.importer)] <= height[layer_of(one.imported)]
    ]
    assert not wrong, "\n".join(wrong)


def test_models_never_import_the_interpreter() -> None:
    """All that models see of it is the `Machine` protocol."""
    wrong = [str(one) for one in imports() if layer_of(one.importer) == "models" and layer_of(one.imported) == "interp"]
    assert not wrong, "\n".join(wrong)


def test_no_cycles() -> None:
    """No module imports itself through others; outside `CIRCLES_OF_TYPES` not even for its types."""
    for kind in ("run", "types"):
        edges: dict[str, set[str]] = {name: set() for name in modules()}
        for one in imports():
            counts = not one.for_types if kind == "run" else layer_of(one.importer) not in CIRCLES_OF_TYPES
            if counts and not one.inside_function and one.imported in edges and one.imported != one.importer:
                edges[one.importer].add(one.imported)
        cycle = find_cycle(edges)
        assert not cycle, " → ".join(cycle)


def find_cycle(edges: dict[str, set[str]]) -> list[str]:
    """A cycle of a graph, nothing where there is none."""
    done: set[str] = set()
    for start in edges:
        way: list[tuple[str, Iterator[str]]] = [(start, iter(sorted(edges[start])))] if start not in done else []
        while way:
            node, rest = way[-1]
            following = next(rest, None)
            names = [name for name, _ in way]
            if following is None:
                done.add(node)
                way.pop()
            elif following in names:
                return [*names[names.index(following) :], following]
            elif following not in done:
                way.append((following, iter(sorted(edges[following]))))
    return []


def test_imports_stand_at_the_top() -> None:
    """No import hides in a function, but for those that are wanted there."""
    wrong = []
    for one in imports():
        place = one.path if one.path in LATE_IMPORTS else layer_of(one.importer)
        allowed = LATE_IMPORTS.get(place, ())
        if one.inside_function and not one.imported.startswith(allowed):
            wrong.append(str(one))
    assert not wrong, "\n".join(wrong)


def test_third_parties_have_one_home() -> None:
    """Each is used in its own layer, and nothing else is used at all."""
    wrong = []
    for one in imports():
        top = one.imported.split(".")[0]
        if top in sys.stdlib_module_names or top in ("tfscope", "__future__"):
            continue
        if layer_of(one.importer) not in HOMES.get(top, ()):
            wrong.append(str(one))
    assert not wrong, "\n".join(wrong)


def test_tensorflow_is_imported_nowhere() -> None:
    """The analyser never needs what it analyses."""
    wrong = [
        str(one) for one in imports() if one.imported.split(".")[0] in ("tensorflow", "tf_keras", "tf_slim", "keras")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("edges", [{"a": {"b"}, "b": {"c"}, "c": {"b"}}, {"a": {"a"}}])
def test_a_cycle_is_found(edges: dict[str, set[str]]) -> None:
    """The search for cycles finds them."""
    assert find_cycle(edges)
    assert not find_cycle({"a": {"b", "c"}, "b": {"c"}, "c": set()})
