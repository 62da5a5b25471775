"""`tf.train.ExponentialMovingAverage` and the functions that update averages.

**Source:** tensorflow/python/training/moving_averages.py, TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.graph import PartitionedVariable, Tensor, Variable, VariableScope, native_of
from tfscope.domain.heap import DictObject, Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, DType, Text, Unknown, text
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import LibraryProperty, library_class, model
from tfscope.models.tensorflow.collections import add, name_of, select
from tfscope.models.tensorflow.creation import GLOBAL_VARIABLES, TRAINABLE_VARIABLES
from tfscope.models.tensorflow.dtypes import FLOATS, constant_facts
from tfscope.models.tensorflow.get_variable import get_variable
from tfscope.models.tensorflow.gradients import use_scope
from tfscope.models.tensorflow.initializers import Initializer
from tfscope.models.tensorflow.operand_dtypes import check_operands
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.slots import create_slot, create_zeros_slot

EMA: Final = "tensorflow.train.ExponentialMovingAverage"
MOVING_AVERAGE_VARIABLES = "moving_average_variables"


@library_class(EMA)
class ExponentialMovingAverage:
    """Keeps a shadow variable beside each variable."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        decay: AbstractValue,
        num_updates: AbstractValue = None,
        zero_debias: AbstractValue = False,
        name: AbstractValue = "ExponentialMovingAverage",
    ) -> AbstractValue:
        """Keeps the settings. Source: ExponentialMovingAverage.__init__."""
        machine.changing(self)
        self.attributes.update(
            _decay=decay, _num_updates=num_updates, _zero_debias=zero_debias, _name=name, _averages=DictObject({})
        )
        return None

    @LibraryProperty
    def name(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The name of the averages."""
        return self.attributes.get("_name", UNKNOWN) if isinstance(self, Instance) else UNKNOWN

    @staticmethod
    def apply(machine: Machine, call: Call, self: Instance, var_list: AbstractValue = None) -> AbstractValue:
        """Makes the averages that are missing. Source: ExponentialMovingAverage.apply."""
        variables = watched(machine, var_list)
        fresh = [average(machine, self, variable) for variable in variables]
        use_scope(machine, self.attributes.get("_name", UNKNOWN))
        for variable in variables:
            check_update(machine, averages_of(self).items.get(variable), variable)
        if machine.truth(self.attributes.get("_zero_debias")):
            for shadow in fresh:
                if isinstance(shadow, Tensor):
                    debias(machine, shadow)
        return Unknown("average_op")

    @staticmethod
    def average(machine: Machine, call: Call, self: Instance, var: AbstractValue) -> AbstractValue:
        """The average of a variable, None where there is none. Source: ExponentialMovingAverage.average."""
        return averages_of(self).items.get(native_of(var))

    @staticmethod
    def average_name(machine: Machine, call: Call, self: Instance, var: AbstractValue) -> AbstractValue:
        """What the average of a variable is called, or would be. Source: ExponentialMovingAverage.average_name."""
        found = averages_of(self).items.get(native_of(var))
        name = name_of(native_of(var)) if found is None else name_of(found)
        if name is None:
            return UNKNOWN
        return name if found is not None else text([name, "/", self.attributes.get("_name", UNKNOWN)])

    @staticmethod
    def variables_to_restore(
        machine: Machine, call: Call, self: Instance, moving_avg_variables: AbstractValue = None
    ) -> AbstractValue:
        """Names of checkpoint entries and the variables they go to. Source: variables_to_restore."""
        names = DictObject({})
        averaged = (
            [*members(machine, TRAINABLE_VARIABLES), *members(machine, MOVING_AVERAGE_VARIABLES)]
            if moving_avg_variables is None
            else machine.items_of(moving_avg_variables) or []
        )
        for variable in dict.fromkeys(averaged):
            name = ExponentialMovingAverage.average_name(machine, call, self, variable)
            names.items[name] = variable
        for variable in members(machine, GLOBAL_VARIABLES):
            name = name_of(variable)
            if variable not in averaged and name is not None and name not in names.items:
                names.items[name] = variable
        names.is_open = machine.graph.is_open
        return names


def members(machine: Machine, collection: str) -> list[AbstractValue]:
    """The members of a collection of the graph."""
    return list(machine.graph.collections.get(collection, ()))


def watched(machine: Machine, var_list: AbstractValue) -> list[AbstractValue]:
    """What is to be averaged: the list, or all trainable variables."""
    if var_list is None:
        return list(select(machine, TRAINABLE_VARIABLES, None).items)
    found: list[AbstractValue] = []
    items = var_list.items if isinstance(var_list, ListObject) else machine.items_of(var_list)
    if items is None:
        machine.gap("unknown-variables", f"{EMA}.apply")
    for item in items or ():
        native = native_of(item)
        check_averaged(machine, native)
        found += native.parts if isinstance(native, PartitionedVariable) else [native]
    return found


def averages_of(moving: Instance) -> DictObject:
    """The averages by variable."""
    found = moving.attributes.get("_averages")
    return found if isinstance(found, DictObject) else DictObject({})


def average(machine: Machine, moving: Instance, variable: AbstractValue) -> AbstractValue:
    """Makes the average of one variable; answers it where it is new and of a plain tensor."""
    kept = averages_of(moving)
    if variable in kept.items or not isinstance(variable, Tensor):
        return None
    check_dtype(machine, variable)
    name = moving.attributes.get("_name", UNKNOWN)
    if isinstance(variable, Variable):
        use_scope(machine, "cond")
        start = Tensor(variable.shape, variable.dtype)
        shadow = create_slot(machine, Call([]), variable, start, name, copy_xla_sharding=True)
        add(machine, machine.graph, MOVING_AVERAGE_VARIABLES, variable)
    else:
        shadow = create_zeros_slot(machine, Call([]), variable, name, copy_xla_sharding=True)
    machine.changing(kept)
    kept.items[variable] = shadow
    return None if isinstance(variable, Variable) else shadow


def check_averaged(machine: Machine, value: AbstractValue) -> None:
    """What is averaged has a dtype and a reference; the whole of a partitioned variable has none."""
    if value is None or isinstance(value, (bool, int, float, str)):
        machine.get_attribute(value, "dtype")
    elif isinstance(value, PartitionedVariable):
        machine.get_attribute(value, "ref")


def check_dtype(machine: Machine, variable: Tensor) -> None:
    """Only floats are averaged."""
    if isinstance(variable.dtype, DType) and variable.dtype.name not in FLOATS:
        message = f"The variables must be half, float, or double: {variable.name}:0"
        machine.refuse(Reason.DTYPE_INVALID, "TypeError", message, parameter="var_list", api=f"{EMA}.apply")


def check_update(machine: Machine, shadow: AbstractValue, variable: AbstractValue) -> None:
    """An average is a variable, of the dtype of what is averaged. Source: moving_averages.assign_moving_average."""
    if isinstance(shadow, Tensor) and not isinstance(shadow, Variable):
        machine.get_attribute(shadow, "assign_sub")
    else:
        check_operands(machine, "sub", shadow, variable)


def debias(machine: Machine, shadow: Tensor) -> None:
    """The variables that correct an average for its start at zero. Source: _zero_debias."""
    path = shadow.name if isinstance(shadow.name, (str, Text)) else text([UNKNOWN])
    with machine.entering(variable_scope(machine, Call([]), path)) as scope:
        assert isinstance(scope, VariableScope)
        for name, shape in (("biased", shadow.shape), ("local_step", ())):
            chosen = name if scope.reuse else unique_in(machine, scope, name)
            get_variable(machine, Call([]), chosen, shape, shadow.dtype, Initializer("zeros_initializer"), None, False)


def unique_in(machine: Machine, scope: VariableScope, name: str) -> str:
    """A name that no global variable below the scope has."""
    taken = {name_of(variable) for variable in members(machine, GLOBAL_VARIABLES)}
    full, number = text([scope.name, "/", name]), 0
    while (full if number == 0 else text([full, f"_{number}"])) in taken:
        number += 1
    return name if number == 0 else f"{name}_{number}"


@model("tensorflow.python.training.moving_averages.assign_moving_average")
def assign_moving_average(
    machine: Machine,
    call: Call,
    variable: AbstractValue,
    value: AbstractValue,
    decay: AbstractValue,
    zero_debias: AbstractValue = True,
    name: AbstractValue = None,
) -> AbstractValue:
    """Updates an average; by default it is corrected with two further variables. Source: assign_moving_average."""
    use_scope(machine, "AssignMovingAvg" if name is None else name)
    owner = native_of(variable)
    if isinstance(owner, Tensor) and machine.truth(zero_debias) is not False:
        debias(machine, owner)
    shape, dtype = constant_facts(owner)
    return Tensor(shape, dtype, None, machine.graph)


@model("tensorflow.python.training.moving_averages.weighted_moving_average")
def weighted_moving_average(
    machine: Machine,
    call: Call,
    value: AbstractValue,
    decay: AbstractValue,
    weight: AbstractValue,
    truediv: AbstractValue = True,
    collections: AbstractValue = None,
    name: AbstractValue = None,
) -> AbstractValue:
    """An average of weighted values. Source: weighted_moving_average."""
    kept = ListObject([GLOBAL_VARIABLES]) if collections is None else collections
    with machine.entering(variable_scope(machine, call, name, "WeightedMovingAvg", ListObject([value, weight, decay]))):
        for short, tensor in (("value_x_weight", value), ("weight", weight)):
            shape, dtype = constant_facts(tensor)
            get_variable(machine, call, short, shape, dtype, Initializer("zeros_initializer"), None, False, kept)
    shape, dtype = constant_facts(value)
    return Tensor(shape, dtype, None, machine.graph)
