"""Decoders and helpers of `tf.contrib.seq2seq` that a program extends. What they do is as the source of 1.15 says."""

from __future__ import annotations

from tests.library_layers.programs import variables

DECODER = """
seq2seq = tf.contrib.seq2seq


class Decoder(seq2seq.BasicDecoder):
    @property
    def output_size(self):
        return self._rnn_output_size()

    def step(self, time, inputs, state, name=None):
        output, state = self._cell(inputs, state)
        output = self._output_layer(output)
        ids = self._helper.sample(time=time, outputs=output, state=state)
        finished, following, state = self._helper.next_inputs(time=time, outputs=output, state=state, sample_ids=ids)
        return seq2seq.BasicDecoderOutput(output, ids), state, following, finished


def following(outputs):
    return tf.layers.dense(outputs, 3, name="next")


inputs = tf.zeros([2, 7, 3])
helper = seq2seq.ScheduledOutputTrainingHelper(
    inputs, [7, 7], 0.5, next_inputs_fn=following, auxiliary_inputs=tf.zeros([2, 7, 4])
)
tf.get_variable("seen", helper.inputs.shape)
cell, layer = tf.nn.rnn_cell.GRUCell(4), tf.layers.Dense(9, name="out")
decoder = Decoder(cell, helper, cell.zero_state(2, tf.float32), layer)
outputs, _, _ = seq2seq.dynamic_decode(decoder)
tf.get_variable("outputs", [outputs.rnn_output.shape[2]])
tf.get_variable("size", decoder.output_size)
"""


def test_a_decoder_of_the_program_stands_on_helpers() -> None:
    """Source: contrib/seq2seq/python/ops/helper.py, ScheduledOutputTrainingHelper; basic_decoder.py."""
    made = variables(DECODER)
    assert made == [
        "decoder/gru_cell/candidate/bias (4,)",
        "decoder/gru_cell/candidate/kernel (11, 4)",
        "decoder/gru_cell/gates/bias (8,)",
        "decoder/gru_cell/gates/kernel (11, 8)",
        "decoder/out/bias (9,)",
        "decoder/out/kernel (4, 9)",
        "decoder/next/bias (3,)",
        "decoder/next/kernel (9, 3)",
        "seen (2, 7, 7)",
        "outputs (9,)",
        "size (9,)",
    ]


def test_functions_of_the_program_make_a_helper() -> None:
    """Source: contrib/seq2seq/python/ops/helper.py, CustomHelper and InferenceHelper."""
    made = variables(
        """
seq2seq = tf.contrib.seq2seq
cell = tf.nn.rnn_cell.GRUCell(4)
start = tf.zeros([2, 4])
for helper in (
    seq2seq.CustomHelper(
        lambda: (tf.zeros([2], tf.bool), start),
        lambda time, outputs, state: tf.argmax(outputs, -1),
        lambda time, outputs, state, sample_ids: (tf.zeros([2], tf.bool), outputs, state),
    ),
    seq2seq.InferenceHelper(lambda outputs: outputs, [4], tf.float32, start, lambda ids: tf.zeros([2], tf.bool)),
):
    with tf.variable_scope("d", reuse=tf.AUTO_REUSE):
        decoder = seq2seq.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32))
        outputs, _, _ = seq2seq.dynamic_decode(decoder, maximum_iterations=3)
tf.get_variable("samples", decoder.output_size.sample_id)
"""
    )
    scope = "d/decoder/gru_cell"
    assert made[:4] == [
        f"{scope}/candidate/bias (4,)",
        f"{scope}/candidate/kernel (8, 4)",
        f"{scope}/gates/bias (8,)",
        f"{scope}/gates/kernel (8, 8)",
    ]
    assert made[-1] == "samples (4,)"


def test_private_parts_of_attention_are_not_missing() -> None:
    """Source: attention_wrapper.py, AttentionWrapper._item_or_tuple, _BaseAttentionMechanism.keys and values."""
    made = variables(
        """
seq2seq = tf.contrib.seq2seq
cell, memory = tf.nn.rnn_cell.GRUCell(8), tf.placeholder(tf.float32, [2, 7, 6])
mechanism = seq2seq.LuongAttention(8, memory)
wrapped = seq2seq.AttentionWrapper(cell, mechanism, attention_layer_size=5)
tf.get_variable("size", [wrapped._item_or_tuple([mechanism._keys.shape[1].value, 9]), mechanism.state_size])
wrapped._something_of_its_own
"""
    )
    assert made[-1] == "size (7, 7)"
