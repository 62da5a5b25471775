"""The layers that both networks are made of."""

import tensorflow.compat.v1 as tf


def weight(name, shape, stddev=0.02):
    """A trainable tensor that starts small."""
    return tf.get_variable(name, shape, initializer=tf.truncated_normal_initializer(stddev=stddev))


def bias(size):
    """A trainable offset that starts at zero."""
    return tf.get_variable("bias", [size], initializer=tf.zeros_initializer())


def linear(x, size, scope):
    """A fully connected layer."""
    with tf.variable_scope(scope):
        kernel = weight("kernel", [x.shape[-1].value, size])
        return tf.matmul(x, kernel) + bias(size)


def conv(x, channels, scope, size=5, stride=2):
    """A convolution that halves the picture."""
    with tf.variable_scope(scope):
        kernel = weight("kernel", [size, size, x.shape[-1].value, channels])
        x = tf.nn.conv2d(x, kernel, strides=[1, stride, stride, 1], padding="SAME")
        return tf.nn.bias_add(x, bias(channels))


def deconv(x, output_shape, scope, size=5, stride=2):
    """A transposed convolution that doubles the picture."""
    with tf.variable_scope(scope):
        kernel = weight("kernel", [size, size, output_shape[-1], x.shape[-1].value])
        x = tf.nn.conv2d_transpose(x, kernel, output_shape, strides=[1, stride, stride, 1])
        return tf.nn.bias_add(x, bias(output_shape[-1]))


def batch_norm(x, scope, is_training=True):
    """Batch normalization, with its moving averages."""
    return tf.layers.batch_normalization(x, momentum=0.9, epsilon=1e-5, training=is_training, name=scope)


def leaky_relu(x, slope=0.2):
    """What the discriminator uses for a nonlinearity."""
    return tf.maximum(x, slope * x)
