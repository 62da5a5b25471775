"""NumPy: how the shapes of arrays are changed, and what is asked of arrays."""

from __future__ import annotations

from tfscope.domain.heap import ArrayObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Dim, Shape
from tfscope.models.machine import Call, Machine
from tfscope.models.python.numpy_arrays import (
    Number,
    as_array,
    known_dims,
    make_array,
    numbers_of,
    promoted,
    shape_argument,
    size_of,
)
from tfscope.models.python.numpy_functions import is_beyond
from tfscope.models.registry import model


def reshaped(machine: Machine, array: ArrayObject, shape: AbstractValue) -> AbstractValue:
    """An array in another shape; one dimension may be -1."""
    dims = shape_argument(machine, shape)
    flat = numbers_of(array)
    if dims is None:
        return ArrayObject(UNKNOWN, array.dtype)
    own = known_dims(array)
    sizes = [dim for dim in dims if isinstance(dim, int)]
    if -1 in sizes:
        rest = size_of([size for size in sizes if size != -1])
        missing: Dim = UNKNOWN
        if own is not None and len(sizes) == len(dims) and rest and size_of(own) % rest == 0:
            missing = size_of(own) // rest
        dims = tuple(missing if dim == -1 else dim for dim in dims)
        sizes = [dim for dim in dims if isinstance(dim, int)]
    if own is not None and len(sizes) == len(dims) and size_of(own) != size_of(sizes):
        shown = tuple(sizes)
        machine.fail("ValueError", f"cannot reshape array of size {size_of(own)} into shape {shown}")
    return make_array(flat, dims, array.dtype)


@model("numpy.reshape")
def reshape(
    machine: Machine, call: Call, a: AbstractValue, newshape: AbstractValue, *rest: AbstractValue
) -> AbstractValue:
    """An array in another shape."""
    return UNKNOWN if is_beyond(a) else reshaped(machine, as_array(machine, a), newshape)


def transposed(machine: Machine, array: ArrayObject, axes: AbstractValue) -> AbstractValue:
    """An array with its axes in another order."""
    if not isinstance(array.shape, Shape) or array.shape.dims is None:
        return ArrayObject(UNKNOWN, array.dtype)
    rank = len(array.shape.dims)
    order = list(range(rank))[::-1] if axes is None else machine.items_of(axes)
    known = [axis % rank for axis in order or () if isinstance(axis, int)] if rank else []
    if order is None or sorted(known) != list(range(rank)):
        return ArrayObject(Shape((UNKNOWN,) * rank), array.dtype)
    dims = tuple(array.shape.dims[axis] for axis in known)
    own, flat = known_dims(array), numbers_of(array)
    if own is None or flat is None:
        return make_array(None, dims, array.dtype)
    sizes = [own[axis] for axis in known]
    steps = [size_of(own[axis + 1 :]) for axis in known]
    made: list[Number] = []
    for position in range(len(flat)):
        source, left = 0, position
        for axis, size in enumerate(sizes):
            inner = size_of(sizes[axis + 1 :])
            source += (left // inner % size) * steps[axis]
        made.append(flat[source])
    return make_array(made, dims, array.dtype)


@model("numpy.transpose", "numpy.permute_dims")
def transpose(machine: Machine, call: Call, a: AbstractValue, axes: AbstractValue = None) -> AbstractValue:
    """An array with its axes in another order."""
    return UNKNOWN if is_beyond(a) else transposed(machine, as_array(machine, a), axes)


@model("numpy.expand_dims")
def expand_dims(machine: Machine, call: Call, a: AbstractValue, axis: AbstractValue) -> AbstractValue:
    """An array with a further axis of size 1."""
    array = as_array(machine, a)
    if is_beyond(a) or not isinstance(array.shape, Shape) or array.shape.dims is None or not isinstance(axis, int):
        return UNKNOWN
    dims = list(array.shape.dims)
    dims.insert(axis if axis >= 0 else axis + len(dims) + 1, 1)
    return make_array(numbers_of(array), dims, array.dtype)


def squeezed(array: ArrayObject, axis: AbstractValue) -> AbstractValue:
    """An array without its axes of size 1."""
    if not isinstance(array.shape, Shape) or array.shape.dims is None or not all(array.shape.dims):
        return ArrayObject(UNKNOWN, array.dtype)
    dims = array.shape.dims
    if isinstance(axis, int):
        kept = [dim for index, dim in enumerate(dims) if index != axis % len(dims)]
    elif axis is None and all(isinstance(dim, int) for dim in dims):
        kept = [dim for dim in dims if dim != 1]
    else:
        return ArrayObject(UNKNOWN, array.dtype)
    return make_array(numbers_of(array), kept, array.dtype)


@model("numpy.squeeze")
def squeeze(machine: Machine, call: Call, a: AbstractValue, axis: AbstractValue = None) -> AbstractValue:
    """An array without its axes of size 1."""
    return UNKNOWN if is_beyond(a) else squeezed(as_array(machine, a), axis)


@model("numpy.ravel")
def ravel(machine: Machine, call: Call, a: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """All items along one axis."""
    return UNKNOWN if is_beyond(a) else reshaped(machine, as_array(machine, a), -1)


def parts_of(machine: Machine, arrays: AbstractValue) -> list[ArrayObject] | None:
    """The arrays of a sequence, None where they are not known."""
    items = None if is_beyond(arrays) else machine.items_of(arrays)
    if not items or any(map(is_beyond, items)):
        return None
    return [as_array(machine, item) for item in items]


def joined(parts: list[ArrayObject], axis: int) -> AbstractValue:
    """Arrays one behind the other along an axis."""
    dtype = parts[0].dtype
    for part in parts[1:]:
        dtype = promoted(dtype, part.dtype)
    shapes = [part.shape.dims for part in parts if isinstance(part.shape, Shape) and part.shape.dims is not None]
    if (
        len(shapes) < len(parts)
        or len({len(dims) for dims in shapes}) != 1
        or not -len(shapes[0]) <= axis < len(shapes[0])
    ):
        return ArrayObject(UNKNOWN, dtype)
    axis %= len(shapes[0])
    along = [dims[axis] for dims in shapes]
    sizes = [size for size in along if isinstance(size, int)]
    dims = list(shapes[0])
    dims[axis] = sum(sizes) if len(sizes) == len(along) else UNKNOWN
    flats = [numbers_of(part) for part in parts]
    known = [flat for flat in flats if flat is not None]
    inner = [dim for dim in dims[axis + 1 :] if isinstance(dim, int)]
    outer = [dim for dim in dims[:axis] if isinstance(dim, int)]
    if len(known) < len(flats) or len(sizes) < len(along) or len(inner) + len(outer) + 1 < len(dims):
        return make_array(None, dims, dtype)
    made: list[Number] = []
    for row in range(size_of(outer)):
        for flat, size in zip(known, sizes):
            step = size * size_of(inner)
            made.extend(flat[row * step : (row + 1) * step])
    return make_array(made, dims, dtype)


@model("numpy.concatenate", "numpy.concat")
def concatenate(
    machine: Machine, call: Call, arrays: AbstractValue, axis: AbstractValue = 0, **others: AbstractValue
) -> AbstractValue:
    """Arrays one behind the other."""
    parts = parts_of(machine, arrays)
    return joined(parts, axis) if parts is not None and isinstance(axis, int) else UNKNOWN


@model("numpy.stack")
def stack(
    machine: Machine, call: Call, arrays: AbstractValue, axis: AbstractValue = 0, **others: AbstractValue
) -> AbstractValue:
    """Arrays along a new axis."""
    parts = parts_of(machine, arrays)
    if parts is None or not isinstance(axis, int):
        return UNKNOWN
    widened = [expand_dims(machine, call, part, axis) for part in parts]
    arrays_known = [part for part in widened if isinstance(part, ArrayObject)]
    return joined(arrays_known, axis) if len(arrays_known) == len(parts) else UNKNOWN


@model("numpy.vstack", "numpy.row_stack")
def vstack(machine: Machine, call: Call, tup: AbstractValue, **others: AbstractValue) -> AbstractValue:
    """Rows one below the other."""
    parts = parts_of(machine, tup)
    if parts is None:
        return UNKNOWN
    return joined([row(part) for part in parts], 0)


def row(part: ArrayObject) -> ArrayObject:
    """An array with at least two axes."""
    if isinstance(part.shape, Shape) and part.shape.dims is not None and len(part.shape.dims) == 1:
        return make_array(numbers_of(part), (1, *part.shape.dims), part.dtype)
    return part


@model("numpy.hstack")
def hstack(machine: Machine, call: Call, tup: AbstractValue, **others: AbstractValue) -> AbstractValue:
    """Columns one beside the other."""
    parts = parts_of(machine, tup)
    if parts is None:
        return UNKNOWN
    first = parts[0].shape
    return joined(parts, 0 if isinstance(first, Shape) and first.dims is not None and len(first.dims) == 1 else 1)
