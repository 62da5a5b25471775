"""Initializers: objects that make a variable's initial value, and what callables of the program give.

**Source:** tensorflow/python/ops/init_ops.py and variable_scope.py (_get_single_variable), TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import (
    BoundMethod,
    ClassObject,
    FunctionObject,
    HeapObject,
    Instance,
    NativeFunction,
    PartialObject,
)
from tfscope.domain.values import AbstractValue, DType, OneOf, Symbol, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import CLASSES, MODELS, PURE, Model, canonical, method, model
from tfscope.models.tensorflow.dtypes import PRINTERS

#: Initializer classes whose result has the shape and dtype that were asked for.
CLASS_NAMES: Final = (
    "zeros_initializer ones_initializer constant_initializer random_uniform_initializer random_normal_initializer "
    "truncated_normal_initializer uniform_unit_scaling_initializer variance_scaling_initializer orthogonal_initializer "
    "glorot_uniform_initializer glorot_normal_initializer"
).split()
INITIALIZERS_MODULE: Final = (
    "zeros ones constant random_uniform random_normal truncated_normal uniform_unit_scaling variance_scaling "
    "orthogonal identity glorot_uniform glorot_normal he_normal he_uniform lecun_normal lecun_uniform "
    "Zeros Ones Constant RandomUniform RandomNormal TruncatedNormal VarianceScaling Orthogonal Identity GlorotUniform "
    "GlorotNormal HeNormal HeUniform LecunNormal LecunUniform"
).split()
CONTRIB: Final = "xavier_initializer xavier_initializer_conv2d variance_scaling_initializer".split()


class Initializer(HeapObject):
    """An initializer object of the library. `name` is the path it was made by, `call` how. Never changes.

    `dtype` is that of its tensors where a call asks for none.
    """

    __slots__ = ("name", "dtype", "call")

    def __init__(self, name: str, dtype: AbstractValue = None, call: Call | None = None) -> None:
        self.stamp = 0
        self.name = name
        self.dtype = DType("float32") if dtype is None else dtype
        self.call = call


def initializer_class(name: str) -> None:
    """Registers an initializer class; its arguments do not matter to names or shapes."""

    def make(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        """An initializer object. Source: ops/init_ops.py."""
        return Initializer(name, keywords.get("dtype"), Call(list(arguments), keywords))

    model(name)(make)
    INITIALIZER_CLASSES.add(name)


INITIALIZER_CLASSES: Final[set[str]] = set()
for short in CLASS_NAMES:
    initializer_class(f"tensorflow.{short}")
for short in INITIALIZERS_MODULE:
    for module in ("initializers", "keras.initializers"):
        initializer_class(f"tensorflow.{module}.{short}")
for short in CONTRIB:
    initializer_class(f"tensorflow.contrib.layers.{short}")


#: The classes behind the functions, as Python prints their objects.
CLASS_OF: Final = {"uniform_unit_scaling": "UniformUnitScaling", "variance_scaling": "VarianceScaling"}


def shown_initializer(initializer: Initializer) -> str:
    """How Python prints an initializer object, without its address."""
    short = initializer.name.rpartition(".")[2].removesuffix("_initializer")
    name = CLASS_OF.get(short, "".join(part.capitalize() for part in short.split("_")))
    return f"<tensorflow.python.ops.init_ops.{name} object at 0x...>"


PRINTERS[Initializer] = lambda value: shown_initializer(value) if isinstance(value, Initializer) else ""


@method(Initializer, "__call__")
def call_initializer(
    machine: Machine,
    call: Call,
    initializer: AbstractValue,
    shape: AbstractValue,
    dtype: AbstractValue = None,
    partition_info: AbstractValue = None,
) -> AbstractValue:
    """A tensor of the shape and dtype. Source: init_ops.Initializer.__call__."""
    assert isinstance(initializer, Initializer)
    return machine.call(Symbol("tensorflow.zeros"), shape, initializer.dtype if dtype is None else dtype)


def is_callable(value: AbstractValue) -> bool | None:
    """`callable(value)`, None where that is not known."""
    if isinstance(value, (Unknown, OneOf)):
        return None
    if isinstance(value, (Initializer, FunctionObject, BoundMethod, ClassObject, NativeFunction, PartialObject, Model)):
        return True
    if isinstance(value, Symbol):
        path = canonical(value.path)
        if path in MODELS or path in CLASSES or path in PURE:
            return True
        return None if path.partition(".")[0] != "builtins" else True
    if isinstance(value, Instance):
        has_call = any(isinstance(c, ClassObject) and "__call__" in c.namespace for c in value.cls.mro)
        return True if has_call else None if value.cls.has_unknown_base else False
    return False


def is_class(value: AbstractValue) -> bool:
    """Whether an initializer is given as a class, which TensorFlow instantiates without arguments."""
    if isinstance(value, Symbol):
        return canonical(value.path) in INITIALIZER_CLASSES or canonical(value.path) in CLASSES
    return isinstance(value, ClassObject)


def needs_no_arguments(machine: Machine, initializer: AbstractValue) -> bool | None:
    """Whether a callable has no parameter without a default. Source: variable_scope._needs_no_arguments."""
    if isinstance(initializer, Initializer):
        return False
    signature = machine.parameters_of(initializer)
    return None if signature is None else signature.required == 0


def takes_partition_info(machine: Machine, initializer: AbstractValue) -> bool:
    """Whether a callable has a parameter `partition_info`."""
    signature = machine.parameters_of(initializer)
    return signature is not None and any(p.name == "partition_info" for p in signature.parameters)
