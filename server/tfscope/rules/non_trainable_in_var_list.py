"""An optimizer is given variables that are marked as not trainable.

`trainable=False` keeps a variable out of the collection that an optimizer trains by default, no more than that: a
`var_list` that was filtered from `tf.global_variables()` has such variables in it, and they are trained.

## Why is this bad?

TensorFlow says nothing. A constant, a target network or a moving average changes with each step.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("net/w", [])
scale = tf.get_variable("net/scale", [], trainable=False)
chosen = [v for v in tf.global_variables() if v.name.startswith("net/")]
train = tf.train.GradientDescentOptimizer(0.1).minimize(w * scale, var_list=chosen)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("net/w", [])
scale = tf.get_variable("net/scale", [], trainable=False)
chosen = [v for v in tf.trainable_variables() if v.name.startswith("net/")]
train = tf.train.GradientDescentOptimizer(0.1).minimize(w * scale, var_list=chosen)
```

## When it is silent

The list was not selected from the global variables, or none or all of its variables are not trainable.

## Fix safety

The fix lists the trainable variables instead. The same list may also be used for something else, such as a saver.

## References

R-143: what `trainable` does.
Source: tensorflow/python/training/optimizer.py, `Optimizer.compute_gradients`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Selected, Trained
from tfscope.domain.graph import Variable
from tfscope.edits.edit import Edit
from tfscope.rules.core import Diagnostic, Fix, Fixes, Related, Severity
from tfscope.rules.places import calls_of, request_span
from tfscope.rules.refusals import shown
from tfscope.rules.repairs import fix, replace_node
from tfscope.rules.trees import callee_name

CODE: Final = "TFS217"
NAME: Final = "non-trainable-in-var-list"
SEVERITY: Final = Severity.WARNING


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Optimizers that train some variables that are not to be trained, selected from all."""
    for run, event in analysis.own_events_of(Trained):
        site = analysis.user_site(event)
        if site is None or not event.certain or event.after_error:
            continue
        kept = [one for one in event.variables if isinstance(one, Variable) and one.trainable is False]
        trained = [one for one in event.variables if isinstance(one, Variable) and one.trainable is True]
        selected = selection_of(run, event, kept[0]) if kept and trained else None
        if selected is not None:
            yield diagnostic(analysis, run, event, site, kept, selected)


def selection_of(run: ProgramRun, event: Trained, variable: Variable) -> Selected | None:
    """The last selection from the global variables in which a variable was, with all that are trained."""
    found = None
    for other in run.events[: event.order]:
        if isinstance(other, Selected) and other.collection == "variables" and not other.is_eager:
            members = {id(member) for member in other.variables}
            if id(variable) in members and all(id(one) in members for one in event.variables):
                found = other
    return found


def diagnostic(
    analysis: Analysis, run: ProgramRun, event: Trained, site: Site, kept: list[Variable], selected: Selected
) -> Diagnostic:
    """The diagnostic of an optimizer."""
    more = f" and {len(kept) - 1} more" if len(kept) > 1 else ""
    message = f"`{shown(name_of(kept[0]))}`{more} is trained here, though it is made with `trainable=False`"
    places = [(analysis.creation_site(run, variable), name_of(variable)) for variable in kept[:4]]
    related = (
        *(
            Related(request_span(analysis, place, "name"), f"`{shown(name)}` is made here, not trainable")
            for place, name in places
            if place.path
        ),
        *calls_of(analysis, event),
    )
    span = request_span(analysis, site, "var_list")
    fixes = Fixes(list_trainable(analysis, selected))
    return Diagnostic(CODE, NAME, SEVERITY, span, message, related, fixes, callers=analysis.caller_spans(event))


def list_trainable(analysis: Analysis, selected: Selected) -> Iterator[Fix]:
    """`trainable_variables` for `global_variables`."""
    site = analysis.user_site(selected)
    if site is None or callee_name(site.node) != "global_variables" or not isinstance(site.node, ast.Call):
        return
    function = site.node.func
    new = "trainable_variables"
    text = f"{ast.unparse(function.value)}.{new}" if isinstance(function, ast.Attribute) else None
    edit: Edit | None = None if text is None else replace_node(analysis, site, function, text)
    yield from fix("Select from `tf.trainable_variables()`", edit, preferred=True)
