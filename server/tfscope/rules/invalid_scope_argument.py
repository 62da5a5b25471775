"""An argument that says how to share, of a kind or in a place that TensorFlow does not accept.

`reuse` is one of None, False, True and `tf.AUTO_REUSE`, and belongs to `tf.variable_scope`. A scope is given by a
string or a `VariableScope`, or by None together with a default name.

## Why is this bad?

TensorFlow raises: `ValueError: The reuse parameter must be True or False or None.` for a tensor, a number or a string;
`TypeError: VariableScope: name_or_scope must be a string or VariableScope.` for a loop index; and
`TypeError: get_variable() got an unexpected keyword argument 'reuse'`, since `tf.get_variable` has no such argument.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("w", [1], reuse=tf.AUTO_REUSE)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
    w = tf.get_variable("w", [1])
```

## Fix safety

Moving `reuse` from the call to the scope around it makes the whole scope share, so it is not applied unasked.
`tf.AUTO_REUSE` for the string `"AUTO_REUSE"`, `str(i)` for a number, and `True` and `False` for 1 and 0 are what was
meant.

## References

R-101: `tf.get_variable` has no `reuse`. R-202 and R-204: what names a scope. R-210: what is a reuse flag. R-241: a
scope is no decorator. R-346: `tf.AUTO_REUSE` is no string.
Source: tensorflow/python/ops/variable_scope.py, `variable_scope.__init__` and `__enter__`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Entered, Reason, Refused
from tfscope.edits.calls import remove_argument
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.openings import opening
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals, scope_words, shown
from tfscope.rules.repairs import fix, replace_node, source_of, spelled, text_at, with_argument
from tfscope.rules.trees import callee_name, parameter_of, text_of
from tfscope.syntax.nodes import argument

CODE: Final = "TFS111"
NAME: Final = "invalid-scope-argument"
SEVERITY: Final = Severity.ERROR

_REASONS: Final = (
    Reason.SCOPE_INVALID, Reason.REUSE_INVALID, Reason.ARGUMENT_UNKNOWN, Reason.ARGUMENT_INVALID,
    Reason.ARGUMENT_MISSING, Reason.NAME_INVALID,
)  # fmt: skip
#: What TensorFlow's words leave open.
_CAUSES: Final = {
    "'variable_scope' object is not callable": "a scope is opened by `with`, and is no decorator",
    "The reuse parameter must be": "or `tf.AUTO_REUSE`, which is no string",
    "expected string": "the name of a scope is a string",
}


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Arguments of scopes, and `reuse` where there is no such argument."""
    for refusal in refusals(analysis, *_REASONS, accept=is_of_scope):
        message = headline(refusal.event)
        if is_misplaced_reuse(refusal.event):
            message += ": `reuse` belongs to the `tf.variable_scope` around it"
        message += next((f": {cause}" for start, cause in _CAUSES.items() if message.startswith(start)), "")
        yield diagnose(analysis, refusal, (CODE, NAME), message, fixes=Fixes(fixes(analysis, refusal)))


def is_of_scope(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether it is about a scope or a reuse flag."""
    if event.reason in (Reason.SCOPE_INVALID, Reason.REUSE_INVALID):
        return True
    if event.reason is Reason.NAME_INVALID and event.error_type != "TypeError":
        return False
    return event.api.endswith("variable_scope") or is_misplaced_reuse(event)


def is_misplaced_reuse(event: Refused) -> bool:
    """Whether it is the `reuse` that `tf.get_variable` does not have."""
    return (
        event.reason is Reason.ARGUMENT_UNKNOWN
        and event.parameter == "reuse"
        and event.api.endswith(("get_variable", "get_local_variable"))
    )


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """What was probably meant."""
    event, site = refusal.event, refusal.site
    source = source_of(analysis, site)
    if source is None:
        return
    if is_misplaced_reuse(event):
        yield from move_reuse(analysis, refusal)
    elif event.reason is Reason.REUSE_INVALID:
        given = parameter_of(site.node, "reuse")
        meant = None if given is None else meant_reuse(analysis, refusal, given)
        if given is not None and meant is not None:
            edit = replace_node(analysis, site, given, meant)
            yield from fix(f"Use `{meant}`", edit, preferred=True, safe=True)
    elif event.reason is Reason.SCOPE_INVALID and event.parameter == "name_or_scope":
        given = parameter_of(site.node, "name_or_scope")
        if (
            given is not None
            and callee_name(site.node) == "variable_scope"
            and "must be a string" in shown(event.message)
        ):
            edit = replace_node(analysis, site, given, f"str({text_at(source, analysis, site, given)})")
            yield from fix("Make it a string by `str()`", edit)


def meant_reuse(analysis: Analysis, refusal: Refusal, given: ast.expr) -> str | None:
    """The flag that was meant by a string or a number."""
    if text_of(given) is not None:
        return spelled(analysis, refusal.site, "AUTO_REUSE") if "AUTO" in str(text_of(given)).upper() else None
    if isinstance(given, ast.Constant) and given.value in (0, 1):
        return str(bool(given.value))
    return None


def move_reuse(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """`reuse` at the scope rather than at the request, or nowhere."""
    site = refusal.site
    source = source_of(analysis, site)
    value = argument(site.node, None, "reuse") if isinstance(site.node, ast.Call) else None
    if source is None or value is None:
        return
    removal = remove_argument(source, analysis.locate(site), None, "reuse")
    entered = opening(analysis, refusal.run, refusal.event)
    if entered is not None and can_take_reuse(refusal, entered):
        edit = with_argument(analysis, entered.site, "reuse", text_at(source, analysis, site, value))
        yield from fix(f"Move `reuse` to {scope_words(entered.path)}", removal, edit, preferred=True)
    yield from fix("Leave out `reuse`", removal)


def can_take_reuse(refusal: Refusal, entered: Entered) -> bool:
    """Whether an opening beside the request has a name and no flag of its own."""
    is_beside = entered.site.code.block is refusal.site.code.block
    return is_beside and entered.form != "default" and parameter_of(entered.site.node, "reuse") is None
