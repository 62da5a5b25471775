"""`tf.name_scope`.

**Source:** tensorflow/python/framework/ops.py, name_scope_v1, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.heap import ABSENT, HeapObject
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, method, model
from tfscope.models.tensorflow import op_names


class NameScope(HeapObject):
    """A `tf.name_scope(…)`. `before` is what leaving restores, ABSENT while it is not open."""

    __slots__ = ("name", "before")
    changing = ("before",)

    def __init__(self, name: AbstractValue) -> None:
        self.stamp = 0
        self.name = name
        self.before: AbstractValue = ABSENT


@model("tensorflow.name_scope")
def name_scope(
    machine: Machine,
    call: Call,
    name: AbstractValue,
    default_name: AbstractValue = None,
    values: AbstractValue = None,
) -> AbstractValue:
    """Prefixes ops and `tf.Variable`, never `get_variable`. Source: framework/ops.py, name_scope_v1."""
    return NameScope(default_name if name is None else name)


@model("tensorflow.op_scope")
def op_scope(
    machine: Machine,
    call: Call,
    values: AbstractValue,
    name: AbstractValue,
    default_name: AbstractValue = None,
) -> AbstractValue:
    """`name_scope` with its arguments in an older order. Source: framework/ops.py, op_scope."""
    return NameScope(default_name if name is None else name)


@method(NameScope, "__enter__")
def enter_name_scope(machine: Machine, call: Call, scope: AbstractValue) -> AbstractValue:
    """Opens the scope and answers its path with a slash."""
    assert isinstance(scope, NameScope)
    close(machine, scope)
    scope.before = op_names.open_name_scope(machine, machine.graph, scope.name, "tensorflow.name_scope")
    return op_names.handed_out(machine.graph, scope.name)


@method(NameScope, "__exit__")
def leave_name_scope(machine: Machine, call: Call, scope: AbstractValue, *error: AbstractValue) -> AbstractValue:
    """Restores the scope before."""
    assert isinstance(scope, NameScope)
    close(machine, scope)
    return False


def close(machine: Machine, scope: NameScope) -> None:
    """Goes back to the op name scope before; entered within itself, a scope does so then, and not when it is left."""
    machine.changing(scope)
    if scope.before is not ABSENT:
        op_names.close_name_scope(machine, machine.graph, scope.before)
        scope.before = ABSENT


@attribute(NameScope, "name")
def name_of_scope(machine: Machine, scope: AbstractValue) -> AbstractValue:
    """The name that was asked for."""
    assert isinstance(scope, NameScope)
    return scope.name
