"""`tf.contrib.layers` where today's tf_slim fails: it imports what TensorFlow 2 no longer has."""

from __future__ import annotations

import pytest

from tests.library_layers.programs import variables

PREAMBLE = """
slim = tf.contrib.slim
image = tf.placeholder(tf.float32, [None, 8, 8, 3])
x = tf.placeholder(tf.float32, [None, 5])
"""
#: Calls and the variables that they make, by sorted names, in the scope BatchNorm.
BATCH_NORMS = {
    "slim.batch_norm(image)": ["beta (3,)", "moving_mean (3,)", "moving_variance (3,)"],
    "slim.batch_norm(x, center=False, scale=True)": ["gamma (5,)", "moving_mean (5,)", "moving_variance (5,)"],
    "slim.batch_norm(image, updates_collections=None)": ["beta (3,)", "moving_mean (3,)", "moving_variance (3,)"],
    "slim.batch_norm(image, fused=False, updates_collections=None)": [
        "beta (3,)",
        "moving_mean (3,)",
        "moving_variance (3,)",
    ],
    "slim.batch_norm(image, zero_debias_moving_mean=True)": [
        "BatchNorm/moving_mean/biased (3,)",
        "BatchNorm/moving_mean/local_step ()",
        "beta (3,)",
        "moving_mean (3,)",
        "moving_variance (3,)",
    ],
    "slim.batch_norm(tf.zeros([2, 4, 8, 8]), data_format='NCHW')": [
        "beta (4,)",
        "moving_mean (4,)",
        "moving_variance (4,)",
    ],
    "slim.batch_norm(image, scale=True, param_initializers={'gamma': tf.zeros_initializer()}, fused=False)": [
        "beta (3,)",
        "gamma (3,)",
        "moving_mean (3,)",
        "moving_variance (3,)",
    ],
}


@pytest.mark.parametrize("call", BATCH_NORMS)
def test_batch_normalization(call: str) -> None:
    """Source: tf_slim/layers/layers.py, batch_norm and _fused_batch_norm; training/moving_averages.py.

    `_zero_debias` opens the scope `unbiased_var.op.name` below the current one, so BatchNorm comes twice.
    """
    assert variables(PREAMBLE + call) == [f"BatchNorm/{name}" for name in BATCH_NORMS[call]]


def test_batch_normalization_keeps_the_shape_and_the_updates() -> None:
    """Source: tf_slim/layers/layers.py, batch_norm: updates go to `updates_collections`, at once where it is None."""
    program = """
y = slim.batch_norm(image, scope="a", activation_fn=tf.nn.relu)
tf.get_variable("y", y.shape[1:])
slim.batch_norm(image, scope="a", reuse=True)
tf.get_variable("updates", [len(tf.get_collection(tf.GraphKeys.UPDATE_OPS))])
slim.batch_norm(x, scope="b", updates_collections=None)
slim.batch_norm(x, scope="c", is_training=False)
tf.get_variable("after", [len(tf.get_collection(tf.GraphKeys.UPDATE_OPS))])
"""
    made = variables(PREAMBLE + program)
    assert "y (8, 8, 3)" in made and "updates (4,)" in made and "after (4,)" in made


def test_a_loss_is_optimized_by_name() -> None:
    """Source: tf_slim/layers/optimizers.py, optimize_loss: learning_rate [], slots in the scope OptimizeLoss."""
    program = """
loss = tf.reduce_mean(tf.matmul(x, tf.get_variable("w", [5, 1])))
step = tf.train.get_or_create_global_step()
tf.contrib.layers.optimize_loss(loss, step, 0.1, "Adam")
tf.contrib.layers.optimize_loss(loss, step, 0.1, "Momentum", name="second")
"""
    assert variables(PREAMBLE + program) == [
        "w (5, 1)",
        "global_step ()",
        "OptimizeLoss/beta1_power ()",
        "OptimizeLoss/beta2_power ()",
        "OptimizeLoss/learning_rate ()",
        "OptimizeLoss/w/Adam (5, 1)",
        "OptimizeLoss/w/Adam_1 (5, 1)",
        "second/learning_rate ()",
        "second/w/Momentum (5, 1)",
    ]


def test_a_loss_is_optimized_by_a_class() -> None:
    """Source: tf_slim/layers/optimizers.py, optimize_loss: the class or function is called with the rate."""
    program = """
loss = tf.reduce_mean(tf.matmul(x, tf.get_variable("w", [5, 1])))
tf.train.create_global_step()
decay = lambda rate, step: tf.train.exponential_decay(rate, step, 10, 0.9)
train = tf.contrib.layers.optimize_loss(loss, None, 0.1, tf.train.AdagradOptimizer, learning_rate_decay_fn=decay)
tf.contrib.layers.optimize_loss(loss, None, None, tf.train.MomentumOptimizer(0.1, 0.9), name="given")
tf.contrib.layers.optimize_loss(loss, None, 0.1, lambda rate: tf.train.GradientDescentOptimizer(rate), name="made")
tf.get_variable("train", train.shape)
"""
    assert variables(PREAMBLE + program) == [
        "w (5, 1)",
        "global_step ()",
        "OptimizeLoss/learning_rate ()",
        "OptimizeLoss/w/Adagrad (5, 1)",
        "given/w/Momentum (5, 1)",
        "made/learning_rate ()",
        "train ()",
    ]


def test_sequences_are_embedded() -> None:
    """Source: contrib/layers/python/layers/encoders.py, embed_sequence and bow_encoder, TF 1.15."""
    program = """
ids = tf.placeholder(tf.int64, [None, 7])
y = tf.contrib.layers.embed_sequence(ids, vocab_size=10, embed_dim=4)
tf.get_variable("y", y.shape[1:])
z = tf.contrib.layers.bow_encoder(ids, 20, 3, sparse_lookup=False, scope="bag")
tf.get_variable("z", z.shape[1:])
"""
    assert variables(PREAMBLE + program) == [
        "EmbedSequence/embeddings (10, 4)",
        "y (7, 4)",
        "bag/embeddings (20, 3)",
        "z (3,)",
    ]


def test_variables_that_are_local_or_global() -> None:
    """Source: tf_slim/ops/variables.py, local_variable, global_variable, add_model_variable."""
    program = """
slim.local_variable(tf.zeros([2]), name="local")
slim.global_variable(tf.zeros([3]), name="global")
slim.add_model_variable(tf.get_variable("v", [4]))
counts = [len(tf.local_variables()), len(tf.global_variables()), len(slim.get_model_variables())]
tf.get_variable("counts", counts)
"""
    assert variables(PREAMBLE + program)[-1] == "counts (1, 2, 1)"
