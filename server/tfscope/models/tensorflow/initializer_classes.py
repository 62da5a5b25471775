"""The base classes that a program's own initializers have. **Source:** ops/init_ops.py, Initializer, TF 2.21."""

from __future__ import annotations

from tfscope.domain.heap import Instance
from tfscope.domain.values import AbstractValue, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import library_class


@library_class("tensorflow.initializers.Initializer")
class Initializer:
    """An initializer; what calling it gives, the program's class says."""

    def get_config(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The settings: not followed."""
        return Unknown("config")


@library_class("tensorflow.keras.initializers.Initializer", "tensorflow.initializers.Initializer")
class KerasInitializer:
    """The same of Keras."""
