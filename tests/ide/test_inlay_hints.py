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
    hints = inlay_hints(analysis)
    assert [(hint.line, hint.column, hint.kind, hint.text) for hint in hints] == [
        (5, 40, "names", "a/w +1"),
        (5, 40, "state", "(new)"),
        (8, 13, "names", "v"),
        (8, 13, "state", "(new)"),
    ]
    assert hints[0].names == ("a/w", "b/w")


def test_new_and_shared(tmp_path: Path) -> None:
    """A call that makes a variable and is given it again; scopes that inherit reuse, and those that say so."""
    analysis = analyse(
        tmp_path,
        """
        for _ in range(2):
            with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
                with tf.variable_scope("b"):
                    tf.get_variable("w", [2])
        """,
    )
    assert [(hint.line, hint.text) for hint in inlay_hints(analysis)] == [
        (5, "reuse=AUTO_REUSE"),
        (6, "a/b/w"),
        (6, "(new, then shared)"),
    ]
