"""What a variable scope refuses in eager execution: devices that cache, and variables that are no resources.

**Source:** tensorflow/python/ops/variable_scope.py, class VariableScope, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.events import Reason
from tfscope.domain.values import AbstractValue, Unknown
from tfscope.models.machine import Machine

NO_DEVICE = "Caching devices {verb} not yet supported when eager execution is enabled."


def is_refused(machine: Machine, setting: str, value: AbstractValue) -> bool:
    """Whether a setting cannot have a value in eager execution."""
    if machine.graph is not machine.runtime.eager_graph:
        return False
    if setting == "caching_device":
        return value is not None and not isinstance(value, Unknown)
    return setting == "use_resource" and value is not None and machine.truth(value) is False


def refuse_entry(machine: Machine, settings: dict[str, AbstractValue], api: str) -> None:
    """Refuses to open a scope with such a setting: it fails half-way, and TensorFlow says what fails then."""
    for setting, value in settings.items():
        if is_refused(machine, setting, value):
            message = "Improper nesting of variable_scope."
            machine.refuse(Reason.EAGER, "RuntimeError", message, parameter=setting, api=api)


def refuse_setting(machine: Machine, setting: str, value: AbstractValue, verb: str = "are") -> None:
    """Refuses to give a scope object such a setting."""
    api = f"tensorflow.VariableScope.set_{setting}"
    if setting == "caching_device" and (verb == "are" or value is not None):
        if is_refused(machine, setting, "" if value is None else value):
            message = NO_DEVICE.format(verb=verb)
            machine.refuse(Reason.EAGER, "NotImplementedError", message, parameter=setting, api=api)
    elif is_refused(machine, setting, False if value is None else value):
        message = "When eager execution is enabled, use_resource cannot be set to false."
        machine.refuse(Reason.EAGER, "ValueError", message, parameter=setting, api=api)
