"""Findings in every format, with a rule of our own."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from rich.console import Console

from tests.analysis.workspace import HEAD, project_of
from tfscope.analysis.analysis import Analysis
from tfscope.analysis.project import Project
from tfscope.analysis.settings import Settings
from tfscope.domain.events import Refused
from tfscope.reports import checking
from tfscope.reports.checking import CheckOptions, check_paths
from tfscope.rules import core
from tfscope.rules.core import Diagnostic, Edit, Fix, Related, Rule, Severity

TEXT = HEAD + ("def f():\n\twith tf.variable_scope('ä'):\n\t\treturn tf.get_variable('w', [1])\nf()\nf()\n")


def check_refusals(analysis: Analysis) -> Iterator[Diagnostic]:
    """One diagnostic for each refusal."""
    for run, event in analysis.own_events_of(Refused):
        site = analysis.user_site(event)
        if site is None or event.existing is None:
            continue
        span = analysis.argument_span(site, 0, "name")
        related = Related(analysis.locate(analysis.creation_site(run, event.existing)), "created here")
        fix = Fix("Use another `name`", (Edit(span, "'v'"),), is_safe=True)
        message = f"Variable `{event.key}` already exists, created on line {related.span.start_line}"
        callers = analysis.caller_spans(event)
        yield Diagnostic("TFS900", "test-rule", Severity.ERROR, span, message, (related,), (fix,), callers=callers)


RULE = cast("Rule", SimpleNamespace(CODE="TFS900", NAME="test-rule", SEVERITY=Severity.ERROR, check=check_refusals))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(core, "all_rules", lambda: (RULE,))
    monkeypatch.setattr(checking, "all_rules", lambda: (RULE,))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("")
    return project_of(tmp_path, {"a.py": TEXT})


def output(
    capsys: pytest.CaptureFixture[str],
    output_format: str,
    path: str,
    *,
    fix: bool = False,
    diff: bool = False,
    exit_zero: bool = False,
) -> tuple[int, str]:
    options = CheckOptions([path], output_format, fix=fix, diff=diff, exit_zero=exit_zero, settings={})
    return check_paths(options), capsys.readouterr().out


def test_full(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = output(capsys, "full", str(tmp_path / "a.py"))
    assert code == 1
    assert text == (
        "error[TFS900] test-rule: Variable `ä/w` already exists, created on line 5\n"
        " --> a.py:5:26\n"
        "  |\n"
        "3 | def f():\n"
        "4 |     with tf.variable_scope('ä'):\n"
        "5 |         return tf.get_variable('w', [1])\n"
        "  |                                ^^^\n"
        " ::: a.py:5:10 created here\n"
        "  |\n"
        "5 |         return tf.get_variable('w', [1])\n"
        "  |                -------------------------\n"
        "help: Use another `name`\n"
        "\n"
        "Found 1 error in 1 file; 1 can be fixed with `--fix`\n"
    )


def test_concise(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = output(capsys, "concise", str(tmp_path / "a.py"))
    assert text.splitlines()[0] == "a.py:5:26: TFS900 Variable `ä/w` already exists, created on line 5"


def test_json(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = output(capsys, "json", str(tmp_path / "a.py"))
    (found,) = json.loads(text)
    assert (found["code"], found["name"], found["severity"], found["path"]) == (
        "TFS900",
        "test-rule",
        "error",
        "a.py",
    )
    assert (found["location"], found["end_location"]) == (
        {"line": 5, "column": 26},
        {"line": 5, "column": 29},
    )
    assert found["related"][0]["message"] == "created here"
    assert found["fixes"][0]["edits"][0]["content"] == "'v'"


def test_github(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = output(capsys, "github", str(tmp_path / "a.py"))
    assert text == (
        "::error title=tfscope (TFS900),file=a.py,line=5,col=26,endLine=5,endColumn=29::"
        "Variable `ä/w` already exists, created on line 5 (test-rule)\n"
    )


def test_sarif(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = output(capsys, "sarif", str(tmp_path / "a.py"))
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "tfscope"
    (result,) = run["results"]
    assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "TFS900"
    assert result["level"] == "error"
    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 5, "startColumn": 26, "endLine": 5, "endColumn": 29}
    assert place["artifactLocation"] == {"uri": "a.py", "uriBaseId": "SRCROOT"}
    assert run["originalUriBaseIds"]["SRCROOT"]["uri"].endswith("/")
    assert result["relatedLocations"][0]["message"]["text"] == "created here"
    replacement = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement["insertedContent"] == {"text": "'v'"}


def test_diff_changes_nothing(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = output(capsys, "full", str(tmp_path / "a.py"), diff=True)
    assert code == 1
    assert text.splitlines()[:2] == ["--- a.py", "+++ a.py"]
    assert "+\t\treturn tf.get_variable('v', [1])" in text
    assert (tmp_path / "a.py").read_text() == TEXT


def test_fix_writes(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output(capsys, "full", str(tmp_path / "a.py"), fix=True)
    assert (tmp_path / "a.py").read_text() == TEXT.replace("'w'", "'v'")


def test_exit_zero(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert output(capsys, "concise", str(tmp_path / "a.py"), exit_zero=True)[0] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[1])\n", "[1])  # tfscope: ignore[TFS900]\n"),
        ("f()\nf()\n", "f()\nf()  # tfscope: ignore\n"),
        ("def f", "# tfscope: ignore-file[test-rule]\ndef f"),
    ],
)
def test_comments_silence(project: Project, tmp_path: Path, old: str, new: str) -> None:
    path = str(tmp_path / "a.py")
    assert len(core.check(project.analyse(path), rules=[RULE])) == 1
    project.set_text(path, TEXT.replace(old, new))
    assert core.check(project.analyse(path), rules=[RULE]) == []


@pytest.mark.parametrize(
    ("rules", "severity"),
    [
        ({"TFS900": "warning"}, Severity.WARNING),
        ({"test-rule": "hint"}, Severity.HINT),
        ({"TFS9": "information"}, Severity.INFORMATION),
        ({"TFS900": "off"}, None),
        ({"TFS901": "off"}, Severity.ERROR),
    ],
)
def test_severities(project: Project, tmp_path: Path, rules: dict[str, str], severity: Severity | None) -> None:
    found = core.check(project.analyse(str(tmp_path / "a.py")), Settings(rules=rules), [RULE])
    assert [diagnostic.severity for diagnostic in found] == ([] if severity is None else [severity])


def test_long_lines_are_not_broken(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Console().width < 200
    project_of(tmp_path, {"a.py": TEXT.replace("'ä'", f"'{'x' * 200}'")})
    _, text = output(capsys, "concise", str(tmp_path / "a.py"))
    assert len(text.splitlines()) == 2
