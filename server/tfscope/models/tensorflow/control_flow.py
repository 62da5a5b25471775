"""Control flow: functions that TensorFlow calls while it builds a graph.

**Source:** tensorflow/python/ops/cond.py, while_loop.py, map_fn.py, functional_ops.py; data/ops; TF 2.21.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tfscope.domain.graph import PartitionedVariable, Tensor, native_of
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.origins import Origin
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Shape, Unknown, join, join_shapes
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.structures import map_structure
from tfscope.models.tensorflow.tensor_arrays import is_tensor_array, with_flow


@contextmanager
def tracing(machine: Machine, name: AbstractValue) -> Iterator[None]:
    """For the length of a construct: its name scope is open, and tensors are made inside it."""
    graph = machine.graph
    if graph is machine.runtime.eager_graph:
        yield
        return
    before = op_names.open_name_scope(machine, graph, name)
    machine.changing(graph)
    graph.control_flow += 1
    try:
        yield
    finally:
        machine.changing(graph)
        graph.control_flow -= 1
        op_names.close_name_scope(machine, graph, before)


def joined(machine: Machine, left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """The tensors that come out of one branch or the other, in the structure of the first."""
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
        return tuple(joined(machine, a, b) for a, b in zip(left, right))
    if isinstance(left, ListObject) and isinstance(right, ListObject) and len(left.items) == len(right.items):
        return ListObject([joined(machine, a, b) for a, b in zip(left.items, right.items)])
    if left is None or right is None:
        return left if right is None else right
    if isinstance(left, Instance) and isinstance(right, Instance) and is_tensor_array(left):
        return with_flow(left, joined(machine, left.attributes["flow"], right.attributes.get("flow", UNKNOWN)))
    left_shape, left_dtype = constant_facts(left)
    right_shape, right_dtype = constant_facts(right)
    if isinstance(left, (Tensor, int, float)) or isinstance(right, Tensor):
        dtype = left_dtype if left_dtype == right_dtype else UNKNOWN
        shape = merged_shape(left_shape, right_shape)
        return Tensor(shape, dtype, None, machine.graph, origin=Origin([left, right]))
    return join(left, right)


def merged_shape(left: AnyShape, right: AnyShape) -> AnyShape:
    """The static shape of a merge: dimensions that differ are None, ranks that differ make it unknown."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return join_shapes(left, right)
    if left.dims is None or right.dims is None or len(left.dims) != len(right.dims):
        return Shape(None)
    return Shape(tuple(a if a == b else None for a, b in zip(left.dims, right.dims)))


@model("tensorflow.cond")
def cond(
    machine: Machine,
    call: Call,
    pred: AbstractValue,
    true_fn: AbstractValue = None,
    false_fn: AbstractValue = None,
    strict: AbstractValue = False,
    name: AbstractValue = None,
    fn1: AbstractValue = None,
    fn2: AbstractValue = None,
) -> AbstractValue:
    """Traces both branches, the true one first. Source: ops/cond.py, cond."""
    yes = true_fn if true_fn is not None else fn1
    no = false_fn if false_fn is not None else fn2
    with tracing(machine, "cond" if name is None else name):
        first = machine.call(yes)
        second = machine.call(no)
    return joined(machine, first, second)


@model("tensorflow.case")
def case(
    machine: Machine,
    call: Call,
    pred_fn_pairs: AbstractValue,
    default: AbstractValue = None,
    exclusive: AbstractValue = False,
    strict: AbstractValue = False,
    name: AbstractValue = "case",
) -> AbstractValue:
    """Traces every branch. Source: ops/control_flow_case.py, case."""
    pairs = machine.items_of(pred_fn_pairs) or []
    answers = []
    with tracing(machine, name):
        if default is not None:
            answers.append(machine.call(default))
        for pair in pairs:
            parts = machine.items_of(pair)
            if parts is not None and len(parts) == 2:
                answers.append(machine.call(parts[1]))
    if not answers:
        return UNKNOWN
    result = answers[0]
    for answer in answers[1:]:
        result = joined(machine, result, answer)
    return result


@model("tensorflow.while_loop")
def while_loop(
    machine: Machine,
    call: Call,
    cond: AbstractValue,
    body: AbstractValue,
    loop_vars: AbstractValue,
    shape_invariants: AbstractValue = None,
    parallel_iterations: AbstractValue = 10,
    back_prop: AbstractValue = True,
    swap_memory: AbstractValue = False,
    name: AbstractValue = None,
    maximum_iterations: AbstractValue = None,
    return_same_structure: AbstractValue = False,
) -> AbstractValue:
    """Traces condition and body once. Source: ops/while_loop.py, while_loop."""
    with tracing(machine, "while" if name is None else name):
        start = ListObject(machine.items_of(loop_vars) or [])
        variables = loop_variables(machine, start, shape_invariants)
        assert isinstance(variables, ListObject)
        machine.call(cond, *variables.items)
        result = machine.call(body, *variables.items)
    if len(start.items) == 1 and not isinstance(result, (tuple, ListObject)):
        result = ListObject([result])
    after = close_loop(machine, variables, result)
    assert isinstance(after, ListObject)
    is_bare = len(after.items) == 1 and machine.truth(return_same_structure) is False
    return after.items[0] if is_bare else after


def loop_variables(machine: Machine, value: AbstractValue, invariants: AbstractValue = None) -> AbstractValue:
    """What the body of a loop sees of its variables: new tensors, in the structure of those that the loop starts with.

    A variable comes from the start and from what the body makes of it, see `close_loop`.
    """
    if invariants is None:
        return map_structure(machine, lambda leaf: loop_variable(machine, leaf), value)
    return map_structure(machine, lambda leaf, shape: loop_variable(machine, leaf, shape), value, invariants)


def loop_variable(machine: Machine, value: AbstractValue, invariant: AbstractValue = None) -> AbstractValue:
    """One variable of a loop, of the start's shape or the one that is given; what is no tensor and no number stays."""
    value = native_of(value)
    if isinstance(value, Instance) and is_tensor_array(value):
        return with_flow(value, loop_variable(machine, value.attributes["flow"]))
    if not isinstance(value, (Tensor, PartitionedVariable, int, float)):
        return value
    shape, dtype = constant_facts(value)
    shape = shape if invariant is None else invariant if isinstance(invariant, Shape) else UNKNOWN
    return Tensor(shape, dtype, None, machine.graph, None, Origin([value]))


def close_loop(machine: Machine, variables: AbstractValue, results: AbstractValue) -> AbstractValue:
    """Says that the variables of a loop come from what the body makes of them, too; answers what leaves the loop."""
    return map_structure(machine, lambda variable, result: leave_loop(machine, variable, result), variables, results)


def leave_loop(machine: Machine, variable: AbstractValue, result: AbstractValue) -> AbstractValue:
    """What one variable is behind the loop: it keeps the shape it has inside, unless only the body knows one."""
    if isinstance(variable, Instance) and isinstance(result, Instance) and is_tensor_array(variable):
        after = leave_loop(machine, variable.attributes["flow"], result.attributes.get("flow", UNKNOWN))
        return with_flow(variable, after)
    if not isinstance(variable, Tensor) or variable.origin is None:
        return result
    variable.origin.values.append(result)
    shape, dtype = constant_facts(result)
    shape = shape if isinstance(variable.shape, Unknown) else variable.shape
    dtype = dtype if isinstance(variable.dtype, Unknown) else variable.dtype
    return Tensor(shape, dtype, None, machine.graph, None, Origin([variable]))


def element(machine: Machine, value: AbstractValue) -> AbstractValue:
    """One element along the first axis of tensors, in structure."""
    if isinstance(value, tuple):
        return tuple(element(machine, item) for item in value)
    if isinstance(value, ListObject):
        return ListObject([element(machine, item) for item in value.items], value.is_open)
    shape, dtype = constant_facts(value)
    inner: AnyShape = UNKNOWN
    if isinstance(shape, Shape):
        inner = Shape(None if shape.dims is None else shape.dims[1:])
    return Tensor(inner, dtype, None, machine.graph, origin=Origin([value]))


@model("tensorflow.map_fn")
def map_fn(
    machine: Machine,
    call: Call,
    fn: AbstractValue,
    elems: AbstractValue,
    dtype: AbstractValue = None,
    parallel_iterations: AbstractValue = None,
    back_prop: AbstractValue = True,
    swap_memory: AbstractValue = False,
    infer_shape: AbstractValue = True,
    name: AbstractValue = None,
    fn_output_signature: AbstractValue = None,
) -> AbstractValue:
    """Traces the function once, on an element. Source: ops/map_fn.py, map_fn."""
    with tracing(machine, "map" if name is None else name), tracing(machine, "while"):
        result = machine.call_with(fn, Call([element(machine, elems)], is_converted=machine.runtime.is_converting))
    return stacked(machine, result, elems)


def stacked(machine: Machine, value: AbstractValue, elems: AbstractValue) -> AbstractValue:
    """Results stacked along a new first axis, as long as that of the elements."""
    if isinstance(value, tuple):
        return tuple(stacked(machine, item, elems) for item in value)
    if isinstance(value, ListObject):
        return ListObject([stacked(machine, item, elems) for item in value.items], value.is_open)
    first = elems
    while isinstance(first, (tuple, ListObject)):
        items = list(first) if isinstance(first, tuple) else first.items
        if not items:
            return UNKNOWN
        first = items[0]
    outer, _ = constant_facts(first)
    shape, dtype = constant_facts(value)
    length = outer.dims[0] if isinstance(outer, Shape) and outer.dims else UNKNOWN
    whole = Shape((length, *shape.dims)) if isinstance(shape, Shape) and shape.dims is not None else UNKNOWN
    return Tensor(whole, dtype, None, machine.graph, origin=Origin([value]))


@model("tensorflow.scan")
def scan(
    machine: Machine,
    call: Call,
    fn: AbstractValue,
    elems: AbstractValue,
    initializer: AbstractValue = None,
    parallel_iterations: AbstractValue = 10,
    back_prop: AbstractValue = True,
    swap_memory: AbstractValue = False,
    infer_shape: AbstractValue = True,
    reverse: AbstractValue = False,
    name: AbstractValue = None,
) -> AbstractValue:
    """Traces the function once. Source: ops/functional_ops.py, scan."""
    with tracing(machine, "scan" if name is None else name), tracing(machine, "while"):
        result, _ = accumulate(machine, fn, elems, initializer)
    return stacked(machine, result, elems)


def accumulate(
    machine: Machine, fn: AbstractValue, elems: AbstractValue, initializer: AbstractValue
) -> tuple[AbstractValue, AbstractValue]:
    """What a function answers for what was accumulated and an element, and what is accumulated in the end."""
    variables = loop_variables(machine, initializer if initializer is not None else element(machine, elems))
    result = machine.call(fn, variables, element(machine, elems))
    return result, close_loop(machine, variables, result)


def fold(path: str, op_name: str) -> None:
    """Registers `foldl` or `foldr`."""

    def run(
        machine: Machine,
        call: Call,
        fn: AbstractValue,
        elems: AbstractValue,
        initializer: AbstractValue = None,
        parallel_iterations: AbstractValue = 10,
        back_prop: AbstractValue = True,
        swap_memory: AbstractValue = False,
        name: AbstractValue = None,
    ) -> AbstractValue:
        """Traces the function once. Source: ops/functional_ops.py."""
        with tracing(machine, op_name if name is None else name), tracing(machine, "while"):
            _, after = accumulate(machine, fn, elems, initializer)
        return after

    model(path)(run)


fold("tensorflow.foldl", "foldl")
fold("tensorflow.foldr", "foldr")
