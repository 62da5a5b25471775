"""Programs that tests of the server open."""

LAYERS = """\
import tensorflow.compat.v1 as tf


def dense(x, name, width):
    with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
        return tf.matmul(x, tf.get_variable("w", [4, width]))
"""
GENERATOR = """\
import tensorflow.compat.v1 as tf
from layers import dense


def generator(z):
    with tf.variable_scope("generator"):
        return dense(z, "fc", 4)
"""
DISCRIMINATOR = """\
import tensorflow.compat.v1 as tf
import layers


def discriminator(x):
    with tf.variable_scope("discriminator", reuse=tf.AUTO_REUSE):
        return layers.dense(x, "fc", 1)
"""
TRAIN = """\
import tensorflow.compat.v1 as tf
from discriminator import discriminator
from generator import generator

tf.disable_v2_behavior()
z = tf.zeros([8, 4])
discriminator(generator(z))
discriminator(z)
with tf.variable_scope("generator", reuse=True):
    tf.get_variable("fc/w")
"""
TWICE = """\
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
with tf.variable_scope("a"):
    tf.get_variable("w", [2])
    tf.get_variable("w", [2])
"""
