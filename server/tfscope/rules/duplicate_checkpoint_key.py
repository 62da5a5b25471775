"""Two variables of one name reach one `tf.train.Saver`.

A checkpoint knows a variable by the name of its operation. Variables of two graphs can have one name; and a variable
that two lists have in common is in their sum twice.

## Why is this bad?

TensorFlow raises `ValueError: At least two variables have the same name: net/w`.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net"):
    w = tf.get_variable("w", [1])
with tf.Graph().as_default(), tf.variable_scope("net"):
    other = tf.get_variable("w", [1])
saver = tf.train.Saver([w, other])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net"):
    w = tf.get_variable("w", [1])
with tf.variable_scope("other"):
    other = tf.get_variable("w", [1])
saver = tf.train.Saver([w, other])
```

## When it is silent

A dictionary says the names itself; the parts of a partitioned variable share one name.

## Fix safety

A set of the variables holds each of them once, and the saver sorts them by name. It is offered where both entries are
one variable.

## References

Source: tensorflow/python/training/saving/saveable_object_util.py, `op_list_to_dict`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Reason
from tfscope.domain.graph import Variable
from tfscope.rules.core import NO_FIXES, Diagnostic, Fix, Fixes, Severity
from tfscope.rules.places import created_here
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals
from tfscope.rules.repairs import fix, replace_node, source_of, text_at
from tfscope.rules.trees import parameter_of

CODE: Final = "TFS115"
NAME: Final = "duplicate-checkpoint-key"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Lists of a saver with one name twice."""
    for refusal in refusals(analysis, Reason.NAME_TWICE):
        first, second = refusal.event.existing, refusal.event.given
        cause = "this variable is in the list twice" if first is second else "they are two variables of one name"
        related = tuple(created_here(analysis, refusal.run, first))
        if isinstance(second, Variable) and second is not first:
            related += tuple(created_here(analysis, refusal.run, second))
        yield diagnose(
            analysis, refusal, (CODE, NAME), f"{headline(refusal.event)}: {cause}", related=related,
            fixes=Fixes(fixes(analysis, refusal)) if first is second else NO_FIXES,
        )  # fmt: skip


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """Each variable once."""
    source, given = source_of(analysis, refusal.site), parameter_of(refusal.call, "var_list")
    if source is not None and given is not None:
        edit = replace_node(analysis, refusal.site, given, f"set({text_at(source, analysis, refusal.site, given)})")
        yield from fix("Give each variable once, by `set()`", edit, preferred=True)
