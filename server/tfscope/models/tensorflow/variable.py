"""`tf.Variable`, and what variables answer.

**Source:** tensorflow/python/ops/variable_v1.py and variables.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import PartitionedVariable, Tensor, Variable
from tfscope.domain.heap import HeapObject, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, text
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, method, model
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.creation import create
from tfscope.models.tensorflow.creation_errors import Request
from tfscope.models.tensorflow.dtypes import as_dtype

API = "tensorflow.Variable"


@model("tensorflow.Variable")
def make_variable(
    machine: Machine,
    call: Call,
    initial_value: AbstractValue = None,
    trainable: AbstractValue = None,
    collections: AbstractValue = None,
    validate_shape: AbstractValue = True,
    caching_device: AbstractValue = None,
    name: AbstractValue = None,
    variable_def: AbstractValue = None,
    dtype: AbstractValue = None,
    expected_shape: AbstractValue = None,
    import_scope: AbstractValue = None,
    constraint: AbstractValue = None,
    use_resource: AbstractValue = None,
    synchronization: AbstractValue = None,
    aggregation: AbstractValue = None,
    shape: AbstractValue = None,
) -> AbstractValue:
    """A new variable, always. Source: ops/variable_v1.py, VariableV1.__init__."""
    wanted = None if dtype is None else as_dtype(machine, dtype, API)
    request = Request(
        initial_value, name, "Variable", API, trainable, collections, wanted, None, None, validate_shape, use_resource,
        constraint, name,
    )  # fmt: skip
    return create(machine, request)


class CreatorScope(HeapObject):
    """`tf.variable_creator_scope(creator)`."""

    __slots__ = ("creator",)

    def __init__(self, creator: AbstractValue) -> None:
        self.stamp = 0
        self.creator = creator


@model("tensorflow.variable_creator_scope")
def variable_creator_scope(machine: Machine, call: Call, variable_creator: AbstractValue) -> AbstractValue:
    """Puts a function between requests and variables. Source: ops/variable_scope.py, variable_creator_scope_v1."""
    return CreatorScope(variable_creator)


@method(CreatorScope, "__enter__")
def enter_creator(machine: Machine, call: Call, scope: AbstractValue) -> AbstractValue:
    """Adds the creator."""
    assert isinstance(scope, CreatorScope)
    graph = machine.graph
    machine.changing(graph)
    graph.creators = (*graph.creators, scope.creator)
    return None


@method(CreatorScope, "__exit__")
def leave_creator(machine: Machine, call: Call, scope: AbstractValue, *error: AbstractValue) -> AbstractValue:
    """Removes the creator."""
    graph = machine.graph
    machine.changing(graph)
    graph.creators = graph.creators[:-1]
    return False


@attribute(Tensor, "name")
def tensor_name(machine: Machine, tensor: AbstractValue) -> AbstractValue:
    """The op's name with the output's number."""
    assert isinstance(tensor, Tensor)
    return text([UNKNOWN if tensor.name is None else tensor.name, ":0"])


class Operation(HeapObject):
    """The op of a tensor."""

    __slots__ = ("tensor",)

    def __init__(self, tensor: Tensor) -> None:
        self.stamp = 0
        self.tensor = tensor


@attribute(Tensor, "op")
def tensor_op(machine: Machine, tensor: AbstractValue) -> AbstractValue:
    """The op."""
    assert isinstance(tensor, Tensor)
    return Operation(tensor)


@attribute(Operation, "name")
def operation_name(machine: Machine, op: AbstractValue) -> AbstractValue:
    """The op's name."""
    assert isinstance(op, Operation)
    return UNKNOWN if op.tensor.name is None else op.tensor.name


@attribute(Operation, "graph")
@attribute(Tensor, "graph")
def tensor_graph(machine: Machine, tensor: AbstractValue) -> AbstractValue:
    """The graph it was made in."""
    owner = tensor.tensor if isinstance(tensor, Operation) else tensor
    assert isinstance(owner, Tensor)
    return owner.graph if owner.graph is not None else machine.graph


@attribute(Operation, "outputs")
def operation_outputs(machine: Machine, op: AbstractValue) -> AbstractValue:
    """The op's outputs, of which one is known."""
    assert isinstance(op, Operation)
    return ListObject([op.tensor], is_open=True)


@attribute(Tensor, "dtype")
def tensor_dtype(machine: Machine, tensor: AbstractValue) -> AbstractValue:
    """The dtype."""
    assert isinstance(tensor, Tensor)
    return tensor.dtype


@attribute(Tensor, "shape")
def tensor_shape(machine: Machine, tensor: AbstractValue) -> AbstractValue:
    """The static shape."""
    assert isinstance(tensor, Tensor)
    return tensor.shape


@method(Tensor, "get_shape")
def get_shape(machine: Machine, call: Call, tensor: AbstractValue) -> AbstractValue:
    """The static shape."""
    assert isinstance(tensor, Tensor)
    return tensor.shape


@attribute(Variable, "trainable")
def variable_trainable(machine: Machine, variable: AbstractValue) -> AbstractValue:
    """Whether it is trained."""
    assert isinstance(variable, Variable)
    return variable.trainable


@attribute(Variable, "constraint")
def variable_constraint(machine: Machine, variable: AbstractValue) -> AbstractValue:
    """The projection that was given, or None."""
    assert isinstance(variable, Variable)
    return variable.constraint


@attribute(Variable, "initializer")
def variable_unknown(machine: Machine, variable: AbstractValue) -> AbstractValue:
    """Something that exists and is not followed."""
    return UNKNOWN


@method(Variable, "read_value")
def variable_read(machine: Machine, call: Call, variable: AbstractValue) -> AbstractValue:
    """The value, read by an op of its own. Source: ref_variable.py and resource_variable_ops.py, read_value."""
    assert isinstance(variable, Variable)
    if machine.graph is not machine.runtime.eager_graph:
        op_names.unique_name(machine, machine.graph, "Read" if variable.is_resource else "read")
    return Tensor(variable.shape, variable.dtype, None, variable.graph)


@method(Variable, "value", "initialized_value", "_ref", "_as_graph_element")
def variable_value(machine: Machine, call: Call, variable: AbstractValue) -> AbstractValue:
    """The variable's value as a tensor."""
    assert isinstance(variable, Variable)
    return Tensor(variable.shape, variable.dtype, text([variable.name, "/read"]), variable.graph)


@attribute(Variable, "initial_value")
def variable_initial(machine: Machine, variable: AbstractValue) -> AbstractValue:
    """The initial value as a tensor."""
    assert isinstance(variable, Variable)
    return Tensor(variable.shape, variable.dtype, None, variable.graph)


@method(Variable, "load", "eval", "count_up_to", "to_proto")
def variable_other(
    machine: Machine, call: Call, variable: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Nothing that matters to names."""
    return UNKNOWN


@attribute(PartitionedVariable, "name")
def partitioned_name(machine: Machine, variable: AbstractValue) -> AbstractValue:
    """The key."""
    assert isinstance(variable, PartitionedVariable)
    return variable.key


@attribute(PartitionedVariable, "shape")
def partitioned_shape(machine: Machine, variable: AbstractValue) -> AbstractValue:
    """The whole shape."""
    assert isinstance(variable, PartitionedVariable)
    return variable.shape


@attribute(PartitionedVariable, "dtype")
def partitioned_dtype(machine: Machine, variable: AbstractValue) -> AbstractValue:
    """The dtype."""
    assert isinstance(variable, PartitionedVariable)
    return variable.dtype


@method(PartitionedVariable, "get_shape")
def partitioned_get_shape(machine: Machine, call: Call, variable: AbstractValue) -> AbstractValue:
    """The whole shape."""
    assert isinstance(variable, PartitionedVariable)
    return variable.shape


@method(PartitionedVariable, "__iter__", "_get_variable_list")
def partitioned_iter(machine: Machine, call: Call, variable: AbstractValue) -> AbstractValue:
    """The parts."""
    assert isinstance(variable, PartitionedVariable)
    return ListObject(list(variable.parts))


@method(PartitionedVariable, "__len__")
def partitioned_length(machine: Machine, call: Call, variable: AbstractValue) -> AbstractValue:
    """How many parts there are."""
    assert isinstance(variable, PartitionedVariable)
    return len(variable.parts)


@method(PartitionedVariable, "as_tensor")
def partitioned_tensor(machine: Machine, call: Call, variable: AbstractValue) -> AbstractValue:
    """The whole as a tensor, named as the variable, outside of all scopes. Source: PartitionedVariable._concat."""
    assert isinstance(variable, PartitionedVariable)
    if machine.graph is not machine.runtime.eager_graph:
        op_names.unique_path(machine, machine.graph, variable.key)
    return Tensor(variable.shape, variable.dtype)
