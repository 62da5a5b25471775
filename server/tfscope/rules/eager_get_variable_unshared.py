"""`tf.compat.v1.get_variable` in eager execution, where nothing is shared.

TensorFlow 2 runs eagerly unless it is told otherwise. There is no graph then and no variable store: each call of
`tf.compat.v1.get_variable` makes a new variable, whatever `reuse` says, and no error tells of it.

## Why is this bad?

Two towers that should share have weights of their own; a training step that builds its model again starts anew each
time. The variables even have the same name.

## Example

```python
import tensorflow as tf

with tf.compat.v1.variable_scope("my_scope") as scope:
    first = tf.compat.v1.get_variable("my_var", shape=[2, 3])
    scope.reuse_variables()
    second = tf.compat.v1.get_variable("my_var", shape=[2, 3])
```

## Use instead

```python
import tensorflow as tf

tf.compat.v1.disable_v2_behavior()

with tf.compat.v1.variable_scope("my_scope") as scope:
    first = tf.compat.v1.get_variable("my_var", shape=[2, 3])
    scope.reuse_variables()
    second = tf.compat.v1.get_variable("my_var", shape=[2, 3])
```

## When it is silent

Inside `with tf.Graph().as_default():`, after `disable_v2_behavior()` or `disable_eager_execution()`, in functions under
`tf.function` or `track_tf1_style_variables`, in functions whose callers are not known, and where each name is asked
for once.

## Fix safety

`disable_v2_behavior()` makes the whole program run in graph mode, so tensors have no values outside of a session. A
program that uses TensorFlow 2 otherwise keeps its variables in objects (`tf.Module`, Keras layers) instead.

## References

Section 7 of the semantics: eager mode. R-911: graph mode in TensorFlow 2.
Source: tensorflow/python/ops/variable_scope.py, `VariableScope.get_variable` and `_VariableStore`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of, outwards
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created
from tfscope.domain.values import Name
from tfscope.edits.edit import Edit, insert
from tfscope.rules.core import Diagnostic, Fixes, Severity
from tfscope.rules.openings import decision, is_open
from tfscope.rules.places import calls_of, created_here, decided_here, line_of, request_span
from tfscope.rules.refusals import shown
from tfscope.rules.relations import looped_here
from tfscope.rules.repairs import fix, imported_alias

CODE: Final = "TFS402"
NAME: Final = "eager-get-variable-unshared"
SEVERITY: Final = Severity.WARNING

#: Decorators under which `get_variable` does share.
KEEPERS: Final = frozenset({"function", "track_tf1_style_variables", "track_tf1_layers_and_variables"})


def check_run(analysis: Analysis, run: ProgramRun) -> Iterator[Diagnostic]:
    """Requests for a name that was asked for before."""
    if is_open(run):
        return
    first_of: dict[Name, Created] = {}
    told: set[ast.AST] = set()
    for event in run.events:
        if not isinstance(event, Created) or not event.is_eager or event.via != "get_variable":
            continue
        if keeps_variables(event.site):
            continue
        first = first_of.setdefault(name_of(event.variable), event)
        site = analysis.user_site(event)
        if first is event or site is None or site.path != analysis.path or not event.certain:
            continue
        if site.node not in told:
            told.add(site.node)
            yield diagnostic(analysis, run, first, event, site)


def keeps_variables(site: Site) -> bool:
    """Whether the code runs in a graph of its own, or in one of the decorators that keep variables by name."""
    for around in outwards(site):
        for decorator in getattr(around.code.node, "decorator_list", ()):
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) in KEEPERS:
                return True
    return False


def diagnostic(analysis: Analysis, run: ProgramRun, first: Created, second: Created, site: Site) -> Diagnostic:
    """The diagnostic of a request that makes a second variable."""
    span = request_span(analysis, site, "name")
    name = shown(name_of(second.variable))
    before = analysis.user_site(first)
    if before is not None and before.node is site.node:
        where = "this call made before"
    else:
        where = f"created{line_of(analysis, analysis.locate(before), span)}" if before is not None else "created before"
    message = f"`{name}` is a new variable, not the one {where}: in eager execution `get_variable` never shares"
    related = (
        *created_here(analysis, run, first.variable),
        *decided_here(analysis, decision(run, second)),
        *looped_here(analysis, first, second),
        *calls_of(analysis, second),
    )
    fixes = Fixes(fix("Run as TensorFlow 1: `disable_v2_behavior()`", disable_v2(analysis, run.program.path)))
    return Diagnostic(CODE, NAME, SEVERITY, span, message, related, fixes, callers=analysis.caller_spans(second))


def disable_v2(analysis: Analysis, path: str) -> Edit | None:
    """`tf.compat.v1.disable_v2_behavior()` behind the first import of TensorFlow in a file."""
    parsed = analysis.files.get(path)
    if parsed is None:
        return None
    for block in parsed.blocks:
        for statement in block.body:
            alias = imported_alias(statement) if isinstance(statement, (ast.Import, ast.ImportFrom)) else None
            if alias is not None and statement.col_offset == 0:
                span = parsed.span(block, statement)
                end = "\r\n" if "\r\n" in parsed.source.text else "\n"
                text = f"{end}{alias}.disable_v2_behavior()"
                return insert(path, span.end_line, len(parsed.source.line_text(span.end_line)), text)
    return None
