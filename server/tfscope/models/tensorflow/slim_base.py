"""What the layers of slim have in common: outputs that are collected, weights, normalizers and activations.

**Source:** tf_slim/layers/layers.py and layers/utils.py, tf_slim 1.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tfscope.domain.graph import VariableScope
from tfscope.domain.heap import DictObject, Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, Shape, Symbol
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import per_run
from tfscope.models.tensorflow.collections import add
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.initializers import Initializer
from tfscope.models.tensorflow.slim_arg_scope import SLIM
from tfscope.models.tensorflow.slim_variables import MODEL_VARIABLE

RELU: Final = Symbol("tensorflow.nn.relu")
XAVIER: Final = Initializer("tensorflow.contrib.layers.xavier_initializer")
ZEROS: Final = Initializer("tensorflow.zeros_initializer")
ALIASES: Final = "_ALIASES"


@per_run(f"{SLIM}.{ALIASES}")
def new_aliases(machine: Machine) -> AbstractValue:
    """The names under which outputs were collected, by tensor."""
    return DictObject({})


def collect(
    machine: Machine, collections: AbstractValue, alias: AbstractValue, outputs: AbstractValue
) -> AbstractValue:
    """Adds the outputs to collections under a name, and answers them. Source: utils.collect_named_outputs."""
    if collections is None or collections is False:
        return outputs
    aliases = machine.get_attribute(Symbol(SLIM), ALIASES)
    if isinstance(aliases, DictObject):
        machine.changing(aliases)
        aliases.items[outputs] = alias
    names = [collections] if isinstance(collections, str) else machine.items_of(collections) or []
    for name in names:
        add(machine, machine.graph, name, outputs)
    return outputs


def finish(
    machine: Machine,
    outputs: AbstractValue,
    normalizer_fn: AbstractValue,
    normalizer_params: AbstractValue,
    activation_fn: AbstractValue,
) -> AbstractValue:
    """Normalizer, then activation, where there are any."""
    if normalizer_fn is not None:
        keywords = machine.keywords_of(normalizer_params) if normalizer_params is not None else {}
        outputs = machine.call_with(normalizer_fn, Call([outputs], dict(keywords or {}), keywords is None))
    return outputs if activation_fn is None else machine.call(activation_fn, outputs)


def add_to_named(machine: Machine, variable: AbstractValue, collections: AbstractValue, name: str) -> None:
    """Adds a variable to the collections for its kind. Source: layers._add_variable_to_collections."""
    wanted = named_collections(machine, collections, name)
    for collection in wanted:
        if not any(variable is other for other in machine.graph.collections.get(collection, ())):
            add(machine, machine.graph, collection, variable)


def named_collections(machine: Machine, collections: AbstractValue, name: str) -> list[AbstractValue]:
    """The collections for a kind of variable: a list, or a dict by kind. Source: utils.get_variable_collections."""
    if isinstance(collections, DictObject):
        collections = collections.items.get(name)
    return list(machine.items_of(collections) or ()) if collections is not None else []


def has_bias(machine: Machine, normalizer_fn: AbstractValue, biases_initializer: AbstractValue) -> bool:
    """`not normalizer_fn and biases_initializer`."""
    return machine.truth(normalizer_fn) is not True and biases_initializer is not None


def run_layer(
    machine: Machine, class_name: str, scope: AbstractValue, inputs: AbstractValue, **settings: AbstractValue
) -> tuple[Instance, AbstractValue]:
    """Makes a layer of `tf.layers` in a scope that is open already, and applies it."""
    assert isinstance(scope, VariableScope)
    settings |= {"name": scope.name, "dtype": constant_facts(inputs)[1], "_scope": scope}
    layer = machine.call_with(machine.library_class(f"tensorflow.layers.{class_name}"), Call([], settings))
    assert isinstance(layer, Instance)
    return layer, machine.call(layer, inputs)


def name_of_scope(scope: AbstractValue) -> AbstractValue:
    """The path of a scope."""
    return scope.name if isinstance(scope, VariableScope) else UNKNOWN


@dataclass(frozen=True, slots=True)
class Weights:
    """What all weights of one layer have in common."""

    collections: AbstractValue
    trainable: AbstractValue
    dtype: AnyDType


def make(
    machine: Machine,
    weights: Weights,
    name: str,
    shape: list[AbstractValue],
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    trainable: bool = True,
) -> AbstractValue:
    """A model variable of a layer."""
    keywords: dict[str, AbstractValue] = {
        "shape": ListObject(shape), "dtype": weights.dtype, "initializer": initializer, "regularizer": regularizer,
        "collections": ListObject(named_collections(machine, weights.collections, name)),
        "trainable": weights.trainable if trainable else False,
    }  # fmt: skip
    return machine.call_with(MODEL_VARIABLE, Call([name], keywords))


def rank_of(value: AbstractValue) -> int:
    """The rank of a tensor, that of images where it is not known."""
    shape, _ = constant_facts(value)
    return len(shape.dims) if isinstance(shape, Shape) and shape.dims is not None else 4


def layer_format(data_format: AbstractValue) -> AbstractValue:
    """A data format as `tf.layers` writes it."""
    is_first = isinstance(data_format, str) and data_format.startswith("NC")
    return "channels_first" if is_first else "channels_last"
