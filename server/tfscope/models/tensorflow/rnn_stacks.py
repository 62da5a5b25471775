"""Stacks of cells in both directions.

**Source:** tensorflow/contrib/rnn/python/ops/rnn.py, TF 1.15.
"""

from __future__ import annotations

from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.rnn import bidirectional_dynamic_rnn, side_by_side, static_bidirectional_rnn
from tfscope.models.tensorflow.rnn_wrappers import pair
from tfscope.models.tensorflow.scopes import variable_scope


def state_at(machine: Machine, states: AbstractValue, index: int) -> AbstractValue:
    """The initial state of one layer, None where none is given."""
    return None if states is None else machine.get_item(states, index)


@model("tensorflow.contrib.rnn.stack_bidirectional_dynamic_rnn")
def stack_bidirectional_dynamic_rnn(
    machine: Machine,
    call: Call,
    cells_fw: AbstractValue,
    cells_bw: AbstractValue,
    inputs: AbstractValue,
    initial_states_fw: AbstractValue = None,
    initial_states_bw: AbstractValue = None,
    dtype: AbstractValue = None,
    sequence_length: AbstractValue = None,
    parallel_iterations: AbstractValue = None,
    time_major: AbstractValue = False,
    scope: AbstractValue = None,
    swap_memory: AbstractValue = False,
) -> AbstractValue:
    """Layers `cell_{i}`, each in both directions. Source: stack_bidirectional_dynamic_rnn."""
    layer, forwards, backwards = inputs, [], []
    pairs = zip(machine.items_of(cells_fw) or (), machine.items_of(cells_bw) or ())
    with machine.entering(variable_scope(machine, call, scope or "stack_bidirectional_rnn")):
        for index, (forward, backward) in enumerate(pairs):
            with machine.entering(variable_scope(machine, call, f"cell_{index}")):
                answer = bidirectional_dynamic_rnn(
                    machine, call, forward, backward, layer, sequence_length,
                    state_at(machine, initial_states_fw, index), state_at(machine, initial_states_bw, index), dtype,
                    parallel_iterations, swap_memory, time_major,
                )  # fmt: skip
                outputs, states = pair(machine, answer)
                layer = side_by_side(machine, pair(machine, outputs))
                one, other = pair(machine, states)
                forwards.append(one)
                backwards.append(other)
    return layer, tuple(forwards), tuple(backwards)


@model("tensorflow.contrib.rnn.stack_bidirectional_rnn")
def stack_bidirectional_rnn(
    machine: Machine,
    call: Call,
    cells_fw: AbstractValue,
    cells_bw: AbstractValue,
    inputs: AbstractValue,
    initial_states_fw: AbstractValue = None,
    initial_states_bw: AbstractValue = None,
    dtype: AbstractValue = None,
    sequence_length: AbstractValue = None,
    scope: AbstractValue = None,
) -> AbstractValue:
    """Layers `cell_{i}` over a list of inputs. Source: stack_bidirectional_rnn."""
    layer, forwards, backwards = inputs, [], []
    pairs = zip(machine.items_of(cells_fw) or (), machine.items_of(cells_bw) or ())
    with machine.entering(variable_scope(machine, call, scope or "stack_bidirectional_rnn")):
        for index, (forward, backward) in enumerate(pairs):
            with machine.entering(variable_scope(machine, call, f"cell_{index}")):
                answer = static_bidirectional_rnn(
                    machine, call, forward, backward, layer, state_at(machine, initial_states_fw, index),
                    state_at(machine, initial_states_bw, index), dtype, sequence_length,
                )  # fmt: skip
                layer, one, other = machine.items_of(answer) or (layer, None, None)
                forwards.append(one)
                backwards.append(other)
    return layer, tuple(forwards), tuple(backwards)
