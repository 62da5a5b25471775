"""`math`, `numbers` and `operator`."""

from __future__ import annotations

import math
from typing import Final

from tfscope.domain.heap import ArrayObject, Instance, NativeFunction
from tfscope.domain.values import UNKNOWN, AbstractValue, Dimension, OneOf, Unknown
from tfscope.models.concrete import NotKnown, evaluate_pure
from tfscope.models.machine import Call, Machine
from tfscope.models.python.types_of import known_bool
from tfscope.models.registry import constant, model

CONSTANTS: Final = ("pi", "e", "tau", "inf", "nan")
WHOLE: Final = frozenset({"ceil", "floor", "trunc", "gcd", "lcm", "factorial", "comb", "perm", "isqrt"})
TESTS: Final = frozenset({"isnan", "isinf", "isfinite", "isclose"})
#: Functions whose answer can be too large to compute.
LARGE: Final = frozenset({"factorial", "comb", "perm"})


def as_number(value: AbstractValue) -> AbstractValue:
    """The number that a value stands for: a dimension's, an array's only item."""
    if isinstance(value, Dimension):
        return value.value
    if isinstance(value, Instance) and isinstance(value.native, (int, float)):
        return value.native
    if isinstance(value, ArrayObject) and isinstance(value.items, (int, float)):
        return value.items
    return value


def register(name: str) -> None:
    """Registers a function of `math`."""
    function = getattr(math, name)
    kind = "int" if name in WHOLE else "bool" if name in TESTS else "float"

    @model(f"math.{name}")
    def run(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        if call.is_open:
            return Unknown("", kind)
        given = [as_number(argument) for argument in arguments]
        if name in LARGE and any(isinstance(number, int) and number > 500 for number in given):
            return Unknown("", kind)
        if any(isinstance(number, (OneOf, range)) for number in given):
            return Unknown("", kind)
        try:
            return evaluate_pure(function, given, keywords)
        except NotKnown:
            return Unknown("", kind)
        except (ArithmeticError, TypeError, ValueError) as error:
            machine.fail(type(error).__name__, str(error))
            return Unknown("", kind)


for function_name in dir(math):
    if function_name in CONSTANTS:
        constant(f"math.{function_name}", getattr(math, function_name))
    elif not function_name.startswith("_"):
        register(function_name)

#: The functions of `operator` that are operators, by the names of `ast`.
BINARY: Final = {
    "add": "Add", "sub": "Sub", "mul": "Mult", "truediv": "Div", "div": "Div", "floordiv": "FloorDiv", "mod": "Mod",
    "pow": "Pow", "lshift": "LShift", "rshift": "RShift", "or_": "BitOr", "and_": "BitAnd", "xor": "BitXor",
    "matmul": "MatMult", "concat": "Add", "iadd": "Add",
}  # fmt: skip
COMPARISONS: Final = {
    "eq": "Eq", "ne": "NotEq", "lt": "Lt", "le": "LtE", "gt": "Gt", "ge": "GtE", "is_": "Is", "is_not": "IsNot",
}  # fmt: skip
UNARY: Final = {"neg": "USub", "pos": "UAdd", "inv": "Invert", "invert": "Invert"}


def register_binary(name: str, sign: str) -> None:
    """Registers a function that is an operator on two values."""

    @model(f"operator.{name}", f"operator.__{name.rstrip('_')}__")
    def run(machine: Machine, call: Call, a: AbstractValue, b: AbstractValue) -> AbstractValue:
        return machine.binary(sign, a, b)


def register_comparison(name: str, sign: str) -> None:
    """Registers a function that compares."""

    @model(f"operator.{name}")
    def run(machine: Machine, call: Call, a: AbstractValue, b: AbstractValue) -> AbstractValue:
        return machine.compare(sign, a, b)


def register_unary(name: str, sign: str) -> None:
    """Registers a function that is an operator on one value."""

    @model(f"operator.{name}")
    def run(machine: Machine, call: Call, a: AbstractValue) -> AbstractValue:
        return machine.unary(sign, a)


for operator_name, operator_sign in BINARY.items():
    register_binary(operator_name, operator_sign)
for operator_name, operator_sign in COMPARISONS.items():
    register_comparison(operator_name, operator_sign)
for operator_name, operator_sign in UNARY.items():
    register_unary(operator_name, operator_sign)


@model("operator.not_")
def not_(machine: Machine, call: Call, obj: AbstractValue) -> AbstractValue:
    """`not obj`."""
    known = machine.truth(obj)
    return known_bool(None if known is None else not known)


@model("operator.truth")
def truth(machine: Machine, call: Call, obj: AbstractValue) -> AbstractValue:
    """`bool(obj)`."""
    return known_bool(machine.truth(obj))


@model("operator.contains")
def contains(machine: Machine, call: Call, a: AbstractValue, b: AbstractValue) -> AbstractValue:
    """`b in a`."""
    return known_bool(machine.contains(a, b))


@model("operator.getitem")
def getitem(machine: Machine, call: Call, a: AbstractValue, b: AbstractValue) -> AbstractValue:
    """`a[b]`."""
    return machine.get_item(a, b)


@model("operator.itemgetter")
def itemgetter(machine: Machine, call: Call, *items: AbstractValue) -> AbstractValue:
    """A function that takes items out of what it is given."""

    def run(machine: Machine, inner: Call) -> AbstractValue:
        found = tuple(machine.get_item(inner.arguments[0], item) for item in items)
        return found[0] if len(found) == 1 else found

    return NativeFunction("itemgetter", run)


@model("operator.attrgetter")
def attrgetter(machine: Machine, call: Call, *names: AbstractValue) -> AbstractValue:
    """A function that takes attributes of what it is given."""

    def follow(machine: Machine, value: AbstractValue, path: AbstractValue) -> AbstractValue:
        for name in path.split(".") if isinstance(path, str) else ():
            value = machine.get_attribute(value, name)
        return value if isinstance(path, str) else UNKNOWN

    def run(machine: Machine, inner: Call) -> AbstractValue:
        found = tuple(follow(machine, inner.arguments[0], name) for name in names)
        return found[0] if len(found) == 1 else found

    return NativeFunction("attrgetter", run)


@model("operator.methodcaller")
def methodcaller(
    machine: Machine, call: Call, name: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """A function that calls a method of what it is given."""

    def run(machine: Machine, inner: Call) -> AbstractValue:
        if not isinstance(name, str):
            return UNKNOWN
        return machine.call(machine.get_attribute(inner.arguments[0], name), *arguments, **keywords)

    return NativeFunction("methodcaller", run)
