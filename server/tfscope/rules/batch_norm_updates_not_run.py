"""Batch normalization is trained, and nothing runs the updates of its moving averages.

In training the averages of the batches are used. The moving averages, which are used afterwards, are updated by ops of
their own, that join the collection `tf.GraphKeys.UPDATE_OPS`. Nothing runs them unless the program does.

## Why is this bad?

TensorFlow says nothing. The loss goes down in training, and the model is as bad as untrained when it is used.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [None, 2])
y = tf.layers.batch_normalization(tf.layers.dense(x, 2), training=True)
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(y))
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [None, 2])
y = tf.layers.batch_normalization(tf.layers.dense(x, 2), training=True)
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(y))
```

## When it is silent

The program speaks of update ops anywhere, also by other ways of running them; the callers of the function are not
known; or something of the program was not understood.

## Fix safety

The fix runs the updates with each step of training, which changes what the model learns.

## References

Source: tf_keras/src/legacy_tf_layers/normalization.py, `BatchNormalization`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Trained, UpdatesCollected
from tfscope.edits.edit import Edit
from tfscope.rules.core import Diagnostic, Fix, Fixes, Related, Severity
from tfscope.rules.openings import is_open
from tfscope.rules.places import calls_of
from tfscope.rules.repairs import fix, source_of, spelled, text_at
from tfscope.rules.trees import statement_of

CODE: Final = "TFS211"
NAME: Final = "batch-norm-updates-not-run"
SEVERITY: Final = Severity.WARNING

UPDATE_OPS: Final = "update_ops"
#: What code says that runs update ops, or hands them to something that does.
RUNS: Final = re.compile(
    r"update_ops|updates\b|get_updates_for|create_train_op|optimize_loss|get_collection|Estimator", re.I
)


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """The first optimizer of each graph that has updates which nothing runs."""
    for run in analysis.runs_with(Trained):
        first = first_training(run)
        if first is None:
            continue
        event, updates = first
        site = analysis.user_site(event)
        if site is not None and site.path == analysis.path and not may_run(analysis, run):
            yield diagnostic(analysis, event, updates, site)


def first_training(run: ProgramRun) -> tuple[Trained, UpdatesCollected] | None:
    """The first optimizer in a graph with updates, and the first of these."""
    if is_open(run):
        return None
    waiting: dict[int, UpdatesCollected] = {}
    for event in run.events:
        if isinstance(event, UpdatesCollected) and event.collection == UPDATE_OPS and event.certain:
            waiting.setdefault(id(event.graph), event)
        elif isinstance(event, Trained) and id(event.graph) in waiting:
            return (event, waiting[id(event.graph)]) if event.certain and not event.after_error else None
    return None


def may_run(analysis: Analysis, run: ProgramRun) -> bool:
    """Whether the program may run updates: it says so somewhere, or is not all understood."""
    if any(gap.reason != "no-model" or "train" in gap.subject.lower() for gap in run.gaps) or run.limits:
        return True
    paths = [path for path in run.paths if analysis.is_user_file(path)]
    sources = [parsed.source.text for path in paths if (parsed := analysis.files.get(path)) is not None]
    return len(sources) < len(paths) or any(RUNS.search(without_comments(text)) for text in sources)


def without_comments(text: str) -> str:
    """A text without what stands behind `#`."""
    return re.sub(r"#.*", "", text)


def diagnostic(analysis: Analysis, event: Trained, updates: UpdatesCollected, site: Site) -> Diagnostic:
    """The diagnostic of an optimizer."""
    message = "Batch normalization's moving averages are never updated: nothing runs `tf.GraphKeys.UPDATE_OPS`"
    place = analysis.user_site(updates)
    related = tuple(calls_of(analysis, event))
    if place is not None:
        related = (Related(analysis.callee_span(place), "makes the update ops"), *related)
    span = analysis.callee_span(site)
    fixes = Fixes(run_updates(analysis, site))
    return Diagnostic(CODE, NAME, SEVERITY, span, message, related, fixes, callers=analysis.caller_spans(event))


def run_updates(analysis: Analysis, site: Site) -> Iterator[Fix]:
    """Control dependencies around the statement, where it is of one line."""
    source, statement = source_of(analysis, site), statement_of(site)
    prefix = spelled(analysis, site, "control_dependencies")
    if source is None or statement is None or prefix is None:
        return
    span = analysis.span(site, statement)
    indent = source.line_text(span.start_line)[: span.start_column]
    if span.start_line != span.end_line or indent.strip():
        return
    api = prefix.rpartition(".")[0]
    end = "\r\n" if "\r\n" in source.text else "\n"
    with_line = f"with {prefix}({api}.get_collection({api}.GraphKeys.UPDATE_OPS)):"
    text = f"{with_line}{end}{indent}    {text_at(source, analysis, site, statement)}"
    yield from fix("Run the updates with each step", Edit(span, text), preferred=True)
