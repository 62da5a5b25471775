"""Between abstract values and Python's own, for functions that Python itself evaluates."""

from __future__ import annotations

from collections.abc import Callable

from tfscope.domain.heap import DictObject, ListObject, SetObject
from tfscope.domain.values import UNKNOWN, AbstractValue

#: Results that are larger than this are not kept.
MAX_ITEMS = 100_000


class NotKnown(Exception):
    """A part of the value is not known."""


def concrete(value: AbstractValue) -> object:
    """The Python value that an abstract value stands for; raises NotKnown."""
    if value is None or isinstance(value, (bool, int, float, str, bytes, complex, range, slice)) or value is ...:
        return value
    if isinstance(value, tuple):
        return tuple(map(concrete, value))
    if isinstance(value, ListObject) and not value.is_open:
        return [concrete(item) for item in value.items]
    if isinstance(value, DictObject) and not value.is_open:
        return {concrete(key): concrete(item) for key, item in value.items.items()}
    if isinstance(value, SetObject) and not value.is_open:
        return {concrete(key) for key in value.items}
    if isinstance(value, frozenset):
        return value
    raise NotKnown


def abstract(value: object) -> AbstractValue:
    """The abstract value that stands for a Python value; what it has no class for is UNKNOWN."""
    if value is None or isinstance(value, (bool, int, float, str, bytes, complex, range, slice)) or value is ...:
        return value
    if isinstance(value, tuple):
        return tuple(map(abstract, value))
    if isinstance(value, list):
        return ListObject(list(map(abstract, value)))
    if isinstance(value, dict):
        return DictObject({abstract(key): abstract(item) for key, item in value.items()})
    if isinstance(value, frozenset):
        return value
    if isinstance(value, set):
        return SetObject(dict.fromkeys(map(abstract, value)))
    return UNKNOWN


def is_known(value: AbstractValue) -> bool:
    """Whether every part of a value is known."""
    try:
        concrete(value)
    except NotKnown:
        return False
    return True


def is_small(value: object) -> bool:
    """Whether a value is no larger than what is kept."""
    if isinstance(value, (str, bytes, list, tuple, dict, set, range)):
        return len(value) <= MAX_ITEMS
    return not isinstance(value, int) or value.bit_length() < 4096


def evaluate_pure(
    function: Callable[..., object], arguments: list[AbstractValue], keywords: dict[str, AbstractValue]
) -> AbstractValue:
    """What Python answers; raises NotKnown, or whatever the function raises."""
    result = function(*map(concrete, arguments), **{key: concrete(value) for key, value in keywords.items()})
    return abstract(result) if is_small(result) else UNKNOWN
