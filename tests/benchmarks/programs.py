"""Programs of the sizes that the benchmarks need."""

from __future__ import annotations

from typing import Final

HEAD: Final = "import tensorflow.compat.v1 as tf\n\ntf.disable_v2_behavior()\n\n\n"

LAYER: Final = '''\
def layer_{number}(inputs, units, reuse=None):
    """One layer of {number}."""
    with tf.variable_scope("layer_{number}", reuse=reuse):
        weights = tf.get_variable("w", [inputs.shape[-1], units], initializer=tf.zeros_initializer())
        offset = tf.get_variable("b", [units], trainable=False)
        hidden = tf.matmul(inputs, weights) + offset
        for step in range(3):
            with tf.variable_scope(f"step_{{step}}"):
                scale = tf.get_variable("scale", [units])
                hidden = tf.nn.relu(hidden * scale)
    return hidden


'''


def layers(count: int) -> str:
    """`count` functions of 13 lines, which nothing calls."""
    return HEAD + "".join(LAYER.format(number=number) for number in range(count))


def network(count: int) -> str:
    """The same, called one after the other."""
    calls = "".join(f"net = layer_{number}(net, 8)\n" for number in range(count))
    return f"{layers(count)}net = tf.placeholder(tf.float32, [None, 8])\n{calls}"


def called(times: int) -> str:
    """One function with one variable, called from many lines."""
    calls = "".join(f'make("scope_{number}")\n' for number in range(times))
    function = 'def make(name):\n    with tf.variable_scope(name):\n        return tf.get_variable("w", [2])\n'
    return f"{HEAD}{function}\n\n{calls}"


def loop(times: int) -> str:
    """One line that makes many variables."""
    return f'{HEAD}for number in range({times}):\n    tf.get_variable(f"w_{{number}}", [2])\n'


def chain(depth: int) -> str:
    """Functions that call each other in a row, each in a scope of its own."""
    functions = "".join(
        f'def f{number}(x):\n    with tf.variable_scope("s"):\n        return f{number + 1}(x)\n\n\n'
        for number in range(depth)
    )
    return f'{HEAD}{functions}def f{depth}(x):\n    return tf.get_variable("w", [2])\n\n\nf0(1)\n'
