"""One recurrent cell is stepped with inputs of two widths.

A cell makes its kernel at its first step, as high as the input and its own output are wide together, and keeps it.
`[cell] * n` puts one object in every layer of a stack: the second layer's input is the first one's output.

## Why is this bad?

TensorFlow raises `ValueError: Dimensions must be equal, but are 16 and 12 for '{{node rnn/while/…/MatMul_1}} = …`,
which names neither the cell nor the layer. Where the widths happen to agree, all layers share one set of weights.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

cell = tf.nn.rnn_cell.BasicLSTMCell(8)
stack = tf.nn.rnn_cell.MultiRNNCell([cell] * 2)
outputs, state = tf.nn.dynamic_rnn(stack, tf.zeros([2, 5, 4]), dtype=tf.float32)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

stack = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(8) for _ in range(2)])
outputs, state = tf.nn.dynamic_rnn(stack, tf.zeros([2, 5, 4]), dtype=tf.float32)
```

## When it is silent

A width that is not known, and cells of the program's own.

## References

Source: tf_keras/src/layers/rnn/legacy_cells.py, `build` and `call` of the cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Reason, Refused
from tfscope.rules.core import Diagnostic, Severity
from tfscope.rules.places import created_here
from tfscope.rules.refusals import diagnose, headline, refusals, shown

CODE: Final = "TFS106"
NAME: Final = "rnn-cell-shape-conflict"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Steps whose input the kernel does not fit."""
    for refusal in refusals(analysis, Reason.LAYER_INPUT, accept=is_of_cell):
        kernel = refusal.event.existing
        name = "" if kernel is None else f" `{shown(name_of(kernel))}`"
        message = f"{headline(refusal.event)}: the cell made its kernel{name} for an input of another width"
        related = tuple(created_here(analysis, refusal.run, kernel))
        yield diagnose(analysis, refusal, (CODE, NAME), message, related=related)


def is_of_cell(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether it is a recurrent cell that was called."""
    return event.api.endswith("rnn_cell.call")
