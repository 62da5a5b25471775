"""Which TensorFlow a program was written for: by its text, and by what the packages beside it require."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from functools import lru_cache
from typing import Final

from tfscope.analysis.files import Files

#: What only code for TensorFlow 1 says, what only code for TensorFlow 2 says, and what code for both may say.
_OLD: Final = re.compile(
    r"\b(?:tf|tensorflow)\s*\.\s*(?:get_variable|variable_scope|placeholder|Session|contrib|layers|app|flags|"
    r"global_variables_initializer|initialize_all_variables|InteractiveSession|ConfigProto|AUTO_REUSE|GraphKeys|"
    r"get_variable_scope|reset_default_graph|trainable_variables|global_variables|get_collection|arg_scope|"
    r"truncated_normal_initializer|random_normal|truncated_normal|losses|logging|gfile|summary\.scalar)\b"
)
_NEW: Final = re.compile(
    r"\bcompat\s*\.\s*v2\b|\bcompat\s+import\s+v2\b|\btf\.(?:GradientTape|function|keras\.Model)\b"
)
_BOTH: Final = re.compile(r"\bcompat\s*\.\s*v1\b|\bcompat\s+import\s+v1\b")
#: Files in which a project or a package that lies unpacked says what it requires.
_DECLARATIONS: Final = (
    "requirements*.txt setup.py setup.cfg pyproject.toml Pipfile environment.yml environment.yaml PKG-INFO".split()
)
_METADATA: Final = {".dist-info": "METADATA", ".egg-info": "requires.txt"}
_REQUIREMENT: Final = re.compile(
    r"(?<![\w.-])tensorflow(?:[-_](?:gpu|cpu))?(?![\w.-])[\s\"']*(?:=\s*\")?\(?\s*"
    r"(?P<bounds>(?:(?:[<>=!~]=?=?)\s*\d+(?:\.[\w*]+)*\s*,?\s*)+)"
)
_BOUND: Final = re.compile(r"([<>=!~]=?)=?\s*(\d+)((?:\.[\w*]+)*)")


def tensorflow_major(texts: Iterable[str], required: int | None = None) -> int | None:
    """The version of TensorFlow that the texts of a file were written for, None where they do not say.

    `tf.compat.v1` is in both versions: it is code for the one that is `required`, for 2 where none is.
    """
    said = frozenset(map(version_said, texts))
    if _NEW in said:
        return 2
    if _BOTH in said:
        return required or 2
    return 1 if _OLD in said else None


@lru_cache(maxsize=4096)
def version_said(text: str) -> re.Pattern[str] | None:
    """The first of the patterns that is in a text."""
    return next((pattern for pattern in (_NEW, _BOTH, _OLD) if pattern.search(text)), None)


def required_major(files: Files, folders: Iterable[str]) -> int | None:
    """The lowest major version of TensorFlow that all requirements declared in some folders admit."""
    lowest: int | None = None
    for path in _declarations(files, folders):
        for lower, upper in bounds_in(files.text(path) or ""):
            if upper is not None:
                return upper
            lowest = max(lower, lowest or lower)
    return lowest


def bounds_in(text: str) -> Iterator[tuple[int, int | None]]:
    """The lowest major version that each requirement of a text admits, and the highest where that is 1."""
    for requirement in _REQUIREMENT.finditer(text):
        lower, upper = 0, None
        for sign, major, minor in _BOUND.findall(requirement["bounds"]):
            if sign in ("==", "=", ">=", ">", "~="):
                lower = max(lower, int(major))
            if (sign == "<" and (int(major) == 1 or (int(major) == 2 and not minor.strip(".0")))) or (
                sign in ("==", "=", "~=", "<=") and int(major) == 1
            ):
                upper = 1
        if lower or upper:
            yield lower, upper


def _declarations(files: Files, folders: Iterable[str]) -> Iterator[str]:
    for folder in dict.fromkeys(folders):
        yield from _declarations_in(folder, files.listing(folder))


@lru_cache(maxsize=256)
def _declarations_in(folder: str, names: frozenset[str]) -> tuple[str, ...]:
    found = []
    for name in sorted(names):
        if any(fnmatch(name, pattern) for pattern in _DECLARATIONS):
            found.append(os.path.join(folder, name))
        elif metadata := _METADATA.get(os.path.splitext(name)[1]):
            found.append(os.path.join(folder, name, metadata))
    return tuple(found)
