"""Whether a picture is a real one."""

import tensorflow.compat.v1 as tf

from layers import batch_norm, conv, leaky_relu, linear

CHANNELS = (32, 64)


def discriminator(images, is_training=True, reuse=None):
    """The logit for each picture."""
    with tf.variable_scope("discriminator", reuse=reuse):
        x = images
        for i, channels in enumerate(CHANNELS, start=1):
            x = conv(x, channels, "conv%d" % i)
            if i > 1:
                x = batch_norm(x, "norm%d" % i, is_training)
            x = leaky_relu(x)
        return linear(tf.layers.flatten(x), 1, "score")
