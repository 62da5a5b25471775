"""What a `tf.variable_scope(…)` object holds: its arguments, its op name scope, its graph.

**Source:** tensorflow/python/ops/variable_scope.py, class variable_scope, TF 2.21.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tfscope.domain.graph import Graph, VariableScope
from tfscope.domain.heap import ABSENT, HeapObject
from tfscope.domain.values import AbstractValue, Name, text
from tfscope.models.machine import Machine
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.graphs import leave_default_graph, pop_graph

API = "tensorflow.variable_scope"


@dataclass(slots=True)
class Arguments:
    """The arguments of one `tf.variable_scope(…)`."""

    name_or_scope: AbstractValue
    default_name: AbstractValue = None
    reuse: AbstractValue = None
    custom_getter: AbstractValue = None
    constraint: AbstractValue = None
    auxiliary_name_scope: AbstractValue = True
    attributes: dict[str, AbstractValue] = field(default_factory=dict)
    #: Whether it is a `_pure_variable_scope`, which opens no op name scope.
    is_pure: bool = False


class ScopeManager(HeapObject):
    """A `tf.variable_scope(…)` object: a context manager that can be entered repeatedly."""

    __slots__ = ("arguments", "graph", "is_eager", "op_name", "resolved", "jumped", "last", "before", "pushed")
    changing = ("op_name", "resolved", "jumped", "last", "before", "pushed")

    def __init__(self, arguments: Arguments, graph: Graph, is_eager: bool) -> None:
        self.stamp = 0
        self.arguments = arguments
        self.graph = graph
        self.is_eager = is_eager
        #: What every entry opens as its op name scope, decided by the first; None where it opens none.
        self.op_name: AbstractValue = ABSENT
        #: The path component, reuse and op name scope that the first entry decided; later entries keep them.
        self.resolved: AbstractValue = None
        #: The scope object of a jump, made at the first entry.
        self.jumped: AbstractValue = None
        #: What the last entry opened and has to restore; as in TensorFlow there is only one.
        self.last: AbstractValue = None
        #: The op name scope that leaving goes back to, ABSENT while it holds none open.
        self.before: AbstractValue = ABSENT
        #: The graph that is a default one because of it.
        self.pushed: AbstractValue = None


def leave_own_graph(machine: Machine, manager: ScopeManager) -> None:
    """Takes back that its graph is the default one."""
    machine.changing(manager)
    pushed, manager.pushed = manager.pushed, None
    if isinstance(pushed, Graph):
        leave_default_graph(machine, pushed, API)


def let_graph_go(machine: Machine, manager: ScopeManager) -> None:
    """Entered within itself, a manager lets go of its graph; CPython then passes over an error."""
    machine.changing(manager)
    if manager.pushed is machine.runtime.graphs[-1]:
        pop_graph(machine)
    manager.pushed = None


def open_op_scope(machine: Machine, manager: ScopeManager, graph: Graph, target: AbstractValue) -> Name | None:
    """Opens the op name scope that goes with a variable scope; answers its name with the slash, None without one."""
    machine.changing(manager)
    if manager.op_name is ABSENT:
        manager.op_name = chosen_op_name(manager.arguments, graph, target)
    if manager.op_name is None:
        return None
    manager.before = op_names.open_name_scope(machine, graph, manager.op_name, API)
    return op_names.handed_out(graph, manager.op_name)


def close_op_scope(machine: Machine, manager: ScopeManager, graph: Graph) -> None:
    """Leaves the op name scope of an entry. Entered within itself, a manager lets go of the one before."""
    if manager.before is not ABSENT:
        op_names.close_name_scope(machine, graph, manager.before)
        machine.changing(manager)
        manager.before = ABSENT


def chosen_op_name(arguments: Arguments, graph: Graph, target: AbstractValue) -> AbstractValue:
    """The op name scope that belongs to a variable scope: the current one where it shall have none of its own."""
    if arguments.is_pure:
        return None
    if arguments.auxiliary_name_scope is False:
        return op_names.with_slash(graph.name_scope)
    if isinstance(target, VariableScope):
        return last_component(target.name) or None
    return arguments.default_name if target is None else target or None


def last_component(path: Name) -> Name:
    """What follows the last slash of a path."""
    if isinstance(path, str):
        return path.rpartition("/")[2]
    parts: list[AbstractValue] = []
    for part in reversed(path.parts):
        if isinstance(part, str) and "/" in part:
            parts.append(part.rpartition("/")[2])
            break
        parts.append(part)
    return text(reversed(parts))
