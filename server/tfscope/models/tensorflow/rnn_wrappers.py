"""Cells made of cells: `MultiRNNCell`, and the wrappers that add no scope of their own, or a small one.

**Source:** tf_keras/src/layers/rnn/{legacy_cells,legacy_cell_wrappers}.py, tf_keras 2.21;
tensorflow/contrib/rnn/python/ops/core_rnn_cell.py, TF 1.15.
"""

from __future__ import annotations

from typing import Final

from tfscope.domain.events import CellsCombined, Reason
from tfscope.domain.graph import Tensor
from tfscope.domain.heap import Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import CLASSES, LibraryProperty, library_class
from tfscope.models.tensorflow.dtypes import constant_facts
from tfscope.models.tensorflow.gradients import use_scope
from tfscope.models.tensorflow.rnn_base import BASE, RNN_CELL, attribute_of, batch_of, sized, zero_state_of
from tfscope.models.tensorflow.scopes import variable_scope

WRAPPER: Final = f"{RNN_CELL}.Wrapper"
LAYER: Final = "tensorflow.layers.Layer"


def start(machine: Machine, cell: Instance, keywords: dict[str, AbstractValue]) -> None:
    """`RNNCell.__init__` with those of the keywords that are a layer's."""
    own = {key: value for key, value in keywords.items() if key in ("name", "dtype", "_reuse", "trainable")}
    machine.call_with(CLASSES[BASE].methods["__init__"], Call([cell], own))


@library_class(f"{RNN_CELL}.MultiRNNCell", BASE)
class MultiRNNCell:
    """Cells on top of each other, each in a scope `cell_{i}`."""

    @staticmethod
    def init(
        machine: Machine, call: Call, self: Instance, cells: AbstractValue, state_is_tuple: AbstractValue = True
    ) -> AbstractValue:
        """Keeps the cells. Source: MultiRNNCell.__init__."""
        start(machine, self, {})
        items = machine.items_of(cells)
        if items is not None and not items:
            message = "Must specify at least one cell for MultiRNNCell."
            machine.refuse(Reason.ARGUMENT_INVALID, "ValueError", message, parameter="cells")
        machine.emit(CellsCombined, cells=tuple(items or ()))
        machine.changing(self)
        self.attributes.update(_cells=cells, _state_is_tuple=state_is_tuple)
        return None

    @LibraryProperty
    def state_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The sizes of all cells' states, or their sum. Source: MultiRNNCell.state_size."""
        assert isinstance(self, Instance)
        sizes = tuple(attribute_of(machine, cell, "state_size") for cell in cells_of(machine, self))
        if machine.truth(self.attributes.get("_state_is_tuple")) is not False:
            return sizes if sizes else UNKNOWN
        return (
            sum(size for size in sizes if isinstance(size, int)) if all(isinstance(s, int) for s in sizes) else UNKNOWN
        )

    @LibraryProperty
    def output_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The last cell's. Source: MultiRNNCell.output_size."""
        assert isinstance(self, Instance)
        cells = cells_of(machine, self)
        return attribute_of(machine, cells[-1], "output_size") if cells else UNKNOWN

    @staticmethod
    def zero_state(
        machine: Machine, call: Call, self: Instance, batch_size: AbstractValue, dtype: AbstractValue
    ) -> AbstractValue:
        """The zero states of all cells. Source: MultiRNNCell.zero_state."""
        use_scope(machine, f"{self.cls.name}ZeroState")
        if machine.truth(self.attributes.get("_state_is_tuple")) is False:
            return zero_state_of(machine, machine.get_attribute(self, "state_size"), batch_size, dtype)
        cells = cells_of(machine, self)
        return tuple(machine.call(machine.get_attribute(cell, "zero_state"), batch_size, dtype) for cell in cells)

    @staticmethod
    def call(
        machine: Machine, call: Call, self: Instance, inputs: AbstractValue, state: AbstractValue, *rest: AbstractValue
    ) -> AbstractValue:
        """Calls one cell after the other. Source: MultiRNNCell.call."""
        is_tuple = machine.truth(self.attributes.get("_state_is_tuple")) is not False
        current, states = inputs, []
        for index, cell in enumerate(cells_of(machine, self)):
            with machine.entering(variable_scope(machine, call, f"cell_{index}")):
                if is_tuple:
                    own = machine.get_item(state, index)
                else:
                    size = attribute_of(machine, cell, "state_size")
                    own = Tensor(sized(batch_of(current), size), constant_facts(current)[1], None, machine.graph)
                current, after = pair(machine, machine.call(cell, current, own))
                states.append(after)
        if is_tuple:
            return current, tuple(states)
        size = machine.get_attribute(self, "state_size")
        return current, Tensor(sized(batch_of(current), size), constant_facts(current)[1], None, machine.graph)


def cells_of(machine: Machine, cell: Instance) -> list[AbstractValue]:
    """The cells inside; those that are known."""
    cells = cell.attributes.get("_cells")
    return cells.items if isinstance(cells, ListObject) else machine.items_of(cells) or []


def pair(machine: Machine, value: AbstractValue) -> tuple[AbstractValue, AbstractValue]:
    """Output and state, as a cell answers them."""
    items = machine.items_of(value) if value is not None else None
    if items is not None and len(items) == 2:
        return items[0], items[1]
    return UNKNOWN, UNKNOWN


@library_class(WRAPPER, BASE)
class Wrapper:
    """A cell around a cell. Source: legacy_cell_wrappers._RNNCellWrapperV1."""

    @staticmethod
    def init(
        machine: Machine, call: Call, self: Instance, cell: AbstractValue, *args: AbstractValue, **kwargs: AbstractValue
    ) -> AbstractValue:
        """Keeps the cell."""
        start(machine, self, kwargs)
        machine.changing(self)
        self.attributes.update(cell=cell, _cell=cell)
        return None

    @staticmethod
    def call_(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        state: AbstractValue,
        scope: AbstractValue = None,
    ) -> AbstractValue:
        """The inner cell's answer, without a scope of its own."""
        keywords = {} if scope is None else {"scope": scope}
        return machine.call_with(self.attributes.get("cell", UNKNOWN), Call([inputs, state], keywords))

    @LibraryProperty
    def state_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The inner cell's."""
        return attribute_of(machine, inner(self), "state_size")

    @LibraryProperty
    def output_size(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The inner cell's."""
        return attribute_of(machine, inner(self), "output_size")

    @LibraryProperty
    def wrapped_cell(machine: Machine, self: AbstractValue) -> AbstractValue:
        """The inner cell."""
        return inner(self)

    @staticmethod
    def zero_state(
        machine: Machine, call: Call, self: Instance, batch_size: AbstractValue, dtype: AbstractValue
    ) -> AbstractValue:
        """The inner cell's."""
        use_scope(machine, f"{self.cls.name}ZeroState")
        return machine.call(machine.get_attribute(inner(self), "zero_state"), batch_size, dtype)


def inner(wrapper: AbstractValue) -> AbstractValue:
    """The cell inside a wrapper."""
    return wrapper.attributes.get("cell", UNKNOWN) if isinstance(wrapper, Instance) else UNKNOWN


@library_class(f"{RNN_CELL}.DropoutWrapper", WRAPPER)
class DropoutWrapper:
    """Dropout around a cell."""


@library_class(f"{RNN_CELL}.DeviceWrapper", WRAPPER)
class DeviceWrapper:
    """A cell on a device."""


@library_class(f"{RNN_CELL}.ResidualWrapper", WRAPPER)
class ResidualWrapper:
    """The inputs added to the outputs."""

    @staticmethod
    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        cell: AbstractValue,
        residual_fn: AbstractValue = None,
        **kwargs: AbstractValue,
    ) -> AbstractValue:
        """Keeps the cell and the function that adds. Source: ResidualWrapper.__init__."""
        machine.call_with(CLASSES[WRAPPER].methods["__init__"], Call([self, cell], kwargs))
        machine.changing(self)
        self.attributes["_residual_fn"] = residual_fn
        return None

    @staticmethod
    def call_(
        machine: Machine,
        call: Call,
        self: Instance,
        inputs: AbstractValue,
        state: AbstractValue,
        scope: AbstractValue = None,
    ) -> AbstractValue:
        """The inner cell's answer, or what the function makes of it. Source: ResidualWrapper._call_wrapped_cell."""
        answer = machine.call_with(CLASSES[WRAPPER].methods["__call__"], Call([self, inputs, state], {"scope": scope}))
        function = self.attributes.get("_residual_fn")
        if function is None:
            return answer
        output, after = pair(machine, answer)
        return machine.call(function, inputs, output), after
