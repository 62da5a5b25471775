"""What runs cells over time: `dynamic_rnn`, `static_rnn` and their two-way and stacked forms.

**Source:** tensorflow/python/ops/rnn.py, TF 2.21; tensorflow/contrib/rnn/python/ops/rnn.py, TF 1.15.
"""

from __future__ import annotations

from collections.abc import Sequence

from tfscope.domain.events import CellsCombined, Reason
from tfscope.domain.graph import Tensor
from tfscope.domain.heap import ABSENT, ListObject
from tfscope.domain.origins import Origin
from tfscope.domain.values import UNKNOWN, AbstractValue, Dim, DType, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.control_flow import close_loop, loop_variables, tracing
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.rnn_wrappers import pair
from tfscope.models.tensorflow.scopes import variable_scope
from tfscope.models.tensorflow.structures import first_leaf, leaves, map_structure
from tfscope.models.tensorflow.tensor_arrays import made_of


@model("tensorflow.nn.dynamic_rnn")
def dynamic_rnn(
    machine: Machine,
    call: Call,
    cell: AbstractValue,
    inputs: AbstractValue,
    sequence_length: AbstractValue = None,
    initial_state: AbstractValue = None,
    dtype: AbstractValue = None,
    parallel_iterations: AbstractValue = None,
    swap_memory: AbstractValue = False,
    time_major: AbstractValue = False,
    scope: AbstractValue = None,
) -> AbstractValue:
    """Runs the cell in a loop, which is traced once. Source: rnn.dynamic_rnn."""
    with machine.entering(variable_scope(machine, call, scope or "rnn")):
        is_time_major = machine.truth(time_major) is True
        steps, batch = time_and_batch(first_leaf(inputs), is_time_major)
        state = start_state(machine, cell, initial_state, batch, dtype)
        check_depth(machine, inputs)
        with tracing(machine, "while"):
            step = map_structure(machine, lambda leaf: slice_of(machine, leaf, batch), inputs)
            before = loop_variables(machine, state)
            output, after = pair(machine, machine.call(cell, step, before))
            final = close_loop(machine, before, after)
        outputs = map_structure(machine, lambda leaf: stacked(machine, leaf, steps, batch, is_time_major), output)
        return outputs, final


@model("tensorflow.contrib.seq2seq._transpose_batch_time", "tensorflow.python.ops.rnn._transpose_batch_time")
def transpose_batch_time(machine: Machine, call: Call, x: AbstractValue) -> AbstractValue:
    """The first two axes the other way round. Source: rnn._transpose_batch_time."""
    shape, dtype = constant_facts(x)
    if isinstance(shape, Shape) and shape.dims is not None and len(shape.dims) >= 2:
        shape = Shape((shape.dims[1], shape.dims[0], *shape.dims[2:]))
    return Tensor(shape, dtype, None, machine.graph)


def time_and_batch(tensor: AbstractValue, is_time_major: bool) -> tuple[Dim, Dim]:
    """The number of steps and the size of the batch."""
    shape, _ = constant_facts(tensor)
    if not isinstance(shape, Shape):
        return UNKNOWN, UNKNOWN
    if shape.dims is None or len(shape.dims) < 2:
        return None, None
    first, second = shape.dims[:2]
    return (first, second) if is_time_major else (second, first)


def slice_of(machine: Machine, tensor: AbstractValue, batch: Dim) -> AbstractValue:
    """What one step sees of an input."""
    shape, dtype = constant_facts(tensor)
    if isinstance(shape, Shape) and shape.dims is not None:
        shape = Shape((batch, *shape.dims[2:]))
    return Tensor(shape, dtype, None, machine.graph, origin=Origin([tensor]))


def stacked(machine: Machine, tensor: AbstractValue, steps: Dim, batch: Dim, is_time_major: bool) -> AbstractValue:
    """The outputs of all steps in one tensor."""
    shape, dtype = constant_facts(tensor)
    front = (steps, batch) if is_time_major else (batch, steps)
    whole = Shape((*front, *shape.dims[1:])) if isinstance(shape, Shape) and shape.dims is not None else UNKNOWN
    return Tensor(whole, dtype, None, machine.graph, origin=Origin([tensor]))


def start_state(
    machine: Machine, cell: AbstractValue, initial_state: AbstractValue, batch: Dim, dtype: AbstractValue
) -> AbstractValue:
    """The state before the first step."""
    if initial_state is not None:
        return initial_state
    if dtype is None:
        message = "If no initial_state is provided, argument `dtype` must be specified"
        machine.refuse(
            Reason.ARGUMENT_MISSING, "ValueError", message, parameter="dtype", api="tensorflow.nn.dynamic_rnn"
        )
    method = machine.find_attribute(cell, "get_initial_state")
    if method is not ABSENT and not isinstance(method, Unknown):
        return machine.call(method, inputs=None, batch_size=batch, dtype=dtype)
    return machine.call(machine.get_attribute(cell, "zero_state"), batch, dtype)


def check_depth(machine: Machine, inputs: AbstractValue) -> None:
    """Every axis behind time and batch must be known. Source: rnn._dynamic_rnn_loop."""
    for leaf in leaves(inputs):
        shape, dtype = constant_facts(leaf)
        if isinstance(shape, Shape) and shape.dims is not None and any(dim is None for dim in shape.dims[2:]):
            name = dtype.name if isinstance(dtype, DType) else "?"
            op_name = getattr(leaf, "name", "?")
            message = (
                "Input size (depth of inputs) must be accessible via shape inference, but saw value None for input="
                f'Tensor("{op_name}:0", shape={shape}, dtype={name}).'
            )
            api = "tensorflow.nn.dynamic_rnn"
            machine.refuse(Reason.SHAPE_UNKNOWN, "ValueError", message, parameter="inputs", api=api)


@model("tensorflow.nn.bidirectional_dynamic_rnn")
def bidirectional_dynamic_rnn(
    machine: Machine,
    call: Call,
    cell_fw: AbstractValue,
    cell_bw: AbstractValue,
    inputs: AbstractValue,
    sequence_length: AbstractValue = None,
    initial_state_fw: AbstractValue = None,
    initial_state_bw: AbstractValue = None,
    dtype: AbstractValue = None,
    parallel_iterations: AbstractValue = None,
    swap_memory: AbstractValue = False,
    time_major: AbstractValue = False,
    scope: AbstractValue = None,
) -> AbstractValue:
    """`fw` and `bw` inside `bidirectional_rnn`. Source: rnn.bidirectional_dynamic_rnn."""
    machine.emit(CellsCombined, cells=(cell_fw, cell_bw))
    answers = []
    with machine.entering(variable_scope(machine, call, scope or "bidirectional_rnn")):
        for name, cell, state in (("fw", cell_fw, initial_state_fw), ("bw", cell_bw, initial_state_bw)):
            with machine.entering(variable_scope(machine, call, name)) as inner:
                answer = dynamic_rnn(
                    machine, call, cell, inputs, sequence_length, state, dtype, parallel_iterations, swap_memory,
                    time_major, inner,
                )  # fmt: skip
                answers.append(pair(machine, answer))
    return tuple(output for output, _ in answers), tuple(state for _, state in answers)


@model("tensorflow.nn.static_rnn")
def static_rnn(
    machine: Machine,
    call: Call,
    cell: AbstractValue,
    inputs: AbstractValue,
    initial_state: AbstractValue = None,
    dtype: AbstractValue = None,
    sequence_length: AbstractValue = None,
    scope: AbstractValue = None,
) -> AbstractValue:
    """Calls the cell for each input, with reuse from the second on. Source: rnn.static_rnn."""
    items = machine.items_of(inputs)
    steps = [Tensor(graph=machine.graph)] if items is None else items
    if not steps:
        message = "Argument `inputs` must not be empty."
        machine.refuse(
            Reason.ARGUMENT_INVALID, "ValueError", message, parameter="inputs", api="tensorflow.nn.static_rnn"
        )
        return ListObject([]), UNKNOWN
    outputs: list[AbstractValue] = []
    with machine.entering(variable_scope(machine, call, scope or "rnn")) as varscope:
        shape, _ = constant_facts(first_leaf(steps[0]))
        batch = shape.dims[0] if isinstance(shape, Shape) and shape.dims else UNKNOWN
        state = start_state(machine, cell, initial_state, batch, dtype)
        for time, step in enumerate(steps):
            if time:
                machine.call(machine.get_attribute(varscope, "reuse_variables"))
            output, state = pair(machine, machine.call(cell, step, state))
            outputs.append(output)
    return ListObject(outputs, is_open=items is None), state


@model("tensorflow.nn.static_state_saving_rnn")
def static_state_saving_rnn(
    machine: Machine,
    call: Call,
    cell: AbstractValue,
    inputs: AbstractValue,
    state_saver: AbstractValue,
    state_name: AbstractValue,
    sequence_length: AbstractValue = None,
    scope: AbstractValue = None,
) -> AbstractValue:
    """`static_rnn` from a state that is kept elsewhere. Source: rnn.static_state_saving_rnn."""
    read = machine.get_attribute(state_saver, "state")
    state = map_structure(machine, lambda name: machine.call(read, name), state_name)
    return static_rnn(machine, call, cell, inputs, state, None, sequence_length, scope)


@model("tensorflow.nn.static_bidirectional_rnn")
def static_bidirectional_rnn(
    machine: Machine,
    call: Call,
    cell_fw: AbstractValue,
    cell_bw: AbstractValue,
    inputs: AbstractValue,
    initial_state_fw: AbstractValue = None,
    initial_state_bw: AbstractValue = None,
    dtype: AbstractValue = None,
    sequence_length: AbstractValue = None,
    scope: AbstractValue = None,
) -> AbstractValue:
    """`fw` and `bw` inside `bidirectional_rnn`, the outputs side by side. Source: rnn.static_bidirectional_rnn."""
    machine.emit(CellsCombined, cells=(cell_fw, cell_bw))
    answers = []
    with machine.entering(variable_scope(machine, call, scope or "bidirectional_rnn")):
        for name, cell, state in (("fw", cell_fw, initial_state_fw), ("bw", cell_bw, initial_state_bw)):
            with machine.entering(variable_scope(machine, call, name)) as inner:
                answer = static_rnn(machine, call, cell, inputs, state, dtype, sequence_length, inner)
                answers.append(pair(machine, answer))
    both = map_structure(
        machine, lambda left, right: side_by_side(machine, [left, right]), answers[0][0], answers[1][0]
    )
    return both, answers[0][1], answers[1][1]


def side_by_side(machine: Machine, tensors: Sequence[AbstractValue]) -> Tensor:
    """Tensors joined along the last axis."""
    facts = [constant_facts(tensor) for tensor in tensors]
    shape, dtype = facts[0]
    if not all(isinstance(s, Shape) and s.dims for s, _ in facts) or not isinstance(shape, Shape) or not shape.dims:
        return Tensor(UNKNOWN, dtype, None, machine.graph, origin=Origin(tensors))
    last = [s.dims[-1] for s, _ in facts if isinstance(s, Shape) and s.dims]
    numbers = [dim for dim in last if isinstance(dim, int)]
    total: Dim = sum(numbers) if len(numbers) == len(last) else UNKNOWN
    return Tensor(Shape((*shape.dims[:-1], total)), dtype, None, machine.graph, origin=Origin(tensors))


@model("tensorflow.nn.raw_rnn")
def raw_rnn(
    machine: Machine,
    call: Call,
    cell: AbstractValue,
    loop_fn: AbstractValue,
    parallel_iterations: AbstractValue = None,
    swap_memory: AbstractValue = False,
    scope: AbstractValue = None,
) -> AbstractValue:
    """A loop whose inputs and outputs a function of the program decides. Source: rnn.raw_rnn."""
    with machine.entering(variable_scope(machine, call, scope or "rnn")):
        first = five(machine, machine.call(loop_fn, scalar(machine), None, None, None))
        with tracing(machine, "while"):
            step, before, kept = (loop_variables(machine, value) for value in (first[1], first[2], first[4]))
            output, state = pair(machine, machine.call(cell, step, before))
            later = five(machine, machine.call(loop_fn, scalar(machine), output, state, kept))
            close_loop(machine, step, later[1])
            final, loop_state = close_loop(machine, before, later[2]), close_loop(machine, kept, later[4])
    emitted = output if later[3] is None else later[3]
    return map_structure(machine, lambda leaf: made_of(machine, leaf), emitted), final, loop_state


def five(machine: Machine, value: AbstractValue) -> list[AbstractValue]:
    """What a loop function answers: finished, next input, next state, output, loop state."""
    items = machine.items_of(value)
    return items if items is not None and len(items) == 5 else [UNKNOWN] * 5


def scalar(machine: Machine) -> Tensor:
    """A step's number."""
    return Tensor(Shape(()), DType("int32"), None, machine.graph)
