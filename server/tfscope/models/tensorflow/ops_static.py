"""What is statically known of the values of tensors, as static shapes are made of.

The static value of a tensor is an int, float, bool, string, or nested tuples of them. In it, None stands for what
TensorFlow does not know either, and Unknown for what only we do not know; the same holds for the whole value.

**Source:** tensorflow/python/framework/tensor_util.py, constant_value and constant_value_as_shape; core/common_runtime/
eval_const_tensor.cc; TF 2.21.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Final

from tfscope.domain.graph import PartitionedVariable, Tensor, Variable, native_of
from tfscope.domain.heap import ArrayObject, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Dimension, OneOf, Shape, Unknown, join_shapes

#: Vectors longer than this are not kept.
MAX_ITEMS: Final = 256
MAX_INT: Final = 2**63


class ShapePart(tuple[AbstractValue, ...]):
    """A part of a shape that is not all known. TensorFlow makes shapes of it, and computes nothing with it."""

    __slots__ = ()


def static(value: AbstractValue) -> AbstractValue:
    """The static value of what is given where a tensor is expected."""
    value = native_of(value)
    if isinstance(value, (Variable, PartitionedVariable)):
        return None
    if isinstance(value, Tensor):
        return value.constant
    if value is None or isinstance(value, (bool, int, float, str, bytes, Unknown)):
        return value
    if isinstance(value, Dimension):
        return value.value
    if isinstance(value, Shape):
        return UNKNOWN if value.dims is None else value.dims
    if isinstance(value, ArrayObject):
        return frozen(value.items)
    if isinstance(value, ListObject):
        return UNKNOWN if value.is_open or len(value.items) > MAX_ITEMS else tuple(map(static, value.items))
    if isinstance(value, (tuple, range)):
        return tuple(map(static, value)) if len(value) <= MAX_ITEMS else UNKNOWN
    return UNKNOWN


def frozen(items: AbstractValue) -> AbstractValue:
    """Nested lists as nested tuples."""
    if isinstance(items, (list, tuple)):
        return tuple(map(frozen, items)) if len(items) <= MAX_ITEMS else UNKNOWN
    return items if isinstance(items, (bool, int, float, str, bytes)) else UNKNOWN


def is_dynamic(value: AbstractValue) -> bool:
    """Whether TensorFlow does not know a part of a value, so that it knows nothing of what is computed from it."""
    if isinstance(value, (ListObject, tuple)):
        items = value.items if isinstance(value, ListObject) else value
        return any(map(is_dynamic, items[:MAX_ITEMS]))
    value = native_of(value)
    if isinstance(value, (Variable, PartitionedVariable)):
        return True
    return isinstance(value, Tensor) and has_hole(value.constant)


def has_hole(constant: AbstractValue) -> bool:
    """Whether a static value has a part that TensorFlow does not know."""
    return (
        constant is None
        or isinstance(constant, ShapePart)
        or (isinstance(constant, tuple) and any(map(has_hole, constant)))
    )


def after_op(arguments: Iterable[AbstractValue]) -> AbstractValue:
    """The static value of an op's result of which nothing but its arguments is known: None where one is dynamic."""
    return None if any(map(is_dynamic, arguments)) else UNKNOWN


def integer(value: AbstractValue) -> Dim:
    """An integer argument. None is an integer that TensorFlow does not know."""
    if isinstance(value, OneOf):
        return UNKNOWN
    found = static(value)
    if isinstance(found, bool):
        return int(found)
    if isinstance(found, float) and found.is_integer():
        return int(found)
    return found if found is None or isinstance(found, (int, Unknown)) else UNKNOWN


def integers(value: AbstractValue) -> tuple[Dim, ...] | Unknown | None:
    """A vector of integers, or one as a vector. None where TensorFlow does not know it."""
    found = static(value) if not isinstance(value, OneOf) else UNKNOWN
    if found is None or isinstance(found, Unknown):
        return found
    if isinstance(found, tuple):
        return tuple(map(integer, found))
    return (integer(found),)


def static_shape(value: AbstractValue) -> AnyShape:
    """The shape that a vector of integers says: -1 and what TensorFlow does not know are None."""
    if isinstance(value, OneOf):
        first, *others = map(static_shape, value.options)
        return first if all(other == first for other in others) else reduce(join_shapes, others, first)
    found = static(value)
    if isinstance(found, tuple):
        return Shape(tuple(map(dimension, found)))
    if isinstance(found, int):
        return Shape((dimension(found),))
    vector = value.shape if isinstance(value, Tensor) else UNKNOWN
    if isinstance(vector, Unknown):
        return UNKNOWN
    hole = None if found is None else UNKNOWN
    if vector.dims is not None and len(vector.dims) == 1 and isinstance(vector.dims[0], int):
        return Shape((hole,) * vector.dims[0]) if vector.dims[0] <= MAX_ITEMS else UNKNOWN
    if vector.dims is None or (len(vector.dims) == 1 and vector.dims[0] is None):
        return Shape(None) if found is None else UNKNOWN
    return UNKNOWN


def dimension(value: AbstractValue) -> Dim:
    """One item of a vector of integers as a dimension."""
    found = integer(value)
    return None if isinstance(found, int) and found < 0 else found


FOLDED: Final[dict[str, Callable[..., object]]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "floordiv": operator.floordiv, "mod": operator.mod,
    "maximum": max, "minimum": min,
}  # fmt: skip


def fold_binary(name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """The static value of integer arithmetic on two arguments."""
    return fold_static("floordiv" if name == "div" else name, static(left), static(right))


def fold_static(name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """The static value of integer arithmetic on two static values. TensorFlow computes with whole tensors only."""
    if has_hole(left) or has_hole(right):
        return None
    if isinstance(left, tuple) or isinstance(right, tuple):
        return fold_vectors(name, left, right)
    if name not in FOLDED or not isinstance(left, int) or not isinstance(right, int):
        return UNKNOWN
    if name in ("floordiv", "mod") and right == 0:
        return UNKNOWN
    found = FOLDED[name](left, right)
    return found if isinstance(found, int) and abs(found) < MAX_INT else UNKNOWN


def fold_vectors(name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """Arithmetic item by item, where one side is a vector."""
    length = max(len(side) for side in (left, right) if isinstance(side, tuple))
    lefts = left if isinstance(left, tuple) else (left,) * length
    rights = right if isinstance(right, tuple) else (right,) * length
    if len(lefts) != len(rights):
        return UNKNOWN
    return tuple(fold_static(name, one, other) for one, other in zip(lefts, rights))


def part_of_static(constant: AbstractValue, index: AbstractValue) -> AbstractValue:
    """The static value of `tensor[index]`, where the index is an integer or a slice."""
    if isinstance(index, slice):
        return slice_of_static(constant, index)
    position = integer(index)
    if constant is None or position is None:
        return None
    if (
        isinstance(constant, tuple)
        and not isinstance(constant, ShapePart)
        and isinstance(position, int)
        and -len(constant) <= position < len(constant)
    ):
        return constant[position]
    return UNKNOWN


def slice_of_static(constant: AbstractValue, index: slice) -> AbstractValue:
    """The static value of a slice of a vector."""
    bounds: list[int | None] = []
    for given in (index.start, index.stop, index.step):
        bound = None if given is None else integer(given)
        if bound is None and given is not None:
            return None
        if isinstance(bound, Unknown):
            return None if constant is None else UNKNOWN
        bounds.append(bound)
    if not isinstance(constant, tuple) or bounds[2] == 0:
        return None if constant is None else UNKNOWN
    part = tuple(constant)[bounds[0] : bounds[1] : bounds[2]]
    return ShapePart(part) if has_hole(constant) else part
