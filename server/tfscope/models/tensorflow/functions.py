"""`tf.function`: a body that is traced in a graph of its own.

**Source:** tensorflow/python/eager/polymorphic_function/polymorphic_function.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import Graph
from tfscope.domain.heap import ABSENT, HeapObject, NativeFunction
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import method, model
from tfscope.models.tensorflow.graphs import new_graph, pop_graph, push_graph


class TracedFunction(HeapObject):
    """A `tf.function`. The first call traces its body twice, since variables are made in the first trace only.

    `graph` keeps the variable store, which outlives a trace.
    """

    __slots__ = ("function", "graph", "traces")
    changing = ("graph", "traces")

    def __init__(self, function: AbstractValue) -> None:
        self.stamp = 0
        self.function = function
        self.graph: AbstractValue = None
        self.traces = 0


@model("tensorflow.autograph.experimental.do_not_convert")
def do_not_convert(machine: Machine, call: Call, func: AbstractValue = None) -> AbstractValue:
    """The function as it is; without one, a decorator."""
    return machine.make_function("do_not_convert", lambda machine, call, func: func) if func is None else func


@model("tensorflow.function")
def traced_function(
    machine: Machine,
    call: Call,
    func: AbstractValue = None,
    input_signature: AbstractValue = None,
    autograph: AbstractValue = True,
    jit_compile: AbstractValue = None,
    reduce_retracing: AbstractValue = False,
    experimental_implements: AbstractValue = None,
    experimental_autograph_options: AbstractValue = None,
    experimental_attributes: AbstractValue = None,
    experimental_relax_shapes: AbstractValue = None,
    experimental_compile: AbstractValue = None,
    experimental_follow_type_hints: AbstractValue = None,
) -> AbstractValue:
    """Traces a function at its calls; without one, a decorator. Source: polymorphic_function.function."""
    if func is None:
        return NativeFunction("decorated", lambda inner, inner_call: TracedFunction(inner_call.arguments[0]))
    return TracedFunction(func)


@method(TracedFunction, "__call__")
def call_traced(
    machine: Machine, call: Call, traced: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Traces the body in eager execution, calls it in a graph. Source: Function._initialize and _call."""
    assert isinstance(traced, TracedFunction)
    given = Call(list(arguments), keywords, call.is_open)
    if machine.graph is not machine.runtime.eager_graph:
        return machine.call_with(traced.function, given)
    store = traced.graph if isinstance(traced.graph, Graph) else new_graph(machine)
    machine.changing(traced)
    traced.graph, traced.traces = store, traced.traces + 1
    answer = trace(machine, store, traced.function, given)
    return trace(machine, store, traced.function, given) if traced.traces == 1 else answer


def trace(machine: Machine, store: Graph, function: AbstractValue, call: Call) -> AbstractValue:
    """Runs the body in a fresh graph that shares the variable store of earlier traces."""
    graph = new_graph(machine)
    graph.is_function = True
    graph.use_resource = True
    graph.store = store.store
    push_graph(machine, graph)
    try:
        return machine.call_with(function, call)
    finally:
        pop_graph(machine)
        machine.changing(store)
        store.store = graph.store


@method(TracedFunction, "get_concrete_function")
def get_concrete(
    machine: Machine, call: Call, traced: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Traces the body and answers what can be called. Source: Function.get_concrete_function."""
    call_traced(machine, call, traced, *arguments, **keywords)
    return traced


@method(TracedFunction, "__get__")
def bind_traced(
    machine: Machine, call: Call, traced: AbstractValue, instance: AbstractValue, owner: AbstractValue = None
) -> AbstractValue:
    """A traced method is bound as a function is."""
    assert isinstance(traced, TracedFunction)
    return (
        traced
        if instance is None or instance is ABSENT
        else TracedFunction(machine.bind_method(traced.function, instance))
    )
