"""`tf.Graph`, default graphs, sessions, and the switches of the version.

**Source:** tensorflow/python/framework/ops.py and framework/v2_compat.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import Reason
from tfscope.domain.graph import Graph, VariableScope
from tfscope.domain.heap import HeapObject
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, method, model


def new_graph(machine: Machine) -> Graph:
    """A graph that nothing has been made in."""
    machine.changing(machine.runtime)
    graph = Graph(machine.runtime.graph_count)
    graph.use_resource = machine.runtime.use_resource
    machine.runtime.graph_count += 1
    machine.runtime.all_graphs = (*machine.runtime.all_graphs, graph)
    return graph


def push_graph(machine: Machine, graph: Graph) -> None:
    """Makes a graph the default one."""
    machine.changing(machine.runtime)
    machine.runtime.graphs = (*machine.runtime.graphs, graph)


def pop_graph(machine: Machine) -> None:
    """Takes back the last `push_graph`."""
    if len(machine.runtime.graphs) > 1:
        machine.changing(machine.runtime)
        machine.runtime.graphs = machine.runtime.graphs[:-1]


def leave_default_graph(machine: Machine, graph: Graph, api: str = "") -> None:
    """Takes back that a graph is the default one. Source: framework/stack.py, DefaultStack.get_controller."""
    if len(machine.runtime.graphs) > 1 and machine.runtime.graphs[-1] is not graph:
        message = "Nesting violated for default stack of <class 'tensorflow.python.framework.ops.Graph'> objects"
        machine.fail("AssertionError", message, api)
    pop_graph(machine)


class GraphManager(HeapObject):
    """A context manager that makes a graph the default one. `entered` is what `as` binds."""

    __slots__ = ("graph", "entered")

    def __init__(self, graph: Graph, entered: AbstractValue) -> None:
        self.stamp = 0
        self.graph = graph
        self.entered = entered


@method(GraphManager, "__enter__")
def enter_graph(machine: Machine, call: Call, manager: AbstractValue) -> AbstractValue:
    """Pushes the graph."""
    assert isinstance(manager, GraphManager)
    push_graph(machine, manager.graph)
    return manager.entered


@method(GraphManager, "__exit__")
def leave_graph(machine: Machine, call: Call, manager: AbstractValue, *error: AbstractValue) -> AbstractValue:
    """Pops the graph."""
    assert isinstance(manager, GraphManager)
    leave_default_graph(machine, manager.graph)
    return False


@model("tensorflow.Graph")
def make_graph(machine: Machine, call: Call) -> AbstractValue:
    """A new graph. Source: ops.Graph.__init__."""
    return new_graph(machine)


@method(Graph, "as_default")
def as_default(machine: Machine, call: Call, graph: AbstractValue) -> AbstractValue:
    """A context manager that makes this graph the default one. Source: ops.Graph.as_default."""
    assert isinstance(graph, Graph)
    return GraphManager(graph, graph)


@method(Graph, "finalize", "switch_to_thread_local")
def graph_no_effect(
    machine: Machine, call: Call, graph: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Changes nothing about variables."""
    return UNKNOWN


@attribute(Graph, "building_function")
def building_function(machine: Machine, graph: AbstractValue) -> AbstractValue:
    """Whether the graph is a function's."""
    assert isinstance(graph, Graph)
    return graph.is_function


@model("tensorflow.get_default_graph")
def get_default_graph(machine: Machine, call: Call) -> AbstractValue:
    """The default graph; under eager execution the global one. Source: ops.get_default_graph."""
    return machine.runtime.graphs[-1]


@model("tensorflow.reset_default_graph")
def reset_default_graph(machine: Machine, call: Call) -> AbstractValue:
    """Replaces the global default graph. Source: ops.reset_default_graph."""
    runtime = machine.runtime
    if len(runtime.graphs) > 1:
        message = (
            "Do not use tf.reset_default_graph() to clear nested graphs. If you need a cleared graph, exit the "
            "nesting and create a new graph."
        )
        machine.refuse(Reason.OTHER, "AssertionError", message, api="tensorflow.reset_default_graph")
        return None
    graph = new_graph(machine)
    machine.changing(runtime)
    runtime.graphs = (graph,)
    return None


@model("tensorflow.disable_eager_execution")
def disable_eager_execution(machine: Machine, call: Call) -> AbstractValue:
    """Graph mode from here on. Source: framework/ops.py, disable_eager_execution."""
    machine.changing(machine.runtime)
    machine.runtime.is_eager = False
    return None


@model("tensorflow.disable_v2_behavior")
def disable_v2_behavior(machine: Machine, call: Call) -> AbstractValue:
    """Graph mode with TensorFlow 1's shapes and reference variables. Source: framework/v2_compat.py."""
    disable_eager_execution(machine, call)
    runtime = machine.runtime
    runtime.use_resource = False
    runtime.is_v2_behavior = False
    for graph in runtime.graphs:
        machine.changing(graph)
        graph.use_resource = False
    return None


@model(
    "tensorflow.enable_eager_execution",
    "tensorflow.contrib.eager.enable_eager_execution",
)
def enable_eager_execution(
    machine: Machine,
    call: Call,
    config: AbstractValue = None,
    device_policy: AbstractValue = None,
    execution_mode: AbstractValue = None,
) -> AbstractValue:
    """Eager execution from here on. Source: framework/ops.py, enable_eager_execution."""
    machine.changing(machine.runtime)
    machine.runtime.is_eager = True
    return None


@model("tensorflow.enable_v2_behavior")
def enable_v2_behavior(machine: Machine, call: Call) -> AbstractValue:
    """TensorFlow 2's ways from here on. Source: framework/v2_compat.py, enable_v2_behavior."""
    machine.changing(machine.runtime)
    machine.runtime.is_eager = True
    machine.runtime.is_v2_behavior = True
    set_resource(machine, True)
    return None


@model("tensorflow.enable_resource_variables")
def enable_resource_variables(machine: Machine, call: Call) -> AbstractValue:
    """Resource variables by default. Source: ops/variable_scope.py."""
    set_resource(machine, True)
    return None


@model("tensorflow.disable_resource_variables")
def disable_resource_variables(machine: Machine, call: Call) -> AbstractValue:
    """Reference variables by default. Source: ops/variable_scope.py."""
    set_resource(machine, False)
    return None


def set_resource(machine: Machine, value: bool) -> None:
    """Sets the kind of variable for all graphs."""
    machine.changing(machine.runtime)
    machine.runtime.use_resource = value
    for graph in machine.runtime.graphs:
        machine.changing(graph)
        graph.use_resource = value


@model("tensorflow.executing_eagerly")
def executing_eagerly(machine: Machine, call: Call) -> AbstractValue:
    """Whether code runs eagerly here. Source: eager/context.py."""
    return machine.graph is machine.runtime.eager_graph


@model("tensorflow.python.tf2.enabled")
def v2_enabled(machine: Machine, call: Call) -> AbstractValue:
    """Whether TensorFlow behaves as version 2. Source: tensorflow/python/tf2.py."""
    return machine.runtime.is_v2_behavior


@model("tensorflow.resource_variables_enabled")
def resource_variables_enabled(machine: Machine, call: Call) -> AbstractValue:
    """Whether variables are resource variables by default."""
    return machine.runtime.use_resource


@model("tensorflow.get_variable_scope")
def get_variable_scope(machine: Machine, call: Call) -> AbstractValue:
    """The current scope object. Source: ops/variable_scope.py, get_variable_scope."""
    scope = machine.graph.scope
    assert isinstance(scope, VariableScope)
    return scope
