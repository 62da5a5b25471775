"""What changes variables: `assign` and its like, functions and methods.

**Source:** tensorflow/python/ops/state_ops.py, resource_variable_ops.py and ref_variable.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import Assigned
from tfscope.domain.graph import Tensor, Variable, native_of
from tfscope.domain.origins import NOTHING, Origin
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Shape
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import method
from tfscope.models.tensorflow.op_model import Answer, Arguments, Facts, Rule, declare_answer, facts, make_op
from tfscope.models.tensorflow.ops_results import merge, shape_of
from tfscope.models.tensorflow.ops_state import nothing


@method(Variable, "assign")
def variable_assign_value(
    machine: Machine,
    call: Call,
    variable: AbstractValue,
    value: AbstractValue,
    *rest: AbstractValue,
    **more: AbstractValue,
) -> AbstractValue:
    """A tensor of the new value."""
    tell_assignment(machine, variable, value)
    return variable_assign(machine, call, variable, value, *rest, **more)


def tell_assignment(machine: Machine, variable: AbstractValue, value: AbstractValue) -> None:
    """Emits that a variable is assigned a value."""
    owner = native_of(variable)
    if isinstance(owner, Variable):
        machine.emit(Assigned, variable=owner, value=native_of(value))


@method(
    Variable, "assign_add", "assign_sub", "scatter_update", "scatter_add", "scatter_sub", "scatter_nd_update",
)  # fmt: skip
def variable_assign(
    machine: Machine, call: Call, variable: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """A tensor of the new value."""
    assert isinstance(variable, Variable)
    return Tensor(variable.shape, variable.dtype, None, variable.graph, origin=after_change(variable))


def after_change(variable: AbstractValue) -> Origin:
    """The origin of what an assignment answers: a resource variable is read again, others have no gradient then."""
    is_resource = getattr(native_of(variable), "is_resource", UNKNOWN)
    return NOTHING if is_resource is False else Origin([variable if is_resource is True else OneOf((variable, None))])


def change(op_name: str, rule: Rule) -> Answer:
    """An op that changes a variable: of resource variables the answer is the new value, which has the gradient."""

    def answer(machine: Machine, bound: Arguments) -> AbstractValue:
        if op_name == "Assign":
            tell_assignment(machine, bound["ref"], bound["value"])
        made = make_op(machine, op_name, bound, rule, nothing)
        return Tensor(made.shape, made.dtype, made.name, made.graph, made.constant, after_change(bound["ref"]))

    return answer


def changed(machine: Machine, bound: Arguments) -> Facts:
    """The variable."""
    return facts(machine, bound["ref"])


def assigned(machine: Machine, bound: Arguments) -> Facts:
    """The variable, or the shape of the value where it may change that."""
    shape, dtype = facts(machine, bound["ref"])
    value = shape_of(machine, bound["value"])
    validates = machine.truth(bound["validate_shape"]) if bound["validate_shape"] is not None else True
    if validates is False:
        return UNKNOWN, dtype
    return (merge(shape, value) if isinstance(shape, Shape) else shape), dtype


for path, parameters in {
    "assign_add": "ref, value, use_locking=None, name=None", "assign_sub": "ref, value, use_locking=None, name=None",
    "scatter_add": "ref, indices, updates, use_locking=False, name=None",
    "scatter_sub": "ref, indices, updates, use_locking=False, name=None",
    "scatter_mul": "ref, indices, updates, use_locking=False, name=None",
    "scatter_div": "ref, indices, updates, use_locking=False, name=None",
    "scatter_max": "ref, indices, updates, use_locking=False, name=None",
    "scatter_min": "ref, indices, updates, use_locking=False, name=None",
    "scatter_update": "ref, indices, updates, use_locking=True, name=None",
    "scatter_nd_add": "ref, indices, updates, use_locking=False, name=None",
    "scatter_nd_sub": "ref, indices, updates, use_locking=False, name=None",
    "scatter_nd_update": "ref, indices, updates, use_locking=True, name=None",
    "count_up_to": "ref, limit, name=None",
}.items():  # fmt: skip
    declare_answer(path, parameters, change("".join(part.title() for part in path.split("_")), changed))
declare_answer("assign", "ref, value, validate_shape=None, use_locking=None, name=None", change("Assign", assigned))
