"""`tf.Session`: which graph it makes the default one, and what cannot be fetched.

**Source:** tensorflow/python/client/session.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import Reason
from tfscope.domain.graph import Graph, Variable
from tfscope.domain.heap import HeapObject, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, method, model
from tfscope.models.tensorflow.dtypes import shown
from tfscope.models.tensorflow.graphs import GraphManager, leave_default_graph, push_graph


class SessionObject(HeapObject):
    """A `tf.Session`."""

    __slots__ = ("graph",)

    def __init__(self, graph: Graph) -> None:
        self.stamp = 0
        self.graph = graph


@model("tensorflow.Session", "tensorflow.InteractiveSession")
def make_session(
    machine: Machine, call: Call, target: AbstractValue = "", graph: AbstractValue = None, config: AbstractValue = None
) -> AbstractValue:
    """A session of a graph, by default the default one. Source: client/session.py, BaseSession."""
    own = graph if isinstance(graph, Graph) else machine.runtime.graphs[-1]
    return SessionObject(own)


@method(SessionObject, "__enter__")
def enter_session(machine: Machine, call: Call, session: AbstractValue) -> AbstractValue:
    """Makes the session's graph the default one."""
    assert isinstance(session, SessionObject)
    push_graph(machine, session.graph)
    return session


@method(SessionObject, "__exit__")
def leave_session(machine: Machine, call: Call, session: AbstractValue, *error: AbstractValue) -> AbstractValue:
    """Takes that back."""
    assert isinstance(session, SessionObject)
    leave_default_graph(machine, session.graph)
    return False


@method(SessionObject, "as_default")
def session_as_default(machine: Machine, call: Call, session: AbstractValue) -> AbstractValue:
    """A context manager for the session; it leaves the default graph alone. Source: BaseSession.as_default."""
    assert isinstance(session, SessionObject)
    return GraphManager(session.graph, session)


@method(SessionObject, "close", "list_devices", "make_callable", "partial_run", "partial_run_setup", "reset")
def session_other(
    machine: Machine, call: Call, session: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Changes nothing about variables."""
    return UNKNOWN


@method(SessionObject, "run")
def run_session(
    machine: Machine,
    call: Call,
    session: AbstractValue,
    fetches: AbstractValue,
    feed_dict: AbstractValue = None,
    options: AbstractValue = None,
    run_metadata: AbstractValue = None,
) -> AbstractValue:
    """Runs ops; a variable of eager execution is in no graph, and its initializer is None.

    Source: client/session.py, BaseSession.run.
    """
    assert isinstance(session, SessionObject)
    wanted = fetched(machine, fetches)
    eager = [item for item in wanted if isinstance(item, Variable) and item.graph is machine.runtime.eager_graph]
    is_nothing = machine.runtime.is_eager is True and None in wanted
    if (eager or is_nothing) and not session.graph.used_names:
        message = "The Session graph is empty. Add operations to the graph before calling run()."
        machine.refuse(Reason.EAGER, "RuntimeError", message, parameter="fetches", api="tensorflow.Session.run")
    elif eager:
        message = (
            f'Argument `fetch` = {shown(eager[0])} has invalid type "ResourceVariable" must be a string or Tensor. '
            "(Can not convert a ResourceVariable into a Tensor or Operation.)"
        )
        machine.refuse(Reason.EAGER, "TypeError", message, parameter="fetches", api="tensorflow.Session.run")
    return UNKNOWN


def fetched(machine: Machine, fetches: AbstractValue) -> list[AbstractValue]:
    """The things that are fetched, out of lists and tuples."""
    if isinstance(fetches, (ListObject, tuple)):
        return [item for part in machine.items_of(fetches) or () for item in fetched(machine, part)]
    return [fetches]


@attribute(SessionObject, "graph")
def session_graph(machine: Machine, session: AbstractValue) -> AbstractValue:
    """The graph that the session runs."""
    assert isinstance(session, SessionObject)
    return session.graph
