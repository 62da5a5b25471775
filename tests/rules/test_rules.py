"""What each rule finds and where, and when it is silent. A cell is a program; the lines that a rule speaks of end with
`#! CODE severity "text"`: the text under the squiggle. Rules say nothing on other lines."""

from __future__ import annotations

import re
from typing import Final

import pytest

from tests.rules.programs import analyse, dedented
from tfscope.rules.core import Diagnostic, check

MARK: Final = re.compile(r"#! (TFS\d+) (\w+) (.+)$")

#: By title: programs in graph mode.
CELLS: Final = {
    "two calls of a function": """
        def fc():
            with tf.variable_scope("fc"):
                return tf.get_variable("w", [2])  #! TFS101 error "w"

        fc(), fc()
    """,
    "a loop of two": """
        for i in range(2):
            tf.get_variable("w", [2])  #! TFS101 error "w"
    """,
    "a loop of one, and names of the loop": """
        for i in range(1):
            tf.get_variable("w", [2])
        for i in range(2):
            tf.get_variable("w_%d" % i, [2])
    """,
    "the name by keyword": """
        tf.get_variable("w", [2])
        tf.get_variable(shape=[2], name="w")  #! TFS101 error "w"
    """,
    "the name of a layer, or the layer": """
        x = tf.ones([1, 2])
        tf.layers.dense(x, 2, name="fc")
        tf.layers.dense(x, 2, name="fc")  #! TFS101 error "fc"
    """,
    "another graph": """
        for i in range(2):
            with tf.Graph().as_default():
                tf.get_variable("w", [2])
        tf.get_variable("w", [2])
        tf.reset_default_graph()
        tf.get_variable("w", [2])
    """,
    "the other side of a condition": """
        def f(flag):
            if flag:
                return tf.get_variable("w", [2])
            return tf.get_variable("w", [2])

        f(tf.__version__ > "2")
    """,
    "an error that the program catches is a hint": """
        with tf.variable_scope("a") as scope:
            tf.get_variable("w", [2])
            try:
                tf.get_variable("w", [2])  #! TFS101 hint "w"
            except ValueError:
                scope.reuse_variables()
            tf.get_variable("w", [2])
    """,
    "a later error is a warning": """
        tf.get_variable("w", [2])
        tf.get_variable("w", [2])  #! TFS101 error "w"
        with tf.variable_scope("a b"):  #! TFS110 warning "a b"
            pass
    """,
    "a consequence is not told": """
        def net():
            with tf.variable_scope("net"):
                tf.get_variable("w", [2])  #! TFS101 error "w"
                tf.get_variable("b", [2])

        net(), net()
    """,
    "a name twice in one call of a function that nobody calls": """
        def net(x):
            with tf.variable_scope("net"):
                v = tf.get_variable("w", [2])
                return x + v + tf.get_variable("w", [2])  #! TFS101 warning "w"
    """,
    "the same with a flag of its own": """
        def net(x, reuse):
            with tf.variable_scope("net", reuse=reuse):
                v = tf.get_variable("w", [2])
                return x + v + tf.get_variable("w", [2])
    """,
    "under AUTO_REUSE": """
        for i in range(2):
            with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
                tf.get_variable("w", [2])
    """,
    "lookups of what is not there": """
        with tf.variable_scope("a", reuse=True):
            tf.get_variable("w", [2])  #! TFS102 error "w"
    """,
    "lookups of what callers may have made": """
        def f():
            with tf.variable_scope("a", reuse=True):
                return tf.get_variable("w")
    """,
    "unknown shapes are no mismatch": """
        def f(n):
            with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
                tf.get_variable("w", [2])
                tf.get_variable("w", [n])
                tf.get_variable("w")

        f(tf.flags.FLAGS.n)
    """,
    "shapes and dtypes of shared variables": """
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            tf.get_variable("w", [2])
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            tf.get_variable("w", [1, 2])  #! TFS103 error [1, 2]
            tf.get_variable("w", [2], tf.int32)  #! TFS104 warning tf.int32
    """,
    "the dtype of the scope": """
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE, dtype=tf.int32):
            tf.get_variable("w", [2])
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE, dtype=tf.int32):
            tf.get_variable("w", [2])
    """,
    "constants bring their shape": """
        tf.get_variable("v", initializer=[1.0, 2.0])
        tf.get_variable("w", [2], initializer=[1.0, 2.0])  #! TFS107 error [1.0, 2.0]
    """,
    "functions as initializers": """
        def good(shape, dtype=None, partition_info=None):
            return tf.zeros(shape, dtype)

        def bad(shape):
            return tf.zeros(shape)

        tf.get_variable("u", [2], initializer=lambda *a, **k: tf.zeros([2]))
        tf.get_variable("v", [2], initializer=good)
        tf.get_variable("w", [2], initializer=bad)  #! TFS107 error bad
    """,
    "shapes that are not known": """
        x = tf.placeholder(tf.float32, [None, 4])
        tf.get_variable("u", [x.shape[1]])
        tf.get_variable("v", x.shape[:1])  #! TFS108 error x.shape[:1]
    """,
    "shapes that only we do not know": """
        def f(n):
            return tf.get_variable("w", [n, 2])
    """,
    "a lookup needs no shape": """
        tf.get_variable("w", [2])
        with tf.variable_scope("", reuse=True):
            tf.get_variable("w")
    """,
    "reuse without a name": """
        with tf.variable_scope(None, "a", reuse=True):  #! TFS109 error True
            pass
    """,
    "inherited reuse without a name": """
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            with tf.variable_scope(None, "b"):
                tf.get_variable("w", [2])
    """,
    "characters of names": """
        with tf.variable_scope("a"):
            with tf.variable_scope("_b"):
                tf.get_variable("-w", [2])
        tf.get_variable("_w", [2])  #! TFS110 error "_w"
    """,
    "names of which the legal part is known": """
        def f(name):
            with tf.variable_scope("a_" + name):
                tf.get_variable("w", [2])
    """,
    "flags of reuse": """
        with tf.variable_scope("a", reuse=tf.equal(1, 1)):  #! TFS111 error tf.equal(1, 1)
            pass
    """,
    "flags that are not known": """
        def f(reuse):
            with tf.variable_scope("a", reuse=reuse):
                tf.get_variable("w", [2])
    """,
    "scopes of other kinds": """
        with tf.variable_scope(3):  #! TFS111 error 3
            pass
    """,
    "reuse at the request": """
        tf.get_variable("w", [2], reuse=True)  #! TFS111 error True
    """,
    "what tf.Variable made": """
        with tf.variable_scope("a"):
            tf.Variable([1.0], name="w")
        with tf.variable_scope("a", reuse=True):
            tf.get_variable("w", [1])  #! TFS112 error "w"
    """,
    "initial values inside control flow": """
        def body(i):
            tf.get_variable("v", [2])
            tf.Variable(lambda: tf.zeros([2]), name="x")
            tf.Variable(tf.zeros([2]), name="w")  #! TFS113 error tf.zeros([2])
            return i + 1

        tf.while_loop(lambda i: i < 3, body, [0])
    """,
    "partitioners": """
        tf.get_variable("w", [4])
        cut = tf.fixed_size_partitioner(2)
        with tf.variable_scope("", reuse=True):
            tf.get_variable("w", [4], partitioner=cut)  #! TFS117 error "w"
    """,
    "arguments of requests": """
        tf.get_variable("w", [1.5])  #! TFS118 error [1.5]
    """,
    "scopes that cross": """
        scope = tf.variable_scope("a")
        with scope:  #! TFS119 error scope
            with scope:
                pass
    """,
    "one request that runs again, or results of one name, or that are compared": """
        for i in range(2):
            with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
                tf.get_variable("w", [2])
        with tf.variable_scope("b", reuse=tf.AUTO_REUSE):
            v = tf.get_variable("w", [2])
            v = tf.get_variable("w", [2])
        with tf.variable_scope("c", reuse=tf.AUTO_REUSE):
            v = tf.get_variable("w", [2])
            w = tf.get_variable("w", [2])
        assert v is w
        with tf.variable_scope("d", reuse=tf.AUTO_REUSE):
            x = tf.get_variable("w", [2])
        with tf.variable_scope("d", reuse=tf.AUTO_REUSE):
            y = tf.get_variable("w", [2])
    """,
    "requests merged": """
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            x = tf.get_variable("w", [2])
            y = tf.get_variable("w", [2])  #! TFS201 warning "w"
    """,
    "tf.Variable that is not trained, runs once, or shares with nothing": """
        def f():
            with tf.variable_scope("f", reuse=tf.AUTO_REUSE):
                tf.Variable(0, trainable=False, name="count")
                return tf.get_variable("w", [2])

        def g():
            with tf.variable_scope("g", reuse=tf.AUTO_REUSE):
                return tf.Variable([1.0], name="v")

        f(), f(), g(), g()
        with tf.variable_scope("f", reuse=tf.AUTO_REUSE):
            tf.Variable([1.0], name="u")
    """,
    "arguments that are the same, or of a request that also makes": """
        for i in range(2):
            with tf.variable_scope("a", reuse=i > 0):
                tf.get_variable("w", [2], trainable=False)
        with tf.variable_scope("b"):
            tf.get_variable("w", [2], trainable=False)
        with tf.variable_scope("b", reuse=True):
            tf.get_variable("w", [2], trainable=False)
    """,
    "arguments without effect": """
        with tf.variable_scope("b"):
            tf.get_variable("w", [2])
        with tf.variable_scope("b", reuse=True):
            tf.get_variable("w", [2], trainable=False)  #! TFS205 hint False
    """,
    "filters that match one scope, or a family": """
        for name in ("D", "gen_a", "gen_b"):
            with tf.variable_scope(name):
                tf.get_variable("w", [2])
        tf.trainable_variables("D")
        tf.trainable_variables("gen")
        tf.trainable_variables("D.*|gen_a")
    """,
    "a filter that matches more": """
        for name in ("D", "D2"):
            with tf.variable_scope(name):
                tf.get_variable("w", [2])
        tf.global_variables(scope="D")  #! TFS207 warning "D"
        tf.global_variables(scope="D/")
    """,
    "flags that the function's own scope keeps": """
        def rnn():
            with tf.variable_scope("rnn"):
                for i in range(3):
                    if i > 0:
                        tf.get_variable_scope().reuse_variables()
                    tf.get_variable("w", [2])

        rnn()
        tf.get_variable("bias", [2])
    """,
    "a flag that leaks": """
        def net(reuse):
            if reuse:
                tf.get_variable_scope().reuse_variables()  #! TFS209 warning tf.get_variable_scope().reuse_variables()
            return tf.get_variable("w", [2])

        net(False), net(True)
        tf.get_variable("bias", [2])  #! TFS102 error "bias"
    """,
    "reuse=False where nothing is on": """
        with tf.variable_scope("a"):
            with tf.variable_scope("b", reuse=False):
                tf.get_variable("w", [2])
    """,
    "reuse=False where AUTO_REUSE is on": """
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            with tf.variable_scope("b", reuse=False):  #! TFS216 warning False
                tf.get_variable("w", [2])
    """,
    "contrib": """
        init = tf.contrib.layers.xavier_initializer()  #! TFS405 error tf.contrib
    """,
    "silenced": """
        tf.get_variable("w", [2])
        tf.get_variable("w", [2])  # tfscope: ignore[variable-already-exists]
    """,
    "silenced at the call": """
        def fc():
            return tf.get_variable("w", [2])

        fc()
        fc()  # tfscope: ignore[TFS101]
    """,
}

#: By title: programs that run eagerly.
EAGER: Final = {
    "names asked for once, and in a graph": """
        v1 = tf.compat.v1
        with v1.variable_scope("a", reuse=v1.AUTO_REUSE):
            v1.get_variable("v", [2])
            v1.get_variable("w", [2])
        with tf.Graph().as_default():
            for i in range(2):
                with v1.variable_scope("a", reuse=v1.AUTO_REUSE):
                    v1.get_variable("w", [2])
            assert len(v1.trainable_variables()) == 1
    """,
    "a name asked for twice": """
        v1 = tf.compat.v1
        for i in range(2):
            with v1.variable_scope("a", reuse=v1.AUTO_REUSE):
                v1.get_variable("w", [2])  #! TFS402 warning "w"
    """,
    "under tf.function": """
        v1 = tf.compat.v1

        @tf.function
        def step():
            with v1.variable_scope("a", reuse=v1.AUTO_REUSE):
                return v1.get_variable("w", [2])

        step(), step()
    """,
    "functions whose callers are not known": """
        v1 = tf.compat.v1

        def build():
            v1.placeholder(tf.float32, [2])
            for i in range(2):
                v1.get_variable("w", [2])
            return v1.trainable_variables()
    """,
    "removed names": """
        with tf.variable_scope("a"):  #! TFS401 error tf.variable_scope
            tf.get_variable("w", [2])  #! TFS401 error tf.get_variable
    """,
    "removed names behind a test": """
        try:
            scope = tf.variable_scope
        except AttributeError:
            scope = tf.compat.v1.variable_scope
        if hasattr(tf, "get_variable"):
            get = tf.get_variable
        else:
            get = tf.compat.v1.get_variable
    """,
    "collections": """
        found = tf.compat.v1.trainable_variables()
        tf.compat.v1.get_variable("w", [2])
        found = tf.compat.v1.trainable_variables()  #! TFS409 warning tf.compat.v1.trainable_variables
    """,
    "placeholders": """
        tf.compat.v1.placeholder(tf.float32, [1])  #! TFS411 error tf.compat.v1.placeholder
    """,
}

PROGRAMS: Final = [
    *((title, dedented(text)) for title, text in CELLS.items()),
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
