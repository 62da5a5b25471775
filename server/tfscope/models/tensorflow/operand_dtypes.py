"""Which dtypes operators take together: no operator of a tensor converts another tensor.

**Source:** tensorflow/python/ops/math_ops.py, binary_op_wrapper; framework/op_def_library.py, _ExtractInputsAndAttrs;
TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.graph import PartitionedVariable, Tensor
from tfscope.domain.values import AbstractValue, DType
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.dtypes import FLOATS, INTEGERS, scalar_dtype

#: The op of an operator, and how Python writes the operator.
OPS: Final = {
    "add": ("AddV2", "+"), "sub": ("Sub", "-"), "mul": ("Mul", "*"), "truediv": ("RealDiv", "/"), "div": ("Div", "/"),
    "floordiv": ("FloorDiv", "//"), "mod": ("FloorMod", "%"), "pow": ("Pow", "**"),
}  # fmt: skip
COMPLEX: Final = frozenset({"complex64", "complex128"})
#: The dtypes that a constant of another dtype becomes beside a tensor of one of them.
TAKEN: Final = {
    "int32": INTEGERS | FLOATS | COMPLEX, "int64": INTEGERS | FLOATS | COMPLEX, "bool": INTEGERS | FLOATS | COMPLEX,
    "float32": FLOATS | COMPLEX, "complex128": COMPLEX, "string": frozenset[str](),
}  # fmt: skip


def check_operands(machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> None:
    """Refuses operands that no op takes together."""
    complaint = complaint_of(machine, name, left, right) if name in OPS else ""
    if complaint:
        error_type = "ValueError" if complaint.startswith("None values") else "TypeError"
        machine.refuse(Reason.OTHER, error_type, complaint, api="tensorflow.Tensor")


def complaint_of(machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> str:
    """What TensorFlow, or Python, says of two operands; empty where it takes them."""
    op, sign = OPS[name]
    sides = left, right
    if not any(isinstance(side, Tensor) for side in sides):
        # The whole of a partitioned variable has no operators.
        if all(isinstance(side, (PartitionedVariable, int, float, str, type(None))) for side in sides):
            types = " and ".join(f"'{machine.type_name(side)}'" for side in sides)
            return f"unsupported operand type(s) for {sign}: {types}"
        return ""
    if left is None or right is None:
        return "None values not supported."
    if name == "mul" and "bool" in (shown_dtype(left), shown_dtype(right)):
        return ""  # such a product is cast
    if shown_dtype(left) == "bool" or (shown_dtype(left) == "string" and name != "add"):
        return f"Value passed to parameter 'x' has DataType {shown_dtype(left)} not in list of allowed values"
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        one, other = shown_dtype(left), shown_dtype(right)
        is_known = one and other and one != other
        complaint = f"Input 'y' of '{op}' Op has type {other} that does not match type {one} of argument 'x'."
        return complaint if is_known else ""
    tensor, constant = (left, right) if isinstance(left, Tensor) else (right, left)
    found, wanted = scalar_dtype(constant), shown_dtype(tensor)
    if not isinstance(constant, (bool, int, float, complex, str)) or not isinstance(found, DType) or not wanted:
        return ""
    if found.name == wanted or wanted in TAKEN[found.name]:
        return ""
    return f"Expected {wanted}, but got {constant!r} of type '{machine.type_name(constant)}'."


def shown_dtype(value: AbstractValue) -> str:
    """The name of a tensor's dtype; empty where it is not known, or the value is no tensor."""
    return value.dtype.name if isinstance(value, Tensor) and isinstance(value.dtype, DType) else ""
