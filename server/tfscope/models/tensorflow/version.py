"""The version that TensorFlow says it has."""

from __future__ import annotations

from tfscope.domain.values import AbstractValue, Unknown, text
from tfscope.models.machine import Machine
from tfscope.models.registry import per_run


@per_run("tensorflow.__version__", "tensorflow.VERSION", "tensorflow.version.VERSION", "tensorflow.python.__version__")
def version(machine: Machine) -> AbstractValue:
    """The last version 1; of version 2 only that it is one."""
    return text(["2.", Unknown("version", "str")]) if machine.is_v2 else "1.15.5"
