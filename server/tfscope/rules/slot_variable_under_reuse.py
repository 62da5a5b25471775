"""An optimizer or moving average makes its own variables where reuse is on.

Adam, Momentum, RMSProp, Adagrad and their like, and `ExponentialMovingAverage.apply`, keep variables of their own for
each variable they work on, and make them by `tf.get_variable`. Where reuse is True they can make none.

## Why is this bad?

TensorFlow raises `ValueError: Variable d_w1/Adam/ does not exist, or was not created with tf.get_variable().`, which
names a variable that the program never asked for. The cause is nearly always a `reuse_variables()` that was called on
the root scope, or on a scope that is still open.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("w", [4])
tf.get_variable_scope().reuse_variables()
loss = tf.reduce_sum(w * w)
train = tf.train.AdamOptimizer(0.1).minimize(loss)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("w", [4])
with tf.variable_scope(tf.get_variable_scope(), reuse=True):
    again = tf.get_variable("w", [4])
loss = tf.reduce_sum(w * again)
train = tf.train.AdamOptimizer(0.1).minimize(loss)
```

## References

R-109: a key that is not stored, and reuse True. R-222: `reuse_variables()` on the root scope lasts for the rest of the
graph.
Source: tensorflow/python/training/slot_creator.py, `_create_slot_var`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Created, Entered, Reason, Refused, ReuseSet
from tfscope.rules.core import Diagnostic, Severity
from tfscope.rules.openings import decision
from tfscope.rules.places import decided_here, line_of
from tfscope.rules.refusals import diagnose, headline, refusals, scope_words

CODE: Final = "TFS105"
NAME: Final = "slot-variable-under-reuse"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Slots that cannot be made."""
    for refusal in refusals(analysis, Reason.MISSING, accept=lambda _, run, event: is_slot(run, event)):
        decided = decision(refusal.run, refusal.event)
        site = None if decided.event is None else analysis.user_site(decided.event)
        where = "" if site is None else line_of(analysis.locate(site), analysis.locate(refusal.site))
        match decided.event:
            case ReuseSet():
                cause = f"`reuse_variables()`{where} turned reuse on"
            case Entered() as event:
                cause = f"{scope_words(event.path)} has reuse on"
            case None:
                cause = "reuse is on"
        message = f"{headline(refusal.event)}: the optimizer makes variables of its own here, and {cause}"
        related = tuple(decided_here(analysis, decided))
        yield diagnose(analysis, refusal, (CODE, NAME), message, related=related)


def is_slot(run: ProgramRun, event: Refused) -> bool:
    """Whether the variable asked for is an optimizer's or a moving average's: `d_w1/Adam/`, with a slash at its end."""
    key = event.key
    if not isinstance(key, str) or not key.endswith("/"):
        return False
    owner = key.rstrip("/").rpartition("/")[0]
    made = (found.variable for found in run.events if isinstance(found, Created))
    return any(owner in (variable.key, getattr(variable, "name", None)) for variable in made)
