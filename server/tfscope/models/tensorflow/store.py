"""The variable store: `tf.get_variable` from its arguments to a variable, in TensorFlow's order of checks.

**Source:** tensorflow/python/ops/variable_scope.py, VariableScope.get_variable, _VariableStore.get_variable and
_get_single_variable, TF 2.21.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from tfscope.domain.events import GetterAnswered, Reason
from tfscope.domain.graph import AUTO_REUSE, EagerStore, Graph, VariableScope
from tfscope.domain.heap import ABSENT, ListObject, present
from tfscope.domain.names import join_path
from tfscope.domain.origins import NOTHING
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    DType,
    OneOf,
    Text,
    Unknown,
    text,
)
from tfscope.models.machine import Call, Machine
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.dtypes import as_dtype, constant_facts, shown
from tfscope.models.tensorflow.eager_stores import store_of
from tfscope.models.tensorflow.initializers import (
    is_callable,
)
from tfscope.models.tensorflow.partitioned import get_partitioned
from tfscope.models.tensorflow.request import API, Asked, key_or_none, refuse_request
from tfscope.models.tensorflow.single_variable import ask_single


def ask_scope(machine: Machine, scope: VariableScope, asked: Asked) -> AbstractValue:
    """What the scope adds, then the store. Source: VariableScope.get_variable."""
    graph = machine.graph
    is_eager = graph is machine.runtime.eager_graph
    asked = replace(asked, written=asked.name)
    for field in ("regularizer", "caching_device", "partitioner", "custom_getter", "use_resource"):
        if getattr(asked, field) is None:
            setattr(asked, field, getattr(scope, field))
    store = store_of(machine, graph)
    if is_eager:
        asked.reuse = AUTO_REUSE if isinstance(store, EagerStore) else False
        asked.use_resource = True
    elif asked.reuse is None:
        asked.reuse = scope.reuse
    if isinstance(store, EagerStore) and asked.reuse is False:
        asked.reuse = AUTO_REUSE
    outer, graph.origin = graph.origin, NOTHING
    try:
        answer = ask_named(machine, scope, graph, asked)
    finally:
        graph.origin = outer
    return graph.hear(answer)


def ask_named(machine: Machine, scope: VariableScope, graph: Graph, asked: Asked) -> AbstractValue:
    """What is asked for by its key; the ops that are made for it have a name scope of their own."""
    with machine.requesting(shown_key(scope, asked.name)):
        asked.name = make_key(machine, scope, asked.name)
        before = op_names.open_name_scope(machine, graph, None)
        try:
            return ask_within(machine, scope, graph, asked)
        finally:
            op_names.close_name_scope(machine, graph, before)


def shown_key(scope: VariableScope, name: AbstractValue) -> AbstractValue:
    """The key that a refusal names: what was asked for as it is, where it is no string."""
    if isinstance(name, (str, Text, Unknown, OneOf)):
        return join_path(scope.name, name) if scope.name != "" else key_or_none(name)
    return name


def ask_within(machine: Machine, scope: VariableScope, graph: Graph, asked: Asked) -> AbstractValue:
    """The checks and defaults of the scope, then the store."""
    check_constant_dtype(machine, graph, asked)
    if asked.initializer is None:
        asked.initializer = scope.initializer
    if asked.constraint is None:
        asked.constraint = scope.constraint
    if asked.dtype is None:
        asked.dtype = scope.dtype
    return ask_store(machine, graph, asked)


def make_key(machine: Machine, scope: VariableScope, name: AbstractValue) -> AbstractValue:
    """`scope/name`; a name that is no string cannot be joined."""
    if scope.name == "":
        return name
    if isinstance(name, (str, Text, Unknown, OneOf)):
        return join_path(scope.name, name)
    kind = "NoneType" if name is None else type(name).__name__
    message = f'can only concatenate str (not "{kind}") to str'
    machine.refuse(Reason.NAME_INVALID, "TypeError", message, parameter="name", api=API)
    return join_path(scope.name, Unknown("name", "str"))


def check_constant_dtype(machine: Machine, graph: Graph, asked: Asked) -> None:
    """An explicit dtype and an explicit constant must agree. Converting a Python constant makes an op `Const`."""
    if asked.dtype is None or asked.initializer is None or is_callable(asked.initializer) is not False:
        return
    _, found = constant_facts(asked.initializer)
    if graph is not machine.runtime.eager_graph and not hasattr(asked.initializer, "graph"):
        op_names.unique_path(machine, graph, "Const")
    wanted = as_dtype(machine, asked.dtype, API)
    if isinstance(found, DType) and isinstance(wanted, DType) and found != wanted:
        message = (
            f"Initializer type '<dtype: '{found.name}'>' and explicit dtype '<dtype: '{wanted.name}'>' don't match."
        )
        machine.refuse(Reason.INITIALIZER, "ValueError", message, parameter="dtype", api=API)


def ask_store(machine: Machine, graph: Graph, asked: Asked) -> AbstractValue:
    """The custom getter, if any, then the store itself. Source: _VariableStore.get_variable."""
    getter = asked.custom_getter
    if getter is not None and is_callable(getter) is False:
        message = f"Passed a custom_getter which is not callable: {getter}"
        machine.refuse(Reason.GETTER_INVALID, "ValueError", message, parameter="custom_getter", api=API)
        getter = None
    if asked.synchronization is not None and asked.trainable is None:
        asked.trainable = not str(getattr(asked.synchronization, "path", "")).endswith("ON_READ")
    if asked.trainable is None:
        asked.trainable = True
    if getter is None:
        return ask_true_getter(machine, graph, asked)
    if isinstance(getter, Unknown):
        # Most getters ask the true one for what they are asked; this one need not.
        plain = replace(asked, custom_getter=None)
        return machine.fork([partial(ask_true_getter, machine, graph, plain), lambda: UNKNOWN])
    answer = machine.call_with(getter, Call([], getter_keywords(machine, graph, asked, getter)))
    if answer is None:
        machine.emit(GetterAnswered, key=asked.name, function=getter)
    return answer


GETTER_FIELDS = (
    "name shape dtype initializer regularizer reuse trainable collections caching_device partitioner validate_shape "
    "use_resource synchronization aggregation"
).split()


def getter_keywords(machine: Machine, graph: Graph, asked: Asked, getter: AbstractValue) -> dict[str, AbstractValue]:
    """What a custom getter is called with; `constraint` only where it takes that."""
    plain = replace(asked, custom_getter=None)

    def true_getter(
        inner: Machine,
        call: Call,
        name: AbstractValue,
        shape: AbstractValue = None,
        dtype: AbstractValue = DType("float32"),
        initializer: AbstractValue = None,
        regularizer: AbstractValue = None,
        reuse: AbstractValue = None,
        trainable: AbstractValue = None,
        collections: AbstractValue = None,
        caching_device: AbstractValue = None,
        partitioner: AbstractValue = None,
        validate_shape: AbstractValue = True,
        use_resource: AbstractValue = None,
        constraint: AbstractValue = None,
        synchronization: AbstractValue = None,
        aggregation: AbstractValue = None,
    ) -> AbstractValue:
        return ask_true_getter(
            inner,
            graph,
            Asked(
                name, shape, dtype, initializer, regularizer, reuse, trainable, collections, caching_device,
                partitioner, validate_shape, use_resource, None, constraint, synchronization, aggregation,
                plain.written,
            ),
        )  # fmt: skip

    keywords: dict[str, AbstractValue] = {"getter": machine.make_function("_true_getter", true_getter)}
    keywords |= {field: getattr(asked, field) for field in GETTER_FIELDS}
    signature = machine.parameters_of(getter)
    if signature is None or signature.accepts("constraint"):
        keywords["constraint"] = asked.constraint
    return keywords


def ask_true_getter(machine: Machine, graph: Graph, asked: Asked) -> AbstractValue:
    """Partitioned or single. Source: _VariableStore.get_variable, _true_getter."""
    store = store_of(machine, graph)
    if isinstance(store, EagerStore) and store.is_tracking:
        return ask_tracked(machine, graph, asked)
    from_empty = isinstance(asked.shape, (ListObject, tuple)) and not (
        asked.shape.items if isinstance(asked.shape, ListObject) else asked.shape
    )
    if asked.partitioner is not None and not from_empty:
        return get_partitioned(machine, graph, asked)
    key = asked.name
    if asked.reuse is True and key in graph.partitioned:
        return get_partitioned(machine, graph, asked)
    part = text([key, "/part_0"])
    if part in graph.store and asked.partitioner is None:
        message = (
            f"No partitioner was provided, but a partitioned version of the variable was found: {part}. Perhaps a "
            "variable of the same name was already created with partitioning?"
        )
        refuse_request(
            machine, asked, Reason.PARTITION_DIFFERS, message, existing=present(graph.store.get(part, ABSENT))
        )
    return ask_single(machine, graph, asked)


def ask_tracked(machine: Machine, graph: Graph, asked: Asked) -> AbstractValue:
    """A variable that an object keeps is whole. Source: tf_keras, variable_scope_shim._EagerVariableStore."""
    if asked.partitioner is not None:
        message = (
            "`partitioner` arg for `get_variable` is unsupported in TF2. File a bug if you need help. "
            f"You passed {shown(asked.partitioner)}"
        )
        refuse_request(machine, asked, Reason.PARTITIONER_INVALID, message, parameter="partitioner")
    return ask_single(machine, graph, asked)
