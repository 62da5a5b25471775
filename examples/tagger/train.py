"""Builds the tagger for training and for evaluation, with one set of weights."""

import collections

import tensorflow.compat.v1 as tf

from model import Tagger

tf.disable_v2_behavior()

flags = tf.app.flags
flags.DEFINE_integer("hidden", 64, "Size of the state in each direction.")
flags.DEFINE_integer("embedding", 50, "Size of a word's vector.")
flags.DEFINE_float("learning_rate", 0.01, "Step size.")
flags.DEFINE_string("scope", "pos", "Where the variables live.")
FLAGS = flags.FLAGS

Config = collections.namedtuple("Config", "batch length vocabulary tags embedding hidden")


def main(_):
    """Builds everything."""
    config = Config(batch=8, length=4, vocabulary=1000, tags=17, embedding=FLAGS.embedding, hidden=FLAGS.hidden)
    tagger = Tagger(config)
    words = tf.placeholder(tf.int32, [config.batch, config.length], name="words")
    tags = tf.placeholder(tf.int32, [config.batch, config.length], name="tags")
    with tf.variable_scope(FLAGS.scope):
        scores = tagger.scores(words)
        tagger.scores(words, reuse=True)
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tags, logits=scores))
    step = tf.train.get_or_create_global_step()
    tf.train.MomentumOptimizer(FLAGS.learning_rate, 0.9).minimize(loss, global_step=step)
    for variable in tf.global_variables():
        print(variable.op.name, variable.shape.as_list())


if __name__ == "__main__":
    tf.app.run()
