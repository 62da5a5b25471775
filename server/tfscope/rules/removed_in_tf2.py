"""A name of TensorFlow 1 that the `tf` of TensorFlow 2 does not have.

In TensorFlow 2 the names of the first version are found under `tf.compat.v1`.

## Why is this bad?

TensorFlow raises `AttributeError: module 'tensorflow' has no attribute 'get_variable'`.

## Example

```python
import tensorflow as tf

v1 = tf.compat.v1
with tf.variable_scope("net"):
    w = v1.get_variable("w", [1])
```

## Use instead

```python
import tensorflow as tf

v1 = tf.compat.v1
with v1.variable_scope("net"):
    w = v1.get_variable("w", [1])
```

## When it is silent

The program is one for TensorFlow 1 (by its settings, by what is installed, or by its text), or it catches the error.

## Fix safety

`tf.compat.v1.` before the name is the same function, so that fix is safe. Switching the whole import to
`tensorflow.compat.v1` with `tf.disable_v2_behavior()` also brings back graphs and sharing, which such a program usually
needs; it changes the behaviour of the rest of the file.

Unlike other refusals each use of a removed name is an error, also behind the first one.

## References

R-910 and R-911: what TensorFlow 2 lacks, and how to run programs of TensorFlow 1.
Source: tensorflow/_api/v2, compared with tensorflow/_api/v2/compat/v1.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Reason, Refused
from tfscope.edits.edit import Edit, insert
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity, Tag
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals
from tfscope.rules.repairs import fix, source_of

CODE: Final = "TFS401"
NAME: Final = "removed-in-tf2"
SEVERITY: Final = Severity.ERROR
TAGS: Final = (Tag.DEPRECATED,)


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Names that TensorFlow 2 does not have."""
    for refusal in refusals(analysis, Reason.REMOVED, accept=is_plain):
        name = refusal.event.api.removeprefix("tensorflow.")
        message = f"{headline(refusal.event)}: TensorFlow 2 has it as `tf.compat.v1.{name}`"
        span = analysis.locate(refusal.site)
        yield diagnose(analysis, refusal, (CODE, NAME), message, fixes=Fixes(fixes(analysis, refusal)), span=span)


def is_plain(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether the user's own text has the name, nothing catches it, and it is not a part of contrib."""
    node, name = event.site.node, event.api.rpartition(".")[2]
    is_written = isinstance(node, ast.ImportFrom) or (isinstance(node, ast.Attribute) and node.attr == name)
    return is_written and not event.caught and not is_contrib(event)


def is_contrib(event: Refused) -> bool:
    """Whether it is a name of `tf.contrib`."""
    return "contrib" in event.api.split(".")


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """`compat.v1` before the name, or for the whole file."""
    node: ast.AST = refusal.call
    while isinstance(node, ast.Attribute):
        node = node.value
    if not isinstance(node, ast.Name) or source_of(analysis, refusal.site) is None:
        return
    span = analysis.span(refusal.site, node)
    if refusal.event.api.startswith("tensorflow.") and not refusal.event.api.startswith("tensorflow.compat."):
        title = f"Use `{node.id}.compat.v1.{refusal.event.api.removeprefix('tensorflow.')}`"
        edit = insert(span.path, span.end_line, span.end_column, ".compat.v1")
        yield from fix(title, edit, preferred=True, safe=True)
    yield from fix("Import `tensorflow.compat.v1` and run as TensorFlow 1", switch_import(analysis, span.path, node.id))


def switch_import(analysis: Analysis, path: str, alias: str) -> Edit | None:
    """The import of the version 1 API in the place of `import tensorflow as tf`."""
    parsed = analysis.files.get(path)
    for block in parsed.blocks if parsed is not None else ():
        for statement in block.body:
            if not isinstance(statement, ast.Import) or len(statement.names) != 1 or parsed is None:
                continue
            given = statement.names[0]
            if given.name == "tensorflow" and (given.asname or given.name) == alias:
                end = "\r\n" if "\r\n" in parsed.source.text else "\n"
                text = f"import tensorflow.compat.v1 as {alias}{end}{alias}.disable_v2_behavior()"
                return Edit(parsed.span(block, statement), text)
    return None
