"""Which store `get_variable` uses: a graph's, or one that is active in its place.

**Source:** tensorflow/python/ops/variable_scope.py, with_variable_store, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tfscope.domain.graph import EagerStore, Graph
from tfscope.models.machine import Machine


def store_of(machine: Machine, graph: Graph) -> Graph | EagerStore | None:
    """Where variables are kept now; None in eager execution without a store, which keeps none."""
    active = machine.runtime.eager_store
    is_eager = graph is machine.runtime.eager_graph
    if isinstance(active, EagerStore) and (is_eager or (active.is_tracking and is_reached(active, graph))):
        return active
    return None if is_eager else graph


def is_reached(store: EagerStore, graph: Graph) -> bool:
    """Whether a store that was made active in a graph is that of this one: functions take over the store."""
    return store.graph is graph or graph.is_function


@contextmanager
def active_store(machine: Machine, store: EagerStore) -> Iterator[None]:
    """Keeps the variables of a block in a store."""
    before = machine.runtime.eager_store
    machine.changing(store)
    store.graph = machine.graph
    machine.changing(machine.runtime)
    machine.runtime.eager_store = store
    try:
        yield
    finally:
        machine.changing(machine.runtime)
        machine.runtime.eager_store = before
