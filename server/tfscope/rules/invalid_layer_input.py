"""A layer is called with an input that it cannot take: of too few axes, or of another width than its weights have.

## Why is this bad?

TensorFlow raises `ValueError: Input 0 of layer "dense" is incompatible with the layer: expected axis -1 of input shape
to have value 4, but received input with shape (2, 5)`. A layer object makes its weights at its first call, for the
size of that input, and keeps them.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

layer = tf.layers.Dense(3)
first = layer(tf.ones([2, 4]))
second = layer(tf.ones([2, 5]))
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

first = tf.layers.Dense(3)(tf.ones([2, 4]))
second = tf.layers.Dense(3)(tf.ones([2, 5]))
```

## When it is silent

A rank or a size that is not known.

## References

Source: tf_keras/src/engine/input_spec.py, `assert_input_compatibility`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Reason, Refused
from tfscope.rules.core import Diagnostic, Severity
from tfscope.rules.refusals import diagnose, headline, refusals
from tfscope.rules.rnn_cell_shape_conflict import is_of_cell

CODE: Final = "TFS121"
NAME: Final = "invalid-layer-input"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Inputs that layers refuse."""
    for refusal in refusals(analysis, Reason.LAYER_INPUT, accept=is_of_layer):
        message = headline(refusal.event)
        if "expected axis" in message:
            message += ": the first call made the layer's weights for another size"
        yield diagnose(analysis, refusal, (CODE, NAME), message)


def is_of_layer(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether it is no recurrent cell, of which another rule speaks."""
    return not is_of_cell(analysis, run, event)
