"""A request for a variable, as it goes through the checks, and its refusal."""

from __future__ import annotations

from dataclasses import dataclass

from tfscope.domain.events import Reason
from tfscope.domain.graph import PartitionedVariable, Variable
from tfscope.domain.values import AbstractValue, Name, Text, Unknown, text
from tfscope.models.machine import Machine

API = "tensorflow.get_variable"


@dataclass(slots=True)
class Asked:
    """The arguments of one request, as they go through the checks. `name` is the key from the scope on."""

    name: AbstractValue
    shape: AbstractValue = None
    dtype: AbstractValue = None
    initializer: AbstractValue = None
    regularizer: AbstractValue = None
    reuse: AbstractValue = None
    trainable: AbstractValue = None
    collections: AbstractValue = None
    caching_device: AbstractValue = None
    partitioner: AbstractValue = None
    validate_shape: AbstractValue = True
    use_resource: AbstractValue = None
    custom_getter: AbstractValue = None
    constraint: AbstractValue = None
    synchronization: AbstractValue = None
    aggregation: AbstractValue = None
    written: AbstractValue = None
    is_part: bool = False
    #: Whether the request is sure to make a variable, rather than to find one that code out of sight has made.
    is_new: bool = True


def refuse_request(
    machine: Machine,
    asked: Asked,
    reason: Reason,
    message: str,
    *,
    existing: AbstractValue = None,
    parameter: str = "name",
    error_type: str = "ValueError",
    certain: bool = True,
    shape: AbstractValue = None,
    dtype: AbstractValue = None,
) -> None:
    """Refuses a request for a variable."""
    machine.refuse(
        reason,
        error_type,
        message,
        existing=existing if isinstance(existing, (Variable, PartitionedVariable)) else None,
        parameter=parameter,
        api=API,
        certain=certain,
        shape=shape,
        dtype=dtype,
    )


def key_of(name: AbstractValue) -> Name:
    """The key as text."""
    return name if isinstance(name, (str, Text)) else text([name]) if name is not None else "None"


def key_or_none(name: AbstractValue) -> AbstractValue:
    """The key under which the store keeps a name."""
    return text([name]) if isinstance(name, Unknown) else name
