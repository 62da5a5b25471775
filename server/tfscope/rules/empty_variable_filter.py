"""A saver or an optimizer is given a list of variables that is empty.

`tf.trainable_variables(scope)` and `tf.get_collection(key, scope)` keep the variables whose full name begins with the
scope. The name of an inner scope begins with that of the outer one, and `tf.name_scope` gives no name to what
`tf.get_variable` makes.

## Why is this bad?

TensorFlow raises `ValueError: No variables to optimize.` or `ValueError: No variables to save`.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("gan"), tf.variable_scope("generator"):
    w = tf.get_variable("w", [])
chosen = tf.trainable_variables(scope="generator")
train = tf.train.GradientDescentOptimizer(0.1).minimize(w * w, var_list=chosen)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("gan"), tf.variable_scope("generator"):
    w = tf.get_variable("w", [])
chosen = tf.trainable_variables(scope="gan/generator/")
train = tf.train.GradientDescentOptimizer(0.1).minimize(w * w, var_list=chosen)
```

## When it is silent

Where variables may come from elsewhere, such as an imported graph; `Saver(allow_empty=True)`.

## Fix safety

The full path of the only scope of that name is what was meant, unless the filter was to be empty; no fix is applied
unasked.

## References

R-008: what a scope selects.
Source: tensorflow/python/training/optimizer.py, `compute_gradients`; training/saver.py, `Saver._build`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Reason, Selected
from tfscope.domain.heap import ABSENT
from tfscope.rules.core import Diagnostic, Fix, Fixes, Related, Severity
from tfscope.rules.places import line_of, request_span
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals, shown
from tfscope.rules.repairs import fix, replace_text
from tfscope.rules.trees import parameter_of

CODE: Final = "TFS114"
NAME: Final = "empty-variable-filter"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Empty lists, at the filter that made them."""
    for refusal in refusals(analysis, Reason.NO_VARIABLES):
        message = headline(refusal.event)
        selected = selection(refusal)
        site = None if selected is None else analysis.user_site(selected)
        if selected is None or site is None or site.path != analysis.path or not isinstance(selected.pattern, str):
            yield diagnose(analysis, refusal, (CODE, NAME), f"{message}: {cause(refusal)}")
            continue
        span, used = request_span(analysis, site, "scope"), analysis.callee_span(refusal.site)
        meant = suggest(refusal, selected.pattern)
        where = line_of(analysis, used, span) if used.start_line != span.start_line else ""
        message += f"{where}: no variable's name begins with `{selected.pattern}`"
        message += f"; did you mean `{meant}`" if meant else ""
        yield diagnose(
            analysis, refusal, (CODE, NAME), message, span=span, related=(Related(used, "the list is used here"),),
            fixes=Fixes(fixes(analysis, site, meant)),
        )  # fmt: skip


def selection(refusal: Refusal) -> Selected | None:
    """The look-up that answered the list."""
    given = refusal.event.given
    if given is ABSENT or given is None:
        return None
    return next((found for found in refusal.run.events if isinstance(found, Selected) and found.answer is given), None)


def cause(refusal: Refusal) -> str:
    """Why there is nothing, in words."""
    if refusal.event.given is not None:
        return "the list is empty"
    made = [found for found in refusal.run.events if isinstance(found, Created) and found.order < refusal.event.order]
    return "the graph has none of this kind" if made else "the graph has no variable yet"


def suggest(refusal: Refusal, pattern: str) -> str | None:
    """The path of the one scope that ends in the pattern."""
    word, found = pattern.strip("/"), set[str]()
    for event in refusal.run.events:
        if isinstance(event, Created) and event.order < refusal.event.order:
            before, between, _ = shown(name_of(event.variable)).partition(f"/{word}/")
            found.update({before + between} if between else ())
    return found.pop() if len(found) == 1 else None


def fixes(analysis: Analysis, site: Site, meant: str | None) -> Iterator[Fix]:
    """The whole path."""
    given = parameter_of(site.node, "scope")
    if meant is not None and given is not None:
        yield from fix(f"Did you mean `{meant}`", replace_text(analysis, site, given, meant), preferred=True)
