"""Collections of a graph, and the variables that a scope pattern selects from them.

**Source:** tensorflow/python/framework/ops.py, Graph.get_collection and GraphKeys, TF 2.21.
"""

from __future__ import annotations

import re
from typing import Final

from tfscope.domain.events import Selected
from tfscope.domain.graph import Graph, PartitionedVariable, Tensor
from tfscope.domain.heap import ListObject
from tfscope.domain.values import AbstractValue, Name, Text, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import constant, method, model

KEYS: Final = {
    "GLOBAL_VARIABLES": "variables",
    "VARIABLES": "variables",
    "LOCAL_VARIABLES": "local_variables",
    "METRIC_VARIABLES": "metric_variables",
    "MODEL_VARIABLES": "model_variables",
    "TRAINABLE_VARIABLES": "trainable_variables",
    "SUMMARIES": "summaries",
    "QUEUE_RUNNERS": "queue_runners",
    "TABLE_INITIALIZERS": "table_initializer",
    "ASSET_FILEPATHS": "asset_filepaths",
    "MOVING_AVERAGE_VARIABLES": "moving_average_variables",
    "REGULARIZATION_LOSSES": "regularization_losses",
    "CONCATENATED_VARIABLES": "concatenated_variables",
    "SAVERS": "savers",
    "WEIGHTS": "weights",
    "BIASES": "biases",
    "ACTIVATIONS": "activations",
    "UPDATE_OPS": "update_ops",
    "LOSSES": "losses",
    "SAVEABLE_OBJECTS": "saveable_objects",
    "RESOURCES": "resources",
    "LOCAL_RESOURCES": "local_resources",
    "TRAIN_OP": "train_op",
    "GLOBAL_STEP": "global_step",
    "EVAL_STEP": "eval_step",
    "INIT_OP": "init_op",
    "LOCAL_INIT_OP": "local_init_op",
    "READY_OP": "ready_op",
    "READY_FOR_LOCAL_INIT_OP": "ready_for_local_init_op",
    "SUMMARY_OP": "summary_op",
    "COND_CONTEXT": "cond_context",
    "WHILE_CONTEXT": "while_context",
}
for short, key in KEYS.items():
    constant(f"tensorflow.GraphKeys.{short}", key)


def name_of(item: AbstractValue) -> Name | None:
    """The name of a member of a collection."""
    if isinstance(item, PartitionedVariable):
        return item.key
    return item.name if isinstance(item, Tensor) else None


def select(machine: Machine, collection: AbstractValue, pattern: AbstractValue) -> ListObject:
    """The members of a collection whose name the pattern matches at its start; open where that is not known."""
    graph = machine.graph
    known = not isinstance(collection, (Unknown, Text))
    members = graph.collections.get(collection, []) if known else []
    is_open = graph.is_open or not known
    if pattern is None or pattern == "":
        chosen = list(members)
    else:
        chosen = []
        for member in members:
            matched = matches(pattern, name_of(member))
            is_open = is_open or matched is None
            if matched:
                chosen.append(member)
    is_eager = graph is machine.runtime.eager_graph
    answer = ListObject(chosen, is_open)
    machine.emit(
        Selected, collection=collection, pattern=pattern, variables=tuple(chosen), answer=answer, is_eager=is_eager
    )
    return answer


def matches(pattern: AbstractValue, name: Name | None) -> bool | None:
    """`re.match(pattern, name)`, None where that is not known. A member without a name is not selected."""
    if name is None:
        return None
    if isinstance(pattern, Text):
        pattern_text, plain = (
            pattern,
            all(isinstance(p, Unknown) or re.escape(p) == p or "/" in p for p in pattern.parts),
        )
        from_parts = isinstance(name, Text) and name.parts[: len(pattern_text.parts) - 1] == pattern_text.parts[:-1]
        if plain and from_parts and isinstance(name, Text):
            last, have = pattern_text.parts[-1], name.parts[len(pattern_text.parts) - 1]
            return have.startswith(last) if isinstance(last, str) and isinstance(have, str) else None
        return None
    if not isinstance(pattern, str):
        return None
    if isinstance(name, Text):
        first = name.parts[0]
        return True if isinstance(first, str) and re.escape(pattern) == pattern and first.startswith(pattern) else None
    try:
        return re.match(pattern, f"{name}:0") is not None
    except re.error:
        return None


@model("tensorflow.get_collection")
def get_collection(machine: Machine, call: Call, key: AbstractValue, scope: AbstractValue = None) -> AbstractValue:
    """The members of a collection, filtered by scope. Source: Graph.get_collection."""
    return select(machine, key, scope)


@model("tensorflow.get_collection_ref")
def get_collection_ref(machine: Machine, call: Call, key: AbstractValue) -> AbstractValue:
    """The list of a collection. Source: Graph.get_collection_ref."""
    return select(machine, key, None)


@model("tensorflow.add_to_collection")
def add_to_collection(machine: Machine, call: Call, name: AbstractValue, value: AbstractValue) -> AbstractValue:
    """Adds a value to a collection. Source: Graph.add_to_collection."""
    add(machine, machine.graph, name, value)
    return None


@model("tensorflow.add_to_collections")
def add_to_collections(machine: Machine, call: Call, names: AbstractValue, value: AbstractValue) -> AbstractValue:
    """Adds a value to several collections. Source: Graph.add_to_collections."""
    for name in [names] if isinstance(names, str) else machine.items_of(names) or []:
        add(machine, machine.graph, name, value)
    return None


def add(machine: Machine, graph: Graph, name: AbstractValue, value: AbstractValue) -> None:
    """Adds a value to a collection of a graph."""
    machine.changing(graph)
    if isinstance(name, Unknown):
        return
    graph.collections[name] = [*graph.collections.get(name, ()), value]


def list_collection(collection: str, *paths: str) -> None:
    """Registers a function that lists a collection of variables."""

    def read(machine: Machine, call: Call, scope: AbstractValue = None) -> AbstractValue:
        """The variables of a collection, filtered by scope. Source: ops/variables.py."""
        return select(machine, collection, scope)

    model(*paths)(read)


list_collection("variables", "tensorflow.global_variables")
list_collection("trainable_variables", "tensorflow.trainable_variables")
list_collection("local_variables", "tensorflow.local_variables")
list_collection("model_variables", "tensorflow.model_variables")
list_collection("moving_average_variables", "tensorflow.moving_average_variables")


@model("tensorflow.all_variables")
def all_variables(machine: Machine, call: Call) -> AbstractValue:
    """The global variables, by an older name. Source: ops/variables.py, all_variables."""
    return select(machine, "variables", None)


@method(Graph, "get_collection")
def graph_collection(
    machine: Machine, call: Call, graph: AbstractValue, name: AbstractValue, scope: AbstractValue = None
) -> AbstractValue:
    """A collection of this graph."""
    assert isinstance(graph, Graph)
    chosen = [m for m in graph.collections.get(name, []) if scope is None or matches(scope, name_of(m))]
    return ListObject(chosen, graph.is_open)


@method(Graph, "add_to_collection")
def graph_add(
    machine: Machine, call: Call, graph: AbstractValue, name: AbstractValue, value: AbstractValue
) -> AbstractValue:
    """Adds to a collection of this graph."""
    assert isinstance(graph, Graph)
    add(machine, graph, name, value)
    return None


@method(Graph, "get_all_collection_keys")
def graph_keys(machine: Machine, call: Call, graph: AbstractValue) -> AbstractValue:
    """The keys of the collections."""
    assert isinstance(graph, Graph)
    return ListObject(list(graph.collections), is_open=True)
