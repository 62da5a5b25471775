"""What NumPy's scalars have and Python's numbers lack: a known number may be either."""

from __future__ import annotations

from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import method


@method(float, "astype", "item", "tolist")
@method(int, "astype", "item", "tolist")
def scalar_method(
    machine: Machine, call: Call, value: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """The number itself stays; conversions are not followed."""
    return UNKNOWN
