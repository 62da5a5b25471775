"""Subscripts: reading, setting and deleting items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfscope.domain.heap import (
    ABSENT,
    ClassObject,
    DictObject,
    Instance,
    ListObject,
    may_be_absent,
    present,
)
from tfscope.domain.values import (
    UNKNOWN,
    AbstractValue,
    Dimension,
    OneOf,
    PartSlice,
    Symbol,
    Text,
    Unknown,
    join,
    map_alternatives,
)
from tfscope.interp import classes, iteration

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def get_item(vm: Interpreter, value: AbstractValue, index: AbstractValue) -> AbstractValue:
    """`value[index]`."""
    if isinstance(index, Dimension) and isinstance(index.value, int):
        index = index.value
    match value:
        case tuple() | str() | bytes() | range():
            return get_from_sequence(vm, value, index)
        case ListObject():
            return get_from_list(vm, value, index)
        case DictObject():
            return get_from_dict(vm, value, index)
        case Unknown():
            if iteration.is_key(index):
                label = f"{value.label}[{index}]" if value.label and isinstance(index, (int, str)) else ""
                return vm.unknown("item", value, index, label=label)
            return UNKNOWN
        case Text():
            return Unknown("", "str")
        case OneOf():
            return map_alternatives(lambda option: UNKNOWN if option is None else get_item(vm, option, index), value)
        case Symbol():
            return value
        case ClassObject():
            return get_from_class(vm, value, index)
        case _:
            method = vm.find_attribute(value, "__getitem__")
            return UNKNOWN if method is ABSENT else vm.call(method, index)


def get_from_class(vm: Interpreter, value: ClassObject, index: AbstractValue) -> AbstractValue:
    """`Enum["NAME"]`, or a generic class with its parameters, which is the class."""
    members = value.namespace.get("__members__")
    if isinstance(members, DictObject):
        return get_from_dict(vm, members, index)
    if isinstance(value.metaclass, ClassObject):
        method = classes.find_in_class(value.metaclass, "__getitem__")
        if method is not ABSENT and not isinstance(method, Unknown):
            return vm.call(method, value, index)
    return value


def get_from_sequence(
    vm: Interpreter, value: tuple[AbstractValue, ...] | str | bytes | range, index: AbstractValue
) -> AbstractValue:
    """An item or slice of an immutable sequence."""
    if isinstance(index, (int, slice)):
        try:
            return value[index]
        except (IndexError, TypeError, ValueError) as error:
            vm.fail(type(error).__name__, str(error))
            return UNKNOWN
    if isinstance(index, PartSlice):
        return Unknown("", "str") if isinstance(value, str) else UNKNOWN
    if isinstance(index, Unknown) and isinstance(value, tuple) and 0 < len(value) <= 4:
        joined = value[0]
        for item in value[1:]:
            joined = join(joined, item)
        return joined
    if isinstance(index, str):
        vm.fail("TypeError", f"{type(value).__name__} indices must be integers or slices, not str")
    return Unknown("", "str") if isinstance(value, str) else UNKNOWN


def get_from_list(vm: Interpreter, value: ListObject, index: AbstractValue) -> AbstractValue:
    """An item or slice of a list."""
    if isinstance(index, int):
        if value.is_open and (index < 0 or index >= len(value.items)):
            return vm.unknown("item", value, index)
        try:
            return present(value.items[index])
        except IndexError:
            vm.fail("IndexError", "list index out of range")
            return UNKNOWN
    if isinstance(index, slice):
        try:
            return ListObject(value.items[index], value.is_open)
        except (TypeError, ValueError) as error:
            vm.fail(type(error).__name__, str(error))
            return UNKNOWN
    if isinstance(index, PartSlice):
        return ListObject([], is_open=True)
    if isinstance(index, Unknown) and 0 < len(value.items) <= 4 and not value.is_open:
        return get_from_sequence(vm, tuple(value.items), index)
    return UNKNOWN


def get_from_dict(vm: Interpreter, value: DictObject, key: AbstractValue) -> AbstractValue:
    """A value of a dict; the default of a `defaultdict`."""
    if not iteration.is_key(key):
        if isinstance(key, OneOf):
            return map_alternatives(lambda option: value.items.get(option, UNKNOWN), key)
        return UNKNOWN
    try:
        found = value.items.get(key, ABSENT)
    except TypeError:
        return UNKNOWN
    if present(found) is not ABSENT:
        return present(found)
    if value.default_factory is not None:
        made = vm.call(value.default_factory)
        set_key(vm, value, key, made)
        return made
    if not value.is_open and found is ABSENT and not isinstance(key, Text) and not has_own_equality(key):
        vm.fail("KeyError", key if isinstance(key, str) else repr(key))
    return vm.unknown("item", value, key, label=key if isinstance(key, str) else "")


def has_own_equality(key: AbstractValue) -> bool:
    """Whether a key may equal another object, so that its identity does not decide."""
    return isinstance(key, Instance) and classes.find_in_class(key.cls, "__eq__") is not ABSENT


def set_key(vm: Interpreter, target: DictObject, key: AbstractValue, value: AbstractValue) -> None:
    """`target[key] = value`; a key that is not known opens the dict."""
    vm.changing(target)
    if not iteration.is_key(key):
        target.is_open = True
        return
    try:
        target.items[key] = value
    except TypeError:
        target.is_open = True


def set_item(vm: Interpreter, target: AbstractValue, index: AbstractValue, value: AbstractValue) -> None:
    """`target[index] = value`."""
    match target:
        case DictObject():
            set_key(vm, target, index, value)
        case ListObject():
            set_in_list(vm, target, index, value)
        case Unknown():
            if iteration.is_key(index):
                vm.unknowns_items[id(target), index] = value
        case OneOf() | Symbol():
            pass
        case _:
            method = vm.find_attribute(target, "__setitem__")
            if method is not ABSENT:
                vm.call(method, index, value)


def set_in_list(vm: Interpreter, target: ListObject, index: AbstractValue, value: AbstractValue) -> None:
    """Sets an item or slice; where the index is not known each item may be it."""
    vm.changing(target)
    if isinstance(index, int):
        try:
            target.items[index] = value
        except IndexError:
            if not target.is_open:
                vm.fail("IndexError", "list assignment index out of range")
    elif isinstance(index, slice):
        items = iteration.items_of(vm, value)
        if items is None:
            target.is_open = True
        else:
            try:
                target.items[index] = items
            except (TypeError, ValueError):
                target.is_open = True
    else:
        target.items = [join(item, value) for item in target.items]


def delete_item(vm: Interpreter, target: AbstractValue, index: AbstractValue) -> None:
    """`del target[index]`."""
    if isinstance(target, (ListObject, DictObject)):
        vm.changing(target)
        try:
            del target.items[index]  # type: ignore[arg-type]
        except (KeyError, IndexError, TypeError) as error:
            if not target.is_open and not isinstance(index, (Unknown, Text, OneOf)):
                vm.fail(type(error).__name__, str(index))
            target.is_open = True
    elif isinstance(target, Instance):
        method = vm.find_attribute(target, "__delitem__")
        if method is not ABSENT:
            vm.call(method, index)


def contains(vm: Interpreter, container: AbstractValue, item: AbstractValue) -> bool | None:
    """`item in container`, None where that is not known."""
    if isinstance(container, DictObject):
        if not iteration.is_key(item):
            return None
        try:
            found = container.items.get(item, ABSENT)
        except TypeError:
            return None
        if found is ABSENT:
            is_undecided = container.is_open or isinstance(item, Text) or (container.items and has_own_equality(item))
            return None if is_undecided else False
        return None if may_be_absent(found) else True
    if isinstance(container, str) and isinstance(item, str):
        return item in container
    if isinstance(container, Text) and isinstance(item, str):
        return True if any(isinstance(part, str) and item in part for part in container.parts) else None
    if isinstance(container, range) and not isinstance(item, (Unknown, OneOf, Instance)):
        whole = int(item) if isinstance(item, float) and item.is_integer() else item
        return whole in container if isinstance(whole, int) else False
    return contains_among_items(vm, container, item)


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
