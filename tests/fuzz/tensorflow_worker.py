"""A process that holds TensorFlow and answers what programs do, one after the other.

    python -m tests.fuzz.tensorflow_worker graph|eager|fresh
        reads a program on each line of the standard input, {"files": {path: text}, "mode": "graph" | "eager"},
        and writes its record on a line

A program runs in the process itself, in a new default graph: that takes a tenth of what a forked child takes.
`fresh` forks, and is asked where the first answer is in doubt.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, Final

from tests.oracle.recorder import Record, Recorder, record_from
from tests.oracle.tensorflow_oracle import REPOSITORY, become_tensorflow1, execute, load_tensorflow, run_forked

#: Programs after which what they left behind is thrown away.
PROGRAMS_PER_COLLECTION: Final = 100


class Worker:
    """Asks a TensorFlow that stays. `send` and `receive` are apart so that both sides work at once."""

    def __init__(self, kind: str) -> None:
        python = os.environ.get("TFSCOPE_ORACLE_PYTHON", sys.executable)
        self.process = subprocess.Popen(
            [python, "-m", "tests.fuzz.tensorflow_worker", kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=REPOSITORY,
            text=True,
        )

    def send(self, files: dict[str, str], mode: str) -> None:
        """Asks about a program."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"files": files, "mode": mode}) + "\n")
        self.process.stdin.flush()

    def receive(self) -> Record:
        """The answer to the oldest question."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the process with TensorFlow ended")
        return record_from(json.loads(line))

    def close(self) -> None:
        """Ends the process."""
        self.process.communicate()


class Workers:
    """One worker of each kind, started when it is first needed."""

    def __init__(self) -> None:
        self.workers: dict[str, Worker] = {}

    def __getitem__(self, kind: str) -> Worker:
        if kind not in self.workers:
            self.workers[kind] = Worker(kind)
        return self.workers[kind]

    def close(self) -> None:
        """Ends them all."""
        for worker in self.workers.values():
            worker.close()


def serve(kind: str) -> None:
    """Answers programs as they come, one on a line."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        tensorflow = load_tensorflow()
        recorder = Recorder(os.curdir)
        if kind != "fresh":
            recorder.install()
        if kind == "graph":
            become_tensorflow1(tensorflow)
        for number, line in enumerate(sys.stdin, 1):
            program = json.loads(line)
            if kind == "fresh":
                record = run_forked(tensorflow, program["files"], f"{program['mode']}, autograph")
            else:
                record = run_again(tensorflow, recorder, program["files"])
            out.write(json.dumps(record.as_json()) + "\n")
            out.flush()
            if number % PROGRAMS_PER_COLLECTION == 0:
                gc.collect()


def run_again(tensorflow: Any, recorder: Recorder, files: dict[str, str]) -> Record:
    """Runs one program in this process, and takes away what it left."""
    from tensorflow.python.framework import ops

    path, modules = list(sys.path), set(sys.modules)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        recorder.__init__(folder)  # type: ignore[misc]  # forgets all that was
        importlib.invalidate_caches()
        try:
            ops._default_graph_stack.reset()  # a program may have left graphs open
            tensorflow.compat.v1.reset_default_graph()
            execute(recorder, str(Path(folder, next(iter(files)))), folder, [])
        except BaseException:
            recorder.record.crash = traceback.format_exc()
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if folder in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]
    record = recorder.record
    recorder.__init__(os.curdir)  # type: ignore[misc]
    return record


if __name__ == "__main__":
    serve(sys.argv[1])
