"""A `tf.Variable` in code that shares its other variables.

A reuse flag is an affair of `tf.get_variable`. `tf.Variable` makes a new variable each time it runs, under a name that
is made unique.

## Why is this bad?

TensorFlow says nothing. Where a model function is called twice to share its weights, those made by `tf.Variable` are
two: one tower trains `net/b`, the other has its own `net_1/b`.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def net(x):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        w = tf.get_variable("w", [4, 2])
        b = tf.Variable(tf.zeros([2]), name="b")
        return tf.matmul(x, w) + b


first = net(tf.ones([1, 4]))
second = net(tf.ones([3, 4]))
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def net(x):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        w = tf.get_variable("w", [4, 2])
        b = tf.get_variable("b", initializer=tf.zeros([2]))
        return tf.matmul(x, w) + b


first = net(tf.ones([1, 4]))
second = net(tf.ones([3, 4]))
```

## When it is silent

`trainable=False`, code that runs once, and code that shares nothing else.

## Fix safety

The fix makes the variable shared, which changes the model.

## References

R-402 and R-403: a `tf.Variable` is always new. R-401: how it is named.
Source: tensorflow/python/ops/variables.py, `VariableV1`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Created, Entered, Shared
from tfscope.rules.core import Diagnostic, Fixes, Related, Severity
from tfscope.rules.get_variable_of_tf_variable import as_get_variable
from tfscope.rules.keras_layer_ignores_scope import is_of_keras_layer
from tfscope.rules.openings import Decision, opening, openings, reuses
from tfscope.rules.places import calls_of, decided_here, request_span
from tfscope.rules.refusals import shown

CODE: Final = "TFS202"
NAME: Final = "tf-variable-ignores-reuse"
SEVERITY: Final = Severity.WARNING


def check_run(analysis: Analysis, run: ProgramRun) -> Iterator[Diagnostic]:
    """The `tf.Variable`s that run again while what is beside them is shared."""
    first_of: dict[ast.AST, Created] = {}
    told: set[ast.AST] = set()
    for event in run.events_by_path.get(analysis.path, ()):
        if not isinstance(event, Created) or not is_plain(analysis, event):
            continue
        if is_of_keras_layer(run, event.variable):
            continue
        first = first_of.setdefault(event.site.node, event)
        entered = opening(analysis, run, event)
        if first is event or entered is None or not reuses(entered.reuse) or event.site.node in told:
            continue
        sibling = shared_beside(run, entered)
        if sibling is not None:
            told.add(event.site.node)
            yield diagnostic(analysis, run, first, event, entered, sibling)


def is_plain(analysis: Analysis, event: Created) -> bool:
    """Whether it is the user's own `tf.Variable` in a graph, and one that is trained."""
    return (
        event.via == "Variable"
        and event.certain
        and not event.after_error
        and not event.is_eager
        and event.variable.trainable is not False
        and event.site.path == analysis.path
        and isinstance(event.site.node, ast.Call)
        and getattr(event.site.code.node, "name", "") != "__init__"
    )


def shared_beside(run: ProgramRun, entered: Entered) -> Shared | None:
    """A variable that is shared in an opening."""
    later = (event for event in run.events if isinstance(event, Shared) and event.order > entered.order)
    return next((event for event in later if event.certain and entered in openings(run, event)), None)


def diagnostic(
    analysis: Analysis, run: ProgramRun, first: Created, second: Created, entered: Entered, sibling: Shared
) -> Diagnostic:
    """The diagnostic of a `tf.Variable` that is made again."""
    span = request_span(analysis, second.site, "name")
    one, other = shown(name_of(first.variable)), shown(name_of(second.variable))
    message = (
        f"`tf.Variable` ignores reuse: it makes `{one}` and `{other}`, while `{shown(name_of(sibling.variable))}` "
        "is shared"
    )
    place = analysis.user_site(sibling)
    related = tuple(decided_here(analysis, Decision(entered)))
    if place is not None:
        related += (Related(analysis.callee_span(place), "shared here"),)
    related += tuple(calls_of(analysis, second))
    fixes = Fixes(as_get_variable(analysis, second))
    return Diagnostic(CODE, NAME, SEVERITY, span, message, related, fixes, callers=analysis.caller_spans(second))
