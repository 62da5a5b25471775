"""Completion: a `|` is where the cursor is; the text may be broken there, as it is while one types."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ide.carets import analyse
from tfscope.ide.completion import completions

PROGRAM = """
def dense(name):
    with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
        return tf.get_variable("w", [2])
with tf.variable_scope("net"):
    tf.get_variable("scale", [3])
    dense("a")
    dense("b")
tf.get_collection("trainable_variables")
"""
CHECKPOINT = ["net/", "net/a/", "net/b/", "net/scale", "net/a/w"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('with tf.variable_scope("net", reuse=True):\n    tf.get_variable("|")', ["scale", "a/w", "b/w"]),
        ('with tf.variable_scope("net", reuse=True):\n    tf.get_variable("|', ["scale", "a/w", "b/w"]),
        ('with tf.variable_scope("net"):\n    with tf.variable_scope("|', ["a", "b"]),
        ('with tf.variable_scope("n|et"):\n    pass', []),
        ('with tf.variable_scope("|"):\n    pass', ["net"]),
        ('tf.trainable_variables("|")', ["net", "net/a", "net/b"]),
        ('tf.trainable_variables(scope="net/|")', ["net", "net/a", "net/b"]),
        ('tf.train.init_from_checkpoint("x", {"net/scale": "|"})', CHECKPOINT),
        ('tf.train.init_from_checkpoint(os.path.join("x", "y"), {\n    "net/": "|', CHECKPOINT),
        ('tf.train.init_from_checkpoint("x", assignment_map={"|": v})', CHECKPOINT),
        ('tf.train.init_from_checkpoint("|", {})', []),
        ('saver = tf.train.Saver({"a": v,\n    "|"})', ["net/scale", "net/a/w", "net/b/w"]),
        ('saver = tf.train.Saver(["|"])', []),
        ('tf.get_collection("|")', ["trainable_variables", "activations"]),
        ('tf.get_collection("x", "|")', ["net", "net/a", "net/b"]),
        ('tf.add_to_collection("|", v)', ["trainable_variables", "activations"]),
        ('tf.add_to_collection("x", "|")', []),
        ('x = (1,\ndef f():\n    return "|"', []),
    ],
)
def test_names_that_exist_are_offered(tmp_path: Path, text: str, expected: list[str]) -> None:
    """The nearest first."""
    before, after = text.split("|")
    analysis = analyse(tmp_path, PROGRAM + before + after)
    line = analysis.source.text[: len(analysis.source.text) - len(after)].count("\n") + 1
    column = len(before.rpartition("\n")[2])
    found = [completion.label for completion in completions(analysis, line, column) or []]
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_nothing_is_offered_elsewhere(tmp_path: Path) -> None:
    """That is for the language server of Python."""
    analysis = analyse(tmp_path, PROGRAM + 'print("")\n')
    assert completions(analysis, 10, 7) is None
    assert completions(analysis, 4, 3) is None
