"""`tf.make_template`.

**Source:** tensorflow/python/ops/template.py, TF 2.21.
"""

from __future__ import annotations

from contextlib import nullcontext

from tfscope.domain.events import Reason
from tfscope.domain.graph import FLOAT32, EagerStore, VariableScope
from tfscope.domain.heap import HeapObject, ListObject
from tfscope.domain.values import AbstractValue, text
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, method, model
from tfscope.models.tensorflow.collections import select
from tfscope.models.tensorflow.creation import GLOBAL_VARIABLES, LOCAL_VARIABLES, TRAINABLE_VARIABLES
from tfscope.models.tensorflow.dtypes import shown
from tfscope.models.tensorflow.eager_stores import active_store
from tfscope.models.tensorflow.scope_manager import Arguments, ScopeManager
from tfscope.models.tensorflow.scopes import variable_scope


class Template(HeapObject):
    """A function whose variables are made at its first call and shared afterwards."""

    __slots__ = ("name", "function", "unique_name", "custom_getter", "keywords", "scope", "is_created", "eager_store")
    changing = ("scope", "is_created")

    def __init__(
        self,
        name: AbstractValue,
        function: AbstractValue,
        unique_name: AbstractValue,
        custom_getter: AbstractValue,
        keywords: dict[str, AbstractValue],
        eager_store: EagerStore,
    ) -> None:
        self.stamp = 0
        self.name = name
        self.function = function
        self.unique_name = unique_name
        self.custom_getter = custom_getter
        self.keywords = keywords
        self.scope: AbstractValue = None
        self.is_created: AbstractValue = False
        #: Where its variables are kept in eager execution: the store that was active when it was made, or its own.
        self.eager_store = eager_store


@model("tensorflow.make_template")
def make_template(
    machine: Machine,
    call: Call,
    name_: AbstractValue,
    func_: AbstractValue,
    create_scope_now_: AbstractValue = False,
    unique_name_: AbstractValue = None,
    custom_getter_: AbstractValue = None,
    **kwargs: AbstractValue,
) -> AbstractValue:
    """A template around a function. Source: ops/template.py, make_template."""
    if name_ is None:
        machine.refuse(Reason.ARGUMENT_INVALID, "ValueError", "name cannot be None.", parameter="name_")
    if machine.graph is machine.runtime.eager_graph and unique_name_ is not None:
        message = "unique_name_ cannot be used when eager execution is enabled."
        machine.refuse(Reason.EAGER, "ValueError", message, parameter="unique_name_")
    active = machine.runtime.eager_store
    store = active if isinstance(active, EagerStore) else EagerStore()
    template = Template(name_, func_, unique_name_, custom_getter_, kwargs, store)
    if machine.truth(create_scope_now_):
        with machine.entering(pure_scope(machine, template)) as entered:
            template.scope = entered
    return template


def pure_scope(machine: Machine, template: Template) -> ScopeManager:
    """The scope that a template has from the start: without an op name scope, and of `tf.float32` wherever it is."""
    name = template.unique_name if machine.truth(template.unique_name) else None
    arguments = Arguments(
        name,
        template.name,
        custom_getter=template.custom_getter,
        is_pure=True,
        attributes={"dtype": FLOAT32},
    )
    return ScopeManager(arguments, machine.graph, machine.graph is machine.runtime.eager_graph)


@method(Template, "__call__")
def call_template(
    machine: Machine, call: Call, template: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Runs the function in the template's scope. Source: Template.__call__."""
    assert isinstance(template, Template)
    if isinstance(template.scope, VariableScope):
        manager = variable_scope(machine, call, template.scope, reuse=template.is_created)
    else:
        manager = variable_scope(
            machine, call, template.unique_name, template.name, custom_getter=template.custom_getter
        )
    is_eager = machine.graph is machine.runtime.eager_graph
    keeping = active_store(machine, template.eager_store) if is_eager else nullcontext()
    with keeping, machine.entering(manager) as entered:
        if template.scope is None:
            machine.changing(template)
            template.scope = entered
        return run(machine, template, Call(list(arguments), {**template.keywords, **keywords}, call.is_open))


def run(machine: Machine, template: Template, call: Call) -> AbstractValue:
    """Calls the function; a call after the first may make no trainable variable. Source: Template._call_func."""
    graph = machine.graph
    before = len(graph.collections.get(TRAINABLE_VARIABLES, ()))
    result = machine.call_with(template.function, call)
    made = graph.collections.get(TRAINABLE_VARIABLES, [])[before:]
    if template.is_created is True:
        if made:
            listed = ", ".join(map(shown, made))
            message = (
                "Trainable variable created when calling a template after the first time, perhaps you used tf.Variable "
                f"when you meant tf.get_variable: [{listed}]"
            )
            machine.refuse(Reason.OTHER, "ValueError", message, api="tensorflow.make_template")
    else:
        machine.changing(template)
        template.is_created = True
    return result


@attribute(Template, "variable_scope")
def template_scope(machine: Machine, template: AbstractValue) -> AbstractValue:
    """The scope object, None before the first call."""
    assert isinstance(template, Template)
    return template.scope


@attribute(Template, "name", "var_scope_name")
def template_name(machine: Machine, template: AbstractValue) -> AbstractValue:
    """The name that was given, or the scope's."""
    assert isinstance(template, Template)
    return template.name


def template_variables(name: str, *collections: str) -> None:
    """Registers a property that lists variables below the template's scope."""

    def read(machine: Machine, template: AbstractValue) -> AbstractValue:
        assert isinstance(template, Template)
        found = ListObject([])
        if isinstance(template.scope, VariableScope):
            for collection in collections:
                part = select(machine, collection, text([template.scope.name, "/"]))
                found.items.extend(part.items)
                found.is_open = found.is_open or part.is_open
        return found

    attribute(Template, *name.split())(read)


template_variables("variables weights", GLOBAL_VARIABLES, LOCAL_VARIABLES)
template_variables("global_variables", GLOBAL_VARIABLES)
template_variables("local_variables", LOCAL_VARIABLES)
template_variables("trainable_variables trainable_weights", TRAINABLE_VARIABLES)


@attribute(Template, "func")
def template_function(machine: Machine, template: AbstractValue) -> AbstractValue:
    """The function inside."""
    assert isinstance(template, Template)
    return template.function
