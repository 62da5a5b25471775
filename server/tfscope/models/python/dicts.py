"""Methods of dicts, `OrderedDict`s, `defaultdict`s and `Counter`s."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tfscope.domain.heap import (
    ABSENT,
    ClassObject,
    DictObject,
    Instance,
    IteratorObject,
    ListObject,
    may_be_absent,
    present,
)
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Text, Unknown, join
from tfscope.models.machine import Call, Machine
from tfscope.models.python.arguments import NOT_GIVEN
from tfscope.models.python.iterators import collect
from tfscope.models.python.lists import register_operators, register_subscripts
from tfscope.models.python.types_of import known_bool
from tfscope.models.registry import method, model


class DictView(ListObject):
    """The keys, values or items of a dict as they were when they were asked for."""

    __slots__ = ()


def is_key(value: AbstractValue) -> bool:
    """Whether a value is known well enough to be a dict's key."""
    if isinstance(value, tuple):
        return all(map(is_key, value))
    return not isinstance(value, (Unknown, OneOf, slice, ListObject, DictObject))


def fill_dict(
    machine: Machine, target: DictObject, arguments: Sequence[AbstractValue], keywords: Mapping[str, AbstractValue]
) -> DictObject:
    """Adds what the constructor of a dict, or `update`, is given."""
    machine.changing(target)
    for argument in arguments[:1]:
        add_items(machine, target, argument)
    target.items.update(keywords)
    return target


def add_items(machine: Machine, target: DictObject, source: AbstractValue) -> None:
    """Adds the items of a mapping or of an iterable of pairs."""
    if isinstance(source, Instance):
        source = mapping_of(machine, source)
    if isinstance(source, DictObject):
        for key, value in list(source.items.items()):
            before = target.items.get(key, ABSENT)
            target.items[key] = join(present(value), before) if may_be_absent(value) else value
        target.is_open = target.is_open or source.is_open
        return
    pairs, is_open = collect(machine, source)
    target.is_open = target.is_open or is_open
    for pair in pairs:
        parts = None if isinstance(pair, (Unknown, OneOf)) else machine.items_of(pair)
        if parts is not None and len(parts) == 2 and is_key(parts[0]):
            target.items[parts[0]] = parts[1]
        elif parts is None or len(parts) != 2:
            target.is_open = True
            return
        else:
            target.is_open = True


def mapping_of(machine: Machine, value: Instance) -> AbstractValue:
    """The dict that an instance with `keys` stands for; itself where it has none."""
    if isinstance(value.native, DictObject):
        return value.native
    maker = machine.find_attribute(value, "keys")
    if maker is ABSENT:
        return value
    if isinstance(maker, Unknown):
        return UNKNOWN
    keys = machine.items_of(machine.call(maker))
    return UNKNOWN if keys is None else DictObject({key: machine.get_item(value, key) for key in keys if is_key(key)})


def look_up(self: DictObject, key: AbstractValue) -> AbstractValue:
    """The value of a key; ABSENT where there certainly is none, with ABSENT among the options where it may not be."""
    if isinstance(key, OneOf):
        answers = [look_up(self, option) for option in key.options]
        answer, *rest = answers
        for other in rest:
            answer = join(answer, other)
        return answer
    if not is_key(key):
        return UNKNOWN if self.items or self.is_open else ABSENT
    found = self.items.get(key, ABSENT)
    if found is ABSENT and (self.is_open or is_possible(self, key)):
        return Unknown(key if isinstance(key, str) else "")
    return found


def is_possible(self: DictObject, key: AbstractValue) -> bool:
    """Whether a key that is not among the keys may equal one of them."""
    if isinstance(key, Text):
        return any(isinstance(each, (str, Text)) for each in self.items)
    if isinstance(key, str):
        return any(isinstance(each, Text) for each in self.items)
    return has_own_equality(key) and any(isinstance(each, (Instance, tuple, int, str)) for each in self.items)


def has_own_equality(key: AbstractValue) -> bool:
    """Whether a key may equal another object, so that its identity does not decide."""
    if not isinstance(key, Instance):
        return False
    return any("__eq__" in ancestor.namespace for ancestor in key.cls.mro if isinstance(ancestor, ClassObject))


@method(DictObject, "get")
def get(
    machine: Machine, call: Call, self: DictObject, key: AbstractValue, default: AbstractValue = None
) -> AbstractValue:
    """The value of a key, or the default."""
    found = look_up(self, key)
    if found is ABSENT:
        return default
    return join(present(found), default) if may_be_absent(found) else found


@method(DictObject, "setdefault")
def setdefault(
    machine: Machine, call: Call, self: DictObject, key: AbstractValue, default: AbstractValue = None
) -> AbstractValue:
    """The value of a key, which is the default from now on where there is none."""
    found = look_up(self, key)
    if found is not ABSENT and not may_be_absent(found):
        return found
    value = default if found is ABSENT else join(present(found), default)
    machine.set_item(self, key, value)
    return value


@method(DictObject, "pop")
def pop(
    machine: Machine, call: Call, self: DictObject, key: AbstractValue, default: AbstractValue = NOT_GIVEN
) -> AbstractValue:
    """Takes a key away."""
    found = look_up(self, key)
    machine.changing(self)
    if is_key(key):
        self.items.pop(key, None)
    else:
        self.items = {each: join(value, ABSENT) for each, value in self.items.items()}
    if found is ABSENT:
        if default is NOT_GIVEN:
            machine.fail("KeyError", key if isinstance(key, str) else repr(key))
            return UNKNOWN
        return default
    return join(present(found), default) if may_be_absent(found) and default is not NOT_GIVEN else present(found)


@method(DictObject, "popitem")
def popitem(machine: Machine, call: Call, self: DictObject, last: AbstractValue = True) -> AbstractValue:
    """Takes the last item away."""
    machine.changing(self)
    if self.is_open or any(map(may_be_absent, self.items.values())) or not isinstance(last, bool):
        self.items, self.is_open = {}, True
        return (UNKNOWN, UNKNOWN)
    if not self.items:
        machine.fail("KeyError", "popitem(): dictionary is empty")
        return (UNKNOWN, UNKNOWN)
    key = next(reversed(self.items)) if last else next(iter(self.items))
    return (key, self.items.pop(key))


@method(DictObject, "update")
def update(
    machine: Machine, call: Call, self: DictObject, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """Adds the items of another."""
    fill_dict(machine, self, arguments, keywords)
    if call.is_open:
        self.is_open = True
    return None


def snapshot(self: DictObject, view: list[AbstractValue]) -> DictView:
    """A view; open where a key may be absent."""
    return DictView(view, self.is_open or any(map(may_be_absent, self.items.values())))


def sure_keys(self: DictObject) -> list[AbstractValue]:
    """The keys up to the first that may be absent."""
    keys: list[AbstractValue] = []
    for key, value in self.items.items():
        if may_be_absent(value):
            break
        keys.append(key)
    return keys


@method(DictObject, "keys", "viewkeys")
def keys(machine: Machine, call: Call, self: DictObject) -> AbstractValue:
    """The keys."""
    return snapshot(self, sure_keys(self))


@method(DictObject, "values", "viewvalues")
def values(machine: Machine, call: Call, self: DictObject) -> AbstractValue:
    """The values."""
    return snapshot(self, [self.items[key] for key in sure_keys(self)])


@method(DictObject, "items", "viewitems")
def items(machine: Machine, call: Call, self: DictObject) -> AbstractValue:
    """The pairs of key and value."""
    return snapshot(self, [(key, self.items[key]) for key in sure_keys(self)])


@method(DictObject, "iteritems")
def iteritems(machine: Machine, call: Call, self: DictObject) -> AbstractValue:
    """Python 2's iterator over pairs."""
    view = snapshot(self, [(key, self.items[key]) for key in sure_keys(self)])
    return IteratorObject(view.items, view.is_open)


@method(DictObject, "iterkeys", "__iter__")
def iterkeys(machine: Machine, call: Call, self: DictObject) -> AbstractValue:
    """Python 2's iterator over keys."""
    view = snapshot(self, sure_keys(self))
    return IteratorObject(view.items, view.is_open)


@method(DictObject, "itervalues")
def itervalues(machine: Machine, call: Call, self: DictObject) -> AbstractValue:
    """Python 2's iterator over values."""
    view = snapshot(self, [self.items[key] for key in sure_keys(self)])
    return IteratorObject(view.items, view.is_open)


@method(DictObject, "has_key")
def has_key(machine: Machine, call: Call, self: DictObject, key: AbstractValue) -> AbstractValue:
    """Python 2's `key in dict`."""
    return known_bool(machine.contains(self, key))


@method(DictObject, "clear")
def clear(machine: Machine, call: Call, self: DictObject) -> AbstractValue:
    """Takes all keys away."""
    machine.changing(self)
    self.items, self.is_open = {}, False
    return None


@method(DictObject, "copy", "__copy__")
def copy(machine: Machine, call: Call, self: DictObject) -> AbstractValue:
    """A new dict of the same items."""
    made = DictObject(dict(self.items), self.is_open, self.type_name)
    made.default_factory = self.default_factory
    return made


@method(DictObject, "move_to_end")
def move_to_end(
    machine: Machine, call: Call, self: DictObject, key: AbstractValue, last: AbstractValue = True
) -> AbstractValue:
    """Makes a key of an ordered dict the last or first."""
    machine.changing(self)
    if key in self.items and is_key(key):
        value = self.items.pop(key)
        self.items = {**self.items, key: value} if last else {key: value, **self.items}
    return None


@model("builtins.dict.fromkeys", "collections.OrderedDict.fromkeys")
def fromkeys(machine: Machine, call: Call, iterable: AbstractValue, value: AbstractValue = None) -> AbstractValue:
    """A dict of which all keys have one value."""
    found, is_open = collect(machine, iterable)
    known = [key for key in found if is_key(key)]
    return DictObject(dict.fromkeys(known, value), is_open or len(known) < len(found))


@method(DictObject, "fromkeys")
def fromkeys_method(
    machine: Machine, call: Call, self: DictObject, iterable: AbstractValue, value: AbstractValue = None
) -> AbstractValue:
    """As taken from a dict."""
    return fromkeys(machine, call, iterable, value)


register_subscripts(DictObject)
register_operators(DictObject)
