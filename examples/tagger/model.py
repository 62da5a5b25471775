"""A tagger of sentences: one recurrent cell in each direction, stepped by hand, over shared embeddings."""

import tensorflow.compat.v1 as tf


class GatedCell:
    """A gated recurrent cell whose weights live in the scope where it is stepped."""

    def __init__(self, size, name):
        self.size = size
        self.name = name

    def zero_state(self, batch_size):
        """The state before the first word."""
        return tf.zeros([batch_size, self.size])

    def __call__(self, x, state):
        with tf.variable_scope(self.name):
            both = tf.concat([x, state], axis=1)
            update = tf.sigmoid(self.gate("update", both, 1.0))
            reset = tf.sigmoid(self.gate("reset", both, 1.0))
            candidate = tf.tanh(self.gate("candidate", tf.concat([x, reset * state], axis=1), 0.0))
            return update * state + (1.0 - update) * candidate

    def gate(self, name, x, bias):
        """A linear map of the input and the state."""
        with tf.variable_scope(name):
            kernel = tf.get_variable("kernel", [x.shape[1].value, self.size])
            offset = tf.get_variable("bias", [self.size], initializer=tf.constant_initializer(bias))
            return tf.matmul(x, kernel) + offset


class Tagger:
    """Scores of every tag for every word. The same words and tags are used by all taggers of a graph."""

    def __init__(self, config):
        self.config = config

    def embed(self, words):
        """The vector of each word; one table, however often it is asked for."""
        with tf.variable_scope("embedding", reuse=tf.AUTO_REUSE):
            table = tf.get_variable("table", [self.config.vocabulary, self.config.embedding])
        return tf.nn.embedding_lookup(table, words)

    def encode(self, vectors, direction):
        """The states of one direction, in the order of the words."""
        cell = GatedCell(self.config.hidden, "cell")
        steps = list(range(self.config.length))
        if direction == "backward":
            steps.reverse()
        state = cell.zero_state(self.config.batch)
        states = {}
        with tf.variable_scope(direction) as scope:
            for number, step in enumerate(steps):
                if number > 0:
                    scope.reuse_variables()
                state = cell(vectors[:, step, :], state)
                states[step] = state
        return [states[step] for step in range(self.config.length)]

    def scores(self, words, reuse=None):
        """The scores, by word and tag."""
        with tf.variable_scope("tagger", reuse=reuse):
            vectors = self.embed(words)
            pairs = zip(self.encode(vectors, "forward"), self.encode(vectors, "backward"))
            hidden = tf.stack([tf.concat(pair, axis=1) for pair in pairs], axis=1)
            return tf.layers.dense(hidden, self.config.tags, name="output")
