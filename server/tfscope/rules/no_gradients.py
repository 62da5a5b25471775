"""An optimizer is given a loss on which no variable depends, or gradients that are all None.

## Why is this bad?

TensorFlow raises `ValueError: No gradients provided for any variable, check your graph for ops that do not support
gradients, between variables [...] and loss Tensor("Const:0", shape=(), dtype=float32).` The loss was computed from
something else than the variables: a constant, or what an operation without a gradient gave.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("w", [4])
loss = tf.constant(1.0)
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("w", [4])
loss = tf.reduce_sum(w * w)
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
```

## References

R-648: no gradient path.
Source: tensorflow/python/training/optimizer.py, `minimize` and `apply_gradients`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Reason
from tfscope.rules.core import Diagnostic, Severity
from tfscope.rules.refusals import diagnose, refusals, shown

CODE: Final = "TFS120"
NAME: Final = "no-gradients"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Steps without a gradient."""
    for refusal in refusals(analysis, Reason.NO_GRADIENTS):
        message = shown(refusal.event.message)
        for stop in (", check your graph", ":", "."):
            message = message.partition(stop)[0]
        what = "the loss depends on none of them" if refusal.event.parameter == "loss" else "the list has none"
        yield diagnose(analysis, refusal, (CODE, NAME), f"{message}: {what}")
