"""The parameters of real TensorFlow APIs.

python -m tests.oracle.signatures      reads canonical names, writes {name: parameters or null} as JSON
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from tests.oracle.tensorflow_oracle import REPOSITORY, load_tensorflow


def ask(names: Iterable[str]) -> dict[str, list[str] | None]:
    """The parameters of APIs by canonical name, asked for in a process that has TensorFlow."""
    python = os.environ.get("TFSCOPE_ORACLE_PYTHON", sys.executable)
    command = [python, "-m", "tests.oracle.signatures"]
    done = subprocess.run(
        command, input="\n".join(names), stdout=subprocess.PIPE, cwd=REPOSITORY, text=True, check=True
    )
    answer: dict[str, list[str] | None] = json.loads(done.stdout)
    return answer


def real_parameters(v1: Any, name: str) -> list[str] | None:
    """The parameters of a real API, None where there is no such API, or it does not say."""
    value = find(v1, name)
    if value is None:
        return None
    try:
        parameters = inspect.signature(value.__init__ if inspect.isclass(value) else value).parameters
    except (TypeError, ValueError):
        return None
    return [parameter for parameter in parameters if parameter not in ("self", "cls")]


def find(v1: Any, name: str) -> Any:
    """A thing by its canonical name: below `compat.v1`, or in a module of TensorFlow's own."""
    value = v1
    for part in name.split(".")[1:]:
        value = getattr(value, part, None)
        if value is None:
            break
    if value is not None or not name.startswith("tensorflow.python."):
        return value
    module, _, last = name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), last, None)
    except ImportError:
        return None


def main() -> None:
    """Reads names, writes parameters."""
    names = sys.stdin.read().split()
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as output:
        os.dup2(2, 1)
        v1 = load_tensorflow().compat.v1
        json.dump({name: real_parameters(v1, name) for name in names}, output)


if __name__ == "__main__":
    main()
