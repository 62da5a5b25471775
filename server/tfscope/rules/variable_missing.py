"""A variable is asked for under `reuse=True`, and nothing made it before.

With reuse on, `tf.get_variable` only looks variables up: of its full name there must be one that an earlier
`tf.get_variable` made in the same graph.

## Why is this bad?

TensorFlow raises `ValueError: Variable net/w does not exist, or was not created with tf.get_variable().`
Usual causes are a scope whose first call already has `reuse=True`, a scope opened inside another one so that the full
name doubles (`foo/foo/v`), two parts of a model that open different scopes, and a reuse flag that an earlier
`reuse_variables()` left on.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net", reuse=True):
    w = tf.get_variable("w", [3])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
    w = tf.get_variable("w", [3])
```

## Fix safety

`reuse=tf.AUTO_REUSE` makes what is missing. Where the name is only misspelled it would hide the fault, so no fix is
applied unasked.

## References

R-109: a key that is not stored, and reuse True. R-206 and R-201: how nested scopes add up to the key. R-222:
`reuse_variables()` on the root scope lasts for the rest of the graph.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore._get_single_variable`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Created, Entered, Reason, Refused, ReuseSet
from tfscope.rules.core import Diagnostic, Fix, Fixes, Related, Severity
from tfscope.rules.get_variable_of_tf_variable import made_by_tf_variable
from tfscope.rules.openings import Decision, decision, opening
from tfscope.rules.places import decided_here, line_of, request_span
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals, scope_words, shown
from tfscope.rules.relations import first_call_here, twin_here
from tfscope.rules.repairs import auto_reuse, fix, replace_node, replace_text, spelled
from tfscope.rules.slot_variable_under_reuse import is_slot
from tfscope.rules.trees import parameter_of, text_of

CODE: Final = "TFS102"
NAME: Final = "variable-does-not-exist"
SEVERITY: Final = Severity.ERROR

#: How alike a name must be to be suggested, of 1.
LIKENESS: Final = 0.75


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """What is looked up and does not exist."""
    for refusal in refusals(analysis, Reason.MISSING, accept=is_plain):
        decided = decision(refusal.run, refusal.event)
        suggestion = suggest(refusal.run, refusal.event)
        message = f"{headline(refusal.event)}: {cause(analysis, refusal, decided)}"
        if suggestion is not None:
            message += f"; did you mean `{suggestion}`"
        related = tuple(decided_here(analysis, decided))
        created = creation_of(refusal.run, suggestion)
        place = None if created is None else analysis.user_site(created)
        if place is not None:
            related += (Related(request_span(analysis, place, "name"), f"`{suggestion}` is created here"),)
        else:
            related += tuple(twin_here(analysis, refusal.run, refusal.event))
        related += tuple(first_call_here(analysis, refusal.run, decided))
        yield diagnose(
            analysis, refusal, (CODE, NAME), message, related=related, fixes=Fixes(fixes(analysis, refusal, suggestion))
        )


def is_plain(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether no rule that is more special speaks of it."""
    return made_by_tf_variable(run, event) is None and not is_slot(run, event)


def cause(analysis: Analysis, refusal: Refusal, decided: Decision) -> str:
    """Why only existing variables are found, in words."""
    own = analysis.locate(refusal.site)
    match decided.event:
        case ReuseSet() as event:
            site = analysis.user_site(event)
            where = "" if site is None else line_of(analysis, analysis.locate(site), own)
            return f"nothing made it before, and `reuse_variables()`{where} turned reuse on"
        case Entered() as event:
            return f"nothing made it before, and {scope_words(event.path)} has reuse on"
        case None:
            return "nothing made it before, and reuse is on"


def suggest(run: ProgramRun, event: Refused) -> str | None:
    """The name that was probably meant: one component doubled, or a few letters wrong."""
    key = event.key
    if not isinstance(key, str):
        return None
    made = {
        found.variable.key
        for found in run.events
        if isinstance(found, Created) and found.order < event.order and isinstance(found.variable.key, str)
    }
    parts = key.split("/")
    for index in range(len(parts) - 1):
        shorter = "/".join(parts[:index] + parts[index + 1 :])
        if shorter in made:
            return shorter
    parent = key.rpartition("/")[0]
    siblings = [name for name in made if isinstance(name, str) and name.rpartition("/")[0] == parent]
    close = difflib.get_close_matches(key, sorted(siblings), 1, LIKENESS)
    return close[0] if close else None


def creation_of(run: ProgramRun, key: str | None) -> Created | None:
    """The event that made a key."""
    if key is None:
        return None
    return next((found for found in run.events if isinstance(found, Created) and found.variable.key == key), None)


def fixes(analysis: Analysis, refusal: Refusal, suggestion: str | None) -> Iterator[Fix]:
    """The name that was meant, the scope that was meant, or making what is missing."""
    run, event, key = refusal.run, refusal.event, refusal.key
    entered = opening(analysis, run, event)
    literal = parameter_of(refusal.call, "name")
    written = text_of(literal)
    if suggestion is not None and literal is not None and written and key.endswith(written):
        prefix = key.removesuffix(written)
        if suggestion.startswith(prefix):
            new = suggestion.removeprefix(prefix)
            edit = replace_text(analysis, refusal.site, literal, new)
            yield from fix(f"Did you mean `{new}`", edit)
    if entered is None:
        return
    if suggestion is not None:
        yield from same_scope(analysis, entered, suggestion, key)
    yield from fix(f"Make it: `reuse=tf.AUTO_REUSE` on {scope_words(entered.path)}", auto_reuse(analysis, entered))


def same_scope(analysis: Analysis, entered: Entered, suggestion: str, key: str) -> Iterator[Fix]:
    """The current scope again, in the place of one of its name inside it."""
    name = parameter_of(entered.site.node, "name_or_scope")
    outer, path = shown(entered.outer_path), shown(entered.path)
    if name is None or text_of(name) is None or not outer or not key.startswith(path + "/"):
        return
    if suggestion == outer + key.removeprefix(path):
        current = spelled(analysis, entered.site, "get_variable_scope()")
        edit = None if current is None else replace_node(analysis, entered.site, name, current)
        yield from fix(f"Enter scope `{outer}` again rather than `{path}`", edit)
