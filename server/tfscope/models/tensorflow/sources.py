"""Ops that make tensors from nothing: placeholders, constants, fills, random values.

**Source:** tensorflow/python/ops/array_ops.py, constant_op.py, random_ops.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import Reason
from tfscope.domain.graph import Tensor
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, DType, Shape
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.op_model import Arguments, Facts, Rule, declare, facts, use_name
from tfscope.models.tensorflow.op_names import keep_op
from tfscope.models.tensorflow.ops_static import static, static_shape
from tfscope.models.tensorflow.shapes import as_shape

FLOAT32 = DType("float32")


@model("tensorflow.placeholder")
def placeholder(
    machine: Machine, call: Call, dtype: AbstractValue, shape: AbstractValue = None, name: AbstractValue = None
) -> AbstractValue:
    """A tensor that is fed. Source: array_ops.placeholder."""
    if machine.graph is machine.runtime.eager_graph:
        message = "tf.placeholder() is not compatible with eager execution."
        machine.refuse(Reason.EAGER, "RuntimeError", message, api="tensorflow.placeholder")
    op_name = use_name(machine, name, "Placeholder")
    tensor = Tensor(as_shape(machine, shape), as_dtype(machine, dtype), op_name, machine.graph, None)
    return keep_op(machine, machine.graph, tensor)


@model("tensorflow.placeholder_with_default")
def placeholder_with_default(
    machine: Machine, call: Call, input: AbstractValue, shape: AbstractValue, name: AbstractValue = None
) -> AbstractValue:
    """A tensor that may be fed. Source: array_ops.placeholder_with_default."""
    op_name = use_name(machine, name, "PlaceholderWithDefault")
    tensor = Tensor(as_shape(machine, shape), facts(machine, input)[1], op_name, machine.graph, None)
    return keep_op(machine, machine.graph, tensor)


@model("tensorflow.constant")
def make_constant(
    machine: Machine,
    call: Call,
    value: AbstractValue,
    dtype: AbstractValue = None,
    shape: AbstractValue = None,
    name: AbstractValue = "Const",
    verify_shape: AbstractValue = False,
) -> AbstractValue:
    """A constant tensor. Source: constant_op.constant_v1."""
    found_shape, found_dtype = facts(machine, value)
    wanted = found_dtype if dtype is None else as_dtype(machine, dtype)
    final: AnyShape = found_shape if shape is None else as_shape(machine, shape)
    op_name = use_name(machine, name, "Const")
    tensor = Tensor(final, wanted, op_name, machine.graph, static(value) if shape is None else UNKNOWN)
    return keep_op(machine, machine.graph, tensor)


@model("tensorflow.convert_to_tensor")
def convert_to_tensor(
    machine: Machine,
    call: Call,
    value: AbstractValue,
    dtype: AbstractValue = None,
    name: AbstractValue = None,
    preferred_dtype: AbstractValue = None,
    dtype_hint: AbstractValue = None,
) -> AbstractValue:
    """The value as a tensor. Source: tensor_conversion.convert_to_tensor_v1."""
    if isinstance(value, Tensor):
        return value
    return make_constant(machine, call, value, dtype, None, "Const" if name is None else name)


def shaped(dtype_parameter: str | None = "dtype", default: DType = FLOAT32, shape_parameter: str = "shape") -> Rule:
    """The result has the shape and dtype of two arguments."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        dtype = bound.get(dtype_parameter) if dtype_parameter else None
        return static_shape(bound[shape_parameter]), default if dtype is None else as_dtype(machine, dtype)

    return rule


def like(machine: Machine, bound: Arguments) -> Facts:
    """The result has the shape of a tensor, and its dtype unless another is given."""
    shape, dtype = facts(machine, bound.get("tensor", bound.get("input")))
    return shape, dtype if bound.get("dtype") is None else as_dtype(machine, bound["dtype"])


def not_followed(machine: Machine, bound: Arguments) -> AbstractValue:
    """The static value depends on no argument's value, and is not followed."""
    return UNKNOWN


def random_value(machine: Machine, bound: Arguments) -> AbstractValue:
    """TensorFlow knows no random value."""
    return None


def filled(machine: Machine, bound: Arguments) -> Facts:
    """The dtype of the value."""
    return static_shape(bound["dims"]), facts(machine, bound["value"])[1]


def square(machine: Machine, bound: Arguments) -> Facts:
    """An identity matrix, batches of it in front."""
    rows = bound["num_rows"]
    columns = rows if bound.get("num_columns") is None else bound["num_columns"]
    shape = static_shape((rows, columns))
    batch = bound.get("batch_shape")
    if batch is not None and isinstance(shape, Shape):
        front = static_shape(batch)
        shape = Shape((front.dims or ()) + (shape.dims or ())) if isinstance(front, Shape) else UNKNOWN
    return shape, as_dtype(machine, bound["dtype"])


declare("zeros", "shape, dtype=None, name=None, layout=None", "zeros", shaped())
declare("ones", "shape, dtype=None, name=None, layout=None", "ones", shaped())
declare("zeros_like", "tensor, dtype=None, name=None, optimize=True", "zeros_like", like, not_followed)
declare("ones_like", "tensor, dtype=None, name=None, optimize=True", "ones_like", like, not_followed)
declare("fill", "dims, value, name=None, layout=None", "Fill", filled)
declare("eye", "num_rows, num_columns=None, batch_shape=None, dtype='float32', name=None", "eye/?", square)
declare(
    "random_normal random.normal",
    "shape, mean=0.0, stddev=1.0, dtype='float32', seed=None, name=None",
    "random_normal",
    shaped(),
    random_value,
)
declare(
    "truncated_normal random.truncated_normal",
    "shape, mean=0.0, stddev=1.0, dtype='float32', seed=None, name=None",
    "truncated_normal",
    shaped(),
    random_value,
)
declare(
    "random_uniform random.uniform",
    "shape, minval=0, maxval=None, dtype='float32', seed=None, name=None",
    "random_uniform",
    shaped(),
    random_value,
)
