"""`collections`: dicts with an order or a default, counters, deques and named tuples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tfscope.domain.heap import ABSENT, ClassObject, DictObject, Instance, IteratorObject, ListObject, StaticMethod
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Unknown, text
from tfscope.models.formatting import repr_of
from tfscope.models.machine import Call, Machine, Parameter, Signature
from tfscope.models.python.containers import fill_mapping, plain
from tfscope.models.python.dicts import add_items, fill_dict, is_key
from tfscope.models.python.iterators import collect
from tfscope.models.python.reductions import sort_items
from tfscope.models.registry import CLASSES, LibraryProperty, Model, library_class, method, model


@model("collections.OrderedDict")
def ordered_dict(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
    """A dict; all of ours keep their order."""
    made = DictObject({}, is_open=call.is_open, type_name="OrderedDict")
    return fill_dict(machine, made, arguments, keywords)


@library_class("collections.OrderedDict", "builtins.dict")
@library_class("collections.Counter", "builtins.dict")
class PlainSubclass:
    """As base classes of the program's."""


@model("collections.defaultdict")
def defaultdict(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
    """A dict that makes the values of missing keys."""
    made = DictObject({}, is_open=call.is_open, type_name="defaultdict")
    made.default_factory = arguments[0] if arguments else None
    return fill_dict(machine, made, arguments[1:], keywords)


@library_class("collections.defaultdict", "builtins.dict")
class DefaultDict:
    """As a base class."""

    def init(
        machine: Machine,
        call: Call,
        self: AbstractValue,
        default_factory: AbstractValue = None,
        *arguments: AbstractValue,
        **keywords: AbstractValue,
    ) -> AbstractValue:
        """Keeps the factory."""
        value = plain(self)
        if isinstance(value, DictObject):
            value.default_factory = default_factory
        return fill_mapping(machine, call, self, *arguments, **keywords)


@model("collections.Counter")
def counter(machine: Machine, call: Call, iterable: AbstractValue = (), **keywords: AbstractValue) -> AbstractValue:
    """How often each item occurs."""
    made = DictObject({}, type_name="Counter")
    made.default_factory = Symbol("builtins.int")
    count_items(machine, made, iterable)
    return fill_dict(machine, made, (), keywords)


def count_items(machine: Machine, made: DictObject, iterable: AbstractValue) -> None:
    """Counts items into a counter."""
    if isinstance(iterable, DictObject):
        add_items(machine, made, iterable)
        return
    items, made.is_open = collect(machine, iterable)
    for item in items:
        if not is_key(item):
            made.is_open = True
            continue
        before = made.items.get(item, 0)
        made.items[item] = before + 1 if isinstance(before, int) else UNKNOWN


@method(DictObject, "most_common")
def most_common(machine: Machine, call: Call, self: DictObject, n: AbstractValue = None) -> AbstractValue:
    """The items with the greatest counts."""
    pairs: list[AbstractValue] = list(self.items.items())
    ordered = None if self.is_open else sort_items(machine, pairs, SECOND, True)
    if ordered is None or not (n is None or isinstance(n, int)):
        return ListObject([], is_open=True)
    return ListObject(ordered[:n])


SECOND: Final = Model("second", lambda machine, call, pair: pair[1])


@model("collections.deque")
def deque(machine: Machine, call: Call, iterable: AbstractValue = (), maxlen: AbstractValue = None) -> AbstractValue:
    """A queue with two ends."""
    cls = machine.library_class("collections.deque")
    return machine.call(cls, iterable, maxlen)


@library_class("collections.deque", "builtins.list")
class Deque:
    """A list that also grows and shrinks at its start, and may have a greatest length."""

    def init(
        machine: Machine, call: Call, self: Instance, iterable: AbstractValue = (), maxlen: AbstractValue = None
    ) -> AbstractValue:
        """Fills it."""
        machine.set_attribute(self, "maxlen", maxlen)
        items = items_of(self)
        machine.changing(items)
        items.items, items.is_open = collect(machine, iterable)
        trim(machine, self, at_start=True)
        return None

    def append(machine: Machine, call: Call, self: Instance, item: AbstractValue) -> AbstractValue:
        """Adds an item at the end."""
        machine.call(machine.get_attribute(items_of(self), "append"), item)
        trim(machine, self, at_start=True)
        return None

    def appendleft(machine: Machine, call: Call, self: Instance, item: AbstractValue) -> AbstractValue:
        """Adds an item at the start."""
        items = items_of(self)
        machine.changing(items)
        items.items = [item, *items.items]
        trim(machine, self, at_start=False)
        return None

    def popleft(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Takes the first item away."""
        items = items_of(self)
        if items.items:
            machine.changing(items)
            return items.items.pop(0)
        if not items.is_open:
            machine.fail("IndexError", "pop from an empty deque")
        return UNKNOWN

    def rotate(machine: Machine, call: Call, self: Instance, n: AbstractValue = 1) -> AbstractValue:
        """Moves items from the end to the start."""
        items = items_of(self)
        machine.changing(items)
        if isinstance(n, int) and not items.is_open and items.items:
            n %= len(items.items)
            items.items = items.items[len(items.items) - n :] + items.items[: len(items.items) - n]
        elif items.items or items.is_open:
            items.items, items.is_open = [], True
        return None


def items_of(self: Instance) -> ListObject:
    """The items of a deque."""
    assert isinstance(self.native, ListObject)
    return self.native


def trim(machine: Machine, self: Instance, at_start: bool) -> None:
    """Drops what exceeds the greatest length."""
    limit = self.attributes.get("maxlen")
    items = items_of(self)
    if limit is None:
        return
    if not isinstance(limit, int) or items.is_open:
        items.items, items.is_open = [], True
    elif len(items.items) > limit:
        items.items = items.items[-limit:] if at_start and limit else items.items[:limit]


@model("collections.ChainMap")
def chain_map(machine: Machine, call: Call, *maps: AbstractValue) -> AbstractValue:
    """Dicts one behind the other, as one dict of what they hold now."""
    made = DictObject({})
    for each in reversed(maps):
        add_items(machine, made, each)
    return made


# -- Named tuples ------------------------------------------------------------------------------------------


@model("collections.namedtuple")
def namedtuple(
    machine: Machine,
    call: Call,
    typename: AbstractValue,
    field_names: AbstractValue,
    *,
    rename: AbstractValue = False,
    defaults: AbstractValue = None,
    module: AbstractValue = None,
    verbose: AbstractValue = False,
) -> AbstractValue:
    """A class of tuples whose items have names."""
    if isinstance(field_names, str):
        names: list[AbstractValue] | None = list(field_names.replace(",", " ").split())
    else:
        names = None if isinstance(field_names, Unknown) else machine.items_of(field_names)
    given = machine.items_of(defaults) if defaults is not None else []
    if names is None or given is None or not all(isinstance(name, str) for name in names):
        return UNKNOWN
    fields = [str(name) for name in names]
    return named_tuple_class(machine, typename if isinstance(typename, str) else "", fields, given)


def named_tuple_class(
    machine: Machine, name: str, fields: Sequence[str], defaults: Sequence[AbstractValue]
) -> ClassObject:
    """The class of a named tuple; the defaults are those of the last fields."""
    cls = ClassObject(name, (machine.library_class("collections.NamedTuple"),), {})
    cls.namespace["_fields"] = cls.namespace["__match_args__"] = tuple(fields)
    first = len(fields) - len(defaults)
    parameters = [Parameter("_cls", ABSENT)]
    for index, field in enumerate(fields):
        parameters.append(Parameter(field, defaults[index - first] if index >= first else ABSENT))
        cls.namespace[field] = field_property(index)
    cls.namespace["_field_defaults"] = DictObject(dict(zip(fields[first:], defaults)))
    new = Model(f"{name}.__new__", make_named)
    new.signature_cache = Signature("__new__", tuple(parameters))
    cls.namespace["__new__"] = new
    return cls


def field_property(index: int) -> LibraryProperty:
    """The property that answers a field."""

    def field(machine: Machine, self: AbstractValue) -> AbstractValue:
        value = plain(self)
        return value[index] if isinstance(value, tuple) and index < len(value) else UNKNOWN

    return LibraryProperty(field)


def make_named(machine: Machine, call: Call, cls: AbstractValue, *values: AbstractValue) -> AbstractValue:
    """`__new__`: the fields in order."""
    if not isinstance(cls, ClassObject):
        return UNKNOWN
    instance = Instance(cls)
    instance.native = values
    return instance


def fields_of(cls: ClassObject) -> tuple[str, ...]:
    """The names of the fields."""
    for ancestor in cls.mro:
        found = ancestor.namespace.get("_fields") if isinstance(ancestor, ClassObject) else None
        if isinstance(found, tuple):
            return tuple(str(name) for name in found)
    return ()


@library_class("collections.NamedTuple", "builtins.tuple")
class NamedTuple:
    """What all named tuples have."""

    def init(
        machine: Machine, call: Call, self: Instance, *values: AbstractValue, **named: AbstractValue
    ) -> AbstractValue:
        """The fields are set already."""
        return None

    def _replace(machine: Machine, call: Call, self: Instance, **changes: AbstractValue) -> AbstractValue:
        """A copy with some fields changed."""
        names = fields_of(self.cls)
        for name in changes:
            if name not in names:
                machine.fail("ValueError", f"Got unexpected field names: {[name]!r}")
        values = self.native if isinstance(self.native, tuple) else ()
        return make_named(machine, call, self.cls, *(changes.get(name, value) for name, value in zip(names, values)))

    def _asdict(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The fields as a dict."""
        values = self.native if isinstance(self.native, tuple) else ()
        return DictObject(dict(zip(fields_of(self.cls), values)))

    def repr_(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """How it is written."""
        values = self.native if isinstance(self.native, tuple) else ()
        parts: list[AbstractValue] = [self.cls.name, "("]
        for index, (name, value) in enumerate(zip(fields_of(self.cls), values)):
            parts += [", " if index else "", name, "=", repr_of(machine, value)]
        return text([*parts, ")"])

    def iter_(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The fields in order."""
        return IteratorObject(list(self.native)) if isinstance(self.native, tuple) else UNKNOWN


def make_from_iterable(machine: Machine, call: Call, cls: AbstractValue, iterable: AbstractValue) -> AbstractValue:
    """`_make`."""
    items = machine.items_of(iterable)
    return UNKNOWN if items is None else machine.call(cls, *items)


CLASSES["collections.NamedTuple"].methods["_make"] = StaticMethod(
    Model("NamedTuple._make", make_from_iterable), binds_class=True
)
