"""The same as train.py, but for one mistake: the discriminator is applied twice, and `reuse` is never given."""

import tensorflow.compat.v1 as tf

from discriminator import discriminator
from generator import generator

tf.disable_v2_behavior()

BATCH_SIZE = 16
NOISE_SIZE = 100


def build():
    """The logits of real and generated pictures."""
    images = tf.placeholder(tf.float32, [BATCH_SIZE, 28, 28, 1], name="images")
    noise = tf.placeholder(tf.float32, [BATCH_SIZE, NOISE_SIZE], name="noise")

    fakes = generator(noise, BATCH_SIZE)
    real_logits = discriminator(images)
    fake_logits = discriminator(fakes)  # TensorFlow: Variable discriminator/conv1/kernel already exists
    return real_logits, fake_logits


if __name__ == "__main__":
    build()
