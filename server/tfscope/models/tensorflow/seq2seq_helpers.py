"""Helpers of `tf.contrib.seq2seq`: what gives a decoder its inputs, step by step.

**Source:** tensorflow/contrib/seq2seq/python/ops/helper.py, TF 1.15.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import Instance
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, DType, Shape
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import CLASSES, LibraryProperty, library_class
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.initializers import is_callable
from tfscope.models.tensorflow.layers_base import last_dimension
from tfscope.models.tensorflow.rnn import slice_of, time_and_batch
from tfscope.models.tensorflow.rnn_base import batch_of, sized
from tfscope.models.tensorflow.seq2seq_attention import SEQ2SEQ
from tfscope.models.tensorflow.shapes import as_shape
from tfscope.models.tensorflow.structures import first_leaf, map_structure

INT32: Final = DType("int32")
BOOL: Final = DType("bool")
HELPER: Final = f"{SEQ2SEQ}.Helper"
TRAINING: Final = f"{SEQ2SEQ}.TrainingHelper"
GREEDY: Final = f"{SEQ2SEQ}.GreedyEmbeddingHelper"


def vector(machine: Machine, batch: Dim, dtype: DType) -> Tensor:
    """One value for each sequence of the batch."""
    return Tensor(Shape((batch,)), dtype, None, machine.graph)


def field(self: AbstractValue, name: str) -> AbstractValue:
    """What a helper keeps under a name."""
    return self.attributes.get(name, UNKNOWN) if isinstance(self, Instance) else UNKNOWN


def keep(machine: Machine, self: Instance, **fields: AbstractValue) -> None:
    """Sets attributes of a helper."""
    machine.changing(self)
    self.attributes.update(fields)


def embed(machine: Machine, embedding: AbstractValue, tokens: AbstractValue) -> AbstractValue:
    """The vectors of tokens, by a table or a function."""
    if is_callable(embedding) is True:
        return machine.call(embedding, tokens)
    size = sized(batch_of(tokens), last_dimension(embedding))
    return Tensor(size, constant_facts(embedding)[1], None, machine.graph)


@library_class(HELPER)
class Helper:
    """The base of all helpers, and of users' own."""

    @LibraryProperty
    def batch_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The size of the batch, as a tensor."""
        batch = batch_of(first_leaf(field(self, "_start_inputs")))
        return Tensor(Shape(()), INT32, None, machine.graph, batch if isinstance(batch, int) else UNKNOWN)

    @LibraryProperty
    def sample_ids_shape(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The shape of one sequence's sample."""
        return Shape(())

    @LibraryProperty
    def sample_ids_dtype(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The dtype of samples."""
        return INT32

    @staticmethod
    def initialize(machine: Machine, call: Call, self: Instance, name: AbstractValue = None) -> AbstractValue:
        """Finished, first inputs."""
        first = field(self, "_start_inputs")
        return vector(machine, batch_of(first_leaf(first)), BOOL), first

    @staticmethod
    def sample(
        machine: Machine,
        call: Call,
        self: Instance,
        time: AbstractValue,
        outputs: AbstractValue,
        state: AbstractValue = None,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """One token for each sequence."""
        return vector(machine, batch_of(first_leaf(outputs)), INT32)

    @staticmethod
    def next_inputs(
        machine: Machine,
        call: Call,
        self: Instance,
        time: AbstractValue,
        outputs: AbstractValue,
        state: AbstractValue,
        sample_ids: AbstractValue = None,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """Finished, next inputs, state. Source: TrainingHelper.next_inputs."""
        first = field(self, "_start_inputs")
        return vector(machine, batch_of(first_leaf(first)), BOOL), first, state


@library_class(TRAINING, HELPER)
class TrainingHelper:
    """Reads the inputs step by step."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        sequence_length: AbstractValue,
        time_major: AbstractValue = False,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """Keeps the inputs and what one step sees of them. Source: TrainingHelper.__init__."""
        _, batch = time_and_batch(first_leaf(inputs), machine.truth(time_major) is True)
        first = map_structure(machine, lambda leaf: slice_of(machine, leaf, batch), inputs)
        kept = {"_inputs": inputs, "_sequence_length": sequence_length, "_start_inputs": first}
        keep(machine, self, _zero_inputs=first, **kept)
        return None

    @LibraryProperty
    def inputs(machine: Machine, self: AbstractValue) -> AbstractValue:
        """All inputs."""
        return field(self, "_inputs")

    @LibraryProperty
    def sequence_length(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The lengths of the sequences."""
        return field(self, "_sequence_length")


def train(machine: Machine, self: Instance, *arguments: AbstractValue) -> None:
    """`TrainingHelper.__init__`."""
    machine.call_with(CLASSES[TRAINING].methods["__init__"], Call([self, *arguments]))


@library_class(GREEDY, HELPER)
class GreedyEmbeddingHelper:
    """Embeds what was decoded last."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        embedding: AbstractValue,
        start_tokens: AbstractValue,
        end_token: AbstractValue,
    ) -> AbstractValue:
        """Embeds the start tokens. Source: GreedyEmbeddingHelper.__init__."""
        first = embed(machine, embedding, start_tokens)
        keep(
            machine, self, _embedding_fn=embedding, _start_tokens=start_tokens, _end_token=end_token,
            _start_inputs=first,
        )  # fmt: skip
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
        """Embeds the samples. Source: GreedyEmbeddingHelper.next_inputs."""
        after = embed(machine, field(self, "_embedding_fn"), sample_ids)
        return vector(machine, batch_of(sample_ids), BOOL), after, state


@library_class(f"{SEQ2SEQ}.SampleEmbeddingHelper", GREEDY)
class SampleEmbeddingHelper:
    """Embeds a sample of what was decoded last."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        embedding: AbstractValue,
        start_tokens: AbstractValue,
        end_token: AbstractValue,
        softmax_temperature: AbstractValue = None,
        seed: AbstractValue = None,
    ) -> AbstractValue:
        """The same as greedily. Source: SampleEmbeddingHelper.__init__."""
        given = Call([self, embedding, start_tokens, end_token])
        return machine.call_with(CLASSES[GREEDY].methods["__init__"], given)


def shape_of_samples(machine: Machine, value: AbstractValue) -> AnyShape:
    """The shape of one sequence's sample, a scalar unless given."""
    return Shape(()) if value is None or value == () else as_shape(machine, value)
