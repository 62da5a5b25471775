"""`tf.keras.Model`, `Sequential` and recurrent layers in graph mode.

**Source:** tf_keras/src/engine/{sequential,functional,training_v1}.py, layers/rnn, tf_keras 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Shape, Symbol
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import CLASSES, LibraryClass, Model, library_class
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.keras_base import KERAS_LAYER, start
from tfscope.models.tensorflow.layers_base import last_dimension, snake_case
from tfscope.models.tensorflow.structures import map_structure

MODEL: Final = "tensorflow.keras.Model"
LAYERS: Final = "tensorflow.keras.layers"


@library_class(MODEL, KERAS_LAYER)
class KerasModel:
    """A model: of layers between tensors, or a class of the program's."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue = None,
        outputs: AbstractValue = None,
        name: AbstractValue = None,
        **kwargs: AbstractValue,
    ) -> AbstractValue:
        """Keeps the ends. Source: Model.__init__."""
        start_model(machine, self, name)
        self.attributes.update(inputs=inputs, outputs=outputs)
        return None

    @staticmethod
    def call(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        *args: AbstractValue,
        **kwargs: AbstractValue,
    ) -> AbstractValue:
        """Tensors like the outputs. Source: Functional.call."""
        outputs = self.attributes.get("outputs")
        if outputs is None:
            return UNKNOWN

        def fresh(leaf: AbstractValue) -> AbstractValue:
            shape, dtype = constant_facts(leaf)
            return Tensor(shape, dtype, None, machine.graph)

        return map_structure(machine, fresh, outputs)


def start_model(machine: Machine, model: Instance, name: AbstractValue) -> None:
    """Gives a model its name; in eager execution it counts its batches. Source: Model._init_batch_counters."""
    start(machine, model, name)
    if machine.graph is machine.runtime.eager_graph:
        for _ in ("train", "test", "predict"):
            machine.call(Symbol("tensorflow.Variable"), 0, dtype="int64")


CLASSES["tensorflow.keras.models.Model"] = LibraryClass("tensorflow.keras.models.Model", (MODEL,), {})


#: Recurrent layers: how many times the units a kernel is wide.
GATES: Final = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}


def init_recurrent(
    machine: Machine, call: Call, self: Instance, units: AbstractValue, *rest: AbstractValue, **more: AbstractValue
) -> AbstractValue:
    """Keeps the settings."""
    start(machine, self, more.get("name"))
    self.attributes["use_bias"] = more.get("use_bias", True)
    for key in ("return_sequences", "return_state", "time_major"):
        self.attributes[key] = more.get(key, False)
    self.attributes.update(units=units, _batch_input_shape=more.get("batch_input_shape"))
    return None


def declare_recurrent(name: str, gates: int) -> None:
    """Registers a recurrent layer and its cell: kernel, recurrent_kernel, bias."""

    def build_cell(machine: Machine, call: Call, self: Instance, input_shape: AbstractValue) -> AbstractValue:
        """kernel [in, g·u], recurrent_kernel [u, g·u], bias [g·u]."""
        units = self.attributes.get("units")
        wide = units * gates if isinstance(units, int) else UNKNOWN
        add = machine.get_attribute(self, "add_weight")
        machine.call(add, "kernel", ListObject([last_dimension(input_shape), wide]))
        machine.call(add, "recurrent_kernel", ListObject([units, wide]))
        if machine.truth(self.attributes.get("use_bias")) is not False:
            machine.call(add, "bias", ListObject([wide]))
        return None

    def build_layer(machine: Machine, call: Call, self: Instance, input_shape: AbstractValue) -> AbstractValue:
        """The weights of the cell, in an op name scope of its own."""
        before = op_names.open_name_scope(machine, machine.graph, f"{snake_case(name)}_cell")
        build_cell(machine, call, self, input_shape)
        op_names.close_name_scope(machine, machine.graph, before)
        return None

    def run(
        machine: Machine, call: Call, self: Instance, inputs: AbstractValue, *rest: AbstractValue, **more: AbstractValue
    ) -> AbstractValue:
        """The output, of all steps or of the last, and the states where they are asked for."""
        return recurrent_output(machine, self, inputs, self.attributes.get("units"), 2 if name == "LSTM" else 1)

    methods: dict[str, AbstractValue] = {
        "__init__": Model(f"{name}.__init__", init_recurrent),
        "call": Model(f"{name}.call", run),
    }
    layer, cell = f"{LAYERS}.{name}", f"{LAYERS}.{name}Cell"
    CLASSES[layer] = LibraryClass(layer, (KERAS_LAYER,), {**methods, "build": Model("build", build_layer)})
    CLASSES[cell] = LibraryClass(cell, (KERAS_LAYER,), {**methods, "build": Model("build", build_cell)})


def recurrent_output(
    machine: Machine, layer: Instance, inputs: AbstractValue, units: AbstractValue, states: int
) -> AbstractValue:
    """[batch, units] or [batch, time, units], and the states."""
    shape, dtype = constant_facts(inputs)
    size: Dim = units if isinstance(units, int) else UNKNOWN
    last: AnyShape = UNKNOWN
    every: AnyShape = UNKNOWN
    if isinstance(shape, Shape) and shape.dims:
        last, every = Shape((shape.dims[0], size)), Shape((*shape.dims[:2], size))
    wants_all = machine.truth(layer.attributes.get("return_sequences")) is True
    output = Tensor(every if wants_all else last, dtype, None, machine.graph)
    if machine.truth(layer.attributes.get("return_state")) is not True:
        return output
    return ListObject([output, *(Tensor(last, dtype, None, machine.graph) for _ in range(states))])


for name, gates in GATES.items():
    declare_recurrent(name, gates)


@library_class(f"{LAYERS}.RNN", KERAS_LAYER)
class RNN:
    """A cell run over time."""

    @staticmethod
    def init(
        machine: Machine, call: Call, self: Instance, cell: AbstractValue, *rest: AbstractValue, **more: AbstractValue
    ) -> AbstractValue:
        """Keeps the cell."""
        start(machine, self, more.get("name"))
        self.attributes["cell"] = cell
        for key, value in zip(("return_sequences", "return_state"), (*rest, False, False)):
            self.attributes[key] = more.get(key, value)
        return None

    @staticmethod
    def build(machine: Machine, call: Call, self: Instance, input_shape: AbstractValue) -> AbstractValue:
        """Builds the cell, in an op name scope of its own."""
        cell = self.attributes.get("cell")
        if isinstance(cell, Instance) and cell.attributes.get("built") is not True:
            before = op_names.open_name_scope(machine, machine.graph, snake_case(cell.cls.name))
            machine.call(machine.get_attribute(cell, "build"), input_shape)
            op_names.close_name_scope(machine, machine.graph, before)
            machine.changing(cell)
            cell.attributes["built"] = True
        return None

    @staticmethod
    def call(
        machine: Machine, call: Call, self: Instance, inputs: AbstractValue, *rest: AbstractValue, **more: AbstractValue
    ) -> AbstractValue:
        """The output of the last step, or of all."""
        units = machine.find_attribute(self.attributes.get("cell"), "units")
        return recurrent_output(machine, self, inputs, units, 1)


@library_class(f"{LAYERS}.Bidirectional", KERAS_LAYER)
class Bidirectional:
    """A recurrent layer in both directions, each with weights of its own."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        layer: AbstractValue,
        merge_mode: AbstractValue = "concat",
        **more: AbstractValue,
    ) -> AbstractValue:
        """Makes a copy of the layer for each direction. Source: Bidirectional.__init__."""
        start(machine, self, more.get("name"))
        self.attributes["merge_mode"] = merge_mode
        for direction in ("forward", "backward"):
            copy = Instance(layer.cls, dict(layer.attributes)) if isinstance(layer, Instance) else layer
            if isinstance(copy, Instance):
                name = layer.attributes.get("_name") if isinstance(layer, Instance) else None
                copy.attributes.update(_name=f"{direction}_{name}", _weights=ListObject([]))
            self.attributes[f"{direction}_layer"] = copy
        return None

    @staticmethod
    def build(machine: Machine, call: Call, self: Instance, input_shape: AbstractValue) -> AbstractValue:
        """Builds both, each in an op name scope of its own. Source: Bidirectional.build."""
        for direction in ("forward", "backward"):
            layer = self.attributes.get(f"{direction}_layer")
            if isinstance(layer, Instance):
                before = op_names.open_name_scope(machine, machine.graph, layer.attributes.get("_name"))
                machine.call(machine.get_attribute(layer, "build"), input_shape)
                op_names.close_name_scope(machine, machine.graph, before)
                machine.changing(layer)
                layer.attributes["built"] = True
        return None

    @staticmethod
    def call(
        machine: Machine, call: Call, self: Instance, inputs: AbstractValue, *rest: AbstractValue, **more: AbstractValue
    ) -> AbstractValue:
        """Both outputs side by side."""
        layer = self.attributes.get("forward_layer")
        if not isinstance(layer, Instance) or self.attributes.get("merge_mode") != "concat":
            return UNKNOWN
        units = layer.attributes.get("units")
        return recurrent_output(machine, layer, inputs, units * 2 if isinstance(units, int) else UNKNOWN, 1)
