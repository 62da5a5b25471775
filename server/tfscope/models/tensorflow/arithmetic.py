"""Operators on tensors: `a + b`, `-a`, `a < b`, and indexing.

**Source:** tensorflow/python/ops/math_ops.py and tensor_getitem_override.py, TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import PartitionedVariable, Tensor, native_of
from tfscope.domain.heap import ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, DType, OneOf, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.operators import OPERATORS
from tfscope.models.registry import method
from tfscope.models.tensorflow.shapes import as_shape
from tfscope.models.tensorflow.op_model import broadcast, common_dtype, facts, use_name

OP_NAMES: Final = {
    "add": "add", "sub": "sub", "mul": "mul", "truediv": "truediv", "div": "div", "floordiv": "floordiv", "mod": "mod",
    "pow": "pow", "matmul": "matmul", "and": "and", "or": "or", "xor": "xor",
}  # fmt: skip
COMPARISONS: Final = {"Lt": "Less", "LtE": "LessEqual", "Gt": "Greater", "GtE": "GreaterEqual"}


def is_tensor(value: AbstractValue) -> bool:
    """Whether an operand makes an operator TensorFlow's."""
    return isinstance(native_of(value), (Tensor, PartitionedVariable))


class TensorOperators:
    """Operators of which one operand is a tensor."""

    def binary(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """The broadcast of both; a matrix product's own shape."""
        if not (is_tensor(left) or is_tensor(right)) or name not in OP_NAMES:
            return NotImplemented
        left, right = native_of(left), native_of(right)
        op_name = use_name(machine, None, OP_NAMES[name])
        left_shape, left_dtype = facts(machine, left)
        right_shape, right_dtype = facts(machine, right)
        dtype = common_dtype(left_dtype, right_dtype, left, right)
        shape = matmul_shape(left_shape, right_shape) if name == "matmul" else broadcast(left_shape, right_shape)
        return Tensor(shape, dtype, op_name, machine.graph, fold(name, left, right))

    def unary(self, machine: Machine, name: str, value: AbstractValue) -> AbstractValue:
        """A tensor of the same shape and dtype."""
        if not is_tensor(value):
            return NotImplemented
        shape, dtype = facts(machine, native_of(value))
        return Tensor(shape, dtype, use_name(machine, None, "Neg"), machine.graph)

    def compare(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """Order gives a tensor; equality of TensorFlow 1 is identity."""
        if not (is_tensor(left) or is_tensor(right)):
            return NotImplemented
        left, right = native_of(left), native_of(right)
        if name in COMPARISONS:
            shape = broadcast(facts(machine, left)[0], facts(machine, right)[0])
            return Tensor(shape, DType("bool"), use_name(machine, None, COMPARISONS[name]), machine.graph)
        if isinstance(left, (Unknown, OneOf)) or isinstance(right, (Unknown, OneOf)):
            return Unknown("", "bool")
        if machine.runtime.is_v2_behavior is True and left is not None and right is not None:
            return Unknown("", "bool")
        return (left is right) is (name == "Eq")


OPERATORS.insert(0, TensorOperators())


def fold(name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """The value of integer arithmetic on static scalars, as static shapes are made of; else UNKNOWN."""
    one = left.constant if isinstance(left, Tensor) else left
    other = right.constant if isinstance(right, Tensor) else right
    if not isinstance(one, int) or not isinstance(other, int):
        return UNKNOWN
    match name:
        case "add":
            return one + other
        case "sub":
            return one - other
        case "mul":
            return one * other
        case "floordiv" | "div":
            return one // other if other else UNKNOWN
        case "mod":
            return one % other if other else UNKNOWN
        case _:
            return UNKNOWN


def matmul_shape(left: AnyShape, right: AnyShape, transpose_a: object = False, transpose_b: object = False) -> AnyShape:
    """The shape of a (batched) matrix product."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return UNKNOWN
    if left.dims is None or right.dims is None:
        return Shape(None)
    if len(left.dims) < 2 or len(right.dims) < 2:
        return UNKNOWN
    rows = left.dims[-1] if transpose_a is True else left.dims[-2]
    columns = right.dims[-2] if transpose_b is True else right.dims[-1]
    batch = broadcast(Shape(left.dims[:-2]), Shape(right.dims[:-2]))
    if isinstance(batch, Unknown) or batch.dims is None:
        return UNKNOWN
    return Shape((*batch.dims, rows, columns))


@method(Tensor, "__getitem__")
def get_item(machine: Machine, call: Call, tensor: AbstractValue, index: AbstractValue) -> AbstractValue:
    """A part of a tensor. Source: array_ops._slice_helper."""
    assert isinstance(tensor, Tensor)
    name = use_name(machine, None, "strided_slice")
    parts = index if isinstance(index, tuple) else (index,)
    constant: AbstractValue = UNKNOWN
    if isinstance(tensor.constant, tuple) and len(parts) == 1 and isinstance(index, (int, slice)):
        try:
            constant = tensor.constant[index]
        except (IndexError, TypeError):
            constant = UNKNOWN
    return Tensor(sliced_shape(tensor.shape, parts), tensor.dtype, name, machine.graph, constant)


def sliced_shape(shape: AnyShape, parts: tuple[AbstractValue, ...]) -> AnyShape:
    """The shape that indexing leaves."""
    if isinstance(shape, Unknown):
        return UNKNOWN
    if shape.dims is None:
        return Shape(None)
    taken = sum(part is not None and part is not ... for part in parts)
    rest = list(shape.dims)
    dims: list[Dim] = []
    for part in parts:
        if part is None:
            dims.append(1)
        elif part is ...:
            kept = len(rest) - sum(p is not None and p is not ... for p in parts[parts.index(...) + 1 :])
            dims.extend(rest[:kept])
            rest = rest[kept:]
        elif not rest or taken > len(shape.dims):
            return UNKNOWN
        elif isinstance(part, slice):
            dims.append(sliced_dim(rest.pop(0), part))
        elif isinstance(part, (int, Tensor, Unknown)):
            rest.pop(0)
            if isinstance(part, Unknown):
                return UNKNOWN
        else:
            rest.pop(0)
            dims.append(None if rest is None else UNKNOWN)
    return Shape((*dims, *rest))


def sliced_dim(dim: Dim, part: slice) -> Dim:
    """One dimension after a slice."""
    bounds = (part.start, part.stop, part.step)
    if bounds == (None, None, None) or bounds == (None, None, -1):
        return dim
    if isinstance(dim, int):
        return len(range(*part.indices(dim)))
    if isinstance(dim, Unknown):
        return UNKNOWN
    start, stop = part.start or 0, part.stop
    if part.step in (None, 1) and isinstance(stop, int) and start < 0 <= 0 and stop <= 0:
        return None
    return None


@method(Tensor, "__iter__")
def iterate_tensor(machine: Machine, call: Call, tensor: AbstractValue) -> AbstractValue:
    """The parts along the first axis, where it is known."""
    assert isinstance(tensor, Tensor)
    shape = tensor.shape
    if isinstance(shape, Shape) and shape.dims and isinstance(shape.dims[0], int) and shape.dims[0] <= 4096:
        inner = Shape(shape.dims[1:])
        return tuple(Tensor(inner, tensor.dtype, None, machine.graph) for _ in range(shape.dims[0]))
    return ListObject([], is_open=True)


@method(Tensor, "set_shape")
def set_shape(machine: Machine, call: Call, tensor: AbstractValue, shape: AbstractValue) -> AbstractValue:
    """Adds to what is known of the static shape. Source: Tensor.set_shape."""
    from_other = as_shape(machine, shape)
    assert isinstance(tensor, Tensor)
    if isinstance(from_other, Shape):
        machine.changing(tensor)
        tensor.shape = merged(tensor.shape, from_other)
    return None


def merged(known: AnyShape, new: Shape) -> AnyShape:
    """What both statements say together."""
    if isinstance(known, Unknown) or known.dims is None or new.dims is None or len(known.dims) != len(new.dims):
        return known if new.dims is None else new if isinstance(known, Unknown) or known.dims is None else known
    return Shape(tuple(b if not isinstance(a, int) and b is not None else a for a, b in zip(known.dims, new.dims)))


@method(Tensor, "eval", "consumers", "experimental_ref", "ref", "numpy")
def tensor_other(
    machine: Machine, call: Call, tensor: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Nothing that matters to names."""
    return UNKNOWN
