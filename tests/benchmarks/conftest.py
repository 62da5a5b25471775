"""What is stored of a run of the benchmarks: figures, not the machine or the commit that they were measured on."""

from __future__ import annotations

import os
import platform
from typing import Any

import pytest


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_generate_machine_info() -> dict[str, Any]:
    """What the figures depend on."""
    return {"python_version": platform.python_version(), "cores": os.cpu_count(), "cpu": {}, "node": ""}


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_generate_commit_info() -> dict[str, Any]:
    """Nothing: the repository says when the file was changed."""
    return {"id": "", "dirty": False}


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_update_json(output_json: dict[str, Any]) -> None:
    """Leaves out the single rounds, and the programs, whose names say enough."""
    for benchmark in output_json["benchmarks"]:
        benchmark["stats"].pop("data", None)
        benchmark["params"] = None
