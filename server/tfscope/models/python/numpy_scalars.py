"""What NumPy's scalars have and Python's numbers lack: a known number may be either."""

from __future__ import annotations

from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.python.numpy_arrays import as_array
from tfscope.models.registry import method


@method(float, "astype")
@method(int, "astype")
def astype(
    machine: Machine, call: Call, value: AbstractValue, dtype: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """The number in another type: an array without axes."""
    return machine.call(machine.get_attribute(as_array(machine, value), "astype"), dtype)


@method(float, "item", "tolist")
@method(int, "item", "tolist")
def scalar_method(
    machine: Machine, call: Call, value: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Whether it is Python's own number is not followed."""
    return UNKNOWN
