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

## Fix safety

`reuse=tf.AUTO_REUSE` around the one statement makes the variables that are missing, and those alone. It makes another
model where the optimizer's own variables were meant to be shared, so it is not applied unasked.

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
from tfscope.domain.events import Entered, Reason, Refused, ReuseSet
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.openings import decision
from tfscope.rules.places import decided_here, line_of
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals, scope_words
from tfscope.rules.repairs import fix, spelled, statement_inside
from tfscope.rules.trees import callee_name

CODE: Final = "TFS105"
NAME: Final = "slot-variable-under-reuse"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Slots that cannot be made."""
    for refusal in refusals(analysis, Reason.MISSING, accept=lambda _, run, event: is_slot(run, event)):
        maker = "the moving average" if callee_name(refusal.call) == "apply" else "the optimizer"
        decided = decision(refusal.run, refusal.event)
        site = None if decided.event is None else analysis.user_site(decided.event)
        where = "" if site is None else line_of(analysis, analysis.locate(site), analysis.locate(refusal.site))
        match decided.event:
            case ReuseSet():
                cause = f"`reuse_variables()`{where} turned reuse on"
            case Entered() as event:
                cause = f"{scope_words(event.path)} has reuse on"
            case None:
                cause = "reuse is on"
        message = f"{headline(refusal.event)}: {maker} makes variables of its own here, and {cause}"
        related = tuple(decided_here(analysis, decided))
        yield diagnose(analysis, refusal, (CODE, NAME), message, related=related, fixes=Fixes(fixes(analysis, refusal)))


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """The statement in the current scope again, where what is missing may be made."""
    names = ("variable_scope", "get_variable_scope()", "AUTO_REUSE")
    spelt = [spelled(analysis, refusal.site, name) for name in names]
    if None not in spelt:
        scope, current, flag = spelt
        edits = statement_inside(analysis, refusal.site, f"with {scope}({current}, reuse={flag}):")
        yield from fix("Make them: the statement in a scope with `reuse=tf.AUTO_REUSE`", *edits)


def is_slot(run: ProgramRun, event: Refused) -> bool:
    """Whether the variable asked for is an optimizer's or a moving average's: `d_w1/Adam/`, with a slash at its end."""
    if not isinstance(event.key, str) or not event.key.endswith("/"):
        return False
    scope, node = event.key.removesuffix("/"), event.site.node
    # The call that asks has opened the slot's scope itself.
    return any(
        isinstance(entered, Entered) and entered.form == "default" and entered.site.node is node
        for entered in run.events
        if getattr(entered, "path", None) == scope
    )
