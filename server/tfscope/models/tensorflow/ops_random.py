"""Random tensors and ranges of numbers.

**Source:** tensorflow/python/ops/random_ops.py, math_ops.py (range, linspace); TF 2.21.
"""

from __future__ import annotations

import math

from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, Dim, DType, Shape, Unknown
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.dtypes import as_dtype, joined_dtype
from tfscope.models.tensorflow.op_model import Arguments, Facts, declare, facts
from tfscope.models.tensorflow.ops_results import dims_of, dtype_of, shape_of, with_rank
from tfscope.models.tensorflow.ops_static import has_hole, integer, static, static_shape


def nothing(machine: Machine, bound: Arguments) -> AbstractValue:
    """TensorFlow knows no random value."""
    return None


def drawn(machine: Machine, bound: Arguments) -> Facts:
    """Classes drawn for each row of logits. Source: random_ops.cc, Multinomial."""
    dims = dims_of(with_rank(shape_of(machine, bound["logits"]), 2))
    dtype = bound.get("output_dtype", bound.get("dtype"))
    count = integer(bound["num_samples"])
    return Shape((dims[0] if dims else UNKNOWN, count)), DType("int64") if dtype is None else as_dtype(machine, dtype)


def gamma(machine: Machine, bound: Arguments) -> Facts:
    """A sample of each parameter for each place of the shape."""
    front, back = static_shape(bound["shape"]), shape_of(machine, bound["alpha" if "alpha" in bound else "lam"])
    one, other = dims_of(front), dims_of(back)
    dtype = as_dtype(machine, bound["dtype"])
    return (UNKNOWN if one is None or other is None else Shape(one + other)), dtype


def range_bounds(bound: Arguments) -> tuple[AbstractValue, AbstractValue, AbstractValue]:
    """Start, limit and step."""
    if bound["limit"] is None:
        return 0, bound["start"], bound["delta"]
    return bound["start"], bound["limit"], bound["delta"]


def range_facts(machine: Machine, bound: Arguments) -> Facts:
    """A vector as long as the numbers from start to limit."""
    bounds = range_bounds(bound)
    values = [static(value) for value in bounds]
    dtype: AnyDType = joined_dtype([dtype_of(machine, value) for value in bounds])
    if isinstance(dtype, Unknown):
        tensors = [dtype_of(machine, value) for value in bounds if not isinstance(value, (int, float))]
        dtype = tensors[0] if len(tensors) == 1 else UNKNOWN
    if bound["dtype"] is not None:
        dtype = as_dtype(machine, bound["dtype"])
    if any(value is None for value in values):
        return Shape((None,)), dtype
    numbers = [value for value in values if isinstance(value, (int, float))]
    if len(numbers) != 3 or numbers[2] == 0:
        return Shape((UNKNOWN,)), dtype
    return Shape((max(0, math.ceil((numbers[1] - numbers[0]) / numbers[2])),)), dtype


def range_value(machine: Machine, bound: Arguments) -> AbstractValue:
    """The integers, if they are few."""
    values = [static(value) for value in range_bounds(bound)]
    if any(map(has_hole, values)):
        return None
    numbers = [value for value in values if isinstance(value, int)]
    if len(numbers) != 3 or numbers[2] == 0 or bound["dtype"] is not None:
        return UNKNOWN
    found = range(*numbers)
    return tuple(found) if len(found) <= 64 else UNKNOWN


def linspace(machine: Machine, bound: Arguments) -> Facts:
    """So many numbers from start to stop."""
    shape, dtype = facts(machine, bound["start"])
    count: Dim = integer(bound["num"])
    return (Shape((count,)) if dims_of(shape) == () else UNKNOWN), dtype


def shuffled(machine: Machine, bound: Arguments) -> Facts:
    """The same elements."""
    return facts(machine, bound["value"])


def stateless(machine: Machine, bound: Arguments) -> Facts:
    """As the random ops, with the seed as an argument."""
    return static_shape(bound["shape"]), as_dtype(machine, bound["dtype"])


declare(
    "multinomial random.multinomial",
    "logits, num_samples, seed=None, name=None, output_dtype=None",
    "multinomial/Multinomial",
    drawn,
    nothing,
)
declare("random.categorical", "logits, num_samples, dtype=None, seed=None, name=None", "categorical/?", drawn, nothing)
declare(
    "random_gamma random.gamma",
    "shape, alpha, beta=None, dtype='float32', seed=None, name=None",
    "random_gamma/?",
    gamma,
    nothing,
)
declare("random_poisson", "lam, shape, dtype='float32', seed=None, name=None", "random_poisson/?", gamma, nothing)
declare("random_shuffle random.shuffle", "value, seed=None, name=None", "RandomShuffle", shuffled, nothing)
declare("range", "start, limit=None, delta=1, dtype=None, name='range'", "range", range_facts, range_value)
declare("linspace lin_space", "start, stop, num, name=None, axis=0", "linspace/?", linspace)
declare("random.stateless_normal random.stateless_truncated_normal",
        "shape, seed, mean=0.0, stddev=1.0, dtype='float32', name=None, "
        "alg='auto_select'", "stateless_random_normal", stateless, nothing)  # fmt: skip
declare("random.stateless_uniform", "shape, seed, minval=0, maxval=None, dtype='float32', name=None, alg='auto_select'",
        "stateless_random_uniform", stateless, nothing)  # fmt: skip
