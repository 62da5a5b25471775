"""Every fix is proven: it removes what it mends, changes nothing else, and TensorFlow accepts what it makes.

A case is a program, the rule, the start of the title of the fix, and how the changed lines read afterwards; `|` stands
before a line that the fix adds.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final

import pytest

from tests.rules.programs import analyse, dedented, diagnostics, run_all
from tfscope.rules.core import Diagnostic, Fix, check
from tfscope.rules.fixing import apply_edits

PLAIN: Final = "import tensorflow as tf\n"


@dataclass(frozen=True)
class Case:
    """One fix of one diagnostic. `after` holds the lines that are new; `raises` says whether TensorFlow refused the
    program before."""

    name: str
    code: str
    title: str
    program: str
    after: tuple[str, ...]
    raises: bool = True
    head: str | None = None

    @property
    def text(self) -> str:
        """The program before."""
        return dedented(self.program) if self.head is None else dedented(self.program, self.head)


CASES: Final = (
    Case(
        "share in the scope of a function",
        "TFS101",
        "Share: `reuse=tf.AUTO_REUSE`",
        """
        def fc(x):
            with tf.variable_scope("fc"):  # a comment
                return x * tf.get_variable("w", [4])

        fc(1.0), fc(2.0)
        """,
        ('    with tf.variable_scope("fc", reuse=tf.AUTO_REUSE):  # a comment',),
    ),
    Case(
        "share where the call has lines",
        "TFS101",
        "Share: `reuse=tf.AUTO_REUSE`",
        """
        for _ in range(2):
            with tf.variable_scope(
                "fc",
                dtype=tf.float32,
            ):
                tf.get_variable("w", [4])
        """,
        ("        reuse=tf.AUTO_REUSE,",),
    ),
    Case(
        "share in the file's own spelling",
        "TFS101",
        "Share: `reuse=tf.AUTO_REUSE`",
        """
        tf.compat.v1.disable_v2_behavior()
        for _ in range(2):
            with tf.compat.v1.variable_scope("fc"):
                tf.compat.v1.get_variable("w", [4])
        """,
        ('    with tf.compat.v1.variable_scope("fc", reuse=tf.compat.v1.AUTO_REUSE):',),
        head=PLAIN,
    ),
    Case(
        "share in place of a flag",
        "TFS101",
        "Share: `reuse=tf.AUTO_REUSE`",
        """
        for _ in range(2):
            with tf.variable_scope("fc", reuse=False):
                tf.get_variable("w", [4])
        """,
        ('    with tf.variable_scope("fc", reuse=tf.AUTO_REUSE):',),
    ),
    Case(
        "share by the function's own parameter",
        "TFS101",
        "Share: pass `reuse=True`",
        """
        def net(x, reuse=False):
            with tf.variable_scope("net", reuse=reuse):
                return tf.layers.dense(x, 3, name="fc")

        a = net(tf.ones([1, 2]))
        b = net(tf.ones([1, 2]))
        """,
        ("b = net(tf.ones([1, 2]), reuse=True)",),
    ),
    Case(
        "reuse from here on, in a scope with a name",
        "TFS101",
        "Share: `s.reuse_variables()`",
        """
        with tf.variable_scope("a") as s:
            v = tf.get_variable("v", [2])
            w = tf.get_variable("v", [2])
        """,
        ("    s.reuse_variables()",),
    ),
    Case(
        "reuse from here on, in a scope without a name",
        "TFS101",
        "Share: `scope.reuse_variables()`",
        """
        with tf.variable_scope("a"):
            v = tf.get_variable("v", [2])
            w = tf.get_variable("v", [2])
        """,
        ('with tf.variable_scope("a") as scope:', "    scope.reuse_variables()"),
    ),
    Case(
        "another name",
        "TFS101",
        "Do not share: name it `v_1`",
        """
        v = tf.get_variable("v", [2])
        w = tf.get_variable('v', [3])
        """,
        ("w = tf.get_variable('v_1', [3])",),
    ),
    Case(
        "another name for a layer, free in the whole program",
        "TFS101",
        "Do not share: name it `fc_2`",
        """
        x = tf.ones([1, 2])
        tf.layers.dense(x, 2, name="fc")
        tf.layers.dense(x, 2, name="fc_1")
        tf.layers.dense(x, 2, name="fc")
        """,
        ('tf.layers.dense(x, 2, name="fc_2")',),
    ),
    Case(
        "make what is missing",
        "TFS102",
        "Make it: `reuse=tf.AUTO_REUSE`",
        """
        with tf.variable_scope("net", reuse=True):
            tf.get_variable("w", [2])
        """,
        ('with tf.variable_scope("net", reuse=tf.AUTO_REUSE):',),
    ),
    Case(
        "did you mean",
        "TFS102",
        "Did you mean `weights`",
        """
        with tf.variable_scope("net"):
            tf.get_variable("weights", [2])
        with tf.variable_scope("net", reuse=True):
            tf.get_variable("weigths", [2])
        """,
        ('    tf.get_variable("weights", [2])',),
    ),
    Case(
        "the same scope, not one inside it",
        "TFS102",
        "Enter scope `foo` again",
        """
        with tf.variable_scope("foo"):
            v = tf.get_variable("v", [1])
            with tf.variable_scope("foo", reuse=True):
                w = tf.get_variable("v", [1])
        """,
        ("    with tf.variable_scope(tf.get_variable_scope(), reuse=True):",),
    ),
    Case(
        "the shape that it has",
        "TFS103",
        "Ask for the shape",
        """
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            tf.get_variable("w", [2, 3])
            tf.get_variable("w", shape=(3, 2), dtype=tf.float32)
        """,
        ('    tf.get_variable("w", shape=[2, 3], dtype=tf.float32)',),
    ),
    Case(
        "another name for another shape",
        "TFS103",
        "Do not share",
        """
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            tf.get_variable("w", [2, 3])
            tf.get_variable("w", [3, 2])
        """,
        ('    tf.get_variable("w_1", [3, 2])',),
    ),
    Case(
        "the dtype that it has",
        "TFS104",
        "Ask for the dtype",
        """
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            tf.get_variable("n", [], dtype=tf.int32)
            tf.get_variable("n", [])
        """,
        ('    tf.get_variable("n", [], dtype=tf.int32)',),
    ),
    Case(
        "no shape beside a constant",
        "TFS107",
        "Leave out the shape",
        'w = tf.get_variable("w", shape=[3], initializer=tf.zeros([3]))',
        ('w = tf.get_variable("w", initializer=tf.zeros([3]))',),
    ),
    Case(
        "an initializer object for a string",
        "TFS107",
        "Use `tf.zeros_initializer()`",
        'w = tf.get_variable("w", [3], initializer="zeros")',
        ('w = tf.get_variable("w", [3], initializer=tf.zeros_initializer())',),
    ),
    Case(
        "fill the shape with a number",
        "TFS107",
        "Fill the shape",
        'w = tf.get_variable("w", [3], initializer=-0.5)',
        ('w = tf.get_variable("w", [3], initializer=tf.constant_initializer(-0.5))',),
    ),
    Case(
        "no dtype beside a constant",
        "TFS107",
        "Leave out `dtype`",
        'w = tf.get_variable("w", dtype=tf.float32, initializer=3)',
        ('w = tf.get_variable("w", initializer=3)',),
    ),
    Case(
        "a name for a scope that has a default name",
        "TFS109",
        "Name the scope `layer`",
        """
        with tf.variable_scope(None, "layer", reuse=tf.AUTO_REUSE):
            w = tf.get_variable("w", [3])
        """,
        ('with tf.variable_scope("layer", "layer", reuse=tf.AUTO_REUSE):',),
    ),
    Case(
        "a name where the parameter gives none",
        "TFS109",
        "Name the scope `layer` where none is given",
        """
        def layer(scope=None, reuse=None):
            with tf.variable_scope(scope, "layer", reuse=reuse):
                return tf.get_variable("w", [3])

        layer(reuse=tf.AUTO_REUSE)
        """,
        ('    with tf.variable_scope(scope or "layer", "layer", reuse=reuse):',),
    ),
    Case(
        "a name with legal characters",
        "TFS110",
        "Name it `conv_block_1`",
        """
        with tf.variable_scope('_conv block,1'):
            pass
        """,
        ("with tf.variable_scope('conv_block_1'):",),
    ),
    Case(
        "reuse moves to the scope",
        "TFS111",
        "Move `reuse` to scope `net`",
        """
        with tf.variable_scope("net"):
            w = tf.get_variable("w", [1], reuse=tf.AUTO_REUSE)
        """,
        ('with tf.variable_scope("net", reuse=tf.AUTO_REUSE):', '    w = tf.get_variable("w", [1])'),
    ),
    Case(
        "no reuse at the request",
        "TFS111",
        "Leave out `reuse`",
        'w = tf.get_variable("w", reuse=None, shape=[1])',
        ('w = tf.get_variable("w", shape=[1])',),
    ),
    Case(
        "the flag, not its name",
        "TFS111",
        "Use `tf.AUTO_REUSE`",
        """
        with tf.variable_scope("net", reuse="AUTO_REUSE"):
            pass
        """,
        ('with tf.variable_scope("net", reuse=tf.AUTO_REUSE):',),
    ),
    Case(
        "a flag for a number",
        "TFS111",
        "Use `False`",
        """
        with tf.variable_scope("net", reuse=0):
            pass
        """,
        ('with tf.variable_scope("net", reuse=False):',),
    ),
    Case(
        "a string for a scope",
        "TFS111",
        "Make it a string",
        """
        for i in range(2):
            with tf.variable_scope(i):
                w = tf.get_variable("w", [1])
        """,
        ("    with tf.variable_scope(str(i)):",),
    ),
    Case(
        "get_variable in the place of Variable",
        "TFS112",
        "Make it by `tf.get_variable`",
        """
        with tf.variable_scope("a"):
            v = tf.Variable(1.0, name="v", trainable=False)
        with tf.variable_scope("a", reuse=True):
            w = tf.get_variable("v", [])
        """,
        ('    v = tf.get_variable("v", initializer=1.0, trainable=False)',),
    ),
    Case(
        "a lambda as initial value",
        "TFS113",
        "Use a lambda",
        """
        def body(i):
            tf.Variable(tf.zeros([2]), name="v")
            return i + 1

        tf.while_loop(lambda i: i < 3, body, [0])
        """,
        ('    tf.Variable(lambda: tf.zeros([2]), name="v")',),
    ),
    Case(
        "an initializer in the place of dtype",
        "TFS118",
        "Pass it as `initializer`",
        'w = tf.get_variable("w", [3], tf.zeros_initializer())',
        ('w = tf.get_variable("w", [3], initializer=tf.zeros_initializer())',),
    ),
    Case(
        "another name under AUTO_REUSE",
        "TFS201",
        "Do not share: name it `w_1`",
        """
        with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
            v = tf.get_variable("w", [2])
            w = tf.get_variable("w", [2])
        """,
        ('    w = tf.get_variable("w_1", [2])',),
        raises=False,
    ),
    Case(
        "share by get_variable",
        "TFS202",
        "Make it by `tf.get_variable`",
        """
        def net():
            with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
                w = tf.get_variable("w", [2])
                return w + tf.Variable([0.0, 0.0], name="b")

        net(), net()
        """,
        ('        return w + tf.get_variable("b", initializer=[0.0, 0.0])',),
        raises=False,
    ),
    Case(
        "no argument without effect",
        "TFS205",
        "Remove `initializer`",
        """
        with tf.variable_scope("n"):
            v = tf.get_variable("w", [3])
        with tf.variable_scope("n", reuse=True):
            w = tf.get_variable("w", [3], initializer=tf.ones_initializer())
        """,
        ('    w = tf.get_variable("w", [3])',),
        raises=False,
    ),
    Case(
        "the scope only",
        "TFS207",
        "Select the scope only",
        """
        with tf.variable_scope("D"):
            tf.get_variable("w", [])
        with tf.variable_scope("D_pre"):
            tf.get_variable("w", [])
        chosen = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='D')
        """,
        ("chosen = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='D/')",),
        raises=False,
    ),
    Case(
        "AUTO_REUSE for False",
        "TFS216",
        "Make what is missing",
        """
        with tf.variable_scope("a", reuse=True):
            with tf.variable_scope("b", reuse=False):
                tf.get_variable("w", [])
        """,
        ('    with tf.variable_scope("b", reuse=tf.AUTO_REUSE):',),
    ),
    Case(
        "the version 1 spelling",
        "TFS401",
        "Use `tf.compat.v1.get_variable`",
        'w = tf.get_variable("w", [1])',
        ('w = tf.compat.v1.get_variable("w", [1])',),
        head=PLAIN,
    ),
    Case(
        "the version 1 import",
        "TFS401",
        "Import `tensorflow.compat.v1`",
        """
        with tf.variable_scope("a"):
            w = tf.get_variable("w", [1])
        """,
        ("import tensorflow.compat.v1 as tf", "tf.disable_v2_behavior()"),
        head=PLAIN,
    ),
    Case(
        "graph mode",
        "TFS402",
        "Run as TensorFlow 1",
        """
        with tf.compat.v1.variable_scope("a", reuse=tf.compat.v1.AUTO_REUSE):
            v = tf.compat.v1.get_variable("w", [1])
        with tf.compat.v1.variable_scope("a", reuse=tf.compat.v1.AUTO_REUSE):
            w = tf.compat.v1.get_variable("w", [1])
        """,
        ("tf.compat.v1.disable_v2_behavior()",),
        raises=False,
        head=PLAIN,
    ),
    Case(
        "what contrib became",
        "TFS405",
        "Use `tf.glorot_uniform_initializer`",
        "init = tf.contrib.layers.xavier_initializer()",
        ("init = tf.glorot_uniform_initializer()",),
    ),
    Case(
        "graph mode for collections",
        "TFS409",
        "Run as TensorFlow 1",
        """
        w = tf.compat.v1.get_variable("w", [2])
        found = tf.compat.v1.trainable_variables()
        """,
        ("tf.compat.v1.disable_v2_behavior()",),
        raises=False,
        head=PLAIN,
    ),
    Case(
        "graph mode for placeholders",
        "TFS411",
        "Run as TensorFlow 1",
        "x = tf.compat.v1.placeholder(tf.float32, [1])",
        ("tf.compat.v1.disable_v2_behavior()",),
        head=PLAIN,
    ),
)

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
