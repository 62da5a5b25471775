"""A variable is assigned its own value: what should be copied from one network to another is one network.

## Why is this bad?

TensorFlow says nothing. The target network of a learner is the network itself, and never lags behind.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def net(x):
    with tf.variable_scope("q", reuse=tf.AUTO_REUSE):
        return tf.layers.dense(x, 2, name="fc")


online, target = net(tf.ones([1, 4])), net(tf.ones([1, 4]))
pairs = zip(tf.global_variables("q"), tf.global_variables("q"))
sync = [old.assign(new) for old, new in pairs]
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def net(x, scope):
    with tf.variable_scope(scope):
        return tf.layers.dense(x, 2, name="fc")


online, target = net(tf.ones([1, 4]), "online"), net(tf.ones([1, 4]), "target")
pairs = zip(tf.global_variables("target/"), tf.global_variables("online/"))
sync = [old.assign(new) for old, new in pairs]
```

## When it is silent

The code itself names one variable on both sides, or some other pair of the same assignment is two variables.

## References

R-107: what AUTO_REUSE shares.
Source: tensorflow/python/ops/resource_variable_ops.py, `BaseResourceVariable.assign`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Assigned
from tfscope.rules.core import Diagnostic, Related, Severity
from tfscope.rules.places import calls_of, created_here
from tfscope.rules.refusals import shown
from tfscope.rules.trees import same_text

CODE: Final = "TFS219"
NAME: Final = "copy-onto-itself"
SEVERITY: Final = Severity.WARNING


def check_run(analysis: Analysis, run: ProgramRun) -> Iterator[Diagnostic]:
    """Assignments all of whose runs copy a variable onto itself."""
    by_node: dict[ast.AST, list[tuple[Assigned, Site]]] = {}
    for event in run.events_by_path.get(analysis.path, ()):
        site = analysis.user_site(event) if isinstance(event, Assigned) else None
        if isinstance(event, Assigned) and site is not None and site.path == analysis.path:
            by_node.setdefault(site.node, []).append((event, site))
    for found in by_node.values():
        event, site = found[0]
        is_copy = all(one.value is one.variable and one.certain and not one.after_error for one, _ in found)
        if is_copy and not names_one(site.node):
            yield diagnostic(analysis, run, event, site, len(found))


def names_one(call: ast.AST) -> bool:
    """Whether a call says by itself that target and value are one."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return True
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in ("ref", "value"))]
    if len(given) > 1:
        return same_text(given[0], given[1])
    return not given or same_text(call.func.value, given[0])


def diagnostic(analysis: Analysis, run: ProgramRun, event: Assigned, site: Site, count: int) -> Diagnostic:
    """The diagnostic of an assignment."""
    name = shown(name_of(event.variable))
    more = f", and so are {count - 1} more" if count > 1 else ""
    message = f"`{name}` is assigned to itself{more}: source and target are the same variables"
    related = list(created_here(analysis, run, event.variable))
    for shared in analysis.sharers_of(run, event.variable)[:1]:
        spans = analysis.caller_spans(shared)
        place = analysis.user_site(shared)
        if spans:
            related.append(Related(spans[-1], "this call shares it"))
        elif place is not None:
            related.append(Related(analysis.locate(place), "shared here"))
    related += calls_of(analysis, event)
    span = analysis.callee_span(site)
    callers = analysis.caller_spans(event)
    return Diagnostic(CODE, NAME, SEVERITY, span, message, tuple(related), callers=callers)
