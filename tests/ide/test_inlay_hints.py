"""Inlay hints: full names at the ends of calls."""

from __future__ import annotations

from pathlib import Path

from tests.ide.carets import analyse
from tfscope.ide.inlay_hints import inlay_hints


def test_names_behind_calls(tmp_path: Path) -> None:
    """One hint a call, in the order of the text; of several names the first and how many more."""
    analysis = analyse(
        tmp_path,
        """
        def dense(name):
            with tf.variable_scope(name):
                return tf.get_variable("w", [2])
        dense("a"), dense("b")
        tf.get_variable(
            "v", [2])
        """,
    )
    hints = inlay_hints(analysis, 1, 100)
    assert [(hint.line, hint.column, hint.text) for hint in hints] == [(5, 40, "a/w +1"), (8, 13, "v")]
    assert hints[0].names == ("a/w", "b/w")
    assert [hint.text for hint in inlay_hints(analysis, 6, 8)] == ["v"]
