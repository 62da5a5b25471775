"""The parameters of what can be called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tfscope.domain.values import AbstractValue


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `default` is ABSENT where there is none.

    `kind` is "plain", "keyword", "rest" or "rest_keywords".
    """

    name: str
    default: AbstractValue
    kind: str = "plain"


@dataclass(frozen=True)
class Signature:
    """The parameters of a callable. `name` is how Python's messages call it."""

    name: str
    parameters: tuple[Parameter, ...]

    @cached_property
    def plain(self) -> tuple[Parameter, ...]:
        """The parameters that arguments fill in order."""
        return tuple(parameter for parameter in self.parameters if parameter.kind == "plain")

    @cached_property
    def named(self) -> frozenset[str]:
        """The names of those that keyword arguments may give."""
        return frozenset(parameter.name for parameter in self.parameters if parameter.kind in ("plain", "keyword"))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of parameters that there are."""
        return frozenset(parameter.kind for parameter in self.parameters)

    def accepts(self, keyword: str) -> bool:
        """Whether an argument of that keyword is taken."""
        return keyword in self.named or "rest_keywords" in self.kinds

    @property
    def required(self) -> int:
        """How many parameters have no default."""
        from_defaults = [p for p in self.parameters if p.kind in ("plain", "keyword")]
        return sum(repr(parameter.default) == "ABSENT" for parameter in from_defaults)
