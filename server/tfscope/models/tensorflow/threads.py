"""Threads: TensorFlow keeps default graphs, scopes and counters for each thread.

**Source:** framework/ops.py, _DefaultGraphStack and Graph._thread_local; variable_scope.py, get_variable_scope_store;
TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import Graph, VariableScope
from tfscope.domain.heap import Instance
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import library_class
from tfscope.models.tensorflow.graphs import new_graph


@library_class("threading.Thread")
class Thread:
    """A thread runs where it is started, with scopes of its own; its errors end it alone."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        group: AbstractValue = None,
        target: AbstractValue = None,
        name: AbstractValue = None,
        args: AbstractValue = (),
        kwargs: AbstractValue = None,
        daemon: AbstractValue = None,
    ) -> AbstractValue:
        """Keeps what is to run."""
        machine.changing(self)
        self.attributes.update({"_target": target, "_args": args, "_kwargs": kwargs, "name": name, "daemon": daemon})
        return None

    @staticmethod
    def run(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Calls the target."""
        target = self.attributes.get("_target")
        if target is not None:
            arguments = machine.items_of(self.attributes.get("_args", ()))
            keywords = machine.keywords_of(self.attributes.get("_kwargs"))
            machine.call_with(target, Call(arguments or [], keywords or {}, arguments is None or keywords is None))
        return None

    @staticmethod
    def start(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Runs the thread, with the default graph and the scopes of a new thread."""
        runtime = machine.runtime
        before = runtime.graphs
        states = [(graph, leave_scopes(machine, graph)) for graph in runtime.all_graphs]
        machine.changing(runtime)
        runtime.graphs = (new_graph(machine),)
        machine.attempt(lambda: machine.call(machine.get_attribute(self, "run")), "BaseException")
        machine.changing(runtime)
        runtime.graphs = before
        for graph, state in states:
            machine.changing(graph)
            graph.scope, graph.counts, graph.name_scope, graph.creators = state
        return None

    @staticmethod
    def join(machine: Machine, call: Call, self: Instance, timeout: AbstractValue = None) -> AbstractValue:
        """The thread has ended already."""
        return None

    @staticmethod
    def is_alive(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """It has ended."""
        return False


def leave_scopes(
    machine: Machine, graph: Graph
) -> tuple[AbstractValue, dict[AbstractValue, int], AbstractValue, tuple[AbstractValue, ...]]:
    """Takes a graph to the root scope of a new thread, without creators, and answers what was."""
    state = (graph.scope, graph.counts, graph.name_scope, graph.creators)
    machine.changing(graph)
    graph.scope, graph.counts, graph.name_scope, graph.creators = VariableScope("", False), {}, "", ()
    return state
