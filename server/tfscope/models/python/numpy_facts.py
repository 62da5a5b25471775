"""NumPy: what is asked of arrays, and products of matrices."""

from __future__ import annotations

from tfscope.domain.heap import ArrayObject, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.python.numpy_arrays import (
    as_array,
    kind_of,
    known_dims,
    make_array,
    numbers_of,
    promoted,
    size_of,
)
from tfscope.models.python.numpy_functions import is_beyond
from tfscope.models.registry import library_class, model


@model("numpy.shape")
def shape_of(machine: Machine, call: Call, a: AbstractValue) -> AbstractValue:
    """The shape of an array."""
    array = as_array(machine, a)
    if is_beyond(a) or not isinstance(array.shape, Shape) or array.shape.dims is None:
        return UNKNOWN
    return array.shape.dims


@model("numpy.ndim", "numpy.rank")
def ndim(machine: Machine, call: Call, a: AbstractValue) -> AbstractValue:
    """The number of axes."""
    found = shape_of(machine, call, a)
    return len(found) if isinstance(found, tuple) else Unknown("", "int")


@model("numpy.size")
def size(machine: Machine, call: Call, a: AbstractValue, axis: AbstractValue = None) -> AbstractValue:
    """The number of items."""
    dims = None if is_beyond(a) else known_dims(as_array(machine, a))
    return Unknown("", "int") if dims is None or axis is not None else size_of(dims)


@model("numpy.isscalar")
def isscalar(machine: Machine, call: Call, element: AbstractValue) -> AbstractValue:
    """Whether a value is a number or text."""
    if isinstance(element, Unknown):
        return Unknown("", "bool")
    return isinstance(element, (int, float, str, complex))


@model("numpy.array_equal")
def array_equal(machine: Machine, call: Call, a1: AbstractValue, a2: AbstractValue) -> AbstractValue:
    """Whether two arrays have the same items."""
    left, right = as_array(machine, a1), as_array(machine, a2)
    one, other = numbers_of(left), numbers_of(right)
    if one is None or other is None:
        return Unknown("", "bool")
    return left.shape == right.shape and one == other


@model("numpy.cumsum")
def cumsum(
    machine: Machine, call: Call, a: AbstractValue, axis: AbstractValue = None, **others: AbstractValue
) -> AbstractValue:
    """The totals so far."""
    array = as_array(machine, a)
    dims, flat = known_dims(array), numbers_of(array)
    if dims is None or flat is None or not (axis is None or len(dims) == 1):
        return UNKNOWN if axis is None else ArrayObject(array.shape, array.dtype)
    totals = [sum(flat[: index + 1]) for index in range(len(flat))]
    return make_array(totals, (len(flat),), array.dtype)


@model("numpy.dot", "numpy.matmul")
def dot(machine: Machine, call: Call, a: AbstractValue, b: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """The product of matrices."""
    left, right = as_array(machine, a), as_array(machine, b)
    one = left.shape.dims if isinstance(left.shape, Shape) else None
    other = right.shape.dims if isinstance(right.shape, Shape) else None
    if is_beyond(a) or is_beyond(b) or one is None or other is None or not one or not other:
        return UNKNOWN
    dims = (*one[:-1], *(other[:-2] if len(other) > 1 else ()), *(other[-1:] if len(other) > 1 else ()))
    dtype = promoted(left.dtype, right.dtype)
    return make_array(None, dims, dtype) if dims else Unknown("", kind_of(dtype))


@model(
    "numpy.load",
    "numpy.loadtxt",
    "numpy.genfromtxt",
    "numpy.unique",
    "numpy.where",
    "numpy.nonzero",
    "numpy.fromstring",
)
def not_followed(machine: Machine, call: Call, *arguments: AbstractValue, **others: AbstractValue) -> AbstractValue:
    """What depends on items that are not known."""
    return UNKNOWN


@model("numpy.save", "numpy.savez", "numpy.savetxt", "numpy.set_printoptions", "numpy.random.seed", "numpy.seterr")
def without_effect(machine: Machine, call: Call, *arguments: AbstractValue, **others: AbstractValue) -> AbstractValue:
    """Nothing that matters here."""
    return None


@library_class("numpy.ndarray")
class NdArray:
    """The class of arrays, as a base class."""


def tolist(items: AbstractValue) -> AbstractValue:
    """Nested lists as lists of the program."""
    return ListObject([tolist(item) for item in items]) if isinstance(items, list) else items
