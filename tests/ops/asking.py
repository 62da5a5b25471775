"""Asks real TensorFlow, in a process of its own, for the static shapes and dtypes that programs end with.

An answer is a list of `[shape, dtype]`, one for each tensor of `y`; a string is the error that the program raises.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from tests.oracle.tensorflow_oracle import REPOSITORY, SETTINGS, load_tensorflow

Answer: TypeAlias = "list[tuple[list[int | None] | None, str]] | str"
#: The names of the inputs that a gradient of `y` reaches; None where the program or the gradients raise an error.
Reached: TypeAlias = "list[str] | None"

PROBE: Final = "from tests.ops.asking import {0}, answer_all; answer_all({0})"


def ask(programs: list[str]) -> list[Answer]:
    """TensorFlow's answer to each program."""
    answers: list[Answer] = ask_for("answer_one", programs)
    return answers


def ask_gradients(programs: list[str]) -> list[Reached]:
    """What TensorFlow's gradients reach in each program."""
    answers: list[Reached] = ask_for("reached", programs)
    return answers


def ask_for(question: str, programs: list[str]) -> Any:
    """What a function of this module answers for each program."""
    python = os.environ.get("TFSCOPE_ORACLE_PYTHON", sys.executable)
    environment = {**os.environ, **SETTINGS, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [python, "-c", PROBE.format(question)],
        input=json.dumps(programs),
        capture_output=True,
        cwd=REPOSITORY,
        env=environment,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def answer_all(answer: Callable[[Any, str], object]) -> None:
    """Reads programs from stdin and writes the answers; runs where TensorFlow is."""
    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    tensorflow = load_tensorflow()
    answers = [answer(tensorflow, text) for text in json.load(sys.stdin)]
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


def reached(tensorflow: Any, text: str) -> Reached:
    """The floating-point inputs of a program that `tf.gradients` has a gradient for."""
    v1 = tensorflow.compat.v1
    names: dict[str, Any] = {"tf": v1, "np": __import__("numpy")}
    with v1.Graph().as_default():
        try:
            exec(text, names)
            targets = [leaf for leaf in v1.nest.flatten(names["y"]) if is_float(leaf)]
            inputs = {name: names[name] for name in sorted(names) if name[0] == "x" and is_float(names[name])}
            found = v1.gradients(targets, list(inputs.values())) if targets and inputs else []
        except Exception:
            return None
    return [name for name, gradient in zip(inputs, found) if gradient is not None]


def is_float(value: Any) -> bool:
    """Whether a value is a tensor of a dtype that has gradients."""
    return hasattr(value, "dtype") and hasattr(value, "graph") and (value.dtype.is_floating or value.dtype.is_complex)


def described(v1: Any, leaf: Any) -> tuple[list[int | None] | None, str]:
    """Static shape and dtype of a tensor."""
    tensor = leaf if hasattr(leaf, "get_shape") else v1.convert_to_tensor(leaf)
    shape = tensor.get_shape()
    dims = None if shape.rank is None else [None if dim is None else int(dim) for dim in shape.as_list()]
    return dims, tensor.dtype.base_dtype.name
