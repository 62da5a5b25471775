"""A shared variable is asked for with a shape that it does not have.

Where reuse is on and the variable exists, the shape of the request is compared with that of the variable.

## Why is this bad?

TensorFlow raises `ValueError: Trying to share variable linear/w, but specified shape (3, 4) and found shape (2, 4).`
Two parts of the model meant two variables and got one name, or the inputs of two towers differ in size.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("linear", reuse=tf.AUTO_REUSE):
    first = tf.get_variable("w", [2, 4])
with tf.variable_scope("linear", reuse=tf.AUTO_REUSE):
    second = tf.get_variable("w", [3, 4])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("linear", reuse=tf.AUTO_REUSE):
    first = tf.get_variable("w", [2, 4])
with tf.variable_scope("other", reuse=tf.AUTO_REUSE):
    second = tf.get_variable("w", [3, 4])
```

## Fix safety

Either the shape or the name is wrong, and only the author knows which; no fix is applied unasked.

## References

R-111 and R-112: which shapes are compatible. R-113: `[]` and `[1]` are not. R-110: without reuse it is "already
exists", whatever the shapes.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore._get_single_variable`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Reason
from tfscope.domain.values import Shape
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.places import created_here, created_on
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals
from tfscope.rules.repairs import fix, fresh_name, replace_node, replace_text
from tfscope.rules.trees import parameter_of, text_of

CODE: Final = "TFS103"
NAME: Final = "shared-shape-mismatch"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Requests whose shape is not that of the variable."""
    for refusal in refusals(analysis, Reason.SHAPE_DIFFERS):
        existing = refusal.event.existing
        where = created_on(analysis, refusal.run, existing, analysis.locate(refusal.site))
        message = headline(refusal.event) + (f" of the variable created{where}" if where else "")
        related = tuple(created_here(analysis, refusal.run, existing))
        yield diagnose(analysis, refusal, (CODE, NAME), message, related=related, fixes=Fixes(fixes(analysis, refusal)))


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """The shape of the variable, or another name."""
    existing = refusal.event.existing
    if existing is None or analysis.creation_site(refusal.run, existing).node is refusal.call:
        return
    shape = parameter_of(refusal.call, "shape")
    if shape is not None and isinstance(existing.shape, Shape) and existing.shape.is_known:
        written = str(list(existing.shape.dims or ()))
        edit = replace_node(analysis, refusal.site, shape, written)
        yield from fix(f"Ask for the shape that it has, `{written}`", edit)
    literal = parameter_of(refusal.call, "name")
    name = text_of(literal)
    if literal is not None and name:
        new = fresh_name(refusal.run, name)
        # Another name is made anew, which needs a scope where that is allowed.
        if refusal.event.reuse is not True:
            edit = replace_text(analysis, refusal.site, literal, new)
            yield from fix(f"Do not share: name it `{new}`", edit)
