"""`tf.keras.layers.Lambda`: a function as a layer, which may use variables and may not make any.

**Source:** tf_keras/src/layers/core/lambda_layer.py, class Lambda, tf_keras 2.21. TensorFlow 1 lets it make variables.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.graph import PartitionedVariable, Variable, native_of
from tfscope.domain.heap import DictObject, Instance, NativeFunction
from tfscope.domain.values import AbstractValue, Symbol
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import CLASSES, library_class
from tfscope.models.tensorflow.dtypes import shown
from tfscope.models.tensorflow.keras_base import KERAS_LAYER

LAMBDA: Final = "tensorflow.keras.layers.Lambda"
CREATOR_SCOPE: Final = Symbol("tensorflow.variable_creator_scope")


@library_class(LAMBDA, KERAS_LAYER)
class Lambda:
    """A layer without weights of its own."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        function: AbstractValue,
        output_shape: AbstractValue = None,
        mask: AbstractValue = None,
        arguments: AbstractValue = None,
        **kwargs: AbstractValue,
    ) -> AbstractValue:
        """Keeps the function. Source: Lambda.__init__."""
        machine.call_with(CLASSES[KERAS_LAYER].methods["__init__"], Call([self], kwargs))
        machine.changing(self)
        self.attributes["function"] = function
        self.attributes["arguments"] = DictObject({}) if arguments is None else arguments
        return None

    @staticmethod
    def call(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        mask: AbstractValue = None,
        training: AbstractValue = None,
    ) -> AbstractValue:
        """What the function answers; the variables that it makes are refused. Source: Lambda.call."""
        function = self.attributes["function"]
        keywords = dict(machine.keywords_of(self.attributes["arguments"]) or {})
        parameters = machine.parameters_of(function)
        for name, value in (("mask", mask), ("training", training)):
            if parameters is not None and any(parameter.name == name for parameter in parameters.parameters):
                keywords[name] = value
        made: list[AbstractValue] = []
        given = Call([inputs], keywords, is_converted=call.is_converted)
        with machine.entering(machine.call(CREATOR_SCOPE, watcher(made))):
            result = machine.call_with(function, given)
        if machine.is_v2:
            check_made(machine, self, made)
        return result


def watcher(made: list[AbstractValue]) -> AbstractValue:
    """A creator that notes what the next one makes."""

    def run(machine: Machine, call: Call) -> AbstractValue:
        creator = call.keywords.get("next_creator", call.arguments[0] if call.arguments else None)
        rest = {key: value for key, value in call.keywords.items() if key != "next_creator"}
        variable = machine.call_with(creator, Call(call.arguments[1:], rest, call.is_open))
        made.append(variable)
        return variable

    return NativeFunction("_variable_creator", run)


def check_made(machine: Machine, layer: Instance, made: list[AbstractValue]) -> None:
    """Refuses variables that a function made. Source: Lambda._check_variables."""
    if made:
        first = native_of(made[0])
        message = (
            f"The following Variables were created within a Lambda layer ({layer.attributes.get('_name')}) but are "
            f"not tracked by said layer: {', '.join(map(shown, map(native_of, made)))}"
        )
        existing = first if isinstance(first, (Variable, PartitionedVariable)) else None
        machine.refuse(Reason.LAMBDA, "ValueError", message, existing=existing, parameter="function", api=LAMBDA)
