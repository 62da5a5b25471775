"""The variable store: `tf.get_variable` from its arguments to a variable, in TensorFlow's order of checks.

**Source:** tensorflow/python/ops/variable_scope.py, VariableScope.get_variable, _VariableStore.get_variable and
_get_single_variable, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tfscope.domain.events import Reason, Shared
from tfscope.domain.graph import AUTO_REUSE, EagerStore, Graph, PartitionedVariable, Variable, VariableScope
from tfscope.domain.heap import ABSENT, ListObject, NativeFunction, may_be_absent, present
from tfscope.domain.names import certainly_differ, has_hole, join_path
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
from tfscope.models.tensorflow.creation import Request, create
from tfscope.models.tensorflow.dtypes import FLOATS, INTEGERS, as_dtype, constant_facts
from tfscope.models.tensorflow.initializers import (
    Initializer,
    is_callable,
    is_class,
    needs_no_arguments,
    takes_partition_info,
)
from tfscope.models.tensorflow.shapes import as_shape, compatible

API = "tensorflow.get_variable"


@dataclass(slots=True)
class Asked:
    """The arguments of one request, as they go through the checks. `name` is the key from the scope on."""

    name: AbstractValue
    shape: AbstractValue = None
    dtype: AbstractValue = None
    initializer: AbstractValue = None
    regularizer: AbstractValue = None
    reuse: AbstractValue = None
    trainable: AbstractValue = None
    collections: AbstractValue = None
    caching_device: AbstractValue = None
    partitioner: AbstractValue = None
    validate_shape: AbstractValue = True
    use_resource: AbstractValue = None
    custom_getter: AbstractValue = None
    constraint: AbstractValue = None
    synchronization: AbstractValue = None
    aggregation: AbstractValue = None
    written: AbstractValue = None
    is_part: bool = False
    #: Whether the request is sure to make a variable, rather than to find one that code out of sight has made.
    is_new: bool = True


def ask_scope(machine: Machine, scope: VariableScope, asked: Asked) -> AbstractValue:
    """What the scope adds, then the store. Source: VariableScope.get_variable."""
    graph = machine.graph
    is_eager = graph is machine.runtime.eager_graph
    asked = replace(asked, written=asked.name)
    for field in ("regularizer", "caching_device", "partitioner", "custom_getter", "use_resource"):
        if getattr(asked, field) is None:
            setattr(asked, field, getattr(scope, field))
    if is_eager:
        asked.reuse = AUTO_REUSE if isinstance(machine.runtime.eager_store, EagerStore) else False
        asked.use_resource = True
    elif asked.reuse is None:
        asked.reuse = scope.reuse
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
        message = f"Initializer type '<dtype: '{found.name}'>' and explicit dtype '<dtype: '{wanted.name}'>' don't match."
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
    return machine.call_with(getter, Call([], getter_keywords(machine, graph, asked, getter)))


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
                partitioner, validate_shape, use_resource, None, constraint, synchronization, aggregation, plain.written,
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
    from_empty = isinstance(asked.shape, (ListObject, tuple)) and not (
        asked.shape.items if isinstance(asked.shape, ListObject) else asked.shape
    )
    if asked.partitioner is not None and not from_empty:
        return PARTITIONED[0](machine, graph, asked)
    key = asked.name
    if asked.reuse is True and key in graph.partitioned:
        return PARTITIONED[0](machine, graph, asked)
    part = text([key, "/part_0"])
    if part in graph.store and asked.partitioner is None:
        message = (
            f"No partitioner was provided, but a partitioned version of the variable was found: {part}. Perhaps a "
            "variable of the same name was already created with partitioning?"
        )
        refuse_request(machine, asked, Reason.PARTITION_DIFFERS, message, existing=find_stored(graph, part))
    return ask_single(machine, graph, asked)


#: How a partitioned variable is got; `partitioned.py` registers it.
PARTITIONED: list[Callable[[Machine, Graph, Asked], AbstractValue]] = []


def refuse_request(
    machine: Machine,
    asked: Asked,
    reason: Reason,
    message: str,
    *,
    existing: AbstractValue = None,
    parameter: str = "name",
    error_type: str = "ValueError",
    certain: bool = True,
    shape: AbstractValue = None,
    dtype: AbstractValue = None,
) -> None:
    """Refuses a request for a variable."""
    machine.refuse(
        reason,
        error_type,
        message,
        existing=existing if isinstance(existing, (Variable, PartitionedVariable)) else None,
        parameter=parameter,
        api=API,
        certain=certain,
        shape=shape,
        dtype=dtype,
    )


def key_of(name: AbstractValue) -> Name:
    """The key as text."""
    return name if isinstance(name, (str, Text)) else text([name]) if name is not None else "None"


def find_stored(graph: Graph, key: AbstractValue) -> AbstractValue:
    """The variable of a key, ABSENT where there is none; one that may be absent counts as present."""
    return present(graph.store.get(key, ABSENT))


def ask_single(machine: Machine, graph: Graph, asked: Asked) -> AbstractValue:
    """One whole variable, shared or made. Source: _VariableStore._get_single_variable."""
    from_value = asked.initializer is not None and is_callable(asked.initializer) is False
    if asked.shape is not None and from_value:
        message = "If initializer is a constant, do not specify shape."
        refuse_request(machine, asked, Reason.INITIALIZER, message, parameter="initializer")
    dtype = as_dtype(machine, asked.dtype, API)
    shape = as_shape(machine, asked.shape, API)
    is_eager = graph is machine.runtime.eager_graph
    store = machine.runtime.eager_store if is_eager else graph
    entries = store.variables if isinstance(store, EagerStore) else {} if is_eager else graph.store
    stored = entries.get(key_or_none(asked.name), ABSENT)
    found = present(stored)
    if isinstance(found, (Variable, PartitionedVariable)):
        return share(machine, asked, found, shape, dtype, certain=not may_be_absent(stored))
    certain = is_eager or certainly_new(graph, asked.name)
    asked.is_new = certain and (asked.reuse is False or is_eager or not graph.is_open)
    if asked.reuse is True and not is_eager:
        message = (
            f"Variable {key_of(asked.name)} does not exist, or was not created with tf.get_variable(). "
            "Did you mean to set reuse=tf.AUTO_REUSE in VarScope?"
        )
        refuse_request(machine, asked, Reason.MISSING, message, certain=certain and not graph.is_open)
    return make(machine, graph, asked, shape, dtype, from_value, store)


def key_or_none(name: AbstractValue) -> AbstractValue:
    """The key under which the store keeps a name."""
    return text([name]) if isinstance(name, Unknown) else name


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
    key = key_of(asked.name)
    reuse_is_known = not isinstance(asked.reuse, (Unknown, OneOf))
    if asked.reuse is False:
        message = (
            f"Variable {key} already exists, disallowed. Did you mean to set reuse=True or "
            "reuse=tf.AUTO_REUSE in VarScope?"
        )
        if not isinstance(found, Variable) or found.is_resource is not True:
            message += " Originally defined at:"
        refuse_request(
            machine, asked, Reason.EXISTS, message, existing=found, certain=certain, shape=shape, dtype=dtype
        )
        return found
    if compatible(shape, found.shape) is False:
        message = f"Trying to share variable {key}, but specified shape {shape} and found shape {found.shape}."
        refuse_request(
            machine, asked, Reason.SHAPE_DIFFERS, message, existing=found, parameter="shape",
            certain=certain and reuse_is_known, shape=shape, dtype=dtype,
        )  # fmt: skip
        return found
    if isinstance(dtype, DType) and isinstance(found.dtype, DType) and dtype != found.dtype:
        suffix = "_ref" if isinstance(found, Variable) and found.is_resource is not True else ""
        message = (
            f"Trying to share variable {key}, but specified dtype {dtype.name} and found dtype "
            f"{found.dtype.name}{suffix}."
        )
        refuse_request(
            machine, asked, Reason.DTYPE_DIFFERS, message, existing=found, parameter="dtype",
            certain=certain and reuse_is_known, shape=shape, dtype=dtype,
        )  # fmt: skip
        return found
    scope = machine.graph.scope
    assert isinstance(scope, VariableScope)
    machine.emit(
        Shared,
        via="get_variable",
        certain=certain and reuse_is_known,
        variable=found,
        scope=scope.name,
        reuse=asked.reuse,
        asked=asked.written,
    )
    return found


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
        "get_variable",
        API,
        asked.trainable,
        asked.collections,
        None,
        None,
        key,
        asked.validate_shape,
        asked.use_resource,
        asked.constraint,
        asked.written,
        is_filled,
        asked.is_part,
    )
    if not from_value:
        prepare_callable(machine, asked, request, shape, dtype)
    variable = create(machine, request)
    if isinstance(store, (Graph, EagerStore)):
        machine.changing(store)
        entries = store.store if isinstance(store, Graph) else store.variables
        entries[key_or_none(asked.name)] = variable
    if asked.regularizer is not None:
        regularize(machine, graph, key, variable, asked.regularizer)
    return variable


def checked_name(machine: Machine, asked: Asked) -> AbstractValue:
    """A name that is no string is refused when the op is named."""
    if isinstance(asked.name, (Unknown, OneOf)):
        return text([asked.name])
    message = f"expected string or bytes-like object, got '{type(asked.name).__name__}'"
    refuse_request(machine, asked, Reason.NAME_INVALID, message, error_type="TypeError")
    return Unknown("name", "str")


def default_initializer(
    machine: Machine, asked: Asked, shape: AnyShape, dtype: AnyDType
) -> tuple[AbstractValue, bool]:
    """The initializer where neither call nor scope gives one. Source: _get_default_initializer."""
    if asked.shape is None:
        message = (
            f"Variable {key_of(asked.name)} did not get an initializer, so its `shape` argument must be specified."
        )
        refuse_request(machine, asked, Reason.SHAPE_UNKNOWN, message, parameter="shape", certain=asked.is_new)
        return Initializer("glorot_uniform"), False
    if isinstance(dtype, DType) and dtype.name not in FLOATS | INTEGERS | {"bool", "string"}:
        message = f"An initializer for variable {key_of(asked.name)} of <dtype: '{dtype.name}'> is required"
        refuse_request(machine, asked, Reason.INITIALIZER, message, parameter="initializer", certain=asked.is_new)
    return Initializer("glorot_uniform"), False


def prepare_callable(
    machine: Machine, asked: Asked, request: Request, shape: AnyShape, dtype: AnyDType
) -> None:
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
    if no_arguments is not True:
        request.shape, request.dtype, request.is_filled = shape if asked.shape is not None else UNKNOWN, dtype, True
    request.initial_value = initializer


def shape_is_settled(shape: AnyShape) -> bool:
    """Whether TensorFlow knows every dimension, whether or not we do."""
    return isinstance(shape, Shape) and shape.dims is not None and all(dim is not None for dim in shape.dims)


def bind_initializer(
    machine: Machine, initializer: AbstractValue, shape: AnyShape, dtype: AnyDType
) -> NativeFunction:
    """The initializer with shape and dtype given."""
    keywords: dict[str, AbstractValue] = {"dtype": dtype}
    if takes_partition_info(machine, initializer):
        keywords["partition_info"] = None
    dims: AbstractValue = UNKNOWN
    if isinstance(shape, Shape) and shape.dims is not None:
        dims = ListObject(list(shape.dims))
    return NativeFunction("initializer", lambda m, c: m.call_with(initializer, Call([dims], keywords)))


def regularize(
    machine: Machine, graph: Graph, key: Name, variable: AbstractValue, regularizer: AbstractValue
) -> None:
    """Applies the regularizer and keeps its loss, unless it gives None. Source: _VariableStore.add_regularizer."""
    before = op_names.open_name_scope(machine, graph, text([key, "/Regularizer/"]))
    try:
        loss = machine.call(regularizer, variable)
    finally:
        op_names.close_name_scope(machine, graph, before)
    if loss is not None:
        machine.changing(graph)
        losses = graph.collections.get("regularization_losses", [])
        graph.collections["regularization_losses"] = [*losses, loss]
