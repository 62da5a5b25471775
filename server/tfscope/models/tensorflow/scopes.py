"""`tf.variable_scope` and its arguments.

**Source:** tensorflow/python/ops/variable_scope.py, classes variable_scope and _pure_variable_scope, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import Reason
from tfscope.domain.graph import AUTO_REUSE, Graph
from tfscope.domain.heap import NativeFunction
from tfscope.domain.values import AbstractValue, OneOf, Unknown, join
from tfscope.models.formatting import ENUM_MEMBERS
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import constant, method, model
from tfscope.models.tensorflow.input_graphs import graph_of_inputs
from tfscope.models.tensorflow.scope_manager import API, Arguments, ScopeManager

#: What an entry takes from its arguments where they are not None.
INHERITED = ("initializer", "regularizer", "caching_device", "partitioner", "dtype", "use_resource")

constant("tensorflow.AUTO_REUSE", AUTO_REUSE)
ENUM_MEMBERS[AUTO_REUSE] = ("_ReuseMode.AUTO_REUSE", "<_ReuseMode.AUTO_REUSE: 1>")


@model("tensorflow.variable_scope")
def variable_scope(
    machine: Machine,
    call: Call,
    name_or_scope: AbstractValue,
    default_name: AbstractValue = None,
    values: AbstractValue = None,
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    caching_device: AbstractValue = None,
    partitioner: AbstractValue = None,
    custom_getter: AbstractValue = None,
    reuse: AbstractValue = None,
    dtype: AbstractValue = None,
    use_resource: AbstractValue = None,
    constraint: AbstractValue = None,
    auxiliary_name_scope: AbstractValue = True,
) -> AbstractValue:
    """A context manager that opens a variable scope. Source: ops/variable_scope.py, variable_scope.__init__."""
    if default_name is None and name_or_scope is None:
        message = "If default_name is None then name_or_scope is required"
        machine.refuse(Reason.SCOPE_INVALID, "TypeError", message, parameter="name_or_scope", api=API)
    reuse = check_reuse(machine, reuse)
    graph = graph_of_values(machine, values)
    if not isinstance(auxiliary_name_scope, (bool, Unknown, OneOf)):
        message = f"The auxiliary_name_scope must be `True` or `False`, while get {auxiliary_name_scope}"
        machine.refuse(Reason.ARGUMENT_INVALID, "TypeError", message, parameter="auxiliary_name_scope", api=API)
    given = (initializer, regularizer, caching_device, partitioner, dtype, use_resource)
    arguments = Arguments(
        name_or_scope,
        default_name,
        reuse,
        custom_getter,
        constraint,
        auxiliary_name_scope,
        {key: value for key, value in zip(INHERITED, given) if value is not None},
    )
    return ScopeManager(arguments, graph, graph is machine.runtime.eager_graph)


@model("tensorflow.variable_op_scope")
def variable_op_scope(
    machine: Machine,
    call: Call,
    values: AbstractValue,
    name_or_scope: AbstractValue,
    default_name: AbstractValue = None,
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    caching_device: AbstractValue = None,
    partitioner: AbstractValue = None,
    custom_getter: AbstractValue = None,
    reuse: AbstractValue = None,
    dtype: AbstractValue = None,
    use_resource: AbstractValue = None,
    constraint: AbstractValue = None,
) -> AbstractValue:
    """`variable_scope` with its arguments in an older order. Source: ops/variable_scope.py, variable_op_scope."""
    return variable_scope(
        machine, call, name_or_scope, default_name, values, initializer, regularizer, caching_device, partitioner,
        custom_getter, reuse, dtype, use_resource, constraint,
    )  # fmt: skip


def check_reuse(machine: Machine, reuse: AbstractValue) -> AbstractValue:
    """The reuse argument, False folded into None; refused unless it is None, True or AUTO_REUSE."""
    if reuse is False or reuse is None:
        return None
    if reuse is True or reuse == AUTO_REUSE or isinstance(reuse, (Unknown, OneOf)):
        return fold_options(reuse)
    message = "The reuse parameter must be True or False or None."
    machine.refuse(Reason.REUSE_INVALID, "ValueError", message, parameter="reuse", api=API)
    return None


def fold_options(reuse: AbstractValue) -> AbstractValue:
    """One of a few reuse flags, with False folded into None."""
    if not isinstance(reuse, OneOf):
        return reuse
    folded: AbstractValue = None if reuse.options[0] is False else reuse.options[0]
    for option in reuse.options[1:]:
        folded = join(folded, None if option is False else option)
    return folded


def graph_of_values(machine: Machine, values: AbstractValue) -> Graph:
    """The graph that the tensors of `values=` live in, else the default one."""
    items = () if values is None or isinstance(values, Unknown) else machine.items_of(values) or ()
    return graph_of_inputs(machine, items, API, "values")


@method(ScopeManager, "__call__")
def call_scope(machine: Machine, call: Call, manager: AbstractValue, *arguments: AbstractValue) -> AbstractValue:
    """A scope is no decorator."""
    message = "'variable_scope' object is not callable"
    machine.refuse(Reason.SCOPE_INVALID, "TypeError", message, api=API)
    return NativeFunction("variable_scope", lambda inner, inner_call: Unknown())
