"""The default of a parameter that Python's own functions leave out rather than give a value."""

from __future__ import annotations

from typing import Final


class NotGiven:
    """Stands for an argument that was not given."""

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN: Final = NotGiven()
