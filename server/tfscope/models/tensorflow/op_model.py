"""Declarative models of operations: parameters, the op's name, and a rule for shape and dtype of the result.

A rule takes the bound arguments and answers `(shape, dtype)`. An op uses up its name in the current op name scope.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tfscope.domain.graph import Tensor
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    AnyDType,
    AnyShape,
    DType,
    Name,
    Shape,
    Text,
    Unknown,
    text,
)
from tfscope.models.machine import Call, Machine, Signature
from tfscope.models.registry import MODELS, Model
from tfscope.models.signature import declared_parameters
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.input_graphs import graph_of_inputs
from tfscope.models.tensorflow.ops_static import after_op

Facts: TypeAlias = tuple[AnyShape, AnyDType]
Arguments: TypeAlias = dict[str, AbstractValue]
Rule: TypeAlias = Callable[[Machine, Arguments], Facts]
#: The static value of the result, as ops_static.py describes it.
Fold: TypeAlias = Callable[[Machine, Arguments], AbstractValue]
Answer: TypeAlias = Callable[[Machine, Arguments], AbstractValue]


def declare(paths: str, parameters: str, op_name: str, rule: Rule, fold: Fold | None = None) -> None:
    """Registers a model for each of the paths (separated by spaces), with parameters as in a `def`."""
    declare_answer(paths, parameters, lambda machine, bound: make_op(machine, op_name, bound, rule, fold))


def declare_answer(paths: str, parameters: str, answer: Answer) -> None:
    """Registers a function of the bound arguments as a model for each of the paths, whatever it answers."""

    def run(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        names = [parameter.name for parameter in declared_parameters(parameters)]
        return answer(machine, {**dict(zip(names, arguments)), **keywords})

    for path in paths.split():
        short = path.rpartition(".")[2]
        model = Model(short, run, f"tensorflow.{path}", declared=parameters)
        MODELS[model.path] = model


def parse_signature(name: str, parameters: str) -> Signature:
    """The parameters that a `def` line would declare."""
    return Signature(name, declared_parameters(parameters))


def make_op(machine: Machine, op_name: str, bound: Arguments, rule: Rule, fold: Fold | None = None) -> Tensor:
    """The tensor of a new op.

    `op_name` is the default name. Of an op that opens a name scope it is "scope/inner", or "scope/?" where the inner
    name is not always the same.
    """
    scope, _, inner = op_name.partition("/")
    name: Name | None = use_name(machine, bound.get("name"), scope)
    if inner:
        name = None if inner == "?" or name is None else text([name, "/", inner])
    shape, dtype = rule(machine, bound)
    constant = after_op(bound.values()) if fold is None else fold(machine, bound)
    graph = graph_of_inputs(machine, bound.values(), op_name)
    return op_names.keep_op(machine, graph, Tensor(shape, dtype, name, graph, constant))


def use_name(machine: Machine, name: AbstractValue, op_name: str) -> str | Text:
    """Uses up the op's name and answers it; in eager execution there are no ops."""
    graph = machine.graph
    chosen = text([op_name if name is None or name == "" else name])
    if graph is machine.runtime.eager_graph:
        return chosen
    op_names.check_scope_name(machine, graph, op_names.without_slash(chosen), "")
    slashed = op_names.ends_with_slash(chosen)
    final = op_names.without_slash(chosen) if slashed else op_names.unique_name(machine, graph, chosen)
    if name is not None:
        machine.changing(graph)
        graph.ops[final] = None
    return final


def facts(machine: Machine, value: AbstractValue) -> Facts:
    """Shape and dtype of an argument as a tensor."""
    return constant_facts(value)


def broadcast(left: AnyShape, right: AnyShape) -> AnyShape:
    """The shape of an operation between two shapes. Source: common_shapes.broadcast_shape."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return left if left == right and left is not UNKNOWN else UNKNOWN
    if left.dims is None or right.dims is None:
        return Shape(None)
    longer, shorter = (left.dims, right.dims) if len(left.dims) >= len(right.dims) else (right.dims, left.dims)
    padded = (1,) * (len(longer) - len(shorter)) + shorter
    return Shape(tuple(broadcast_dims(a, b) for a, b in zip(longer, padded)))


def broadcast_dims(left: int | Unknown | None, right: int | Unknown | None) -> int | Unknown | None:
    """One dimension of a broadcast."""
    if left == 1:
        return right
    if right == 1 or left is right or left == right:
        return left
    if isinstance(left, int) and left > 1:
        return left if not isinstance(right, int) else UNKNOWN
    if isinstance(right, int) and right > 1:
        return right
    return UNKNOWN if isinstance(left, Unknown) or isinstance(right, Unknown) else None


def same(parameter: str) -> Rule:
    """The result is like an argument."""
    return lambda machine, bound: facts(machine, bound[parameter])


def common_dtype(left: AnyDType, right: AnyDType, left_value: AbstractValue, right_value: AbstractValue) -> AnyDType:
    """The dtype of a binary operation: a Python constant takes that of the tensor beside it."""
    if isinstance(left_value, Tensor) and not isinstance(right_value, Tensor):
        return left
    if isinstance(right_value, Tensor) and not isinstance(left_value, Tensor):
        return right
    return left if not isinstance(left, Unknown) else right


def binary(first: str, second: str, dtype: DType | None = None) -> Rule:
    """The result is the broadcast of two arguments."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        left_shape, left_dtype = facts(machine, bound[first])
        right_shape, right_dtype = facts(machine, bound[second])
        found = dtype or common_dtype(left_dtype, right_dtype, bound[first], bound[second])
        return broadcast(left_shape, right_shape), found

    return rule
