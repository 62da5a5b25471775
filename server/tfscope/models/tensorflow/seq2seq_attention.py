"""Attention of `tf.contrib.seq2seq`: mechanisms, and the cell that wraps another.

**Source:** tensorflow/contrib/seq2seq/python/ops/attention_wrapper.py, TF 1.15.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, DType, Shape, Symbol
from tfscope.models.machine import Call, Machine
from tfscope.models.python.collections import named_tuple_class
from tfscope.models.registry import LibraryProperty, library_class, per_run
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.get_variable import get_variable
from tfscope.models.tensorflow.layers_base import last_dimension
from tfscope.models.tensorflow.rnn import side_by_side
from tfscope.models.tensorflow.rnn_base import BASE, as_batch, attribute_of, batch_of, sized, zero_state_of
from tfscope.models.tensorflow.rnn_wrappers import pair, start
from tfscope.models.tensorflow.scopes import variable_scope

SEQ2SEQ: Final = "tensorflow.contrib.seq2seq"
STATE_FIELDS: Final = ("cell_state", "attention", "time", "alignments", "alignment_history", "attention_state")
DENSE: Final = Symbol("tensorflow.layers.Dense")


def dense(machine: Machine, units: AbstractValue, name: str) -> AbstractValue:
    """A layer without biases."""
    return machine.call(DENSE, units, name=name, use_bias=False)


@per_run(f"{SEQ2SEQ}.AttentionWrapperState")
def state_class(machine: Machine) -> AbstractValue:
    """The class of the wrapper's state; `clone` is its `_replace`."""
    cls = named_tuple_class(machine, "AttentionWrapperState", list(STATE_FIELDS), ())
    base = cls.mro[1]
    namespace = getattr(base, "namespace", {})
    if "_replace" in namespace:
        cls.namespace["clone"] = namespace["_replace"]
    return cls


def make_state(machine: Machine, *fields: AbstractValue) -> AbstractValue:
    """`AttentionWrapperState(…)`."""
    return machine.call(machine.get_attribute(Symbol(SEQ2SEQ), "AttentionWrapperState"), *fields)


@library_class(f"{SEQ2SEQ}.AttentionMechanism")
class AttentionMechanism:
    """The base of all mechanisms: keys of the memory, made when it is constructed."""

    @staticmethod
    def call_(
        machine: Machine, call: Call, self: Instance, query: AbstractValue, *rest: AbstractValue, **more: AbstractValue
    ) -> AbstractValue:
        """Makes the variables of the score. Source: LuongAttention.__call__, BahdanauAttention.__call__."""
        base = self.attributes.get("_scope_base")
        units = self.attributes.get("_num_units", UNKNOWN)
        with machine.entering(variable_scope(machine, call, None, base)):
            layer = self.attributes.get("query_layer")
            if layer is not None:
                machine.call(layer, query)
                get_variable(machine, call, "attention_v", ListObject([units]))
            if machine.truth(self.attributes.get("_scaled")) is True:
                get_variable(machine, call, "attention_g", ())
                if layer is not None:
                    get_variable(machine, call, "attention_b", ListObject([units]))
        return Tensor(UNKNOWN, constant_facts(query)[1], None, machine.graph)

    @LibraryProperty
    def values(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The memory."""
        return self.attributes.get("_memory", UNKNOWN) if isinstance(self, Instance) else UNKNOWN

    @LibraryProperty
    def batch_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The number of memories. Source: _BaseAttentionMechanism.batch_size."""
        batch = batch_of(attribute_of(machine, self, "values"))
        return batch if isinstance(batch, int) else Tensor(Shape(()), DType("int32"), None, machine.graph)

    @LibraryProperty
    def alignments_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The length of the memories, a tensor where it is not static. Source: alignments_size."""
        shape = constant_facts(attribute_of(machine, self, "values"))[0]
        if not isinstance(shape, Shape) or shape.dims is None or len(shape.dims) < 2:
            return UNKNOWN
        steps = shape.dims[1]
        return Tensor(Shape(()), DType("int32"), None, machine.graph) if steps is None else steps

    @LibraryProperty
    def state_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The same as the alignments'. Source: _BaseAttentionMechanism.state_size."""
        return attribute_of(machine, self, "alignments_size")


def declare_mechanism(name: str, base: str, has_query: bool, scaled: str) -> None:
    """Registers a mechanism. `scaled` is the parameter that asks for more variables."""

    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        num_units: AbstractValue,
        memory: AbstractValue,
        memory_sequence_length: AbstractValue = None,
        *rest: AbstractValue,
        **more: AbstractValue,
    ) -> AbstractValue:
        """Makes the keys at once."""
        layer = dense(machine, num_units, "memory_layer")
        machine.changing(self)
        self.attributes.update(
            _num_units=num_units, _memory=memory, memory_layer=layer, _scope_base=base,
            query_layer=dense(machine, num_units, "query_layer") if has_query else None,
            _scaled=more.get(scaled, rest[0] if rest else False),
        )  # fmt: skip
        keys = machine.call(layer, memory)
        machine.changing(self)
        self.attributes.update(keys=keys, _keys=keys, _values=memory)
        return None

    library_class(f"{SEQ2SEQ}.{name}", f"{SEQ2SEQ}.AttentionMechanism")(type(name, (), {"init": staticmethod(init)}))


declare_mechanism("LuongAttention", "luong_attention", False, "scale")
declare_mechanism("BahdanauAttention", "bahdanau_attention", True, "normalize")


@library_class(f"{SEQ2SEQ}.AttentionWrapper", BASE)
class AttentionWrapper:
    """A cell that looks at a memory."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        cell: AbstractValue,
        attention_mechanism: AbstractValue,
        attention_layer_size: AbstractValue = None,
        alignment_history: AbstractValue = False,
        cell_input_fn: AbstractValue = None,
        output_attention: AbstractValue = True,
        initial_cell_state: AbstractValue = None,
        name: AbstractValue = None,
        attention_layer: AbstractValue = None,
        **more: AbstractValue,
    ) -> AbstractValue:
        """Keeps the cell and makes the attention layers. Source: AttentionWrapper.__init__."""
        start(machine, self, {"name": name})
        many = machine.items_of(attention_mechanism) if is_list(attention_mechanism) else None
        mechanisms = many if many is not None else [attention_mechanism]
        sizes = machine.items_of(attention_layer_size) if is_list(attention_layer_size) else None
        sizes = sizes if sizes is not None else [attention_layer_size] * len(mechanisms)
        layers = [None if size is None else dense(machine, size, "attention_layer") for size in sizes]
        memories = [last_dimension(attribute_of(machine, mechanism, "values")) for mechanism in mechanisms]
        depths = [memory if size is None else size for size, memory in zip(sizes, memories)]
        numbers = [depth for depth in depths if isinstance(depth, int)]
        machine.changing(self)
        self.attributes.update(
            _cell=cell, _attention_mechanisms=ListObject(list(mechanisms)), _attention_layers=ListObject(list(layers)),
            _output_attention=output_attention, _initial_cell_state=initial_cell_state, _cell_input_fn=cell_input_fn,
            _is_multi=many is not None, _attention_size=sum(numbers) if len(numbers) == len(depths) else UNKNOWN,
        )  # fmt: skip
        return None

    @staticmethod
    def _item_or_tuple(machine: Machine, call: Call, self: Instance, seq: AbstractValue) -> AbstractValue:
        """A tuple where several mechanisms were given. Source: AttentionWrapper._item_or_tuple."""
        items = machine.items_of(seq)
        if not items or self.attributes.get("_is_multi"):
            return UNKNOWN if items is None else tuple(items)
        return items[0]

    @LibraryProperty
    def output_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """That of the attention, or of the cell."""
        assert isinstance(self, Instance)
        if machine.truth(self.attributes.get("_output_attention")) is not False:
            return self.attributes.get("_attention_size", UNKNOWN)
        return attribute_of(machine, self.attributes.get("_cell"), "output_size")

    @LibraryProperty
    def state_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The sizes of the state's parts."""
        assert isinstance(self, Instance)
        inner = attribute_of(machine, self.attributes.get("_cell"), "state_size")
        size = self.attributes.get("_attention_size", UNKNOWN)
        return make_state(machine, inner, size, Shape(()), UNKNOWN, (), UNKNOWN)

    @staticmethod
    def zero_state(
        machine: Machine, call: Call, self: Instance, batch_size: AbstractValue, dtype: AbstractValue
    ) -> AbstractValue:
        """The state before the first step. Source: AttentionWrapper.zero_state."""
        inner = self.attributes.get("_initial_cell_state")
        if inner is None:
            inner = zero_state_of(
                machine, attribute_of(machine, self.attributes.get("_cell"), "state_size"), batch_size, dtype
            )
        size = self.attributes.get("_attention_size", UNKNOWN)
        attention = zero_state_of(machine, size, batch_size, dtype)
        time = Tensor(Shape(()), DType("int32"), None, machine.graph)
        alignments = Tensor(Shape((as_batch(batch_size), UNKNOWN)), constant_facts(attention)[1], None, machine.graph)
        return make_state(machine, inner, attention, time, alignments, (), alignments)

    @staticmethod
    def call(
        machine: Machine, call: Call, self: Instance, inputs: AbstractValue, state: AbstractValue, *rest: AbstractValue
    ) -> AbstractValue:
        """The cell, then the attention. Source: AttentionWrapper.call."""
        before = machine.get_attribute(state, "attention")
        joiner = self.attributes.get("_cell_input_fn")
        seen = side_by_side(machine, [inputs, before]) if joiner is None else machine.call(joiner, inputs, before)
        output, after = pair(
            machine, machine.call(self.attributes["_cell"], seen, machine.get_attribute(state, "cell_state"))
        )
        found: list[AbstractValue] = []
        mechanisms, layers = self.attributes["_attention_mechanisms"], self.attributes["_attention_layers"]
        assert isinstance(mechanisms, ListObject) and isinstance(layers, ListObject)
        for mechanism, layer in zip(mechanisms.items, layers.items):
            machine.call(mechanism, output, state=UNKNOWN)
            depth = last_dimension(attribute_of(machine, mechanism, "values"))
            context = Tensor(sized(batch_of(output), depth), constant_facts(output)[1], None, machine.graph)
            found.append(context if layer is None else machine.call(layer, side_by_side(machine, [output, context])))
        attention = found[0] if len(found) == 1 else side_by_side(machine, found)
        fields = [machine.get_attribute(state, name) for name in STATE_FIELDS[2:]]
        answer = attention if machine.truth(self.attributes.get("_output_attention")) is not False else output
        return answer, make_state(machine, after, attention, *fields)


def is_list(value: AbstractValue) -> bool:
    """Whether several are given."""
    return isinstance(value, (ListObject, tuple))
