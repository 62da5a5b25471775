"""A variable whose initial value is a tensor that was made inside a loop or a branch.

`tf.while_loop`, `tf.cond`, `tf.map_fn` and `tf.scan` trace their functions once. A variable that is made there lives
outside of the loop, and so must its initial value.

## Why is this bad?

TensorFlow raises `ValueError: Initializer for variable … is from inside a control-flow construct, such as a loop or
conditional. When creating a variable inside a loop or conditional, use a lambda as the initializer.`

A function given to `Dataset.map` is traced twice, so that a plain `tf.get_variable` in it clashes with itself.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def body(i):
    step = tf.Variable(tf.zeros([]), name="step")
    return i + 1


end = tf.while_loop(lambda i: i < 3, body, [0])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def body(i):
    step = tf.Variable(lambda: tf.zeros([]), name="step")
    return i + 1


end = tf.while_loop(lambda i: i < 3, body, [0])
```

## Fix safety

A `lambda` around the expression makes TensorFlow evaluate it outside of the loop, once. It is offered where the
expression is written at the call, and is what TensorFlow's message asks for.

## References

R-148: names ignore control flow; a tensor as initializer that was made inside is refused.
Source: tensorflow/python/ops/ref_variable.py, `RefVariable._init_from_args`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Reason, Refused
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.places import created_here
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals, shown
from tfscope.rules.repairs import fix, replace_node, source_of, text_at
from tfscope.rules.trees import callee_name, parameter_of

CODE: Final = "TFS113"
NAME: Final = "variable-in-traced-body"
SEVERITY: Final = Severity.ERROR

#: Methods of datasets that trace their function twice.
TRACERS: Final = frozenset({"map", "flat_map", "interleave", "filter"})


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Initial values from inside control flow."""
    for refusal in refusals(analysis, Reason.EXISTS, accept=is_traced_again):
        message = f"{headline(refusal.event)}: a function given to `Dataset.map` is traced twice"
        related = tuple(created_here(analysis, refusal.run, refusal.event.existing))
        yield diagnose(analysis, refusal, (CODE, NAME), message, related=related)
    for refusal in refusals(analysis, Reason.CONTROL_FLOW):
        message = shown(refusal.event.message).partition(". When")[0].strip().rstrip(".")
        yield diagnose(analysis, refusal, (CODE, NAME), message, "initializer", fixes=Fixes(fixes(analysis, refusal)))


def is_traced_again(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether the variable was made in another trace of the same function by the same method of a dataset."""
    created = None if event.existing is None else run.creations.get(id(event.existing))
    if created is None or created.site.node is not event.site.node:
        return False
    ours = {site.node for site in event.site.chain()}
    return any(site.node in ours and callee_name(site.node) in TRACERS for site in created.site.chain())


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """A lambda around the initial value."""
    site = refusal.site
    source = source_of(analysis, site)
    for parameter in ("initializer", "initial_value"):
        value = parameter_of(site.node, parameter)
        if source is not None and isinstance(value, ast.Call):
            edit = replace_node(analysis, site, value, f"lambda: {text_at(source, analysis, site, value)}")
            yield from fix("Use a lambda as the initial value", edit, preferred=True)
