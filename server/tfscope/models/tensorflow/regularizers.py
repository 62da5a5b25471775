"""Regularizers: functions from a weight to a loss, or to None.

**Source:** tf_slim/layers/regularizers.py, tf_slim 1.1.
"""

from __future__ import annotations

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import NativeFunction
from tfscope.domain.values import AbstractValue, DType, Shape
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.collections import add
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.gradients import use_scope

LAYERS = "tensorflow.contrib.layers"
LOSSES = "regularization_losses"


def regularizer(scope: str) -> NativeFunction:
    """A function that gives a scalar."""

    def run(machine: Machine, call: Call) -> AbstractValue:
        weight = call.arguments[0] if call.arguments else next(iter(call.keywords.values()), None)
        use_scope(machine, scope)
        return Tensor(Shape(()), constant_facts(weight)[1], None, machine.graph)

    return NativeFunction(scope, run)


def nothing() -> NativeFunction:
    """A regularizer of scale zero."""
    return NativeFunction("<lambda>", lambda machine, call: None)


def declare_regularizer(*paths: str, keeps_zero: bool = False) -> None:
    """Registers what makes a regularizer; of slim's, one of scale zero gives None."""

    def make(
        machine: Machine, call: Call, scale: AbstractValue = 0.01, scope: AbstractValue = None, **more: AbstractValue
    ) -> AbstractValue:
        """A regularizer. Source: regularizers.l2_regularizer and its like."""
        if scale == 0.0 and isinstance(scale, (int, float)) and not keeps_zero:
            return nothing()
        return regularizer(scope if isinstance(scope, str) else paths[0].rpartition(".")[2])

    model(*paths)(make)


declare_regularizer(f"{LAYERS}.l1_regularizer")
declare_regularizer(f"{LAYERS}.l2_regularizer")


@model(f"{LAYERS}.l1_l2_regularizer")
def l1_l2_regularizer(
    machine: Machine,
    call: Call,
    scale_l1: AbstractValue = 1.0,
    scale_l2: AbstractValue = 1.0,
    scope: AbstractValue = None,
) -> AbstractValue:
    """The sum of both. Source: regularizers.l1_l2_regularizer."""
    return regularizer(scope if isinstance(scope, str) else "l1_l2_regularizer")


@model(f"{LAYERS}.sum_regularizer")
def sum_regularizer(
    machine: Machine, call: Call, regularizer_list: AbstractValue, scope: AbstractValue = None
) -> AbstractValue:
    """The sum of several; None where there are none. Source: regularizers.sum_regularizer."""
    given = [item for item in machine.items_of(regularizer_list) or () if item is not None]
    return regularizer(scope if isinstance(scope, str) else "sum_regularizer") if given else None


@model(f"{LAYERS}.apply_regularization")
def apply_regularization(
    machine: Machine, call: Call, regularizer: AbstractValue, weights_list: AbstractValue = None
) -> AbstractValue:
    """The sum of the losses of all weights. Source: regularizers.apply_regularization."""
    loss = Tensor(Shape(()), DType("float32"), None, machine.graph)
    add(machine, machine.graph, LOSSES, loss)
    return loss
