"""Custom getters: user functions between `get_variable` and the store.

**Source:** tensorflow/python/ops/variable_scope.py, _maybe_wrap_custom_getter and _VariableStore.get_variable, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.heap import NativeFunction
from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine


def chain_getters(machine: Machine, getter: AbstractValue, outer: AbstractValue) -> AbstractValue:
    """The getter of a scope around that of the scope outside."""
    if outer is None:
        return getter

    def wrapped(inner: Machine, call: Call) -> AbstractValue:
        keywords = dict(call.keywords)
        arguments = list(call.arguments)
        next_getter = keywords.pop("getter") if "getter" in keywords else arguments.pop(0)

        def outer_getter(deep: Machine, deep_call: Call) -> AbstractValue:
            return deep.call_with(
                outer, Call([next_getter, *deep_call.arguments], deep_call.keywords, deep_call.is_open)
            )

        chained = NativeFunction("getter", outer_getter)
        return inner.call_with(getter, Call([chained, *arguments], keywords, call.is_open))

    return NativeFunction("wrapped_custom_getter", wrapped)
