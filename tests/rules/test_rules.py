"""What each rule finds and where, and when it is silent. A cell is a program; the lines that a rule speaks of end with
`#! CODE severity "text"`: the text under the squiggle. Rules say nothing on other lines."""

from __future__ import annotations

import re
from typing import Final

import pytest

from tests.rules.cells_of_errors import ERRORS
from tests.rules.cells_of_refusals import REFUSALS
from tests.rules.cells_of_sharing import SHARING
from tests.rules.cells_of_silence import EAGER, SILENT
from tests.rules.programs import analyse, dedented
from tfscope.rules.core import Diagnostic, check

MARK: Final = re.compile(r"#! (TFS\d+) (\w+) (.+)$")

PROGRAMS: Final = [
    *((title, dedented(text)) for title, text in {**ERRORS, **REFUSALS, **SILENT, **SHARING}.items()),
    *((title, dedented(text, "import tensorflow as tf\n")) for title, text in EAGER.items()),
]


def marks(text: str) -> list[tuple[int, str, str, str]]:
    """The lines, codes, severities and texts that a program's comments state."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = MARK.search(line)
        if match is not None:
            found.append((number, *match.groups()))
    return found  # type: ignore[return-value]


def stated(text: str, diagnostic: Diagnostic) -> tuple[int, str, str, str]:
    """A diagnostic as the comments state it."""
    span = diagnostic.span
    line = text.splitlines()[span.start_line - 1]
    end = span.end_column if span.end_line == span.start_line else len(line)
    return span.start_line, diagnostic.code, diagnostic.severity.value, line[span.start_column : end]


@pytest.mark.parametrize(("title", "text"), PROGRAMS, ids=[title for title, _ in PROGRAMS])
def test_rules(title: str, text: str) -> None:
    """The rules say what the comments state, and no more."""
    assert [stated(text, diagnostic) for diagnostic in check(analyse(text))] == marks(text), title


@pytest.mark.parametrize(("installed", "severities"), [(None, ["information"]), ((2, 15), []), ((2, 16), ["warning"])])
def test_keras_3(installed: tuple[int, int] | None, severities: list[str]) -> None:
    """Layers of version 1 are told where TensorFlow is, or may be, one with Keras 3; once for a program."""
    text = dedented("x = tf.layers.dense(tf.ones([1, 2]), 3)\ny = tf.layers.dense(x, 3)\n")
    found = check(analyse(text, installed=installed))
    assert [(one.code, one.severity.value) for one in found] == [("TFS406", severity) for severity in severities]
    assert check(analyse('import os\nos.environ["TF_USE_LEGACY_KERAS"] = "1"\n' + text, installed=installed)) == []


def test_related_places() -> None:
    """A diagnostic tells where the variable was made, which scope decides, and the calls that led to it."""
    text = dedented("""
        def fc():
            with tf.variable_scope("fc"):
                return tf.get_variable("w", [2])

        fc()
        fc()
    """)
    (diagnostic,) = check(analyse(text))
    places = [(related.span.start_line, related.message) for related in diagnostic.related]
    assert places == [
        (5, "created here"),
        (7, "created by this call"),
        (4, "the scope is opened here"),
        (8, "called from here"),
    ]


def test_one_diagnostic_for_all_contexts() -> None:
    """A request that is refused in several contexts is one diagnostic, which tells the other calls."""
    text = dedented("""
        def fc(name):
            with tf.variable_scope(name):
                return tf.get_variable("w", [2])

        fc("a")
        fc("b")
        fc("a")
        fc("b")
    """)
    (diagnostic,) = check(analyse(text))
    assert "`a/w`" in diagnostic.message or "a/w" in diagnostic.message


def test_sharing_is_not_offered_for_another_shape() -> None:
    """Where the second request has another shape, only another name is offered."""
    (diagnostic,) = check(analyse(dedented("""
        with tf.variable_scope("a"):
            tf.get_variable("w", [2])
            tf.get_variable("w", [3])
    """)))  # fmt: skip
    assert [fix.title for fix in diagnostic.fixes] == ["Do not share: name it `w_1`"]


def test_reuse_from_here_is_not_offered_where_more_is_made() -> None:
    """`reuse_variables()` would forbid what the scope makes behind it."""
    (diagnostic,) = check(analyse(dedented("""
        with tf.variable_scope("a"):
            tf.get_variable("w", [2])
            tf.get_variable("w", [2])
            tf.get_variable("b", [2])
    """)))  # fmt: skip
    assert not any("reuse_variables" in fix.title for fix in diagnostic.fixes)
