"""Subscripts: reading, setting and deleting items."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tfscope.domain.heap import (
    ABSENT,
    ClassObject,
    DictObject,
    FunctionObject,
    Instance,
    ListObject,
    SetObject,
    StaticMethod,
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
from tfscope.interp import branches, classes, iteration
from tfscope.interp.libraries import type_name

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def get_item(vm: Interpreter, value: AbstractValue, index: AbstractValue) -> AbstractValue:
    """`value[index]`."""
    if isinstance(index, Dimension) and isinstance(index.value, int):
        index = index.value
    if isinstance(index, OneOf) and isinstance(value, (tuple, str, ListObject)) and all_in_range(vm, value, index):
        return map_alternatives(lambda option: get_item(vm, value, option), index)
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
            return get_from_options(vm, value, index)
        case Symbol():
            return value
        case None | int() | float() | complex() | frozenset() | SetObject() | FunctionObject():
            vm.fail("TypeError", f"'{type_name(value)}' object is not subscriptable")
            return UNKNOWN
        case ClassObject():
            return get_from_class(vm, value, index)
        case _:
            method = vm.find_attribute(value, "__getitem__")
            return UNKNOWN if method is ABSENT else vm.call(method, index)


def all_in_range(vm: Interpreter, value: AbstractValue, index: OneOf) -> bool:
    """Whether each option of an index is that of an item."""
    length = iteration.length_of(vm, value) or 0
    return all(isinstance(option, int) and -length <= option < length for option in index.options)


def get_from_class(vm: Interpreter, value: ClassObject, index: AbstractValue) -> AbstractValue:
    """`Enum["NAME"]`, or a generic class with its parameters, which is the class."""
    members = value.namespace.get("__members__")
    if isinstance(members, DictObject):
        return get_from_dict(vm, members, index)
    if isinstance(value.metaclass, ClassObject):
        method = classes.find_in_class(value.metaclass, "__getitem__")
        if method is not ABSENT and not isinstance(method, Unknown):
            return vm.call(method, value, index)
    method = classes.find_in_class(value, "__class_getitem__")
    if isinstance(method, FunctionObject):
        return vm.call(method, value, index)
    if isinstance(method, StaticMethod):
        return vm.call(method.function, value, index)
    return value


def get_from_options(vm: Interpreter, value: OneOf, index: AbstractValue) -> AbstractValue:
    """The item of each option that has it."""
    options = [option for option in value.options if not lacks(option, index)]
    if len(options) == 1:
        return get_item(vm, options[0], index)
    return branches.fork_values(vm, [partial(get_item, vm, each, index) for each in options or value.options])


def lacks(value: AbstractValue, index: AbstractValue) -> bool:
    """Whether an option certainly has no such item."""
    if isinstance(value, DictObject):
        is_known = isinstance(index, (str, int)) and not value.is_open and value.default_factory is None
        return is_known and not any(key == index or isinstance(key, (Text, Instance)) for key in value.items)
    return value is None or isinstance(value, (bool, int, float))


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
    refuse_index(vm, value, index)
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
            if value.is_open and not takes_from_start(index):
                return ListObject([], is_open=True)
            return ListObject(value.items[index], value.is_open)
        except (TypeError, ValueError) as error:
            vm.fail(type(error).__name__, str(error))
            return UNKNOWN
    if isinstance(index, PartSlice):
        return ListObject([], is_open=True)
    if isinstance(index, Unknown) and 0 < len(value.items) <= 4 and not value.is_open:
        return get_from_sequence(vm, tuple(value.items), index)
    refuse_index(vm, value, index)
    return UNKNOWN


def refuse_index(vm: Interpreter, value: AbstractValue, index: AbstractValue) -> None:
    """A sequence is not indexed by a string, a float or the like."""
    if index is None or isinstance(index, (str, bytes, float, complex, tuple)):
        vm.fail("TypeError", f"{type_name(value)} indices must be integers or slices, not {type_name(index)}")


def refuse_key(vm: Interpreter, key: AbstractValue) -> bool:
    """Whether a key cannot be one, which is the program's error."""
    if not isinstance(key, (ListObject, DictObject, SetObject)):
        return False
    vm.fail("TypeError", f"unhashable type: '{type_name(key)}'")
    return True


def takes_from_start(index: slice) -> bool:
    """Whether a slice counts from the start and forwards, so that items behind the known ones do not move it."""
    return all(part is None or (isinstance(part, int) and part >= 0) for part in (index.start, index.stop, index.step))


def get_from_dict(vm: Interpreter, value: DictObject, key: AbstractValue) -> AbstractValue:
    """A value of a dict; the default of a `defaultdict`."""
    if not iteration.is_key(key):
        if isinstance(key, OneOf):
            return map_alternatives(lambda option: value.items.get(option, UNKNOWN), key)
        return UNKNOWN
    if refuse_key(vm, key):
        return UNKNOWN
    try:
        found = value.items.get(key, ABSENT)
    except TypeError:
        return UNKNOWN
    if present(found) is not ABSENT:
        return present(found)
    if value.default_factory is not None and any(may_equal(vm, each, key) for each in value.items):
        return UNKNOWN
    if value.default_factory is not None:
        made = vm.call(value.default_factory)
        set_key(vm, value, key, made)
        return made
    if not value.is_open and found is ABSENT and not isinstance(key, Text) and not has_own_equality(key):
        vm.fail("KeyError", key if isinstance(key, str) else repr(key))
    return vm.unknown("item", value, key, label=key if isinstance(key, str) else "")


def may_equal(vm: Interpreter, key: AbstractValue, wanted: AbstractValue) -> bool:
    """Whether a text with holes may be a key that is another text."""
    return isinstance(wanted, Text) and isinstance(key, (str, Text)) and vm.equal(key, wanted) is None


def has_own_equality(key: AbstractValue) -> bool:
    """Whether a key may equal another object, so that its identity does not decide."""
    return isinstance(key, Instance) and classes.find_in_class(key.cls, "__eq__") is not ABSENT


def set_key(vm: Interpreter, target: DictObject, key: AbstractValue, value: AbstractValue) -> None:
    """`target[key] = value`; a key that is not known opens the dict."""
    if refuse_key(vm, key):
        return
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
        case OneOf():
            branches.fork_values(vm, [partial(set_item, vm, each, index, value) for each in target.options])
        case Symbol():
            pass
        case None | int() | float() | complex() | str() | bytes() | tuple() | range() | frozenset() | SetObject():
            vm.fail("TypeError", f"'{type_name(target)}' object does not support item assignment")
        case _:
            method = vm.find_attribute(target, "__setitem__")
            if method is not ABSENT:
                vm.call(method, index, value)


def set_in_list(vm: Interpreter, target: ListObject, index: AbstractValue, value: AbstractValue) -> None:
    """Sets an item or slice; where the index is not known each item may be it."""
    vm.changing(target)
    if isinstance(index, int) and target.is_open and index < 0:
        target.items = [join(item, value) for item in target.items]
    elif isinstance(index, int):
        try:
            target.items[index] = value
        except IndexError:
            if not target.is_open:
                vm.fail("IndexError", "list assignment index out of range")
    elif isinstance(index, slice):
        if value is None or isinstance(value, (int, float, complex)):
            vm.fail("TypeError", "can only assign an iterable")
        set_slice(vm, target, index, iteration.items_of(vm, value))
    elif index is None or isinstance(index, (str, bytes, float, complex, tuple)):
        refuse_index(vm, target, index)
    else:
        target.items = [join(item, value) for item in target.items]


def set_slice(vm: Interpreter, target: ListObject, index: slice, items: list[AbstractValue] | None) -> None:
    """Sets a slice; where the items or the place are not known, so is what stands behind its start."""
    if items is None or (target.is_open and not takes_from_start(index)):
        start = index.start or 0
        target.items = target.items[:start] if takes_from_start(index) and start >= 0 else []
        target.is_open = True
        return
    try:
        target.items[index] = items
    except ValueError as error:
        vm.fail("ValueError", str(error))
