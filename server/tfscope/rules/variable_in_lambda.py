"""A function that is made a layer by `tf.keras.layers.Lambda` makes a variable.

## Why is this bad?

TensorFlow raises `ValueError: The following Variables were created within a Lambda layer (lambda) but are not tracked
by said layer`. Such a layer has no weights: what its function made would be trained and saved by nobody, and made again
at the next call.

## Example

```python
import tensorflow as tf


def scale(x):
    return x * tf.Variable(1.0, name="scale")


outputs = tf.keras.layers.Lambda(scale)(tf.ones([2, 4]))
```

## Use instead

```python
import tensorflow as tf


class Scale(tf.keras.layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(name="scale", shape=[], initializer="ones")

    def call(self, inputs):
        return inputs * self.scale


outputs = Scale()(tf.ones([2, 4]))
```

## When it is silent

The program is one of TensorFlow 1, the function uses a variable that was made outside, or an installed TensorFlow of
version 2.16 or later has Keras 3, which does not look.

## References

Source: tf_keras/src/layers/core/lambda_layer.py, `_check_variables`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Created, Reason, Refused
from tfscope.rules.core import Diagnostic, Related, Severity
from tfscope.rules.places import request_span
from tfscope.rules.v1_layers_need_tf_keras import KERAS_3, says_so

CODE: Final = "TFS404"
NAME: Final = "variable-in-lambda"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """The first variable that each such function makes."""
    told = set()
    for run in analysis.runs:
        for event in run.events:
            found = diagnostic(analysis, run, event) if isinstance(event, Refused) else None
            if found is not None and found.span not in told:
                told.add(found.span)
                yield found


def diagnostic(analysis: Analysis, run: ProgramRun, event: Refused) -> Diagnostic | None:
    """The diagnostic of one layer, at the request in its function."""
    if event.reason is not Reason.LAMBDA or event.existing is None or not event.certain or event.caught:
        return None
    created, layer = analysis.creation_of(run, event.existing), analysis.user_site(event)
    site = None if created is None else analysis.user_site(created)
    if created is None or site is None or site.path != analysis.path or layer is None or has_keras_3(analysis, run):
        return None
    message = f"`Lambda` refuses that its function makes {named(created)}: the layer would not keep it"
    related = (Related(analysis.callee_span(layer), "the layer is called here"),)
    severity = Severity.WARNING if event.after_error else SEVERITY
    span = request_span(analysis, site, "name")
    return Diagnostic(CODE, NAME, severity, span, message, related, callers=analysis.caller_spans(created))


def named(created: Created) -> str:
    """A variable by its name, where that is known."""
    name = str(created.variable.key if created.variable.key is not None else getattr(created.variable, "name", ""))
    return f"`{name}`" if re.fullmatch(r"[^{}]+", name) else "a variable"


def has_keras_3(analysis: Analysis, run: ProgramRun) -> bool:
    """Whether the program's Keras is surely the one that does not look."""
    return analysis.installed is not None and analysis.installed >= KERAS_3 and not says_so(analysis, run)
