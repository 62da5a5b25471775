"""Making a variable in a graph: its name, shape, dtype, collections, and the names that this uses up.

**Source:** tensorflow/python/ops/ref_variable.py and resource_variable_ops.py, _init_from_args, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import Created, Reason
from tfscope.domain.graph import EagerStore, Graph, PartitionedVariable, Tensor, Variable, VariableScope
from tfscope.domain.heap import NativeFunction
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    AnyDType,
    AnyShape,
    DType,
    Name,
    Shape,
    Text,
    Unknown,
    text,
)
from tfscope.models.machine import Call, Machine
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.conversions import conversion_error, initializer_error
from tfscope.models.tensorflow.creation_errors import (
    Request,
    check_collections,
    refuse_control_flow,
    refuse_result,
    shape_is_defined,
    value_text,
)
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.initializers import Initializer, is_callable
from tfscope.models.tensorflow.shapes import compatible

GLOBAL_VARIABLES = "variables"
LOCAL_VARIABLES = "local_variables"
TRAINABLE_VARIABLES = "trainable_variables"
GLOBAL_STEP = "global_step"


def create(machine: Machine, request: Request) -> Variable:
    """Makes the variable by way of the open creator scopes, the innermost first."""
    graph = machine.graph
    if not graph.creators:
        return build(machine, request)

    def next_creator(index: int) -> NativeFunction:
        def run(inner: Machine, call: Call) -> AbstractValue:
            changed = apply_keywords(request, call.keywords)
            if index < 0:
                return build(inner, changed)
            keywords = {"next_creator": next_creator(index - 1), **creator_keywords(changed)}
            return inner.call_with(graph.creators[index], Call([], keywords))

        return NativeFunction("next_creator", run)

    made = machine.call_with(next_creator(len(graph.creators) - 1), Call([], creator_keywords(request)))
    return made if isinstance(made, Variable) else build(machine, request)


def creator_keywords(request: Request) -> dict[str, AbstractValue]:
    """What a variable creator is given."""
    return {
        "initial_value": request.initial_value,
        "trainable": request.trainable,
        "collections": request.collections,
        "name": request.name,
        "dtype": request.dtype,
        "validate_shape": request.validate_shape,
        "use_resource": request.use_resource,
        "constraint": request.constraint,
    }


def apply_keywords(request: Request, keywords: dict[str, AbstractValue]) -> Request:
    """The request with what a creator changed."""
    values = creator_keywords(request)
    values |= {key: value for key, value in keywords.items() if key in values}
    return Request(
        via=request.via,
        api=request.api,
        shape=request.shape,
        key=request.key,
        asked=request.asked,
        is_filled=request.is_filled,
        is_part=request.is_part,
        **values,
    )


def build(machine: Machine, request: Request) -> Variable:
    """Makes the variable in the current graph and emits the event."""
    graph = machine.graph
    is_eager = graph is machine.runtime.eager_graph
    if request.initial_value is None:
        message = "initial_value must be specified."
        machine.refuse(Reason.INITIALIZER, "ValueError", message, parameter="initial_value", api=request.api)
    check_collections(machine, request)
    if request.constraint is not None and is_callable(request.constraint) is False:
        message = "The `constraint` argument must be a callable."
        machine.refuse(Reason.ARGUMENT_INVALID, "ValueError", message, parameter="constraint", api=request.api)
    use_resource = resource_kind(machine, graph, request)
    name = op_name(machine, graph, request, use_resource, is_eager)
    shape, dtype = initial_facts(machine, request, name, use_resource, is_eager)
    if not is_eager:
        op_names.claim_op(machine, graph, name)
        op_names.mark_used(machine, graph, *helper_names(name, use_resource, request))
    collections = collections_of(machine, request, is_eager)
    trainable = True if request.trainable is None else request.trainable
    variable = Variable(
        name,
        shape,
        dtype,
        key=request.key,
        trainable=trainable,
        via=request.via,
        graph=graph,
        site=machine.site,
        is_resource=use_resource,
        collections=collections,
        initializer=request.initial_value,
        constraint=request.constraint,
    )
    add_to_collections(machine, graph, variable)
    if not request.is_part:
        tell(machine, graph, variable, request.via, request.asked)
    return variable


def tell(
    machine: Machine, graph: Graph, variable: Variable | PartitionedVariable, via: str, asked: AbstractValue
) -> None:
    """Emits that a variable was made."""
    scope = graph.scope
    assert isinstance(scope, VariableScope)
    is_eager = graph is machine.runtime.eager_graph
    machine.emit(
        Created, variable=variable, via=via, scope=scope.name, reuse=scope.reuse, asked=asked, is_eager=is_eager
    )


def resource_kind(machine: Machine, graph: Graph, request: Request) -> AbstractValue:
    """Whether a resource variable is made."""
    if request.use_resource is not None:
        return request.use_resource
    scope = graph.scope
    assert isinstance(scope, VariableScope)
    if scope.use_resource is not None:
        return scope.use_resource
    return machine.runtime.use_resource


def op_name(machine: Machine, graph: Graph, request: Request, use_resource: AbstractValue, is_eager: bool) -> Name:
    """The name of the variable's op: the request's name in the current op name scope, made unique."""
    name = request.name
    if name is None:
        name = "Variable"
    elif name == "" and not is_eager:  # no name scope is opened for it, which leads to the top
        return op_names.unique_path(machine, graph, "VarHandleOp" if use_resource is True else "VariableV2")
    path = text([name]) if not isinstance(name, (str, Text)) else name
    if is_eager:
        path = op_names.without_slash(path)
        return text([graph.name_scope, "/", path]) if graph.name_scope != "" else path
    slashed = op_names.ends_with_slash(path)
    op_names.check_scope_name(machine, graph, op_names.without_slash(path), request.api)
    return op_names.without_slash(path) if slashed else op_names.unique_name(machine, graph, path)


def helper_names(name: Name, use_resource: AbstractValue, request: Request) -> list[Name]:
    """The paths that the ops around a variable use up."""
    made = is_callable(request.initial_value)
    suffixes = ["/Assign"]
    suffixes.append("/Initializer" if made is not False else "/initial_value")
    suffixes += (
        ["/IsInitialized/VarIsInitializedOp", "/IsInitialized", "/Read", "/Read/ReadVariableOp"]
        if use_resource is True
        else ["/read"]
    )
    return [text([name, suffix]) for suffix in suffixes]


def initial_facts(
    machine: Machine, request: Request, name: Name, use_resource: AbstractValue, is_eager: bool
) -> tuple[AnyShape, AnyDType]:
    """Shape and dtype of the variable, from its initial value; errors that the value makes."""
    wanted = request.dtype if isinstance(request.dtype, DType) else None
    check_conversion(machine, request, request.initial_value, wanted)
    if request.is_filled:
        assert request.shape is not None
        return request.shape, wanted or UNKNOWN
    value = request.initial_value
    if is_callable(value):
        value = call_initial(machine, value, name, is_eager)
        check_conversion(machine, request, value, wanted)
    elif not is_eager and isinstance(value, Tensor) and value.depth and not isinstance(value, Variable):
        refuse_control_flow(machine, request, name)
    shape, dtype = constant_facts(value)
    if isinstance(value, Tensor) and wanted is not None and isinstance(dtype, DType) and dtype != wanted:
        message = f"Tensor conversion requested dtype {wanted.name} for Tensor with dtype {dtype.name}: {value.name}"
        machine.refuse(Reason.DTYPE_INVALID, "ValueError", message, parameter="dtype", api=request.api)
    if request.shape is not None and compatible(shape, request.shape) is False:
        refuse_result(machine, request, name, shape, value)
    is_checked = request.validate_shape is True and use_resource is False and not is_eager
    if isinstance(shape, Shape) and not shape_is_defined(shape) and is_checked:
        message = f"initial_value must have a shape specified: {value_text(value)}"
        machine.refuse(Reason.SHAPE_UNKNOWN, "ValueError", message, parameter="initial_value", api=request.api)
    elif request.validate_shape is False and request.shape is None and use_resource is False:
        shape = Shape(None)
    if request.shape is not None and not isinstance(request.shape, Unknown):
        shape = request.shape
    return shape, dtype if wanted is None else wanted


def check_conversion(machine: Machine, request: Request, value: AbstractValue, dtype: DType | None) -> None:
    """Refuses a value or an initializer that cannot give the dtype."""
    if dtype is None:
        return
    error: tuple[str, str] | None = ("TypeError", conversion_error(value, dtype))
    if isinstance(value, Initializer):
        error = initializer_error(value, dtype)
    if error is not None and error[1]:
        machine.refuse(Reason.DTYPE_INVALID, *error, parameter="dtype", api=request.api)


def call_initial(machine: Machine, function: AbstractValue, name: Name, is_eager: bool) -> AbstractValue:
    """The value of a callable initial value, made outside control flow and under the name `Initializer`."""
    graph = machine.graph
    depth = graph.control_flow
    before = graph.name_scope
    if not is_eager:
        machine.changing(graph)
        graph.control_flow = 0
        graph.name_scope = text([name, "/Initializer"])
    try:
        with machine.blaming(Reason.INITIALIZER):
            return machine.call(function)
    finally:
        machine.changing(graph)
        graph.control_flow = depth
        graph.name_scope = before


def collections_of(machine: Machine, request: Request, is_eager: bool) -> tuple[AbstractValue, ...]:
    """The collections that the variable is added to, in order.

    In eager execution these are what a store keeps, and the global step.
    """
    if is_eager and (request.via != "get_variable" or not is_collecting(machine.runtime.eager_store)):
        wanted = machine.items_of(request.collections) if request.collections is not None else None
        return (GLOBAL_STEP,) if wanted is not None and GLOBAL_STEP in wanted else ()
    found = [GLOBAL_VARIABLES] if request.collections is None else machine.items_of(request.collections)
    items: list[AbstractValue] = [UNKNOWN] if found is None else list(found)
    if (request.trainable is None or request.trainable is True) and TRAINABLE_VARIABLES not in items:
        items = [*items, TRAINABLE_VARIABLES]
    return tuple(items)


def is_collecting(store: AbstractValue) -> bool:
    """Whether the variables of an active store are collected. Source: _VariableStore._get_single_variable."""
    return isinstance(store, EagerStore) and not store.is_tracking


def add_to_collections(machine: Machine, graph: Graph, variable: Variable) -> None:
    """Adds a variable to its collections."""
    machine.changing(graph)
    for key in dict.fromkeys(variable.collections):
        graph.collections[key] = [*graph.collections.get(key, ()), variable]
