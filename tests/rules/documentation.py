"""What the documentation of the rules says: its examples, and in what they are special."""

from __future__ import annotations

import re
from typing import Final

from tfscope.rules.core import Rule

_EXAMPLE: Final = re.compile(r"^## (Example|Use instead)\n\n```python\n(.*?)```", re.DOTALL | re.MULTILINE)

#: Errors of other rules that an example has by its nature: what it does wrong has consequences.
CONSEQUENCES: Final = {"TFS209": {"TFS102"}}
#: Rules whose example TensorFlow refuses with words that tell nothing.
UNWORDED: Final = {"TFS403", "TFS404"}


def example(rule: Rule) -> str:
    """The program that the rule speaks of."""
    return _examples(rule)["Example"]


def instead(rule: Rule) -> str:
    """The program that is right."""
    return _examples(rule)["Use instead"]


def _examples(rule: Rule) -> dict[str, str]:
    return dict(_EXAMPLE.findall(rule.__doc__ or ""))
