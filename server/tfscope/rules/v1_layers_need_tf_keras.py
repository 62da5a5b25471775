"""`tf.compat.v1.layers` or an RNN cell is used where TensorFlow has Keras 3.

From TensorFlow 2.16 on `tf.keras` is Keras 3, which has no `tf.compat.v1.layers` and no `tf.compat.v1.nn.rnn_cell`.
They come back with the package `tf-keras` and `TF_USE_LEGACY_KERAS=1` in the environment before TensorFlow is imported.

It is a warning where the TensorFlow that is installed is known to be such a one, and an information where none is
found, and never an error: the variable may be set outside the program.

## Why is this bad?

TensorFlow raises an AttributeError: `dense` is not available with Keras 3.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

y = tf.layers.dense(tf.ones([1, 2]), 3, name="fc")
```

## Use instead

```python
import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

y = tf.layers.dense(tf.ones([1, 2]), 3, name="fc")
```

## When it is silent

The program says `TF_USE_LEGACY_KERAS`, the TensorFlow that is installed is an older one, or the
program is one for TensorFlow 1.

## Fix safety

The fix sets the variable in front of the import. `tf-keras` must be installed.

## References

R-517: which layers are missing without it.
Source: tensorflow/python/keras/__init__.py and tf_keras, `legacy_tf_layers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import LayerCalled
from tfscope.edits.edit import Edit, insert
from tfscope.rules.core import Diagnostic, Fixes, Severity
from tfscope.rules.places import calls_of
from tfscope.rules.repairs import fix, imported_alias

CODE: Final = "TFS406"
NAME: Final = "v1-layers-need-tf-keras"
SEVERITY: Final = Severity.INFORMATION

SWITCH: Final = "TF_USE_LEGACY_KERAS"
#: The first TensorFlow that has Keras 3.
KERAS_3: Final = (2, 16)
FAMILIES: Final = ("tensorflow.layers.", "tensorflow.nn.rnn_cell.")


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """The first layer of a program that needs the older Keras."""
    if (analysis.installed or KERAS_3) < KERAS_3:
        return
    for run in analysis.runs_with(LayerCalled):
        found = first_layer(analysis, run) if run.is_v2 else None
        if found is not None and found[1].path == analysis.path and not says_so(analysis, run):
            yield diagnostic(analysis, run, *found)


def first_layer(analysis: Analysis, run: ProgramRun) -> tuple[LayerCalled, Site] | None:
    """The first call of a layer of the version 1 API."""
    for event in run.events:
        if isinstance(event, LayerCalled) and event.layer.cls.path.startswith(FAMILIES):
            site = analysis.user_site(event)
            return (event, site) if site is not None and event.certain and not event.after_error else None
    return None


def says_so(analysis: Analysis, run: ProgramRun) -> bool:
    """Whether the code of some file of the program, comments aside, speaks of the switch."""
    files = (analysis.files.get(path) for path in run.paths)
    return any(re.search(rf"^[^#\n]*{SWITCH}", parsed.source.text, re.MULTILINE) for parsed in files if parsed)


def diagnostic(analysis: Analysis, run: ProgramRun, event: LayerCalled, site: Site) -> Diagnostic:
    """The diagnostic of a layer."""
    span = analysis.callee_span(site)
    severity = SEVERITY if analysis.installed is None else Severity.WARNING
    message = f"From TensorFlow 2.16 on this needs `tf-keras`, and `{SWITCH}=1` before TensorFlow is imported"
    edit = set_switch(analysis, run.program.path)
    fixes = Fixes(fix(f"Set `{SWITCH}` in front of the import", edit, preferred=True))
    related = tuple(calls_of(analysis, event))
    return Diagnostic(CODE, NAME, severity, span, message, related, fixes, callers=analysis.caller_spans(event))


def set_switch(analysis: Analysis, path: str) -> Edit | None:
    """`os.environ[...] = "1"` in front of the first import of TensorFlow in a file."""
    parsed = analysis.files.get(path)
    for block in parsed.blocks if parsed is not None else ():
        for statement in block.body:
            if parsed is not None and imported_alias(statement) is not None and statement.col_offset == 0:
                line = parsed.span(block, statement).start_line
                end = "\r\n" if "\r\n" in parsed.source.text else "\n"
                return insert(path, line, 0, f'import os{end}{end}os.environ["{SWITCH}"] = "1"{end}')
    return None
