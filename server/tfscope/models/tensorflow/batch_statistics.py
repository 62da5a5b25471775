"""What batch normalization computes its output from: moving averages are in it only where they are used.

**Source:** tf_keras/src/layers/normalization/batch_normalization.py, BatchNormalizationBase.call, tf_keras 2.21;
tf_slim/layers/layers.py, batch_norm, tf_slim 1.1. The fused op has no gradient for them.
"""

from __future__ import annotations

from tfscope.domain.graph import Tensor, native_of
from tfscope.domain.heap import Instance
from tfscope.domain.origins import Origin
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Shape
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.dtypes import constant_facts


def normalized_origin(machine: Machine, layer: Instance, inputs: AbstractValue, training: AbstractValue) -> Origin:
    """The origin of what a layer of batch normalization answers."""
    weights = [layer.attributes.get(name) for name in ("gamma", "beta")]
    moving = [layer.attributes.get(name) for name in ("moving_mean", "moving_variance")]
    return Origin([inputs, *weights, *used_statistics(machine, moving, is_fused(machine, layer, inputs), training)])


def used_statistics(
    machine: Machine, moving: list[AbstractValue], fused: bool | None, training: AbstractValue
) -> list[AbstractValue]:
    """Those of the moving averages that a gradient reaches; a tensor for `training` decides when the graph runs."""
    is_training = None if training is None else machine.truth(training)
    if isinstance(native_of(training), Tensor):
        is_training = False
    if fused or is_training:
        return []
    return moving if fused is False and is_training is False else [OneOf((tuple(moving), None))]


def is_fused(machine: Machine, layer: Instance, inputs: AbstractValue) -> bool | None:
    """Whether a layer uses the fused op. Source: BatchNormalizationBase.build and _fused_can_be_used."""
    settings = layer.attributes
    if settings.get("fused") is False or settings.get("renorm") is True:
        return False
    if settings.get("virtual_batch_size") is not None or settings.get("adjustment") is not None:
        return False
    shape = constant_facts(inputs)[0]
    if not isinstance(shape, Shape) or settings.get("fused", UNKNOWN) not in (None, True):
        return None
    return shape.rank == 4
