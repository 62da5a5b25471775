"""Scopes that are not closed in the reverse of the order in which they were opened.

## Why is this bad?

TensorFlow raises `RuntimeError: Improper nesting of variable_scope.` It happens when one `tf.variable_scope` object is
entered inside itself, and when generators that are suspended inside a scope are mixed.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

scope = tf.variable_scope("a")
with scope:
    with scope:
        w = tf.get_variable("w", [1])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("a"):
    with tf.variable_scope("a"):
        w = tf.get_variable("w", [1])
```

## References

R-238: entering an object inside itself. R-239: generators. One object may be entered repeatedly, one after the other
(R-237).
Source: tensorflow/python/ops/variable_scope.py, `_pure_variable_scope.__exit__`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Reason
from tfscope.rules.core import Diagnostic, Severity
from tfscope.rules.refusals import diagnose, headline, refusals

CODE: Final = "TFS119"
NAME: Final = "scope-misnested"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Scopes that are left while another one is open."""
    for refusal in refusals(analysis, Reason.NESTING):
        message = f"{headline(refusal.event)}: another scope is still open where this one is left"
        yield diagnose(analysis, refusal, (CODE, NAME), message)
