"""Two different requests of one scope share a variable because `tf.AUTO_REUSE` is on.

`tf.AUTO_REUSE` is there so that one piece of code can run again and share. It also silences the error that a name given
to two layers by mistake would be: both then have one weight.

## Why is this bad?

TensorFlow says nothing. The model has fewer weights than it seems to have, and trains worse.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def net(x):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        first = tf.get_variable("w1", [4, 4])
        hidden = tf.nn.relu(tf.matmul(x, first))
        second = tf.get_variable("w1", [4, 4])
        return tf.matmul(hidden, second)


y = net(tf.ones([2, 4]))
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def net(x):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        first = tf.get_variable("w1", [4, 4])
        hidden = tf.nn.relu(tf.matmul(x, first))
        second = tf.get_variable("w2", [4, 4])
        return tf.matmul(hidden, second)


y = net(tf.ones([2, 4]))
```

## When it is silent

One call that runs again, the same name asked for under two openings of the scope, a result that is not used, results
that are bound to one name, and results that the program compares (`first is second`).

## Fix safety

The fix gives the second variable a name of its own, which adds a variable to the model and to its checkpoints.

## References

R-107 and R-213: what AUTO_REUSE permits. R-118: everything but shape and dtype is ignored when sharing.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore._get_single_variable`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Shared
from tfscope.domain.graph import AUTO_REUSE
from tfscope.rules.core import NO_FIXES, Diagnostic, Fixes, Severity
from tfscope.rules.openings import is_same_opening
from tfscope.rules.places import calls_of, created_here, line_of, request_span
from tfscope.rules.refusals import shown
from tfscope.rules.repairs import fix, fresh_name, replace_text
from tfscope.rules.trees import callee_name, compared_names, parameter_of, statement_of, targets_of, text_of

CODE: Final = "TFS201"
NAME: Final = "auto-reuse-merges-sites"
SEVERITY: Final = Severity.WARNING


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Requests that find, in the same opening of their scope, what another one made."""
    for run, event in analysis.own_events_of(Shared):
        created = analysis.creation_of(run, event.variable)
        if created is None or event.reuse != AUTO_REUSE or not event.certain or event.after_error:
            continue
        first, second = analysis.user_site(created), analysis.user_site(event)
        if first is None or second is None or first.node is second.node:
            continue
        if is_same_opening(run, created, event) and not is_meant(analysis, first, second):
            yield diagnostic(analysis, run, event, first, second)


def is_meant(analysis: Analysis, first: Site, second: Site) -> bool:
    """Whether the code shows that both are to be one variable, or is not simply two requests."""
    if not all("get_variable" in callee_name(site.node) for site in (first, second)):
        return True
    if statement_of(first) is statement_of(second) or isinstance(statement_of(second), (ast.Expr, ast.Assert)):
        return True
    ours, theirs = targets_of(first), targets_of(second)
    if set(ours) & set(theirs):
        return True
    parsed = analysis.files.get(second.path)
    compared = compared_names(iter(parsed.blocks)) if parsed is not None else set()
    return any(frozenset((one, other)) in compared for one in ours for other in theirs)


def diagnostic(analysis: Analysis, run: ProgramRun, event: Shared, first: Site, second: Site) -> Diagnostic:
    """The diagnostic of a request that shares by mistake."""
    span = request_span(analysis, second, "name")
    name = shown(name_of(event.variable))
    where = line_of(analysis, analysis.locate(first), span)
    message = f"`{name}` is also the variable of the request{where}: `tf.AUTO_REUSE` makes both one variable"
    literal = parameter_of(second.node, "name")
    written = text_of(literal)
    fixes = NO_FIXES
    if literal is not None and written:
        new = fresh_name(run, written)
        fixes = Fixes(fix(f"Do not share: name it `{new}`", replace_text(analysis, second, literal, new)))
    related = (*created_here(analysis, run, event.variable), *calls_of(analysis, event))
    return Diagnostic(CODE, NAME, SEVERITY, span, message, related, fixes, callers=analysis.caller_spans(event))
