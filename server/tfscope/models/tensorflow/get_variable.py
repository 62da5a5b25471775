"""`tf.get_variable`, `tf.get_local_variable`, and what a `tf.VariableScope` offers.

**Source:** tensorflow/python/ops/variable_scope.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import ReuseSet
from tfscope.domain.graph import FLOAT32, VariableScope
from tfscope.domain.heap import ListObject
from tfscope.domain.values import AbstractValue, text
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, method, model
from tfscope.models.tensorflow.collections import select
from tfscope.models.tensorflow.creation import GLOBAL_VARIABLES, LOCAL_VARIABLES, TRAINABLE_VARIABLES
from tfscope.models.tensorflow.eager_scopes import refuse_setting
from tfscope.models.tensorflow.request import Asked
from tfscope.models.tensorflow.store import ask_scope


@model("tensorflow.get_variable")
def get_variable(
    machine: Machine,
    call: Call,
    name: AbstractValue,
    shape: AbstractValue = None,
    dtype: AbstractValue = None,
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    trainable: AbstractValue = None,
    collections: AbstractValue = None,
    caching_device: AbstractValue = None,
    partitioner: AbstractValue = None,
    validate_shape: AbstractValue = True,
    use_resource: AbstractValue = None,
    custom_getter: AbstractValue = None,
    constraint: AbstractValue = None,
    synchronization: AbstractValue = None,
    aggregation: AbstractValue = None,
) -> AbstractValue:
    """The variable `name` of the current scope, created or shared. Source: ops/variable_scope.py, get_variable."""
    scope = machine.graph.scope
    assert isinstance(scope, VariableScope)
    asked = Asked(
        name, shape, dtype, initializer, regularizer, None, trainable, collections, caching_device, partitioner,
        validate_shape, use_resource, custom_getter, constraint, synchronization, aggregation,
    )  # fmt: skip
    return ask_scope(machine, scope, asked)


@model("tensorflow.get_local_variable")
def get_local_variable(
    machine: Machine,
    call: Call,
    name: AbstractValue,
    shape: AbstractValue = None,
    dtype: AbstractValue = None,
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    trainable: AbstractValue = False,
    collections: AbstractValue = None,
    caching_device: AbstractValue = None,
    partitioner: AbstractValue = None,
    validate_shape: AbstractValue = True,
    use_resource: AbstractValue = None,
    custom_getter: AbstractValue = None,
    constraint: AbstractValue = None,
    synchronization: AbstractValue = None,
    aggregation: AbstractValue = None,
) -> AbstractValue:
    """A variable in LOCAL_VARIABLES that is not trained. Source: ops/variable_scope.py, get_local_variable."""
    if isinstance(collections, (str, tuple)) and collections:
        kind = type(collections).__name__
        machine.fail("TypeError", f'can only concatenate {kind} (not "list") to {kind}')
    items = [] if collections is None else machine.items_of(collections) or []
    return get_variable(
        machine, call, name, shape, dtype, initializer, regularizer, False, ListObject([*items, LOCAL_VARIABLES]),
        caching_device, partitioner, validate_shape, use_resource, custom_getter, constraint, synchronization,
        aggregation,
    )  # fmt: skip


@method(VariableScope, "get_variable")
def scope_get_variable(
    machine: Machine,
    call: Call,
    scope: AbstractValue,
    var_store: AbstractValue,
    name: AbstractValue,
    shape: AbstractValue = None,
    dtype: AbstractValue = None,
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    reuse: AbstractValue = None,
    trainable: AbstractValue = None,
    collections: AbstractValue = None,
    caching_device: AbstractValue = None,
    partitioner: AbstractValue = None,
    validate_shape: AbstractValue = True,
    use_resource: AbstractValue = None,
    custom_getter: AbstractValue = None,
    constraint: AbstractValue = None,
    synchronization: AbstractValue = None,
    aggregation: AbstractValue = None,
) -> AbstractValue:
    """The method behind `tf.get_variable`, with a reuse flag of its own. Source: VariableScope.get_variable."""
    assert isinstance(scope, VariableScope)
    asked = Asked(
        name, shape, dtype, initializer, regularizer, reuse, trainable, collections, caching_device, partitioner,
        validate_shape, use_resource, custom_getter, constraint, synchronization, aggregation,
    )  # fmt: skip
    return ask_scope(machine, scope, asked)


@model("tensorflow.VariableScope")
def make_scope(
    machine: Machine,
    call: Call,
    reuse: AbstractValue,
    name: AbstractValue = "",
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    caching_device: AbstractValue = None,
    partitioner: AbstractValue = None,
    custom_getter: AbstractValue = None,
    name_scope: AbstractValue = "",
    dtype: AbstractValue = FLOAT32,
    use_resource: AbstractValue = None,
    constraint: AbstractValue = None,
) -> AbstractValue:
    """A scope object made by hand. Source: VariableScope.__init__."""
    scope = VariableScope(text([name]), reuse, text([name_scope]))
    scope.initializer, scope.regularizer, scope.caching_device = initializer, regularizer, caching_device
    scope.partitioner, scope.custom_getter, scope.dtype = partitioner, custom_getter, dtype
    scope.use_resource, scope.constraint = use_resource, constraint
    refuse_setting(machine, "caching_device", caching_device, "is")
    return scope


@method(VariableScope, "reuse_variables")
def reuse_variables(machine: Machine, call: Call, scope: AbstractValue) -> AbstractValue:
    """Sets this object's reuse to True for good. Source: VariableScope.reuse_variables."""
    assert isinstance(scope, VariableScope)
    machine.emit(ReuseSet, scope=scope, path=scope.name, was=scope.reuse)
    machine.changing(scope)
    scope.reuse = True
    return None


def scope_attribute(name: str) -> None:
    """Registers an attribute that a scope object just holds."""

    def read(machine: Machine, scope: AbstractValue) -> AbstractValue:
        return getattr(scope, name)

    attribute(VariableScope, name)(read)


SETTABLE = "initializer regularizer caching_device partitioner custom_getter dtype use_resource".split()
for field in ("name", "reuse", "original_name_scope", "constraint", *SETTABLE):
    scope_attribute(field)


def scope_setter(name: str) -> None:
    """Registers the `set_…` of an attribute."""

    def write(machine: Machine, call: Call, scope: AbstractValue, value: AbstractValue) -> AbstractValue:
        """Changes the scope object. Source: VariableScope.set_initializer and its like."""
        assert isinstance(scope, VariableScope)
        refuse_setting(machine, name, value)
        machine.changing(scope)
        setattr(scope, name, value)
        return None

    method(VariableScope, f"set_{name}")(write)


for field in SETTABLE:
    scope_setter(field)


def scope_variables(collection: str, *names: str) -> None:
    """Registers a method that lists the variables of a collection below the scope."""

    def read(machine: Machine, call: Call, scope: AbstractValue) -> AbstractValue:
        """The variables whose name starts with the scope's path. Source: VariableScope.get_collection."""
        assert isinstance(scope, VariableScope)
        pattern = text([scope.name, "/"]) if scope.name != "" else None
        return select(machine, collection, pattern)

    method(VariableScope, *names)(read)


scope_variables(GLOBAL_VARIABLES, "global_variables")
scope_variables(LOCAL_VARIABLES, "local_variables")
scope_variables(TRAINABLE_VARIABLES, "trainable_variables")


@method(VariableScope, "get_collection")
def scope_collection(machine: Machine, call: Call, scope: AbstractValue, name: AbstractValue) -> AbstractValue:
    """A collection below the scope. Source: VariableScope.get_collection."""
    assert isinstance(scope, VariableScope)
    return select(machine, name, text([scope.name, "/"]) if scope.name != "" else None)


@model("tensorflow.no_regularizer")
def no_regularizer(machine: Machine, call: Call, _: AbstractValue = None) -> AbstractValue:
    """The regularizer that regularizes nothing. Source: ops/variable_scope.py, no_regularizer."""
    return None
