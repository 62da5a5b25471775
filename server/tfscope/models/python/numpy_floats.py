"""Known scalars of NumPy that are of a float dtype."""

from __future__ import annotations

from tfscope.domain.values import DType


class NumPyFloat(float):
    """A known scalar of NumPy, that is of a float dtype: what tells it from Python's own number."""

    dtype: DType

    def __new__(cls, value: float, dtype: DType) -> NumPyFloat:
        """A float that knows its dtype."""
        made = super().__new__(cls, value)
        made.dtype = dtype
        return made
