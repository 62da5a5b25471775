"""Each rule's documentation is true: its example is what the rule finds, and what TensorFlow refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.rules.documentation import CONSEQUENCES, UNWORDED, example, instead
from tests.rules.programs import diagnostics, run_all
from tfscope.rules.core import Rule, Severity, all_rules

ROOT: Final = Path(__file__).resolve().parents[2]
SECTIONS: Final = ("## Why is this bad?", "## Example", "## Use instead", "## References")

each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.NAME)


@each_rule
def test_sections(rule: Rule) -> None:
    """The documentation has its parts, and the first line is a sentence."""
    text = rule.__doc__ or ""
    assert text.splitlines()[0].endswith(".")
    assert all(section in text for section in SECTIONS)
    assert [text.index(section) for section in SECTIONS] == sorted(text.index(section) for section in SECTIONS)


@each_rule
def test_example_triggers(rule: Rule) -> None:
    """The rule finds its example, and no other rule calls it an error."""
    found = diagnostics(example(rule), installed=None)
    assert rule.CODE in {diagnostic.code for diagnostic in found}
    errors = {diagnostic.code for diagnostic in found if diagnostic.severity is Severity.ERROR}
    assert errors <= {rule.CODE} | CONSEQUENCES.get(rule.CODE, set())


@each_rule
def test_instead_is_clean(rule: Rule) -> None:
    """Nothing is found in what is to be used instead."""
    assert diagnostics(instead(rule)) == []


@each_rule
def test_messages(rule: Rule) -> None:
    """A message is one sentence on one line, without a full stop."""
    for diagnostic in diagnostics(example(rule), installed=None):
        for text in (diagnostic.message, *(related.message for related in diagnostic.related)):
            assert "\n" not in text and not text.endswith(".") and text.strip() == text
        assert diagnostic.message.count("`") % 2 == 0


@pytest.fixture(scope="module")
def endings() -> dict[tuple[str, str], str]:
    """What each example, and what is to be used instead, ends with under TensorFlow."""
    cells = [(rule.CODE, title, text(rule)) for rule in all_rules() for title, text in TEXTS.items()]
    answers = run_all([text for _, _, text in cells])
    return {(code, title): answer for (code, title, _), answer in zip(cells, answers)}


TEXTS: Final = {"example": example, "instead": instead}


@pytest.mark.oracle
@each_rule
def test_tensorflow_agrees(rule: Rule, endings: dict[tuple[str, str], str]) -> None:
    """TensorFlow refuses the example of an error, and accepts that of the others and what is used instead."""
    fails = rule.SEVERITY is Severity.ERROR or rule.CODE in CONSEQUENCES
    ending = endings[rule.CODE, "example"]
    assert bool(ending) is fails, ending
    assert endings[rule.CODE, "instead"] == ""


@pytest.mark.oracle
@each_rule
def test_message_starts_as_tensorflows(rule: Rule, endings: dict[tuple[str, str], str]) -> None:
    """The message of an error begins with TensorFlow's own first words."""
    if rule.SEVERITY is not Severity.ERROR or rule.CODE in UNWORDED:
        return
    theirs = endings[rule.CODE, "example"].partition(": ")[2]
    ours = next(found.message for found in diagnostics(example(rule)) if found.code == rule.CODE)
    words = ours.split()[:3]
    assert theirs.split()[:3] == words


def test_generated_documents_are_up_to_date() -> None:
    """`docs/rules` is what `tools/document_rules.py` writes."""
    tool = ROOT / "tools" / "document_rules.py"
    done = subprocess.run([sys.executable, str(tool), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
