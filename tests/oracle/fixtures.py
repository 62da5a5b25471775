"""Where the fixtures are."""

from __future__ import annotations

from pathlib import Path

from tests.oracle.annotations import Cell, read_cells

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


def all_cells() -> list[Cell]:
    """The cells of all fixture files, in order."""
    return [cell for path in sorted(FIXTURES.glob("*/*.py")) for cell in read_cells(path)]
