"""A scope filter that selects variables of another scope too.

The `scope` of `tf.trainable_variables(scope)`, `tf.global_variables(scope)` and `tf.get_collection(key, scope)` is a
regular expression that must match the start of the name. `"D"` matches `D/w` and also `D_pre/w`.

## Why is this bad?

TensorFlow says nothing. An optimizer then trains variables that were meant to stay, or a saver saves too many.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("D"):
    w = tf.get_variable("w", [])
with tf.variable_scope("D_pre"):
    v = tf.get_variable("w", [])
discriminator = tf.trainable_variables(scope="D")
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("D"):
    w = tf.get_variable("w", [])
with tf.variable_scope("D_pre"):
    v = tf.get_variable("w", [])
discriminator = tf.trainable_variables(scope="D/")
```

## When it is silent

Nothing else is matched, there is no scope of just that name, or the pattern is written as a regular expression.

## Fix safety

The fix appends `/`, so that only the scope itself is selected. That changes which variables are selected, so it is not
applied unasked.

## References

R-016: the filter is a regular expression, matched at the start.
Source: tensorflow/python/framework/ops.py, `Graph.get_collection`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Selected
from tfscope.domain.graph import PartitionedVariable, Variable
from tfscope.rules.core import Diagnostic, Fix, Fixes, Related, Severity
from tfscope.rules.places import calls_of, request_span
from tfscope.rules.repairs import fix, replace_node, replace_text, source_of, text_at
from tfscope.rules.trees import parameter_of, text_of

CODE: Final = "TFS207"
NAME: Final = "scope-filter-over-matches"
SEVERITY: Final = Severity.WARNING


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Filters that select a scope and what else begins like it."""
    for run, event in analysis.own_events_of(Selected):
        pattern, site = event.pattern, analysis.user_site(event)
        if not isinstance(pattern, str) or site is None or not event.certain or event.after_error:
            continue
        if pattern.endswith("/") or not pattern or re.escape(pattern) != pattern.replace("/", "/"):
            continue
        names = {
            name: variable
            for variable in event.variables
            if isinstance(variable, (Variable, PartitionedVariable)) and isinstance(name := name_of(variable), str)
        }
        others = [name for name in names if not name.startswith(pattern + "/") and name != pattern]
        if others and len(others) < len(names):
            yield diagnostic(analysis, run, event, site, pattern, others[0], names[others[0]])


def diagnostic(
    analysis: Analysis,
    run: ProgramRun,
    event: Selected,
    site: Site,
    pattern: str,
    name: str,
    variable: Variable | PartitionedVariable,
) -> Diagnostic:
    """The diagnostic of a filter."""
    span = request_span(analysis, site, "scope")
    message = f"`{pattern}` also selects `{name}`: a scope filter matches the start of the name"
    place = analysis.creation_site(run, variable)
    related = (Related(request_span(analysis, place, "name"), f"`{name}` is created here"), *calls_of(analysis, event))
    fixes = Fixes(append_slash(analysis, site))
    return Diagnostic(CODE, NAME, SEVERITY, span, message, related, fixes, callers=analysis.caller_spans(event))


def append_slash(analysis: Analysis, site: Site) -> Iterator[Fix]:
    """A `/` at the end of the filter."""
    source, value = source_of(analysis, site), parameter_of(site.node, "scope")
    if source is None or value is None:
        return
    text = text_of(value)
    if text is not None:
        edit = replace_text(analysis, site, value, text + "/")
    elif isinstance(value, (ast.Name, ast.Attribute)):
        edit = replace_node(analysis, site, value, f'{text_at(source, analysis, site, value)} + "/"')
    else:
        return
    yield from fix("Select the scope only: append `/`", edit, preferred=True)
