"""A collection of variables is asked for in eager execution, where variables join none.

`tf.compat.v1.trainable_variables()`, `global_variables()` and `get_collection()` list what a graph has collected. In
eager execution there is no graph, and the lists stay empty.

## Why is this bad?

TensorFlow says nothing: a regulariser sums over nothing, a saver saves nothing, an optimizer has nothing to train.

## Example

```python
import tensorflow as tf

v1 = tf.compat.v1
with v1.variable_scope("net"):
    w = v1.get_variable("w", [2])
weights = v1.trainable_variables()
```

## Use instead

```python
import tensorflow as tf

v1 = tf.compat.v1
v1.disable_v2_behavior()
with v1.variable_scope("net"):
    w = v1.get_variable("w", [2])
weights = v1.trainable_variables()
```

## When it is silent

No variable was made before, a graph is open, or the callers of the function are not known.

## Fix safety

`disable_v2_behavior()` makes the whole program run in graph mode.

## References

Section 7 of the semantics: eager mode.
Source: tensorflow/python/ops/variables.py, `trainable_variables`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Created, Selected
from tfscope.rules.core import Diagnostic, Fixes, Related, Severity
from tfscope.rules.eager_get_variable_unshared import disable_v2
from tfscope.rules.openings import is_open
from tfscope.rules.places import calls_of, request_span
from tfscope.rules.repairs import fix

CODE: Final = "TFS409"
NAME: Final = "v1-collections-empty"
SEVERITY: Final = Severity.WARNING

_COLLECTIONS: Final = ("variables", "trainable_variables", "model_variables")


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Collections that were asked for after variables had been made."""
    for run, event in analysis.own_events_of(Selected):
        site = analysis.user_site(event)
        if is_open(run):
            continue
        if not event.is_eager or site is None or not event.certain or event.collection not in _COLLECTIONS:
            continue
        made = next((found for found in run.events if isinstance(found, Created) and found.is_eager), None)
        place = None if made is None or made.order > event.order else analysis.user_site(made)
        if place is None or event.variables:
            continue
        related = (
            Related(request_span(analysis, place, "name"), "this variable is in no collection"),
            *calls_of(analysis, event),
        )
        fixes = Fixes(fix("Run as TensorFlow 1: `disable_v2_behavior()`", disable_v2(analysis, run.program.path)))
        message = "This is empty: in eager execution variables join no collection"
        span = analysis.callee_span(site)
        yield Diagnostic(CODE, NAME, SEVERITY, span, message, related, fixes, callers=analysis.caller_spans(event))
