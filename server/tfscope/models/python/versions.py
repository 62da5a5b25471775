"""Versions that are compared: `LooseVersion`, `packaging.version.parse` and their like."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Final

from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import AbstractValue, Text, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import library_class, model

_PART: Final = re.compile(r"\d+|[a-z]+|.")


def parts_of(value: AbstractValue) -> list[int | str] | None:
    """The components of a version, as far as they are known; None where nothing is."""
    if isinstance(value, Instance):
        value = value.attributes.get("vstring")
    if isinstance(value, Text):
        value = value.parts[0]
    if not isinstance(value, str):
        return None
    words = [part for part in _PART.findall(value) if part != "."]
    return [int(word) if word.isdigit() else word for word in words]


def is_whole(value: AbstractValue) -> bool:
    """Whether all of a version is known."""
    return isinstance(value.attributes.get("vstring") if isinstance(value, Instance) else value, str)


def order(left: AbstractValue, right: AbstractValue) -> int | None:
    """-1, 0 or 1 as one version is before, is or is after another; None where that is not known."""
    one, other = parts_of(left), parts_of(right)
    if one is None or other is None:
        return None
    for a, b in zip_longest(one, other):
        if a is None or b is None or type(a) is not type(b):
            if not (is_whole(left) and is_whole(right)) or isinstance(a, str) or isinstance(b, str):
                return None
            # `1.15` is before `1.15.0` to `LooseVersion` and the same to `packaging`.
            return None if 0 in (a, b) else 1 if b is None else -1
        if a != b:
            return 1 if a > b else -1  # type: ignore[operator]
    return 0 if is_whole(left) and is_whole(right) else None


def comparison(wanted: tuple[int, ...]) -> object:
    """A comparison that holds where the order is one of those."""

    def compare(machine: Machine, call: Call, self: Instance, other: AbstractValue) -> AbstractValue:
        found = order(self, other)
        return Unknown("", "bool") if found is None else found in wanted

    return compare


@library_class("distutils.version.LooseVersion")
class LooseVersion:
    """A version."""

    def init(machine: Machine, call: Call, self: Instance, vstring: AbstractValue = None) -> AbstractValue:
        """Keeps the text."""
        self.attributes["vstring"] = vstring
        parts = parts_of(vstring)
        whole = parts is not None and isinstance(vstring, str)
        self.attributes["version"] = ListObject([*(parts or ())] if whole else [], is_open=not whole)
        return None

    def str_(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The text."""
        return self.attributes["vstring"]

    lt_ = comparison((-1,))
    le_ = comparison((-1, 0))
    gt_ = comparison((1,))
    ge_ = comparison((0, 1))
    eq_ = comparison((0,))
    ne_ = comparison((-1, 1))


@model(
    "distutils.version.StrictVersion",
    "packaging.version.parse",
    "packaging.version.Version",
    "pkg_resources.parse_version",
)
def parse_version(machine: Machine, call: Call, version: AbstractValue) -> AbstractValue:
    """A version."""
    return machine.call(machine.library_class("distutils.version.LooseVersion"), version)
