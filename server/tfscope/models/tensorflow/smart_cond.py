"""Conditions that are decided while the graph is built where their value is known.

**Source:** tensorflow/python/framework/smart_cond.py and tensorflow/python/layers/utils.py, TF 2.21.
"""

from __future__ import annotations

from functools import partial

from tfscope.domain.graph import Tensor, Variable
from tfscope.domain.heap import Instance
from tfscope.domain.values import AbstractValue, OneOf, Symbol, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.ops_static import static


@model("tensorflow.python.layers.utils.constant_value", "tensorflow.python.framework.smart_cond.smart_constant_value")
def constant_value(machine: Machine, call: Call, pred: AbstractValue) -> AbstractValue:
    """A condition as a bool, None where it is decided when the graph runs."""
    if isinstance(pred, Variable):
        return None
    if isinstance(pred, Tensor):
        found = static(pred)
        return None if found is None else found if isinstance(found, bool) else Unknown("", "")
    if isinstance(pred, (Unknown, OneOf, Instance)):
        return Unknown("", "")
    if pred in (0, 1):
        return bool(pred)
    machine.fail("TypeError", f"`pred` must be a Tensor, or a Python bool, or 1 or 0. Found instead: {pred}")
    return None


@model(
    "tensorflow.python.layers.utils.smart_cond",
    "tensorflow.python.framework.smart_cond.smart_cond",
    "tensorflow.python.keras.utils.tf_utils.smart_cond",
    "tensorflow.contrib.framework.smart_cond",
)
def smart_cond(
    machine: Machine,
    call: Call,
    pred: AbstractValue,
    true_fn: AbstractValue = None,
    false_fn: AbstractValue = None,
    name: AbstractValue = None,
) -> AbstractValue:
    """The branch that a known condition chooses, else a `tf.cond`."""
    known = constant_value(machine, call, pred)
    if known is None:
        return machine.call(Symbol("tensorflow.cond"), pred, true_fn, false_fn, name=name)
    if isinstance(known, bool):
        return machine.call(true_fn if known else false_fn)
    return machine.fork([partial(machine.call, true_fn), partial(machine.call, false_fn)])
