"""The cases of fixes of what savers, optimizers and averages are refused; see test_fixes.py."""

from __future__ import annotations

from typing import Final

from tests.rules.fix_cases import Case

REFUSED: Final = (
    Case(
        "an average in a scope that may make it",
        "TFS105",
        "Make them",
        """
        x = tf.ones([2]) * 2
        with tf.variable_scope("d", reuse=True):
            ema = tf.train.ExponentialMovingAverage(0.9)
            ema_op = ema.apply([x])
        """,
        (
            "    with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):",
            "        ema_op = ema.apply([x])",
        ),
    ),
    Case(
        "slots in a scope that may make them, where the call has lines",
        "TFS105",
        "Make them",
        """
        w = tf.get_variable("w", [4])
        tf.get_variable_scope().reuse_variables()
        train = tf.train.AdamOptimizer(0.1).minimize(
            tf.reduce_sum(w * w),

            var_list=[w],
        )
        """,
        (
            "with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):",
            "    train = tf.train.AdamOptimizer(0.1).minimize(",
            "        tf.reduce_sum(w * w),",
            "        var_list=[w],",
            "    )",
        ),
    ),
    Case(
        "the whole path of a scope",
        "TFS114",
        "Did you mean `gan/generator/`",
        """
        with tf.variable_scope("gan"), tf.variable_scope("generator"):
            w = tf.get_variable("w", [])
        found = tf.trainable_variables(scope="generator")
        tf.train.GradientDescentOptimizer(0.1).minimize(w * w, var_list=found)
        """,
        ('found = tf.trainable_variables(scope="gan/generator/")',),
    ),
    Case(
        "the whole path of a scope for a saver",
        "TFS114",
        "Did you mean `gan/generator/`",
        """
        with tf.variable_scope("gan/generator"):
            w = tf.get_variable("w", [])
        saver = tf.train.Saver(tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, "generator"))
        """,
        ('saver = tf.train.Saver(tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, "gan/generator/"))',),
    ),
    Case(
        "each variable once",
        "TFS115",
        "Give each variable once",
        """
        w = tf.get_variable("w", [])
        saver = tf.train.Saver(tf.global_variables() + [w])
        """,
        ("saver = tf.train.Saver(set(tf.global_variables() + [w]))",),
    ),
    Case(
        "a dimension that is divided",
        "TFS118",
        "Divide to an integer",
        """
        units = 10
        w = tf.get_variable("w", [units / 2, 3])
        """,
        ('w = tf.get_variable("w", [units // 2, 3])',),
    ),
    Case(
        "the global step that there is",
        "TFS122",
        "Use `get_or_create_global_step()`",
        """
        tf.train.create_global_step()
        step = tf.train.create_global_step()
        """,
        ("step = tf.train.get_or_create_global_step()",),
    ),
)
