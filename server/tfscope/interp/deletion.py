"""Deletion of items: `del value[index]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfscope.domain.heap import ABSENT, DictObject, Instance, ListObject, SetObject
from tfscope.domain.values import AbstractValue, Text, join
from tfscope.interp import iteration
from tfscope.interp.libraries import type_name
from tfscope.interp.subscripts import has_own_equality, refuse_index, refuse_key, takes_from_start

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def delete_item(vm: Interpreter, target: AbstractValue, index: AbstractValue) -> None:
    """`del target[index]`."""
    if isinstance(target, ListObject):
        delete_from_list(vm, target, index)
    elif isinstance(target, DictObject):
        delete_from_dict(vm, target, index)
    elif target is None or isinstance(target, (int, float, complex, str, bytes, tuple, range, frozenset, SetObject)):
        vm.fail("TypeError", f"'{type_name(target)}' object doesn't support item deletion")
    elif isinstance(target, Instance):
        method = vm.find_attribute(target, "__delitem__")
        if method is not ABSENT:
            vm.call(method, index)


def delete_from_list(vm: Interpreter, target: ListObject, index: AbstractValue) -> None:
    """Takes an item or slice away; where it is not known which, no item keeps its place for certain."""
    refuse_index(vm, target, index)
    vm.changing(target)
    counts_from_start = takes_from_start(index) if isinstance(index, slice) else isinstance(index, int) and index >= 0
    if not isinstance(index, (int, slice)) or (target.is_open and not counts_from_start):
        target.items, target.is_open = [], True
        return
    try:
        del target.items[index]
    except (IndexError, ValueError) as error:
        if not target.is_open:
            vm.fail(type(error).__name__, str(error))


def delete_from_dict(vm: Interpreter, target: DictObject, key: AbstractValue) -> None:
    """Takes a key away; where it is not known which, each may be gone."""
    if refuse_key(vm, key):
        return
    vm.changing(target)
    if not iteration.is_key(key) or isinstance(key, Text):
        target.items = {each: join(item, ABSENT) for each, item in target.items.items()}
    elif key in target.items:
        del target.items[key]
    elif not target.is_open and not has_own_equality(key):
        vm.fail("KeyError", key if isinstance(key, str) else repr(key))
