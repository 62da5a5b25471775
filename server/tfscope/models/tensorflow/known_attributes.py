"""Which attributes TensorFlow's objects have.

One that no model answers is not known; one that is not there is missing.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Graph, Tensor, Variable, VariableScope
from tfscope.domain.heap import ABSENT
from tfscope.domain.values import AbstractValue, DType, Shape, Unknown
from tfscope.models.machine import Machine
from tfscope.models.registry import FALLBACKS
from tfscope.models.tensorflow.attribute_names import ATTRIBUTES_OF
from tfscope.models.tensorflow.sessions import SessionObject
from tfscope.models.tensorflow.variable import Operation

CLASSES: Final[dict[type, str]] = {
    Variable: "Variable",
    Tensor: "Tensor",
    Operation: "Operation",
    Graph: "Graph",
    VariableScope: "VariableScope",
    Shape: "Shape",
    DType: "DType",
    SessionObject: "Session",
}


def look_up(machine: Machine, value: AbstractValue, name: str) -> AbstractValue:
    """Not known where the object has the attribute, else ABSENT."""
    if name.startswith("__"):
        return ABSENT
    known = ATTRIBUTES_OF[CLASSES[type(value)]]
    if isinstance(value, Variable):
        known = known | ATTRIBUTES_OF["Tensor"] if name.startswith("_") else known
    return Unknown(name) if name in known else ABSENT


for cls in CLASSES:
    FALLBACKS[cls] = look_up
