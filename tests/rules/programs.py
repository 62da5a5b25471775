"""Small programs for the tests of rules and fixes: writing them down, checking them, running them under TensorFlow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.environment import Environment
from tfscope.analysis.project import Project
from tfscope.analysis.settings import Settings
from tfscope.rules.core import Diagnostic, check
from tfscope.syntax.notebooks import CellText, write_cells

#: What most programs start with.
HEAD: Final = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"

#: Stands in front of each cell of a notebook.
CELL: Final = "# %%\n"

#: A TensorFlow that has `tf.layers` without further ado.
BEFORE_KERAS_3: Final = (2, 15)

SETTINGS: Final = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_USE_LEGACY_KERAS": "1", "CUDA_VISIBLE_DEVICES": ""}

#: Runs each program in a fork of one process that has TensorFlow; "" where it ended well, else its error.
RUNNER: Final = """
import json, os, sys, tempfile
texts = json.load(sys.stdin)
import tensorflow
tensorflow.compat.v1.layers.dense
answers = []
for text in texts:
    read, write = os.pipe()
    if os.fork() == 0:
        answer = ""
        try:
            sys.stdout = sys.stderr = open(os.devnull, "w")
            exec(compile(text, "program.py", "exec"), {"__name__": "__main__"})
        except BaseException as error:
            answer = f"{type(error).__name__}: {error}"
        os.write(write, answer[:4000].encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        answers.append(pipe.read())
    os.wait()
print("\\n" + json.dumps(answers))
"""


def dedented(text: str, head: str = HEAD) -> str:
    """A program: the head, and the text without its common indentation."""
    return head + textwrap.dedent(text).lstrip("\n")


def analyse(text: str, version: str = "2.x", installed: tuple[int, int] | None = BEFORE_KERAS_3) -> Analysis:
    """What is known of a program, which is a file of its own, where a TensorFlow is installed."""
    with tempfile.TemporaryDirectory() as folder:
        is_notebook = text.startswith(CELL)
        path = Path(os.path.realpath(folder), "program.ipynb" if is_notebook else "program.py")
        path.write_text(notebook(text) if is_notebook else text, encoding="utf-8", newline="")
        project = Project([str(path.parent)], Settings(tensorflow_version=version))
        project.environment = Environment((), False)
        return replace(project.analyse(str(path)), installed=installed)


def notebook(text: str) -> str:
    """The file of a notebook, given as Python with a comment in front of each cell."""
    cells = enumerate(text.split(CELL)[1:], 1)
    return write_cells(CellText(cell.strip("\n"), number) for number, cell in cells)


def diagnostics(
    text: str, version: str = "2.x", installed: tuple[int, int] | None = BEFORE_KERAS_3
) -> list[Diagnostic]:
    """The diagnostics of a program."""
    return check(analyse(text, version, installed))


def run_all(texts: Sequence[str]) -> list[str]:
    """What each program ends with under real TensorFlow: "" or its error."""
    python = os.environ.get("TFSCOPE_ORACLE_PYTHON", sys.executable)
    done = subprocess.run(
        [python, "-c", RUNNER],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **SETTINGS},
    )
    assert done.returncode == 0, done.stderr
    answers: list[str] = json.loads(done.stdout.splitlines()[-1])
    return answers
