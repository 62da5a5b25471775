"""Variables that `get_variable` makes in TensorFlow 2, kept by an object or by an `EagerVariableStore`.

**Source:** tf_keras/src/legacy_tf_layers/variable_scope_shim.py, tf_keras 2.21; EagerVariableStore in
tensorflow/python/ops/variable_scope.py, TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.graph import EagerStore, Variable
from tfscope.domain.heap import ABSENT, HeapObject, Instance, ListObject, NativeFunction, present
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import method, model
from tfscope.models.tensorflow.dtypes import shown
from tfscope.models.tensorflow.eager_stores import active_store, store_of
from tfscope.models.tensorflow.modules import is_module

STORE: Final = "_tf1_style_var_store"


@model("tensorflow.keras.utils.track_tf1_style_variables")
def track_tf1_style_variables(machine: Machine, call: Call, method: AbstractValue) -> AbstractValue:
    """A decorator: what a method asks `get_variable` for is kept by its object, and shared from call to call."""

    def run(inner: Machine, inner_call: Call) -> AbstractValue:
        owner = inner_call.arguments[0] if inner_call.arguments else ABSENT
        with active_store(inner, own_store(inner, owner)):
            return inner.call_with(method, inner_call)

    return NativeFunction("_method_wrapper", run, binds=True)


def own_store(machine: Machine, owner: AbstractValue) -> EagerStore:
    """The store that an object keeps, made at the first call; refused to what is no module."""
    found = owner.attributes.get(STORE) if isinstance(owner, Instance) else None
    if isinstance(found, EagerStore):
        return found
    if is_module(owner) is False:
        message = (
            "`@tf.compat.v1.keras.utils.track_tf1_layers_and_variables` must be applied to a method of a subclassed "
            "`tf.Module`, `tf.keras.layers.Layer`, or `tf.keras.Model` and which takes `self` as the first argument. "
            f"But, the first argument passed to the decorated method was {shown(owner)}, which does not extend "
            "Module, Layer, or Model."
        )
        api = "tensorflow.keras.utils.track_tf1_style_variables"
        machine.refuse(Reason.EAGER, "ValueError", message, api=api)
    store = EagerStore(is_tracking=True)
    if isinstance(owner, Instance):
        machine.changing(owner)
        owner.attributes[STORE] = store
    return store


@model("tensorflow.keras.utils.get_or_create_layer")
def get_or_create_layer(
    machine: Machine, call: Call, name: AbstractValue, create_layer_method: AbstractValue
) -> AbstractValue:
    """A layer that the object keeps beside its variables. Source: variable_scope_shim.get_or_create_layer."""
    store = store_of(machine, machine.graph)
    if not isinstance(store, EagerStore):
        return machine.call(create_layer_method)
    found = present(store.layers.get(name, ABSENT))
    if found is ABSENT:
        found = machine.call(create_layer_method)
        machine.changing(store)
        store.layers[name] = found
    return found


class EagerVariableStore(HeapObject):
    """An `EagerVariableStore`: with it, eager execution shares variables."""

    __slots__ = ("store",)

    def __init__(self, store: EagerStore) -> None:
        self.stamp = 0
        self.store = store


class StoreManager(HeapObject):
    """What `as_default()` answers. `before` is what leaving restores."""

    __slots__ = ("store", "before")
    changing = ("before",)

    def __init__(self, store: EagerStore) -> None:
        self.stamp = 0
        self.store = store
        self.before: AbstractValue = None


@model("tensorflow.EagerVariableStore", "tensorflow.contrib.eager.EagerVariableStore")
def eager_variable_store(machine: Machine, call: Call, store: AbstractValue = None) -> AbstractValue:
    """A store of its own. Source: EagerVariableStore.__init__."""
    return EagerVariableStore(EagerStore())


@method(EagerVariableStore, "as_default")
def as_default(machine: Machine, call: Call, store: AbstractValue) -> AbstractValue:
    """A context manager in which `get_variable` uses the store. Source: EagerVariableStore.as_default."""
    assert isinstance(store, EagerVariableStore)
    return StoreManager(store.store)


@method(StoreManager, "__enter__")
def enter(machine: Machine, call: Call, manager: AbstractValue) -> AbstractValue:
    """Makes the store the active one. Source: variable_scope.with_variable_store."""
    assert isinstance(manager, StoreManager)
    machine.changing(manager)
    manager.before = machine.runtime.eager_store
    machine.changing(machine.runtime)
    machine.runtime.eager_store = manager.store
    return None


@method(StoreManager, "__exit__")
def leave(machine: Machine, call: Call, manager: AbstractValue, *error: AbstractValue) -> AbstractValue:
    """Takes that back."""
    assert isinstance(manager, StoreManager)
    machine.changing(machine.runtime)
    machine.runtime.eager_store = manager.before
    return False


def list_variables(name: str, trainable: bool | None) -> None:
    """Registers a method that lists the variables by name, all or those that are trained or not."""

    def read(machine: Machine, call: Call, store: AbstractValue) -> AbstractValue:
        """The variables of the store, sorted by name."""
        assert isinstance(store, EagerVariableStore)
        found = [item for item in map(present, store.store.variables.values()) if isinstance(item, Variable)]
        chosen = [item for item in found if trainable is None or (item.trainable is True) == trainable]
        chosen.sort(key=lambda item: str(item.name))
        return ListObject(list(chosen))

    method(EagerVariableStore, name)(read)


list_variables("variables", None)
list_variables("trainable_variables", True)
list_variables("non_trainable_variables", False)
