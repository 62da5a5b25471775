"""Code actions: fixes of the diagnostics in a range, and comments that silence them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ide.carets import HEAD, analyse
from tfscope.analysis.analysis import Analysis
from tfscope.ide.code_actions import CodeAction, code_actions
from tfscope.rules.core import check
from tfscope.rules.fixing import apply_edits

TWICE = """
with tf.variable_scope("a"):
    tf.get_variable("w", [2])
    tf.get_variable("w", [2])
"""


def actions_of(analysis: Analysis) -> list[CodeAction]:
    """All actions of a file."""
    return code_actions(analysis, check(analysis), (1, 0), (len(analysis.source.line_starts), 0))


def applied(analysis: Analysis, action: CodeAction) -> str:
    """The program after an action, without its usual imports."""
    changed = apply_edits(action.edits, {analysis.path: analysis.source})
    return changed[analysis.path].removeprefix(HEAD)


def suppressed(root: Path, text: str) -> str:
    """The program after the action that silences its only diagnostic, which then is gone."""
    analysis = analyse(root, text)
    (action,) = [action for action in actions_of(analysis) if action.kind == "suppress"]
    after = applied(analysis, action)
    assert check(analyse(root, after)) == []
    return after


def test_fixes_come_first(tmp_path: Path) -> None:
    """Fixes, then comments; at most one fix is preferred."""
    actions = actions_of(analyse(tmp_path, TWICE))
    kinds = [action.kind for action in actions]
    assert kinds == sorted(kinds)
    assert {"fix", "suppress"} <= set(kinds)
    assert sum(action.is_preferred for action in actions) <= 1


def test_a_fix_mends(tmp_path: Path) -> None:
    """After each fix the diagnostic is gone."""
    analysis = analyse(tmp_path, TWICE)
    for action in actions_of(analysis):
        after = applied(analysis, action)
        assert action.diagnostic.code not in [found.code for found in check(analyse(tmp_path, after))], action.title


def test_only_what_the_range_touches(tmp_path: Path) -> None:
    """Elsewhere there is nothing to do."""
    analysis = analyse(tmp_path, TWICE)
    assert code_actions(analysis, check(analysis), (3, 0), (4, 5)) == []


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("", "  # tfscope: ignore[variable-already-exists]"),
        ("  # why", "  # why  # tfscope: ignore[variable-already-exists]"),
        ("  # tfscope: ignore[TFS999]", "  # tfscope: ignore[TFS999, variable-already-exists]"),
    ],
)
def test_the_comment_that_silences(tmp_path: Path, comment: str, expected: str) -> None:
    """It goes to the end of the line, or into a comment of ours that is there."""
    text = 'tf.get_variable("w", [2])\ntf.get_variable("w", [2])'
    assert suppressed(tmp_path, f"{text}{comment}\n") == f"{text}{expected}\n"


def test_no_comment_inside_a_string(tmp_path: Path) -> None:
    """A line that ends in a string cannot take one."""
    text = 'tf.get_variable("w", [2])\ntf.get_variable("""w""", """\n""", [2])\ntf.get_variable("w", [2])\n'
    analysis = analyse(tmp_path, text)
    for action in actions_of(analysis):
        assert '"""  #' not in applied(analysis, action)
