"""A shared variable is asked for with a dtype that it does not have.

Where reuse is on and the variable exists, dtypes are compared. The dtype of a request that gives none is that of the
scope, which is float32 unless something else was set: also for a variable that was made with another one, and also
where an `initializer` of another dtype is given.

## Why is this bad?

TensorFlow raises `ValueError: Trying to share variable step, but specified dtype float32 and found dtype int32_ref.`

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("counters", reuse=tf.AUTO_REUSE):
    step = tf.get_variable("step", [], dtype=tf.int32)
with tf.variable_scope("counters", reuse=tf.AUTO_REUSE):
    again = tf.get_variable("step", [])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("counters", reuse=tf.AUTO_REUSE):
    step = tf.get_variable("step", [], dtype=tf.int32)
with tf.variable_scope("counters", reuse=tf.AUTO_REUSE):
    again = tf.get_variable("step", [], dtype=tf.int32)
```

## Fix safety

The fix gives the request the dtype of the variable that it shares. It changes no variable, and is safe where the
request gave no dtype at all.

## References

R-115: the dtype defaults to the scope's. R-116: `get_variable("n", initializer=3)` cannot be called twice. R-117:
shapes are compared first.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore._get_single_variable`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Reason
from tfscope.domain.values import DType
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.places import created_here
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals
from tfscope.rules.repairs import fix, spelled, with_argument
from tfscope.rules.trees import PARAMETERS, callee_name, parameter_of

CODE: Final = "TFS104"
NAME: Final = "shared-dtype-mismatch"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Requests whose dtype is not that of the variable."""
    for refusal in refusals(analysis, Reason.DTYPE_DIFFERS, accept=lambda _, run, event: event.existing is not None):
        message = headline(refusal.event)
        is_default = parameter_of(refusal.call, "dtype") is None and "get_variable" in callee_name(refusal.call)
        if is_default and isinstance(refusal.event.dtype, DType):
            message += f": where none is given, `dtype` is the scope's, {refusal.event.dtype.name}"
        related = tuple(created_here(analysis, refusal.run, refusal.event.existing))
        yield diagnose(
            analysis, refusal, (CODE, NAME), message, related=related, fixes=Fixes(fixes(analysis, refusal, is_default))
        )


def fixes(analysis: Analysis, refusal: Refusal, is_default: bool) -> Iterator[Fix]:
    """The dtype of the variable."""
    existing = refusal.event.existing
    if existing is None or not isinstance(existing.dtype, DType) or callee_name(refusal.call) not in PARAMETERS:
        return
    value = spelled(analysis, refusal.site, existing.dtype.name)
    if value is not None:
        edit = with_argument(analysis, refusal.site, "dtype", value)
        yield from fix(f"Ask for the dtype that it has, `{value}`", edit, preferred=True, safe=is_default)
