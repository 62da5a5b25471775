"""A function of TensorFlow 1 that only works in a graph, in eager execution.

## Why is this bad?

TensorFlow raises `RuntimeError: tf.placeholder() is not compatible with eager execution.` TensorFlow 2 runs eagerly
unless it is told otherwise.

## Example

```python
import tensorflow as tf

x = tf.compat.v1.placeholder(tf.float32, [None, 4])
```

## Use instead

```python
import tensorflow as tf

tf.compat.v1.disable_v2_behavior()
x = tf.compat.v1.placeholder(tf.float32, [None, 4])
```

## When it is silent

The program catches the error, or the function is one whose callers are not known: they may have opened a graph.

## Fix safety

`disable_v2_behavior()` makes the whole program run in graph mode.

## References

Section 7 of the semantics: eager mode.
Source: tensorflow/python/ops/array_ops.py, `placeholder`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Reason, Refused
from tfscope.rules.core import Diagnostic, Fixes, Severity
from tfscope.rules.eager_get_variable_unshared import disable_v2
from tfscope.rules.openings import is_open
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals
from tfscope.rules.repairs import fix

CODE: Final = "TFS411"
NAME: Final = "graph-api-in-eager"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """What eager execution refuses."""
    for refusal in refusals(analysis, Reason.EAGER, accept=is_sure):
        edit = disable_v2(analysis, refusal.run.program.path)
        fixes = Fixes(fix("Run as TensorFlow 1: `disable_v2_behavior()`", edit, preferred=True))
        yield diagnose(analysis, refusal, (CODE, NAME), message_of(refusal), fixes=fixes)


def message_of(refusal: Refusal) -> str:
    """TensorFlow's words, and what it does not say of a scope that it gives up half-way."""
    message = headline(refusal.event)
    if message.startswith("Improper nesting"):
        message += f": in eager execution a scope cannot have this `{refusal.event.parameter}`"
    return message


def is_sure(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether nothing catches it, and no caller out of sight may have opened a graph."""
    return not event.caught and not is_open(run)
