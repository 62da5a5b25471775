"""What optimizers refuse: losses and variables of no use to them, slots that are not what they asked for.

**Source:** tensorflow/python/training/optimizer.py, TF 2.21; tensorflow/python/framework/op_def_library.py,
_ExtractInputsAndAttrs, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.graph import PartitionedVariable, Tensor, Variable, native_of
from tfscope.domain.heap import Instance
from tfscope.domain.values import AbstractValue, DType
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.dtypes import FLOATS, shown
from tfscope.models.tensorflow.gradients import describe_tensor, is_doubtful, knows_all, quoted
from tfscope.models.tensorflow.optimizer_slots import keep, slot_dict
from tfscope.models.tensorflow.structures import leaves

MINIMIZE: Final = "tensorflow.train.Optimizer.minimize"
#: What the ops of updates call their first slot, where they call it otherwise.
OPERANDS: Final = {"accumulator": "accum", "momentum": "accum", "rms": "ms"}


def check_loss(machine: Machine, loss: AbstractValue) -> None:
    """Only floats have gradients. Source: Optimizer._assert_valid_dtypes."""
    loss = native_of(loss)
    if isinstance(loss, Tensor) and isinstance(loss.dtype, DType) and loss.dtype.name not in FLOATS:
        valid = ", ".join(f"tf.{name}" for name in sorted(FLOATS))
        message = f"Invalid type tf.{loss.dtype.name} for {loss.name}:0, expected: [{valid}]."
        machine.refuse(Reason.NO_GRADIENTS, "ValueError", message, parameter="loss", api=MINIMIZE)


def check_targets(machine: Machine, var_list: AbstractValue) -> None:
    """What is trained has an op; the whole of a partitioned variable has none. Source: optimizer._get_processor."""
    for leaf in leaves(var_list) if var_list is not None else ():
        if leaf is None or isinstance(native_of(leaf), (PartitionedVariable, bool, int, float, str)):
            machine.get_attribute(leaf, "op")


def refuse_loss(machine: Machine, loss: AbstractValue, variables: Sequence[AbstractValue]) -> None:
    """No variable has a gradient. Source: Optimizer.minimize."""
    listed = "[" + ", ".join(quoted(shown(variable)) for variable in variables) + "]"
    message = (
        "No gradients provided for any variable, check your graph for ops that do not support gradients, "
        f"between variables {listed} and loss {describe_tensor(loss)}."
    )
    machine.refuse(Reason.NO_GRADIENTS, "ValueError", message, parameter="loss", api=MINIMIZE)


def refuse_pairs(machine: Machine, variables: Sequence[AbstractValue]) -> None:
    """No pair has a gradient. Source: Optimizer.apply_gradients."""
    listed = ", ".join(quoted(shown(variable)) for variable in variables)
    message = f"No gradients provided for any variable: [{listed}]." if variables else "No variables provided."
    api, certain = "tensorflow.train.Optimizer.apply_gradients", bool(variables) or knows_all(machine)
    machine.refuse(Reason.NO_GRADIENTS, "ValueError", message, parameter="grads_and_vars", api=api, certain=certain)


def check_update(machine: Machine, optimizer: Instance, gradient: AbstractValue, variable: AbstractValue) -> None:
    """A tensor has a gradient and cannot be updated. Source: optimizer._TensorProcessor.update_op."""
    owner = native_of(variable)
    if isinstance(owner, Tensor) and not isinstance(owner, Variable) and not is_doubtful(gradient):
        message = f"('Trying to update a Tensor ', {describe_tensor(owner)})"
        machine.refuse(Reason.OTHER, "NotImplementedError", message, parameter="grads_and_vars", api=optimizer.cls.path)


def check_slot(machine: Machine, optimizer: Instance, op: str, slot_name: str, variable: AbstractValue) -> None:
    """The op of an update takes a variable for its first slot, of the dtype of the variable that it updates."""
    owner = native_of(variable)
    slot = keep(machine, slot_dict(machine, optimizer, slot_name), variable)
    if not isinstance(owner, Variable) or not isinstance(slot, Tensor):
        return
    operand, message = OPERANDS.get(slot_name, slot_name), ""
    is_resource = slot.is_resource if isinstance(slot, Variable) else None
    if owner.is_resource is True:
        if is_resource is None or is_resource is False:
            kind = machine.type_name(slot) if is_resource is None else "RefVariable"
            message = f"'{kind}' object has no attribute 'handle'"
            machine.refuse(Reason.GETTER_INVALID, "AttributeError", message, api=optimizer.cls.path)
        return
    if owner.is_resource is False and (is_resource is None or is_resource is True):
        message = f"'{op}' Op requires that input '{operand}' be a mutable tensor (e.g.: a tf.Variable)"
    elif isinstance(slot.dtype, DType) and isinstance(owner.dtype, DType) and slot.dtype != owner.dtype:
        message = (
            f"Input '{operand}' of '{op}' Op has type {slot.dtype.name}_ref that does not match type "
            f"{owner.dtype.name} of argument 'var'."
        )
    if message:
        machine.refuse(Reason.GETTER_INVALID, "TypeError", message, api=optimizer.cls.path)
