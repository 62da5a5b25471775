"""The commands, their formats and their exit codes."""

import json
from pathlib import Path

import pytest

from tests.analysis.workspace import HEAD, write
from tests.cli.command import tfscope
from tfscope import __version__

TWICE = (
    HEAD + "for i in range(2):\n    with tf.variable_scope('net'):\n        tf.get_variable('w', [2, 3])\n"
)
SHARED = HEAD + (
    "for i in range(2):\n    with tf.variable_scope('net', reuse=tf.AUTO_REUSE):\n        tf.get_variable('w', [2, 3])\n"
    "    with tf.variable_scope('other%d' % i):\n        tf.get_variable('b', [4], trainable=False)\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, {"twice.py": TWICE, "shared.py": SHARED, "pyproject.toml": ""})
    return tmp_path


def test_version_and_help(folder: Path) -> None:
    assert tfscope("--version", folder=folder).stdout == f"tfscope {__version__}\n"
    assert "check" in tfscope("--help", folder=folder).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("paint",),
        ("check", "missing.py"),
        ("check", "--output-format", "xml", "."),
        ("trace", "missing.py"),
        ("trace", "shared.py", "--root", "missing"),
        ("trace", "shared.py", "--path", "missing"),
        ("trace", "shared.py", "--entry", "no_such_function"),
        ("explain", "TFS999"),
        ("server", "--tcp", "nowhere"),
    ],
)
def test_misuse(folder: Path, arguments: tuple[str, ...]) -> None:
    done = tfscope(*arguments, folder=folder)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_trace_as_text(folder: Path) -> None:
    done = tfscope("trace", "shared.py", folder=folder)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "created net/w  (2, 3) float32  shared.py:5",
        "created other0/b  (4,) float32  not trainable  shared.py:7",
        "shared  net/w  (2, 3) float32  shared.py:5",
        "created other1/b  (4,) float32  not trainable  shared.py:7",
    ]


def test_trace_as_a_tree(folder: Path) -> None:
    done = tfscope("trace", "shared.py", "--output-format", "tree", folder=folder)
    assert done.returncode == 0
    assert done.stdout == (
        "shared.py  3 variables, 14 parameters (6 trainable)\n"
        "├── net  6 parameters\n"
        "│   └── w  (2, 3) float32  shared 1×\n"
        "├── other0  4 parameters (0 trainable)\n"
        "│   └── b  (4,) float32  not trainable\n"
        "└── other1  4 parameters (0 trainable)\n"
        "    └── b  (4,) float32  not trainable\n"
    )


def test_trace_tells_errors(folder: Path) -> None:
    text = tfscope("trace", "twice.py", folder=folder).stdout
    assert "error   net/w  ValueError: Variable net/w already exists" in text
    answer = json.loads(tfscope("trace", "twice.py", "--output-format", "json", folder=folder).stdout)
    assert [event["kind"] for event in answer["events"]] == ["created", "error"]
    assert answer["exception"]["type"] == "ValueError"


def test_trace_root_and_path(folder: Path) -> None:
    files = {
        "pack/run/main.py": HEAD + "import lib\nimport top\nlib.f()\n",
        "third/lib.py": HEAD,
        "pack/top.py": "",
    }
    write(folder, {**files, "third/lib.py": HEAD + "def f():\n    tf.get_variable('w', [1])\n"})
    done = tfscope(
        "trace",
        "pack/run/main.py",
        "--root",
        "pack",
        "--path",
        "third",
        "--output-format",
        "json",
        folder=folder,
    )
    answer = json.loads(done.stdout)
    assert answer["program"] == "run/main.py"
    assert answer["events"][0]["site"]["path"] == "run/main.py"
    assert answer["exception"] is None


def test_check_of_clean_code(folder: Path) -> None:
    done = tfscope("check", "shared.py", folder=folder)
    assert done.returncode == 0
    assert done.stdout == "Nothing found in 1 file\n"
    assert tfscope("check", "shared.py", "--output-format", "json", folder=folder).stdout == "[]\n"
    assert tfscope("check", "shared.py", "--output-format", "github", folder=folder).stdout == ""


def test_wrong_settings_are_told(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.tfscope]\nrules = 3\n")
    done = tfscope("check", "shared.py", folder=folder)
    assert done.returncode == 2
    assert done.stderr == "tfscope: pyproject.toml: `rules` must be a table of severities by rule\n"


def test_colours(folder: Path) -> None:
    assert "\x1b[" not in tfscope("trace", "shared.py", folder=folder).stdout
    assert "\x1b[" in tfscope("trace", "shared.py", folder=folder, FORCE_COLOR="1").stdout


def test_gaps_are_listed_where_wanted(folder: Path) -> None:
    write(
        folder,
        {
            "gap.py": HEAD
            + "class A(tf.layers.Layer):\n    pass\nwhile tf.get_variable('w', [1]).unknowable():\n    pass\n"
        },
    )
    done = tfscope("check", "gap.py", "--gaps", "--output-format", "concise", folder=folder)
    assert done.returncode == 0


def test_explain_all(folder: Path) -> None:
    assert tfscope("explain", "all", folder=folder).returncode == 0
