"""A small DCGAN: builds both networks, their losses and their optimizers."""

import tensorflow.compat.v1 as tf

from discriminator import discriminator
from generator import generator

tf.disable_v2_behavior()

BATCH_SIZE = 16
NOISE_SIZE = 100


def cross_entropy(logits, label):
    """The mean loss where every picture has the same label."""
    labels = label * tf.ones_like(logits)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))


def build():
    """The training steps of both networks, and samples."""
    images = tf.placeholder(tf.float32, [BATCH_SIZE, 28, 28, 1], name="images")
    noise = tf.placeholder(tf.float32, [BATCH_SIZE, NOISE_SIZE], name="noise")

    fakes = generator(noise, BATCH_SIZE)
    real_logits = discriminator(images)
    fake_logits = discriminator(fakes, reuse=True)
    samples = generator(noise, BATCH_SIZE, is_training=False, reuse=True)

    d_loss = cross_entropy(real_logits, 1.0) + cross_entropy(fake_logits, 0.0)
    g_loss = cross_entropy(fake_logits, 1.0)

    d_variables = tf.trainable_variables("discriminator/")
    g_variables = tf.trainable_variables("generator/")
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        d_step = tf.train.AdamOptimizer(2e-4, beta1=0.5, name="d_adam").minimize(d_loss, var_list=d_variables)
        g_step = tf.train.AdamOptimizer(2e-4, beta1=0.5, name="g_adam").minimize(g_loss, var_list=g_variables)
    return d_step, g_step, samples


if __name__ == "__main__":
    build()
    for variable in tf.trainable_variables():
        print(variable.op.name, variable.shape.as_list())
