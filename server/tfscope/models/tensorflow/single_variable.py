"""One whole variable of the store: shared where it exists, else made.

**Source:** tensorflow/python/ops/variable_scope.py, _VariableStore._get_single_variable, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tfscope.domain.events import Reason, Shared
from tfscope.domain.graph import EagerStore, Graph, PartitionedVariable, Variable, VariableScope
from tfscope.domain.heap import ABSENT, ListObject, NativeFunction, may_be_absent, present
from tfscope.domain.names import certainly_differ, has_hole
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    AnyDType,
    AnyShape,
    DType,
    Name,
    OneOf,
    Shape,
    Text,
    Unknown,
    text,
)
from tfscope.models.machine import Call, Machine
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.creation import create
from tfscope.models.tensorflow.creation_errors import Request
from tfscope.models.tensorflow.dtypes import FLOATS, INTEGERS, as_dtype
from tfscope.models.tensorflow.eager_stores import store_of
from tfscope.models.tensorflow.graphs import pop_graph, push_graph
from tfscope.models.tensorflow.initializers import (
    Initializer,
    is_callable,
    is_class,
    needs_no_arguments,
    takes_partition_info,
)
from tfscope.models.tensorflow.request import API, Asked, key_of, key_or_none, refuse_request
from tfscope.models.tensorflow.shapes import as_shape, compatible


def ask_single(machine: Machine, graph: Graph, asked: Asked) -> AbstractValue:
    """One whole variable, shared or made. Source: _VariableStore._get_single_variable."""
    from_value = asked.initializer is not None and is_callable(asked.initializer) is False
    if asked.shape is not None and from_value:
        message = "If initializer is a constant, do not specify shape."
        refuse_request(machine, asked, Reason.INITIALIZER, message, parameter="initializer")
    dtype = as_dtype(machine, asked.dtype, API)
    shape = as_shape(machine, asked.shape, API)
    store = store_of(machine, graph)
    is_eager = not isinstance(store, Graph)
    entries = store.variables if isinstance(store, EagerStore) else {} if store is None else store.store
    stored = entries.get(key_or_none(asked.name), ABSENT)
    found = present(stored)
    if isinstance(found, (Variable, PartitionedVariable)):
        return share(machine, asked, found, shape, dtype, certain=not may_be_absent(stored))
    certain = is_eager or certainly_new(graph, asked.name)
    asked.is_new = certain and (asked.reuse is False or is_eager or not graph.is_open)
    if asked.reuse is True and graph is not machine.runtime.eager_graph:
        message = (
            f"Variable {key_of(asked.name)} does not exist, or was not created with tf.get_variable(). "
            "Did you mean to set reuse=tf.AUTO_REUSE in VarScope?"
        )
        refuse_request(machine, asked, Reason.MISSING, message, certain=certain and not graph.is_open)
    return make(machine, graph, asked, shape, dtype, from_value, store)


def certainly_new(graph: Graph, name: AbstractValue) -> bool:
    """Whether no variable of the store can have this name."""
    if not isinstance(name, (str, Text)):
        return True
    if not has_hole(name) and not any(isinstance(key, Text) for key in graph.store):
        return True
    return all(certainly_differ(name, key) for key in graph.store if isinstance(key, (str, Text)))


def share(
    machine: Machine,
    asked: Asked,
    found: Variable | PartitionedVariable,
    shape: AnyShape,
    dtype: AnyDType,
    certain: bool,
) -> AbstractValue:
    """The variable that exists: refused without reuse, or where shape or dtype differ."""
    certain_reuse = certain and not isinstance(asked.reuse, (Unknown, OneOf))
    if asked.reuse is False:
        error_type, message = exists_error(asked, found)
        refuse_request(
            machine, asked, Reason.EXISTS, message, error_type=error_type, existing=found, certain=certain,
            shape=shape, dtype=dtype,
        )  # fmt: skip
        return found
    key = key_of(asked.name)
    if compatible(shape, found.shape) is False:
        message = f"Trying to share variable {key}, but specified shape {shape} and found shape {found.shape}."
        reason, parameter = Reason.SHAPE_DIFFERS, "shape"
    elif isinstance(dtype, DType) and isinstance(found.dtype, DType) and dtype != found.dtype:
        suffix = "_ref" if isinstance(found, Variable) and found.is_resource is not True else ""
        message = (
            f"Trying to share variable {key}, but specified dtype {dtype.name} and found dtype "
            f"{found.dtype.name}{suffix}."
        )
        reason, parameter = Reason.DTYPE_DIFFERS, "dtype"
    else:
        tell_shared(machine, asked, found, certain_reuse)
        return found
    refuse_request(
        machine, asked, reason, message, existing=found, parameter=parameter, certain=certain_reuse,
        shape=shape, dtype=dtype,
    )  # fmt: skip
    return found


def exists_error(asked: Asked, found: Variable | PartitionedVariable) -> tuple[str, str]:
    """TensorFlow's words for a name that is taken; only reference variables know where they were made.

    It asks what is no `ResourceVariable` for its op, and the variable of a traced function has none.
    """
    if isinstance(found, Variable) and found.graph is not None and found.graph.is_function:
        return "AttributeError", "Tensor.op is undefined when eager execution is enabled."
    message = (
        f"Variable {key_of(asked.name)} already exists, disallowed. Did you mean to set reuse=True or "
        "reuse=tf.AUTO_REUSE in VarScope?"
    )
    is_resource = isinstance(found, Variable) and found.is_resource is True
    return "ValueError", message if is_resource else message + " Originally defined at:"


def tell_shared(machine: Machine, asked: Asked, found: Variable | PartitionedVariable, certain: bool) -> None:
    """Emits that a variable was shared."""
    scope = machine.graph.scope
    assert isinstance(scope, VariableScope)
    machine.emit(
        Shared,
        via="get_variable",
        certain=certain,
        variable=found,
        scope=scope.name,
        reuse=asked.reuse,
        asked=asked.written,
    )


def make(
    machine: Machine,
    graph: Graph,
    asked: Asked,
    shape: AnyShape,
    dtype: AnyDType,
    from_value: bool,
    store: AbstractValue,
) -> AbstractValue:
    """A new variable, stored under its key."""
    key = key_of(asked.name)
    initializer = asked.initializer
    is_filled = False
    if initializer is None:
        initializer, from_value = default_initializer(machine, asked, shape, dtype)
        is_filled = isinstance(initializer, Initializer)
    request = Request(
        initializer,
        asked.name if asked.name is None or isinstance(asked.name, (str, Text)) else checked_name(machine, asked),
        "get_variable", API, asked.trainable, asked.collections, None, None, key, asked.validate_shape,
        asked.use_resource, asked.constraint, asked.written, is_filled, asked.is_part,
    )  # fmt: skip
    if not from_value:
        prepare_callable(machine, asked, request, shape, dtype)
    with lifted(machine, graph, store):
        variable = create(machine, request)
    keep(machine, store, key_or_none(asked.name), variable)
    if machine.truth(asked.regularizer) is not False:
        regularize(machine, graph, key, variable, asked.regularizer)
    return variable


@contextmanager
def lifted(machine: Machine, graph: Graph, store: AbstractValue) -> Iterator[None]:
    """A store that tracks makes its variables outside of a traced function. Source: ops.init_scope."""
    if not isinstance(store, EagerStore) or not graph.is_function:
        yield
        return
    push_graph(machine, machine.runtime.eager_graph)
    try:
        yield
    finally:
        pop_graph(machine)


def keep(machine: Machine, store: AbstractValue, key: AbstractValue, variable: Variable) -> None:
    """Stores a variable under its key; eager execution without a store keeps none."""
    if isinstance(store, (Graph, EagerStore)):
        machine.changing(store)
        entries = store.store if isinstance(store, Graph) else store.variables
        entries[key] = variable


def checked_name(machine: Machine, asked: Asked) -> AbstractValue:
    """A name that is no string is refused when the op is named."""
    if isinstance(asked.name, (Unknown, OneOf)):
        return text([asked.name])
    message = f"expected string or bytes-like object, got '{type(asked.name).__name__}'"
    refuse_request(machine, asked, Reason.NAME_INVALID, message, error_type="TypeError")
    return Unknown("name", "str")


def default_initializer(machine: Machine, asked: Asked, shape: AnyShape, dtype: AnyDType) -> tuple[AbstractValue, bool]:
    """The initializer where neither call nor scope gives one. Source: _get_default_initializer."""
    if asked.shape is None:
        message = (
            f"Variable {key_of(asked.name)} did not get an initializer, so its `shape` argument must be specified."
        )
        refuse_request(machine, asked, Reason.SHAPE_UNKNOWN, message, parameter="shape", certain=asked.is_new)
        return Initializer("filled"), False
    if isinstance(dtype, DType) and dtype.name not in FLOATS | INTEGERS | {"bool", "string"}:
        message = f"An initializer for variable {key_of(asked.name)} of <dtype: '{dtype.name}'> is required"
        refuse_request(machine, asked, Reason.INITIALIZER, message, parameter="initializer", certain=asked.is_new)
    return Initializer("filled"), False


def prepare_callable(machine: Machine, asked: Asked, request: Request, shape: AnyShape, dtype: AnyDType) -> None:
    """How a callable initializer is called: with shape and dtype, or without arguments."""
    initializer = request.initial_value
    if is_class(initializer):
        initializer = machine.call(initializer)
    if isinstance(initializer, (Unknown, OneOf)):
        request.initial_value = NativeFunction("initializer", lambda m, c: UNKNOWN)
        request.shape, request.dtype, request.is_filled = shape, dtype, True
        return
    if asked.shape is not None and (isinstance(shape, Unknown) or shape_is_settled(shape)):
        request.shape, request.dtype = shape, dtype
        if isinstance(initializer, Initializer):
            request.is_filled = True
            request.initial_value = initializer
        else:
            request.initial_value = bind_initializer(machine, initializer, shape, dtype)
        return
    no_arguments = needs_no_arguments(machine, initializer)
    if no_arguments is False:
        message = (
            "The initializer passed is not valid. It should be a callable with no arguments and the shape should not "
            "be provided or an instance of `tf.keras.initializers.*' and `shape` should be fully defined."
        )
        refuse_request(machine, asked, Reason.SHAPE_UNKNOWN, message, parameter="shape", certain=asked.is_new)
    request.shape = shape if asked.shape is not None else None
    if no_arguments is not True:
        request.shape, request.dtype, request.is_filled = UNKNOWN if asked.shape is None else shape, dtype, True
    request.initial_value = initializer


def shape_is_settled(shape: AnyShape) -> bool:
    """Whether TensorFlow knows every dimension, whether or not we do."""
    return isinstance(shape, Shape) and shape.dims is not None and all(dim is not None for dim in shape.dims)


def bind_initializer(machine: Machine, initializer: AbstractValue, shape: AnyShape, dtype: AnyDType) -> NativeFunction:
    """The initializer with shape and dtype given."""
    keywords: dict[str, AbstractValue] = {"dtype": dtype}
    if takes_partition_info(machine, initializer):
        keywords["partition_info"] = None
    dims: AbstractValue = UNKNOWN
    if isinstance(shape, Shape) and shape.dims is not None:
        dims = ListObject(list(shape.dims))
    return NativeFunction("initializer", lambda m, c: m.call_with(initializer, Call([dims], keywords)))


def regularize(machine: Machine, graph: Graph, key: Name, variable: AbstractValue, regularizer: AbstractValue) -> None:
    """Applies the regularizer and keeps its loss, unless it gives None. Source: _VariableStore._get_single_variable.

    TensorFlow 2 calls it twice: at the top to see whether it gives something, and for the loss.
    """
    if machine.call(regularizer, variable) is None:
        return
    before = op_names.open_name_scope(machine, graph, text([key, "/Regularizer/"]))
    try:
        loss = machine.call(regularizer, variable)
    finally:
        op_names.close_name_scope(machine, graph, before)
    machine.changing(graph)
    losses = graph.collections.get("regularization_losses", [])
    graph.collections["regularization_losses"] = [*losses, loss]
