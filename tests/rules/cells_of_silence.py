"""Programs for the rules of what TensorFlow does silently, and of TensorFlow 2; see test_rules.py."""

from __future__ import annotations

from typing import Final

#: By title: programs in graph mode.
SILENT: Final = {
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
