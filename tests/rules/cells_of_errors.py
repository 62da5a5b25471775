"""Programs in graph mode for the rules of what TensorFlow refuses; see test_rules.py."""

from __future__ import annotations

from typing import Final

#: By title.
ERRORS: Final = {
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
}
