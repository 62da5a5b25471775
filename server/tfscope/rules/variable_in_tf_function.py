"""`tf.compat.v1.get_variable` in a function under `tf.function`, without `tf.AUTO_REUSE`.

`tf.function` traces its function anew for each kind of arguments. A variable that is made in the body exists at the
second trace.

## Why is this bad?

TensorFlow refuses the second trace: the variable already exists. TensorFlow 2.21 even fails while it words that error,
and raises `AttributeError: Tensor.op is undefined when eager execution is enabled.`

## Example

```python
import tensorflow as tf


@tf.function
def layer(x):
    w = tf.compat.v1.get_variable("w", [3, 3])
    return tf.matmul(x, w)


layer(tf.ones([2, 3]))
layer(tf.ones([4, 3]))
```

## Use instead

```python
import tensorflow as tf

w = tf.Variable(tf.ones([3, 3]), name="w")


@tf.function
def layer(x):
    return tf.matmul(x, w)


layer(tf.ones([2, 3]))
layer(tf.ones([4, 3]))
```

## References

Section 7 of the semantics: `tf.function`. R-107: the key is stored, and reuse is off.
Source: tensorflow/python/eager/polymorphic_function/polymorphic_function.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, outwards
from tfscope.domain.code import Site
from tfscope.domain.events import Reason
from tfscope.rules.core import Diagnostic, Severity
from tfscope.rules.places import created_here
from tfscope.rules.refusals import diagnose, refusals

CODE: Final = "TFS403"
NAME: Final = "variable-in-tf-function"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """What a second trace would make again."""
    accept = lambda _, run, event: is_in_tf_function(event.site)  # noqa: E731
    for refusal in refusals(analysis, Reason.EXISTS, accept=accept):
        message = f"Variable {refusal.key} already exists: `tf.function` traces the function again, and reuse is off"
        related = tuple(created_here(analysis, refusal.run, refusal.event.existing))
        yield diagnose(analysis, refusal, (CODE, NAME), message, related=related)


def is_in_tf_function(site: Site) -> bool:
    """Whether code runs below a function that is decorated by `function`."""
    return any(is_function(decorator) for around in outwards(site) for decorator in decorators(around))


def decorators(site: Site) -> list[ast.expr]:
    """The decorators of the function that holds a site."""
    found: list[ast.expr] = getattr(site.code.node, "decorator_list", [])
    return found


def is_function(decorator: ast.expr) -> bool:
    """Whether a decorator is `tf.function`, with or without arguments."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == "function"
