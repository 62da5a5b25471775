"""`tf.keras.layers.Layer` in graph mode: weights are `tf.Variable`s below the op name scope of the call that builds.

**Source:** tf_keras/src/engine/base_layer_v1.py, class Layer, tf_keras 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import EagerStore, Tensor, Variable
from tfscope.domain.heap import ABSENT, Instance, ListObject, NativeFunction, present
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, DType, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import LibraryProperty, library_class, model
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.creation import create
from tfscope.models.tensorflow.creation_errors import Request
from tfscope.models.tensorflow.dtypes import FLOATS, as_dtype, constant_facts
from tfscope.models.tensorflow.initializers import Initializer
from tfscope.models.tensorflow.layer_events import tell_call
from tfscope.models.tensorflow.layer_inputs import check_inputs
from tfscope.models.tensorflow.layers_base import all_weights, regularize, snake_case, unique_layer_name
from tfscope.models.tensorflow.modules import MODULE
from tfscope.models.tensorflow.shapes import as_shape
from tfscope.models.tensorflow.structures import first_leaf, leaves

KERAS_LAYER: Final = "tensorflow.keras.layers.Layer"
FLOAT32: Final = DType("float32")
#: What a layer's constructor takes beside its own arguments. Source: Layer.__init__, `allowed_kwargs`.
ALLOWED: Final = frozenset(
    "input_dim input_shape batch_input_shape batch_size weights activity_regularizer autocast experimental_autocast "
    "implementation".split()
)


@library_class(KERAS_LAYER, MODULE)
class KerasLayer:
    """The base of all layers of Keras, and of users' own."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        trainable: AbstractValue = True,
        name: AbstractValue = None,
        dtype: AbstractValue = None,
        dynamic: AbstractValue = False,
        **kwargs: AbstractValue,
    ) -> AbstractValue:
        """Keeps the name, numbered for each graph. Source: Layer.__init__."""
        for key in kwargs:
            if key not in ALLOWED:
                message = f"('Keyword argument not understood:', '{key}')"
                machine.fail("TypeError", message, api="tensorflow.keras.layers.Layer")
        start(machine, self, name, trainable, dtype)
        shape = kwargs.get("batch_input_shape")
        if shape is None and kwargs.get("input_shape") is not None:
            given = machine.items_of(kwargs["input_shape"])
            shape = (None, *given) if given is not None else None
        if shape is None and kwargs.get("input_dim") is not None:
            shape = (None, kwargs["input_dim"])
        if shape is not None:
            machine.changing(self)
            self.attributes["_batch_input_shape"] = shape
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
        """Opens an op name scope, builds at the first call, and runs `call`. Source: Layer.__call__."""
        graph = machine.graph
        check_inputs(machine, self, inputs)
        before = op_names.open_name_scope(machine, graph, self.attributes.get("_name") or snake_case(self.cls.name))
        try:
            is_first = self.attributes.get("built") is not True
            if is_first:
                build(machine, self, inputs)
            tell_call(machine, self, inputs, is_first)
            own_call = machine.get_attribute(self, "call")
            is_converted = machine.runtime.is_converting and graph is not machine.runtime.eager_graph
            return machine.call_with(own_call, Call([inputs, *args], kwargs, is_converted=is_converted))
        finally:
            op_names.close_name_scope(machine, graph, before)

    @staticmethod
    def build(machine: Machine, call: Call, self: Instance, input_shape: AbstractValue = None) -> AbstractValue:
        """Makes no weights. Source: Layer.build."""
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
        """The inputs. Source: Layer.call."""
        return inputs

    @LibraryProperty
    def apply(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The same as calling, in TensorFlow 1 only. Source: base_layer.py, Layer.apply, TF 1.15."""
        return ABSENT if machine.is_v2 else NativeFunction("apply", lambda inner, call: inner.call_with(self, call))

    @staticmethod
    def add_weight(
        machine: Machine,
        call: Call,
        self: Instance,
        name: AbstractValue = None,
        shape: AbstractValue = None,
        dtype: AbstractValue = None,
        initializer: AbstractValue = None,
        regularizer: AbstractValue = None,
        trainable: AbstractValue = None,
        constraint: AbstractValue = None,
        use_resource: AbstractValue = None,
        **kwargs: AbstractValue,
    ) -> AbstractValue:
        """A resource variable in the current op name scope. Source: Layer.add_weight."""
        found = as_dtype(machine, dtype) if dtype is not None else self.attributes.get("_dtype") or FLOAT32
        wanted: AnyDType = found if isinstance(found, DType) else UNKNOWN
        trained = trainable is not False and self.attributes.get("trainable", True) is not False
        request = Request(
            Initializer("tensorflow.zeros_initializer"), name, "Variable", KERAS_LAYER, trained, None, wanted,
            as_shape(machine, () if shape is None else shape), use_resource=True, asked=name, is_filled=True,
        )  # fmt: skip
        weight = create(machine, request)
        if regularizer is not None and not isinstance(regularizer, (str, Unknown)):
            regularize(machine, weight, regularizer)
        weights = self.attributes.get("_weights")
        if isinstance(weights, ListObject):
            machine.changing(weights)
            weights.items.append(weight)
        return weight

    add_variable = add_weight

    @staticmethod
    def get_weights(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Values that are not known."""
        return ListObject([], is_open=True)

    @staticmethod
    def set_weights(machine: Machine, call: Call, self: Instance, weights: AbstractValue) -> AbstractValue:
        """Changes values only."""
        return None

    @staticmethod
    def add_loss(
        machine: Machine, call: Call, self: Instance, *losses: AbstractValue, **more: AbstractValue
    ) -> AbstractValue:
        """Changes no variable."""
        return None

    add_update = add_loss
    add_metric = add_loss

    @LibraryProperty
    def name(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The layer's name."""
        return self.attributes.get("_name", UNKNOWN) if isinstance(self, Instance) else UNKNOWN

    @LibraryProperty
    def dtype(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The dtype of the weights, by name."""
        found = self.attributes.get("_dtype") if isinstance(self, Instance) else None
        return found.name if isinstance(found, DType) else None

    @LibraryProperty
    def losses(machine: Machine, self: AbstractValue) -> AbstractValue:
        """What was added; not followed."""
        return ListObject([], is_open=True)

    @LibraryProperty
    def weights(machine: Machine, self: AbstractValue) -> AbstractValue:
        """All weights, of layers inside too."""
        return ListObject(deep_weights(self))

    @LibraryProperty
    def variables(machine: Machine, self: AbstractValue) -> AbstractValue:
        """All weights, of layers inside too."""
        return ListObject(deep_weights(self))

    @LibraryProperty
    def trainable_weights(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The weights that are trained."""
        return ListObject([w for w in deep_weights(self) if getattr(w, "trainable", None) is True])

    @LibraryProperty
    def trainable_variables(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The weights that are trained."""
        return ListObject([w for w in deep_weights(self) if getattr(w, "trainable", None) is True])

    @LibraryProperty
    def non_trainable_weights(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The weights that are not trained."""
        return ListObject([w for w in deep_weights(self) if getattr(w, "trainable", None) is False])

    non_trainable_variables = non_trainable_weights


def start(
    machine: Machine, layer: Instance, name: AbstractValue, trainable: AbstractValue = True, dtype: AbstractValue = None
) -> None:
    """Gives a layer its name and settings."""
    machine.changing(layer)
    layer.attributes["_name"] = name or unique_layer_name(machine, snake_case(layer.cls.name))
    layer.attributes.update(trainable=trainable, built=False, _given_name=name or None)
    layer.attributes["_dtype"] = None if dtype is None else as_dtype(machine, dtype)
    layer.attributes["_weights"] = ListObject([])


def deep_weights(layer: AbstractValue) -> list[AbstractValue]:
    """The weights of a layer and of those it holds, each once."""
    found: dict[AbstractValue, None] = {}
    seen: set[int] = set()

    def visit(value: AbstractValue) -> None:
        if id(value) in seen:
            return
        seen.add(id(value))
        if isinstance(value, Instance):
            found.update(dict.fromkeys(all_weights(value).items))
            for attribute in list(value.attributes.values()):
                visit(attribute)
        elif isinstance(value, Variable):
            found[value] = None
        elif isinstance(value, EagerStore):
            found.update(dict.fromkeys(present(item) for item in value.variables.values()))
            for item in value.layers.values():
                visit(present(item))
        elif isinstance(value, ListObject):
            for item in value.items:
                visit(item)

    visit(layer)
    return list(found)


def build(machine: Machine, layer: Instance, inputs: AbstractValue) -> None:
    """Runs `build` with the shape of the inputs, in their structure. Source: Layer._maybe_build."""
    _, dtype = constant_facts(first_leaf(inputs))
    machine.changing(layer)
    if layer.attributes.get("_dtype") is None and isinstance(dtype, DType):
        layer.attributes["_dtype"] = dtype if dtype.name in FLOATS else FLOAT32
    layer.attributes.setdefault("_weights", ListObject([]))
    many = [constant_facts(leaf)[0] for leaf in leaves(inputs)]
    shapes: AbstractValue = ListObject(list(many)) if len(many) != 1 or isinstance(inputs, ListObject) else many[0]
    machine.call_with(machine.get_attribute(layer, "build"), Call([shapes]))
    machine.changing(layer)
    layer.attributes["built"] = True


@model("tensorflow.keras.Input", "tensorflow.keras.layers.Input")
def keras_input(
    machine: Machine,
    call: Call,
    shape: AbstractValue = None,
    batch_size: AbstractValue = None,
    name: AbstractValue = None,
    dtype: AbstractValue = None,
    sparse: AbstractValue = False,
    tensor: AbstractValue = None,
    ragged: AbstractValue = None,
    type_spec: AbstractValue = None,
    optional: AbstractValue = None,
    **kwargs: AbstractValue,
) -> AbstractValue:
    """A placeholder with a batch axis. Source: engine/input_layer.py, Input."""
    if tensor is not None:
        return tensor
    if kwargs.get("batch_shape") is not None:
        whole = as_shape(machine, kwargs["batch_shape"])
    else:
        inner = as_shape(machine, shape)
        batch = batch_size if batch_size is None or isinstance(batch_size, (int, Unknown)) else UNKNOWN
        whole = Shape((batch, *inner.dims)) if isinstance(inner, Shape) and inner.dims is not None else UNKNOWN
    label = name if isinstance(name, str) else unique_layer_name(machine, "input")
    return Tensor(whole, FLOAT32 if dtype is None else as_dtype(machine, dtype), label, machine.graph)
