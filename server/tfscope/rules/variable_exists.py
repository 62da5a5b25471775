"""A variable is asked for a second time where reuse is off.

`tf.get_variable` keeps one variable for each full name in a graph.
Where the reuse flag of the current scope is off, asking for a name that exists is an error, whatever shape is asked
for.

## Why is this bad?

TensorFlow raises `ValueError: Variable fc/w already exists, disallowed.`
It happens when a model function is called twice, in a loop, when two layers got one name, and when a notebook cell or a
test builds its model again in the same graph.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def fc(x):
    with tf.variable_scope("fc"):
        w = tf.get_variable("w", [4, 4])
    return tf.matmul(x, w)


x = tf.zeros([2, 4])
first = fc(x)
second = fc(x)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def fc(x):
    with tf.variable_scope("fc", reuse=tf.AUTO_REUSE):
        w = tf.get_variable("w", [4, 4])
    return tf.matmul(x, w)


x = tf.zeros([2, 4])
first = fc(x)
second = fc(x)
```

## Fix safety

Sharing and another name both satisfy TensorFlow and mean different models, so no fix is applied unasked.
Sharing is not offered where the shapes or dtypes of the two requests differ.

## In functions whose callers are not known

Where one call of a function asks twice for one name, in its own scope and without a reuse flag of its own, TensorFlow
refuses the second unless the caller's scope reuses; this is a warning.

## References

R-107: a key that is stored, and reuse off. R-110: a different shape makes no difference. R-008: it is the key that
counts, not the name in the graph.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore._get_single_variable`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Entered, Reason, Refused, Shared
from tfscope.domain.values import DType, Shape, Unknown
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.openings import is_open, is_same_opening, opening, openings, user_openings
from tfscope.rules.places import calls_of, created_here, line_of, request_span, scope_here
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals, scope_words, shown
from tfscope.rules.relations import looped_here
from tfscope.rules.repairs import (
    auto_reuse,
    fix,
    fresh_name,
    replace_text,
    scope_name,
    statement_before,
    with_keyword,
)
from tfscope.rules.traced_body import is_traced_again
from tfscope.rules.trees import (
    in_straight_line,
    parameter_named,
    parameter_of,
    position_in,
    same_frame,
    statement_of,
    text_of,
)
from tfscope.rules.variable_in_tf_function import is_in_tf_function
from tfscope.syntax.nodes import argument

CODE: Final = "TFS101"
NAME: Final = "variable-already-exists"
SEVERITY: Final = Severity.ERROR


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """What is refused because it exists."""
    for refusal in refusals(analysis, Reason.EXISTS, accept=is_plain):
        event = refusal.event
        entered = opening(analysis, refusal.run, event)
        scope = "at the top level" if entered is None else f"in {scope_words(entered.path)}"
        message = f"{headline(event)}: {origin(analysis, refusal)}, and reuse is off {scope}"
        related = (*created_here(analysis, refusal.run, event.existing), *scope_here(analysis, entered))
        created = None if event.existing is None else analysis.creation_of(refusal.run, event.existing)
        if created is not None:
            related += tuple(looped_here(analysis, created, event))
        yield diagnose(analysis, refusal, (CODE, NAME), message, related=related, fixes=Fixes(fixes(analysis, refusal)))


def is_plain(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether no rule that is more special speaks of it."""
    return not is_traced_again(analysis, run, event) and not is_in_tf_function(event.site)


def origin(analysis: Analysis, refusal: Refusal) -> str:
    """Where the variable comes from, in words."""
    existing = refusal.event.existing
    if existing is None:
        return "it was created before"
    site = analysis.creation_site(refusal.run, existing)
    if site.node is refusal.call:
        return "this very call created it before"
    own = analysis.locate(refusal.site)
    return f"it was created{line_of(analysis, analysis.locate(site), own)}"


# -- Fixes ---------------------------------------------------------------------------------------------------


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """Sharing, or a name of its own."""
    events = [refusal.event, *(event for _, event in refusal.others)]
    if all(map(may_share, events)):
        yield from pass_reuse(analysis, refusal)
        yield from share_in_scope(analysis, refusal)
        yield from reuse_from_here(analysis, refusal)
    yield from rename(analysis, refusal)


def may_share(event: Refused) -> bool:
    """Whether shape and dtype that were asked for fit those of the variable that exists."""
    existing = event.existing
    if existing is None:
        return False
    if isinstance(event.dtype, DType) and isinstance(existing.dtype, DType) and event.dtype != existing.dtype:
        return False
    if not isinstance(event.shape, Shape) or not isinstance(existing.shape, Shape):
        return True
    asked, found = event.shape.dims, existing.shape.dims
    if asked is None or found is None:
        return True
    return len(asked) == len(found) and all(
        one == other or not isinstance(one, int) or not isinstance(other, int) for one, other in zip(asked, found)
    )


def pass_reuse(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """`reuse=True` at the second call of a function whose parameter is the scope's reuse."""
    for entered in user_openings(analysis, refusal.run, refusal.event):
        value = parameter_of(entered.site.node, "reuse")
        caller, function = entered.site.caller, entered.site.code.node
        if not isinstance(value, ast.Name) or caller is None or not isinstance(function, ast.FunctionDef):
            continue
        call = caller.node
        if not parameter_named(function, value.id) or not isinstance(call, ast.Call):
            continue
        if argument(call, position_in(function, value.id), value.id) is None and is_first_made_elsewhere(
            analysis, refusal
        ):
            edit = with_keyword(analysis, caller, value.id, "True")
            yield from fix(f"Share: pass `{value.id}=True` to this call of `{function.name}`", edit, preferred=True)
        return


def is_first_made_elsewhere(analysis: Analysis, refusal: Refusal) -> bool:
    """Whether another call made the variable: not the same call of the function in a loop."""
    existing = refusal.event.existing
    created = None if existing is None else analysis.creation_of(refusal.run, existing)
    one, other = refusal.site.caller, None if created is None else analysis.user_site(created)
    return one is not None and other is not None and (other.caller is None or other.caller.node is not one.node)


def share_in_scope(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """`reuse=tf.AUTO_REUSE` on the innermost scope that has a name."""
    for entered in user_openings(analysis, refusal.run, refusal.event):
        if entered.form != "default":
            title = f"Share: `reuse=tf.AUTO_REUSE` on {scope_words(entered.path)}"
            yield from fix(title, auto_reuse(analysis, entered))
            return


def reuse_from_here(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """`scope.reuse_variables()` before the call, where nothing new is made behind it in the scope."""
    run, event = refusal.run, refusal.event
    entered = opening(analysis, run, event)
    created = None if event.existing is None else analysis.creation_of(run, event.existing)
    if entered is None or created is None or not is_same_opening(run, created, event):
        return
    if not in_straight_line(created.site, event.site) or makes_more(run, entered, event):
        return
    named = scope_name(analysis, entered)
    if named is not None:
        name, edits = named
        before = statement_before(analysis, refusal.site, f"{name}.reuse_variables()")
        yield from fix(f"Share: `{name}.reuse_variables()` before this line", *edits, before)


def makes_more(run: ProgramRun, entered: Entered, event: Refused) -> bool:
    """Whether a variable is made in an opening behind an event."""
    return any(
        isinstance(later, Created) and later.order > event.order and entered in openings(run, later)
        for later in run.events
    )


def rename(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """A name of its own for the second of two calls."""
    existing = refusal.event.existing
    literal = parameter_of(refusal.call, "name")
    name = text_of(literal)
    if literal is None or not name or existing is None:
        return
    if analysis.creation_site(refusal.run, existing).node is refusal.call:
        return
    new = fresh_name(refusal.run, name)
    yield from fix(f"Do not share: name it `{new}`", replace_text(analysis, refusal.site, literal, new))


# -- Functions whose callers are not known --------------------------------------------------------------------


def check_run(analysis: Analysis, run: ProgramRun) -> Iterator[Diagnostic]:
    """Names that one call of a function asks for on two lines, where only its caller can have turned reuse on."""
    if not is_open(run):
        return
    for event in analysis.own_events_in(run, Shared):
        created = analysis.creation_of(run, event.variable)
        site = analysis.user_site(event)
        if created is None or site is None or event.after_error:
            continue
        first = analysis.user_site(created)
        if first is None or not (created.certain and isinstance(event.reuse, Unknown)):
            continue
        if not in_straight_line(first, site) or not is_same_opening(run, created, event):
            continue
        if any(entered.own_reuse is not None for entered in openings(run, event)):
            continue
        if same_frame(first, site) and statement_of(first) is not statement_of(site):
            yield warning(analysis, run, event, site, first)


def warning(analysis: Analysis, run: ProgramRun, event: Shared, site: Site, first: Site) -> Diagnostic:
    """The diagnostic of a name that is asked for twice."""
    span = request_span(analysis, site, "name")
    name = shown(name_of(event.variable))
    message = (
        f"Variable {name} already exists, disallowed unless the caller's scope reuses: it was asked for"
        f"{line_of(analysis, analysis.locate(first), span)}"
    )
    related = (*created_here(analysis, run, event.variable), *calls_of(analysis, event))
    return Diagnostic(CODE, NAME, Severity.WARNING, span, message, related, callers=analysis.caller_spans(event))
