"""Variables of slim: `model_variable`, the getter that layers use, and lists of variables.

**Source:** tf_slim/ops/variables.py and layers/layers.py, tf_slim 1.1.
"""

from __future__ import annotations

import re
from typing import Final

from tfscope.domain.graph import Tensor, VariableScope
from tfscope.domain.heap import ListObject, NativeFunction
from tfscope.domain.values import UNKNOWN, AbstractValue, DType, Symbol, Text, Unknown, text
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.collections import add, name_of, select
from tfscope.models.tensorflow.creation import GLOBAL_VARIABLES, LOCAL_VARIABLES, TRAINABLE_VARIABLES
from tfscope.models.tensorflow.gradients import knows_all
from tfscope.models.tensorflow.slim_arg_scope import SLIM, scoped
from tfscope.models.tensorflow.variable import make_variable

MODEL_VARIABLES: Final = "model_variables"
FLOAT32: Final = DType("float32")


#: The functions by name, so that the scope's defaults apply to calls of each other.
GET_VARIABLE: Final = Symbol("tensorflow.get_variable")
VARIABLE: Final = Symbol(f"{SLIM}.variable")
MODEL_VARIABLE: Final = Symbol(f"{SLIM}.model_variable")


@scoped("variable")
def variable(
    machine: Machine,
    call: Call,
    name: AbstractValue,
    shape: AbstractValue = None,
    dtype: AbstractValue = None,
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    trainable: AbstractValue = True,
    collections: AbstractValue = None,
    caching_device: AbstractValue = None,
    device: AbstractValue = None,
    partitioner: AbstractValue = None,
    custom_getter: AbstractValue = None,
    use_resource: AbstractValue = None,
    synchronization: AbstractValue = None,
    aggregation: AbstractValue = None,
) -> AbstractValue:
    """`get_variable`, or another getter with the current reuse flag. Source: variables.variable."""
    items = [GLOBAL_VARIABLES] if collections is None else machine.items_of(collections)
    kept = ListObject(list(dict.fromkeys(items)) if items is not None else [UNKNOWN], is_open=False)
    keywords: dict[str, AbstractValue] = {
        "shape": shape, "dtype": dtype, "initializer": initializer, "regularizer": regularizer, "trainable": trainable,
        "collections": kept, "caching_device": caching_device, "partitioner": partitioner, "use_resource": use_resource,
        "synchronization": synchronization, "aggregation": aggregation,
    }  # fmt: skip
    if custom_getter is None:
        return machine.call_with(GET_VARIABLE, Call([name], keywords))
    scope = machine.graph.scope
    keywords["reuse"] = scope.reuse if isinstance(scope, VariableScope) else None
    return machine.call_with(custom_getter, Call([name], keywords))


@scoped("model_variable")
def model_variable(
    machine: Machine,
    call: Call,
    name: AbstractValue,
    shape: AbstractValue = None,
    dtype: AbstractValue = FLOAT32,
    initializer: AbstractValue = None,
    regularizer: AbstractValue = None,
    trainable: AbstractValue = True,
    collections: AbstractValue = None,
    caching_device: AbstractValue = None,
    device: AbstractValue = None,
    partitioner: AbstractValue = None,
    custom_getter: AbstractValue = None,
    use_resource: AbstractValue = None,
    synchronization: AbstractValue = None,
    aggregation: AbstractValue = None,
) -> AbstractValue:
    """A variable of GLOBAL_VARIABLES and MODEL_VARIABLES. Source: variables.model_variable."""
    given = [] if collections is None else machine.items_of(collections) or []
    keywords: dict[str, AbstractValue] = {
        "shape": shape, "dtype": dtype, "initializer": initializer, "regularizer": regularizer, "trainable": trainable,
        "collections": ListObject([*given, GLOBAL_VARIABLES, MODEL_VARIABLES]), "caching_device": caching_device,
        "device": device, "partitioner": partitioner, "custom_getter": custom_getter, "use_resource": use_resource,
        "synchronization": synchronization, "aggregation": aggregation,
    }  # fmt: skip
    return machine.call_with(VARIABLE, Call([name], keywords))


#: What `_model_variable_getter` passes on of what a getter is given.
PASSED: Final = (
    "shape dtype initializer regularizer trainable collections caching_device partitioner use_resource synchronization "
    "aggregation"
).split()


def layer_getter(**rename: str) -> NativeFunction:
    """The custom getter of a layer's scope: renames the last component, makes model variables.

    **Source:** layers._model_variable_getter.
    """

    def run(machine: Machine, call: Call) -> AbstractValue:
        arguments = list(call.arguments)
        getter = call.keywords.get("getter", arguments.pop(0) if "getter" not in call.keywords else UNKNOWN)
        name = call.keywords.get("name", arguments[0] if arguments else UNKNOWN)
        keywords = {key: value for key, value in call.keywords.items() if key in PASSED}
        keywords["custom_getter"] = getter
        return machine.call_with(MODEL_VARIABLE, Call([renamed(name, rename)], keywords))

    return NativeFunction("layer_variable_getter", run)


def renamed(name: AbstractValue, rename: dict[str, str]) -> AbstractValue:
    """A key with its last component renamed."""
    if isinstance(name, str):
        head, slash, last = name.rpartition("/")
        return head + slash + rename.get(last, last)
    if isinstance(name, Text) and isinstance(name.parts[-1], str):
        head, slash, last = name.parts[-1].rpartition("/")
        if slash:
            return text([*name.parts[:-1], head + slash + rename.get(last, last)])
    return name


def simple_variable(name: str, collection: str) -> None:
    """Registers a function that makes a `tf.Variable` that is not trained."""

    def make(
        machine: Machine,
        call: Call,
        initial_value: AbstractValue,
        validate_shape: AbstractValue = True,
        name: AbstractValue = None,
        use_resource: AbstractValue = None,
    ) -> AbstractValue:
        """A `tf.Variable` of one collection. Source: variables.local_variable, global_variable."""
        return make_variable(
            machine, call, initial_value, False, ListObject([collection]), validate_shape, name=name,
            use_resource=use_resource,
        )  # fmt: skip

    model(f"{SLIM}.{name}")(make)


simple_variable("local_variable", LOCAL_VARIABLES)
simple_variable("global_variable", GLOBAL_VARIABLES)


def find_variables(
    machine: Machine, scope: AbstractValue, suffix: AbstractValue, collection: AbstractValue
) -> ListObject:
    """The variables whose name starts with a scope and ends with a suffix. Source: variables.get_variables."""
    if isinstance(scope, VariableScope):
        scope = scope.name
    if suffix is None:
        return select(machine, collection, scope)
    if not isinstance(suffix, str) or not (scope is None or isinstance(scope, str)):
        return ListObject([], is_open=True)
    tail = suffix if ":" in suffix else suffix + ":"
    return select(machine, collection, (scope or "") + ".*" + tail)


def listing(name: str, collection: str | None) -> None:
    """Registers a function that lists variables."""
    if collection is None:

        def any_of(
            machine: Machine,
            call: Call,
            scope: AbstractValue = None,
            suffix: AbstractValue = None,
            collection: AbstractValue = GLOBAL_VARIABLES,
        ) -> AbstractValue:
            """Variables of a collection. Source: variables.get_variables."""
            return find_variables(machine, scope, suffix, collection)

        model(f"{SLIM}.{name}")(any_of)
        return

    def one_of(
        machine: Machine, call: Call, scope: AbstractValue = None, suffix: AbstractValue = None
    ) -> AbstractValue:
        """Variables of one collection. Source: variables.get_model_variables and its like."""
        return find_variables(machine, scope, suffix, collection)

    model(f"{SLIM}.{name}")(one_of)


listing("get_variables", None)
listing("get_model_variables", MODEL_VARIABLES)
listing("get_local_variables", LOCAL_VARIABLES)
listing("get_trainable_variables", TRAINABLE_VARIABLES)


@model(f"{SLIM}.get_variables_by_suffix")
def get_variables_by_suffix(
    machine: Machine, call: Call, suffix: AbstractValue, scope: AbstractValue = None
) -> AbstractValue:
    """The variables that end with a suffix. Source: variables.get_variables_by_suffix."""
    return find_variables(machine, scope, suffix, GLOBAL_VARIABLES)


@model(f"{SLIM}.get_variables_by_name")
def get_variables_by_name(
    machine: Machine, call: Call, given_name: AbstractValue, scope: AbstractValue = None
) -> AbstractValue:
    """The variables whose last component is a name. Source: variables.get_variables_by_name."""
    if not isinstance(given_name, str):
        return ListObject([], is_open=True)
    return find_variables(machine, scope, f"/{given_name}:|^{given_name}:", GLOBAL_VARIABLES)


@model(f"{SLIM}.get_variables_to_restore")
def get_variables_to_restore(
    machine: Machine, call: Call, include: AbstractValue = None, exclude: AbstractValue = None
) -> AbstractValue:
    """Variables by scopes, without those of others. Source: variables.get_variables_to_restore."""
    wanted = [None] if include is None else machine.items_of(include) or [Unknown()]
    kept = ListObject([])
    for scope in wanted:
        found = find_variables(machine, scope, None, GLOBAL_VARIABLES)
        kept.items += found.items
        kept.is_open = kept.is_open or found.is_open
    for scope in (machine.items_of(exclude) or ()) if exclude is not None else ():
        dropped = find_variables(machine, scope, None, GLOBAL_VARIABLES).items
        kept.items = [item for item in kept.items if not any(item is other for other in dropped)]
    return kept


@model(f"{SLIM}.add_model_variable")
def add_model_variable(machine: Machine, call: Call, var: AbstractValue) -> AbstractValue:
    """Adds a variable to MODEL_VARIABLES. Source: variables.add_model_variable."""
    if not any(var is other for other in machine.graph.collections.get(MODEL_VARIABLES, ())):
        add(machine, machine.graph, MODEL_VARIABLES, var)
    return None


@model(f"{SLIM}.get_unique_variable")
def get_unique_variable(machine: Machine, call: Call, var_op_name: AbstractValue) -> AbstractValue:
    """The variable of a name. Source: variables.get_unique_variable."""
    for item in machine.graph.collections.get(GLOBAL_VARIABLES, ()):
        if name_of(item) == var_op_name:
            return item
    if isinstance(var_op_name, str) and knows_all(machine):
        pattern = re.escape(var_op_name)
        close = any(re.match(pattern, str(name_of(i))) for i in machine.graph.collections.get(GLOBAL_VARIABLES, ()))
        message = f"Variable {var_op_name} does not uniquely identify a variable"
        message = message if close else f"Couldn't find variable {var_op_name}"
        machine.fail("ValueError", message, api="tf_slim.get_unique_variable")
    return Tensor(graph=machine.graph)
