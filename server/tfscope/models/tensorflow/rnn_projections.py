"""Wrappers of `tf.contrib.rnn` with weights of their own.

**Source:** tensorflow/contrib/rnn/python/ops/core_rnn_cell.py, TF 1.15.
"""

from __future__ import annotations

from tfscope.domain.graph import FLOAT32, Tensor
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import CLASSES, LibraryProperty, library_class, model
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.get_variable import get_variable
from tfscope.models.tensorflow.layers_base import last_dimension
from tfscope.models.tensorflow.rnn_base import BASE, attribute_of, batch_of, sized
from tfscope.models.tensorflow.rnn_wrappers import WRAPPER, inner, pair, start
from tfscope.models.tensorflow.structures import leaves


def declare_projection(name: str) -> None:
    """Registers a wrapper that projects the inputs or outputs. Source: contrib/rnn core_rnn_cell, _Linear."""
    is_input = name.startswith("Input")

    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        cell: AbstractValue,
        size: AbstractValue,
        activation: AbstractValue = None,
        input_size: AbstractValue = None,
        reuse: AbstractValue = None,
    ) -> AbstractValue:
        """Keeps the cell and the size."""
        start(machine, self, {"_reuse": reuse})
        machine.changing(self)
        self.attributes.update(cell=cell, _cell=cell, _size=size)
        return None

    def run(
        machine: Machine, call: Call, self: Instance, inputs: AbstractValue, state: AbstractValue, *rest: AbstractValue
    ) -> AbstractValue:
        """Projects, in the wrapper's own scope."""
        if is_input:
            return machine.call(inner(self), project(machine, self, inputs), state)
        output, after = pair(machine, machine.call(inner(self), inputs, state))
        return project(machine, self, output), after

    def output_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        if is_input or not isinstance(self, Instance):
            return attribute_of(machine, inner(self), "output_size")
        return self.attributes.get("_size", UNKNOWN)

    members: dict[str, object] = {
        "init": staticmethod(init), "call": staticmethod(run), "output_size": LibraryProperty(output_size),
        "call_": CLASSES[BASE].methods["__call__"],
    }  # fmt: skip
    library_class(f"tensorflow.contrib.rnn.{name}", WRAPPER)(type(name, (), members))


def project(machine: Machine, wrapper: Instance, value: AbstractValue) -> AbstractValue:
    """`value · kernel + bias`, weights made in the current scope, once. Source: _Linear."""
    size, dtype = wrapper.attributes.get("_size"), constant_facts(value)[1]
    if wrapper.attributes.get("_linear") is None:
        get_variable(machine, Call([]), "kernel", ListObject([last_dimension(value), size]), dtype)
        get_variable(machine, Call([]), "bias", ListObject([size]), dtype)
        machine.changing(wrapper)
        wrapper.attributes["_linear"] = True
    return Tensor(sized(batch_of(value), size), dtype, None, machine.graph)


declare_projection("InputProjectionWrapper")
declare_projection("OutputProjectionWrapper")


@library_class("tensorflow.contrib.rnn.EmbeddingWrapper", WRAPPER)
class EmbeddingWrapper:
    """Embeds the inputs of a cell."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        cell: AbstractValue,
        embedding_classes: AbstractValue,
        embedding_size: AbstractValue,
        initializer: AbstractValue = None,
        reuse: AbstractValue = None,
    ) -> AbstractValue:
        """Keeps the cell and the sizes. Source: EmbeddingWrapper.__init__."""
        start(machine, self, {"_reuse": reuse})
        machine.changing(self)
        self.attributes.update(
            cell=cell, _cell=cell, _sizes=(embedding_classes, embedding_size), _initializer=initializer
        )
        return None

    @staticmethod
    def call_(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        state: AbstractValue,
        scope: AbstractValue = None,
    ) -> AbstractValue:
        """A cell with a scope of its own again."""
        keywords = {} if scope is None else {"scope": scope}
        return machine.call_with(CLASSES[BASE].methods["__call__"], Call([self, inputs, state], keywords))

    @staticmethod
    def call(
        machine: Machine, call: Call, self: Instance, inputs: AbstractValue, state: AbstractValue, *rest: AbstractValue
    ) -> AbstractValue:
        """Looks the inputs up. Source: EmbeddingWrapper.call."""
        classes, size = machine.items_of(self.attributes["_sizes"]) or (UNKNOWN, UNKNOWN)
        get_variable(machine, call, "embedding", ListObject([classes, size]))
        embedded = Tensor(sized(batch_of(inputs), size), FLOAT32, None, machine.graph)
        return machine.call(inner(self), embedded, state)


@model("tensorflow.contrib.rnn._linear", "tensorflow.contrib.rnn.core_rnn_cell._linear")
def linear_of(
    machine: Machine,
    call: Call,
    args: AbstractValue,
    output_size: AbstractValue,
    bias: AbstractValue,
    bias_initializer: AbstractValue = None,
    kernel_initializer: AbstractValue = None,
) -> AbstractValue:
    """kernel [sum of the depths, output], bias [output], in the current scope. Source: core_rnn_cell._linear."""
    tensors = list(leaves(args))
    depths = [last_dimension(tensor) for tensor in tensors]
    numbers = [depth for depth in depths if isinstance(depth, int)]
    total: AbstractValue = sum(numbers) if len(numbers) == len(depths) else UNKNOWN
    dtype = constant_facts(tensors[0])[1] if tensors else UNKNOWN
    get_variable(machine, call, "kernel", ListObject([total, output_size]), dtype, kernel_initializer)
    if machine.truth(bias) is not False:
        get_variable(machine, call, "bias", ListObject([output_size]), dtype, bias_initializer)
    batch = batch_of(tensors[0]) if tensors else UNKNOWN
    return Tensor(sized(batch, output_size), dtype, None, machine.graph)
