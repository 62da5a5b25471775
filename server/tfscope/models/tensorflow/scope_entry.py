"""Opening and closing variable scopes.

**Source:** tensorflow/python/ops/variable_scope.py, classes variable_scope and _pure_variable_scope, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import Entered, Reason
from tfscope.domain.graph import AUTO_REUSE, Graph, VariableScope
from tfscope.domain.heap import ABSENT
from tfscope.domain.names import join_path, starts_with
from tfscope.domain.values import AbstractValue, Name, OneOf, Text, Unknown, join, text
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import method
from tfscope.models.tensorflow.eager_scopes import refuse_entry
from tfscope.models.tensorflow.getters import chain_getters
from tfscope.models.tensorflow.graphs import push_graph
from tfscope.models.tensorflow.scope_manager import (
    API,
    Arguments,
    ScopeManager,
    close_op_scope,
    leave_own_graph,
    let_graph_go,
    open_op_scope,
)


@method(ScopeManager, "__enter__")
def enter(machine: Machine, call: Call, manager: AbstractValue) -> AbstractValue:
    """Opens the scope and answers its object. Source: variable_scope.__enter__ and _enter_scope_uncached."""
    assert isinstance(manager, ScopeManager)
    graph = machine.graph if machine.graph.is_function else manager.graph
    let_graph_go(machine, manager)
    if not manager.is_eager:
        push_graph(machine, graph)
        manager.pushed = graph
    try:
        return open_scope(machine, manager, graph)
    except BaseException:
        leave_own_graph(machine, manager)
        raise


def open_scope(machine: Machine, manager: ScopeManager, graph: Graph) -> AbstractValue:
    """Opens the op name scope, then the variable scope."""
    arguments = manager.arguments
    target = arguments.name_or_scope
    outer = graph.scope
    assert isinstance(outer, VariableScope)
    if target is not None and not isinstance(target, (str, Text, VariableScope, Unknown, OneOf)):
        message = "VariableScope: name_or_scope must be a string or VariableScope."
        machine.refuse(Reason.SCOPE_INVALID, "TypeError", message, parameter="name_or_scope", api=API)
        target = Unknown()
    if target is None and arguments.reuse is not None and not isinstance(arguments.reuse, (Unknown, OneOf)):
        message = "reuse=True cannot be used without a name_or_scope"
        machine.refuse(Reason.REUSE_WITHOUT_NAME, "ValueError", message, parameter="reuse", api=API)
    refuse_entry(machine, arguments.attributes, API)
    close_op_scope(machine, manager, graph)
    op_scope = open_op_scope(machine, manager, graph, target)
    if isinstance(target, VariableScope):
        scope, counts = jump(machine, manager, graph, target)
    else:
        scope, counts = prolong(machine, manager, graph, target, outer, op_scope)
    machine.changing(graph)
    graph.scope = scope
    machine.changing(manager)
    manager.last = (scope, outer, counts, graph)
    own = arguments.reuse
    form = "scope" if isinstance(target, VariableScope) else "default" if target is None else "name"
    machine.emit(
        Entered,
        scope=scope,
        path=scope.name,
        reuse=scope.reuse,
        own_reuse=own,
        outer_reuse=target.reuse if isinstance(target, VariableScope) else outer.reuse,
        outer_path=outer.name,
        form=form,
        graph=graph,
    )
    return scope


def jump(
    machine: Machine, manager: ScopeManager, graph: Graph, target: VariableScope
) -> tuple[VariableScope, AbstractValue]:
    """Enters the path of a scope object, with a copy of it that the first entry makes."""
    arguments = manager.arguments
    if isinstance(manager.jumped, VariableScope):
        scope = manager.jumped
    else:
        reuse = combine(arguments.reuse, target.reuse)
        scope = target.copy(target.name, reuse, target.original_name_scope)
        override(machine, scope, arguments, target)
        settle_eager(machine, manager, scope)
        machine.changing(manager)
        manager.jumped = scope
    count_opening(machine, graph, scope.name)
    return scope, dict(graph.counts)


def prolong(
    machine: Machine,
    manager: ScopeManager,
    graph: Graph,
    target: AbstractValue,
    outer: VariableScope,
    op_scope: Name | None,
) -> tuple[VariableScope, AbstractValue]:
    """Enters a path below the current one. The component and an inherited reuse stick to the manager."""
    arguments = manager.arguments
    if isinstance(manager.resolved, tuple):
        component, sticky, original = manager.resolved
    else:
        component = target if target is not None else unique_component(graph, outer.name, arguments.default_name)
        sticky = arguments.reuse
        original = component if op_scope is None else op_scope
    reuse = combine(sticky, outer.reuse)
    path = join_path(outer.name, component)
    scope = outer.copy(path, reuse, original)
    override(machine, scope, arguments, outer)
    settle_eager(machine, manager, scope)
    machine.changing(manager)
    manager.resolved = (component, reuse, original)
    count_opening(machine, graph, path)
    return scope, None


def combine(own: AbstractValue, outer: AbstractValue) -> AbstractValue:
    """`own or outer`."""
    if own is None or own is False:
        return outer
    if isinstance(own, OneOf):
        options = [combine(option, outer) for option in own.options]
        joined = options[0]
        for option in options[1:]:
            joined = join(joined, option)
        return joined
    if isinstance(own, Unknown):
        return own if outer is False else Unknown("reuse")
    return own


def override(machine: Machine, scope: VariableScope, arguments: Arguments, base: VariableScope) -> None:
    """Gives a new scope object the attributes of the call."""
    for name, value in arguments.attributes.items():
        setattr(scope, name, value)
    scope.constraint = arguments.constraint
    if arguments.custom_getter is not None:
        scope.custom_getter = chain_getters(machine, arguments.custom_getter, base.custom_getter)


def settle_eager(machine: Machine, manager: ScopeManager, scope: VariableScope) -> None:
    """In eager execution every scope object says AUTO_REUSE. Source: VariableScope.__init__."""
    if manager.is_eager:
        scope.reuse = AUTO_REUSE
        scope.use_resource = True


def unique_component(graph: Graph, path: Name, default_name: AbstractValue) -> Name:
    """The default name, numbered where its path was opened before. Source: _get_unique_variable_scope."""
    name = text([default_name])
    full = join_path(path, name)
    if openings(graph, full) == 0:
        return name
    number = 1
    while openings(graph, text([full, f"_{number}"])) > 0:
        number += 1
    return text([name, f"_{number}"])


def openings(graph: Graph, path: Name) -> int:
    """How often a path was opened."""
    return graph.counts.get(path, 0)


def count_opening(machine: Machine, graph: Graph, path: Name) -> None:
    """Adds one to the openings of a path."""
    machine.changing(graph)
    graph.counts[path] = openings(graph, path) + 1


@method(ScopeManager, "__exit__")
def leave(
    machine: Machine,
    call: Call,
    manager: AbstractValue,
    kind: AbstractValue = None,
    error: AbstractValue = None,
    trace: AbstractValue = None,
) -> AbstractValue:
    """Closes the scope. Source: _pure_variable_scope.__exit__, VariableScopeStore.close_variable_subscopes."""
    assert isinstance(manager, ScopeManager)
    if not isinstance(manager.last, tuple):
        return False
    scope, outer, counts, graph = manager.last
    assert isinstance(graph, Graph) and isinstance(scope, VariableScope)
    machine.changing(manager)
    manager.last = (scope, outer, ABSENT, graph)
    try:
        close_scope(machine, graph, scope, outer, counts)
    finally:
        close_op_scope(machine, manager, graph)
        leave_own_graph(machine, manager)
    return False


def close_scope(
    machine: Machine, graph: Graph, scope: VariableScope, outer: AbstractValue, counts: AbstractValue
) -> None:
    """Goes back to the scope before; after a jump also to the counts before, else the scopes below count anew."""
    if graph.scope is not scope:
        machine.refuse(Reason.NESTING, "RuntimeError", "Improper nesting of variable_scope.", api=API)
    machine.changing(graph)
    if isinstance(counts, dict):
        graph.counts = dict(counts)
    elif counts is None:
        below = text([scope.name, "/"])
        for path in graph.counts:
            if starts_with(path, below):  # type: ignore[arg-type]
                graph.counts[path] = 0
    graph.scope = outer
