"""Ops that change variables, and those that only order or check other ops.

**Source:** tensorflow/python/ops/state_ops.py, control_flow_ops.py, check_ops.py;
framework/ops.py; TF 2.21.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.graph import Graph, Tensor
from tfscope.domain.heap import HeapObject, ListObject, NativeFunction
from tfscope.domain.origins import Origin
from tfscope.domain.values import FROM_LIBRARY, UNKNOWN, AbstractValue, DType, OneOf, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, method, model
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.op_model import Answer, Arguments, declare, declare_answer, facts, use_name
from tfscope.models.tensorflow.ops_results import BOOL, SCALAR, tensor, tensor_list
from tfscope.models.tensorflow.structures import map_structure


class OpObject(HeapObject):
    """An operation without outputs, such as `tf.group` makes. Never changes."""

    __slots__ = ("name", "graph")

    def __init__(self, name: AbstractValue, graph: Graph) -> None:
        self.stamp = 0
        self.name = name
        self.graph = graph


@attribute(OpObject, "name")
def op_name(machine: Machine, op: AbstractValue) -> AbstractValue:
    """The op's name."""
    assert isinstance(op, OpObject)
    return op.name


@attribute(OpObject, "graph")
def op_graph(machine: Machine, op: AbstractValue) -> AbstractValue:
    """The graph it was made in."""
    assert isinstance(op, OpObject)
    return op.graph


@attribute(OpObject, "outputs")
def op_outputs(machine: Machine, op: AbstractValue) -> AbstractValue:
    """It has none."""
    return ListObject([])


@method(OpObject, "run")
def run_op(
    machine: Machine, call: Call, op: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Runs it in a session."""
    return None


class NullManager(HeapObject):
    """A context manager that matters to no variable: a device, control dependencies. Never changes."""

    __slots__ = ("entered",)

    def __init__(self, entered: AbstractValue = None) -> None:
        self.stamp = 0
        self.entered = entered


@method(NullManager, "__enter__")
def enter_nothing(machine: Machine, call: Call, manager: AbstractValue) -> AbstractValue:
    """What `as` binds."""
    assert isinstance(manager, NullManager)
    return manager.entered


@method(NullManager, "__exit__")
def leave_nothing(machine: Machine, call: Call, manager: AbstractValue, *error: AbstractValue) -> AbstractValue:
    """Errors pass."""
    return False


@method(Graph, "device", "control_dependencies", "colocate_with", "container")
def graph_manager(
    machine: Machine, call: Call, graph: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """A context manager of a graph that matters to no variable."""
    return NullManager()


def operation(default: str) -> Answer:
    """The answer of an op without outputs; eager execution runs it, and answers None."""

    def answer(machine: Machine, bound: Arguments) -> AbstractValue:
        if machine.graph is machine.runtime.eager_graph:
            return None
        return OpObject(use_name(machine, bound.get("name"), default), machine.graph)

    return answer


def nothing(machine: Machine, bound: Arguments) -> AbstractValue:
    """TensorFlow does not know the value of a variable."""
    return None


def ignored(machine: Machine, bound: Arguments) -> AbstractValue:
    """Something that no variable depends on."""
    return FROM_LIBRARY


def manager(machine: Machine, bound: Arguments) -> AbstractValue:
    """A context manager that matters to no variable."""
    return NullManager()


@model("tensorflow.group")
def group(machine: Machine, call: Call, *inputs: AbstractValue, **kwargs: AbstractValue) -> AbstractValue:
    """An op that runs others. Source: control_flow_ops.group."""
    return OpObject(use_name(machine, kwargs.get("name"), "group_deps"), machine.graph)


@model("tensorflow.print")
def print_op(machine: Machine, call: Call, *inputs: AbstractValue, **kwargs: AbstractValue) -> AbstractValue:
    """An op that prints. Source: logging_ops.print_v2."""
    return OpObject(use_name(machine, kwargs.get("name"), "PrintV2"), machine.graph)


def tensors_in_order(machine: Machine, bound: Arguments) -> AbstractValue:
    """The same tensors, after all of them. Source: control_flow_ops.tuple."""
    items = tensor_list(machine, bound["tensors"])
    use_name(machine, bound["name"], "tuple")
    if items is None:
        return UNKNOWN
    return ListObject([item if item is None else later(machine, item) for item in items])


def later(machine: Machine, value: AbstractValue) -> Tensor:
    """A tensor like another one, computed from that alone."""
    shape, dtype = facts(machine, value)
    return Tensor(shape, dtype, None, machine.graph, origin=Origin([value]))


def with_dependencies(machine: Machine, bound: Arguments) -> AbstractValue:
    """The tensor, after others."""
    value = bound["output_tensor"]
    return later(machine, value) if isinstance(value, Tensor) else value


def same_list(machine: Machine, value: AbstractValue) -> AbstractValue:
    """Tensors like those of a list; None stays."""
    items = tensor_list(machine, value)
    if items is None:
        return ListObject([], is_open=True)
    return ListObject([item if item is None else tensor(machine, facts(machine, item), None) for item in items])


def py_func(machine: Machine, bound: Arguments) -> AbstractValue:
    """Tensors of shapes that nobody knows, of the dtypes that are given. Source: script_ops.py_func."""
    use_name(machine, bound["name"], "PyFunc")
    types = bound["Tout"]
    if isinstance(types, Unknown):
        return UNKNOWN
    items = machine.items_of(types) if isinstance(types, (ListObject, tuple)) else None
    if items is None:
        return UNKNOWN if isinstance(types, (ListObject, tuple)) else unknown_tensor(machine, types)
    return ListObject([unknown_tensor(machine, item) for item in items])


def same_float_dtype(machine: Machine, bound: Arguments) -> AbstractValue:
    """The dtype of all of them."""
    return DType("float32") if bound["dtype"] is None and bound["tensors"] is None else UNKNOWN


def with_own_gradient(machine: Machine, bound: Arguments) -> AbstractValue:
    """The function without the gradient that it answers beside its result. Source: custom_gradient.custom_gradient."""

    def run(inner: Machine, call: Call) -> AbstractValue:
        answer = inner.call_with(bound["f"], call)
        if not isinstance(answer, tuple) or len(answer) != 2:
            return UNKNOWN
        inputs = (*call.arguments, *call.keywords.values())
        return map_structure(machine, lambda leaf: with_gradient_of(machine, leaf, inputs), answer[0])

    return NativeFunction("decorated", run)


def with_gradient_of(machine: Machine, value: AbstractValue, inputs: tuple[AbstractValue, ...]) -> AbstractValue:
    """A result whose gradient is the function's own: whether it gives one for an input is not followed."""
    if not isinstance(value, Tensor):
        return value
    origin = Origin([OneOf(((*inputs, value), None))])
    return Tensor(value.shape, value.dtype, None, machine.graph, origin=origin)


def unknown_tensor(machine: Machine, dtype: AbstractValue) -> Tensor:
    """A tensor of whose shape TensorFlow knows nothing."""
    return tensor(machine, (Shape(None), as_dtype(machine, dtype)), None)


declare("is_variable_initialized", "variable", "IsVariableInitialized", lambda machine, bound: (SCALAR, BOOL), nothing)
declare("report_uninitialized_variables", "var_list=None, "
                                          "name='report_uninitialized_variables'", "report_uninitialized_variables",
        lambda machine, bound: (Shape((None,)), DType("string")), nothing)  # fmt: skip
NO_OPS: Final = {
    "no_op": ("name=None", "NoOp"),
    "variables_initializer": ("var_list, name='init'", "init"),
    "initialize_variables": ("var_list, name='init'", "init"),
    "tables_initializer initializers.tables_initializer": ("name='init_all_tables'", "init_all_tables"),
    "Assert debugging.Assert": ("condition, data, summarize=None, name=None", "Assert"),
    "assert_rank debugging.assert_rank": ("x, rank, data=None, summarize=None, message=None, name=None", "assert_rank"),
    "assert_rank_at_least debugging.assert_rank_at_least": (
        "x, rank, data=None, summarize=None, message=None, name=None",
        "assert_rank_at_least",
    ),
    "assert_rank_in debugging.assert_rank_in": (
        "x, ranks, data=None, summarize=None, message=None, name=None",
        "assert_rank_in",
    ),
    "assert_type debugging.assert_type": ("tensor, tf_type, message=None, name=None", "assert_type"),
    "assert_integer debugging.assert_integer": ("x, message=None, name=None", "assert_integer"),
}
for path, (parameters, default) in NO_OPS.items():
    declare_answer(path, parameters, operation(default))
for path in (
    "global_variables_initializer",
    "local_variables_initializer",
    "initialize_all_variables",
    "initialize_local_variables",
):
    declare_answer(path, "", operation("init"))
declare_answer("initializers.global_variables initializers.local_variables", "", operation("init"))
for kind in ("equal", "less", "less_equal", "greater", "greater_equal", "none_equal"):
    declare_answer(
        f"assert_{kind} debugging.assert_{kind}",
        "x, y, data=None, summarize=None, message=None, name=None",
        operation(f"assert_{kind}"),
    )
for kind in ("negative", "positive", "non_negative", "non_positive"):
    declare_answer(
        f"assert_{kind} debugging.assert_{kind}",
        "x, data=None, summarize=None, message=None, name=None",
        operation(f"assert_{kind}"),
    )
declare_answer(
    "assert_near debugging.assert_near",
    "x, y, rtol=None, atol=None, data=None, summarize=None, message=None, name=None",
    operation("assert_near"),
)
declare_answer(
    "assert_same_float_dtype debugging.assert_same_float_dtype", "tensors=None, dtype=None", same_float_dtype
)
declare_answer("device", "device_name_or_function", manager)
declare_answer("control_dependencies", "control_inputs", manager)
declare_answer("init_scope", "", manager)
declare_answer("custom_gradient", "f=None", with_own_gradient)
declare_answer("colocate_with", "op, ignore_existing=False", manager)
declare_answer("container", "container_name", manager)
declare_answer("tuple", "tensors, name=None, control_inputs=None", tensors_in_order)
declare_answer(
    "python.ops.control_flow_ops.with_dependencies", "dependencies, output_tensor, name=None", with_dependencies
)
declare_answer("identity_n", "input, name=None", lambda machine, bound: same_list(machine, bound["input"]))
declare_answer("py_func", "func, inp, Tout, stateful=True, name=None", py_func)
declare_answer("numpy_function", "func=None, inp=None, Tout=None, stateful=True, name=None", py_func)
declare_answer("py_function", "func=None, inp=None, Tout=None, name=None", py_func)
declare_answer("set_random_seed random.set_random_seed", "seed", lambda machine, bound: None)
