"""A lookup by `tf.get_variable` of a variable that `tf.Variable` made.

The variable store only knows what `tf.get_variable` made. A `tf.Variable` has a name in the graph, but no key in the
store: no reuse flag finds it.

## Why is this bad?

TensorFlow raises `ValueError: Variable a/v does not exist, or was not created with tf.get_variable().`, though
`tf.global_variables()` lists a variable of that name.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("a"):
    v = tf.Variable(1.0, name="v")
with tf.variable_scope("a", reuse=True):
    again = tf.get_variable("v", [])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("a"):
    v = tf.get_variable("v", initializer=1.0)
with tf.variable_scope("a", reuse=True):
    again = tf.get_variable("v", [])
```

## Fix safety

The fix turns the `tf.Variable` into a `tf.get_variable` with the same initial value. It is then shared by everything
that asks for its name with reuse on, so the fix is not applied unasked.

## References

R-402: a `tf.Variable` is not in the store. R-109: the error.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore._get_single_variable`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Created, Reason, Refused
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.openings import decision
from tfscope.rules.places import created_here, created_on, decided_here
from tfscope.rules.refusals import diagnose, headline, refusals
from tfscope.rules.repairs import fix, replace_node, source_of, text_at
from tfscope.rules.trees import parameter_of

CODE: Final = "TFS112"
NAME: Final = "get-variable-of-tf-variable"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Lookups of what `tf.Variable` made."""
    for refusal in refusals(analysis, Reason.MISSING, accept=is_of_tf_variable):
        created = made_by_tf_variable(refusal.run, refusal.event)
        assert created is not None
        span = analysis.locate(refusal.site)
        where = created_on(analysis, refusal.run, created.variable, span)
        message = f"{headline(refusal.event)}: the variable of that name was made by `tf.Variable`{where}"
        related = (
            *created_here(analysis, refusal.run, created.variable),
            *decided_here(analysis, decision(refusal.run, refusal.event)),
        )
        fixes = Fixes(as_get_variable(analysis, created))
        yield diagnose(analysis, refusal, (CODE, NAME), message, related=related, fixes=fixes)


def is_of_tf_variable(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether a `tf.Variable` has the name that was asked for."""
    return made_by_tf_variable(run, event) is not None


def made_by_tf_variable(run: ProgramRun, event: Refused) -> Created | None:
    """The event that made a `tf.Variable` of the name that was asked for."""
    for found in run.events:
        if not isinstance(found, Created) or found.via != "Variable" or found.order > event.order or found.is_eager:
            continue
        if isinstance(event.key, str) and getattr(found.variable, "name", None) == event.key:
            return found
    return None


def as_get_variable(analysis: Analysis, created: Created) -> Iterator[Fix]:
    """`tf.Variable(value, name="v")` as `tf.get_variable("v", initializer=value)`."""
    site = analysis.user_site(created)
    source = None if site is None else source_of(analysis, site)
    if site is None or source is None or not isinstance(site.node, ast.Call) or site is not created.site:
        return
    call, function = site.node, site.node.func
    name, value = parameter_of(call, "name"), parameter_of(call, "initial_value")
    given = [keyword.arg for keyword in call.keywords]
    if name is None or value is None or not isinstance(function, ast.Attribute) or function.attr != "Variable":
        return
    if len(call.args) > 1 or not set(given) <= {"name", "initial_value", "trainable", "dtype"}:
        return
    parts = [text_at(source, analysis, site, name), "initializer=" + text_at(source, analysis, site, value)]
    for keyword in call.keywords:
        if keyword.arg in ("trainable", "dtype"):
            parts.append(f"{keyword.arg}=" + text_at(source, analysis, site, keyword.value))
    module = text_at(source, analysis, site, function.value)
    edit = replace_node(analysis, site, call, f"{module}.get_variable({', '.join(parts)})")
    yield from fix("Make it by `tf.get_variable`", edit)
