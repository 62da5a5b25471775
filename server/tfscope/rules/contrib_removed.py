"""`tf.contrib`, which TensorFlow 2 does not have, neither as `tf.contrib` nor as `tf.compat.v1.contrib`.

## Why is this bad?

TensorFlow raises `AttributeError: module 'tensorflow.compat.v1' has no attribute 'contrib'`.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

init = tf.contrib.layers.xavier_initializer()
w = tf.get_variable("w", [2, 2], initializer=init)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

init = tf.glorot_uniform_initializer()
w = tf.get_variable("w", [2, 2], initializer=init)
```

## When it is silent

The program is one for TensorFlow 1, or it catches the error.

## Fix safety

A fix is offered where TensorFlow itself has the same thing under another name. For `tf.contrib.slim` and most of
`tf.contrib.layers` there is the package `tf_slim`, with the same names of variables.

## References

R-910: what became of contrib.
Source: the list of modules in TensorFlow's RFC "Sunset tf.contrib".
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Reason
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity, Tag
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals
from tfscope.rules.removed_in_tf2 import is_contrib
from tfscope.rules.repairs import fix, replace_node, source_of, text_at
from tfscope.rules.trees import parents

CODE: Final = "TFS405"
NAME: Final = "contrib-removed"
SEVERITY: Final = Severity.ERROR
TAGS: Final = (Tag.DEPRECATED,)

#: What became of the parts of contrib: names of the version 1 API, called alike.
SUCCESSORS: Final = {
    "layers.xavier_initializer": "glorot_uniform_initializer",
    "layers.xavier_initializer_conv2d": "glorot_uniform_initializer",
    "layers.flatten": "layers.flatten",
    "rnn.BasicLSTMCell": "nn.rnn_cell.BasicLSTMCell",
    "rnn.LSTMCell": "nn.rnn_cell.LSTMCell",
    "rnn.GRUCell": "nn.rnn_cell.GRUCell",
    "rnn.BasicRNNCell": "nn.rnn_cell.BasicRNNCell",
    "rnn.MultiRNNCell": "nn.rnn_cell.MultiRNNCell",
    "rnn.DropoutWrapper": "nn.rnn_cell.DropoutWrapper",
    "rnn.ResidualWrapper": "nn.rnn_cell.ResidualWrapper",
    "rnn.static_rnn": "nn.static_rnn",
    "framework.get_or_create_global_step": "train.get_or_create_global_step",
    "framework.get_global_step": "train.get_global_step",
    "framework.nest": "nest",
}
#: Packages that took over other parts.
PACKAGES: Final = {"slim": "tf_slim", "layers": "tf_slim", "framework": "tf_slim", "seq2seq": "tensorflow_addons"}


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Uses of contrib."""
    accept = lambda _, run, event: is_contrib(event) and not event.caught  # noqa: E731
    for refusal in refusals(analysis, Reason.REMOVED, accept=accept):
        message = headline(refusal.event)
        part = part_of(refusal)
        if part in SUCCESSORS:
            message += f": `{part.rpartition('.')[2]}` is now `tf.{SUCCESSORS[part]}`"
        elif part.partition(".")[0] in PACKAGES:
            message += f": `contrib.{part.partition('.')[0]}` went to the package `{PACKAGES[part.partition('.')[0]]}`"
        else:
            message += ": TensorFlow 2 has no contrib"
        span = analysis.locate(refusal.site)
        yield diagnose(analysis, refusal, (CODE, NAME), message, fixes=Fixes(fixes(analysis, refusal)), span=span)


def whole(refusal: Refusal) -> ast.AST:
    """The whole dotted name that begins with the refused one."""
    known = parents(refusal.site.code.block)
    node = refusal.call
    while isinstance(parent := known.get(node), ast.Attribute):
        node = parent
    return node


def part_of(refusal: Refusal) -> str:
    """What of contrib is used, as a dotted name."""
    written = ast.unparse(whole(refusal))
    return written.partition("contrib.")[2]


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """The name that took its place."""
    successor, node = SUCCESSORS.get(part_of(refusal)), refusal.call
    source = source_of(analysis, refusal.site)
    if successor is None or source is None or not isinstance(node, ast.Attribute):
        return
    module = text_at(source, analysis, refusal.site, node.value)
    if refusal.event.api == "tensorflow.contrib":
        module += ".compat.v1"
    edit = replace_node(analysis, refusal.site, whole(refusal), f"{module}.{successor}")
    yield from fix(f"Use `{module}.{successor}`", edit, preferred=True)
