"""Answers of ops that are more than one tensor, and what is read from arguments that are lists of tensors."""

from __future__ import annotations

from collections.abc import Sequence

from tfscope.domain.graph import PartitionedVariable, Tensor, native_of
from tfscope.domain.heap import ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, AnyShape, Dim, DType, Name, Shape, Unknown
from tfscope.models.machine import Machine
from tfscope.models.python.collections import named_tuple_class
from tfscope.models.tensorflow.op_model import Facts, facts

#: The rank that numbers have.
SCALAR = Shape(())


def tensor(machine: Machine, found: Facts, constant: AbstractValue = UNKNOWN, name: Name | None = None) -> Tensor:
    """A tensor of the default graph."""
    return Tensor(found[0], found[1], name, machine.graph, constant)


def named(machine: Machine, class_name: str, **fields: AbstractValue) -> AbstractValue:
    """A named tuple, as ops with several outputs answer it."""
    cls = named_tuple_class(machine, class_name, list(fields), ())
    return machine.call(cls, *fields.values())


def tensor_list(machine: Machine, value: AbstractValue) -> list[AbstractValue] | None:
    """The items of a list of tensors; a single tensor is one of one. None where not all are known."""
    value = native_of(value)
    if isinstance(value, PartitionedVariable):
        return list(value.parts)
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, Unknown) or (isinstance(value, ListObject) and value.is_open):
        return None
    return machine.items_of(value)


def known_items(value: AbstractValue) -> Sequence[AbstractValue]:
    """Those items of a list that are known."""
    return value.items if isinstance(value, ListObject) else value if isinstance(value, tuple) else ()


def merge_dims(left: Dim, right: Dim) -> Dim:
    """A dimension of which two statements are made, which both hold."""
    if isinstance(left, int):
        return left if not isinstance(right, int) or left == right else UNKNOWN
    if isinstance(right, int):
        return right
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return left if left is right else UNKNOWN
    return None


def merge(left: AnyShape, right: AnyShape) -> AnyShape:
    """A shape of which two statements are made, which both hold. Source: InferenceContext::Merge."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        other = right if isinstance(left, Unknown) else left
        if isinstance(other, Unknown) or other.dims is None:
            return UNKNOWN
        return Shape(tuple(UNKNOWN if dim is None else dim for dim in other.dims))
    if left.dims is None or right.dims is None:
        return right if left.dims is None else left
    if len(left.dims) != len(right.dims):
        return UNKNOWN
    return Shape(tuple(map(merge_dims, left.dims, right.dims)))


def with_rank(shape: AnyShape, rank: int) -> AnyShape:
    """The shape where an op asks for a rank. Source: InferenceContext::WithRank."""
    if isinstance(shape, Unknown):
        return Shape((UNKNOWN,) * rank)
    if shape.dims is None:
        return Shape((None,) * rank)
    return shape if len(shape.dims) == rank else UNKNOWN


def product(dims: Sequence[Dim]) -> Dim:
    """The product of dimensions. None where TensorFlow does not know it."""
    size = 1
    if any(dim == 0 for dim in dims):
        return 0
    for dim in dims:
        if not isinstance(dim, int):
            return UNKNOWN if any(isinstance(other, Unknown) for other in dims) else None
        size *= dim
    return size


def add_dims(left: Dim, right: Dim) -> Dim:
    """The sum of two dimensions."""
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    return None if left is None or right is None else UNKNOWN


def scaled_dim(dim: Dim, factor: Dim) -> Dim:
    """A dimension times a number."""
    if factor == 1:
        return dim
    return product((dim, factor))


def normal_axis(axis: Dim, rank: int) -> int | None:
    """An axis counted from the front, None where it is not known or there is none."""
    if not isinstance(axis, int) or not -rank <= axis < rank:
        return None
    return axis + rank if axis < 0 else axis


def shape_of(machine: Machine, value: AbstractValue) -> AnyShape:
    """The static shape of an argument."""
    return facts(machine, value)[0]


def dtype_of(machine: Machine, value: AbstractValue) -> AnyDType:
    """The dtype of an argument."""
    return facts(machine, value)[1]


def rank_of(shape: AnyShape) -> Dim:
    """The rank of a static shape."""
    return UNKNOWN if isinstance(shape, Unknown) else shape.rank


def dims_of(shape: AnyShape) -> tuple[Dim, ...] | None:
    """The dimensions where the rank is known."""
    return shape.dims if isinstance(shape, Shape) else None


def unknown_rank(*shapes: AnyShape) -> AnyShape:
    """The result where the rank of one of the arguments is not known: TensorFlow knows nothing, or only we do not."""
    return UNKNOWN if any(isinstance(shape, Unknown) for shape in shapes) else Shape(None)


INT32, INT64, FLOAT32, BOOL, STRING = (DType(name) for name in ("int32", "int64", "float32", "bool", "string"))
