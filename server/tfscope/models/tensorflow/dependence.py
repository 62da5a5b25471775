"""Which variables a loss is computed from, by ops that have gradients: those are the ones that get a gradient.

The way back follows the origins of tensors, and ends at dtypes that have no gradient. What is one of several values,
or comes from something that is not known, makes the answer less certain, never another one.

**Source:** tensorflow/python/ops/gradients_util.py, _MarkReachedOps and _GradientsHelper, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tfscope.domain.graph import PartitionedVariable, Tensor
from tfscope.domain.values import AbstractValue, DType, OneOf, Unknown
from tfscope.models.flow import flowing
from tfscope.models.tensorflow.dtypes import FLOATS

HAVE_GRADIENTS: Final = FLOATS | {"complex64", "complex128", "resource", "variant"}


@dataclass(frozen=True, slots=True)
class Reach:
    """The tensors that a gradient certainly reaches, and those that it may reach; all where `is_open`."""

    certain: frozenset[Tensor]
    possible: frozenset[Tensor]
    is_open: bool

    def reaches(self, tensor: AbstractValue) -> bool | None:
        """Whether there is a gradient for a tensor, None where that is not known."""
        if not isinstance(tensor, Tensor):
            return None
        if not is_differentiable(tensor):
            return False
        if tensor in self.certain:
            return True
        return None if self.is_open or tensor in self.possible else False


def is_differentiable(tensor: Tensor) -> bool:
    """Whether the dtype may have gradients. Source: eager/backprop_util.py, IsTrainable."""
    return not isinstance(tensor.dtype, DType) or tensor.dtype.name in HAVE_GRADIENTS


def reach_of(loss: AbstractValue, barriers: Iterable[Tensor] = ()) -> Reach:
    """What a gradient of `loss` reaches, without passing through `barriers`."""
    stops = frozenset(barriers)
    found, is_open = walk(loss, stops)
    return Reach(CertainWalk(stops).run(loss), found, is_open)


def walk(start: AbstractValue, stops: frozenset[Tensor]) -> tuple[frozenset[Tensor], bool]:
    """All tensors on any way back, and whether a way is lost in what is not known."""
    found: set[Tensor] = set()
    is_open = False
    pending = list(flowing(start))
    while pending:
        value = pending.pop()
        if isinstance(value, Unknown):
            is_open = True
        elif isinstance(value, OneOf):
            for option in value.options:
                pending += flowing(option)
        else:
            pending += step(value, found, stops)
    return frozenset(found), is_open


def step(value: AbstractValue, found: set[Tensor], stops: frozenset[Tensor]) -> list[AbstractValue]:
    """Adds a tensor and answers what is behind it; nothing where it was there before, or no gradient passes."""
    if isinstance(value, PartitionedVariable):
        return list(value.parts)
    if not isinstance(value, Tensor) or value in found or not is_differentiable(value):
        return []
    found.add(value)
    return [] if value.origin is None or value in stops else value.origin.values


#: How many choices inside choices are followed to find what all options reach.
MAX_NESTING: Final = 32


class CertainWalk:
    """Finds the tensors on ways back that exist in every run: through a choice, those that all its options reach."""

    def __init__(self, stops: frozenset[Tensor]) -> None:
        self.stops = stops
        #: What each choice reaches, nothing while that is being found out.
        self.known: dict[int, frozenset[Tensor]] = {}

    def run(self, start: AbstractValue, nesting: int = 0) -> frozenset[Tensor]:
        """The tensors that are certainly reached from a value."""
        found: set[Tensor] = set()
        choices: list[OneOf] = []
        pending = list(flowing(start))
        while pending:
            value = pending.pop()
            if isinstance(value, OneOf):
                choices.append(value)
            else:
                pending += step(value, found, self.stops)
        for choice in choices:
            found |= self.choose(choice, nesting + 1)
        return frozenset(found)

    def choose(self, choice: OneOf, nesting: int) -> frozenset[Tensor]:
        """The tensors that are reached whichever option it is."""
        if id(choice) not in self.known:
            self.known[id(choice)] = frozenset()
            if nesting <= MAX_NESTING:
                first, *rest = (self.run(option, nesting) for option in choice.options)
                self.known[id(choice)] = first.intersection(*rest)
        return self.known[id(choice)]
