"""Every fix is proven: it removes what it mends, changes nothing else, and TensorFlow accepts what it makes.

A case is a program, the rule, the start of the title of the fix, and how the changed lines read afterwards.
"""

from __future__ import annotations

import difflib
from typing import Final

import pytest

from tests.rules.fix_cases import SHARING, Case
from tests.rules.more_fix_cases import OTHERS
from tests.rules.programs import analyse, diagnostics, run_all
from tests.rules.refusal_fix_cases import REFUSED
from tests.rules.silent_fix_cases import SILENT
from tfscope.rules.core import Diagnostic, Fix, check
from tfscope.rules.fixing import apply_edits

CASES: Final = (*SHARING, *OTHERS, *REFUSED, *SILENT)

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.name}")


def found_fix(case: Case, text: str) -> tuple[Diagnostic, Fix]:
    """The diagnostic of a case and its fix."""
    found = [diagnostic for diagnostic in diagnostics(text) if diagnostic.code == case.code]
    assert found, f"{case.code} is not found"
    for diagnostic in found:
        for fix in diagnostic.fixes:
            if fix.title.startswith(case.title):
                return diagnostic, fix
    raise AssertionError([fix.title for diagnostic in found for fix in diagnostic.fixes])


def fixed(case: Case, text: str) -> str:
    """The program after the fix."""
    analysis = analyse(text)
    for diagnostic in check(analysis):
        for fix in diagnostic.fixes:
            if diagnostic.code == case.code and fix.title.startswith(case.title):
                return apply_edits(fix.edits, {analysis.path: analysis.source})[analysis.path]
    raise AssertionError(found_fix(case, text))


def new_lines(before: str, after: str) -> tuple[str, ...]:
    """The lines that a fix made."""
    difference = difflib.ndiff(before.splitlines(), after.splitlines())
    return tuple(line[2:] for line in difference if line.startswith("+ "))


@each_case
def test_fix(case: Case) -> None:
    """The fix makes the lines that are expected, leaves all else as it was, and what it mends is gone."""
    after = fixed(case, case.text)
    assert new_lines(case.text, after) == case.after
    assert case.code not in {diagnostic.code for diagnostic in diagnostics(after)}


@each_case
def test_fix_keeps_line_ends(case: Case) -> None:
    """In a file with CRLF the fix makes the same text with CRLF."""
    text = case.text.replace("\n", "\r\n")
    assert fixed(case, text) == fixed(case, case.text).replace("\n", "\r\n")


@pytest.fixture(scope="module")
def endings() -> dict[str, tuple[str, str]]:
    """What each program ends with under TensorFlow, before its fix and after."""
    answers = run_all([text for case in CASES for text in (case.text, fixed(case, case.text))])
    return {case.code + case.name: (answers[2 * index], answers[2 * index + 1]) for index, case in enumerate(CASES)}


@pytest.mark.oracle
@each_case
def test_tensorflow_accepts_the_fix(case: Case, endings: dict[str, tuple[str, str]]) -> None:
    """TensorFlow refuses the program before, and not after."""
    before, after = endings[case.code + case.name]
    assert bool(before) is case.raises, before
    assert after == ""
