"""The registry of library models."""

from __future__ import annotations

import tfscope.models.catalog  # noqa: F401
from tfscope.models.registry import TWICE


def test_no_name_has_two_models() -> None:
    """Which model answers must not hang on the order of imports."""
    assert not TWICE
