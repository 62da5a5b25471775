"""`tf.train.Saver`: which variables it is to save, and the lists that it refuses. What it does is not followed.

**Source:** tensorflow/python/training/saver.py, Saver._build; training/saving/saveable_object_util.py,
op_list_to_dict, TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.events import Mapped, Mapping, Reason
from tfscope.domain.graph import PartitionedVariable, Variable, native_of
from tfscope.domain.heap import DictObject
from tfscope.domain.values import FROM_LIBRARY, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.collections import name_of
from tfscope.models.tensorflow.gradients import is_open, knows_all

API = "tensorflow.train.Saver"
#: The collections whose members are saved where nothing is said.
SAVED: Final = ("variables", "saveable_objects")


@model(API)
def saver(
    machine: Machine,
    call: Call,
    var_list: AbstractValue = None,
    reshape: AbstractValue = False,
    sharded: AbstractValue = False,
    max_to_keep: AbstractValue = 5,
    keep_checkpoint_every_n_hours: AbstractValue = 10000.0,
    name: AbstractValue = None,
    restore_sequentially: AbstractValue = False,
    saver_def: AbstractValue = None,
    builder: AbstractValue = None,
    defer_build: AbstractValue = False,
    allow_empty: AbstractValue = False,
    write_version: AbstractValue = 2,
    pad_step_number: AbstractValue = False,
    save_relative_paths: AbstractValue = False,
    filename: AbstractValue = None,
) -> AbstractValue:
    """A saver of the variables of the list, or of all that can be saved."""
    tell(machine, var_list)
    is_plain = saver_def is None and builder is None and machine.truth(defer_build) is False
    if machine.graph is machine.runtime.eager_graph:
        check_eager(machine, var_list)
    elif is_plain:
        if var_list is None:
            check_graph(machine, allow_empty)
        else:
            check_list(machine, var_list, allow_empty)
    return FROM_LIBRARY


def tell(machine: Machine, var_list: AbstractValue) -> None:
    """Says which variables are saved under which names. Source: op_list_to_dict."""
    given: AbstractValue = var_list
    if given is None:
        members = [item for key in SAVED for item in machine.graph.collections.get(key, ())]
        pairs: list[tuple[AbstractValue, AbstractValue]] | None = [(name_of(item), item) for item in members]
        is_complete = not machine.graph.is_open
    elif isinstance(given, DictObject):
        pairs, is_complete = list(given.items.items()), not given.is_open
    else:
        items = machine.items_of(given)
        pairs = None if items is None else [(name_of(item), item) for item in items]
        is_complete = items is not None and not is_open(given)
    wholes = ((key, native_of(value)) for key, value in pairs or ())
    mappings = tuple(
        Mapping(key, value, ((key, value),))
        for key, value in wholes
        if isinstance(value, (Variable, PartitionedVariable))
    )
    is_complete = is_complete and pairs is not None and len(mappings) == len(pairs)
    machine.emit(Mapped, api="Saver", mappings=mappings, is_complete=is_complete)


def check_eager(machine: Machine, var_list: AbstractValue) -> None:
    """Without a graph, the variables must be said."""
    if var_list is None:
        message = "When eager execution is enabled, `var_list` must specify a list or dict of variables to save"
        machine.refuse(Reason.EAGER, "RuntimeError", message, parameter="var_list", api=API)


def check_graph(machine: Machine, allow_empty: AbstractValue) -> None:
    """A graph must have something to save. Source: variables._all_saveable_objects."""
    graph = machine.graph
    if not graph.collections.get("variables") and not graph.collections.get("saveable_objects"):
        refuse_empty(machine, None, allow_empty)


def refuse_empty(machine: Machine, var_list: AbstractValue, allow_empty: AbstractValue) -> None:
    """Nothing is no list to save, unless that is allowed."""
    if machine.truth(allow_empty) is False:
        machine.refuse(
            Reason.NO_VARIABLES, "ValueError", "No variables to save", parameter="var_list", api=API,
            certain=knows_all(machine), given=var_list,
        )  # fmt: skip


def check_list(machine: Machine, var_list: AbstractValue, allow_empty: AbstractValue) -> None:
    """A list must have variables, and no two of one name; a dictionary says the names itself."""
    items = machine.items_of(var_list)
    if items is None or is_open(var_list):
        return
    if not items:
        refuse_empty(machine, var_list, allow_empty)
        return
    if not isinstance(var_list, DictObject):
        check_names(machine, [item for item in map(native_of, items) if isinstance(item, Variable)])


def check_names(machine: Machine, variables: list[Variable]) -> None:
    """The names of the variables' operations are the keys of a checkpoint. Source: op_list_to_dict."""
    found: dict[str, Variable] = {}
    for variable in variables:
        name = variable.name
        if not isinstance(name, str) or is_part(variable):
            continue
        if name in found:
            message = f"At least two variables have the same name: {name}"
            machine.refuse(
                Reason.NAME_TWICE, "ValueError", message, existing=found[name], parameter="var_list", api=API,
                given=variable,
            )  # fmt: skip
            return
        found[name] = variable


def is_part(variable: Variable) -> bool:
    """Whether a variable is a part of a partitioned one, whose key all parts share."""
    wholes = () if variable.graph is None else variable.graph.partitioned.values()
    return any(isinstance(whole, PartitionedVariable) and variable in whole.parts for whole in wholes)
