"""Where a tensor comes from: what it was computed from, as far as gradients flow back.

Every call of a library model has an `Origin`, which the tensors that it makes share. Nothing is computed when an op is
made: what a variable's gradient needs is found by walking back, when an optimizer asks (`models/tensorflow/flow.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from tfscope.domain.values import AbstractValue


class Origin:
    """What one call computes tensors from. Never joined: a tensor keeps the origin it was made with.

    `values` are the arguments through which gradients flow, and what the functions answered that the call called.
    """

    __slots__ = ("values", "is_used", "is_gradient", "is_doubtful")

    def __init__(
        self, values: Iterable[AbstractValue] = (), is_gradient: bool = False, is_doubtful: bool = False
    ) -> None:
        self.values: list[AbstractValue] = list(values)
        self.is_gradient = is_gradient
        #: Whether a gradient may be None, since a way back was lost in what is not known.
        self.is_doubtful = is_doubtful
        #: Whether a tensor was made by the call.
        self.is_used = False


#: The origin of what nothing flows into: a constant, random numbers, an input that is fed.
NOTHING = Origin()
