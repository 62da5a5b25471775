"""A variable of one graph is used while another one is built.

Each graph has variables and tensors of its own: a variable that was made inside `tf.Graph().as_default()`, or before
`tf.reset_default_graph()`, is no part of another graph.

## Why is this bad?

TensorFlow raises `ValueError: Tensor("w:0", …) must be from the same graph as Tensor("ones:0", …)`.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.Graph().as_default():
    w = tf.get_variable("w", [2, 2])
y = tf.matmul(tf.ones([2, 2]), w)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.Graph().as_default():
    w = tf.get_variable("w", [2, 2])
    y = tf.matmul(tf.ones([2, 2]), w)
```

## When it is silent

An operation all of whose inputs are of one graph: it becomes a part of that graph, whichever is the default one.

## References

R-001: each graph has a store of its own.
Source: tensorflow/python/framework/ops.py, `_get_graph_from_inputs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Reason
from tfscope.rules.core import Diagnostic, Severity
from tfscope.rules.places import created_here, created_on
from tfscope.rules.refusals import diagnose, headline, refusals

CODE: Final = "TFS116"
NAME: Final = "variable-from-other-graph"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Operations on inputs of two graphs."""
    for refusal in refusals(analysis, Reason.GRAPH_DIFFERS):
        message = headline(refusal.event).partition(" (graphs are")[0]
        existing = refusal.event.existing
        if existing is not None:
            where = created_on(analysis, refusal.run, existing, analysis.locate(refusal.site))
            message += f": the variable was created{where}, in another graph"
        related = tuple(created_here(analysis, refusal.run, existing))
        yield diagnose(analysis, refusal, (CODE, NAME), message, related=related)
