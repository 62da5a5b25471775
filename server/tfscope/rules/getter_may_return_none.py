"""A custom getter answers a request for a variable with None.

A typical one is `return ema.average(getter(...))`: `average` knows only the variables that `ema.apply` has seen, and
answers None for any other.

## Why is this bad?

`tf.get_variable` hands on what the getter answers. The error comes later and elsewhere: `None values not supported`.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

ema = tf.train.ExponentialMovingAverage(0.9)


def averaged(getter, name, *args, **kwargs):
    return ema.average(getter(name, *args, **kwargs))


with tf.variable_scope("m", custom_getter=averaged):
    w = tf.get_variable("w", [])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

ema = tf.train.ExponentialMovingAverage(0.9)


def averaged(getter, name, *args, **kwargs):
    variable = getter(name, *args, **kwargs)
    average = ema.average(variable)
    return variable if average is None else average


with tf.variable_scope("m", custom_getter=averaged):
    w = tf.get_variable("w", [])
```

## When it is silent

The getter certainly answers something, or it is not certain to be asked.

## References

Section 3 of the semantics: custom getters.
Source: tensorflow/python/training/moving_averages.py, `ExponentialMovingAverage.average`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.code import Code
from tfscope.domain.events import GetterAnswered
from tfscope.domain.heap import BoundMethod, FunctionObject
from tfscope.rules.core import Diagnostic, Related, Severity
from tfscope.rules.places import calls_of
from tfscope.rules.refusals import shown
from tfscope.syntax.blocks import Span

CODE: Final = "TFS215"
NAME: Final = "getter-may-return-none"
SEVERITY: Final = Severity.WARNING


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """The getters of this file that answered None, each once."""
    told: set[Span] = set()
    for _, event in analysis.events_of(GetterAnswered):
        span = answer_span(analysis, event)
        if span is None or span.path != analysis.path or span in told or not event.certain or event.after_error:
            continue
        told.add(span)
        message = f"This custom getter answers None when `{shown(event.key)}` is asked for: nothing is there yet"
        site = analysis.user_site(event)
        related = tuple(calls_of(analysis, event))
        if site is not None:
            related = (Related(analysis.callee_span(site), "asked for here"), *related)
        yield Diagnostic(CODE, NAME, SEVERITY, span, message, related, callers=analysis.caller_spans(event))


def answer_span(analysis: Analysis, event: GetterAnswered) -> Span | None:
    """Where a getter of the program returns, its name where it does not say so."""
    function = event.function.function if isinstance(event.function, BoundMethod) else event.function
    if not isinstance(function, FunctionObject) or function.is_altered:
        return None
    code = function.code
    parsed = analysis.files.get(code.path)
    if parsed is None or not parsed.contains(code.block):
        return None
    answer = answer_of(code)
    return None if answer is None else parsed.span(code.block, answer)


@lru_cache(maxsize=256)
def answer_of(code: Code) -> ast.expr | None:
    """The expression that a function returns, None where there are several."""
    node = code.node
    if isinstance(node, ast.Lambda):
        return node.body
    returns = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None]
    return returns[0] if len(returns) == 1 else None
