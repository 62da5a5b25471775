"""NumPy arrays as values: their shapes, dtypes and, where they are few and known, their items."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from itertools import product
from typing import Final

from tfscope.domain.heap import ArrayObject, Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, Dim, Dimension, DType, Shape, Symbol, Unknown
from tfscope.models.machine import Machine
from tfscope.models.registry import canonical

#: Arrays with more items than this keep only their shape.
MOST_ITEMS: Final = 4096

FLOATS: Final = ("float16", "float32", "float64")
INTEGERS: Final = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
#: Other names of dtypes.
DTYPE_ALIASES: Final = {
    "float": "float64", "double": "float64", "float_": "float64", "single": "float32", "half": "float16",
    "int": "int64", "int_": "int64", "intp": "int64", "long": "int64", "longlong": "int64", "intc": "int32",
    "short": "int16", "byte": "int8", "ubyte": "uint8", "uint": "uint64", "bool_": "bool", "bool8": "bool",
    "str_": "string", "unicode_": "string", "object_": "string", "str": "string", "f": "float32", "d": "float64",
    "i": "int32", "f4": "float32", "f8": "float64", "i4": "int32", "i8": "int64", "complex": "complex128",
}  # fmt: skip
KNOWN_DTYPES: Final = frozenset({*FLOATS, *INTEGERS, "bool", "complex64", "complex128", "string"})
PACKED: Final = {"float32": "f", "float16": "e"}

KIND_DTYPES: Final[dict[str, AnyDType]] = {"int": DType("int64"), "float": DType("float64"), "bool": DType("bool")}

Number = bool | int | float
Flat = list[Number]


def dtype_of(value: AbstractValue) -> AnyDType:
    """The dtype that an argument names; unknown where it is not known."""
    if isinstance(value, DType):
        return value
    name = ""
    if isinstance(value, str):
        name = value.lstrip("<>=|")
    elif isinstance(value, Symbol):
        path = canonical(value.path)
        if path.startswith(("numpy.", "builtins.")):
            name = path.rpartition(".")[2]
    name = DTYPE_ALIASES.get(name, name)
    return DType(name) if name in KNOWN_DTYPES else UNKNOWN


def dtype_of_number(value: Number) -> DType:
    """The dtype that NumPy gives a number of Python's."""
    return DType("bool" if isinstance(value, bool) else "int64" if isinstance(value, int) else "float64")


def kind_of(dtype: AnyDType) -> str:
    """The kind of the scalars of a dtype."""
    if not isinstance(dtype, DType):
        return ""
    if dtype.name in FLOATS:
        return "float"
    return "int" if dtype.name in INTEGERS else "bool" if dtype.name == "bool" else ""


def converted(value: Number, dtype: AnyDType) -> Number:
    """A number as an item of a dtype; raises ValueError or OverflowError."""
    kind = kind_of(dtype)
    if kind == "bool":
        return bool(value)
    if kind == "int":
        return int(value)
    if kind != "float" or not isinstance(dtype, DType):
        return value
    code = PACKED.get(dtype.name)
    if code is None or math.isinf(value) or math.isnan(value):
        return float(value)
    rounded: float = struct.unpack(code, struct.pack(code, float(value)))[0]
    return rounded


def size_of(dims: Sequence[int]) -> int:
    """How many items an array has."""
    return math.prod(dims)


def known_dims(array: ArrayObject) -> tuple[int, ...] | None:
    """The shape where all of it is known."""
    if not isinstance(array.shape, Shape) or array.shape.dims is None:
        return None
    dims = [dim for dim in array.shape.dims if isinstance(dim, int)]
    return tuple(dims) if len(dims) == len(array.shape.dims) else None


def flatten(items: AbstractValue) -> Flat:
    """The numbers of nested lists in order."""
    if isinstance(items, list):
        return [number for item in items for number in flatten(item)]
    assert isinstance(items, (bool, int, float))
    return [items]


def nest(flat: Sequence[Number], dims: Sequence[int]) -> AbstractValue:
    """Numbers in order as nested lists of a shape."""
    if not dims:
        return flat[0]
    if len(dims) == 1:
        return list(flat)
    step = size_of(dims[1:])
    return [nest(flat[index * step : (index + 1) * step], dims[1:]) for index in range(dims[0])]


def make_array(flat: Sequence[Number] | None, dims: Sequence[Dim] | None, dtype: AnyDType) -> ArrayObject:
    """An array. `flat` is None where the items are not known, `dims` where the rank is not."""
    shape: Shape | Unknown = UNKNOWN if dims is None else Shape(tuple(dims))
    items: AbstractValue = UNKNOWN
    if flat is not None and dims is not None:
        sizes = [dim for dim in dims if isinstance(dim, int)]
        if len(sizes) == len(dims) and size_of(sizes) == len(flat) <= MOST_ITEMS:
            try:
                items = nest([converted(number, dtype) for number in flat], sizes)
            except (ValueError, OverflowError, struct.error):
                items = UNKNOWN
    return ArrayObject(shape, dtype, items)


def scalar(value: Number | None, dtype: AnyDType) -> AbstractValue:
    """A scalar of a dtype: a number, or unknown of its kind."""
    if value is None:
        return Unknown("", kind_of(dtype))
    try:
        return converted(value, dtype)
    except (ValueError, OverflowError, struct.error):
        return Unknown("", kind_of(dtype))


def numbers_of(array: ArrayObject) -> Flat | None:
    """The items in order, None where they are not known."""
    return None if isinstance(array.items, Unknown) else flatten(array.items)


def as_array(machine: Machine, value: AbstractValue, dtype: AnyDType | None = None) -> ArrayObject:
    """`np.asarray(value)`."""
    if isinstance(value, Instance) and isinstance(value.native, (tuple, ListObject, ArrayObject)):
        value = value.native
    if isinstance(value, ArrayObject):
        if dtype is None or dtype == value.dtype:
            return value
        dims = value.shape.dims if isinstance(value.shape, Shape) else None
        return make_array(numbers_of(value), dims, dtype)
    if isinstance(value, (bool, int, float)):
        return make_array([value], (), dtype or dtype_of_number(value))
    if isinstance(value, Dimension):
        return make_array([value.value] if isinstance(value.value, int) else None, (), dtype or DType("int64"))
    if isinstance(value, (tuple, ListObject, range)):
        return array_of_items(machine, value, dtype)
    if isinstance(value, Unknown) and value.kind in ("int", "float", "bool"):
        return make_array(None, (), dtype or KIND_DTYPES.get(value.kind, UNKNOWN))
    return ArrayObject(UNKNOWN, dtype or UNKNOWN)


def array_of_items(machine: Machine, value: AbstractValue, dtype: AnyDType | None) -> ArrayObject:
    """The array of a sequence of numbers or of what becomes arrays."""
    if isinstance(value, range) and len(value) > MOST_ITEMS:
        return ArrayObject(Shape((len(value),)), dtype or DType("int64"))
    items = machine.items_of(value)
    if items is None:
        return ArrayObject(UNKNOWN, dtype or UNKNOWN)
    if not items:
        return make_array([], (0,), dtype or DType("float64"))
    parts = [as_array(machine, item, dtype) for item in items]
    own = dtype
    if own is None:
        own = parts[0].dtype
        for part in parts[1:]:
            own = promoted(own, part.dtype)
    inner = parts[0].shape.dims if isinstance(parts[0].shape, Shape) else None
    if inner is None or any(part.shape != parts[0].shape for part in parts):
        return ArrayObject(UNKNOWN, own)
    flats = [numbers_of(part) for part in parts]
    known = [flat for flat in flats if flat is not None]
    flat = [number for each in known for number in each] if len(known) == len(flats) else None
    return make_array(flat, (len(parts), *inner), own)


def promoted(left: AnyDType, right: AnyDType) -> AnyDType:
    """The dtype of an operation on two arrays."""
    if not isinstance(left, DType) or not isinstance(right, DType):
        return UNKNOWN
    if left == right or right.name == "bool":
        return left
    if left.name == "bool":
        return right
    for floats, others in ((left, right), (right, left)):
        if floats.name in FLOATS and others.name in INTEGERS:
            return DType("float64") if others.name in ("int32", "int64", "uint32", "uint64") else floats
    for order in (FLOATS, ("int8", "int16", "int32", "int64"), ("uint8", "uint16", "uint32", "uint64")):
        if left.name in order and right.name in order:
            return left if order.index(left.name) > order.index(right.name) else right
    return UNKNOWN


def promoted_with_number(dtype: AnyDType, number: Number) -> AnyDType:
    """The dtype of an operation on an array and a number of Python's."""
    if isinstance(dtype, DType) and isinstance(number, float) and dtype.name in (*INTEGERS, "bool"):
        return DType("float64")
    if isinstance(dtype, DType) and dtype.name == "bool" and not isinstance(number, bool):
        return DType("int64")
    return dtype


def broadcast_dim(left: Dim, right: Dim) -> Dim:
    """The dimension of two that are broadcast together."""
    for one, other in ((left, right), (right, left)):
        if one == 1:
            return other
        if isinstance(one, int):
            return one
    return left if left is right else UNKNOWN


def broadcast(left: AbstractValue, right: AbstractValue) -> tuple[Dim, ...] | None:
    """The shape of two that are broadcast together, None where the rank is not known; raises ValueError."""
    if not isinstance(left, Shape) or not isinstance(right, Shape) or left.dims is None or right.dims is None:
        return None
    rank = max(len(left.dims), len(right.dims))
    one = (1,) * (rank - len(left.dims)) + left.dims
    other = (1,) * (rank - len(right.dims)) + right.dims
    for a, b in zip(one, other):
        if isinstance(a, int) and isinstance(b, int) and a != b and 1 not in (a, b):
            raise ValueError
    return tuple(map(broadcast_dim, one, other))


def stretched(array: ArrayObject, dims: Sequence[int]) -> Flat | None:
    """The items of an array broadcast to a shape."""
    own, flat = known_dims(array), numbers_of(array)
    if own is None or flat is None or size_of(dims) > MOST_ITEMS:
        return None
    padded = (1,) * (len(dims) - len(own)) + own
    steps = [0 if size == 1 else size_of(padded[axis + 1 :]) for axis, size in enumerate(padded)]
    return [flat[sum(i * step for i, step in zip(index, steps))] for index in product(*map(range, dims))]


def elementwise(
    function: Callable[[Number, Number], Number], left: ArrayObject, right: ArrayObject, dtype: AnyDType
) -> AbstractValue:
    """A function of two arrays, item by item; raises ValueError where their shapes do not fit."""
    dims = broadcast(left.shape, right.shape)
    if dims is None:
        return ArrayObject(UNKNOWN, dtype)
    sizes = [dim for dim in dims if isinstance(dim, int)]
    flat: Flat | None = None
    if len(sizes) == len(dims):
        one, other = stretched(left, sizes), stretched(right, sizes)
        if one is not None and other is not None:
            try:
                flat = list(map(function, one, other))
            except (ArithmeticError, TypeError, ValueError):
                flat = None
            if flat is not None and any(isinstance(number, complex) for number in flat):
                flat = None
    if not dims:
        return scalar(flat[0] if flat else None, dtype)
    return make_array(flat, dims, dtype)


def shape_argument(machine: Machine, value: AbstractValue) -> tuple[Dim, ...] | None:
    """The dimensions that a shape argument names, None where the rank is not known."""
    if isinstance(value, Shape):
        return value.dims
    if isinstance(value, ArrayObject):
        flat = numbers_of(value)
        return None if flat is None else tuple(int(number) for number in flat)
    single = as_dim(value)
    if single is not None:
        return (single,)
    if isinstance(value, Unknown):
        return None
    items = machine.items_of(value)
    if items is None:
        return None
    dims = [as_dim(item) for item in items]
    return tuple(UNKNOWN if dim is None else dim for dim in dims)


def as_dim(value: AbstractValue) -> Dim:
    """One dimension; None for what is certainly no number."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Dimension):
        return value.value if value.value is not None else UNKNOWN
    if isinstance(value, Unknown) and value.kind == "int":
        return value
    return None
