"""Layers of slim without weights, and what builds layers out of layers.

**Source:** tf_slim/layers/layers.py and layers/utils.py, tf_slim 1.1.
"""

from __future__ import annotations

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import DictObject, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, DType, Shape, Symbol, text
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import canonical, model
from tfscope.models.tensorflow.collections import select
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.layer_shapes import flatten_shape, pool_shape
from tfscope.models.tensorflow.op_model import use_name
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.slim_arg_scope import SLIM, scoped
from tfscope.models.tensorflow.slim_base import ALIASES, collect, layer_format, rank_of


def collected(
    machine: Machine, scope: AbstractValue, base: str, collections: AbstractValue, shape: AnyShape, like: AbstractValue
) -> AbstractValue:
    """A tensor made in an op name scope, collected under its path."""
    name = use_name(machine, None, str(scope) if isinstance(scope, str) and scope else base)
    return collect(machine, collections, name, Tensor(shape, constant_facts(like)[1], None, machine.graph))


def declare_pool(name: str, base: str, rank: int) -> None:
    """Registers a pooling function: no variables, an op name scope."""

    def pool(
        machine: Machine,
        call: Call,
        inputs: AbstractValue,
        kernel_size: AbstractValue,
        stride: AbstractValue = 2,
        padding: AbstractValue = "VALID",
        data_format: AbstractValue = None,
        outputs_collections: AbstractValue = None,
        scope: AbstractValue = None,
    ) -> AbstractValue:
        """The shape of pooling. Source: layers.max_pool2d and its like."""
        shape, _ = constant_facts(inputs)
        after = pool_shape(machine, shape, rank, kernel_size, stride, padding, layer_format(data_format))
        return collected(machine, scope, base, outputs_collections, after, inputs)

    scoped(name)(pool)


declare_pool("max_pool2d", "MaxPool2D", 2)
declare_pool("avg_pool2d", "AvgPool2D", 2)
declare_pool("max_pool3d", "MaxPool3D", 3)
declare_pool("avg_pool3d", "AvgPool3D", 3)


@scoped("pool")
def general_pool(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    kernel_size: AbstractValue,
    pooling_type: AbstractValue,
    padding: AbstractValue = "VALID",
    data_format: AbstractValue = None,
    dilation_rate: AbstractValue = 1,
    stride: AbstractValue = 1,
    outputs_collections: AbstractValue = None,
    scope: AbstractValue = None,
) -> AbstractValue:
    """Pooling over any number of axes. Source: layers.pool."""
    shape, _ = constant_facts(inputs)
    rank = rank_of(inputs) - 2
    after = pool_shape(machine, shape, rank, kernel_size, stride, padding, layer_format(data_format))
    kind = pooling_type.lower() if isinstance(pooling_type, str) else "max"
    return collected(machine, scope, f"{kind}_pool", outputs_collections, after, inputs)


@scoped("flatten")
def flatten(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    outputs_collections: AbstractValue = None,
    scope: AbstractValue = None,
) -> AbstractValue:
    """All but the batch in one axis. Source: layers.flatten."""
    return collected(machine, scope, "Flatten", outputs_collections, flatten_shape(constant_facts(inputs)[0]), inputs)


@scoped("dropout")
def dropout(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    keep_prob: AbstractValue = 0.5,
    noise_shape: AbstractValue = None,
    is_training: AbstractValue = True,
    outputs_collections: AbstractValue = None,
    scope: AbstractValue = None,
    seed: AbstractValue = None,
) -> AbstractValue:
    """The inputs, in a variable scope without variables. Source: layers.dropout."""
    shape, dtype = constant_facts(inputs)
    with machine.entering(variable_scope(machine, call, scope, "Dropout")) as sc:
        alias = getattr(sc, "name", UNKNOWN)
        return collect(machine, outputs_collections, alias, Tensor(shape, dtype, None, machine.graph))


@scoped("one_hot_encoding")
def one_hot_encoding(
    machine: Machine,
    call: Call,
    labels: AbstractValue,
    num_classes: AbstractValue,
    on_value: AbstractValue = 1.0,
    off_value: AbstractValue = 0.0,
    outputs_collections: AbstractValue = None,
    scope: AbstractValue = None,
) -> AbstractValue:
    """One more axis, of the classes. Source: layers.one_hot_encoding."""
    name = use_name(machine, None, scope if isinstance(scope, str) and scope else "OneHotEncoding")
    shape, _ = constant_facts(labels)
    after: AnyShape = UNKNOWN
    if isinstance(shape, Shape):
        size = num_classes if isinstance(num_classes, int) else UNKNOWN
        after = Shape(None if shape.dims is None else (*shape.dims, size))
    return collect(machine, outputs_collections, name, Tensor(after, DType("float32"), None, machine.graph))


def declare_same(name: str, base: str, *parameters: str) -> None:
    """Registers a function whose output is like its input, in a default-named variable scope."""

    def run(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        inputs = arguments[0] if arguments else next(iter(keywords.values()), UNKNOWN)
        with machine.entering(variable_scope(machine, call, keywords.get("scope"), base)):
            shape, dtype = constant_facts(inputs)
            return Tensor(shape, dtype, None, machine.graph)

    model(f"{SLIM}.{name}")(run)


declare_same("softmax", "softmax")
declare_same("unit_norm", "UnitNorm")


def layer_name(machine: Machine, layer: AbstractValue, default: str) -> AbstractValue:
    """`layer.__name__`, a library's by its own name rather than an alias."""
    if isinstance(layer, Symbol):
        return canonical(layer.path).rpartition(".")[2]
    found = machine.find_attribute(layer, "__name__")
    return found if isinstance(found, str) else default


def each(
    machine: Machine,
    scope: AbstractValue,
    inputs: AbstractValue,
    layer: AbstractValue,
    calls: list[Call],
    names: tuple[str, str],
) -> AbstractValue:
    """Applies a layer again and again, each time in a scope with the next number."""
    base, default = names
    with machine.entering(variable_scope(machine, Call([]), scope, base)):
        prefix = layer_name(machine, layer, default) if scope is None else scope
        outputs = inputs
        for index, own in enumerate(calls):
            keywords = {**own.keywords, "scope": text([prefix, f"_{index + 1}"])}
            outputs = machine.call_with(layer, Call([outputs, *own.arguments], keywords, own.is_open))
        return outputs


@model(f"{SLIM}.repeat")
def repeat(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    repetitions: AbstractValue,
    layer: AbstractValue,
    *args: AbstractValue,
    **kwargs: AbstractValue,
) -> AbstractValue:
    """The same layer some times. Source: layers.repeat."""
    scope = kwargs.pop("scope", None)
    if not isinstance(repetitions, int):
        machine.gap("unknown-count", f"{SLIM}.repeat")
        return Tensor(graph=machine.graph)
    calls = [Call(list(args), kwargs, call.is_open) for _ in range(min(repetitions, MANY))]
    return each(machine, scope, inputs, layer, calls, ("Repeat", "repeat"))


MANY = 1000


@model(f"{SLIM}.stack")
def stack(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    layer: AbstractValue,
    stack_args: AbstractValue,
    **kwargs: AbstractValue,
) -> AbstractValue:
    """A layer once for each of a list of arguments. Source: layers.stack."""
    scope = kwargs.pop("scope", None)
    calls = []
    for item in machine.items_of(stack_args) or ():
        own = machine.items_of(item) if isinstance(item, (ListObject, tuple)) else [item]
        calls.append(Call(list(own or ()), kwargs, call.is_open))
    return each(machine, scope, inputs, layer, calls, ("Stack", "stack"))


@model(f"{SLIM}.utils.collect_named_outputs")
def collect_named_outputs(
    machine: Machine, call: Call, collections: AbstractValue, alias: AbstractValue, outputs: AbstractValue
) -> AbstractValue:
    """Adds outputs to collections under a name. Source: utils.collect_named_outputs."""
    return collect(machine, collections, alias, outputs)


@model(f"{SLIM}.utils.convert_collection_to_dict")
def convert_collection_to_dict(
    machine: Machine, call: Call, collection: AbstractValue, clear_collection: AbstractValue = False
) -> AbstractValue:
    """The members of a collection by their names. Source: utils.convert_collection_to_dict."""
    found = select(machine, collection, None)
    aliases = machine.get_attribute(Symbol(SLIM), ALIASES)
    named = DictObject({}, found.is_open)
    for item in found.items:
        alias = aliases.items.get(item) if isinstance(aliases, DictObject) else None
        named.items[UNKNOWN if alias is None else alias] = item
    return named
