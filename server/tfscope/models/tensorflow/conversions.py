"""Python values that do not convert to a dtype, and initializers that cannot make it.

**Source:** tensorflow/python/framework/tensor_util.py, _AssertCompatible; ops/init_ops.py; TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import ListObject
from tfscope.domain.values import AbstractValue, DType, Text
from tfscope.models.python.numpy_floats import NumPyFloat
from tfscope.models.tensorflow.dtypes import FLOATS, INTEGERS
from tfscope.models.tensorflow.initializers import Initializer

COMPLEX: Final = frozenset({"complex64", "complex128"})
#: What random numbers can be made of, by TensorFlow's uniform distribution.
UNIFORM: Final = FLOATS | {"int32", "int64"}
NORMAL: Final = "random_normal truncated_normal variance_scaling orthogonal glorot_normal".split()


def conversion_error(value: AbstractValue, dtype: DType) -> str:
    """Why a Python value is not converted to a dtype, "" where it is, or where that is not known."""
    if isinstance(value, (ListObject, tuple, range)):
        items = value.items if isinstance(value, ListObject) else value
        return next((error for item in items if (error := conversion_error(item, dtype))), "")
    if isinstance(value, NumPyFloat) and dtype.name != "string":
        return ""
    if isinstance(value, (bool, int, float, complex, str, bytes, Text)) and not converts(value, dtype.name):
        return f"Expected {dtype.name}, but got {value!r} of type '{type(value).__name__}'."
    return ""


def converts(value: AbstractValue, dtype: str) -> bool:
    """Whether a scalar of Python may stand for a dtype."""
    if dtype == "string":
        return isinstance(value, (str, bytes, Text))
    if dtype == "bool":
        return isinstance(value, bool)
    if dtype in INTEGERS:
        return isinstance(value, int)
    if dtype in FLOATS:
        return isinstance(value, (int, float))
    return dtype not in COMPLEX or isinstance(value, (int, float, complex))


def initializer_error(initializer: Initializer, dtype: DType) -> tuple[str, str] | None:
    """The type and message of the error with which an initializer refuses a dtype."""
    path, _, last = initializer.name.rpartition(".")
    short = last.removesuffix("_initializer")
    if path not in ("tensorflow", "tensorflow.initializers"):
        return None
    if short == "constant" and initializer.call is not None:
        given = initializer.call.keywords.get("value", [*initializer.call.arguments, 0][0])
        message = conversion_error(given, dtype)
        return ("TypeError", message) if message else None
    if short == "ones" and dtype.name == "string":
        return "TypeError", "Expected string, but got 1 of type 'int'."
    if short in NORMAL and dtype.name not in FLOATS:
        return "TypeError", f"Expected {dtype.name}, but got 0.0 of type 'float'."
    if short in ("random_uniform", "uniform_unit_scaling", "glorot_uniform") and dtype.name not in UNIFORM:
        return "ValueError", f"Argument `dtype` got invalid value <dtype: '{dtype.name}'>."
    if short in ("uniform_unit_scaling", "glorot_uniform") and dtype.name not in FLOATS:
        return "TypeError", f"Expected {dtype.name}, but got a number of type 'float'."
    return None
