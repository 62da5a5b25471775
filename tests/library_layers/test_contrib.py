"""APIs that only `tf.contrib` has. No TensorFlow that runs today has them, so names come from the source of 1.15."""

from __future__ import annotations

from tests.library_layers.programs import errors, variables

CELL = """
cell = tf.nn.rnn_cell.BasicLSTMCell(8)
memory = tf.placeholder(tf.float32, [2, 7, 6])
seq2seq = tf.contrib.seq2seq
"""
LSTM = "basic_lstm_cell"


def test_luong_attention_decodes_a_sequence() -> None:
    """Source: contrib/seq2seq/python/ops/attention_wrapper.py, LuongAttention.__init__ and __call__; decoder.py."""
    made = variables(
        CELL
        + """
mechanism = seq2seq.LuongAttention(8, memory, scale=True)
wrapped = seq2seq.AttentionWrapper(cell, mechanism, attention_layer_size=5)
helper = seq2seq.TrainingHelper(tf.zeros([2, 7, 3]), [7, 7])
decoder = seq2seq.BasicDecoder(wrapped, helper, wrapped.zero_state(2, tf.float32), tf.layers.Dense(11))
outputs, state, lengths = seq2seq.dynamic_decode(decoder)
tf.get_variable("outputs", [outputs.rnn_output.shape[0], outputs.rnn_output.shape[2]])
tf.get_variable("state", state.cell_state.h.shape)
tf.get_variable("attention", state.attention.shape)
"""
    )
    wrapper = "decoder/attention_wrapper"
    assert made == [
        "memory_layer/kernel (6, 8)",
        f"{wrapper}/attention_layer/kernel (14, 5)",
        f"{wrapper}/{LSTM}/bias (32,)",
        f"{wrapper}/{LSTM}/kernel (16, 32)",
        f"{wrapper}/luong_attention/attention_g ()",
        "decoder/dense/bias (11,)",
        "decoder/dense/kernel (5, 11)",
        "outputs (2, 11)",
        "state (2, 8)",
        "attention (2, 5)",
    ]


def test_bahdanau_attention_is_a_cell() -> None:
    """Source: attention_wrapper.py, BahdanauAttention.__call__: query_layer, attention_v, attention_g, attention_b."""
    made = variables(
        CELL
        + """
mechanism = seq2seq.BahdanauAttention(4, memory, normalize=True)
wrapped = seq2seq.AttentionWrapper(cell, mechanism, output_attention=False)
state = wrapped.zero_state(2, tf.float32).clone(cell_state=cell.zero_state(2, tf.float32))
output, state = wrapped(tf.zeros([2, 3]), state)
tf.get_variable("output", output.shape)
tf.get_variable("attention", state.attention.shape)
tf.get_variable("sizes", [wrapped.output_size, wrapped.state_size.attention])
tf.get_variable("values", mechanism.values.shape)
"""
    )
    scope = "attention_wrapper/bahdanau_attention"
    assert made == [
        "memory_layer/kernel (6, 4)",
        f"{scope}/attention_b (4,)",
        f"{scope}/attention_g ()",
        f"{scope}/attention_v (4,)",
        f"{scope}/query_layer/kernel (8, 4)",
        f"attention_wrapper/{LSTM}/bias (32,)",
        f"attention_wrapper/{LSTM}/kernel (17, 32)",
        "output (2, 8)",
        "attention (2, 6)",
        "sizes (8, 6)",
        "values (2, 7, 6)",
    ]


def test_several_mechanisms_attend_side_by_side() -> None:
    """Source: attention_wrapper.py, AttentionWrapper.__init__: one size for each mechanism; call concatenates."""
    made = variables(
        CELL
        + """
both = [seq2seq.LuongAttention(8, memory), seq2seq.LuongAttention(8, memory)]
wrapped = seq2seq.AttentionWrapper(cell, both, [5, 3], cell_input_fn=lambda inputs, attention: inputs)
output, state = wrapped(tf.zeros([2, 3]), wrapped.zero_state(2, tf.float32))
tf.get_variable("output", output.shape)
"""
    )
    assert "output (2, 8)" in made
    assert "attention_wrapper/attention_layer/kernel (14, 5)" in made
    assert f"attention_wrapper/{LSTM}/kernel (11, 32)" in made


def test_a_greedy_decoder_shares_with_the_training_decoder() -> None:
    """Source: contrib/seq2seq/python/ops/{decoder,helper}.py, dynamic_decode: `variable_scope(scope, "decoder")`."""
    made = variables(
        """
seq2seq = tf.contrib.seq2seq
table = tf.get_variable("table", [20, 3])
cell, layer = tf.nn.rnn_cell.GRUCell(4), tf.layers.Dense(20, name="out")
for helper in (
    seq2seq.TrainingHelper(tf.zeros([7, 2, 3]), [7, 7], time_major=True),
    seq2seq.GreedyEmbeddingHelper(table, tf.zeros([2], tf.int32), 1),
):
    with tf.variable_scope("d", reuse=tf.AUTO_REUSE):
        decoder = seq2seq.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32), layer)
        outputs, state, _ = seq2seq.dynamic_decode(decoder, maximum_iterations=5, output_time_major=True)
tf.get_variable("state", state.shape)
tf.get_variable("steps", [1 if outputs.sample_id.shape[0].value is None else 2, tf.get_static_value(helper.batch_size)])
"""
    )
    scope = "d/decoder/gru_cell"
    assert made[0] == "table (20, 3)"
    assert made[1:7] == [
        f"{scope}/candidate/bias (4,)",
        f"{scope}/candidate/kernel (7, 4)",
        f"{scope}/gates/bias (8,)",
        f"{scope}/gates/kernel (7, 8)",
        "d/decoder/out/bias (20,)",
        "d/decoder/out/kernel (4, 20)",
    ]
    assert made[7] == "state (2, 4)"


def test_a_beam_search_decoder_makes_the_cell() -> None:
    """Source: contrib/seq2seq/python/ops/beam_search_decoder.py, BeamSearchDecoder.step, tile_batch."""
    made = variables(
        """
seq2seq = tf.contrib.seq2seq
cell = tf.nn.rnn_cell.GRUCell(4)
state = seq2seq.tile_batch(tf.zeros([2, 4]), multiplier=3)
tf.get_variable("tiled", state.shape)
decoder = seq2seq.BeamSearchDecoder(
    cell, lambda ids: tf.nn.embedding_lookup(tf.zeros([20, 3]), ids), tf.zeros([2], tf.int32), 1, state, 3,
    tf.layers.Dense(20, use_bias=False, name="out"),
)
seq2seq.dynamic_decode(decoder, maximum_iterations=5)
"""
    )
    assert made[0] == "tiled (6, 4)"
    assert "decoder/gru_cell/gates/kernel (7, 8)" in made
    assert "decoder/out/kernel (4, 20)" in made


def test_a_sequence_loss_is_a_number() -> None:
    """Source: contrib/seq2seq/python/ops/loss.py, sequence_loss."""
    program = """
loss = tf.contrib.seq2seq.sequence_loss(tf.zeros([2, 7, 5]), tf.zeros([2, 7], tf.int32), tf.ones([2, 7]))
tf.get_variable("loss", loss.shape, loss.dtype)
"""
    assert variables(program) == ["loss ()"]


def test_projections_have_weights_of_their_own() -> None:
    """Source: contrib/rnn/python/ops/core_rnn_cell.py, InputProjectionWrapper.call, OutputProjectionWrapper.call."""
    made = variables(
        """
rnn = tf.contrib.rnn
cell = rnn.OutputProjectionWrapper(rnn.InputProjectionWrapper(rnn.GRUCell(4), 5), 6)
outputs, state = tf.nn.dynamic_rnn(cell, tf.zeros([2, 7, 3]), dtype=tf.float32)
tf.get_variable("outputs", outputs.shape)
tf.get_variable("size", [cell.output_size, cell.state_size])
"""
    )
    scope = "rnn/output_projection_wrapper"
    inner = f"{scope}/input_projection_wrapper"
    assert made == [
        f"{scope}/bias (6,)",
        f"{inner}/bias (5,)",
        f"{inner}/gru_cell/candidate/bias (4,)",
        f"{inner}/gru_cell/candidate/kernel (9, 4)",
        f"{inner}/gru_cell/gates/bias (8,)",
        f"{inner}/gru_cell/gates/kernel (9, 8)",
        f"{inner}/kernel (3, 5)",
        f"{scope}/kernel (4, 6)",
        "outputs (2, 7, 6)",
        "size (6, 4)",
    ]


def test_a_projection_makes_its_weights_once() -> None:
    """Source: core_rnn_cell.py, InputProjectionWrapper.call keeps `_linear`, so a second step asks for nothing."""
    made = variables(
        """
rnn = tf.contrib.rnn
cell = rnn.InputProjectionWrapper(rnn.BasicRNNCell(4), 5)
outputs, _ = rnn.static_rnn(cell, [tf.zeros([2, 3])] * 3, dtype=tf.float32)
tf.get_variable("last", outputs[-1].shape)
"""
    )
    scope = "rnn/input_projection_wrapper"
    assert made == [
        f"{scope}/basic_rnn_cell/bias (4,)",
        f"{scope}/basic_rnn_cell/kernel (9, 4)",
        f"{scope}/bias (5,)",
        f"{scope}/kernel (3, 5)",
        "last (2, 4)",
    ]


def test_an_embedding_wrapper_looks_inputs_up() -> None:
    """Source: contrib/rnn/python/ops/core_rnn_cell.py, EmbeddingWrapper.call."""
    made = variables(
        """
cell = tf.contrib.rnn.EmbeddingWrapper(tf.nn.rnn_cell.BasicRNNCell(4), 10, 3)
output, state = cell(tf.zeros([2], tf.int32), tf.zeros([2, 4]))
tf.get_variable("output", output.shape)
"""
    )
    assert made == [
        "embedding_wrapper/basic_rnn_cell/bias (4,)",
        "embedding_wrapper/basic_rnn_cell/kernel (7, 4)",
        "embedding_wrapper/embedding (10, 3)",
        "output (2, 4)",
    ]


def test_linear_joins_its_arguments() -> None:
    """Source: contrib/rnn/python/ops/core_rnn_cell.py, _linear."""
    made = variables(
        """
from tensorflow.contrib.rnn.python.ops.core_rnn_cell import _linear
with tf.variable_scope("a"):
    y = _linear([tf.zeros([2, 3]), tf.zeros([2, 4])], 5, True)
with tf.variable_scope("b"):
    _linear(y, 6, False)
"""
    )
    assert made == ["a/bias (5,)", "a/kernel (7, 5)", "b/kernel (5, 6)"]


def test_stacks_run_in_both_directions() -> None:
    """Source: contrib/rnn/python/ops/rnn.py, stack_bidirectional_dynamic_rnn."""
    made = variables(
        """
rnn = tf.contrib.rnn
forward, backward = ([rnn.BasicRNNCell(4) for _ in range(2)] for _ in range(2))
outputs, fw, bw = rnn.stack_bidirectional_dynamic_rnn(forward, backward, tf.zeros([2, 7, 3]), dtype=tf.float32)
tf.get_variable("outputs", outputs.shape)
tf.get_variable("states", [len(fw), len(bw)])
"""
    )
    scope, cells = "stack_bidirectional_rnn", ("bidirectional_rnn/bw", "bidirectional_rnn/fw")
    expected = [
        f"{scope}/cell_{layer}/{cell}/basic_rnn_cell/{weight}"
        for layer, depth in ((0, 7), (1, 12))
        for cell in cells
        for weight in ("bias (4,)", f"kernel ({depth}, 4)")
    ]
    assert made == [*expected, "outputs (2, 7, 8)", "states (2, 2)"]


def test_stacks_run_over_lists() -> None:
    """Source: contrib/rnn/python/ops/rnn.py, stack_bidirectional_rnn."""
    made = variables(
        """
rnn = tf.contrib.rnn
steps = [tf.zeros([2, 3])] * 3
outputs, fw, bw = rnn.stack_bidirectional_rnn([rnn.BasicRNNCell(4)], [rnn.BasicRNNCell(5)], steps, dtype=tf.float32)
tf.get_variable("outputs", outputs[0].shape)
tf.get_variable("state", bw[0].shape)
"""
    )
    scope = "stack_bidirectional_rnn/cell_0/bidirectional_rnn"
    assert made == [
        f"{scope}/bw/basic_rnn_cell/bias (5,)",
        f"{scope}/bw/basic_rnn_cell/kernel (8, 5)",
        f"{scope}/fw/basic_rnn_cell/bias (4,)",
        f"{scope}/fw/basic_rnn_cell/kernel (7, 4)",
        "outputs (2, 9)",
        "state (2, 5)",
    ]


def test_a_wrong_setting_of_slim_is_refused() -> None:
    """Source: tf_slim/learning.py, create_train_op, which has no `transform_grads_fn`."""
    program = """
w = tf.get_variable("w", [])
tf.contrib.slim.learning.create_train_op(w, tf.train.AdamOptimizer(), transform_grads_fn=None)
"""
    assert errors(program) == ["TypeError"]
