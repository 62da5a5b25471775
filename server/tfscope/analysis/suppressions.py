"""Comments that silence diagnostics: `# tfscope: ignore`, `ignore[code, name]`, `ignore-file`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tfscope.syntax.comments import comments
from tfscope.syntax.source import SourceFile

_COMMENT: Final = re.compile(
    r"#\s*tfscope:\s*(?P<word>ignore-file|ignore)\b(?:\s*\[(?P<rules>[^\]]*)\])?", re.IGNORECASE
)

#: Stands for every rule.
ALL: Final = "*"


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The rules that comments silence: on lines, and in the whole file. Words are lower case, `*` for all."""

    lines: dict[int, frozenset[str]]
    everywhere: frozenset[str]

    def silences(self, rule: Iterable[str], line: int) -> bool:
        """Whether a rule, given by its code and name, is silenced on a line."""
        words = {ALL, *(word.lower() for word in rule)}
        return not words.isdisjoint(self.everywhere | self.lines.get(line, frozenset()))


@lru_cache(maxsize=8)
def suppressions_of(source: SourceFile) -> Suppressions:
    """The suppressions of one version of a file."""
    lines: dict[int, frozenset[str]] = {}
    everywhere: frozenset[str] = frozenset()
    if "tfscope:" not in source.text.lower():
        return Suppressions({}, everywhere)
    for line, comment in comments(source).items():
        for found in _COMMENT.finditer(comment):
            rules = found["rules"]
            words = frozenset(word.strip().lower() for word in rules.split(",") if word.strip()) if rules else {ALL}
            if found["word"].lower() == "ignore-file":
                everywhere |= words
            else:
                lines[line] = lines.get(line, frozenset()) | words
    return Suppressions(lines, everywhere)
