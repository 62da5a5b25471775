"""`tf.gradients`, and what optimizers take for the gradients of variables.

**Source:** tensorflow/python/ops/gradients_impl.py and training/optimizer.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Sequence

from tfscope.domain.events import Reason
from tfscope.domain.graph import PartitionedVariable, Tensor, native_of
from tfscope.domain.heap import ListObject
from tfscope.domain.origins import Origin
from tfscope.domain.values import UNKNOWN, AbstractValue, DType, OneOf, Shape
from tfscope.models.flow import flowing
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow import op_names
from tfscope.models.tensorflow.collections import select
from tfscope.models.tensorflow.creation import TRAINABLE_VARIABLES
from tfscope.models.tensorflow.dependence import reach_of
from tfscope.models.tensorflow.dtypes import constant_facts, shown
from tfscope.models.tensorflow.initializers import is_callable
from tfscope.models.tensorflow.ops_reductions import norm_dtype


def use_scope(machine: Machine, name: AbstractValue) -> None:
    """Uses up the op name scope that a function opens for its own ops."""
    if machine.graph is not machine.runtime.eager_graph:
        before = op_names.open_name_scope(machine, machine.graph, name)
        op_names.close_name_scope(machine, machine.graph, before)


def variables_of(machine: Machine, var_list: AbstractValue) -> ListObject:
    """The variables to train: the list, flat, or all trainable ones of the graph."""
    if var_list is None:
        return select(machine, TRAINABLE_VARIABLES, None)
    found = ListObject([])
    flatten(machine, var_list, found)
    return found


def flatten(machine: Machine, value: AbstractValue, found: ListObject) -> None:
    """Adds the variables inside nested lists; parts of partitioned ones."""
    value = native_of(value)
    if isinstance(value, PartitionedVariable):
        found.items += value.parts
    elif isinstance(value, Tensor):
        found.items.append(value)
    else:
        items = machine.items_of(value)
        found.is_open = found.is_open or items is None or is_open(value)
        for item in items or (value.items if isinstance(value, ListObject) else ()):
            flatten(machine, item, found)


def knows_all(machine: Machine) -> bool:
    """Whether the graph has no more variables than it is known to have."""
    return machine.followed_all and not machine.graph.is_open


def is_open(value: AbstractValue) -> bool:
    """Whether a list may hold more than is known of it."""
    return not isinstance(value, tuple) and getattr(value, "is_open", True) is not False


def gradients_of(
    machine: Machine,
    loss: AbstractValue,
    targets: Sequence[AbstractValue],
    barriers: Sequence[Tensor] = (),
    seed: AbstractValue = None,
) -> list[AbstractValue]:
    """The gradient of a loss by each target, None where none flows there; `seed` is what it is multiplied with."""
    reach = reach_of(loss, barriers)
    return [gradient(machine, loss, target, reach.reaches(native_of(target)), seed) for target in targets]


def gradient(
    machine: Machine, loss: AbstractValue, target: AbstractValue, is_reached: bool | None, seed: AbstractValue
) -> AbstractValue:
    """A tensor like the target, also where it is not known whether there is one; then its origin says so.

    Whether a gradient has a gradient is not followed: it may reach whatever its loss does.
    """
    if is_reached is False:
        return None
    shape, dtype = constant_facts(native_of(target))
    origin = Origin([OneOf((loss, None)), seed], is_gradient=True, is_doubtful=is_reached is None)
    return Tensor(shape, dtype, None, machine.graph, origin=origin)


def is_doubtful(gradient: AbstractValue) -> bool:
    """Whether what is given as a gradient was computed from one of its shape that may be None."""
    shape = gradient.shape if isinstance(gradient, Tensor) else UNKNOWN
    found: set[Origin] = set()
    pending = [gradient]
    while pending:
        value = pending.pop()
        origin = value.origin if isinstance(value, Tensor) and value.shape == shape else None
        if origin is None or origin in found:
            continue
        if origin.is_doubtful:
            return True
        found.add(origin)
        pending += () if origin.is_gradient else origin.values
    return False


def read_pairs(machine: Machine, value: AbstractValue) -> list[tuple[AbstractValue, AbstractValue]] | None:
    """Pairs of gradient and variable; None where they are not known at all."""
    items = value.items if isinstance(value, ListObject) else machine.items_of(value)
    if items is None:
        return None
    pairs: list[tuple[AbstractValue, AbstractValue]] = []
    for item in items:
        parts = machine.items_of(item)
        if parts is not None and len(parts) == 2:
            pairs.append((parts[0], parts[1]))
    return pairs


def quoted(text: str) -> str:
    """How Python prints a string inside a list."""
    return repr(text)


def describe_tensor(value: AbstractValue) -> str:
    """How TensorFlow prints a loss."""
    if isinstance(value, Tensor):
        dtype = value.dtype.name if isinstance(value.dtype, DType) else "?"
        return f'Tensor("{value.name}:0", shape={value.shape}, dtype={dtype})'
    return shown(value)


@model("tensorflow.gradients")
def gradients(
    machine: Machine,
    call: Call,
    ys: AbstractValue,
    xs: AbstractValue,
    grad_ys: AbstractValue = None,
    name: AbstractValue = "gradients",
    colocate_gradients_with_ops: AbstractValue = False,
    gate_gradients: AbstractValue = False,
    aggregation_method: AbstractValue = None,
    stop_gradients: AbstractValue = None,
    unconnected_gradients: AbstractValue = None,
) -> AbstractValue:
    """One gradient for each of `xs`, of its shape and dtype. Source: gradients_impl.gradients."""
    use_scope(machine, name)
    targets = ListObject([])
    flatten(machine, xs, targets)
    barriers = [leaf for leaf in flowing(stop_gradients) if isinstance(leaf, Tensor)]
    return ListObject(gradients_of(machine, ys, targets.items, barriers, grad_ys), targets.is_open)


@model("tensorflow.clip_by_global_norm")
def clip_by_global_norm(
    machine: Machine,
    call: Call,
    t_list: AbstractValue,
    clip_norm: AbstractValue,
    use_norm: AbstractValue = None,
    name: AbstractValue = None,
) -> AbstractValue:
    """The tensors as they were, None included, and the norm. Source: ops/clip_ops.py, clip_by_global_norm."""
    use_scope(machine, "clip_by_global_norm" if name is None else name)
    items = t_list.items if isinstance(t_list, ListObject) else machine.items_of(t_list)
    norm = Tensor(Shape(()), norm_dtype(machine, t_list), None, machine.graph) if use_norm is None else use_norm
    if items is None:
        return UNKNOWN, norm
    clipped: list[AbstractValue] = []
    for item in items:
        shape, dtype = constant_facts(native_of(item))
        origin = Origin([item, norm])
        clipped.append(None if item is None else Tensor(shape, dtype, None, machine.graph, origin=origin))
    return ListObject(clipped, is_open(t_list) if isinstance(t_list, ListObject) else False), norm


def eager_gradients(machine: Machine, loss: AbstractValue, var_list: AbstractValue, api: str) -> AbstractValue:
    """Eager execution calls the loss and watches what it reads. Source: Optimizer.compute_gradients."""
    if is_callable(loss) is False:
        message = "`loss` passed to Optimizer.compute_gradients should be a function when eager execution is enabled."
        machine.refuse(Reason.EAGER, "RuntimeError", message, parameter="loss", api=api)
    else:
        machine.call(loss)
    given = None if var_list is None else machine.items_of(var_list)
    return ListObject([(UNKNOWN, variable) for variable in given or ()], is_open=given is None)
