"""Reuse for a scope that has only a default name.

`tf.variable_scope(None, default_name="layer")` opens a scope whose name is made unique: `layer`, `layer_1`, …
There is nothing to reuse in a scope that is always new, so a reuse flag needs a name.

## Why is this bad?

TensorFlow raises `ValueError: reuse=True cannot be used without a name_or_scope`. It happens in layer functions that
take `scope=None, reuse=None` when they are called with `reuse` and without `scope`.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def layer(x, scope=None, reuse=None):
    with tf.variable_scope(scope, "layer", [x], reuse=reuse):
        return x * tf.get_variable("w", [])


x = tf.zeros([])
first = layer(x)
second = layer(x, reuse=tf.AUTO_REUSE)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def layer(x, scope=None, reuse=None):
    with tf.variable_scope(scope, "layer", [x], reuse=reuse):
        return x * tf.get_variable("w", [])


x = tf.zeros([])
first = layer(x, scope="layer")
second = layer(x, scope="layer", reuse=tf.AUTO_REUSE)
```

## Fix safety

The fix gives the scope its default name as a fixed one. All calls then share one scope, which changes the names of
variables, so it is not applied unasked.

## References

R-214: a reuse flag of its own without a name; one that is only inherited is fine (R-215).
Source: tensorflow/python/ops/variable_scope.py, `variable_scope.__enter__`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Reason
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals
from tfscope.rules.repairs import fix, replace_node, source_of, text_at
from tfscope.rules.trees import callee_name, is_literal, parameter_of, text_of

CODE: Final = "TFS109"
NAME: Final = "reuse-without-scope-name"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Scopes that have a reuse flag and no name."""
    for refusal in refusals(analysis, Reason.REUSE_WITHOUT_NAME):
        message = f"{headline(refusal.event)}: the scope has only a default name, which is new each time"
        yield diagnose(analysis, refusal, (CODE, NAME), message, fixes=Fixes(fixes(analysis, refusal)))


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """The default name as the name."""
    site = refusal.site
    source = source_of(analysis, site)
    name, default = parameter_of(site.node, "name_or_scope"), parameter_of(site.node, "default_name")
    if source is None or name is None or default is None or callee_name(site.node) != "variable_scope":
        return
    written = text_at(source, analysis, site, default)
    title = f"Name the scope `{text_of(default) or written}`"
    if is_literal(name, None):
        yield from fix(title, replace_node(analysis, site, name, written))
    elif isinstance(name, (ast.Name, ast.Attribute)):
        text = text_at(source, analysis, site, name)
        yield from fix(f"{title} where none is given", replace_node(analysis, site, name, f"{text} or {written}"))
