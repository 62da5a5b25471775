"""When the garbage collector looks for what it can free: hardly ever at large.

Syntax trees are large, live long and hold no circles once they are let go (`Block.dismantle`). Looking through them,
as Python does whenever their number has grown by a quarter, took half the time of an analysis of many files.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: New objects until the youngest are looked through; how often that happens until the next are; and those, the oldest.
_THRESHOLDS: Final = (100_000, 50, 1_000)


@contextmanager
def rarely_looked_for() -> Iterator[None]:
    """Leaves what is old alone meanwhile; who makes much looks through the young (`gc.collect(1)`)."""
    before = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
