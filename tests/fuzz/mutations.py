"""Defects to plant in the analyser: each changes a line of one function, and the fuzzer must notice.

The changed source of the module is compiled, and the live function is given the code of its changed twin: so whoever
holds the function runs the defect, however it was registered.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Mutation:
    """A defect: in `function` of `module`, `old` becomes `new`."""

    title: str
    module: str
    function: str
    old: str
    new: str


def mutation(title: str, place: str, old: str, new: str) -> Mutation:
    """A mutation of `module:function`, the module below `tfscope`."""
    module, _, function = place.partition(":")
    return Mutation(title, f"tfscope.{module}", function, old, new)


TF: Final = "models.tensorflow"
MUTATIONS: Final = (
    # Reuse.
    mutation("reuse is not inherited", f"{TF}.scope_entry:combine", "if own is None or own is False:", "if False:"),
    mutation("a jump inherits where it is, not where it goes", f"{TF}.scope_entry:jump", "target.reuse)", "graph.scope.reuse)"),
    mutation("inherited reuse does not stick to a manager", f"{TF}.scope_entry:prolong", "(component, reuse, original)", "(component, arguments.reuse, original)"),
    mutation("the scope's reuse is not asked", f"{TF}.store:ask_scope", "asked.reuse = scope.reuse", "asked.reuse = False"),
    mutation("what exists is shared always", f"{TF}.single_variable:share", "if asked.reuse is False:", "if False:"),
    mutation("what is missing is made always", f"{TF}.single_variable:ask_single", "asked.reuse is True", "False"),
    mutation("reuse_variables does nothing", f"{TF}.get_variable:reuse_variables", "scope.reuse = True", "pass"),
    # Names of scopes.
    mutation("default names are not made unique", f"{TF}.scope_entry:unique_component", "if openings(graph, full) == 0:", "if True:"),
    mutation("default names are numbered from two", f"{TF}.scope_entry:unique_component", "number = 1", "number = 2"),
    mutation("openings are not counted", f"{TF}.scope_entry:count_opening", "+ 1", "+ 0"),
    mutation("leaving keeps the counts below", f"{TF}.scope_entry:close_scope", "graph.counts[path] = 0", "pass"),
    mutation("a jump forgets the counts it should restore", f"{TF}.scope_entry:close_scope", "graph.counts = dict(counts)", "pass"),
    mutation("a jump prolongs", f"{TF}.scope_entry:jump", "target.copy(target.name,", "target.copy(join_path(graph.scope.name, target.name),"),
    mutation("a manager finds its default name anew", f"{TF}.scope_entry:prolong", "if isinstance(manager.resolved, tuple):", "if False:"),
    # Op names.
    mutation("auxiliary_name_scope is ignored", f"{TF}.scope_manager:chosen_op_name", "if arguments.auxiliary_name_scope is False:", "if False:"),
    mutation("a jump opens the whole path", f"{TF}.scope_manager:chosen_op_name", "last_component(target.name)", "target.name"),
    mutation("leaving keeps the op name scope", f"{TF}.scope_manager:close_op_scope", "op_names.close_name_scope(machine, graph, manager.before)", "pass"),
    mutation("op names differ by case", f"{TF}.op_names:lowered", "return name.lower()", "return name"),
    mutation("an op name is used again", f"{TF}.op_names:unique_path", "if number == 0:", "if True:"),
    mutation("a numbered op name is not marked", f"{TF}.op_names:unique_path", "graph.used_names[candidate] = 1", "pass"),
    mutation("a trailing slash means nothing", f"{TF}.op_names:open_name_scope", "if ends_with_slash(path):", "if False:"),
    # Requests.
    mutation("the scope's initializer is forgotten", f"{TF}.store:ask_within", "asked.initializer = scope.initializer", "pass"),
    mutation("the scope's dtype is forgotten", f"{TF}.store:ask_within", "asked.dtype = scope.dtype", "asked.dtype = DType('float32')"),
    mutation("shapes are not compared", f"{TF}.single_variable:share", "if compatible(shape, found.shape) is False:", "if False:"),
    mutation("dtypes are not compared", f"{TF}.single_variable:share", "and dtype != found.dtype", "and False"),
    mutation("a constant takes a shape", f"{TF}.single_variable:ask_single", "if asked.shape is not None and from_value", "if False"),
    mutation("a local variable is trained", f"{TF}.get_variable:get_local_variable", "regularizer, False,", "regularizer, True,"),
    mutation("what is not trained is in the collection", f"{TF}.creation:collections_of", "(request.trainable is None or request.trainable is True) and", ""),
    mutation("collections are not filtered", f"{TF}.collections:select", "if matched:", "if True:"),
    mutation("parts are all of one size", f"{TF}.partitioned:slice_shapes", "each + (1 if number < extra else 0)", "each"),
    mutation("getters are not chained", f"{TF}.getters:chain_getters", "if outer is None:", "if True:"),
    mutation("creators are passed over", f"{TF}.creation:create", "if not graph.creators:", "if True:"),
    # Templates, layers, what trains.
    mutation("a template never shares", f"{TF}.template:call_template", "reuse=template.is_created", "reuse=None"),
    mutation("a template's name is explicit", f"{TF}.template:call_template", "template.unique_name, template.name,", "template.name, template.unique_name,"),
    mutation("layers are not numbered", f"{TF}.layers_base:unique_layer_name", "= number + 1", "= number"),
    mutation("a layer that is built builds again", f"{TF}.layers_base:Layer.call_", "if not is_built:", "if True:"),
    mutation("a layer's scope is explicit", f"{TF}.layers_base:settle_scope", "variable_scope(machine, call, scope, base)", "variable_scope(machine, call, scope or base)"),
    mutation("a slot is named without its variable", f"{TF}.slots:make_slot", 'text([prefix, "/", name])', "name"),
    mutation("a slot is trained", f"{TF}.slots:make_slot", "asked.trainable = False", "asked.trainable = True"),
    # Graphs and Python.
    mutation("a graph is not entered", f"{TF}.graphs:enter_graph", "push_graph(machine, manager.graph)", "push_graph(machine, machine.runtime.graphs[-1])"),
    mutation("a reset keeps the graph", f"{TF}.graphs:reset_default_graph", "graph = new_graph(machine)", "graph = runtime.graphs[0]"),
)  # fmt: skip


@contextmanager
def planted(one: Mutation) -> Iterator[None]:
    """The analyser with a defect. Raises where the line to change is gone, or is there twice."""
    module = importlib.import_module(one.module)
    live = inspect.unwrap(found(module, one.function))
    assert isinstance(live, FunctionType), one
    lines, first = inspect.getsourcelines(live)
    own = "".join(lines)
    assert own.count(one.old) == 1, f"{one.title}: `{one.old}` is {own.count(one.old)} times in {one.function}"
    source = Path(str(module.__file__)).read_text(encoding="utf-8").splitlines(keepends=True)
    source[first - 1 : first - 1 + len(lines)] = [own.replace(one.old, one.new)]
    twin = code_of(compile("".join(source), str(module.__file__), "exec", dont_inherit=True), one.function)
    before = live.__code__
    live.__code__ = twin
    try:
        yield
    finally:
        live.__code__ = before


def found(owner: Any, path: str) -> Any:
    """What a dotted path names."""
    for name in path.split("."):
        owner = inspect.getattr_static(owner, name)
        owner = getattr(owner, "__func__", owner)
    return owner


def code_of(code: CodeType, path: str) -> CodeType:
    """The code of a function that a dotted path names."""
    for name in path.split("."):
        code = next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == name)
    return code
