"""`reuse_variables()` on a scope that the code around it did not open.

`tf.get_variable_scope().reuse_variables()` sets the flag on the scope that happens to be open. In a function that
opened none, that is its caller's scope, often the root scope, where it lasts for the rest of the graph.

## Why is this bad?

Everything that is built later in that scope can only reuse: the next layer, or an optimizer such as Adam that makes
variables of its own, fails with `ValueError: Variable … does not exist`, far from the cause.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def discriminator(x, reuse=False):
    if reuse:
        tf.get_variable_scope().reuse_variables()
    return x * tf.get_variable("d_w", [])


real = discriminator(tf.ones([]))
fake = discriminator(tf.zeros([]), reuse=True)
bias = tf.get_variable("bias", [])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def discriminator(x, reuse=False):
    with tf.variable_scope(tf.get_variable_scope(), reuse=reuse):
        return x * tf.get_variable("d_w", [])


real = discriminator(tf.ones([]))
fake = discriminator(tf.zeros([]), reuse=True)
bias = tf.get_variable("bias", [])
```

## When it is silent

The function, or the code around a loop, opened the scope itself: the idiom of a recurrent network that reuses from its
second step on. And nothing is made behind it that would need reuse to be off.

## References

R-221: the flag belongs to the scope object. R-222: on the root scope it lasts for the rest of the graph.
Source: tensorflow/python/ops/variable_scope.py, `VariableScope.reuse_variables`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Event, Gap, Reason, Refused, ReuseSet
from tfscope.rules.core import Diagnostic, Related, Severity
from tfscope.rules.openings import decision, openings
from tfscope.rules.places import calls_of, line_of
from tfscope.rules.refusals import scope_words
from tfscope.rules.trees import around, is_module, same_frame

CODE: Final = "TFS209"
NAME: Final = "reuse-leaks-to-caller"
SEVERITY: Final = Severity.WARNING


def check_run(analysis: Analysis, run: ProgramRun) -> Iterator[Diagnostic]:
    """Flags that outlive the code that set them, and hurt."""
    for event in analysis.own_events_in(run, ReuseSet):
        if not event.certain or not leaks(run, event):
            continue
        victim = next(victims(run, event), None)
        site = None if victim is None else analysis.user_site(victim)
        if victim is None or site is None:
            continue
        own = analysis.locate(event.site)
        scope = scope_words(event.path)
        where = line_of(analysis, analysis.locate(site), own)
        message = f"`reuse_variables()` leaves reuse on in {scope}, which is still open{where}"
        related = (Related(analysis.locate(site), "nothing can be made here any more"), *calls_of(analysis, event))
        yield Diagnostic(CODE, NAME, SEVERITY, own, message, related, callers=analysis.caller_spans(event))


def leaks(run: ProgramRun, event: ReuseSet) -> bool:
    """Whether the scope was open before the function, or the loop or branch at a module's top, that sets its flag."""
    if any(same_frame(entered.site, event.site) for entered in openings(run, event)):
        return False
    if not is_module(event.site):
        return True
    return any(isinstance(node, (ast.For, ast.While, ast.If)) for node in around(event.site))


def victims(run: ProgramRun, event: ReuseSet) -> Iterator[Event]:
    """What cannot be made because of it, outside of the call that set the flag."""
    for later in run.events:
        if later.order <= event.order or within(later, event):
            continue
        if isinstance(later, Refused) and later.reason is Reason.MISSING and later.certain:
            if decision(run, later).event is event:
                yield later
        elif isinstance(later, Gap) and event.path == "" and is_optimizer(later):
            yield later


def within(later: Event, event: ReuseSet) -> bool:
    """Whether something happens in the very call that set the flag, or in what that calls."""
    caller = event.site.caller
    return caller is not None and not is_module(event.site) and caller in later.site.chain()


def is_optimizer(gap: Gap) -> bool:
    """Whether an optimizer that makes variables of its own was not understood."""
    name = gap.subject.rpartition(".")[2]
    return name.endswith("Optimizer") and not name.startswith("GradientDescent")
