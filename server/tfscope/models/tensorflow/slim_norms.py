"""Normalizers of slim.

**Source:** tf_slim/layers/layers.py and layers/normalization.py, tf_slim 1.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tfscope.domain.graph import Tensor, VariableScope
from tfscope.domain.heap import DictObject
from tfscope.domain.origins import Origin
from tfscope.domain.values import UNKNOWN, AbstractValue, DType, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.tensorflow.batch_statistics import normalized_origin, used_statistics
from tfscope.models.tensorflow.collections import add
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.initializers import Initializer
from tfscope.models.tensorflow.layer_events import tell_updates
from tfscope.models.tensorflow.layers_base import last_dimension
from tfscope.models.tensorflow.moving_average import assign_moving_average
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.slim_arg_scope import scoped
from tfscope.models.tensorflow.slim_base import ZEROS, Weights, collect, make, name_of_scope, rank_of, run_layer
from tfscope.models.tensorflow.slim_variables import layer_getter

ONES: Final = Initializer("tensorflow.ones_initializer")
UPDATE_OPS: Final = "update_ops"


def option(options: AbstractValue, name: str, default: AbstractValue = None) -> AbstractValue:
    """An entry of `param_initializers` or `param_regularizers`."""
    return options.items.get(name, default) if isinstance(options, DictObject) else default


def finished(
    machine: Machine,
    inputs: AbstractValue,
    activation_fn: AbstractValue,
    collections: AbstractValue,
    scope: AbstractValue,
    origin: Origin | None = None,
) -> AbstractValue:
    """A tensor like the inputs, activated and collected."""
    shape, dtype = constant_facts(inputs)
    outputs: AbstractValue = Tensor(shape, dtype, None, machine.graph, origin=origin)
    if activation_fn is not None:
        outputs = machine.call(activation_fn, outputs)
    return collect(machine, collections, name_of_scope(scope), outputs)


@scoped("batch_norm")
def batch_norm(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    decay: AbstractValue = 0.999,
    center: AbstractValue = True,
    scale: AbstractValue = False,
    epsilon: AbstractValue = 0.001,
    activation_fn: AbstractValue = None,
    param_initializers: AbstractValue = None,
    param_regularizers: AbstractValue = None,
    updates_collections: AbstractValue = UPDATE_OPS,
    is_training: AbstractValue = True,
    reuse: AbstractValue = None,
    variables_collections: AbstractValue = None,
    outputs_collections: AbstractValue = None,
    trainable: AbstractValue = True,
    batch_weights: AbstractValue = None,
    fused: AbstractValue = None,
    data_format: AbstractValue = "NHWC",
    zero_debias_moving_mean: AbstractValue = False,
    scope: AbstractValue = None,
    renorm: AbstractValue = False,
    renorm_clipping: AbstractValue = None,
    renorm_decay: AbstractValue = 0.99,
    adjustment: AbstractValue = None,
) -> AbstractValue:
    """gamma, beta, moving_mean, moving_variance, or beta first. Source: layers.batch_norm, _fused_batch_norm."""
    given = BatchNorm(
        inputs, center, scale, param_initializers, param_regularizers, updates_collections, is_training,
        variables_collections, trainable, 1 if data_format == "NCHW" else -1, zero_debias_moving_mean, renorm, reuse,
        fused,
    )  # fmt: skip
    can_fuse = batch_weights is None and adjustment is None and fused is not False
    is_fused = can_fuse and given.is_fused
    getter = None if is_fused else layer_getter()
    with machine.entering(variable_scope(machine, call, scope, "BatchNorm", custom_getter=getter, reuse=reuse)) as sc:
        by_layer = given.is_plain and not is_fused and batch_weights is None
        origin = normalize_by_layer(machine, sc, given) if by_layer else normalize_by_hand(machine, given, is_fused)
        return finished(machine, inputs, activation_fn, outputs_collections, sc, origin)


@dataclass(frozen=True, slots=True)
class BatchNorm:
    """The arguments of one batch normalization that its variables depend on."""

    inputs: AbstractValue
    center: AbstractValue
    scale: AbstractValue
    initializers: AbstractValue
    regularizers: AbstractValue
    updates_collections: AbstractValue
    is_training: AbstractValue
    variables_collections: AbstractValue
    trainable: AbstractValue
    axis: int
    zero_debias: AbstractValue
    renorm: AbstractValue
    reuse: AbstractValue
    fused: AbstractValue

    @property
    def is_plain(self) -> bool:
        """Whether the updates go where they go by default."""
        return self.updates_collections == UPDATE_OPS and self.zero_debias is not True

    @property
    def is_fused(self) -> bool:
        """Whether slim makes the variables of a fused op by itself. Source: layers.batch_norm."""
        rank = rank_of(self.inputs)
        return self.renorm is not True and rank in (2, 4) and (not self.is_plain or rank == 2)


def normalize_by_layer(machine: Machine, scope: AbstractValue, given: BatchNorm) -> Origin:
    """The variables of `tf.layers.BatchNormalization`: gamma, beta, moving_mean, moving_variance."""
    starts = {
        f"{name}_initializer": option(given.initializers, name, start)
        for name, start in (("beta", ZEROS), ("gamma", ONES), ("moving_mean", ZEROS), ("moving_variance", ONES))
    }
    layer, _ = run_layer(
        machine, "BatchNormalization", scope, given.inputs, axis=given.axis, center=given.center, scale=given.scale,
        trainable=given.trainable, beta_regularizer=option(given.regularizers, "beta"), renorm=given.renorm,
        _reuse=given.reuse, gamma_regularizer=option(given.regularizers, "gamma"), fused=given.fused, **starts,
    )  # fmt: skip
    note_updates(machine, given.is_training, UPDATE_OPS)
    return normalized_origin(machine, layer, given.inputs, given.is_training)


def normalize_by_hand(machine: Machine, given: BatchNorm, is_fused: bool) -> Origin:
    """beta, gamma, moving_mean, moving_variance."""
    dtype = DType("float32") if is_fused else constant_facts(given.inputs)[1]
    weights = Weights(given.variables_collections, given.trainable, dtype)
    size = last_dimension(given.inputs, given.axis)
    options = (given.initializers, given.regularizers if is_fused else None)
    trained = offset_and_gain(machine, weights, [size], given.center, given.scale, options)
    is_debiased = machine.truth(given.zero_debias) is True and machine.truth(given.is_training) is not False
    moving = averages(machine, weights, size, given.initializers, is_debiased)
    note_updates(machine, given.is_training, given.updates_collections)
    return Origin([given.inputs, *trained, *used_statistics(machine, moving, is_fused, given.is_training)])


def note_updates(machine: Machine, is_training: AbstractValue, collections: AbstractValue) -> None:
    """Adds the updates of the averages to their collections."""
    if machine.truth(is_training) is False or collections is None:
        return
    for name in [collections] if isinstance(collections, str) else machine.items_of(collections) or ():
        for _ in range(2):
            add(machine, machine.graph, name, Unknown("update"))
        tell_updates(machine, is_training, name)


def offset_and_gain(
    machine: Machine,
    weights: Weights,
    shape: list[AbstractValue],
    center: AbstractValue,
    scale: AbstractValue,
    options: tuple[AbstractValue, AbstractValue] = (None, None),
) -> list[AbstractValue]:
    """beta, then gamma."""
    initializers, regularizers = options
    return [
        make(machine, weights, name, shape, option(initializers, name, start), option(regularizers, name))
        for name, wanted, start in (("beta", center, ZEROS), ("gamma", scale, ONES))
        if machine.truth(wanted) is not False
    ]


def averages(
    machine: Machine, weights: Weights, size: AbstractValue, initializers: AbstractValue, is_debiased: bool
) -> list[AbstractValue]:
    """moving_mean, moving_variance, which no partitioner cuts."""
    current = machine.graph.scope
    with machine.entering(variable_scope(machine, Call([]), current)) as local:
        assert isinstance(local, VariableScope)
        machine.changing(local)
        local.partitioner = None
        mean = make(machine, weights, "moving_mean", [size], option(initializers, "moving_mean", ZEROS), None, False)
        start = option(initializers, "moving_variance", ONES)
        variance = make(machine, weights, "moving_variance", [size], start, None, False)
    if is_debiased:
        assign_moving_average(machine, Call([]), mean, UNKNOWN, UNKNOWN)
    return [mean, variance]


@scoped("layer_norm")
def layer_norm(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    center: AbstractValue = True,
    scale: AbstractValue = True,
    activation_fn: AbstractValue = None,
    reuse: AbstractValue = None,
    variables_collections: AbstractValue = None,
    outputs_collections: AbstractValue = None,
    trainable: AbstractValue = True,
    begin_norm_axis: AbstractValue = 1,
    begin_params_axis: AbstractValue = -1,
    scope: AbstractValue = None,
) -> AbstractValue:
    """beta, gamma of the shape behind an axis. Source: layers.layer_norm."""
    with machine.entering(variable_scope(machine, call, scope, "LayerNorm", reuse=reuse)) as sc:
        shape, dtype = constant_facts(inputs)
        sizes: list[AbstractValue] = [UNKNOWN]
        if isinstance(shape, Shape) and shape.dims is not None and isinstance(begin_params_axis, int):
            sizes = list(shape.dims[begin_params_axis:])
        offset_and_gain(machine, Weights(variables_collections, trainable, dtype), sizes, center, scale)
        return finished(machine, inputs, activation_fn, outputs_collections, sc)


@scoped("instance_norm")
def instance_norm(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    center: AbstractValue = True,
    scale: AbstractValue = True,
    epsilon: AbstractValue = 1e-06,
    activation_fn: AbstractValue = None,
    param_initializers: AbstractValue = None,
    reuse: AbstractValue = None,
    variables_collections: AbstractValue = None,
    outputs_collections: AbstractValue = None,
    trainable: AbstractValue = True,
    data_format: AbstractValue = "NHWC",
    scope: AbstractValue = None,
) -> AbstractValue:
    """beta, gamma, one number for each channel. Source: normalization.instance_norm."""
    with machine.entering(variable_scope(machine, call, scope, "InstanceNorm", reuse=reuse)) as sc:
        weights = Weights(variables_collections, trainable, constant_facts(inputs)[1])
        size = last_dimension(inputs, 1 if data_format == "NCHW" else -1)
        offset_and_gain(machine, weights, [size], center, scale, (param_initializers, None))
        return finished(machine, inputs, activation_fn, outputs_collections, sc)


@scoped("group_norm")
def group_norm(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    groups: AbstractValue = 32,
    channels_axis: AbstractValue = -1,
    reduction_axes: AbstractValue = (-3, -2),
    center: AbstractValue = True,
    scale: AbstractValue = True,
    epsilon: AbstractValue = 1e-06,
    activation_fn: AbstractValue = None,
    param_initializers: AbstractValue = None,
    reuse: AbstractValue = None,
    variables_collections: AbstractValue = None,
    outputs_collections: AbstractValue = None,
    trainable: AbstractValue = True,
    scope: AbstractValue = None,
    mean_close_to_zero: AbstractValue = False,
) -> AbstractValue:
    """beta, gamma, one number for each channel. Source: normalization.group_norm."""
    with machine.entering(variable_scope(machine, call, scope, "GroupNorm", reuse=reuse)) as sc:
        weights = Weights(variables_collections, trainable, constant_facts(inputs)[1])
        size = last_dimension(inputs, channels_axis) if isinstance(channels_axis, int) else UNKNOWN
        offset_and_gain(machine, weights, [size], center, scale, (param_initializers, None))
        return finished(machine, inputs, activation_fn, outputs_collections, sc)


@scoped("bias_add")
def bias_add(
    machine: Machine,
    call: Call,
    inputs: AbstractValue,
    activation_fn: AbstractValue = None,
    initializer: AbstractValue = ZEROS,
    regularizer: AbstractValue = None,
    reuse: AbstractValue = None,
    variables_collections: AbstractValue = None,
    outputs_collections: AbstractValue = None,
    trainable: AbstractValue = True,
    data_format: AbstractValue = "NHWC",
    scope: AbstractValue = None,
) -> AbstractValue:
    """biases, one number for each channel. Source: layers.bias_add."""
    with machine.entering(variable_scope(machine, call, scope, "BiasAdd", reuse=reuse)) as sc:
        weights = Weights(variables_collections, trainable, constant_facts(inputs)[1])
        size = last_dimension(inputs, 1 if data_format == "NCHW" else -1)
        make(machine, weights, "biases", [size], initializer, regularizer)
        return finished(machine, inputs, activation_fn, outputs_collections, sc)
