"""A variable is partitioned at one request and not, or otherwise, at another.

With a `partitioner`, from the call or from the scope, a variable is cut into parts that are stored under names of their
own. A request for it must cut it alike.

## Why is this bad?

TensorFlow raises `ValueError: A partitioner was provided, but an unpartitioned version of the variable was found: w.`,
or the reverse of it, or that the partitions differ.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net"):
    w = tf.get_variable("w", [4, 3])
with tf.variable_scope("net", reuse=True, partitioner=tf.fixed_size_partitioner(2)):
    again = tf.get_variable("w", [4, 3])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net", partitioner=tf.fixed_size_partitioner(2)):
    w = tf.get_variable("w", [4, 3])
with tf.variable_scope("net", reuse=True, partitioner=tf.fixed_size_partitioner(2)):
    again = tf.get_variable("w", [4, 3])
```

## References

R-317: which requests find which variables; with reuse True and no partitioner a partitioned variable is found. R-319:
a scope's partitioner is inherited. R-314 to R-316: what a partitioner may answer.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore._get_partitioned_variable`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Reason
from tfscope.rules.core import Diagnostic, Severity
from tfscope.rules.places import created_here, created_on
from tfscope.rules.refusals import diagnose, headline, refusals

CODE: Final = "TFS117"
NAME: Final = "partitioner-mismatch"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Requests that cut otherwise than the variable is cut."""
    for refusal in refusals(analysis, Reason.PARTITION_DIFFERS):
        message = headline(refusal.event).partition(".  Perhaps")[0].partition(". Perhaps")[0]
        existing = refusal.event.existing
        where = created_on(analysis, refusal.run, existing, analysis.locate(refusal.site))
        message += f": the variable was created{where}" if where else ""
        related = tuple(created_here(analysis, refusal.run, existing))
        yield diagnose(analysis, refusal, (CODE, NAME), message, related=related)
