"""A new variable whose shape is not known.

A new variable needs a fully defined shape, from its `shape` argument or from a constant initializer.

## Why is this bad?

TensorFlow raises `ValueError: Variable w did not get an initializer, so its `shape` argument must be specified.`, or
says that the initializer is not valid and that `shape` should be fully defined: a dimension of the shape is None, such
as the batch size of a placeholder, or an initializer object was given without a shape.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [8, None])
w = tf.get_variable("w", [x.shape[1], 10])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [8, 4])
w = tf.get_variable("w", [x.shape[1], 10])
```

## References

R-123: neither shape nor initializer. R-124: a callable initializer needs a fully defined shape. R-114: a call that
only shares may leave the shape out. R-315: partitioned variables.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore._get_single_variable`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Reason
from tfscope.rules.core import Diagnostic, Severity
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals
from tfscope.rules.relations import bound_here
from tfscope.rules.trees import callee_name, parameter_of

CODE: Final = "TFS108"
NAME: Final = "variable-shape-unknown"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """New variables without a full shape."""
    for refusal in refusals(analysis, Reason.SHAPE_UNKNOWN):
        related = tuple(bound_here(analysis, refusal.site, parameter_of(refusal.call, "shape")))
        yield diagnose(analysis, refusal, (CODE, NAME), message_of(refusal), related=related)


def message_of(refusal: Refusal) -> str:
    """What is wrong, in one sentence."""
    message = headline(refusal.event)
    if not message.startswith("The initializer passed is not valid"):
        return message
    name = f"Variable {refusal.key}" if refusal.key else "The variable"
    if "get_variable" in callee_name(refusal.call) and parameter_of(refusal.call, "shape") is None:
        return f"The initializer passed is not valid without a shape: {name} is new and has none"
    return f"The initializer passed is not valid, `shape` should be fully defined: {name} has a dimension that is None"
