"""`tf.nn.rnn_cell.RNNCell`: how a cell settles its scope, and the states that go with its sizes.

**Source:** tf_keras/src/layers/rnn/legacy_cells.py, classes RNNCell and LayerRNNCell, tf_keras 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import ABSENT, ClassObject, HeapObject, Instance, ListObject, NativeFunction
from tfscope.domain.origins import NOTHING
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Dimension, Shape, Symbol, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.python.collections import named_tuple_class
from tfscope.models.registry import CLASSES, LibraryProperty, library_class, per_run
from tfscope.models.tensorflow.dtypes import as_dtype, constant_facts
from tfscope.models.tensorflow.gradients import use_scope
from tfscope.models.tensorflow.ops_static import static
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.structures import first_leaf, map_structure

RNN_CELL: Final = "tensorflow.nn.rnn_cell"
#: Where the names are found in every version.
V1_RNN_CELL: Final = "tensorflow.compat.v1.nn.rnn_cell"
BASE: Final = f"{RNN_CELL}.RNNCell"
LAYER: Final = "tensorflow.layers.Layer"


@per_run(f"{RNN_CELL}.LSTMStateTuple")
def state_tuple_class(machine: Machine) -> AbstractValue:
    """The class of an LSTM's state."""
    return named_tuple_class(machine, "LSTMStateTuple", ["c", "h"], ())


def lstm_state(machine: Machine, c: AbstractValue, h: AbstractValue) -> AbstractValue:
    """`LSTMStateTuple(c, h)`."""
    return machine.call(machine.get_attribute(Symbol(V1_RNN_CELL), "LSTMStateTuple"), c, h)


@library_class(BASE, LAYER)
class RNNCell:
    """The base of all cells, and of users' own."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        trainable: AbstractValue = True,
        name: AbstractValue = None,
        dtype: AbstractValue = None,
        **kwargs: AbstractValue,
    ) -> AbstractValue:
        """The same as a layer's. Source: RNNCell.__init__."""
        keywords = {"trainable": trainable, "name": name, "dtype": dtype, **kwargs}
        return machine.call_with(CLASSES[LAYER].methods["__init__"], Call([self], keywords))

    @staticmethod
    def call_(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        state: AbstractValue,
        scope: AbstractValue = None,
    ) -> AbstractValue:
        """Enters a scope by name, or the one that was current at the first call. Source: RNNCell.__call__."""
        if scope is not None:
            with machine.entering(variable_scope(machine, call, scope, custom_getter=watcher(self))) as entered:
                return call_layer(machine, self, inputs, state, {"scope": entered})
        manager = self.attributes.get("rnncell_scope")
        if not isinstance(manager, HeapObject):
            manager = variable_scope(machine, call, machine.graph.scope, custom_getter=watcher(self))
            machine.changing(self)
            self.attributes["rnncell_scope"] = manager
        with machine.entering(manager):
            return call_layer(machine, self, inputs, state, {})

    @LibraryProperty
    def state_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """What a user's cell must say. Source: RNNCell.state_size."""
        return Unknown("state_size")

    @LibraryProperty
    def output_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """What a user's cell must say. Source: RNNCell.output_size."""
        return Unknown("output_size")

    @staticmethod
    def zero_state(
        machine: Machine, call: Call, self: Instance, batch_size: AbstractValue, dtype: AbstractValue
    ) -> AbstractValue:
        """Zeros in the structure of the state's size. Source: RNNCell.zero_state."""
        use_scope(machine, f"{self.cls.name}ZeroState")
        return zero_state_of(machine, machine.get_attribute(self, "state_size"), batch_size, dtype)

    @staticmethod
    def get_initial_state(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue = None,
        batch_size: AbstractValue = None,
        dtype: AbstractValue = None,
    ) -> AbstractValue:
        """The zero state for a batch. Source: RNNCell.get_initial_state."""
        if inputs is not None:
            shape, dtype = constant_facts(first_leaf(inputs))
            batch_size = shape.dims[0] if isinstance(shape, Shape) and shape.dims else UNKNOWN
        return machine.call(machine.get_attribute(self, "zero_state"), batch_size, dtype)


@library_class(f"{RNN_CELL}.LayerRNNCell", BASE)
class LayerRNNCell:
    """The base of the cells that are called just like layers."""

    @staticmethod
    def call_(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        state: AbstractValue,
        scope: AbstractValue = None,
        *args: AbstractValue,
        **kwargs: AbstractValue,
    ) -> AbstractValue:
        """The same as a layer's. Source: LayerRNNCell.__call__."""
        return call_layer(machine, self, inputs, state, {"scope": scope, **kwargs})


def call_layer(
    machine: Machine, cell: Instance, inputs: AbstractValue, state: AbstractValue, keywords: dict[str, AbstractValue]
) -> AbstractValue:
    """`Layer.__call__`."""
    return machine.call_with(CLASSES[LAYER].methods["__call__"], Call([cell, inputs, state], keywords))


def watcher(cell: Instance) -> AbstractValue:
    """A custom getter that notes the variables a cell makes. Source: RNNCell._rnn_get_variable."""

    def run(machine: Machine, call: Call) -> AbstractValue:
        getter = call.keywords.get("getter", call.arguments[0] if call.arguments else UNKNOWN)
        rest = {key: value for key, value in call.keywords.items() if key != "getter"}
        made = machine.call_with(getter, Call(call.arguments[1:], rest, call.is_open))
        weights = cell.attributes.get("_weights")
        if isinstance(weights, ListObject) and not any(made is weight for weight in weights.items):
            machine.changing(weights)
            weights.items.append(made)
        return made

    return NativeFunction("_rnn_get_variable", run)


def zero_state_of(
    machine: Machine, size: AbstractValue, batch_size: AbstractValue, dtype: AbstractValue
) -> AbstractValue:
    """Zeros in the structure of a size. Source: legacy_cells._zero_state_tensors."""
    batch = as_batch(batch_size)
    found = as_dtype(machine, dtype) if dtype is not None else UNKNOWN

    def zeros(leaf: AbstractValue) -> AbstractValue:
        return Tensor(sized(batch, leaf), found, None, machine.graph, origin=NOTHING)

    return map_structure(machine, zeros, size)


def as_batch(value: AbstractValue) -> Dim:
    """A batch size as a dimension: a number, or a tensor whose value may be known."""
    if isinstance(value, (Tensor, Dimension)):
        value = static(value)
    return value if value is None or isinstance(value, (int, Unknown)) else UNKNOWN


def sized(batch: Dim, size: AbstractValue) -> AnyShape:
    """`[batch, size]`, or the batch in front of a whole shape."""
    if isinstance(size, Shape):
        return Shape(None) if size.dims is None else Shape((batch, *size.dims))
    if isinstance(size, Dimension):
        size = size.value
    if isinstance(size, int):
        return Shape((batch, size))
    return Shape((batch, size)) if isinstance(size, Unknown) and size.kind == "int" else UNKNOWN


def batch_of(value: AbstractValue) -> Dim:
    """The first dimension of a tensor."""
    shape, _ = constant_facts(value)
    if isinstance(shape, Shape):
        return shape.dims[0] if shape.dims else None
    return UNKNOWN


def is_cell(value: AbstractValue) -> bool:
    """Whether a value is an object of a class that stands on the library's cells."""
    return isinstance(value, Instance) and any(isinstance(c, ClassObject) and c.path == BASE for c in value.cls.mro)


def attribute_of(machine: Machine, cell: AbstractValue, name: str) -> AbstractValue:
    """An attribute of a cell, which may be no object of ours; UNKNOWN where there is none."""
    found = machine.find_attribute(cell, name)
    return UNKNOWN if found is ABSENT else found
