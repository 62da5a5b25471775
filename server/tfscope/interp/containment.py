"""`item in container`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfscope.domain.heap import ABSENT, DictObject, Instance, ListObject, SetObject, may_be_absent
from tfscope.domain.values import AbstractValue, OneOf, Symbol, Text, Unknown
from tfscope.interp import iteration
from tfscope.interp.libraries import type_name
from tfscope.interp.subscripts import has_own_equality, refuse_key

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def contains(vm: Interpreter, container: AbstractValue, item: AbstractValue) -> bool | None:
    """`item in container`, None where that is not known."""
    if isinstance(container, (DictObject, SetObject, frozenset)) and refuse_key(vm, item):
        return None
    if isinstance(item, OneOf):
        answers = {contains(vm, container, option) for option in item.options if option is not ABSENT}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(container, SetObject) and iteration.is_key(item) and may_be_absent(container.items.get(item)):
        return None
    if isinstance(container, DictObject):
        return has_key(vm, container, item)
    if isinstance(container, str) and isinstance(item, str):
        return item in container
    is_other = item is None or isinstance(item, (int, float, complex, bytes, tuple, range, ListObject, DictObject))
    if (isinstance(container, str) and is_other) or container is None or isinstance(container, (int, float, complex)):
        vm.fail("TypeError", f"'in' does not find '{type_name(item)}' in '{type_name(container)}'")
        return None
    if isinstance(container, Text) and isinstance(item, str):
        return True if any(isinstance(part, str) and item in part for part in container.parts) else None
    if isinstance(container, range) and not isinstance(item, (Unknown, OneOf, Instance)):
        whole = int(item) if isinstance(item, float) and item.is_integer() else item
        return whole in container if isinstance(whole, int) else False
    return contains_among_items(vm, container, item)


def has_key(vm: Interpreter, container: DictObject, item: AbstractValue) -> bool | None:
    """Whether a dict has a key; one without keys has none, whatever the item is."""
    if not container.items and not container.is_open:
        return False
    if not iteration.is_key(item):
        return None
    try:
        found = container.items.get(item, ABSENT)
    except TypeError:
        return None
    if found is ABSENT:
        is_undecided = container.is_open or isinstance(item, Text) or has_own_equality(item)
        return None if is_undecided else False
    return None if may_be_absent(found) else True


def contains_among_items(vm: Interpreter, container: AbstractValue, item: AbstractValue) -> bool | None:
    """By comparing with each item, or by `__contains__`."""
    if isinstance(container, (Unknown, OneOf, Text, Symbol)):
        return None
    if not isinstance(container, (tuple, ListObject, frozenset)) and not hasattr(container, "items"):
        method = vm.find_attribute(container, "__contains__")
        if method is not ABSENT:
            return vm.truth(vm.call(method, item))
    items, is_open = iteration.open_items(vm, container)
    answer: bool | None = None if is_open else False
    for candidate in items:
        equal = vm.equal(candidate, item)
        if equal:
            return True
        if equal is None:
            answer = None
    return answer
