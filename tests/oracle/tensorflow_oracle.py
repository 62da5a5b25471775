"""Runs programs under real TensorFlow and says what they did.

    python -m tests.oracle.tensorflow_oracle FILE [--root DIR] [--path DIR]... [--eager] [--output FILE]
        one program, as `python FILE` would run it; writes its trace as JSON
    python -m tests.oracle.tensorflow_oracle --batch
        many programs: reads a JSON list of {"files": {path: text}, "mode": "graph" | "eager"} (the first file
        is the program) from the standard input, writes the list of their records

TensorFlow is imported once, a program runs in a forked child. In mode `graph`, `import tensorflow` means
TensorFlow 1's namespace with its behaviour; in mode `eager` TensorFlow 2 as it starts. In both AutoGraph is off,
since it would run a translation of the program's functions, which stands in no file of the program; it is on in
the modes `graph, autograph` and `eager, autograph`, and where a trace is written.
`TFSCOPE_ORACLE_PYTHON` names the interpreter that has TensorFlow, where the tests run in another.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from tests.oracle.recorder import Record, Recorder, record_from
from tests.oracle.traces import trace_of

SETTINGS = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_USE_LEGACY_KERAS": "1",
    "CUDA_VISIBLE_DEVICES": "",
    "TF_ENABLE_ONEDNN_OPTS": "0",
}
SECONDS_PER_PROGRAM = 120
REPOSITORY = Path(__file__).resolve().parents[2]


def run_programs(programs: list[dict[str, Any]]) -> list[Record]:
    """Runs programs in a process of their own; see `--batch`."""
    python = os.environ.get("TFSCOPE_ORACLE_PYTHON", sys.executable)
    command = [python, "-m", "tests.oracle.tensorflow_oracle", "--batch"]
    done = subprocess.run(
        command, input=json.dumps(programs), stdout=subprocess.PIPE, cwd=REPOSITORY, text=True, check=True
    )
    return [record_from(item) for item in json.loads(done.stdout)]


def load_tensorflow() -> Any:
    """TensorFlow, imported with all its lazy parts that programs of the tests use."""
    os.environ.update(SETTINGS)
    import warnings

    warnings.filterwarnings("ignore")
    import tensorflow

    v1 = tensorflow.compat.v1
    v1.logging.set_verbosity(v1.logging.ERROR)
    assert v1.layers.dense and v1.nn.rnn_cell.LSTMCell and tensorflow.keras.layers.Dense
    return tensorflow


def become_tensorflow1(tensorflow: Any) -> None:
    """Makes `import tensorflow` mean TensorFlow 1, in every spelling."""
    v1 = tensorflow.compat.v1
    v1.disable_v2_behavior()
    v1.compat.v1 = v1
    sys.modules["tensorflow"] = v1
    sys.modules["tensorflow.compat"] = v1.compat
    sys.modules["tensorflow.compat.v1"] = v1


def turn_autograph_off() -> None:
    """Lets TensorFlow run the program's own functions."""
    from tensorflow.python.autograph.impl import conversion

    conversion.is_unsupported = lambda function: True


def run_here(tensorflow: Any, program: str, root: str, mode: str, paths: list[str]) -> Record:
    """Runs one program in this process, which is good for nothing else afterwards."""
    recorder = Recorder(root)
    recorder.install()
    if not mode.endswith("autograph"):
        turn_autograph_off()
    if mode.startswith("graph"):
        become_tensorflow1(tensorflow)
    execute(recorder, program, root, paths)
    return recorder.record


def execute(recorder: Recorder, program: str, root: str, paths: list[str]) -> None:
    """Runs one program under the eyes of a recorder."""
    sys.path[:0] = list(dict.fromkeys([os.path.dirname(os.path.realpath(program)), os.path.realpath(root), *paths]))
    sys.argv = [program]
    error: BaseException | None = None
    sink = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="replace")
    try:
        with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
            runpy.run_path(program, run_name="__main__")
    except SystemExit as end:
        error = end if end.code not in (None, 0) else None
    except BaseException as raised:
        error = raised
    recorder.note_end(error)


def run_forked(tensorflow: Any, files: dict[str, str], mode: str) -> Record:
    """Runs one program in a forked child, its files in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.join(folder, "program")
        for path, text in files.items():
            file = Path(root, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        answer = Path(folder, "record.json")
        child = os.fork()
        if child == 0:
            answer_and_exit(tensorflow, str(Path(root, next(iter(files)))), root, mode, answer)
        os.waitpid(child, 0)
        if not answer.exists():
            return Record(crash="the program ended the process, or ran too long")
        return record_from(json.loads(answer.read_text(encoding="utf-8")))


def answer_and_exit(tensorflow: Any, program: str, root: str, mode: str, answer: Path) -> None:
    """The life of a child: runs the program, leaves its record in a file."""
    signal.alarm(SECONDS_PER_PROGRAM)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(null, stream)
    os.chdir(root)
    try:
        record = run_here(tensorflow, program, root, mode, [])
    except BaseException:
        record = Record(crash=traceback.format_exc())
    part = answer.with_suffix(".part")
    part.write_text(json.dumps(record.as_json()), encoding="utf-8")
    part.rename(answer)
    os._exit(0)


def run_batch() -> None:
    """Reads programs, writes records."""
    programs = json.load(sys.stdin)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)  # whatever TensorFlow prints is no answer
        tensorflow = load_tensorflow()
        records = [run_forked(tensorflow, program["files"], program.get("mode", "graph")) for program in programs]
        json.dump([record.as_json() for record in records], out)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="tensorflow_oracle", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("program", nargs="?", help="a Python file")
    parser.add_argument("--batch", action="store_true", help="read many programs from the standard input")
    parser.add_argument("--root", help="the first folder of the import path; the program's folder unless given")
    parser.add_argument("--path", action="append", default=[], help="a further folder of the import path")
    parser.add_argument("--eager", action="store_true", help="TensorFlow 2 as it starts")
    parser.add_argument("--output", help="the file to write, instead of the standard output")
    options = parser.parse_args()
    if options.batch:
        run_batch()
        return
    if options.program is None:
        parser.error("a program, or --batch")
    root = options.root or os.path.dirname(os.path.realpath(options.program))
    mode = "eager, autograph" if options.eager else "graph, autograph"
    record = run_here(load_tensorflow(), options.program, root, mode, options.path)
    text = json.dumps(
        trace_of(record, os.path.relpath(os.path.realpath(options.program), os.path.realpath(root))), indent=1
    )
    if options.output:
        Path(options.output).write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
