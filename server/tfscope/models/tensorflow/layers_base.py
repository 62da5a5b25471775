"""`tf.layers.Layer`: scopes and weights of a layer, by TensorFlow's own steps.

**Source:** tf_keras/src/legacy_tf_layers/base.py, class Layer, tf_keras 2.21.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from tfscope.domain.events import Reason
from tfscope.domain.graph import Tensor, VariableScope
from tfscope.domain.heap import ABSENT, Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, DType, Shape, Symbol
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import LibraryProperty, library_class
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.dtypes import as_dtype, constant_facts
from tfscope.models.tensorflow.initializers import is_callable
from tfscope.models.tensorflow.layer_dtypes import check_weight
from tfscope.models.tensorflow.layer_events import tell_call
from tfscope.models.tensorflow.layer_inputs import check_inputs, size_of
from tfscope.models.tensorflow.modules import MODULE
from tfscope.models.tensorflow.request import Asked
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.store import ask_scope


def snake_case(name: str) -> str:
    """`Conv2DTranspose` as `conv2d_transpose`. Source: generic_utils.to_snake_case."""
    spaced = re.sub("(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    snake = re.sub("([a-z])([A-Z])", r"\1_\2", spaced).lower()
    return snake if not snake.startswith("_") else "private" + snake


def unique_layer_name(machine: Machine, base: str, is_zero_based: bool = True) -> str:
    """The name of a layer without one: numbered for each graph. Source: backend.unique_object_name."""
    graph = machine.graph
    machine.changing(graph)
    number = graph.layer_uids.get(base, 0)
    graph.layer_uids[base] = number + 1
    if not is_zero_based:
        number += 1
    return base if number == 0 else f"{base}_{number}"


@library_class("tensorflow.layers.Layer", MODULE)
class Layer:
    """The base of all layers of `tf.layers`, and of users' own."""

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
        """Keeps name and scope; makes nothing. Source: Layer.__init__."""
        base = snake_case(self.cls.name)
        given = name.name if isinstance(name, VariableScope) else name
        fresh = None if given and given is name else unique_layer_name(machine, base, is_zero_based=False)
        attributes = self.attributes
        machine.changing(self)
        attributes["_name"] = fresh or given
        attributes["_base_name"] = given or base
        attributes["_given_name"] = given or None
        attributes["trainable"] = trainable
        attributes["_dtype"] = None if dtype is None else as_dtype(machine, dtype)
        attributes["_reuse"] = kwargs.get("_reuse")
        attributes["built"] = False
        attributes["_weights"] = ListObject([])
        attributes["_scope"] = None
        scope = kwargs.get("_scope")
        if scope:
            with machine.entering(variable_scope(machine, call, scope)) as captured:
                attributes["_scope"] = captured
        return None

    @staticmethod
    def call_(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        *args: AbstractValue,
        **kwargs: AbstractValue,
    ) -> AbstractValue:
        """Settles the scope, builds at the first call, and runs `call`. Source: Layer.__call__."""
        scope = kwargs.pop("scope", None)
        settle_scope(machine, call, self, scope)
        is_built = self.attributes.get("built") is True
        reuse = True if is_built else self.attributes.get("_reuse")
        manager = variable_scope(machine, call, self.attributes["_scope"], reuse=reuse, auxiliary_name_scope=False)
        with machine.entering(manager), op_scope(machine, self):
            check_inputs(machine, self, inputs)
            if not is_built:
                build(machine, self, inputs)
            tell_call(machine, self, inputs, is_first=not is_built)
            given = Call([inputs, *args], kwargs, is_converted=machine.runtime.is_converting)
            return machine.call_with(machine.get_attribute(self, "call"), given)

    @staticmethod
    def apply(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        *args: AbstractValue,
        **kwargs: AbstractValue,
    ) -> AbstractValue:
        """The same as calling. Source: Layer.apply."""
        return machine.call_with(self, Call([inputs, *args], kwargs))

    @staticmethod
    def build(machine: Machine, call: Call, self: Instance, input_shape: AbstractValue = None) -> AbstractValue:
        """Makes no weights. Source: Layer.build."""
        machine.changing(self)
        self.attributes["built"] = True
        return None

    @staticmethod
    def call(
        machine: Machine, call: Call, self: Instance, inputs: AbstractValue, **kwargs: AbstractValue
    ) -> AbstractValue:
        """The inputs. Source: Layer.call."""
        return inputs

    @staticmethod
    def add_weight(
        machine: Machine,
        call: Call,
        self: Instance,
        name: AbstractValue,
        shape: AbstractValue,
        dtype: AbstractValue = None,
        initializer: AbstractValue = None,
        regularizer: AbstractValue = None,
        trainable: AbstractValue = None,
        constraint: AbstractValue = None,
        use_resource: AbstractValue = None,
        synchronization: AbstractValue = None,
        aggregation: AbstractValue = None,
        partitioner: AbstractValue = None,
        **kwargs: AbstractValue,
    ) -> AbstractValue:
        """A weight in the layer's scope. Source: Layer.add_weight."""
        return add_weight(
            machine, self, name, shape, dtype, initializer, regularizer, True if trainable is None else trainable,
            partitioner, constraint,
        )  # fmt: skip

    add_variable = add_weight

    @LibraryProperty
    def name(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The layer's name, which need not be its scope's."""
        assert isinstance(self, Instance)
        return self.attributes.get("_name", UNKNOWN)

    @LibraryProperty
    def scope_name(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The path of the scope."""
        assert isinstance(self, Instance)
        scope = self.attributes.get("_scope")
        return scope.name if isinstance(scope, VariableScope) else UNKNOWN

    @LibraryProperty
    def weights(machine: Machine, self: AbstractValue) -> AbstractValue:
        """All weights, in order."""
        return all_weights(self)

    @LibraryProperty
    def variables(machine: Machine, self: AbstractValue) -> AbstractValue:
        """All weights, in order."""
        return all_weights(self)

    @LibraryProperty
    def trainable_weights(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The weights that are trained."""
        return trainable(self)

    @LibraryProperty
    def trainable_variables(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The weights that are trained."""
        return trainable(self)

    @LibraryProperty
    def non_trainable_weights(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The weights that are not trained."""
        return not_trainable(self)

    @LibraryProperty
    def non_trainable_variables(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The weights that are not trained."""
        return not_trainable(self)


def all_weights(layer: AbstractValue) -> ListObject:
    """The weights that were added."""
    found = layer.attributes.get("_weights") if isinstance(layer, Instance) else None
    return ListObject(list(found.items)) if isinstance(found, ListObject) else ListObject([], is_open=True)


def trainable(layer: AbstractValue) -> ListObject:
    """The weights that are trained."""
    return ListObject([w for w in all_weights(layer).items if getattr(w, "trainable", None) is True])


def not_trainable(layer: AbstractValue) -> ListObject:
    """The weights that are not trained."""
    return ListObject([w for w in all_weights(layer).items if getattr(w, "trainable", None) is False])


def settle_scope(machine: Machine, call: Call, layer: Instance, scope: AbstractValue) -> None:
    """Decides the layer's scope at its first call. Source: Layer._set_scope."""
    if isinstance(layer.attributes.get("_scope"), VariableScope):
        return
    base = layer.attributes.get("_base_name", snake_case(layer.cls.name))
    if machine.truth(layer.attributes.get("_reuse")):
        manager = variable_scope(machine, call, scope if scope is not None else base)
    else:
        manager = variable_scope(machine, call, scope, base)
    with machine.entering(manager) as captured:
        machine.changing(layer)
        layer.attributes["_scope"] = captured


@contextmanager
def op_scope(machine: Machine, layer: Instance) -> Iterator[None]:
    """The op name scope in which the layer's ops are made: the one its scope was first opened with."""
    scope = layer.attributes.get("_scope")
    path: AbstractValue = scope.original_name_scope if isinstance(scope, VariableScope) else ""
    before = op_names.open_name_scope(machine, machine.graph, path)
    try:
        yield
    finally:
        op_names.close_name_scope(machine, machine.graph, before)


def build(machine: Machine, layer: Instance, inputs: AbstractValue) -> None:
    """Runs `build` with the shape of the inputs; the weights have the inputs' dtype. Source: Layer._maybe_build."""
    first = inputs
    while isinstance(first, (tuple, ListObject)):
        items = list(first) if isinstance(first, tuple) else first.items
        if not items:
            break
        first = items[0]
    shape, dtype = constant_facts(first)
    machine.changing(layer)
    if layer.attributes.get("_dtype") is None:
        layer.attributes["_dtype"] = dtype
    if isinstance(inputs, (tuple, ListObject)):
        items = list(inputs) if isinstance(inputs, tuple) else inputs.items
        shapes: AbstractValue = ListObject([constant_facts(item)[0] for item in items])
    else:
        shapes = shape
    machine.call_with(machine.get_attribute(layer, "build"), Call([shapes]))
    machine.changing(layer)
    layer.attributes["built"] = True


def add_weight(
    machine: Machine,
    layer: Instance,
    name: AbstractValue,
    shape: AbstractValue,
    dtype: AbstractValue = None,
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    trainable: AbstractValue = True,
    partitioner: AbstractValue = None,
    constraint: AbstractValue = None,
) -> AbstractValue:
    """A weight by way of `get_variable` in the layer's scope. Source: Layer.add_weight."""
    found_dtype = dtype if dtype is not None else layer.attributes.get("_dtype")
    scope = layer.attributes.get("_scope")
    if not isinstance(scope, VariableScope):
        settle_scope(machine, Call([]), layer, None)
        scope = layer.attributes["_scope"]
    reuse = True if layer.attributes.get("built") is True else layer.attributes.get("_reuse")
    manager = variable_scope(machine, Call([]), scope, reuse=reuse, auxiliary_name_scope=False)
    is_trained = trainable if layer.attributes.get("trainable", True) is not False else False
    with machine.entering(manager) as current:
        assert isinstance(current, VariableScope)
        check_initializer(machine, current.initializer if initializer is None else None)
        asked = Asked(
            name, shape, found_dtype if isinstance(found_dtype, DType) else float32_or_unknown(found_dtype),
            initializer, None, None, is_trained, partitioner=partitioner, constraint=constraint,
        )  # fmt: skip
        before = sum(1 for _ in machine.graph.collections.get("variables", ()))
        weight = ask_scope(machine, current, asked)
        check_weight(machine, weight, layer.cls.path)
        is_new = sum(1 for _ in machine.graph.collections.get("variables", ())) > before
        if regularizer is not None and is_new:
            regularize(machine, weight, regularizer)
    machine.changing(layer)
    weights = layer.attributes.get("_weights")
    if isinstance(weights, ListObject):
        machine.changing(weights)
        weights.items.append(weight)
    return weight


def check_initializer(machine: Machine, initializer: AbstractValue) -> None:
    """Refuses a scope's initializer that Keras cannot call. Source: initializers.get."""
    if initializer is not None and is_callable(initializer) is False:
        message = f"Could not interpret initializer identifier: {initializer}"
        machine.refuse(Reason.OTHER, "ValueError", message, key=ABSENT, parameter="initializer")


def float32_or_unknown(dtype: AbstractValue) -> AbstractValue:
    """float32 where no dtype was found, else not known."""
    return DType("float32") if dtype is None else UNKNOWN


def regularize(machine: Machine, weight: AbstractValue, regularizer: AbstractValue) -> None:
    """Keeps the loss of a regularizer of a layer."""
    loss = machine.call(regularizer, weight)
    if loss is not None:
        machine.call(Symbol("tensorflow.add_to_collection"), "regularization_losses", loss)


def last_dimension(value: AbstractValue, axis: int = -1) -> AbstractValue:
    """The size of an axis of a tensor or shape, not known where it is not."""
    return size_of(value if isinstance(value, Shape) else constant_facts(value)[0], axis)


def result(machine: Machine, shape: AbstractValue, like: AbstractValue) -> Tensor:
    """An output of a layer, with the dtype of its input."""
    _, dtype = constant_facts(like)
    return Tensor(shape if isinstance(shape, Shape) else UNKNOWN, dtype, None, machine.graph)
