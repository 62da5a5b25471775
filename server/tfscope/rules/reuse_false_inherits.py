"""`reuse=False` at a scope inside one that reuses.

`False` means the same as leaving `reuse` out: the flag is inherited. It cannot be switched off in a scope that is
opened by a name.

## Why is this bad?

TensorFlow says nothing at the scope. What is made in it then fails with "does not exist", or is silently shared.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net"):
    w = tf.get_variable("w", [2])
with tf.variable_scope("net", reuse=True):
    again = tf.get_variable("w", [2])
    with tf.variable_scope("head", reuse=False):
        pass
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net"):
    w = tf.get_variable("w", [2])
with tf.variable_scope("net", reuse=True):
    again = tf.get_variable("w", [2])
    with tf.variable_scope("head", reuse=tf.AUTO_REUSE):
        v = tf.get_variable("v", [2])
```

## Fix safety

`reuse=tf.AUTO_REUSE` makes what does not exist, as `False` seems to promise, and shares what does.
Removing the argument changes nothing.

## References

R-211: `False` is `None`. R-212: the table of own and inherited flags. R-217: a scope object that is entered again keeps
its own flag.
Source: tensorflow/python/ops/variable_scope.py, `variable_scope.__init__`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Entered
from tfscope.domain.graph import AUTO_REUSE
from tfscope.edits.calls import remove_argument
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity, Tag
from tfscope.rules.openings import Decision, decision, remembered
from tfscope.rules.places import calls_of, decided_here
from tfscope.rules.refusals import scope_words
from tfscope.rules.repairs import auto_reuse, fix, source_of
from tfscope.rules.trees import callee_name, is_literal, parameter_of, position_of

CODE: Final = "TFS216"
NAME: Final = "reuse-false-inherits"
SEVERITY: Final = Severity.WARNING
TAGS: Final = (Tag.UNNECESSARY,)


def check_run(analysis: Analysis, run: ProgramRun) -> Iterator[Diagnostic]:
    """Literal `reuse=False` where reuse is on already."""
    for event in analysis.own_events_in(run, Entered):
        if event.outer_reuse is not True and event.outer_reuse != AUTO_REUSE:
            continue
        value = parameter_of(event.site.node, "reuse")
        is_own = event.site.path == analysis.path and callee_name(event.site.node) == "variable_scope"
        if not is_own or value is None or not is_literal(value, False) or not event.certain or event.after_error:
            continue
        if event.form == "scope":
            owner, decided = "the scope object", Decision(remembered(run, event))
        else:
            owner, decided = scope_words(event.outer_path), decision(run, event)
        flag = "True" if event.outer_reuse is True else "`tf.AUTO_REUSE`"
        message = f"`reuse=False` does not switch reuse off: it is inherited from {owner}, where it is {flag}"
        related = (*decided_here(analysis, decided), *calls_of(analysis, event))
        span = analysis.span(event.site, value)
        yield Diagnostic(
            CODE,
            NAME,
            SEVERITY,
            span,
            message,
            related,
            Fixes(fixes(analysis, event)),
            callers=analysis.caller_spans(event),
        )


def fixes(analysis: Analysis, event: Entered) -> Iterator[Fix]:
    """AUTO_REUSE, or no argument."""
    source = source_of(analysis, event.site)
    if source is None:
        return
    if event.outer_reuse is True:
        yield from fix("Make what is missing: `reuse=tf.AUTO_REUSE`", auto_reuse(analysis, event))
    position = position_of(event.site.node, "reuse")
    edit = remove_argument(source, analysis.locate(event.site), position, "reuse")
    yield from fix("Remove `reuse=False`", edit)
