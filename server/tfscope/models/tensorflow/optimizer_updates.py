"""The updates of one step of an optimizer.

**Source:** tensorflow/python/training/optimizer.py, Optimizer.apply_gradients, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import Tensor, Variable, native_of
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Text, text
from tfscope.models.machine import Machine
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.optimizer_checks import check_update


def update_all(
    machine: Machine, optimizer: Instance, pairs: list[tuple[AbstractValue, AbstractValue]]
) -> AbstractValue:
    """Prepares, updates each variable, and finishes. Source: Optimizer.apply_gradients."""
    graph = machine.graph
    machine.call(machine.get_attribute(optimizer, "_prepare"))
    updates: list[AbstractValue] = []
    for gradient, variable in pairs:
        owner = native_of(variable)
        name = owner.name if isinstance(owner, Tensor) else None
        before = op_names.open_name_scope(
            machine, graph, text(["update_", name if isinstance(name, (str, Text)) else UNKNOWN])
        )
        try:
            updates.append(update_one(machine, optimizer, gradient, variable))
        finally:
            op_names.close_name_scope(machine, graph, before)
    finish = machine.get_attribute(optimizer, "_finish")
    return machine.call(finish, ListObject(updates), op_names.with_slash(graph.name_scope))


def update_one(
    machine: Machine, optimizer: Instance, gradient: AbstractValue, variable: AbstractValue
) -> AbstractValue:
    """One update, by the method that goes with the kind of variable."""
    check_update(machine, optimizer, gradient, variable)
    owner = native_of(variable)
    is_resource = isinstance(owner, Variable) and owner.is_resource is True
    method = machine.get_attribute(optimizer, "_resource_apply_dense" if is_resource else "_apply_dense")
    return machine.call(method, gradient, variable)
