"""The commands, their formats and their exit codes."""

import argparse
import json
import re
from pathlib import Path

import pytest

from tests.analysis.workspace import HEAD, write
from tests.cli.command import tfscope
from tfscope import __version__
from tfscope.cli import COMMANDS, TRACE_FORMATS, main
from tfscope.reports.options import project_root
from tfscope.rules.core import all_rules, find_rule

TWICE = HEAD + "for i in range(2):\n    with tf.variable_scope('net'):\n        tf.get_variable('w', [2, 3])\n"
SHARED = HEAD + (
    "for i in range(2):\n    with tf.variable_scope('net', reuse=tf.AUTO_REUSE):\n"
    "        tf.get_variable('w', [2, 3])\n"
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


def test_trace_as_a_page(folder: Path) -> None:
    """One file that asks for nothing else."""
    page = tfscope("trace", "shared.py", "--output-format", "html", folder=folder).stdout
    assert "<title>shared.py – tfscope</title>" in page
    assert re.findall(r'data-name="([^"]*)"', page) == ["net/w", "other0/b", "other1/b"]
    assert not re.search(r"(src|href)=|https?:", page)
    page = tfscope("trace", "twice.py", "--output-format", "html", folder=folder).stdout
    assert "ValueError: Variable net/w already exists" in page


def test_trace_as_a_graph(folder: Path) -> None:
    lines = tfscope("trace", "shared.py", "--output-format", "dot", folder=folder).stdout.splitlines()
    assert (lines[0], lines[-1]) == ("digraph scopes {", "}")
    assert '  "shared.py#0/net" -> "shared.py#0/net/w";' in lines
    assert lines.count('  "shared.py#0" -> "shared.py#0/net";') == 1


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


@pytest.mark.parametrize("output_format", ["json", "concise"])
def test_jobs_change_nothing_in_the_report(folder: Path, output_format: str) -> None:
    (folder / "helpers").mkdir()
    for number in range(5):
        text = HEAD + "with tf.variable_scope('s'):\n" + "    tf.get_variable('w', [1])\n" * 2
        (folder / "helpers" / f"file_{number}.py").write_text(text)
    arguments = ("check", ".", "--gaps", "--output-format", output_format)
    alone, together = (tfscope(*arguments, *more, folder=folder) for more in ((), ("--jobs", "2")))
    assert (alone.returncode, alone.stdout) == (together.returncode, together.stdout) and "file_4" in alone.stdout


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


def test_in_this_process(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The same commands without a process of their own, where their lines are counted."""
    monkeypatch.chdir(folder)
    for output_format in TRACE_FORMATS:
        assert main(["trace", "twice.py", "--output-format", output_format]) == 0
        assert "net" in capsys.readouterr().out
    assert main(["trace", "gone.py"]) == 2
    assert main(["trace", "shared.py", "--entry", "nothing"]) == 2
    assert main(["check", "gone.py"]) == 2
    assert main(["check", "shared.py", "--gaps", "--min-severity", "error"]) == 0
    assert main(["explain", "TFS999"]) == 2
    assert main(["explain", "all"]) == 0
    assert main(["server", "--tcp", "nowhere"]) == 2
    assert main([]) == 2


def test_a_crash_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def crash(options: argparse.Namespace) -> int:
        raise RuntimeError("oops")

    monkeypatch.setitem(COMMANDS, "explain", crash)
    assert main(["explain", "all"]) == 2
    assert "RuntimeError: oops" in capsys.readouterr().err


def test_every_rule_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    for rule in all_rules():
        assert main(["explain", rule.NAME]) == 0
        assert rule.NAME in capsys.readouterr().out
        assert find_rule(rule.CODE.lower()) is rule


@pytest.mark.parametrize(("place", "expected"), [("a/b", "a"), ("c", "c"), ("d/e/f.py", "d/e")])
def test_the_root_of_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, expected: str) -> None:
    write(tmp_path, {"a/setup.py": "", "a/b/x.py": "", "c/x.py": "", "d/e/f.py": "", "far/x.py": ""})
    monkeypatch.chdir(tmp_path / "far")
    assert project_root(str(tmp_path / place)) == str(tmp_path / expected)
    monkeypatch.chdir(tmp_path / "c")
    assert project_root(str(tmp_path / "c" / "x.py")) == str(tmp_path / "c")
