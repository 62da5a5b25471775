"""dtypes: their names, what converts to them, and the dtypes and shapes of constants.

**Source:** tensorflow/python/framework/dtypes.py, as_dtype; framework/constant_op.py; TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.graph import PartitionedVariable, Tensor, Variable, native_of
from tfscope.domain.heap import ArrayObject, FunctionObject, ListObject, NativeFunction
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    AnyDType,
    AnyShape,
    Dim,
    Dimension,
    DType,
    OneOf,
    Shape,
    Symbol,
    Text,
    Unknown,
    join_shapes,
)
from tfscope.models.machine import Call, Machine
from tfscope.models.python.numpy_floats import NumPyFloat
from tfscope.models.registry import attribute, constant, model

NAMES: Final = (
    "float16 float32 float64 bfloat16 complex64 complex128 int8 uint8 int16 uint16 int32 uint32 int64 uint64 bool "
    "string resource variant qint8 quint8 qint16 quint16 qint32"
).split()
FLOATS: Final = frozenset({"float16", "float32", "float64", "bfloat16"})
INTEGERS: Final = frozenset({"int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"})
ALIASES: Final = {"double": "float64", "float": "float32", "half": "float16", "str": "string", "string": "string"}
#: DataType enum numbers (core/framework/types.proto).
NUMBERS: Final = {
    1: "float32", 2: "float64", 3: "int32", 4: "uint8", 5: "int16", 6: "int8", 7: "string", 8: "complex64", 9: "int64",
    10: "bool", 14: "bfloat16", 17: "uint16", 18: "complex128", 19: "float16", 22: "uint32", 23: "uint64",
}  # fmt: skip
PYTHON_TYPES: Final = {
    "builtins.float": "float32", "builtins.bool": "bool", "builtins.str": "string", "builtins.object": "string",
}  # fmt: skip
NUMPY_TYPES: Final = {
    "numpy.bool_": "bool", "numpy.bool": "bool", "numpy.str_": "string", "numpy.double": "float64",
    "numpy.single": "float32", "numpy.half": "float16", "numpy.float": "float32", "numpy.int_": "int64",
}  # fmt: skip

for name in NAMES:
    constant(f"tensorflow.{name}", DType(name))
    constant(f"tensorflow.dtypes.{name}", DType(name))
for alias in ("double", "half"):
    constant(f"tensorflow.{alias}", DType(ALIASES[alias]))


def find_dtype(value: AbstractValue) -> AnyDType | None:
    """The dtype that a value converts to, None where it certainly converts to none."""
    if isinstance(value, DType):
        return value
    if isinstance(value, (Unknown, OneOf, Text)):
        return UNKNOWN
    if isinstance(value, str):
        name = ALIASES.get(value, value)
        return DType(name) if name in NAMES else DType(name.removesuffix("_ref")) if name.endswith("_ref") else None
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return DType(NUMBERS[value]) if value in NUMBERS else None
    if isinstance(value, Symbol):
        if value.path in PYTHON_TYPES:
            return DType(PYTHON_TYPES[value.path])
        if value.path.startswith("numpy."):
            name = NUMPY_TYPES.get(value.path, value.name)
            return DType(name) if name in NAMES else UNKNOWN
        return None if value.path.startswith("builtins.") else UNKNOWN
    return None


def as_dtype(machine: Machine, value: AbstractValue, api: str = "") -> AnyDType:
    """`tf.as_dtype`, refused where the value is no dtype."""
    found = find_dtype(value)
    if found is None:
        message = f"Cannot convert the argument `type_value`: {shown(value)} to a TensorFlow DType."
        machine.refuse(Reason.DTYPE_INVALID, "TypeError", message, parameter="dtype", api=api)
        return UNKNOWN
    return found


@model("tensorflow.as_dtype", "tensorflow.dtypes.as_dtype")
def convert_dtype(machine: Machine, call: Call, type_value: AbstractValue) -> AbstractValue:
    """A dtype by another name. Source: dtypes.as_dtype."""
    return as_dtype(machine, type_value, "tensorflow.as_dtype")


def shown(value: AbstractValue) -> str:
    """How Python prints a value, as far as messages need it."""
    if isinstance(value, Symbol) and value.path.startswith("builtins."):
        return f"<class '{value.name}'>"
    printer = PRINTERS.get(type(value))
    if printer is not None:
        return printer(value)
    return repr(value) if isinstance(value, (int, float, str, type(None))) else str(value)


def shown_function(function: AbstractValue) -> str:
    """How Python prints a function, without its address."""
    name = function.code.qualname if isinstance(function, FunctionObject) else getattr(function, "name", "?")
    return f"<function {name} at 0x...>"


def shown_variable(variable: AbstractValue) -> str:
    """How Python prints a variable."""
    assert isinstance(variable, Variable)
    dtype = variable.dtype.name if isinstance(variable.dtype, DType) else "?"
    suffix = "" if variable.is_resource is True else "_ref"
    return f"<tf.Variable '{variable.name}:0' shape={variable.shape} dtype={dtype}{suffix}>"


#: How values of a class print in messages.
PRINTERS: Final[dict[type, Callable[[AbstractValue], str]]] = {
    FunctionObject: shown_function,
    Variable: shown_variable,
    NativeFunction: shown_function,
}


def constant_facts(value: AbstractValue) -> tuple[AnyShape, AnyDType]:
    """Shape and dtype of what `tf.convert_to_tensor` makes of a value."""
    value = native_of(value)
    if isinstance(value, (Tensor, PartitionedVariable)):
        return value.shape, value.dtype
    if isinstance(value, OneOf):
        return facts_of_options([option for option in value.options if option is not None])
    if isinstance(value, ArrayObject):
        shape = value.shape if isinstance(value.shape, Shape) else UNKNOWN
        return shape, value.dtype if isinstance(value.dtype, DType) else UNKNOWN
    if isinstance(value, (Dimension,)):
        return Shape(()), DType("int32")
    if isinstance(value, Shape):
        return Shape((len(value.dims),)) if value.dims is not None else UNKNOWN, DType("int32")
    scalar = scalar_dtype(value)
    if scalar is not None:
        return Shape(()), scalar
    if isinstance(value, (ListObject, tuple, range)):
        return sequence_facts(value)
    return UNKNOWN, UNKNOWN


def facts_of_options(options: list[AbstractValue]) -> tuple[AnyShape, AnyDType]:
    """What is known where a value is one of a few."""
    if not options:
        return UNKNOWN, UNKNOWN
    shape, dtype = constant_facts(options[0])
    for option in options[1:]:
        other_shape, other_dtype = constant_facts(option)
        shape = join_shapes(shape, other_shape)
        dtype = dtype if dtype == other_dtype else UNKNOWN
    return shape, dtype


def scalar_dtype(value: AbstractValue) -> AnyDType | None:
    """The dtype of a Python scalar, None for anything else."""
    if isinstance(value, bool):
        return DType("bool")
    if isinstance(value, int):
        return DType("int32") if -(2**31) <= value < 2**31 else DType("int64")
    if isinstance(value, float):
        return value.dtype if isinstance(value, NumPyFloat) else DType("float32")
    if isinstance(value, complex):
        return DType("complex128")
    if isinstance(value, (str, bytes, Text)):
        return DType("string")
    if isinstance(value, Unknown) and value.kind in ("int", "float", "bool", "str"):
        return {"int": DType("int32"), "float": DType("float32"), "bool": DType("bool"), "str": DType("string")}[
            value.kind
        ]
    return None


def sequence_facts(value: ListObject | tuple[AbstractValue, ...] | range) -> tuple[AnyShape, AnyDType]:
    """Shape and dtype of nested lists."""
    items: list[AbstractValue] = value.items if isinstance(value, ListObject) else list(value)
    if isinstance(value, ListObject) and value.is_open:
        return UNKNOWN, constant_facts(items[0])[1] if items else UNKNOWN
    if not items:
        return Shape((0,)), DType("float32")
    facts = [constant_facts(item) for item in items]
    inner = facts[0][0]
    if any(shape != inner for shape, _ in facts):
        inner = packed_shape([shape for shape, _ in facts])
    if not isinstance(inner, Shape) or inner.dims is None:
        shape: AnyShape = UNKNOWN
    else:
        dims: tuple[Dim, ...] = (len(items), *inner.dims)
        shape = Shape(dims)
    return shape, joined_dtype([dtype for _, dtype in facts])


def packed_shape(shapes: list[AnyShape]) -> AnyShape:
    """The shape that all parts of a packed tensor have: what TensorFlow knows of one, it knows of all."""
    known = [shape.dims for shape in shapes if isinstance(shape, Shape) and shape.dims is not None]
    if not known or len({len(dims) for dims in known}) > 1:
        return UNKNOWN
    dims: list[Dim] = []
    for column in zip(*known):
        numbers = {dim for dim in column if isinstance(dim, int)}
        open_to_all = len(known) == len(shapes) and all(dim is None for dim in column)
        dims.append(numbers.pop() if len(numbers) == 1 else None if open_to_all else UNKNOWN)
    return Shape(tuple(dims))


def joined_dtype(found: list[AnyDType]) -> AnyDType:
    """The dtype of a list by those of its items: a float among integers makes floats."""
    names = {dtype.name for dtype in found if isinstance(dtype, DType)}
    if any(isinstance(dtype, Unknown) for dtype in found):
        return UNKNOWN
    if names == {"int32", "float32"}:
        return DType("float32")
    if names == {"int32", "int64"}:
        return DType("int64")
    return DType(names.pop()) if len(names) == 1 else UNKNOWN


@attribute(DType, "name")
def dtype_name(machine: Machine, dtype: AbstractValue) -> AbstractValue:
    """The base name."""
    assert isinstance(dtype, DType)
    return dtype.name


@attribute(DType, "base_dtype", "real_dtype")
def base_dtype(machine: Machine, dtype: AbstractValue) -> AbstractValue:
    """The dtype itself: reference dtypes are not told apart."""
    return dtype


@attribute(DType, "is_floating")
def is_floating(machine: Machine, dtype: AbstractValue) -> AbstractValue:
    """Whether it is a real floating dtype."""
    return isinstance(dtype, DType) and dtype.name in FLOATS


@attribute(DType, "is_integer")
def is_integer(machine: Machine, dtype: AbstractValue) -> AbstractValue:
    """Whether it is an integer dtype."""
    return isinstance(dtype, DType) and dtype.name in INTEGERS


@attribute(DType, "is_complex")
def is_complex(machine: Machine, dtype: AbstractValue) -> AbstractValue:
    """Whether it is a complex dtype."""
    return isinstance(dtype, DType) and dtype.name.startswith("complex")


@attribute(DType, "is_bool")
def is_bool(machine: Machine, dtype: AbstractValue) -> AbstractValue:
    """Whether it is bool."""
    return isinstance(dtype, DType) and dtype.name == "bool"


@attribute(DType, "as_numpy_dtype")
def as_numpy_dtype(machine: Machine, dtype: AbstractValue) -> AbstractValue:
    """The NumPy type of the same name."""
    assert isinstance(dtype, DType)
    return Symbol(f"numpy.{dtype.name}")


@attribute(DType, "size")
def dtype_size(machine: Machine, dtype: AbstractValue) -> AbstractValue:
    """Bytes of one element."""
    assert isinstance(dtype, DType)
    return item_size(dtype)


def item_size(dtype: AnyDType) -> int:
    """Bytes of one element; 1 for strings and what is not known."""
    digits = "".join(c for c in dtype.name if c.isdigit()) if isinstance(dtype, DType) else ""
    return max(1, int(digits) // 8) if digits else 1


def is_variable(value: AbstractValue) -> bool:
    """Whether a value is a variable."""
    return isinstance(value, Variable)
