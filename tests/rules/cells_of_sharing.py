"""Programs for the rules of layers, cells and optimizers that share, or do not, in silence; see test_rules.py."""

from __future__ import annotations

from typing import Final

#: By title: programs in graph mode.
SHARING: Final = {
    "layers without names beside each other, and objects of one name": """
        a = tf.placeholder(tf.float32, [None, 4])
        b = tf.placeholder(tf.float32, [None, 4])
        with tf.variable_scope("towers", reuse=tf.AUTO_REUSE):
            tf.layers.dense(a, 2)
            tf.layers.dense(b, 2)  #! TFS203 warning tf.layers.dense
        with tf.variable_scope("objects", reuse=tf.AUTO_REUSE):
            tf.layers.Dense(4, name="d")(a)
            tf.layers.Dense(4, name="d")(a)  #! TFS203 warning tf.layers.Dense(4, name="d")
    """,
    "layers that are a stack, heads, of other inputs or shapes, or in scopes that do not reuse": """
        a = tf.placeholder(tf.float32, [None, 4])
        b = tf.placeholder(tf.float32, [None, 4])
        c = tf.placeholder(tf.float32, [None, 5])
        with tf.variable_scope("stack", reuse=tf.AUTO_REUSE):
            h = tf.layers.dense(a, 4)
            h = tf.layers.dense(h, 4)
            tf.layers.dense(h, 4), tf.layers.dense(h, 4)
        with tf.variable_scope("other", reuse=tf.AUTO_REUSE):
            tf.layers.dense(a, 4)
            tf.layers.dense(c, 4)
            tf.layers.dense(b, 3)
        with tf.variable_scope("plain"):
            tf.layers.dense(a, 4)
            tf.layers.dense(b, 4)
        for value in (a, b):
            with tf.variable_scope("again", reuse=tf.AUTO_REUSE):
                tf.layers.dense(value, 4)
    """,
    "Keras layers that are made again, or once": """
        def net(x, reuse):
            with tf.variable_scope("net", reuse=reuse):
                return tf.keras.layers.Dense(2)(x)  #! TFS204 warning tf.keras.layers.Dense(2)(x)

        def plain(x):
            with tf.variable_scope("plain"):
                return tf.keras.layers.Dense(2)(x)

        layer = tf.keras.layers.Dense(2)

        def shared(x):
            with tf.variable_scope("shared", reuse=tf.AUTO_REUSE):
                return layer(x)

        x = tf.ones([1, 4])
        net(x, False), net(x, True), plain(x), plain(x), shared(x), shared(x)
    """,
    "one cell for several layers, directions or scopes": """
        x = tf.zeros([2, 5, 4])
        cell = tf.nn.rnn_cell.GRUCell(4)
        tf.nn.rnn_cell.MultiRNNCell([cell] * 2)  #! TFS206 warning tf.nn.rnn_cell.MultiRNNCell
        both = tf.nn.bidirectional_dynamic_rnn
        both(cell, cell, x, dtype=tf.float32)  #! TFS206 warning both
        other = tf.nn.rnn_cell.GRUCell(4)
        with tf.variable_scope("one"):
            tf.nn.dynamic_rnn(other, x, dtype=tf.float32)
        with tf.variable_scope("two"):
            tf.nn.dynamic_rnn(other, x, dtype=tf.float32)  #! TFS206 warning tf.nn.dynamic_rnn
    """,
    "cells of their own, called again in their scope, or said to be shared": """
        x = tf.zeros([2, 5, 4])
        tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(4)] * 1)
        tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(4) for _ in range(2)])
        cell = tf.nn.rnn_cell.GRUCell(4)
        for i in range(2):
            with tf.variable_scope("decoder", reuse=i > 0):
                tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        tied = tf.nn.rnn_cell.GRUCell(4)
        tf.nn.bidirectional_dynamic_rnn(tied, tied, x, dtype=tf.float32)
    """,
    "updates of batch normalization that nothing runs": """
        x = tf.placeholder(tf.float32, [None, 2])
        y = tf.layers.batch_normalization(tf.layers.dense(x, 2), training=True)
        sgd = tf.train.GradientDescentOptimizer(0.1)
        sgd.minimize(tf.reduce_mean(y))  #! TFS211 warning sgd.minimize
    """,
    "updates that run, or are not made": """
        x = tf.placeholder(tf.float32, [None, 2])
        y = tf.layers.batch_normalization(tf.layers.dense(x, 2), training=True)
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(y))
    """,
    "batch normalization without training": """
        x = tf.placeholder(tf.float32, [None, 2])
        y = tf.layers.batch_normalization(tf.layers.dense(x, 2))
        tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(y))
    """,
    "a getter that answers None": """
        ema = tf.train.ExponentialMovingAverage(0.9)

        def averaged(getter, *args, **kwargs):
            return ema.average(getter(*args, **kwargs))  #! TFS215 warning ema.average(getter(*args, **kwargs))

        with tf.variable_scope("m", custom_getter=averaged):
            tf.get_variable("w", [])
    """,
    "a getter that finds averages": """
        ema = tf.train.ExponentialMovingAverage(0.9)

        def averaged(getter, name, *args, **kwargs):
            return ema.average(getter(name, *args, **kwargs))

        def model(getter=None):
            with tf.variable_scope("m", custom_getter=getter, reuse=tf.AUTO_REUSE):
                return tf.get_variable("w", [])

        model()
        ema.apply(tf.trainable_variables())
        model(averaged)
    """,
    "variables that are not trainable in a list that is trained": """
        w = tf.get_variable("net/w", [])
        c = tf.get_variable("net/c", [], trainable=False)
        chosen = [v for v in tf.global_variables() if v.name.startswith("net/")]
        sgd = tf.train.GradientDescentOptimizer(0.1)
        sgd.minimize(w * c, var_list=chosen)  #! TFS217 warning chosen
    """,
    "lists of trainable variables, of one that is not, or that are written down": """
        w = tf.get_variable("net/w", [])
        c = tf.get_variable("net/c", [], trainable=False)
        sgd = tf.train.GradientDescentOptimizer(0.1)
        sgd.minimize(w * c)
        sgd.minimize(w * c, var_list=[w, c])
        sgd.minimize(w * c, var_list=[v for v in tf.global_variables() if v is c])
    """,
    "a name that is almost another": """
        with tf.variable_scope("dec", reuse=tf.AUTO_REUSE):
            tf.get_variable("embedding", [10, 4])
        with tf.variable_scope("dec", reuse=tf.AUTO_REUSE):
            tf.get_variable("embeddings", [10, 4])  #! TFS218 information "embeddings"
    """,
    "names that are no slips": """
        with tf.variable_scope("dec", reuse=tf.AUTO_REUSE):
            tf.get_variable("kernel_1", [4])
            tf.get_variable("weight", [4])
            tf.get_variable("weights", [4])
            tf.get_variable("encoder", [4])
            tf.get_variable("input", [4])
        with tf.variable_scope("dec", reuse=tf.AUTO_REUSE):
            tf.get_variable("kernel_2", [4])
            tf.get_variable("decoder", [4])
            tf.get_variable("inputs", [5])
    """,
    "a copy of a network to itself": """
        def net():
            with tf.variable_scope("q", reuse=tf.AUTO_REUSE):
                return tf.get_variable("w", [2])

        a, b = net(), net()
        a.assign(b)  #! TFS219 warning a.assign
        tf.assign(a, b)  #! TFS219 warning tf.assign
        a.assign_add(b)
    """,
    "copies to another, or of a variable to itself by name": """
        a, b = tf.get_variable("a", [2]), tf.get_variable("b", [2])
        a.assign(b)
        a.assign(a)
        tf.assign(a, a)
        for one, other in ((a, a), (a, b)):
            one.assign(other)
    """,
    "a name scope in the place of a variable scope": """
        with tf.variable_scope("net"):
            tf.get_variable("w", [2])
        tf.reset_default_graph()
        with tf.name_scope("net"):  #! TFS408 warning tf.name_scope
            tf.get_variable("w", [2])
    """,
    "name scopes of other names, or variables of other shapes": """
        with tf.variable_scope("net"):
            tf.get_variable("w", [2])
        with tf.name_scope("net"):
            tf.get_variable("w", [2])
        tf.reset_default_graph()
        with tf.name_scope("net"):
            tf.get_variable("w", [3])
        with tf.name_scope("other"):
            tf.get_variable("v", [2])
    """,
}
