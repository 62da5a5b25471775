"""Asks real TensorFlow, in a process of its own, for the static shapes and dtypes that programs end with.

An answer is a list of `[shape, dtype]`, one for each tensor of `y`; a string is the error that the program raises.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any, Final, TypeAlias

from tests.oracle.tensorflow_oracle import REPOSITORY, SETTINGS, load_tensorflow

Answer: TypeAlias = "list[tuple[list[int | None] | None, str]] | str"

PROBE: Final = "from tests.ops.asking import answer_all; answer_all()"


def ask(programs: list[str]) -> list[Answer]:
    """TensorFlow's answer to each program."""
    python = os.environ.get("TFSCOPE_ORACLE_PYTHON", sys.executable)
    environment = {**os.environ, **SETTINGS, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [python, "-c", PROBE],
        input=json.dumps(programs),
        capture_output=True,
        cwd=REPOSITORY,
        env=environment,
        text=True,
        check=True,
    )
    answers: list[Answer] = json.loads(done.stdout)
    return answers


def answer_all() -> None:
    """Reads programs from stdin and writes the answers; runs where TensorFlow is."""
    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    tensorflow = load_tensorflow()
    answers = [answer_one(tensorflow, text) for text in json.load(sys.stdin)]
    with output:
        json.dump(answers, output)


def answer_one(tensorflow: Any, text: str) -> Answer:
    """Runs a program in a graph of its own."""
    v1 = tensorflow.compat.v1
    names: dict[str, Any] = {"tf": v1, "np": __import__("numpy")}
    with v1.Graph().as_default():
        try:
            exec(text, names)
            found = names["y"]
            leaves = v1.nest.flatten(found) if found is not None else []
            return [described(v1, leaf) for leaf in leaves if leaf is not None]
        except Exception as error:
            return f"{type(error).__name__}: {str(error)[:200]}"


def described(v1: Any, leaf: Any) -> tuple[list[int | None] | None, str]:
    """Static shape and dtype of a tensor."""
    tensor = leaf if hasattr(leaf, "get_shape") else v1.convert_to_tensor(leaf)
    shape = tensor.get_shape()
    dims = None if shape.rank is None else [None if dim is None else int(dim) for dim in shape.as_list()]
    return dims, tensor.dtype.base_dtype.name
