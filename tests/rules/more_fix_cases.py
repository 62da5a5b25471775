"""The cases of the other fixes."""

from __future__ import annotations

from typing import Final

from tests.rules.fix_cases import PLAIN, Case

OTHERS: Final = (
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
