"""From noise to a picture of 28 by 28."""

import tensorflow.compat.v1 as tf

from layers import batch_norm, deconv, linear

WIDTH = 32


def generator(z, batch_size, is_training=True, reuse=None):
    """The picture for each row of noise."""
    with tf.variable_scope("generator", reuse=reuse):
        x = linear(z, 7 * 7 * WIDTH * 2, "project")
        x = tf.reshape(x, [batch_size, 7, 7, WIDTH * 2])
        x = tf.nn.relu(batch_norm(x, "norm0", is_training))
        x = deconv(x, [batch_size, 14, 14, WIDTH], "deconv1")
        x = tf.nn.relu(batch_norm(x, "norm1", is_training))
        x = deconv(x, [batch_size, 28, 28, 1], "deconv2")
        return tf.nn.tanh(x)
