"""Attributes, methods, items and operators of NumPy arrays, and NumPy's random numbers."""

from __future__ import annotations

from tfscope.domain.heap import ArrayObject, IteratorObject, ListObject
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    AnyDType,
    Dim,
    Shape,
    Unknown,
)
from tfscope.models.machine import Call, Machine
from tfscope.models.python.numpy_arrays import (
    Number,
    as_array,
    dtype_of,
    flatten,
    kind_of,
    known_dims,
    make_array,
    numbers_of,
    scalar,
    size_of,
)
from tfscope.models.python.numpy_facts import dot, tolist
from tfscope.models.python.numpy_functions import apply_unary
from tfscope.models.python.numpy_reductions import REDUCTIONS, reduce_array
from tfscope.models.python.numpy_shapes import reshaped, squeezed, transposed
from tfscope.models.registry import attribute, method

# -- Attributes --------------------------------------------------------------------------------------------


@attribute(ArrayObject, "shape")
def shape(machine: Machine, value: AbstractValue) -> AbstractValue:
    """The sizes of the axes."""
    assert isinstance(value, ArrayObject)
    return value.shape.dims if isinstance(value.shape, Shape) and value.shape.dims is not None else UNKNOWN


@attribute(ArrayObject, "ndim")
def ndim(machine: Machine, value: AbstractValue) -> AbstractValue:
    """The number of axes."""
    dims = shape(machine, value)
    return len(dims) if isinstance(dims, tuple) else Unknown("", "int")


@attribute(ArrayObject, "size")
def size(machine: Machine, value: AbstractValue) -> AbstractValue:
    """The number of items."""
    assert isinstance(value, ArrayObject)
    dims = known_dims(value)
    return Unknown("", "int") if dims is None else size_of(dims)


@attribute(ArrayObject, "dtype")
def dtype(machine: Machine, value: AbstractValue) -> AbstractValue:
    """The dtype."""
    assert isinstance(value, ArrayObject)
    return value.dtype


@attribute(ArrayObject, "T")
def transposed_attribute(machine: Machine, value: AbstractValue) -> AbstractValue:
    """The array with its axes turned round."""
    assert isinstance(value, ArrayObject)
    return transposed(machine, value, None)


@attribute(ArrayObject, "nbytes", "itemsize")
def bytes_of(machine: Machine, value: AbstractValue) -> AbstractValue:
    """How much memory it takes."""
    return Unknown("", "int")


# -- Methods -----------------------------------------------------------------------------------------------


@method(ArrayObject, "astype")
def astype(
    machine: Machine, call: Call, self: ArrayObject, dtype: AbstractValue, **others: AbstractValue
) -> AbstractValue:
    """An array of another dtype."""
    return as_array(machine, self, dtype_of(dtype))


@method(ArrayObject, "reshape")
def reshape(
    machine: Machine, call: Call, self: ArrayObject, *dims: AbstractValue, **others: AbstractValue
) -> AbstractValue:
    """An array in another shape."""
    if call.is_open or not dims:
        return ArrayObject(UNKNOWN, self.dtype)
    return reshaped(machine, self, dims[0] if len(dims) == 1 else dims)


@method(ArrayObject, "transpose")
def transpose(machine: Machine, call: Call, self: ArrayObject, *axes: AbstractValue) -> AbstractValue:
    """An array with its axes in another order."""
    return transposed(machine, self, None if not axes else axes[0] if len(axes) == 1 else axes)


@method(ArrayObject, "flatten", "ravel")
def flatten_method(machine: Machine, call: Call, self: ArrayObject, *rest: AbstractValue) -> AbstractValue:
    """All items along one axis."""
    return reshaped(machine, self, -1)


@method(ArrayObject, "squeeze")
def squeeze(machine: Machine, call: Call, self: ArrayObject, axis: AbstractValue = None) -> AbstractValue:
    """An array without its axes of size 1."""
    return squeezed(self, axis)


@method(ArrayObject, "copy", "__copy__")
def copy(machine: Machine, call: Call, self: ArrayObject, *rest: AbstractValue) -> AbstractValue:
    """A copy."""
    return make_array(numbers_of(self), known_dims(self), self.dtype) if known_dims(self) is not None else self


@method(ArrayObject, "tolist")
def tolist_method(machine: Machine, call: Call, self: ArrayObject) -> AbstractValue:
    """Nested lists."""
    if not isinstance(self.items, Unknown):
        return tolist(self.items)
    items, is_open = rows(self)
    return ListObject([], is_open=True) if is_open or ndim(machine, self) != 1 else ListObject(items)


@method(ArrayObject, "item")
def item(machine: Machine, call: Call, self: ArrayObject, *index: AbstractValue) -> AbstractValue:
    """One item as a number."""
    flat = numbers_of(self)
    if flat is None or len(index) > 1:
        return Unknown("", kind_of(self.dtype))
    position = index[0] if index else 0
    return flat[position] if isinstance(position, int) and -len(flat) <= position < len(flat) else UNKNOWN


@method(ArrayObject, "fill", "sort")
def change(machine: Machine, call: Call, self: ArrayObject, *rest: AbstractValue) -> AbstractValue:
    """Changes the items."""
    machine.changing(self)
    self.items = UNKNOWN
    return None


def register_reduction(name: str) -> None:
    """Registers a reduction as a method."""

    @method(ArrayObject, name)
    def run(
        machine: Machine,
        call: Call,
        self: ArrayObject,
        axis: AbstractValue = None,
        dtype: AbstractValue = None,
        out: AbstractValue = None,
        keepdims: AbstractValue = False,
        **others: AbstractValue,
    ) -> AbstractValue:
        return reduce_array(machine, name, self, axis, keepdims, None if dtype is None else dtype_of(dtype))


for reduction in REDUCTIONS:
    register_reduction(reduction)


@method(ArrayObject, "round")
def round_method(machine: Machine, call: Call, self: ArrayObject, decimals: AbstractValue = 0) -> AbstractValue:
    """The nearest numbers."""
    return apply_unary(machine, lambda x: round(x, decimals), self, "") if isinstance(decimals, int) else UNKNOWN


@method(ArrayObject, "dot")
def dot_method(machine: Machine, call: Call, self: ArrayObject, other: AbstractValue) -> AbstractValue:
    """The product of matrices."""
    return dot(machine, call, self, other)


# -- Items -------------------------------------------------------------------------------------------------


def rows(self: ArrayObject) -> tuple[list[AbstractValue], bool]:
    """The items along the first axis, and whether they are not all known."""
    if not isinstance(self.shape, Shape) or not self.shape.dims or not isinstance(self.shape.dims[0], int):
        return [], True
    count, rest = self.shape.dims[0], self.shape.dims[1:]
    if count > 65_536:
        return [], True
    if isinstance(self.items, list):
        return [part(each, rest, self.dtype) for each in self.items], False
    return [part(UNKNOWN, rest, self.dtype) for _ in range(count)], False


def part(items: AbstractValue, dims: tuple[Dim, ...], dtype: AnyDType) -> AbstractValue:
    """A part of an array: a number where it has no axes."""
    if dims:
        return ArrayObject(Shape(dims), dtype, items)
    return scalar(None if isinstance(items, Unknown) else flatten(items)[0], dtype)


@method(ArrayObject, "__iter__")
def iterate(machine: Machine, call: Call, self: ArrayObject) -> AbstractValue:
    """The items along the first axis."""
    return IteratorObject(*rows(self))


@method(ArrayObject, "__len__")
def length(machine: Machine, call: Call, self: ArrayObject) -> AbstractValue:
    """The size of the first axis."""
    dims = shape(machine, self)
    return dims[0] if isinstance(dims, tuple) and dims and isinstance(dims[0], int) else Unknown("", "int")


@method(ArrayObject, "__getitem__")
def get_item(machine: Machine, call: Call, self: ArrayObject, index: AbstractValue) -> AbstractValue:
    """An item or a part."""
    dims = shape(machine, self)
    if not isinstance(dims, tuple):
        return UNKNOWN
    steps = list(index) if isinstance(index, tuple) else [index]
    if any(
        not (each is None or each is ... or isinstance(each, (int, slice))) or isinstance(each, bool) for each in steps
    ):
        return Unknown("", "") if len(dims) > 1 or not isinstance(index, Unknown) else Unknown("", kind_of(self.dtype))
    taken = sum(each is not None and each is not ... for each in steps)
    if taken > len(dims):
        machine.fail(
            "IndexError", f"too many indices for array: array is {len(dims)}-dimensional, but {taken} were indexed"
        )
        return UNKNOWN
    rest = [slice(None)] * (len(dims) - taken)
    if ... in steps:
        place = steps.index(...)
        steps[place : place + 1] = rest
    else:
        steps += rest
    return take(machine, self, steps, list(dims))


def take(machine: Machine, self: ArrayObject, steps: list[AbstractValue], dims: list[Dim]) -> AbstractValue:
    """The part that an index for each axis selects."""
    made: list[Dim] = []
    choices: list[range] | None = []
    for step in steps:
        if step is None:
            made.append(1)
            continue
        dim = dims.pop(0)
        if isinstance(step, int):
            if isinstance(dim, int) and not -dim <= step < dim:
                machine.fail("IndexError", f"index {step} is out of bounds for axis 0 with size {dim}")
                return UNKNOWN
            chosen = range(step % dim, step % dim + 1) if isinstance(dim, int) else None
        else:
            assert isinstance(step, slice)
            chosen = range(dim)[step] if isinstance(dim, int) else None
            made.append(UNKNOWN if chosen is None else len(chosen))
        choices = None if choices is None or chosen is None else [*choices, chosen]
    items = self.items if choices is not None and not isinstance(self.items, Unknown) else None
    flat = None if items is None else select(items, choices or [])
    return make_array(flat, made, self.dtype) if made else scalar(flat[0] if flat else None, self.dtype)


def select(items: AbstractValue, choices: list[range]) -> list[Number]:
    """The chosen numbers of nested lists in order."""
    if not choices:
        return flatten(items)
    assert isinstance(items, list)
    return [number for index in choices[0] for number in select(items[index], choices[1:])]


@method(ArrayObject, "__setitem__")
def set_item(
    machine: Machine, call: Call, self: ArrayObject, index: AbstractValue, value: AbstractValue
) -> AbstractValue:
    """Changes an item; what else is changed makes all items unknown."""
    machine.changing(self)
    flat, dims = numbers_of(self), known_dims(self)
    self.items = UNKNOWN
    if flat is None or dims is None or len(dims) != 1 or not isinstance(index, int):
        return None
    if isinstance(value, (int, float)) and -len(flat) <= index < len(flat):
        flat[index] = value
        self.items = make_array(flat, dims, self.dtype).items
    return None
