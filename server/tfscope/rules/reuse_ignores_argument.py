"""An argument of a request that only finds what exists, and that differs from what the variable was made with.

When a variable is shared, all arguments but name, shape and dtype are ignored.

## Why is this bad?

`initializer`, `trainable`, `regularizer`, `constraint` and `collections` have no effect there, and say something that
is not so: the variable stays as it was made.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net"):
    w = tf.get_variable("w", [3])
with tf.variable_scope("net", reuse=True):
    again = tf.get_variable("w", [3], trainable=False)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net"):
    w = tf.get_variable("w", [3], trainable=False)
with tf.variable_scope("net", reuse=True):
    again = tf.get_variable("w", [3])
```

## Fix safety

The fix removes the argument, which has no effect: it is safe.

## References

R-118: what is ignored when sharing. R-320: the regularizer is applied only on creation.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore._get_single_variable`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Event, Refused, Shared
from tfscope.edits.calls import remove_argument
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity, Tag
from tfscope.rules.openings import decision
from tfscope.rules.places import created_here, created_on, decided_here
from tfscope.rules.repairs import fix, source_of
from tfscope.rules.trees import callee_name, parameter_of, position_of, same_text
from tfscope.syntax.blocks import Block

CODE: Final = "TFS205"
NAME: Final = "reuse-ignores-argument"
#: What one run shares another may make: where not all runs are seen together, all must agree.
IS_UNANIMOUS: Final = True
SEVERITY: Final = Severity.HINT
TAGS: Final = (Tag.UNNECESSARY,)

IGNORED: Final = ("initializer", "trainable", "regularizer", "constraint", "collections")


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Arguments of requests that never make a variable."""
    seen: dict[tuple[Block, ast.AST], list[tuple[ProgramRun, Event]]] = {}
    if next(analysis.own_events_of(Shared), None) is None:
        return
    for run, event in analysis.own_events_of(Shared, Created, Refused):
        site = analysis.user_site(event)
        if site is not None:
            seen.setdefault((site.code.block, site.node), []).append((run, event))
    for (_, node), events in seen.items():
        if "get_variable" not in callee_name(node):
            continue
        run, event = events[0]
        site = analysis.user_site(event)
        if site is None or not isinstance(event, Shared):
            continue
        if all(isinstance(found, Shared) and found.certain and not found.after_error for _, found in events):
            yield from arguments(analysis, run, event, site)


def arguments(analysis: Analysis, run: ProgramRun, event: Shared, site: Site) -> Iterator[Diagnostic]:
    """The arguments of a request that the one that made the variable does not have alike."""
    first = analysis.creation_site(run, event.variable)
    source = source_of(analysis, site)
    if first.node is site.node or "get_variable" not in callee_name(first.node) or source is None:
        return
    for parameter in IGNORED:
        value = parameter_of(site.node, parameter)
        if value is None or same_text(value, parameter_of(first.node, parameter)) or is_none(value):
            continue
        span = analysis.span(site, value)
        where = created_on(analysis, run, event.variable, span)
        message = f"`{parameter}` has no effect: the variable exists, it was created{where}"
        related = (*created_here(analysis, run, event.variable), *decided_here(analysis, decision(run, event)))
        yield Diagnostic(
            CODE,
            NAME,
            SEVERITY,
            span,
            message,
            related,
            Fixes(without(analysis, site, parameter)),
            callers=analysis.caller_spans(event),
        )


def without(analysis: Analysis, site: Site, parameter: str) -> Iterator[Fix]:
    """The call without an argument."""
    source = source_of(analysis, site)
    if source is not None:
        edit = remove_argument(source, analysis.locate(site), position_of(site.node, parameter), parameter)
        yield from fix(f"Remove `{parameter}`", edit, preferred=True, safe=True)


def is_none(value: ast.expr) -> bool:
    """Whether a value says that there is none."""
    return isinstance(value, ast.Constant) and value.value is None
