"""A request under `tf.AUTO_REUSE` makes a variable whose name is almost that of another one.

Where a scope is opened again to read what was made before, a mistyped name is no error: AUTO_REUSE makes a new
variable.

## Why is this bad?

TensorFlow says nothing. The new variable has its initial value, and is trained apart from the other one if at all.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("decoder", reuse=tf.AUTO_REUSE):
    table = tf.get_variable("embedding", [10, 4])
with tf.variable_scope("decoder", reuse=tf.AUTO_REUSE):
    again = tf.get_variable("embeddings", [10, 4])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("decoder", reuse=tf.AUTO_REUSE):
    table = tf.get_variable("embedding", [10, 4])
with tf.variable_scope("decoder", reuse=tf.AUTO_REUSE):
    again = tf.get_variable("embedding", [10, 4])
```

## When it is silent

Both are made in one opening of the scope, their shapes differ, one of them is found again, or the names differ by more
than one letter that is too many, missing or swapped with its neighbour in a word of five letters or more.

## Fix safety

The fix makes both one variable, which changes the model.

## References

R-107: what AUTO_REUSE shares.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore._get_single_variable`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created
from tfscope.domain.graph import AUTO_REUSE
from tfscope.rules.core import NO_FIXES, Diagnostic, Fixes, Severity
from tfscope.rules.openings import is_open, opening
from tfscope.rules.places import calls_of, created_here, created_on, request_span
from tfscope.rules.repairs import fix, replace_text
from tfscope.rules.trees import callee_name, parameter_of, text_of

CODE: Final = "TFS218"
NAME: Final = "auto-reuse-near-miss"
SEVERITY: Final = Severity.INFORMATION

#: The shortest word in which one letter is taken for a mistake.
SHORTEST: Final = 5


def check_run(analysis: Analysis, run: ProgramRun) -> Iterator[Diagnostic]:
    """Variables of names that are almost those of others, made where these might have been found."""
    if is_open(run):
        return
    before: dict[str, list[tuple[str, Created]]] = {}
    for event in run.events:
        if not isinstance(event, Created) or not is_plain(analysis, event):
            continue
        folder, _, word = str(name_of(event.variable)).rpartition("/")
        site = analysis.user_site(event)
        for other, first in before.get(folder, ()) if event.reuse == AUTO_REUSE else ():
            is_here = site is not None and site.path == analysis.path
            if site is not None and is_here and is_slip(other, word) and is_apart(analysis, run, first, event):
                yield diagnostic(analysis, run, first, event, site, other)
        before.setdefault(folder, []).append((word, event))


def is_plain(analysis: Analysis, event: Created) -> bool:
    """Whether it is a request of the user's own, under a literal name."""
    site = analysis.user_site(event)
    return (
        event.via == "get_variable"
        and event.certain
        and not event.after_error
        and isinstance(name_of(event.variable), str)
        and site is not None
        and callee_name(site.node) == "get_variable"
        and text_of(parameter_of(site.node, "name")) is not None
    )


def is_apart(analysis: Analysis, run: ProgramRun, first: Created, second: Created) -> bool:
    """Whether two variables of one shape are made in two openings of a scope, and neither is found again."""
    one, other = opening(analysis, run, first), opening(analysis, run, second)
    if (
        one is None
        or other is None
        or one.site.node is other.site.node
        or first.variable.shape != second.variable.shape
    ):
        return False
    return not any(analysis.sharers_of(run, event.variable) for event in (first, second))


def is_slip(one: str, other: str) -> bool:
    """Whether two names differ by one letter that is added, or by two neighbours that are swapped."""
    ours, theirs = re.split(r"[_\d]+", one), re.split(r"[_\d]+", other)
    if re.findall(r"[_\d]+", one) != re.findall(r"[_\d]+", other):
        return False
    differing = [(a, b) for a, b in zip(ours, theirs) if a != b]
    if len(differing) != 1:
        return False
    short, long = sorted(differing[0], key=len)
    if len(short) < SHORTEST:
        return False
    if len(long) == len(short) + 1:
        return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    if len(long) != len(short):
        return False
    places = [at for at in range(len(long)) if long[at] != short[at]]
    return len(places) == 2 and places[1] == places[0] + 1 and sorted(long) == sorted(short)


def diagnostic(
    analysis: Analysis, run: ProgramRun, first: Created, second: Created, site: Site, word: str
) -> Diagnostic:
    """The diagnostic of a name."""
    span = request_span(analysis, site, "name")
    where = created_on(analysis, run, first.variable, span)
    message = f"`{name_of(second.variable)}` is a new variable: did you mean `{name_of(first.variable)}`{where}?"
    related = (*created_here(analysis, run, first.variable), *calls_of(analysis, second))
    literal = parameter_of(site.node, "name")
    fixes = NO_FIXES
    written = text_of(literal)
    if literal is not None and written is not None:
        new = written[: len(written) - len(written.rpartition("/")[2])] + word
        fixes = Fixes(fix(f"Change to `{new}`", replace_text(analysis, site, literal, new)))
    return Diagnostic(CODE, NAME, SEVERITY, span, message, related, fixes, callers=analysis.caller_spans(second))
