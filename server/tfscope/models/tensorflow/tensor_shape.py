"""What a `tf.TensorShape` and a `tf.Dimension` answer.

**Source:** tensorflow/python/framework/tensor_shape.py, TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import ListObject
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    Dimension,
    Shape,
    Unknown,
)
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, method, model
from tfscope.models.tensorflow.shapes import (
    UNKNOWN_RANK,
    as_dimension,
    as_shape,
    compatible,
    dimension_value,
    merge_shapes,
    size_of,
)

API: Final = "tensorflow.TensorShape"


@model("tensorflow.TensorShape")
def tensor_shape(machine: Machine, call: Call, dims: AbstractValue) -> AbstractValue:
    """A static shape. Source: TensorShape.__init__."""
    return as_shape(machine, dims, "tensorflow.TensorShape")


@model("tensorflow.python.framework.tensor_shape.as_shape")
def as_tensor_shape(machine: Machine, call: Call, shape: AbstractValue) -> AbstractValue:
    """A static shape of anything that says one. Source: tensor_shape.as_shape."""
    return as_shape(machine, shape, "tensorflow.TensorShape")


@model("tensorflow.Dimension")
def dimension(machine: Machine, call: Call, value: AbstractValue) -> AbstractValue:
    """A dimension. Source: Dimension.__init__."""
    return Dimension(as_dimension(machine, value, "tensorflow.Dimension"))


@model("tensorflow.dimension_value", "tensorflow.compat.dimension_value")
def plain_dimension(machine: Machine, call: Call, dimension: AbstractValue) -> AbstractValue:
    """The int or None of a dimension. Source: tensor_shape.dimension_value."""
    return dimension.value if isinstance(dimension, Dimension) else dimension


@model("tensorflow.dimension_at_index", "tensorflow.compat.dimension_at_index")
def dimension_at_index(machine: Machine, call: Call, shape: AbstractValue, index: AbstractValue) -> AbstractValue:
    """One dimension of a shape. Source: tensor_shape.dimension_at_index."""
    return get_dimension(machine, call, shape, index)


@attribute(Dimension, "value")
def value_of_dimension(machine: Machine, dim: AbstractValue) -> AbstractValue:
    """The int, or None."""
    assert isinstance(dim, Dimension)
    return dim.value


@attribute(Shape, "ndims", "rank")
def shape_rank(machine: Machine, shape: AbstractValue) -> AbstractValue:
    """The number of dimensions, or None."""
    assert isinstance(shape, Shape)
    return shape.rank


@attribute(Shape, "dims")
def shape_dims(machine: Machine, shape: AbstractValue) -> AbstractValue:
    """The dimensions as a list of Dimension, or None."""
    assert isinstance(shape, Shape)
    return None if shape.dims is None else ListObject([Dimension(dim) for dim in shape.dims])


@method(Shape, "as_list")
def as_list(machine: Machine, call: Call, shape: AbstractValue) -> AbstractValue:
    """The dimensions as ints and None. Source: TensorShape.as_list."""
    assert isinstance(shape, Shape)
    if shape.dims is None:
        machine.fail("ValueError", "as_list() is not defined on an unknown TensorShape.", api=API)
        return UNKNOWN
    return ListObject(list(shape.dims))


@method(Shape, "is_fully_defined")
def is_fully_defined(machine: Machine, call: Call, shape: AbstractValue) -> AbstractValue:
    """Whether every dimension is known."""
    assert isinstance(shape, Shape)
    if shape.dims is None or any(dim is None for dim in shape.dims):
        return False
    return True if shape.is_known else Unknown("", "bool")


@method(Shape, "num_elements")
def num_elements(machine: Machine, call: Call, shape: AbstractValue) -> AbstractValue:
    """The number of elements, or None."""
    assert isinstance(shape, Shape)
    return size_of(shape)


@method(Shape, "is_compatible_with")
def is_compatible_with(machine: Machine, call: Call, shape: AbstractValue, other: AbstractValue) -> AbstractValue:
    """Whether both could be one shape."""
    assert isinstance(shape, Shape)
    answer = compatible(shape, as_shape(machine, other))
    return Unknown("", "bool") if answer is None else answer


@method(Shape, "assert_is_compatible_with", "assert_has_rank", "assert_same_rank", "assert_is_fully_defined")
def assert_shape(machine: Machine, call: Call, shape: AbstractValue, *other: AbstractValue) -> AbstractValue:
    """A check that is taken to hold."""
    return None


@method(Shape, "with_rank", "with_rank_at_least", "with_rank_at_most")
def with_rank(machine: Machine, call: Call, shape: AbstractValue, rank: AbstractValue) -> AbstractValue:
    """The shape, where its rank is known."""
    assert isinstance(shape, Shape)
    if shape.dims is None:
        return Shape((None,) * rank) if isinstance(rank, int) else UNKNOWN
    return shape


@method(Shape, "merge_with")
def merge_with(machine: Machine, call: Call, shape: AbstractValue, other: AbstractValue) -> AbstractValue:
    """A shape that knows what either knows."""
    assert isinstance(shape, Shape)
    return merge_shapes(shape, as_shape(machine, other))


@method(Shape, "concatenate")
def concatenate_shapes(machine: Machine, call: Call, shape: AbstractValue, other: AbstractValue) -> AbstractValue:
    """Both shapes, one behind the other."""
    assert isinstance(shape, Shape)
    second = as_shape(machine, other)
    if isinstance(second, Unknown):
        return UNKNOWN
    return UNKNOWN_RANK if shape.dims is None or second.dims is None else Shape(shape.dims + second.dims)


@method(Shape, "__len__")
def shape_length(machine: Machine, call: Call, shape: AbstractValue) -> AbstractValue:
    """The rank."""
    assert isinstance(shape, Shape)
    if shape.dims is None:
        machine.fail("ValueError", "Cannot take the length of shape with unknown rank.", api=API)
        return UNKNOWN
    return len(shape.dims)


@method(Shape, "__iter__")
def iterate_shape(machine: Machine, call: Call, shape: AbstractValue) -> AbstractValue:
    """The dimensions one by one."""
    assert isinstance(shape, Shape)
    if shape.dims is None:
        return ListObject([], is_open=True)
    return tuple(dimension_value(machine, dim) for dim in shape.dims)


@method(Shape, "__getitem__")
def get_dimension(machine: Machine, call: Call, shape: AbstractValue, index: AbstractValue) -> AbstractValue:
    """A dimension, or a part of the shape."""
    if not isinstance(shape, Shape):
        return UNKNOWN
    if isinstance(index, slice):
        return UNKNOWN_RANK if shape.dims is None else Shape(shape.dims[index])
    if not isinstance(index, int):
        return UNKNOWN
    if shape.dims is None:
        return dimension_value(machine, None)
    try:
        return dimension_value(machine, shape.dims[index])
    except IndexError:
        machine.fail("IndexError", "list index out of range", api=API)
        return UNKNOWN
