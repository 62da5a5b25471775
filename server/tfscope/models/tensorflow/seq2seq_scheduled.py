"""Helpers of `tf.contrib.seq2seq` for scheduled sampling: now and then what was decoded last is the next input.

**Source:** tensorflow/contrib/seq2seq/python/ops/helper.py, TF 1.15.
"""

from __future__ import annotations

from tfscope.domain.heap import Instance
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import LibraryProperty, library_class
from tfscope.models.tensorflow.rnn import side_by_side
from tfscope.models.tensorflow.rnn_base import batch_of
from tfscope.models.tensorflow.seq2seq_attention import SEQ2SEQ
from tfscope.models.tensorflow.seq2seq_helpers import BOOL, INT32, TRAINING, embed, field, keep, train, vector
from tfscope.models.tensorflow.structures import first_leaf, map_structure


@library_class(f"{SEQ2SEQ}.ScheduledEmbeddingTrainingHelper", TRAINING)
class ScheduledEmbeddingTrainingHelper:
    """Now and then takes what was decoded last instead of the input."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        sequence_length: AbstractValue,
        embedding: AbstractValue,
        sampling_probability: AbstractValue,
        time_major: AbstractValue = False,
        seed: AbstractValue = None,
        scheduling_seed: AbstractValue = None,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """Keeps the embedding too. Source: ScheduledEmbeddingTrainingHelper.__init__."""
        train(machine, self, inputs, sequence_length, time_major)
        keep(machine, self, _embedding_fn=embedding, _sampling_probability=sampling_probability)
        return None

    @staticmethod
    def next_inputs(
        machine: Machine,
        call: Call,
        self: Instance,
        time: AbstractValue,
        outputs: AbstractValue,
        state: AbstractValue,
        sample_ids: AbstractValue,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """The embedding is asked for some. Source: ScheduledEmbeddingTrainingHelper.next_inputs."""
        embed(machine, field(self, "_embedding_fn"), vector(machine, None, INT32))
        first = field(self, "_start_inputs")
        return vector(machine, batch_of(first_leaf(first)), BOOL), first, state


@library_class(f"{SEQ2SEQ}.ScheduledOutputTrainingHelper", TRAINING)
class ScheduledOutputTrainingHelper:
    """Now and then takes the last output instead of the input."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        sequence_length: AbstractValue,
        sampling_probability: AbstractValue,
        time_major: AbstractValue = False,
        seed: AbstractValue = None,
        next_inputs_fn: AbstractValue = None,
        auxiliary_inputs: AbstractValue = None,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """The auxiliary inputs stand behind the inputs. Source: ScheduledOutputTrainingHelper.__init__."""
        whole = inputs
        if auxiliary_inputs is not None:
            whole = map_structure(machine, lambda *both: side_by_side(machine, both), inputs, auxiliary_inputs)
        train(machine, self, whole, sequence_length, time_major)
        keep(
            machine, self, _next_inputs_fn=next_inputs_fn, _auxiliary_inputs=auxiliary_inputs,
            _sampling_probability=sampling_probability,
        )  # fmt: skip
        return None

    @LibraryProperty
    def sample_ids_dtype(machine: Machine, self: AbstractValue) -> AbstractValue:
        """Whether the output was taken."""
        return BOOL

    @staticmethod
    def sample(
        machine: Machine,
        call: Call,
        self: Instance,
        time: AbstractValue,
        outputs: AbstractValue,
        state: AbstractValue,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """Whether the output is taken, for each sequence."""
        return vector(machine, batch_of(first_leaf(outputs)), BOOL)

    @staticmethod
    def next_inputs(
        machine: Machine,
        call: Call,
        self: Instance,
        time: AbstractValue,
        outputs: AbstractValue,
        state: AbstractValue,
        sample_ids: AbstractValue,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """The program's function is asked for some. Source: ScheduledOutputTrainingHelper.next_inputs."""
        function = field(self, "_next_inputs_fn")
        if function is not None:
            machine.call(function, outputs)
        first = field(self, "_start_inputs")
        return vector(machine, batch_of(first_leaf(first)), BOOL), first, state
