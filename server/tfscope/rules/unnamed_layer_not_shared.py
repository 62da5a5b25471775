"""Two layers in one reusing scope have the weights of two, though both seem to be meant as one.

A reuse flag shares by names. A layer without a name gets a numbered one each time it is called in one opening of a
scope (`conv2d`, `conv2d_1`), and of two layer objects with one name the second is numbered too (`d`, `d_1`): what
stands in a scope that reuses is still not shared.

## Why is this bad?

TensorFlow says nothing. Two towers that were meant to share their weights learn separate ones.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

a = tf.placeholder(tf.float32, [None, 8, 8, 3])
b = tf.placeholder(tf.float32, [None, 8, 8, 3])
with tf.variable_scope("tower", reuse=tf.AUTO_REUSE):
    first = tf.layers.conv2d(a, 4, 3)
    second = tf.layers.conv2d(b, 4, 3)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

a = tf.placeholder(tf.float32, [None, 8, 8, 3])
b = tf.placeholder(tf.float32, [None, 8, 8, 3])
with tf.variable_scope("tower", reuse=tf.AUTO_REUSE):
    first = tf.layers.conv2d(a, 4, 3, name="conv2d")
    second = tf.layers.conv2d(b, 4, 3, name="conv2d")
```

## When it is silent

The scope does not reuse; layers without names whose inputs are not two different inputs of the graph of one shape, or
whose weights or other arguments differ; layers under two openings of the scope.

## Fix safety

The fix gives both layers one name, which changes the model: there are fewer weights.

## References

R-505 and R-506: how layers are numbered.
Source: tf_keras/src/legacy_tf_layers/base.py, `Layer._set_scope`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import LayerCalled
from tfscope.domain.graph import PartitionedVariable, Tensor, Variable
from tfscope.domain.values import Shape
from tfscope.rules.core import Diagnostic, Fix, Fixes, Related, Severity
from tfscope.rules.openings import is_same_opening, opening, reuses
from tfscope.rules.places import calls_of
from tfscope.rules.refusals import shown
from tfscope.rules.repairs import fix, with_keyword
from tfscope.rules.trees import callee_name, same_text

CODE: Final = "TFS203"
NAME: Final = "unnamed-layer-not-shared"
SEVERITY: Final = Severity.WARNING

KERAS: Final = "tensorflow.keras."


def check_run(analysis: Analysis, run: ProgramRun) -> Iterator[Diagnostic]:
    """Layers beside an equal one in an opening that reuses."""
    told: set[ast.AST] = set()
    made: list[tuple[LayerCalled, Site]] = []
    for event in run.events_by_path.get(analysis.path, ()):
        if not isinstance(event, LayerCalled) or not is_candidate(analysis, event):
            continue
        site = analysis.user_site(event)
        entered = opening(analysis, run, event)
        if site is None or site.path != analysis.path or entered is None or not reuses(entered.reuse):
            continue
        twin = next((one for one in made if is_twin(analysis, run, one, (event, site))), None)
        if twin is not None and site.node not in told:
            told.add(site.node)
            yield diagnostic(analysis, twin, (event, site))
        made.append((event, site))


def is_candidate(analysis: Analysis, event: LayerCalled) -> bool:
    """Whether a layer of `tf.layers` made weights of its own here."""
    return (
        event.is_first
        and event.certain
        and not event.after_error
        and bool(event.weights)
        and event.layer.cls.path.startswith("tensorflow.layers.")
        and all(isinstance(weight, (Variable, PartitionedVariable)) for weight in event.weights)
    )


def is_twin(
    analysis: Analysis, run: ProgramRun, one: tuple[LayerCalled, Site], other: tuple[LayerCalled, Site]
) -> bool:
    """Whether two layers seem to be meant as one: they are of one name, or do the same with two inputs."""
    (first, before), (second, site) = one, other
    if first.layer is second.layer or first.layer.cls is not second.layer.cls or before.node is site.node:
        return False
    if first.given != second.given or not is_same_opening(run, first, second):
        return False
    if [weight.shape for weight in first.weights] != [weight.shape for weight in second.weights]:  # type: ignore[attr-defined]
        return False
    if any(weight in first.weights for weight in second.weights):
        return False
    return isinstance(first.given, str) or are_parallel(first, second, before, site)


def are_parallel(first: LayerCalled, second: LayerCalled, before: Site, site: Site) -> bool:
    """Whether two layers without names are written alike, and applied to two inputs of the graph of one shape."""
    inputs = first.inputs, second.inputs
    if inputs[0] is inputs[1] or not all(isinstance(value, Tensor) and is_fed(value) for value in inputs):
        return False
    shapes = [value.shape for value in inputs if isinstance(value, Tensor)]
    return isinstance(shapes[0], Shape) and shapes[0] == shapes[1] and is_written_alike(before.node, site.node)


def is_fed(tensor: Tensor) -> bool:
    """Whether a tensor is computed from nothing: an input of the graph."""
    return not isinstance(tensor, Variable) and (tensor.origin is None or not tensor.origin.values)


def is_written_alike(one: ast.AST, other: ast.AST) -> bool:
    """Whether two calls differ in their first argument only."""
    if not isinstance(one, ast.Call) or not isinstance(other, ast.Call) or not one.args or not other.args:
        return False
    rest = [ast.Call(call.func, call.args[1:], call.keywords) for call in (one, other)]
    return same_text(*rest)


def diagnostic(analysis: Analysis, one: tuple[LayerCalled, Site], other: tuple[LayerCalled, Site]) -> Diagnostic:
    """The diagnostic of a layer that does not share."""
    (first, before), (second, site) = one, other
    names = [shown(name_of(event.weights[0])) for event in (first, second)]  # type: ignore[arg-type]
    reason = "layers without a name are numbered" if first.given is None else "each layer object has its own weights"
    message = f"`{names[1]}` is not shared with `{names[0]}` in spite of reuse: {reason}"
    related = (Related(analysis.callee_span(before), f"`{names[0]}` is made here"), *calls_of(analysis, second))
    span = analysis.callee_span(site)
    fixes = Fixes(name_both(analysis, first, before, site))
    return Diagnostic(CODE, NAME, SEVERITY, span, message, related, fixes, callers=analysis.caller_spans(second))


def name_both(analysis: Analysis, first: LayerCalled, before: Site, site: Site) -> Iterator[Fix]:
    """One name for both, the one that the first has; by the functions only: objects never share."""
    scope = str(first.scope).rpartition("/")[2]
    if first.given is not None or not callee_name(site.node).islower() or not scope:
        return
    edits = [with_keyword(analysis, place, "name", f'"{scope}"') for place in (before, site)]
    yield from fix(f'Share: `name="{scope}"` for both', *edits)
