"""Learning rates that change over time: scalars, without variables.

**Source:** tensorflow/python/keras/optimizer_v2/legacy_learning_rate_decay.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.values import DType, Shape, Unknown
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.op_model import Arguments, Facts, declare, facts


def decayed(machine: Machine, bound: Arguments) -> Facts:
    """A scalar of the learning rate's dtype."""
    first = bound.get("learning_rate", bound.get("values"))
    _, dtype = facts(machine, first)
    return Shape(()), DType("float32") if isinstance(dtype, Unknown) else dtype


STEPS = "learning_rate, global_step, decay_steps"
for name, parameters, op_name in (
    ("exponential_decay", f"{STEPS}, decay_rate, staircase=False, name=None", "ExponentialDecay"),
    ("natural_exp_decay", f"{STEPS}, decay_rate, staircase=False, name=None", "NaturalExpDecay"),
    ("inverse_time_decay", f"{STEPS}, decay_rate, staircase=False, name=None", "InverseTimeDecay"),
    (
        "polynomial_decay",
        f"{STEPS}, end_learning_rate=0.0001, power=1.0, cycle=False, name=None",
        "PolynomialDecay",
    ),
    ("cosine_decay", f"{STEPS}, alpha=0.0, name=None", "CosineDecay"),
    ("linear_cosine_decay", f"{STEPS}, num_periods=0.5, alpha=0.0, beta=0.001, name=None", "LinearCosineDecay"),
    (
        "noisy_linear_cosine_decay",
        f"{STEPS}, initial_variance=1.0, variance_decay=0.55, num_periods=0.5, alpha=0.0, beta=0.001, name=None",
        "NoisyLinearCosineDecay",
    ),
    (
        "cosine_decay_restarts",
        "learning_rate, global_step, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0, name=None",
        "SGDRDecay",
    ),
    ("piecewise_constant", "x, boundaries, values, name=None", "PiecewiseConstant"),
    ("piecewise_constant_decay", "x, boundaries, values, name=None", "PiecewiseConstant"),
):
    declare(f"train.{name}", parameters, op_name, decayed)
