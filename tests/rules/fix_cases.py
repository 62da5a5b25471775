"""What a case of a fix is, and the cases of sharing: what exists, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.rules.programs import dedented

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


SHARING: Final = (
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
)
