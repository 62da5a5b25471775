import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
    first = tf.get_variable("w", [2, 3])
    second = tf.get_variable("w", [2, 3])

with tf.variable_scope("b"):
    tf.get_variable("w", [2, 3])
    tf.get_variable("w", [2, 3])
