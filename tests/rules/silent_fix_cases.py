"""Fixes of what TensorFlow does in silence: layers, cells, updates, selections and near misses."""

from __future__ import annotations

from typing import Final

from tests.rules.fix_cases import Case

SILENT: Final = (
    Case(
        "layers of one name",
        "TFS203",
        'Share: `name="conv2d"` for both',
        """
        a = tf.placeholder(tf.float32, [None, 8, 8, 3])
        b = tf.placeholder(tf.float32, [None, 8, 8, 3])
        with tf.variable_scope("tower", reuse=tf.AUTO_REUSE):
            first = tf.layers.conv2d(a, 4, 3)
            second = tf.layers.conv2d(b, 4, 3)
        """,
        (
            '    first = tf.layers.conv2d(a, 4, 3, name="conv2d")',
            '    second = tf.layers.conv2d(b, 4, 3, name="conv2d")',
        ),
        raises=False,
    ),
    Case(
        "one cell for each layer",
        "TFS206",
        "Make one cell for each layer",
        """
        cell = tf.nn.rnn_cell.GRUCell(4)
        stack = tf.nn.rnn_cell.MultiRNNCell([cell] * 2)
        outputs, state = tf.nn.dynamic_rnn(stack, tf.zeros([2, 5, 4]), dtype=tf.float32)
        """,
        ("stack = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(4) for _ in range(2)])",),
        raises=False,
    ),
    Case(
        "the updates of batch normalization",
        "TFS211",
        "Run the updates with each step",
        """
        y = tf.layers.batch_normalization(tf.layers.dense(tf.ones([2, 3]), 2), training=True)
        train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(y))
        """,
        (
            "with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):",
            "    train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(y))",
        ),
        raises=False,
    ),
    Case(
        "only what is trained",
        "TFS217",
        "Select from `tf.trainable_variables()`",
        """
        w = tf.get_variable("net/w", [])
        scale = tf.get_variable("net/scale", [], trainable=False)
        chosen = [v for v in tf.global_variables() if v.name.startswith("net/")]
        train = tf.train.GradientDescentOptimizer(0.1).minimize(w * scale, var_list=chosen)
        """,
        ('chosen = [v for v in tf.trainable_variables() if v.name.startswith("net/")]',),
        raises=False,
    ),
    Case(
        "the name that was meant",
        "TFS218",
        "Change to `embedding`",
        """
        with tf.variable_scope("decoder", reuse=tf.AUTO_REUSE):
            table = tf.get_variable("embedding", [10, 4])
        with tf.variable_scope("decoder", reuse=tf.AUTO_REUSE):
            again = tf.get_variable("embeddings", [10, 4])
        """,
        ('    again = tf.get_variable("embedding", [10, 4])',),
        raises=False,
    ),
    Case(
        "a variable scope for a name scope",
        "TFS408",
        "Open a variable scope",
        """
        with tf.variable_scope("net"):
            tf.get_variable("w", [2])
        tf.reset_default_graph()
        with tf.name_scope("net"):
            tf.get_variable("w", [2])
        """,
        ('with tf.variable_scope("net"):',),
        raises=False,
    ),
)
