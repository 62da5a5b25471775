"""Slot variables: what optimizers and moving averages keep beside a variable.

**Source:** tensorflow/python/training/slot_creator.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import Tensor, Variable, VariableScope, native_of
from tfscope.domain.values import UNKNOWN, AbstractValue, Shape, text
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.initializers import Initializer
from tfscope.models.tensorflow.request import Asked
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.store import ask_scope


@model("tensorflow.python.training.slot_creator.create_slot")
def create_slot(
    machine: Machine,
    call: Call,
    primary: AbstractValue,
    val: AbstractValue,
    name: AbstractValue,
    colocate_with_primary: AbstractValue = True,
    copy_xla_sharding: AbstractValue = False,
) -> AbstractValue:
    """A slot that starts with a tensor's value, of the tensor's shape and dtype. Source: create_slot."""
    asked = Asked("", None, None, lifted(val))
    return make_slot(machine, primary, name, asked, machine.truth(copy_xla_sharding) is True)


@model(
    "tensorflow.python.training.slot_creator.create_slot_with_initializer",
)
def create_slot_with_initializer(
    machine: Machine,
    call: Call,
    primary: AbstractValue,
    initializer: AbstractValue,
    shape: AbstractValue,
    dtype: AbstractValue,
    name: AbstractValue,
    colocate_with_primary: AbstractValue = True,
    copy_xla_sharding: AbstractValue = False,
) -> AbstractValue:
    """A slot that an initializer fills. Source: create_slot_with_initializer."""
    asked = Asked("", shape, dtype, initializer)
    return make_slot(machine, primary, name, asked, machine.truth(copy_xla_sharding) is True)


@model("tensorflow.python.training.slot_creator.create_zeros_slot")
def create_zeros_slot(
    machine: Machine,
    call: Call,
    primary: AbstractValue,
    name: AbstractValue,
    dtype: AbstractValue = None,
    colocate_with_primary: AbstractValue = True,
    copy_xla_sharding: AbstractValue = False,
) -> AbstractValue:
    """A slot of zeros, like its variable. Source: create_zeros_slot."""
    shape, found = constant_facts(native_of(primary))
    wanted = found if dtype is None else dtype
    asked = Asked("", shape, wanted, Initializer("zeros_initializer"))
    if isinstance(shape, Shape) and (shape.dims is None or any(dim is None for dim in shape.dims)):
        asked = Asked("", None, None, Tensor(shape, found), validate_shape=False)
    return make_slot(machine, primary, name, asked, machine.truth(copy_xla_sharding) is True)


def lifted(value: AbstractValue) -> AbstractValue:
    """An initial value as `init_scope` gives it: outside every control flow construct."""
    if isinstance(value, Tensor):
        return Tensor(value.shape, value.dtype, value.name)
    return value


def make_slot(
    machine: Machine, primary: AbstractValue, name: AbstractValue, asked: Asked, copies_sharding: bool = False
) -> AbstractValue:
    """`get_variable("")` in a scope named after the variable and the optimizer; no partitioner cuts it."""
    prefix: AbstractValue = UNKNOWN
    if isinstance(primary, Tensor) and primary.name is not None:
        prefix = primary.name
    asked.trainable = False
    asked.use_resource = primary.is_resource if isinstance(primary, Variable) else None
    with machine.entering(variable_scope(machine, Call([]), None, text([prefix, "/", name]))) as scope:
        assert isinstance(scope, VariableScope)
        before = scope.partitioner
        machine.changing(scope)
        scope.partitioner = None
        slot = ask_scope(machine, scope, asked)
        machine.changing(scope)
        scope.partitioner = before
        if copies_sharding:
            machine.get_attribute(slot, "shape")
    return slot
