"""An argument of a request for a variable that TensorFlow certainly refuses.

A name that is no string, a shape with a negative or fractional dimension, something in the place of `dtype` that is no
dtype, collections that are no list, a getter, constraint or partitioner that cannot be called.

## Why is this bad?

TensorFlow raises when it builds the graph. The third positional argument of `tf.get_variable` is `dtype`; an
initializer in that place is the usual mistake: "Cannot convert the argument `type_value`: … to a TensorFlow DType."

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("w", [4, -1])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("w", [4, 1])
```

## References

R-102: a name is required. R-105: the third parameter is dtype. R-131 and R-133: what is a dtype and a shape. R-138 and
R-142: what is a name. R-144 and R-147: collections and constraints. R-304: getters.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore.get_variable`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Reason, Refused
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.invalid_scope_argument import is_misplaced_reuse
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals, shown
from tfscope.rules.repairs import fix, replace_node, source_of, text_at
from tfscope.rules.trees import callee_name, parameter_of
from tfscope.syntax.nodes import argument

CODE: Final = "TFS118"
NAME: Final = "invalid-variable-argument"
SEVERITY: Final = Severity.ERROR

_APIS: Final = ("get_variable", "get_local_variable", ".Variable")
_REASONS: Final = (
    Reason.SHAPE_INVALID, Reason.DTYPE_INVALID, Reason.ARGUMENT_MISSING, Reason.ARGUMENT_UNKNOWN,
    Reason.ARGUMENT_INVALID, Reason.GETTER_INVALID, Reason.NAME_INVALID, Reason.PARTITIONER_INVALID,
)  # fmt: skip


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Arguments that are no name, shape, dtype, …"""
    for refusal in refusals(analysis, *_REASONS, accept=is_of_variable):
        message = headline(refusal.event)
        if is_initializer_as_dtype(refusal):
            message += ": the third argument of `tf.get_variable` is `dtype`"
        elif refusal.event.reason is Reason.NAME_INVALID:
            message += ": the name of a variable is a string"
        elif divisions(refusal):
            message += ": `/` makes a float, `//` an integer"
        yield diagnose(analysis, refusal, (CODE, NAME), message, fixes=Fixes(fixes(analysis, refusal)))


def is_of_variable(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether it is about an argument of a request, and no rule that is more special speaks of it."""
    if event.reason is Reason.NAME_INVALID and event.error_type != "TypeError":
        return False
    return event.api.endswith(_APIS) and not is_misplaced_reuse(event)


def is_initializer_as_dtype(refusal: Refusal) -> bool:
    """Whether an initializer was given at the position of `dtype`."""
    call = refusal.call
    if refusal.event.reason is not Reason.DTYPE_INVALID or callee_name(call) != "get_variable":
        return False
    assert isinstance(call, ast.Call)
    return argument(call, None, "dtype") is None and argument(call, 2, None) is not None


def divisions(refusal: Refusal) -> list[ast.BinOp]:
    """The divisions in a shape that is refused because of a float."""
    shape = parameter_of(refusal.call, "shape")
    if refusal.event.reason is not Reason.SHAPE_INVALID or shape is None or "float" not in shown(refusal.event.message):
        return []
    if any(isinstance(node, ast.Constant) and isinstance(node.value, float) for node in ast.walk(shape)):
        return []
    return [node for node in ast.walk(shape) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)]


def divide_whole(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """`//` for the only `/` of the shape."""
    source, found = source_of(analysis, refusal.site), divisions(refusal)
    if source is None or len(found) != 1:
        return
    nodes = (found[0].left, found[0].right, found[0])
    left, right, whole = (text_at(source, analysis, refusal.site, node) for node in nodes)
    between = whole[len(left) : len(whole) - len(right)]
    if between.strip() == "/":
        new = left + between.replace("/", "//") + right
        edit = replace_node(analysis, refusal.site, found[0], new)
        yield from fix("Divide to an integer, by `//`", edit, preferred=True)


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """`//` for `/`, or `initializer=` before what stands in the place of `dtype`."""
    yield from divide_whole(analysis, refusal)
    source, call = source_of(analysis, refusal.site), refusal.call
    if source is None or not is_initializer_as_dtype(refusal) or not isinstance(call, ast.Call):
        return
    value = argument(call, 2, None)
    if value is not None and len(call.args) == 3 and argument(call, None, "initializer") is None:
        edit = replace_node(
            analysis, refusal.site, value, f"initializer={text_at(source, analysis, refusal.site, value)}"
        )
        yield from fix("Pass it as `initializer`", edit, preferred=True)
