"""What an optimizer keeps: its slots by variable, its own variables, and the updates of one step.

**Source:** tensorflow/python/training/optimizer.py, TF 2.21.
"""

from __future__ import annotations

from functools import partial
from itertools import groupby

from tfscope.domain.graph import VariableScope, native_of
from tfscope.domain.heap import DictObject, Instance, ListObject
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.get_variable import get_variable
from tfscope.models.tensorflow.gradients import is_doubtful
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.variable import make_variable


def slot_dict(machine: Machine, optimizer: Instance, slot_name: AbstractValue) -> DictObject:
    """The slots of one kind by variable, none at first. Source: Optimizer._slot_dict."""
    slots = optimizer.attributes.get("_slots")
    if not isinstance(slots, DictObject):
        slots = DictObject({})
        machine.changing(optimizer)
        optimizer.attributes["_slots"] = slots
    found = slots.items.get(slot_name)
    if isinstance(found, DictObject):
        return found
    made = DictObject({})
    machine.changing(slots)
    slots.items[slot_name] = made
    return made


def keep(machine: Machine, slots: DictObject, variable: AbstractValue) -> AbstractValue:
    """The slot that was made for a variable, None where there is none."""
    return slots.items.get(native_of(variable))


def put(machine: Machine, slots: DictObject, variable: AbstractValue, slot: AbstractValue) -> AbstractValue:
    """Keeps a slot."""
    machine.changing(slots)
    slots.items[native_of(variable)] = slot
    return slot


def make_non_slot(
    machine: Machine, optimizer: Instance, value: AbstractValue, name: AbstractValue, is_resource: AbstractValue
) -> AbstractValue:
    """A variable of the optimizer itself: a `tf.Variable`, or in a scope of its own."""
    scope = optimizer.attributes.get("_non_slot_scope")
    if not isinstance(scope, VariableScope):
        return make_variable(machine, Call([]), value, False, name=name, use_resource=is_resource)
    graph = machine.graph
    before = op_names.open_name_scope(machine, graph, None)
    try:
        with machine.entering(variable_scope(machine, Call([]), scope)):
            return get_variable(machine, Call([]), name, initializer=value, trainable=False, use_resource=is_resource)
    finally:
        op_names.close_name_scope(machine, graph, before)


def create_slots(machine: Machine, optimizer: Instance, pairs: list[tuple[AbstractValue, AbstractValue]]) -> None:
    """Makes the slots of variables, in order; those of a variable whose gradient may be None are not certain."""
    method = machine.get_attribute(optimizer, "_create_slots")
    for doubtful, group in groupby(pairs, lambda pair: is_doubtful(pair[0])):
        variables = ListObject([variable for _, variable in group])
        if doubtful:
            machine.fork([partial(machine.call, method, variables), lambda: None])
        else:
            machine.call(method, variables)
