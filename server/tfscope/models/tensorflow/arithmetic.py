"""Operators on tensors: `a + b`, `-a`, `a < b`, and indexing.

**Source:** tensorflow/python/ops/math_ops.py and tensor_getitem_override.py, TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import PartitionedVariable, Tensor, native_of
from tfscope.domain.heap import ListObject
from tfscope.domain.origins import NOTHING, Origin
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    AnyDType,
    AnyShape,
    DType,
    OneOf,
    PartSlice,
    Shape,
    Unknown,
    alternatives,
)
from tfscope.models.machine import Call, Machine
from tfscope.models.operators import OPERATORS
from tfscope.models.registry import method
from tfscope.models.tensorflow.dtypes import INTEGERS
from tfscope.models.tensorflow.input_graphs import graph_of_inputs
from tfscope.models.tensorflow.op_model import broadcast, common_dtype, facts, use_name
from tfscope.models.tensorflow.operand_dtypes import check_operands
from tfscope.models.tensorflow.ops_results import merge
from tfscope.models.tensorflow.ops_slicing import sliced_shape
from tfscope.models.tensorflow.ops_static import after_op, fold_binary, part_of_static, static
from tfscope.models.tensorflow.shapes import as_shape

OP_NAMES: Final = {
    "add": "add", "sub": "sub", "mul": "mul", "truediv": "truediv", "div": "div", "floordiv": "floordiv", "mod": "mod",
    "pow": "pow", "matmul": "matmul", "and": "and", "or": "or", "xor": "xor",
}  # fmt: skip
REFLECTED: Final = {"Lt": "Gt", "LtE": "GtE", "Gt": "Lt", "GtE": "LtE"}
COMPARISONS: Final = {"Lt": "Less", "LtE": "LessEqual", "Gt": "Greater", "GtE": "GreaterEqual"}


def is_tensor(value: AbstractValue) -> bool:
    """Whether an operand makes an operator TensorFlow's, whichever of a few values it is."""
    return all(isinstance(native_of(option), (Tensor, PartitionedVariable)) for option in alternatives(value))


class TensorOperators:
    """Operators of which one operand is a tensor."""

    def binary(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """The broadcast of both; a matrix product's own shape."""
        if not (is_tensor(left) or is_tensor(right)) or name not in OP_NAMES:
            return NotImplemented
        left, right = native_of(left), native_of(right)
        check_operands(machine, name, left, right)
        op_name = use_name(machine, None, OP_NAMES[name])
        left_shape, left_dtype = facts(machine, left)
        right_shape, right_dtype = facts(machine, right)
        dtype = common_dtype(left_dtype, right_dtype, left, right)
        dtype = quotient_dtype(dtype) if name == "truediv" else dtype
        shape = matmul_shape(left_shape, right_shape) if name == "matmul" else broadcast(left_shape, right_shape)
        graph = graph_of_inputs(machine, (left, right), op_name if isinstance(op_name, str) else "")
        origin = NOTHING if name == "floordiv" else Origin([left, right])
        return Tensor(shape, dtype, op_name, graph, fold_binary(name, left, right), origin)

    def unary(self, machine: Machine, name: str, value: AbstractValue) -> AbstractValue:
        """A tensor of the same shape and dtype."""
        if not is_tensor(value):
            return NotImplemented
        shape, dtype = facts(machine, native_of(value))
        op_name = use_name(machine, None, "LogicalNot" if name == "invert" else "Neg")
        return Tensor(shape, dtype, op_name, machine.graph, after_op((value,)), Origin([value]))

    def compare(self, machine: Machine, name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
        """Order gives a tensor; equality of TensorFlow 1 is identity."""
        if not (is_tensor(left) or is_tensor(right)):
            return NotImplemented
        left, right = native_of(left), native_of(right)
        if name in COMPARISONS:
            shape = broadcast(facts(machine, left)[0], facts(machine, right)[0])
            op_name = use_name(machine, None, COMPARISONS[name if is_tensor(left) else REFLECTED[name]])
            return Tensor(shape, DType("bool"), op_name, machine.graph, after_op((left, right)), NOTHING)
        if isinstance(left, (Unknown, OneOf)) or isinstance(right, (Unknown, OneOf)):
            return Unknown("", "bool")
        if machine.runtime.is_v2_behavior is True and left is not None and right is not None:
            return Unknown("", "bool")
        return (left is right) is (name == "Eq")


OPERATORS.insert(0, TensorOperators())


def quotient_dtype(dtype: AnyDType) -> AnyDType:
    """The dtype of `a / b`: integers give floats. Source: math_ops._TRUEDIV_TABLE."""
    if isinstance(dtype, DType) and dtype.name in INTEGERS:
        return DType("float32" if dtype.name in ("int8", "uint8", "int16", "uint16") else "float64")
    return dtype


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
    if facts(machine, index)[1] == DType("bool") and not isinstance(index, (bool, tuple)):
        return Tensor(masked_shape(tensor.shape, facts(machine, index)[0]), tensor.dtype, name, machine.graph, None)
    parts = [whole_slice(part) for part in (index if isinstance(index, tuple) else (index,))]
    constant = part_of_static(static(tensor), parts[0]) if len(parts) == 1 else after_op((tensor,))
    return Tensor(sliced_shape(tensor.shape, parts), tensor.dtype, name, machine.graph, constant)


def whole_slice(part: AbstractValue) -> AbstractValue:
    """A slice with tensors for bounds as Python's slice."""
    return slice(part.lower, part.upper, part.step) if isinstance(part, PartSlice) else part


def masked_shape(shape: AnyShape, mask: AnyShape, axis: int = 0) -> AnyShape:
    """The shape of the elements that a mask selects: one axis for those of the mask."""
    if isinstance(shape, Unknown) or isinstance(mask, Unknown) or mask.dims is None:
        return UNKNOWN
    if shape.dims is None:
        return Shape(None)
    return Shape((*shape.dims[:axis], None, *shape.dims[axis + len(mask.dims) :]))


@method(Tensor, "__iter__")
def iterate_tensor(machine: Machine, call: Call, tensor: AbstractValue) -> AbstractValue:
    """The parts along the first axis, where it is known."""
    assert isinstance(tensor, Tensor)
    shape = tensor.shape
    if isinstance(shape, Shape) and shape.dims and isinstance(shape.dims[0], int) and shape.dims[0] <= 4096:
        inner = Shape(shape.dims[1:])
        return tuple(Tensor(inner, tensor.dtype, None, machine.graph) for _ in range(shape.dims[0]))
    return ListObject([], is_open=True)


@method(Tensor, "__abs__")
def absolute(machine: Machine, call: Call, tensor: AbstractValue) -> AbstractValue:
    """`abs(tensor)`."""
    assert isinstance(tensor, Tensor)
    return Tensor(tensor.shape, tensor.dtype, use_name(machine, None, "Abs"), machine.graph, after_op((tensor,)))


@method(Tensor, "set_shape")
def set_shape(machine: Machine, call: Call, tensor: AbstractValue, shape: AbstractValue) -> AbstractValue:
    """Adds to what is known of the static shape. Source: Tensor.set_shape."""
    from_other = as_shape(machine, shape)
    assert isinstance(tensor, Tensor)
    if isinstance(from_other, Shape):
        machine.changing(tensor)
        tensor.shape = merge(tensor.shape, from_other)
    return None


@method(Tensor, "eval", "consumers", "experimental_ref", "ref", "numpy")
def tensor_other(
    machine: Machine, call: Call, tensor: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Nothing that matters to names."""
    return UNKNOWN
