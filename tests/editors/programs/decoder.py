import tensorflow.compat.v1 as tf
import layers

tf.disable_v2_behavior()

with tf.variable_scope("decoder"):
    layers.dense(tf.zeros([8, 4]), 2)
