"""A scope or variable name with a character that TensorFlow does not allow.

Names may hold letters, digits, and `_ . / \\ > -`. At the top of the graph the first character must be a letter, a
digit or a dot.

## Why is this bad?

TensorFlow raises `ValueError: 'conv block 1' is not a valid root scope name.` Names that are built from labels, file
names or feature names are the usual cause.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("conv block 1"):
    w = tf.get_variable("w", [1])
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("conv_block_1"):
    w = tf.get_variable("w", [1])
```

## Fix safety

The fix puts `_` in the place of each character that is not allowed. The name was refused before, so nothing can depend
on it, and the fix is safe.

## References

R-141: the pattern for variables. R-208: the pattern for scopes; a leading `_` is illegal only at the top of the graph.
Source: tensorflow/python/framework/ops.py, `_VALID_OP_NAME_REGEX` and `_VALID_SCOPE_NAME_REGEX`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.events import Reason, Refused
from tfscope.rules.core import Diagnostic, Fix, Fixes, Severity
from tfscope.rules.places import ALIASES
from tfscope.rules.refusals import Refusal, diagnose, headline, refusals, shown
from tfscope.rules.repairs import fix, replace_text
from tfscope.rules.trees import parameter_of, text_of

CODE: Final = "TFS110"
NAME: Final = "invalid-scope-name"
SEVERITY: Final = Severity.ERROR

_ILLEGAL: Final = re.compile(r"[^A-Za-z0-9_.\\/>-]")
_ILLEGAL_FIRST: Final = re.compile(r"[^A-Za-z0-9.]")
_NAMED: Final = re.compile(r"'(.*)' is not a valid (root )?scope name", re.DOTALL)


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Names that the pattern does not allow."""
    for refusal in refusals(analysis, Reason.NAME_INVALID, accept=is_of_pattern):
        message = headline(refusal.event).partition(". A ")[0]
        found = _NAMED.search(shown(refusal.event.message))
        if found is not None:
            message = f"'{found[1]}' is not a valid {found[2] or ''}scope name: {fault(found[1])}"
        yield diagnose(analysis, refusal, (CODE, NAME), message, "name", fixes=Fixes(fixes(analysis, refusal)))


def is_of_pattern(analysis: Analysis, run: ProgramRun, event: Refused) -> bool:
    """Whether it is the pattern that the name breaks."""
    return event.error_type == "ValueError" and "is not a valid" in shown(event.message)


def fault(name: str) -> str:
    """What is wrong with a name, in words."""
    illegal = "".join(dict.fromkeys(_ILLEGAL.findall(name)))
    if illegal:
        listed = ", ".join("a space" if character == " " else f"`{character}`" for character in illegal)
        return f"{listed} {'is' if len(illegal) == 1 else 'are'} not allowed"
    if not name:
        return "it is empty"
    return f"it starts with `{name[0]}`"


def fixes(analysis: Analysis, refusal: Refusal) -> Iterator[Fix]:
    """The name with `_` for what is not allowed."""
    for parameter in ALIASES["name"]:
        literal = parameter_of(refusal.call, parameter)
        name = text_of(literal)
        if literal is None or not name:
            continue
        new = _ILLEGAL.sub("_", name)
        if new == name or ("root scope" in shown(refusal.event.message) and _ILLEGAL_FIRST.match(new)):
            new = new.lstrip("_-/\\>")
        if new and new != name:
            edit = replace_text(analysis, refusal.site, literal, new)
            yield from fix(f"Name it `{new}`", edit, preferred=True, safe=True)
        return
