"""An initializer that does not go with the other arguments.

An `initializer` is either a constant (a number, a string, a list, an array, a tensor), which brings its own shape and
dtype, or something callable, which is given shape and dtype.

## Why is this bad?

TensorFlow raises `ValueError: If initializer is a constant, do not specify shape.`, or complains that the dtype of the
constant is not the one asked for, or that a function does not take the arguments that it is called with. The name
`"zeros"` is a constant too: a string.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("w", [3], initializer=tf.ones([3]))
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("w", initializer=tf.ones([3]))
```

## Fix safety

Leaving the shape out gives the variable the shape of the constant, which is safe where both are known to be the same.
`tf.constant_initializer` keeps the shape and fills it with the value.

## References

R-119: a constant together with a shape, even for a variable that exists. R-120: dtypes of constants. R-126 and R-127:
how a callable is called. R-129: a string is a constant. R-130: dtypes that have no default initializer.
Source: tensorflow/python/ops/variable_scope.py, `_VariableStore._get_single_variable`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Reason, Refused
from tfscope.edits.calls import remove_argument
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.places import created_here
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals, shown
from tfscope.rules.repairs import fix, replace_node, source_of, spelled, text_at
from tfscope.rules.trees import callee_name, parameter_of, position_of, text_of

CODE: Final = "TFS107"
NAME: Final = "bad-initializer"
SEVERITY: Final = Severity.ERROR

CONSTANT: Final = "If initializer is a constant"
#: How Python words a call that does not fit.
_WRONG_CALL: Final = ("unexpected keyword argument", "positional argument", "required keyword-only")
#: What TensorFlow's words leave open.
_CAUSES: Final = {
    "Initializer type": "the constant has a dtype of its own",
    "Shapes must be equal": "the initializer's value has another shape than the variable",
    "Dimension": "the initializer's value has another shape than the variable",
    "An initializer for": "without one, only floats, integers, bools and strings can be made",
}
#: The names by which Keras, but not `tf.get_variable`, knows initializers.
_NAMED: Final = ("zeros", "ones", "glorot_uniform", "glorot_normal", "he_normal", "he_uniform", "random_normal")


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Requests whose initializer cannot be used."""
    for refusal in refusals(analysis, Reason.INITIALIZER, Reason.OTHER, accept=is_of_initializer):
        related = tuple(created_here(analysis, refusal.run, refusal.event.existing))
        yield diagnose(
            analysis,
            refusal,
            (CODE, NAME),
            message_of(refusal),
            "initializer",
            related,
            Fixes(fixes(analysis, refusal)),
        )


def is_of_initializer(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether the initializer is what is wrong: what Python says of calling one counts too."""
    if event.reason is Reason.INITIALIZER:
        return True
    site = analysis.user_site(event)
    given = None if site is None else parameter_of(site.node, "initializer")
    return (
        event.error_type == "TypeError"
        and isinstance(given, (ast.Lambda, ast.Name))
        and any(words in shown(event.message) for words in _WRONG_CALL)
    )


def message_of(refusal: Refusal) -> str:
    """What is wrong, in one sentence."""
    message = headline(refusal.event)
    given = parameter_of(refusal.call, "initializer")
    if message.startswith(CONSTANT):
        if given is None:
            return f"{message}: the initializer of the scope is one"
        if text_of(given) is not None:
            return f"{message}: to `tf.get_variable` a string is a constant, not the name of an initializer"
        return f"{message}: its own shape is that of the variable"
    if any(words in message for words in _WRONG_CALL):
        return f"{message}: with a shape, an initializer is called as `f(shape, dtype=...)`"
    return message + next((f": {cause}" for start, cause in _CAUSES.items() if message.startswith(start)), "")


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """Dropping the shape or the dtype, or an initializer object."""
    site, message = refusal.site, headline(refusal.event)
    source, given = source_of(analysis, site), parameter_of(site.node, "initializer")
    if source is None or given is None or callee_name(site.node) not in ("get_variable", "get_local_variable"):
        return
    span = analysis.locate(site)
    if message.startswith("Initializer type"):
        edit = remove_argument(source, span, position_of(site.node, "dtype"), "dtype")
        yield from fix("Leave out `dtype`: the constant has one", edit, preferred=True)
    if not message.startswith(CONSTANT):
        return
    name = text_of(given)
    if name in _NAMED:
        value = spelled(analysis, site, f"{name}_initializer()")
        edit = None if value is None else replace_node(analysis, site, given, value)
        yield from fix(f"Use `{value}`", edit, preferred=True)
        return
    if name is None:
        edit = remove_argument(source, span, position_of(site.node, "shape"), "shape")
        yield from fix("Leave out the shape: the constant has one", edit, preferred=True)
    if is_number(given):
        value = spelled(analysis, site, f"constant_initializer({text_at(source, analysis, site, given)})")
        edit = None if value is None else replace_node(analysis, site, given, value)
        yield from fix(f"Fill the shape: `{value}`", edit)


def is_number(node: ast.expr) -> bool:
    """Whether a node is a number as it is written."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)
