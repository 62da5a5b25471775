"""Questions about syntax trees that rules and fixes ask. Pure; nothing here knows a run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from tfscope.domain.code import FunctionNode, Site
from tfscope.syntax.blocks import Block
from tfscope.syntax.nodes import argument

#: The parameters of the APIs that the user calls, in order.
PARAMETERS: dict[str, tuple[str, ...]] = {
    "get_variable": (
        "name", "shape", "dtype", "initializer", "regularizer", "trainable", "collections", "caching_device",
        "partitioner", "validate_shape", "use_resource", "custom_getter", "constraint",
    ),
    "variable_scope": (
        "name_or_scope", "default_name", "values", "initializer", "regularizer", "caching_device", "partitioner",
        "custom_getter", "reuse", "dtype", "use_resource", "constraint", "auxiliary_name_scope",
    ),
    "Variable": ("initial_value", "trainable", "collections", "validate_shape", "caching_device", "name"),
    "get_collection": ("key", "scope"),
    "trainable_variables": ("scope",),
    "global_variables": ("scope",),
    "local_variables": ("scope",),
    "model_variables": ("scope",),
    "make_template": ("name_", "func_", "create_scope_now_", "unique_name_"),
}  # fmt: skip
#: Those of functions that are not beside the others, and of methods.
DEEPER: dict[str, tuple[str, ...]] = {
    "Saver": ("var_list",),
    "minimize": ("loss", "global_step", "var_list"),
    "compute_gradients": ("loss", "var_list"),
    "apply_gradients": ("grads_and_vars", "global_step", "name"),
}
PARAMETERS["get_local_variable"] = PARAMETERS["get_variable"]
PARAMETERS["get_collection_ref"] = PARAMETERS["get_collection"]


@lru_cache(maxsize=256)
def parents(block: Block) -> dict[ast.AST, ast.AST]:
    """The parent of each node of a block."""
    found: dict[ast.AST, ast.AST] = {}
    waiting: list[ast.AST] = list(block.body)
    while waiting:
        node = waiting.pop()
        for child in ast.iter_child_nodes(node):
            found[child] = node
            waiting.append(child)
    return found


def around(site: Site) -> Iterator[ast.AST]:
    """The nodes around the node of a site, innermost first, as far as they belong to the site's own code."""
    known = parents(site.code.block)
    node: ast.AST | None = site.node
    while node is not None and node is not site.code.node:
        yield node
        node = known.get(node)


def statement_of(site: Site) -> ast.stmt | None:
    """The innermost statement that holds the node of a site."""
    return next((node for node in around(site) if isinstance(node, ast.stmt)), None)


def statements_beside(site: Site) -> list[ast.stmt]:
    """The statements of the body in which the statement of a site stands, itself among them."""
    statement = statement_of(site)
    if statement is None:
        return []
    parent = parents(site.code.block).get(statement)
    if parent is None:
        return site.code.block.body
    for field in ("body", "orelse", "finalbody"):
        body = getattr(parent, field, None)
        if isinstance(body, list) and statement in body:
            return body
    return []


def same_frame(one: Site, other: Site) -> bool:
    """Whether two sites belong to one call of one function, or to one module's own code."""
    return one.caller is other.caller and (one.code is other.code or (is_module(one) and is_module(other)))


def is_module(site: Site) -> bool:
    """Whether a site is in a module's own code."""
    return isinstance(site.code.node, ast.Module)


def in_straight_line(first: Site, second: Site) -> bool:
    """Whether two sites of one frame stand in statements of one body, the second after the first."""
    body = statements_beside(first)
    one, other = statement_of(first), statement_of(second)
    if one is None or other is None or not same_frame(first, second):
        return False
    if first.code.block is not second.code.block:
        return is_outermost(first) and is_outermost(second)
    return one is not other and other in body and body.index(one) < body.index(other)


def is_outermost(site: Site) -> bool:
    """Whether a site's statement is directly in a module's body."""
    return statement_of(site) in site.code.block.body


def callee_name(call: ast.AST) -> str:
    """The last name of what a call calls, "" where it is no name."""
    function = call.func if isinstance(call, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def parameter_of(call: ast.AST, parameter: str) -> ast.expr | None:
    """What a call gives for a parameter, by its keyword or by its position where the callee's are known."""
    if not isinstance(call, ast.Call):
        return None
    return argument(call, position_of(call, parameter), parameter)


def position_of(call: ast.AST, parameter: str) -> int | None:
    """The position of a parameter of what a call calls, None where it is not known."""
    name = callee_name(call)
    names = PARAMETERS.get(name) or DEEPER.get(name, ())
    return names.index(parameter) if parameter in names else None


def text_of(node: ast.AST | None) -> str | None:
    """The value of a string literal, None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def is_literal(node: ast.AST | None, value: object) -> bool:
    """Whether a node is the literal of a singleton: None, True or False."""
    return isinstance(node, ast.Constant) and node.value is value


def parameter_named(function: ast.AST, name: str) -> bool:
    """Whether a function has a parameter of a name."""
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    arguments = function.args
    return any(given.arg == name for given in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))


def position_in(function: FunctionNode, name: str) -> int | None:
    """The position of a plain parameter of a function, None where it has none of that name."""
    names = [given.arg for given in (*function.args.posonlyargs, *function.args.args)]
    return names.index(name) if name in names else None


def same_text(one: ast.AST | None, other: ast.AST | None) -> bool:
    """Whether two expressions are written alike, spaces aside."""
    if one is None or other is None:
        return one is other
    return ast.dump(one) == ast.dump(other)


def targets_of(site: Site) -> list[str]:
    """The names to which the statement of a site binds its value, as they are written."""
    statement = statement_of(site)
    if isinstance(statement, ast.Assign):
        return [ast.unparse(target) for target in statement.targets]
    if isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
        return [ast.unparse(statement.target)]
    return []


def compared_names(blocks: Iterator[Block]) -> set[frozenset[str]]:
    """The pairs of expressions that are compared by `is` or `==` in some blocks."""
    found: set[frozenset[str]] = set()
    for block in blocks:
        for node in parents(block):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Is, ast.Eq, ast.IsNot, ast.NotEq)):
                found.add(frozenset((ast.unparse(node.left), ast.unparse(node.comparators[0]))))
    return found
