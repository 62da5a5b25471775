"""`tf.function`: a body that is traced in a graph of its own; AutoGraph, which translates it.

**Source:** tensorflow/python/eager/polymorphic_function/polymorphic_function.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from tfscope.domain.graph import Graph, Tensor
from tfscope.domain.heap import ABSENT, HeapObject, ListObject, NativeFunction, present
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, AnyShape, Symbol
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, method, model
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.graphs import GraphManager, new_graph
from tfscope.models.tensorflow.shapes import as_shape


class TracedFunction(HeapObject):
    """A `tf.function`. The first call traces its body twice, since variables are made in the first trace only.

    `graph` keeps the variable store, which outlives a trace.
    """

    __slots__ = ("function", "is_converted", "graph", "traces", "methods")
    changing = ("graph", "traces", "methods")

    def __init__(self, function: AbstractValue, is_converted: bool = True) -> None:
        self.stamp = 0
        self.function = function
        self.is_converted = is_converted
        self.graph: AbstractValue = None
        self.traces = 0
        #: The methods that it is, by the object that it was taken from.
        self.methods: dict[AbstractValue, TracedFunction] = {}


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
    is_converted = machine.truth(autograph) is not False
    if func is None:
        return NativeFunction(
            "decorated", lambda inner, inner_call: TracedFunction(inner_call.arguments[0], is_converted)
        )
    return TracedFunction(func, is_converted)


@method(TracedFunction, "__call__")
def call_traced(
    machine: Machine, call: Call, traced: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Traces the body in eager execution, calls it in a graph. Source: Function._initialize and _call."""
    assert isinstance(traced, TracedFunction)
    given = Call(list(arguments), keywords, call.is_open, traced.is_converted)
    graph = machine.graph
    if graph.is_function:
        return trace(machine, graph, traced.function, given)
    if graph is not machine.runtime.eager_graph or machine.runtime.is_running_functions:
        return machine.call_with(traced.function, given)
    with converting(machine, traced.is_converted):
        return first_and_later(machine, traced, given)


def first_and_later(machine: Machine, traced: TracedFunction, given: Call) -> AbstractValue:
    """The first call traces twice, a later one once."""
    store = traced.graph if isinstance(traced.graph, Graph) else new_graph(machine)
    machine.changing(traced)
    traced.graph, traced.traces = store, traced.traces + 1
    answer = trace(machine, store, traced.function, given)
    return trace(machine, store, traced.function, given) if traced.traces == 1 else answer


@contextmanager
def converting(machine: Machine, is_converting: bool) -> Iterator[None]:
    """Whether AutoGraph is at work in a block. Source: autograph/core/ag_ctx.py, ControlStatusCtx."""
    before = machine.runtime.is_converting
    machine.changing(machine.runtime)
    machine.runtime.is_converting = is_converting
    try:
        yield
    finally:
        machine.changing(machine.runtime)
        machine.runtime.is_converting = before


def trace(machine: Machine, store: Graph, function: AbstractValue, call: Call) -> AbstractValue:
    """Runs the body in a fresh graph that shares the variable store of earlier traces."""
    graph = new_graph(machine)
    graph.is_function = True
    graph.use_resource = True
    graph.store = store.store
    try:
        with machine.entering(GraphManager(graph, graph)):
            return machine.call_with(function, call)
    finally:
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
    """A method, traced for each object on its own. Source: Function.__get__."""
    assert isinstance(traced, TracedFunction)
    if instance is None or instance is ABSENT:
        return traced
    if instance not in traced.methods:
        bound = machine.bind_method(traced.function, instance)
        machine.changing(traced)
        traced.methods = {**traced.methods, instance: TracedFunction(bound, traced.is_converted)}
    return traced.methods[instance]


@model("tensorflow.autograph.experimental.do_not_convert")
def do_not_convert(machine: Machine, call: Call, func: AbstractValue = None) -> AbstractValue:
    """Runs a function itself, never a translation; without one, a decorator. Source: autograph/impl/api.py."""
    if func is None:
        return Symbol("tensorflow.autograph.experimental.do_not_convert")

    def run(inner: Machine, inner_call: Call) -> AbstractValue:
        with converting(inner, False):
            return inner.call_with(func, replace(inner_call, is_converted=False))

    return NativeFunction("do_not_convert", run, binds=True)


class WrappedFunction(HeapObject):
    """What `wrap_function` answers: a body that was traced once, with a variable store of its own."""

    __slots__ = ("graph",)

    def __init__(self, graph: Graph) -> None:
        self.stamp = 0
        self.graph = graph


@model("tensorflow.wrap_function")
def wrap_function(
    machine: Machine, call: Call, fn: AbstractValue, signature: AbstractValue, name: AbstractValue = None
) -> AbstractValue:
    """Traces a function of TensorFlow 1 at once. Source: eager/wrap_function.py, wrap_function."""
    store = new_graph(machine)
    specs = machine.items_of(signature) or []
    placeholders = [Tensor(*facts_of_spec(machine, spec)) for spec in specs]
    trace(machine, store, fn, Call(list(placeholders)))
    return WrappedFunction(store)


def facts_of_spec(machine: Machine, spec: AbstractValue) -> tuple[AnyShape, AnyDType]:
    """Shape and dtype of a `TensorSpec`."""
    found = as_shape(machine, machine.find_attribute(spec, "shape"))
    return found, as_dtype(machine, machine.find_attribute(spec, "dtype"))


@method(WrappedFunction, "__call__", "prune")
def call_wrapped(
    machine: Machine, call: Call, wrapped: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Runs the graph; nothing is traced again."""
    return UNKNOWN


@attribute(WrappedFunction, "variables")
def wrapped_variables(machine: Machine, wrapped: AbstractValue) -> AbstractValue:
    """The variables that the trace made."""
    assert isinstance(wrapped, WrappedFunction)
    return ListObject([present(item) for item in wrapped.graph.store.values()])


@model("tensorflow.config.run_functions_eagerly", "tensorflow.config.experimental_run_functions_eagerly")
def run_functions_eagerly(machine: Machine, call: Call, run_eagerly: AbstractValue) -> AbstractValue:
    """Whether functions are run instead of traced. Source: eager/polymorphic_function/eager_function_run.py."""
    machine.changing(machine.runtime)
    machine.runtime.is_running_functions = machine.truth(run_eagerly) is True
    return None
