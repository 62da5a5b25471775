"""A layer of `tf.keras.layers` is made in a variable scope that reuses: it shares nothing.

A reuse flag is an affair of `tf.get_variable` and `tf.layers`. Layers of Keras own their weights: each new layer object
has new ones, whatever the scope.

## Why is this bad?

TensorFlow says nothing. A model function that is called a second time to share its weights makes new ones.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def net(x, reuse=False):
    with tf.variable_scope("net", reuse=reuse):
        return tf.keras.layers.Dense(8)(x)


first = net(tf.ones([1, 4]))
second = net(tf.ones([3, 4]), reuse=True)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def net(x, reuse=False):
    with tf.variable_scope("net", reuse=reuse):
        return tf.layers.dense(x, 8, name="dense")


first = net(tf.ones([1, 4]))
second = net(tf.ones([3, 4]), reuse=True)
```

## When it is silent

One layer object that is called again, code that runs once, scopes that do not reuse, and code in methods of a model.

## References

R-541: layers of Keras do not use the reuse flag.
Source: tf_keras/src/engine/base_layer_v1.py, `Layer.add_weight`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Entered, LayerCalled
from tfscope.domain.graph import PartitionedVariable, Variable
from tfscope.rules.core import Diagnostic, Related, Severity
from tfscope.rules.openings import Decision, opening, reuses
from tfscope.rules.places import calls_of, decided_here
from tfscope.rules.refusals import shown
from tfscope.rules.trees import same_frame

CODE: Final = "TFS204"
NAME: Final = "keras-layer-ignores-scope"
SEVERITY: Final = Severity.WARNING


def check_run(analysis: Analysis, run: ProgramRun) -> Iterator[Diagnostic]:
    """The layers that one call makes anew each time, the later times in a scope that reuses."""
    first_of: dict[ast.AST, LayerCalled] = {}
    told: set[ast.AST] = set()
    for event in run.events_by_path.get(analysis.path, ()):
        if not isinstance(event, LayerCalled) or not is_new_keras_layer(event):
            continue
        site = analysis.user_site(event)
        if site is None or site.path != analysis.path or site.node in told:
            continue
        first = first_of.setdefault(site.node, event)
        entered = opening(analysis, run, event)
        if first is event or entered is None or not reuses(entered.reuse):
            continue
        if same_frame(entered.site, site):
            told.add(site.node)
            yield diagnostic(analysis, first, event, entered, site)


def is_new_keras_layer(event: LayerCalled) -> bool:
    """Whether a layer of Keras made weights here."""
    return (
        event.is_first
        and event.certain
        and not event.after_error
        and event.layer.cls.path.startswith("tensorflow.keras.")
        and bool(event.weights)
        and isinstance(event.weights[0], (Variable, PartitionedVariable))
    )


def is_of_keras_layer(run: ProgramRun, variable: Variable | PartitionedVariable) -> bool:
    """Whether a variable is a weight of a layer of Keras."""
    return any(variable is weight for event in run.events if isinstance(event, LayerCalled) for weight in event.weights)


def diagnostic(analysis: Analysis, first: LayerCalled, second: LayerCalled, entered: Entered, site: Site) -> Diagnostic:
    """The diagnostic of a layer that is made again."""
    one, other = (shown(name_of(event.weights[0])) for event in (first, second))  # type: ignore[arg-type]
    message = f"A Keras layer ignores the scope's reuse: it makes `{one}` and `{other}`"
    related = (
        *decided_here(analysis, Decision(entered)),
        *(Related(span, "made by this call") for span in analysis.caller_spans(first)[-1:]),
        *calls_of(analysis, second),
    )
    span = analysis.locate(site)
    return Diagnostic(CODE, NAME, SEVERITY, span, message, related, callers=analysis.caller_spans(second))
