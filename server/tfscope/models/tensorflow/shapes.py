"""Static shapes: what converts to one, and what a `tf.TensorShape` answers.

**Source:** tensorflow/python/framework/tensor_shape.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import Reason
from tfscope.domain.graph import Tensor
from tfscope.domain.heap import ArrayObject, Instance, ListObject
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    AnyShape,
    Dim,
    Dimension,
    DType,
    OneOf,
    Shape,
    Symbol,
    Unknown,
)
from tfscope.models.machine import Machine

UNKNOWN_RANK = Shape(None)


def as_shape(machine: Machine, value: AbstractValue, api: str = "") -> AnyShape:
    """`tensor_shape.as_shape`, refused where the value is no shape. None is the unknown shape."""
    if isinstance(value, Shape):
        return value
    if value is None:
        return UNKNOWN_RANK
    if isinstance(value, (Unknown, OneOf, Symbol)):
        return UNKNOWN
    if isinstance(value, (int, Dimension)):
        return Shape((as_dimension(machine, value, api),))
    if isinstance(value, str):
        message = (
            f"Failed to convert '{value!r}' to a shape: '{value!r}'could not be converted to a dimension. A shape "
            "should either be single dimension (e.g. 10), or an iterable of dimensions (e.g. [1, 10, None])."
        )
        refuse_shape(machine, "TypeError", message, api)
        return UNKNOWN
    if isinstance(value, ArrayObject) and isinstance(value.items, list):
        return Shape(tuple(as_dimension(machine, item, api) for item in value.items))
    if isinstance(value, ListObject) and value.is_open:
        return UNKNOWN
    if isinstance(value, (ListObject, tuple, range)):
        items = value.items if isinstance(value, ListObject) else value
        return Shape(tuple(as_dimension(machine, item, api) for item in items))
    if isinstance(value, Tensor):
        refuse_dimension(machine, value, api)
    return UNKNOWN


def as_dimension(machine: Machine, value: AbstractValue, api: str) -> Dim:
    """One dimension, refused where it is none."""
    if value is None or isinstance(value, Unknown):
        return value
    if isinstance(value, Dimension):
        return value.value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        if value < 0:
            refuse_shape(machine, "ValueError", f"Dimension {value} must be >= 0", api)
            return UNKNOWN
        return value
    if isinstance(value, OneOf):
        return UNKNOWN
    if isinstance(value, ArrayObject):
        return value.items if isinstance(value.items, int) else UNKNOWN
    if isinstance(value, Instance):
        return UNKNOWN
    if isinstance(value, (float, str, Tensor)):
        if isinstance(value, float) and value.is_integer() and not machine.is_v2:
            return int(value)
        refuse_dimension(machine, value, api)
    return UNKNOWN


def refuse_dimension(machine: Machine, value: float | str | Tensor, api: str) -> None:
    """Refuses something as a dimension."""
    if isinstance(value, Tensor):
        kind = "tensorflow.python.framework.ops.SymbolicTensor"
        dtype = value.dtype.name if isinstance(value.dtype, DType) else "?"
        shown = f"<tf.Tensor '{value.name}:0' shape={value.shape} dtype={dtype}>"
    else:
        kind, shown = type(value).__name__, str(value)
    message = (
        "Dimension value must be integer or None or have an __index__ method, got value "
        f"'{shown}' with type '<class '{kind}'>'"
    )
    refuse_shape(machine, "TypeError", message, api)


def refuse_shape(machine: Machine, error_type: str, message: str, api: str) -> None:
    """Refuses a `shape` argument."""
    machine.refuse(Reason.SHAPE_INVALID, error_type, message, parameter="shape", api=api)


def compatible(left: AnyShape, right: AnyShape) -> bool | None:
    """Whether two shapes could be one, None where that is not known. Source: TensorShape.is_compatible_with."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if left.dims is None or right.dims is None:
        return True
    if len(left.dims) != len(right.dims):
        return False
    answer: bool | None = True
    for one, other in zip(left.dims, right.dims):
        if isinstance(one, int) and isinstance(other, int):
            if one != other:
                return False
        elif one is not None and other is not None and one is not other:
            answer = None
    return answer


def size_of(shape: AnyShape) -> Dim:
    """The number of elements, None or Unknown where a dimension is."""
    if isinstance(shape, Unknown):
        return UNKNOWN
    if shape.dims is None:
        return None
    size = 1
    for dim in shape.dims:
        if not isinstance(dim, int):
            return dim
        size *= dim
    return size


def dimension_value(machine: Machine, dim: Dim) -> AbstractValue:
    """What indexing a shape gives: a Dimension under TensorFlow 1 behaviour, else an int or None."""
    if machine.runtime.is_v2_behavior is True:
        return dim
    return Dimension(dim)


def merge_shapes(left: AnyShape, right: AnyShape) -> AnyShape:
    """The shape that two statements about one tensor give together."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return UNKNOWN
    if left.dims is None or right.dims is None:
        return right if left.dims is None else left
    if len(left.dims) != len(right.dims):
        return UNKNOWN
    return Shape(
        tuple(
            b if a is None or (isinstance(a, Unknown) and b is not None) else a for a, b in zip(left.dims, right.dims)
        )
    )
