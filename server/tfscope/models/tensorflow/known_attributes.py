"""Which attributes TensorFlow's objects have.

One that no model answers is not known; one that is not there is missing.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Graph, PartitionedVariable, Tensor, Variable, VariableScope
from tfscope.domain.heap import ABSENT, ClassObject, Instance
from tfscope.domain.values import AbstractValue, DType, Shape, Unknown
from tfscope.models.machine import Machine
from tfscope.models.registry import FALLBACKS, attribute
from tfscope.models.tensorflow.attribute_names import ATTRIBUTES_OF
from tfscope.models.tensorflow.dtypes import FLOATS, INTEGERS
from tfscope.models.tensorflow.initializers import Initializer
from tfscope.models.tensorflow.sessions import SessionObject
from tfscope.models.tensorflow.template import Template
from tfscope.models.tensorflow.variable import Operation

CLASSES: Final[dict[type, str]] = {
    Variable: "Variable",
    PartitionedVariable: "PartitionedVariable",
    Tensor: "Tensor",
    Operation: "Operation",
    Graph: "Graph",
    VariableScope: "VariableScope",
    Shape: "Shape",
    DType: "DType",
    SessionObject: "Session",
    Initializer: "Initializer",
    Template: "Template",
}


def look_up(machine: Machine, value: AbstractValue, name: str) -> AbstractValue:
    """Not known where the object has the attribute, else ABSENT."""
    if name.startswith("__"):
        return value if name == "__call__" and isinstance(value, Initializer) else ABSENT
    known = ATTRIBUTES_OF[CLASSES[type(value)]]
    if isinstance(value, Variable):
        known = known | ATTRIBUTES_OF["Tensor"] if name.startswith("_") else known
    return Unknown(name) if name in known else ABSENT


def look_up_in_instance(machine: Machine, value: AbstractValue, name: str) -> AbstractValue:
    """What an instance has of a class of TensorFlow that no model answers: not known, and said so."""
    assert isinstance(value, Instance)
    paths = [ancestor.path for ancestor in value.cls.mro if isinstance(ancestor, ClassObject)]
    if name not in ATTRIBUTES_OF["Layer, Model or Optimizer"] or not any(
        path.startswith("tensorflow.") for path in paths
    ):
        return ABSENT
    machine.gap("no-model", f"{value.cls.name}.{name}")
    return Unknown(name)


FALLBACKS[Instance] = look_up_in_instance
for cls in CLASSES:
    FALLBACKS[cls] = look_up


@attribute(DType, "min")
def least(machine: Machine, dtype: AbstractValue) -> AbstractValue:
    """The least number of a dtype. Source: dtypes.DType.min."""
    return limit(machine, dtype, "min")


@attribute(DType, "max")
def greatest(machine: Machine, dtype: AbstractValue) -> AbstractValue:
    """The greatest number of a dtype. Source: dtypes.DType.max."""
    return limit(machine, dtype, "max")


def limit(machine: Machine, dtype: AbstractValue, name: str) -> AbstractValue:
    """What NumPy says of the type of the same name."""
    if not isinstance(dtype, DType) or dtype.name not in INTEGERS | NUMPY_FLOATS:
        return Unknown(name, "float")
    limits = machine.library_class("numpy.iinfo" if dtype.name in INTEGERS else "numpy.finfo")
    return machine.get_attribute(machine.call(limits, dtype), name)


#: The floats that NumPy itself has.
NUMPY_FLOATS: Final = FLOATS - {"bfloat16"}
