"""Cells, regularizers and optimizers of `tf.contrib`. Names come from the source of TensorFlow 1.15."""

from __future__ import annotations

from tests.library_layers.programs import variables


def test_gates_are_normalized() -> None:
    """Source: contrib/rnn/python/ops/rnn_cell.py, LayerNormBasicLSTMCell.call and _norm."""
    made = variables(
        """
cell = tf.contrib.rnn.LayerNormBasicLSTMCell(4)
output, state = cell(tf.zeros([2, 3]), cell.zero_state(2, tf.float32))
tf.get_variable("output", output.shape)
"""
    )
    scope = "layer_norm_basic_lstm_cell"
    norms = [f"{scope}/{gate}/{name} (4,)" for gate in ("forget", "input") for name in ("beta", "gamma")]
    later = [f"{scope}/{gate}/{name} (4,)" for gate in ("output", "state", "transform") for name in ("beta", "gamma")]
    assert made == [*norms, f"{scope}/kernel (7, 16)", *later, "output (2, 4)"]


def test_gates_without_normalization_have_a_bias() -> None:
    """Source: contrib/rnn/python/ops/rnn_cell.py, LayerNormBasicLSTMCell._linear."""
    made = variables(
        """
cell = tf.contrib.rnn.LayerNormBasicLSTMCell(4, layer_norm=False)
cell(tf.zeros([2, 3]), cell.zero_state(2, tf.float32))
"""
    )
    assert made == ["layer_norm_basic_lstm_cell/bias (16,)", "layer_norm_basic_lstm_cell/kernel (7, 16)"]


def test_regularizers_give_losses() -> None:
    """Source: contrib/layers/python/layers/regularizers.py."""
    made = variables(
        """
layers = tf.contrib.layers
both = layers.sum_regularizer([layers.l2_regularizer(0.1), layers.l1_l2_regularizer(0.1, 0.2), None])
with tf.variable_scope("a", regularizer=both):
    w = tf.get_variable("w", [2])
    tf.get_variable("free", [2], regularizer=layers.l1_regularizer(0.0))
loss = layers.apply_regularization(layers.l1_regularizer(0.1), [w])
tf.get_variable("loss", loss.shape)
tf.get_variable("count", [len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))])
if layers.sum_regularizer([None]) is None:
    tf.get_variable("none", [1])
"""
    )
    assert made[:3] == ["a/w (2,)", "a/free (2,)", "loss ()"]
    assert made[3:] == ["count (2,)", "none (1,)"]


def test_replicas_count_their_steps() -> None:
    """Source: training/sync_replicas_optimizer.py, apply_gradients: a local step, then the optimizer's slots."""
    made = variables(
        """
w = tf.get_variable("w", [3, 1])
loss = tf.reduce_mean(tf.matmul(tf.zeros([2, 3]), w))
step = tf.train.get_or_create_global_step()
optimizer = tf.train.SyncReplicasOptimizer(tf.train.MomentumOptimizer(0.1, 0.9), 2)
optimizer.minimize(loss, global_step=step)
hook = optimizer.make_session_run_hook(True)
tf.get_variable("slot", optimizer.get_slot(w, "momentum").shape)
tf.get_variable("names", [len(optimizer.get_slot_names()), len(optimizer.variables())])
optimizer.get_chief_queue_runner(), optimizer.get_init_tokens_op()
"""
    )
    assert made[:2] == ["w (3, 1)", "global_step ()"]
    assert {"sync_rep_local_step ()", "w/Momentum (3, 1)"} <= set(made)
    assert made[-2:] == ["slot (3, 1)", "names (1, 1)"]


def test_a_random_field_has_transitions() -> None:
    """Source: contrib/crf/python/ops/crf.py, crf_log_likelihood."""
    made = variables(
        """
likelihood, transitions = tf.contrib.crf.crf_log_likelihood(tf.zeros([2, 7, 5]), tf.zeros([2, 7], tf.int32), [7, 7])
tf.get_variable("likelihood", likelihood.shape)
tf.contrib.crf.crf_log_likelihood(tf.zeros([2, 7, 5]), tf.zeros([2, 7], tf.int32), [7, 7], transitions)
"""
    )
    assert made == ["transitions (5, 5)", "likelihood (2,)"]
