"""`numpy.iinfo` and `numpy.finfo`: the limits of NumPy's numbers."""

from __future__ import annotations

import sys
from typing import Final

from tfscope.domain.heap import Instance
from tfscope.domain.values import UNKNOWN, AbstractValue, DType, Symbol
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import library_class

#: `eps`, `max` and `tiny` of the floats, and their sizes in bits.
FLOATS: Final = {
    "float16": (0.0009765625, 65504.0, 6.103515625e-05, 16),
    "float32": (1.1920928955078125e-07, 3.4028234663852886e38, 1.1754943508222875e-38, 32),
    "float64": (sys.float_info.epsilon, sys.float_info.max, sys.float_info.min, 64),
}
#: What else the types are called.
ALIASES: Final = {"float": "float64", "double": "float64", "single": "float32", "half": "float16", "int": "int64"}


def type_name(value: AbstractValue) -> str:
    """The name of a number type; of a number, that of the type that it has by default."""
    if isinstance(value, (Symbol, DType)):
        value = value.name
    elif isinstance(value, (int, float)):
        value = type(value).__name__
    return ALIASES.get(value, value) if isinstance(value, str) else ""


@library_class("numpy.iinfo")
class IntegerLimits:
    """The limits of an integer type."""

    @staticmethod
    def init(machine: Machine, call: Call, self: Instance, type: AbstractValue) -> AbstractValue:
        """Keeps the least and the greatest number."""
        name = type_name(type)
        is_signed, size = not name.startswith("u"), name.lstrip("uint")
        if not size.isdigit() or name.rstrip(size) not in ("int", "uint"):
            self.is_open = True
            return None
        bits = int(size)
        greatest = 2 ** (bits - is_signed) - 1
        least = -greatest - 1 if is_signed else 0
        machine.changing(self)
        self.attributes.update(min=least, max=greatest, bits=bits)
        return None


@library_class("numpy.finfo")
class FloatLimits:
    """The limits of a float type."""

    @staticmethod
    def init(machine: Machine, call: Call, self: Instance, dtype: AbstractValue) -> AbstractValue:
        """Keeps the limits that programs ask for."""
        known = FLOATS.get(type_name(dtype))
        eps, greatest, tiny, bits = known if known is not None else (UNKNOWN,) * 4
        least = -greatest if isinstance(greatest, float) else UNKNOWN
        machine.changing(self)
        self.is_open = True
        self.attributes.update(eps=eps, max=greatest, min=least, tiny=tiny, bits=bits)
        return None
