"""The parameters of our models of TensorFlow are those of the real API: same names, same order."""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Any, Final

import pytest

from tests.oracle.tensorflow_oracle import REPOSITORY, SETTINGS

pytestmark = pytest.mark.oracle

#: Models of what TensorFlow 2.21's `compat.v1` does not have, and how they differ, where they do so on purpose.
DIFFERENT: Final[dict[str, str]] = {}
#: Canonical names below these are of TensorFlow 1 only, or of other packages.
ELSEWHERE: Final = ("tensorflow.contrib.",)

PROBE: Final = "import sys; from tests.test_signatures import print_signatures; print_signatures(sys.stdin)"


def print_signatures(names: Iterable[str]) -> None:
    """Writes the parameters of real APIs as JSON; runs where TensorFlow is."""
    from tests.oracle.tensorflow_oracle import load_tensorflow

    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    tensorflow = load_tensorflow()
    found = {name: real_parameters(tensorflow.compat.v1, name) for name in map(str.strip, names) if name}
    with output:
        json.dump(found, output)


def real_parameters(v1: Any, name: str) -> list[str] | None:
    """The parameters of a real API by its canonical name, None where there is no such API."""
    value = v1
    for part in name.split(".")[1:]:
        try:
            value = getattr(value, part)
        except AttributeError:
            try:
                value = importlib.import_module(name.rpartition(".")[0])
                value = getattr(value, name.rpartition(".")[2])
                break
            except (ImportError, AttributeError):
                return None
    try:
        parameters = list(inspect.signature(value).parameters.values())
    except (TypeError, ValueError):
        return None
    return [parameter.name for parameter in parameters if parameter.name not in ("self", "cls")]


def modelled() -> dict[str, list[str]]:
    """The parameters of our models by canonical name."""
    from tfscope.models import catalog
    from tfscope.models.registry import MODELS

    assert catalog
    return {
        name: [parameter.name for parameter in model.signature.parameters]
        for name, model in sorted(MODELS.items())
        if name.startswith("tensorflow.") and not name.startswith(ELSEWHERE)
    }


@functools.cache
def real() -> dict[str, list[str] | None]:
    """The parameters of the real APIs, asked for in a process of its own."""
    python = os.environ.get("TFSCOPE_ORACLE_PYTHON", sys.executable)
    environment = {**os.environ, **SETTINGS, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [python, "-c", PROBE],
        input="\n".join(modelled()),
        capture_output=True,
        cwd=REPOSITORY,
        env=environment,
        text=True,
        check=True,
    )
    answer: dict[str, list[str] | None] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("name", modelled())
def test_parameters_are_tensorflows(name: str) -> None:
    """A model takes what the API takes. What the API has no more is not compared."""
    expected = real()[name]
    if expected is None:
        assert name in DIFFERENT, f"{name} is not in TensorFlow 2.21; say why it is modelled"
        return
    if name not in DIFFERENT:
        assert modelled()[name] == expected
