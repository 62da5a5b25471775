"""What layers tell: that they were called, and that batch normalization has ops that must be run."""

from __future__ import annotations

from tfscope.domain.events import LayerCalled, UpdatesCollected
from tfscope.domain.graph import Tensor, native_of
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Machine


def tell_call(machine: Machine, layer: Instance, inputs: AbstractValue, is_first: bool) -> None:
    """Emits that a layer is called, with the weights it has."""
    weights = layer.attributes.get("_weights")
    machine.emit(
        LayerCalled,
        layer=layer,
        given=layer.attributes.get("_given_name"),
        inputs=inputs,
        weights=tuple(weights.items) if isinstance(weights, ListObject) else (),
        is_first=is_first,
        scope=getattr(machine.graph.scope, "name", ""),
    )


def tell_updates(machine: Machine, training: AbstractValue, collection: AbstractValue) -> None:
    """Emits that the updates of the averages joined a collection, where they are made in training."""
    if isinstance(native_of(training), Tensor) or machine.truth(training) is True:
        machine.emit(UpdatesCollected, collection=collection, graph=machine.graph)
