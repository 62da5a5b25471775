"""Options and markers of the tests.

pytest -m "not oracle"                     all that needs no TensorFlow
pytest -m oracle                           real TensorFlow against the comments of the fixtures
pytest -m oracle tests/test_oracle.py --update     writes the comments anew, from what TensorFlow did
"""

from __future__ import annotations

import os
import tempfile

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--update`."""
    parser.addoption("--update", action="store_true", help="write the comments of the fixtures from real TensorFlow")


def pytest_configure(config: pytest.Config) -> None:
    """Declares the marker. What tfscope keeps on disk is not kept among the user's own."""
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="tfscope-tests-")
    config.addinivalue_line("markers", "oracle: needs TensorFlow (`pip install -e .[oracle]`)")
