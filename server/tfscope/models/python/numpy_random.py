"""`numpy.random`: arrays whose shapes are known and whose items are not."""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import ArrayObject, ListObject
from tfscope.domain.values import (
    AbstractValue,
    DType,
    Symbol,
    Unknown,
)
from tfscope.models.machine import Call, Machine
from tfscope.models.python.numpy_arrays import (
    as_array,
    dtype_of,
    kind_of,
    make_array,
    shape_argument,
)
from tfscope.models.python.numpy_methods import change
from tfscope.models.registry import model

#: By function: where its `size` argument is, "*" where all arguments are dimensions, and the dtype of its answer.
RANDOM: Final = {
    "rand": ("*", "float64"), "randn": ("*", "float64"), "random": (0, "float64"), "random_sample": (0, "float64"),
    "ranf": (0, "float64"), "sample": (0, "float64"), "normal": (2, "float64"), "uniform": (2, "float64"),
    "standard_normal": (0, "float64"), "exponential": (1, "float64"), "beta": (2, "float64"), "gamma": (2, "float64"),
    "laplace": (2, "float64"), "poisson": (1, "int64"), "binomial": (2, "int64"), "randint": (2, "int64"),
    "random_integers": (2, "int64"), "lognormal": (2, "float64"), "truncated_normal": (2, "float64"),
}  # fmt: skip


def register_random(name: str, place: AbstractValue, own: str) -> None:
    """Registers a function of `numpy.random`, also of a `RandomState`."""

    @model(f"numpy.random.{name}", f"numpy.random.RandomState.{name}")
    def run(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        if place == "*":
            given: AbstractValue = arguments or None
        else:
            assert isinstance(place, int)
            given = keywords.get("size", arguments[place] if len(arguments) > place else None)
        result = dtype_of(keywords["dtype"]) if "dtype" in keywords else DType(own)
        if given is None:
            return Unknown("", kind_of(result))
        return make_array(None, None if call.is_open else shape_argument(machine, given), result)


for random_name, (random_place, random_dtype) in RANDOM.items():
    register_random(random_name, random_place, random_dtype)


@model("numpy.random.RandomState", "numpy.random.default_rng", "numpy.random.Generator")
def random_state(machine: Machine, call: Call, *arguments: AbstractValue) -> AbstractValue:
    """A source of random numbers."""
    return Symbol("numpy.random.RandomState")


@model("numpy.random.permutation")
def permutation(machine: Machine, call: Call, x: AbstractValue) -> AbstractValue:
    """Items in an order that is not known."""
    if isinstance(x, int):
        return make_array(None, (x,), DType("int64"))
    array = as_array(machine, x)
    return ArrayObject(array.shape, array.dtype)


@model("numpy.random.shuffle")
def shuffle(machine: Machine, call: Call, x: AbstractValue) -> AbstractValue:
    """Puts items in an order that is not known."""
    if isinstance(x, ArrayObject):
        change(machine, call, x)
    elif isinstance(x, ListObject):
        machine.call(Symbol("random.shuffle"), x)
    return None
