"""Keras' regularizers: objects that are called with a weight and give a loss.

**Source:** tf_keras/src/regularizers.py, tf_keras 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import Instance
from tfscope.domain.values import UNKNOWN, AbstractValue, Shape
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import library_class, model
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.gradients import use_scope

KERAS: Final = "tensorflow.keras.regularizers"
BASE: Final = f"{KERAS}.Regularizer"


@library_class(BASE)
class Regularizer:
    """The base of all regularizers, and of users' own."""

    @staticmethod
    def init(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Keeps nothing."""
        return None

    @staticmethod
    def call_(machine: Machine, call: Call, self: Instance, x: AbstractValue) -> AbstractValue:
        """A scalar."""
        use_scope(machine, "Regularizer")
        return Tensor(Shape(()), constant_facts(x)[1], None, machine.graph)


def keep(machine: Machine, self: Instance, **weights: AbstractValue) -> None:
    """Keeps the weights of the norms, as floats."""
    machine.changing(self)
    for name, weight in weights.items():
        known = float(weight) if isinstance(weight, (int, float)) else UNKNOWN
        self.attributes[name] = 0.0 if weight is None else known


@library_class(f"{KERAS}.L1L2", BASE)
class L1L2:
    """The sum of both norms."""

    @staticmethod
    def init(
        machine: Machine, call: Call, self: Instance, l1: AbstractValue = 0.0, l2: AbstractValue = 0.0
    ) -> AbstractValue:
        """Keeps the weights. Source: L1L2.__init__."""
        keep(machine, self, l1=l1, l2=l2)
        return None


@library_class(f"{KERAS}.L1", BASE)
class L1:
    """The sum of absolute values."""

    @staticmethod
    def init(machine: Machine, call: Call, self: Instance, l1: AbstractValue = 0.01, **kwargs: AbstractValue) -> None:
        """Keeps the weight, also as `l`. Source: L1.__init__."""
        keep(machine, self, l1=kwargs.get("l", l1))


@library_class(f"{KERAS}.L2", BASE)
class L2:
    """The sum of squares."""

    @staticmethod
    def init(machine: Machine, call: Call, self: Instance, l2: AbstractValue = 0.01, **kwargs: AbstractValue) -> None:
        """Keeps the weight, also as `l`. Source: L2.__init__."""
        keep(machine, self, l2=kwargs.get("l", l2))


@model(f"{KERAS}.l1", "tensorflow.regularizers.l1")
def l1(machine: Machine, call: Call, l1: AbstractValue = 0.01, **kwargs: AbstractValue) -> AbstractValue:
    """Another name of `L1`."""
    return machine.call(machine.library_class(f"{KERAS}.L1"), kwargs.get("l", l1))


@model(f"{KERAS}.l2", "tensorflow.regularizers.l2")
def l2(machine: Machine, call: Call, l2: AbstractValue = 0.01, **kwargs: AbstractValue) -> AbstractValue:
    """Another name of `L2`."""
    return machine.call(machine.library_class(f"{KERAS}.L2"), kwargs.get("l", l2))


@model(f"{KERAS}.l1_l2", "tensorflow.regularizers.l1_l2")
def l1_l2(machine: Machine, call: Call, l1: AbstractValue = 0.01, l2: AbstractValue = 0.01) -> AbstractValue:
    """Both. Source: regularizers.l1_l2."""
    return machine.call(machine.library_class(f"{KERAS}.L1L2"), l1, l2)
