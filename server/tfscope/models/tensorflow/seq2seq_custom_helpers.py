"""Helpers of `tf.contrib.seq2seq` that are made of the program's own functions.

**Source:** tensorflow/contrib/seq2seq/python/ops/helper.py, TF 1.15.
"""

from __future__ import annotations

from tfscope.domain.heap import Instance
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import LibraryProperty, library_class
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.rnn_base import batch_of
from tfscope.models.tensorflow.seq2seq_attention import SEQ2SEQ
from tfscope.models.tensorflow.seq2seq_helpers import BOOL, HELPER, INT32, field, keep, shape_of_samples, vector
from tfscope.models.tensorflow.structures import first_leaf


@library_class(f"{SEQ2SEQ}.CustomHelper", HELPER)
class CustomHelper:
    """Three functions of the program."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        initialize_fn: AbstractValue,
        sample_fn: AbstractValue,
        next_inputs_fn: AbstractValue,
        sample_ids_shape: AbstractValue = None,
        sample_ids_dtype: AbstractValue = None,
    ) -> AbstractValue:
        """Keeps them. Source: CustomHelper.__init__."""
        keep(
            machine, self, _initialize_fn=initialize_fn, _sample_fn=sample_fn, _next_inputs_fn=next_inputs_fn,
            _sample_ids_shape=shape_of_samples(machine, sample_ids_shape),
            _sample_ids_dtype=INT32 if sample_ids_dtype is None else as_dtype(machine, sample_ids_dtype),
        )  # fmt: skip
        return None

    @LibraryProperty
    def sample_ids_shape(machine: Machine, self: AbstractValue) -> AbstractValue:
        """As it was given."""
        return field(self, "_sample_ids_shape")

    @LibraryProperty
    def sample_ids_dtype(machine: Machine, self: AbstractValue) -> AbstractValue:
        """As it was given."""
        return field(self, "_sample_ids_dtype")

    @staticmethod
    def initialize(machine: Machine, call: Call, self: Instance, name: AbstractValue = None) -> AbstractValue:
        """What the function answers. Source: CustomHelper.initialize."""
        begun = machine.call(field(self, "_initialize_fn"))
        items = machine.items_of(begun) or [UNKNOWN] * 2
        keep(machine, self, _start_inputs=items[-1])
        return begun

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
        """What the function answers. Source: CustomHelper.sample."""
        return machine.call(field(self, "_sample_fn"), time=time, outputs=outputs, state=state)

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
        """What the function answers. Source: CustomHelper.next_inputs."""
        function = field(self, "_next_inputs_fn")
        return machine.call(function, time=time, outputs=outputs, state=state, sample_ids=sample_ids)


@library_class(f"{SEQ2SEQ}.InferenceHelper", HELPER)
class InferenceHelper:
    """Functions that sample, say when to end, and make the next inputs of a sample."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        sample_fn: AbstractValue,
        sample_shape: AbstractValue,
        sample_dtype: AbstractValue,
        start_inputs: AbstractValue,
        end_fn: AbstractValue,
        next_inputs_fn: AbstractValue = None,
    ) -> AbstractValue:
        """Keeps them. Source: InferenceHelper.__init__."""
        keep(
            machine, self, _sample_fn=sample_fn, _end_fn=end_fn, _next_inputs_fn=next_inputs_fn,
            _start_inputs=start_inputs, _sample_shape=shape_of_samples(machine, sample_shape),
            _sample_dtype=as_dtype(machine, sample_dtype),
        )  # fmt: skip
        return None

    @LibraryProperty
    def sample_ids_shape(machine: Machine, self: AbstractValue) -> AbstractValue:
        """As it was given."""
        return field(self, "_sample_shape")

    @LibraryProperty
    def sample_ids_dtype(machine: Machine, self: AbstractValue) -> AbstractValue:
        """As it was given."""
        return field(self, "_sample_dtype")

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
        """What the function answers. Source: InferenceHelper.sample."""
        return machine.call(field(self, "_sample_fn"), outputs)

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
        """The samples, or what the function makes of them. Source: InferenceHelper.next_inputs."""
        function = field(self, "_next_inputs_fn")
        after = sample_ids if function is None else machine.call(function, sample_ids)
        machine.call(field(self, "_end_fn"), sample_ids)
        return vector(machine, batch_of(first_leaf(after)), BOOL), after, state
