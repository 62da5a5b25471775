"""`tf.keras.Sequential`.

**Source:** tf_keras/src/engine/{sequential,training}.py, tf_keras 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import Reason
from tfscope.domain.graph import Tensor
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import CLASSES, LibraryClass, library_class
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.keras_base import FLOAT32
from tfscope.models.tensorflow.keras_models import MODEL, start_model
from tfscope.models.tensorflow.shapes import as_shape


@library_class("tensorflow.keras.Sequential", MODEL)
class Sequential:
    """One layer after another."""

    @staticmethod
    def init(
        machine: Machine, call: Call, self: Instance, layers: AbstractValue = None, name: AbstractValue = None
    ) -> AbstractValue:
        """Adds the layers. Source: Sequential.__init__."""
        start_model(machine, self, name)
        self.attributes.update(_layers=ListObject([]), _last=None)
        for layer in (machine.items_of(layers) or ()) if layers is not None else ():
            machine.call(machine.get_attribute(self, "add"), layer)
        return None

    @staticmethod
    def add(machine: Machine, call: Call, self: Instance, layer: AbstractValue) -> AbstractValue:
        """Adds a layer; it is built at once where the input's shape is known. Source: Sequential.add."""
        kept, last = self.attributes.get("_layers"), self.attributes.get("_last")
        if isinstance(kept, ListObject):
            refuse_same_name(machine, kept, layer)
            machine.changing(kept)
            kept.items.append(layer)
        given = layer.attributes.get("_batch_input_shape") if isinstance(layer, Instance) else None
        if last is None and given is not None:
            last = Tensor(as_shape(machine, given), FLOAT32, None, machine.graph)
        if last is not None:
            after = machine.call(layer, last)
            machine.changing(self)
            self.attributes["_last"] = after
        return None

    @staticmethod
    def build(machine: Machine, call: Call, self: Instance, input_shape: AbstractValue = None) -> AbstractValue:
        """Calls the layers with a tensor of the shape. Source: Sequential.build, Model.build."""
        if input_shape is not None:
            inputs = Tensor(as_shape(machine, input_shape), FLOAT32, None, machine.graph)
            machine.call(machine.get_attribute(self, "call"), inputs)
        machine.changing(self)
        self.attributes["built"] = True
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
        """Calls the layers in order; eager execution builds them in a graph of its own. Source: Sequential.call."""
        kept, graph = self.attributes.get("_layers"), machine.graph
        before = graph.name_scope
        if graph is machine.runtime.eager_graph:
            op_names.open_name_scope(machine, graph, None)
        for layer in kept.items if isinstance(kept, ListObject) else ():
            inputs = machine.call(layer, inputs)
        op_names.close_name_scope(machine, graph, before)
        return inputs


def refuse_same_name(machine: Machine, kept: ListObject, layer: AbstractValue) -> None:
    """Refuses a layer whose name another layer of the sequence has. Source: Sequential.add."""
    name = layer.attributes.get("_name") if isinstance(layer, Instance) else None
    names = [one.attributes.get("_name") for one in kept.items if isinstance(one, Instance)]
    if isinstance(name, str) and name in names:
        message = (
            f'All layers added to a Sequential model should have unique names. Name "{name}" is already the name of a '
            "layer in this model. Update the `name` argument to pass a unique name."
        )
        machine.refuse(Reason.ARGUMENT_INVALID, "ValueError", message, api="tensorflow.keras.Sequential")


CLASSES["tensorflow.keras.models.Sequential"] = LibraryClass(
    "tensorflow.keras.models.Sequential", ("tensorflow.keras.Sequential",), {}
)
