"""What a variable is to be made of, and why it cannot be.

**Source:** tensorflow/python/ops/ref_variable.py, _init_from_args, TF 2.21.
"""

from __future__ import annotations

from dataclasses import dataclass

from tfscope.domain.events import Reason
from tfscope.domain.graph import Tensor
from tfscope.domain.heap import DictObject, ListObject, SetObject
from tfscope.domain.values import (
    AbstractValue,
    AnyShape,
    DType,
    Name,
    OneOf,
    Shape,
    Text,
    Unknown,
)
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.dtypes import shown


@dataclass(slots=True)
class Request:
    """What a variable is to be made of. `key` is the store's, None for `tf.Variable`; `asked` what the user wrote.

    `initial_value` is a tensor, constant or callable without arguments; `shape` the requested one where the
    initial value is made for it, else None.
    """

    initial_value: AbstractValue
    name: AbstractValue
    via: str
    api: str
    trainable: AbstractValue = None
    collections: AbstractValue = None
    dtype: AbstractValue = None
    shape: AnyShape | None = None
    key: Name | None = None
    validate_shape: AbstractValue = True
    use_resource: AbstractValue = None
    constraint: AbstractValue = None
    asked: AbstractValue = None
    #: Whether `initial_value` is an object of the library that gives just the shape and dtype that are asked for.
    is_filled: bool = False
    #: Whether it is a part of a partitioned variable, which is one event.
    is_part: bool = False


def check_collections(machine: Machine, request: Request) -> None:
    """`collections` must be a list, tuple or set."""
    value = request.collections
    if value is None or isinstance(value, (ListObject, tuple, SetObject, Unknown, OneOf, DictObject)):
        return
    kind = "str" if isinstance(value, (str, Text)) else type(value).__name__
    message = (
        "collections argument to Variable constructor must be a list, tuple, or set. "
        f"Got {value} of type <class '{kind}'>"
    )
    machine.refuse(Reason.ARGUMENT_INVALID, "ValueError", message, parameter="collections", api=request.api)


def value_text(value: AbstractValue) -> str:
    """How TensorFlow prints the initial value."""
    if isinstance(value, Tensor):
        dtype = value.dtype.name if isinstance(value.dtype, DType) else "?"
        return f'Tensor("{value.name}:0", shape={value.shape}, dtype={dtype})'
    return shown(value)


def refuse_control_flow(machine: Machine, request: Request, name: Name) -> None:
    """A tensor made inside a loop or branch cannot be the initial value."""
    message = (
        f"Initializer for variable {name}/ is from inside a control-flow construct, such as a loop or conditional. "
        "When creating a variable inside a loop or conditional, use a lambda as the initializer."
    )
    machine.refuse(Reason.CONTROL_FLOW, "ValueError", message, parameter="initializer", api=request.api)


def refuse_result(machine: Machine, request: Request, name: Name, shape: AnyShape, value: AbstractValue) -> None:
    """The initializer gave a value of another shape than was asked for."""
    assert isinstance(shape, Shape) and isinstance(request.shape, Shape)
    wanted, found = request.shape.dims or (), shape.dims or ()
    if len(wanted) != len(found):
        problem = f"Shapes must be equal rank, but are {len(wanted)} and {len(found)}"
    else:
        index = next(i for i, (a, b) in enumerate(zip(wanted, found)) if a != b)
        problem = f"Dimension {index} in both shapes must be equal, but are {wanted[index]} and {found[index]}"
    dtype = request.dtype.name.upper() if isinstance(request.dtype, DType) else "FLOAT"
    kind = {"FLOAT32": "FLOAT", "FLOAT64": "DOUBLE", "FLOAT16": "HALF"}.get(dtype, dtype)
    value_name = value.name if isinstance(value, Tensor) and value.name is not None else f"{name}/Initializer"
    listed = ", ".join("[" + ",".join(map(str, dims)) + "]" for dims in (wanted, found))
    message = (
        f"{problem} for '{{{{node {name}/Assign}}}} = Assign[T=DT_{kind}, use_locking=true, validate_shape=true]"
        f"({name}, {value_name})' with input shapes: {listed}."
    )
    machine.refuse(Reason.INITIALIZER, "ValueError", message, parameter="initializer", api=request.api)


def shape_is_defined(shape: Shape) -> bool:
    """Whether TensorFlow knows every dimension, whether or not we do."""
    return shape.dims is not None and all(dim is not None for dim in shape.dims)
