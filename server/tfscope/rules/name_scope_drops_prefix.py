"""A variable is made in a `name_scope` where the program has it in a `variable_scope` of that name elsewhere.

`tf.name_scope` names ops. `tf.get_variable` does not look at it: the variable has no prefix.

## Why is this bad?

A checkpoint that was written with the prefix has no entry for the variable: `Key w not found in checkpoint`.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net"):
    tf.get_variable("w", [2])
tf.reset_default_graph()
with tf.name_scope("net"):
    tf.get_variable("w", [2])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("net"):
    tf.get_variable("w", [2])
tf.reset_default_graph()
with tf.variable_scope("net"):
    tf.get_variable("w", [2])
```

## When it is silent

No other graph of the program has a variable of that name with the prefix and of the same shape.

## Fix safety

The fix changes the name of the variable, in the graph and in its checkpoints.

## References

R-235: what name scopes do to variables.
Source: tensorflow/python/ops/variable_scope.py, `VariableScope.get_variable`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created
from tfscope.domain.graph import Variable
from tfscope.rules.core import NO_FIXES, Diagnostic, Fixes, Related, Severity
from tfscope.rules.places import calls_of, created_here, request_span
from tfscope.rules.repairs import fix, replace_node
from tfscope.rules.trees import around, callee_name, text_of

CODE: Final = "TFS408"
NAME: Final = "name-scope-drops-prefix"
SEVERITY: Final = Severity.WARNING


def check_run(analysis: Analysis, run: ProgramRun) -> Iterator[Diagnostic]:
    """Requests in a `with tf.name_scope(...)` that another graph has with the prefix."""
    made = (event.variable for event in run.creations.values())
    if len({variable.graph for variable in made if isinstance(variable, Variable)}) < 2:
        return
    told: set[ast.AST] = set()
    for event in run.events_by_path.get(analysis.path, ()):
        site = analysis.user_site(event) if isinstance(event, Created) else None
        if not isinstance(event, Created) or site is None or site.path != analysis.path:
            continue
        if event.via != "get_variable" or not event.certain or event.after_error:
            continue
        for call in name_scopes(site):
            twin = twin_of(run, event, text_of(call.args[0]))
            if twin is not None and call not in told:
                told.add(call)
                yield diagnostic(analysis, run, event, site, call, twin)


def name_scopes(site: Site) -> Iterator[ast.Call]:
    """The name scopes of literal names around a site that `with` statements open, as far as no variable scope is."""
    for node in around(site):
        for item in node.items if isinstance(node, ast.With) else ():
            call = item.context_expr
            if callee_name(call) == "variable_scope":
                return
            if isinstance(call, ast.Call) and callee_name(call) == "name_scope" and call.args:
                yield call


def twin_of(run: ProgramRun, event: Created, prefix: str | None) -> Created | None:
    """The variable of another graph that has the name with a prefix, and the shape."""
    variable = event.variable
    if prefix is None or not isinstance(variable, Variable):
        return None
    wanted = f"{prefix.rstrip('/')}/{name_of(variable)}"
    for other in run.events:
        if isinstance(other, Created) and isinstance(other.variable, Variable) and other.certain:
            made = other.variable
            if made.graph is not variable.graph and name_of(made) == wanted and made.shape == variable.shape:
                return other
    return None


def diagnostic(
    analysis: Analysis, run: ProgramRun, event: Created, site: Site, call: ast.Call, twin: Created
) -> Diagnostic:
    """The diagnostic of a name scope."""
    span = analysis.span(site, call.func)
    message = f"A name scope is no prefix of variables: this makes `{name_of(event.variable)}`, not "
    message += f"`{name_of(twin.variable)}` as elsewhere"
    related = (
        Related(request_span(analysis, site, "name"), "made here, without the prefix"),
        *created_here(analysis, run, twin.variable),
        *calls_of(analysis, event),
    )
    fixes = NO_FIXES
    if isinstance(call.func, ast.Attribute):
        text = f"{ast.unparse(call.func.value)}.variable_scope"
        fixes = Fixes(fix("Open a variable scope", replace_node(analysis, site, call.func, text), preferred=True))
    return Diagnostic(CODE, NAME, SEVERITY, span, message, related, fixes, callers=analysis.caller_spans(event))
