"""Renaming: what changes, and why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ide.carets import HEAD, analyse
from tfscope.analysis.project import Project
from tfscope.ide.rename import RenameError, rename

SHARED = """
with tf.variable_scope("net"):
    tf.get_variable("w", [2])
with tf.variable_scope("net", reuse=True):
    tf.get_variable("w", [2])
tf.trainable_variables("net")
"""


def renamed(folder: Path, text: str, old: str, new: str) -> tuple[str, dict[str, str]]:
    """The text after renaming the first string `old`, and the names that changed."""
    analysis = analyse(folder, text)
    source = analysis.source
    offset = source.text.index(f'"{old}"') + 1
    line = source.text.count("\n", 0, offset) + 1
    column = offset - source.line_starts[line - 1]
    project = Project([str(folder)])
    found = rename(project.analyse, analysis.path, line, column, new)
    assert found is not None
    changed = source.text
    for edit in reversed(found.edits):
        start = source.offset(edit.span.start_line, edit.span.start_column)
        end = source.offset(edit.span.end_line, edit.span.end_column)
        changed = changed[:start] + edit.new_text + changed[end:]
    return changed.removeprefix(HEAD), found.names


def test_a_variable_is_renamed_where_it_is_made_and_shared(tmp_path: Path) -> None:
    """And nothing else is."""
    text, names = renamed(tmp_path, SHARED, "w", "kernel")
    assert text == SHARED.lstrip().replace('"w"', '"kernel"')
    assert names == {"net/w": "net/kernel"}


def test_a_scope_is_renamed_where_it_is_opened_and_looked_up(tmp_path: Path) -> None:
    """The variables below it change their names."""
    text, names = renamed(tmp_path, SHARED, "net", "model")
    assert text == SHARED.lstrip().replace('"net"', '"model"')
    assert names == {"net/w": "model/w"}


def test_a_helper_renames_for_all_its_callers(tmp_path: Path) -> None:
    """One string, several variables, and who shares any of them."""
    text = """
def dense(name):
    with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
        return tf.get_variable("w", [2])
dense("a")
dense("b")
with tf.variable_scope("b", reuse=True):
    tf.get_variable("w")
"""
    changed, names = renamed(tmp_path, text, "w", "v")
    assert changed == text.lstrip().replace('"w"', '"v"')
    assert names == {"a/w": "a/v", "b/w": "b/v"}


@pytest.mark.parametrize(
    ("text", "old", "new", "reason"),
    [
        (
            'for i in range(2):\n    tf.get_variable("w%d" % i, [2])\ntf.get_variable("v", [2])',
            "v",
            "w0",
            "another variable",
        ),
        (
            'name = "w"\ntf.get_variable("v", [2])\nwith tf.variable_scope("", reuse=True): tf.get_variable(chr(118))',
            "v",
            "x",
            "computed at program.py:5",
        ),
        ('tf.get_variable("v", [2])', "v", "a b", "does not take"),
        (
            'with tf.variable_scope(None, "b"): pass\nwith tf.variable_scope(None, "b"): pass',
            "b",
            "c",
            "numbered",
        ),
    ],
)
def test_what_cannot_be_renamed_has_a_reason(tmp_path: Path, text: str, old: str, new: str, reason: str) -> None:
    """In words for the user."""
    with pytest.raises(RenameError, match=reason):
        renamed(tmp_path, text, old, new)


MAPPED = """
with tf.variable_scope("net"):
    with tf.variable_scope("a"):
        tf.get_variable("w", [2])
tf.train.init_from_checkpoint("m.ckpt", {"net/": "net/", "net/a/w": "net/a/w"})
tf.train.init_from_checkpoint("m.ckpt", [("a/", "net/a/")])
"""


def test_values_of_maps_for_checkpoints_change_too(tmp_path: Path) -> None:
    """The names in the checkpoint stay as they are."""
    text, _ = renamed(tmp_path, MAPPED, "net", "model")
    changed = MAPPED.lstrip().replace('scope("net")', 'scope("model")').replace(': "net/', ': "model/')
    assert text == changed.replace(', "net/a/")', ', "model/a/")')
    text, _ = renamed(tmp_path, MAPPED, "w", "kernel")
    assert text == MAPPED.lstrip().replace('"w"', '"kernel"').replace(': "net/a/w"', ': "net/a/kernel"')
    text, _ = renamed(tmp_path, MAPPED, "a", "b")
    changed = MAPPED.lstrip().replace('"a"', '"b"').replace(': "net/a/w"', ': "net/b/w"')
    assert text == changed.replace('"net/a/")', '"net/b/")')


def test_a_map_that_is_made_elsewhere(tmp_path: Path) -> None:
    """Renaming would break it."""
    text = MAPPED.replace('{"net/": "net/"', '{**names, "net/": "ne" + "t/"')
    with pytest.raises(RenameError, match="stands in a map"):
        renamed(tmp_path, text, "net", "model")
