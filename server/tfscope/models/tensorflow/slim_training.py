"""Training in `tf.contrib`: `create_train_op`, `optimize_loss`, and embeddings of sequences.

**Source:** tf_slim/training/training.py, learning.py, layers/optimizers.py, tf_slim 1.1;
tensorflow/contrib/layers/python/layers/encoders.py, TF 1.15.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import FLOAT32, Tensor
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Shape, Symbol, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.get_variable import get_variable
from tfscope.models.tensorflow.global_step import find_global_step, get_or_create_global_step
from tfscope.models.tensorflow.initializers import Initializer, is_callable
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.slim_arg_scope import SLIM
from tfscope.models.tensorflow.slim_base import Weights, make

#: Stands for a `global_step` that was not given.
NOT_GIVEN: Final = 0
BY_NAME: Final = {name: f"{name}Optimizer" for name in ("Adagrad", "Adam", "Ftrl", "RMSProp")} | {
    "SGD": "GradientDescentOptimizer",
    "Momentum": "MomentumOptimizer",
}


def train(
    machine: Machine,
    optimizer: AbstractValue,
    loss: AbstractValue,
    variables: AbstractValue,
    transform: AbstractValue = None,
    **keywords: AbstractValue,
) -> AbstractValue:
    """Gradients, changed by a function where one is given, then updates."""
    compute = machine.get_attribute(optimizer, "compute_gradients")
    pairs = machine.call_with(compute, Call([loss, variables]))
    if is_callable(transform) is True:
        pairs = machine.call(transform, pairs)
    apply = machine.get_attribute(optimizer, "apply_gradients")
    machine.call_with(apply, Call([pairs], keywords))
    shape, dtype = constant_facts(loss)
    return Tensor(shape, dtype, None, machine.graph)


@model("tensorflow.contrib.training.create_train_op")
def create_train_op(
    machine: Machine,
    call: Call,
    total_loss: AbstractValue,
    optimizer: AbstractValue,
    global_step: AbstractValue = NOT_GIVEN,
    update_ops: AbstractValue = None,
    variables_to_train: AbstractValue = None,
    transform_grads_fn: AbstractValue = None,
    summarize_gradients: AbstractValue = False,
    gate_gradients: AbstractValue = 1,
    aggregation_method: AbstractValue = None,
    colocate_gradients_with_ops: AbstractValue = False,
    check_numerics: AbstractValue = True,
) -> AbstractValue:
    """One step of training; makes the global step where there is none. Source: training.create_train_op."""
    step = get_or_create_global_step(machine, call) if global_step == NOT_GIVEN else global_step
    return train(machine, optimizer, total_loss, variables_to_train, transform_grads_fn, global_step=step)


@model(f"{SLIM}.learning.create_train_op")
def create_slim_train_op(
    machine: Machine,
    call: Call,
    total_loss: AbstractValue,
    optimizer: AbstractValue,
    global_step: AbstractValue = NOT_GIVEN,
    update_ops: AbstractValue = None,
    variables_to_train: AbstractValue = None,
    clip_gradient_norm: AbstractValue = 0,
    summarize_gradients: AbstractValue = False,
    gate_gradients: AbstractValue = 1,
    aggregation_method: AbstractValue = None,
    colocate_gradients_with_ops: AbstractValue = False,
    gradient_multipliers: AbstractValue = None,
    check_numerics: AbstractValue = True,
) -> AbstractValue:
    """The same, without a function for the gradients. Source: learning.create_train_op."""
    return create_train_op(machine, call, total_loss, optimizer, global_step, update_ops, variables_to_train)


@model(f"{SLIM}.optimize_loss")
def optimize_loss(
    machine: Machine,
    call: Call,
    loss: AbstractValue,
    global_step: AbstractValue,
    learning_rate: AbstractValue,
    optimizer: AbstractValue,
    gradient_noise_scale: AbstractValue = None,
    gradient_multipliers: AbstractValue = None,
    clip_gradients: AbstractValue = None,
    learning_rate_decay_fn: AbstractValue = None,
    update_ops: AbstractValue = None,
    variables: AbstractValue = None,
    name: AbstractValue = None,
    summaries: AbstractValue = None,
    colocate_gradients_with_ops: AbstractValue = False,
    increment_global_step: AbstractValue = True,
) -> AbstractValue:
    """learning_rate [], then what the optimizer makes, in a scope. Source: optimizers.optimize_loss."""
    step = find_global_step(machine, None) if global_step is None else global_step
    with machine.entering(variable_scope(machine, call, name, "OptimizeLoss")):
        rate = learning_rate
        if isinstance(rate, float) or (isinstance(rate, Unknown) and rate.kind == "float"):
            start = Initializer("tensorflow.constant_initializer")
            rate = get_variable(machine, call, "learning_rate", ListObject([]), None, start, None, False)
        if rate is not None and learning_rate_decay_fn is not None:
            rate = machine.call(learning_rate_decay_fn, rate, step)
        chosen = choose(machine, optimizer, rate)
        return train(machine, chosen, loss, variables, clip_gradients, global_step=step, name="train")


def choose(machine: Machine, optimizer: AbstractValue, rate: AbstractValue) -> AbstractValue:
    """The optimizer: by name, a class or function of the learning rate, or an object."""
    if isinstance(optimizer, str) and optimizer in BY_NAME:
        made = Symbol(f"tensorflow.train.{BY_NAME[optimizer]}")
        more: dict[str, AbstractValue] = {"momentum": 0.9} if optimizer == "Momentum" else {}
        return machine.call_with(made, Call([], {"learning_rate": rate, **more}))
    if isinstance(optimizer, Instance) or is_callable(optimizer) is not True:
        return optimizer
    return machine.call_with(optimizer, Call([] if rate is None else [rate]))


@model(f"{SLIM}.embed_sequence")
def embed_sequence(
    machine: Machine,
    call: Call,
    ids: AbstractValue,
    vocab_size: AbstractValue = None,
    embed_dim: AbstractValue = None,
    unique: AbstractValue = False,
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    trainable: AbstractValue = True,
    scope: AbstractValue = None,
    reuse: AbstractValue = None,
) -> AbstractValue:
    """embeddings [vocabulary, dimension]. Source: encoders.embed_sequence."""
    with machine.entering(variable_scope(machine, call, scope, "EmbedSequence", reuse=reuse)):
        table = make(
            machine, Weights(None, trainable, FLOAT32), "embeddings", [vocab_size, embed_dim], initializer, regularizer
        )
        shape, _ = constant_facts(ids)
        after: AnyShape = UNKNOWN
        if isinstance(shape, Shape) and shape.dims is not None:
            after = Shape((*shape.dims, embed_dim if isinstance(embed_dim, int) else UNKNOWN))
        return Tensor(after, constant_facts(table)[1], None, machine.graph)


@model(f"{SLIM}.bow_encoder")
def bow_encoder(
    machine: Machine,
    call: Call,
    ids: AbstractValue,
    vocab_size: AbstractValue,
    embed_dim: AbstractValue,
    sparse_lookup: AbstractValue = True,
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    trainable: AbstractValue = True,
    scope: AbstractValue = None,
    reuse: AbstractValue = None,
) -> AbstractValue:
    """embeddings [vocabulary, dimension]. Source: encoders.bow_encoder."""
    with machine.entering(variable_scope(machine, call, scope, "bow_encoder", reuse=reuse)):
        make(
            machine, Weights(None, trainable, FLOAT32), "embeddings", [vocab_size, embed_dim], initializer, regularizer
        )
        shape, _ = constant_facts(ids)
        size = embed_dim if isinstance(embed_dim, int) else UNKNOWN
        batch = shape.dims[0] if isinstance(shape, Shape) and shape.dims else UNKNOWN
        return Tensor(Shape((batch, size)), FLOAT32, None, machine.graph)
