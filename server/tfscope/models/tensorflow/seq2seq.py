"""Decoders of `tf.contrib.seq2seq`, and what runs them.

**Source:** tensorflow/contrib/seq2seq/python/ops/{decoder,basic_decoder,beam_search_decoder}.py, TF 1.15.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import Instance
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, DType, Shape, Symbol
from tfscope.models.machine import Call, Machine
from tfscope.models.python.collections import named_tuple_class
from tfscope.models.registry import LibraryProperty, library_class, model, per_run
from tfscope.models.tensorflow.control_flow import close_loop, loop_variables, tracing
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.rnn import stacked
from tfscope.models.tensorflow.rnn_base import attribute_of, batch_of
from tfscope.models.tensorflow.rnn_wrappers import pair
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.seq2seq_attention import SEQ2SEQ
from tfscope.models.tensorflow.seq2seq_helpers import embed, field
from tfscope.models.tensorflow.structures import first_leaf, map_structure

INT32: Final = DType("int32")


@per_run(f"{SEQ2SEQ}.BasicDecoderOutput")
def output_class(machine: Machine) -> AbstractValue:
    """The class of a step's output."""
    return named_tuple_class(machine, "BasicDecoderOutput", ["rnn_output", "sample_id"], ())


@library_class(f"{SEQ2SEQ}.Decoder")
class Decoder:
    """The base of all decoders, and of users' own."""

    @LibraryProperty
    def tracks_own_finished(machine: Machine, self: AbstractValue) -> AbstractValue:
        """Whether the decoder itself knows what is finished. Source: Decoder.tracks_own_finished."""
        return False


@library_class(f"{SEQ2SEQ}.BasicDecoder", f"{SEQ2SEQ}.Decoder")
class BasicDecoder:
    """A cell, what gives its inputs, and a layer behind it."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        cell: AbstractValue,
        helper: AbstractValue,
        initial_state: AbstractValue,
        output_layer: AbstractValue = None,
    ) -> AbstractValue:
        """Keeps all of them. Source: BasicDecoder.__init__."""
        machine.changing(self)
        self.attributes.update(_cell=cell, _helper=helper, _initial_state=initial_state, _output_layer=output_layer)
        return None

    @staticmethod
    def initialize(machine: Machine, call: Call, self: Instance, name: AbstractValue = None) -> AbstractValue:
        """Finished, first inputs, first state. Source: BasicDecoder.initialize."""
        begun = machine.call(machine.get_attribute(field(self, "_helper"), "initialize"))
        return *pair(machine, begun), field(self, "_initial_state")

    @staticmethod
    def step(
        machine: Machine,
        call: Call,
        self: Instance,
        time: AbstractValue,
        inputs: AbstractValue,
        state: AbstractValue,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """The cell, then the layer. Source: BasicDecoder.step."""
        output, after = pair(machine, machine.call(field(self, "_cell"), inputs, state))
        layer, helper = field(self, "_output_layer"), field(self, "_helper")
        output = output if layer is None else machine.call(layer, output)
        sample = machine.call(machine.get_attribute(helper, "sample"), time=time, outputs=output, state=after)
        later = machine.call(
            machine.get_attribute(helper, "next_inputs"), time=time, outputs=output, state=after, sample_ids=sample
        )
        finished, following, state = machine.items_of(later) or (UNKNOWN, inputs, after)
        return output_of(machine, output, sample), state, following, finished

    @LibraryProperty
    def batch_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The helper's. Source: BasicDecoder.batch_size."""
        return attribute_of(machine, field(self, "_helper"), "batch_size")

    @LibraryProperty
    def output_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The sizes of a step's output. Source: BasicDecoder.output_size."""
        assert isinstance(self, Instance)
        size = rnn_output_size(machine, self)
        return output_of(machine, size, attribute_of(machine, field(self, "_helper"), "sample_ids_shape"))

    @LibraryProperty
    def output_dtype(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The dtypes of a step's output. Source: BasicDecoder.output_dtype."""
        dtype = constant_facts(first_leaf(field(self, "_initial_state")))[1]
        return output_of(machine, dtype, attribute_of(machine, field(self, "_helper"), "sample_ids_dtype"))

    @staticmethod
    def _rnn_output_size(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The size of what a step puts out. Source: BasicDecoder._rnn_output_size."""
        return rnn_output_size(machine, self)


def output_of(machine: Machine, rnn_output: AbstractValue, sample_id: AbstractValue) -> AbstractValue:
    """`BasicDecoderOutput(…)`."""
    return machine.call(machine.get_attribute(Symbol(SEQ2SEQ), "BasicDecoderOutput"), rnn_output, sample_id)


def rnn_output_size(machine: Machine, decoder: Instance) -> AbstractValue:
    """The cell's size, or what the output layer makes of it."""
    size = attribute_of(machine, field(decoder, "_cell"), "output_size")
    layer = field(decoder, "_output_layer")
    if layer is None:
        return size
    units = attribute_of(machine, layer, "units")
    return Shape((units,)) if isinstance(units, int) else UNKNOWN


@library_class(f"{SEQ2SEQ}.BeamSearchDecoder", f"{SEQ2SEQ}.Decoder")
class BeamSearchDecoder:
    """A cell that keeps several candidates."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        cell: AbstractValue,
        embedding: AbstractValue,
        start_tokens: AbstractValue,
        end_token: AbstractValue,
        initial_state: AbstractValue,
        beam_width: AbstractValue,
        output_layer: AbstractValue = None,
        *rest: AbstractValue,
        **more: AbstractValue,
    ) -> AbstractValue:
        """Keeps all of them. Source: BeamSearchDecoder.__init__."""
        first = embed(machine, embedding, start_tokens)
        machine.changing(self)
        self.attributes.update(
            _cell=cell, _start_inputs=first, _initial_state=initial_state, _output_layer=output_layer
        )
        return None

    @staticmethod
    def initialize(machine: Machine, call: Call, self: Instance, name: AbstractValue = None) -> AbstractValue:
        """Finished, first inputs, first state. Source: BeamSearchDecoder.initialize."""
        return UNKNOWN, field(self, "_start_inputs"), self.attributes.get("_initial_state", UNKNOWN)

    @staticmethod
    def step(
        machine: Machine,
        call: Call,
        self: Instance,
        time: AbstractValue,
        inputs: AbstractValue,
        state: AbstractValue,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """The cell, then the layer. Source: BeamSearchDecoder.step."""
        output, after = pair(machine, machine.call(self.attributes["_cell"], inputs, state))
        layer = self.attributes.get("_output_layer")
        if layer is not None:
            machine.call(layer, output)
        return UNKNOWN, after, inputs, UNKNOWN


@model(f"{SEQ2SEQ}.dynamic_decode")
def dynamic_decode(
    machine: Machine,
    call: Call,
    decoder: AbstractValue,
    output_time_major: AbstractValue = False,
    impute_finished: AbstractValue = False,
    maximum_iterations: AbstractValue = None,
    parallel_iterations: AbstractValue = 32,
    swap_memory: AbstractValue = False,
    scope: AbstractValue = None,
    **kwargs: AbstractValue,
) -> AbstractValue:
    """Runs a decoder in a loop, which is traced once. Source: decoder.dynamic_decode."""
    with machine.entering(variable_scope(machine, call, scope, "decoder")):
        begun = machine.items_of(machine.call(machine.get_attribute(decoder, "initialize"))) or [UNKNOWN] * 3
        with tracing(machine, "while"):
            time = Tensor(Shape(()), INT32, None, machine.graph)
            inputs, before = (loop_variables(machine, value) for value in begun[1:3])
            stepped = machine.call(machine.get_attribute(decoder, "step"), time, inputs, before)
            outputs, after, later = ((machine.items_of(stepped) or []) + [UNKNOWN] * 3)[:3]
            close_loop(machine, inputs, later)
            state = close_loop(machine, before, after)
    is_major = machine.truth(output_time_major) is True
    whole = map_structure(machine, lambda leaf: stacked(machine, leaf, None, batch_of(leaf), is_major), outputs)
    return whole, state, Tensor(Shape((UNKNOWN,)), INT32, None, machine.graph)


@model(f"{SEQ2SEQ}.tile_batch")
def tile_batch(
    machine: Machine, call: Call, t: AbstractValue, multiplier: AbstractValue, name: AbstractValue = None
) -> AbstractValue:
    """Tensors with the batch repeated. Source: beam_search_decoder.tile_batch."""

    def tile(leaf: AbstractValue) -> AbstractValue:
        shape, dtype = constant_facts(leaf)
        after: AnyShape = UNKNOWN
        if isinstance(shape, Shape) and shape.dims:
            batch = shape.dims[0]
            known = isinstance(batch, int) and isinstance(multiplier, int)
            first = batch * multiplier if known and isinstance(batch, int) and isinstance(multiplier, int) else None
            after = Shape((first if known or batch is None else UNKNOWN, *shape.dims[1:]))
        return Tensor(after, dtype, None, machine.graph)

    return map_structure(machine, tile, t)


@model(f"{SEQ2SEQ}.sequence_loss")
def sequence_loss(
    machine: Machine, call: Call, logits: AbstractValue, *rest: AbstractValue, **more: AbstractValue
) -> AbstractValue:
    """A scalar, unless it is not averaged. Source: loss.sequence_loss."""
    averages = [machine.truth(more.get(f"average_across_{name}", True)) for name in ("timesteps", "batch")]
    shape: AnyShape = Shape(()) if averages == [True, True] else UNKNOWN
    return Tensor(shape, constant_facts(logits)[1], None, machine.graph)
