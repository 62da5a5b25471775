"""TensorFlow refuses a call, for a reason of which no rule of its own speaks.

What tfscope is certain that TensorFlow will raise is always told, even where there is little to add to TensorFlow's
own words: a graph that is reset while another one is open, a global step made twice, a getter that cannot take what it
is given, a template without a name.

## Why is this bad?

The program ends here: for instance with `AssertionError: Do not use tf.reset_default_graph() to clear nested graphs.`

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("a"):
    tf.reset_default_graph()
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

tf.reset_default_graph()
with tf.variable_scope("a"):
    w = tf.get_variable("w", [1])
```

## References

R-004: resetting a graph. R-140: a name with a slash at its end. R-305: getters. R-336 and R-337: templates.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Reason, Refused
from tfscope.rules.bad_initializer import is_of_initializer
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.invalid_scope_argument import is_of_scope
from tfscope.rules.invalid_variable_argument import is_of_variable
from tfscope.rules.refusals import Refusal, diagnose, has_key, headline, refusals
from tfscope.rules.repairs import fix, replace_node, spelled
from tfscope.rules.trees import callee_name

CODE: Final = "TFS122"
NAME: Final = "refused-call"
SEVERITY: Final = Severity.ERROR

#: Reasons of which other rules speak where the call is one of theirs.
_SHARED: Final = (
    Reason.ARGUMENT_UNKNOWN, Reason.ARGUMENT_MISSING, Reason.ARGUMENT_INVALID, Reason.SHAPE_INVALID,
    Reason.DTYPE_INVALID, Reason.GETTER_INVALID, Reason.PARTITIONER_INVALID,
)  # fmt: skip
#: What Python says of a call; only TensorFlow's own signatures are known to be complete.
_ARGUMENTS: Final = (Reason.ARGUMENT_UNKNOWN, Reason.ARGUMENT_MISSING)
_LIBRARIES: Final = ("tensorflow.", "tf_slim.")
#: What TensorFlow's words leave open, by the end of the API's name.
_CAUSES: Final = {
    "reset_default_graph": "a scope, a graph or a session is still open here",
    "create_global_step": "`get_or_create_global_step` returns the one that exists",
    "create_op": "a name with `/` at its end is not made unique",
    "make_template": "a later call may only use what the first one made",
}


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """What is left."""
    for refusal in refusals(analysis, Reason.OTHER, *_SHARED, accept=is_left):
        message, event = headline(refusal.event), refusal.event
        cause = _CAUSES.get(event.api.rpartition(".")[2])
        if has_key(event) and "unexpected keyword argument" in message:
            cause = "TensorFlow calls it with every argument of the request"
        if cause is not None:
            message = f"{message.partition('. ')[0].partition(': [')[0]}: {cause}"
        yield diagnose(analysis, refusal, (CODE, NAME), message, fixes=Fixes(fixes(analysis, refusal)))


def is_left(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether no other rule speaks of it. What the program catches may be an error of its own."""
    if event.caught:
        return False
    if event.reason in _ARGUMENTS and not event.api.startswith(_LIBRARIES):
        return False
    others = (is_of_initializer,) if event.reason not in _SHARED else (is_of_scope, is_of_variable)
    return not any(speaks(analysis, run, event) for speaks in others)


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """The global step that there is."""
    if callee_name(refusal.call) == "create_global_step":
        name = spelled(analysis, refusal.site, "train.get_or_create_global_step()")
        edit = None if name is None else replace_node(analysis, refusal.site, refusal.call, name)
        yield from fix("Use `get_or_create_global_step()`", edit, preferred=True)
