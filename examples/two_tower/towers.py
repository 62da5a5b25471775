"""Towers that map a user and an item into one space."""

import tensorflow.compat.v1 as tf


def lookup(ids, name, size, dim):
    """The vectors of some ids. Tables of one name are one table."""
    with tf.variable_scope("tables", reuse=tf.AUTO_REUSE):
        table = tf.get_variable(name, [size, dim], initializer=tf.random_uniform_initializer(-0.05, 0.05))
    return tf.nn.embedding_lookup(table, ids)


def mlp(x, sizes, activation=tf.nn.relu):
    """A stack of layers, named by their numbers."""
    for number, size in enumerate(sizes):
        last = number == len(sizes) - 1
        x = tf.layers.dense(x, size, activation=None if last else activation, name="layer%d" % number)
    return x


def tower(name, features, config):
    """The vector of a user or an item from its features: pairs of a table's name and ids."""
    columns = [lookup(ids, table, config.tables[table], config.dim) for table, ids in features]
    with tf.variable_scope("{}_tower".format(name), reuse=tf.AUTO_REUSE):
        return tf.nn.l2_normalize(mlp(tf.concat(columns, axis=1), config.layers), axis=1)
