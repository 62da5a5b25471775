"""Fine-tunes BERT on a task of two classes. One name is wrong for TensorFlow, another one for Python."""

import tensorflow as tf
from bert import modeling

config = modeling.BertConfig(vocab_size=30522)
ids = tf.placeholder(tf.int32, [32, 128], name="ids")
model = modeling.BertModel(config=config, is_training=True, input_ids=ids)
pooled = model.get_pooled_output()

with tf.variable_scope("classifier"):
    weights = tf.get_variable("weights", [2, 768])
    bias = tf.get_variable("weights", [2])

with tf.variable_scope("classifier", reuse=True):
    again = tf.get_variable("weights", [2, 768])

logits = tf.nn.bias_add(tf.matmul(pooled, weights, transpose_b=True), offset)
