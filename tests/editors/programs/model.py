import tensorflow.compat.v1 as tf
import layers

tf.disable_v2_behavior()
x = tf.zeros([8, 4])

with tf.variable_scope("encoder"):
    layers.dense(x, 4)

with tf.variable_scope("encoder", reuse=True):
    tf.get_variable("kernel")
