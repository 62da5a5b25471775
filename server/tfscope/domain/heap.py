"""Heap objects: what has identity and may change. Every change is announced to the trail first.

An attribute, item or name that exists after only one of two joined outcomes holds `OneOf(value, ABSENT)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, AnyShape, OneOf, Unknown, alternatives, join

if TYPE_CHECKING:
    from tfscope.domain.code import Code
    from tfscope.domain.trail import Contents


class Absent:
    """Stands for "there is none" among the options of a value."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


def present(value: AbstractValue) -> AbstractValue:
    """`value` without the option that it is absent; ABSENT where that is the only one."""
    if not isinstance(value, OneOf) or not any(option is ABSENT for option in value.options):
        return value
    rest = tuple(option for option in value.options if option is not ABSENT)
    return rest[0] if len(rest) == 1 else OneOf(rest)


def may_be_absent(value: AbstractValue) -> bool:
    """Whether one of the options is that there is none."""
    return any(option is ABSENT for option in alternatives(value))


def copy_field(value: object) -> object:
    """A shallow copy of a container, anything else as it is."""
    return value.copy() if isinstance(value, (dict, list, set)) else value


def join_field(left: object, right: object) -> object:
    """Joins two outcomes of one field."""
    if isinstance(left, dict) and isinstance(right, dict):
        return join_mappings(left, right)
    if isinstance(left, list) and isinstance(right, list):
        return join_lists(left, right)
    if isinstance(left, set) and isinstance(right, set):
        return left | right
    return join(left, right)


def join_mappings(
    left: dict[AbstractValue, AbstractValue], right: dict[AbstractValue, AbstractValue]
) -> dict[AbstractValue, AbstractValue]:
    """Joins value by value; what one side lacks may be absent."""
    joined: dict[AbstractValue, AbstractValue] = {}
    for key, value in left.items():
        other = right.get(key, ABSENT)
        joined[key] = value if value is other else join(value, other)
    for key, value in right.items():
        if key not in left:
            joined[key] = join(value, ABSENT)
    return joined


def join_lists(left: list[AbstractValue], right: list[AbstractValue]) -> list[AbstractValue]:
    """Joins item by item; the items that only one side has may be absent."""
    shorter, longer = sorted((left, right), key=len)
    joined = [join(one, other) for one, other in zip(left, right)]
    return joined + [join(item, ABSENT) for item in longer[len(shorter) :]]


class HeapObject:
    """An object with identity. `changing` names the fields that can change after construction."""

    __slots__ = ("stamp",)
    changing: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self.stamp = 0

    @property
    def keeper(self) -> HeapObject:
        """The object that holds what changes here: itself, unless it is a view."""
        return self

    def contents(self) -> Contents:
        """A copy of all that can change."""
        return tuple(copy_field(getattr(self, field)) for field in self.changing)

    def restore(self, contents: Contents) -> None:
        """Makes the object what it was when `contents` was taken."""
        for field, value in zip(self.changing, contents):
            setattr(self, field, copy_field(value))

    def join_contents(self, left: Contents, right: Contents) -> Contents:
        """What stands for both outcomes."""
        return tuple(map(join_field, left, right))


class Namespace(HeapObject):
    """Names and what they are bound to: a module's, a function call's, or a class body's.

    `deleted` are the names that `del` took away, with None; one that was bound again is in `names` too.
    """

    __slots__ = ("names", "deleted", "parent", "code")
    changing = ("names", "deleted")

    def __init__(self, code: Code | None = None, parent: Namespace | None = None) -> None:
        self.stamp = 0
        self.names: dict[str, AbstractValue] = {}
        self.deleted: dict[str, AbstractValue] = {}
        self.parent = parent
        self.code = code


class ListObject(HeapObject):
    """A list; `is_open` where it may hold further items that are not known."""

    __slots__ = ("items", "is_open")
    changing = ("items", "is_open")

    def __init__(self, items: list[AbstractValue], is_open: bool = False) -> None:
        self.stamp = 0
        self.items = items
        self.is_open = is_open

    def join_contents(self, left: Contents, right: Contents) -> Contents:
        """Items that only one side has make the list open."""
        (items, is_open), (other, other_open) = left, right
        assert isinstance(items, list) and isinstance(other, list)
        joined = [join(one, two) for one, two in zip(items, other)]
        return joined, bool(is_open or other_open or len(items) != len(other))


class ScatteredList(ListObject):
    """An open list of which some items are known but not their places; a loop meets them in this order."""

    __slots__ = ("scattered",)

    def __init__(self, scattered: list[AbstractValue]) -> None:
        super().__init__([], is_open=True)
        self.scattered = scattered


class DictObject(HeapObject):
    """A dict; `is_open` where it may hold further keys. `default_factory` is a defaultdict's, else None."""

    __slots__ = ("items", "is_open", "default_factory", "type_name")
    changing = ("items", "is_open")

    def __init__(
        self, items: dict[AbstractValue, AbstractValue], is_open: bool = False, type_name: str = "dict"
    ) -> None:
        self.stamp = 0
        self.items = items
        self.is_open = is_open
        self.default_factory: AbstractValue = None
        self.type_name = type_name

    def join_contents(self, left: Contents, right: Contents) -> Contents:
        """What one side lacks may be absent; open where one side is."""
        (items, is_open), (other, other_open) = left, right
        assert isinstance(items, dict) and isinstance(other, dict)
        return join_mappings(items, other), bool(is_open or other_open)


class SetObject(HeapObject):
    """A set; `is_open` where it may hold further items. Items are keys; the value says whether one may be absent."""

    __slots__ = ("items", "is_open")
    changing = ("items", "is_open")

    def __init__(self, items: dict[AbstractValue, Any], is_open: bool = False) -> None:
        self.stamp = 0
        self.items = items
        self.is_open = is_open

    def join_contents(self, left: Contents, right: Contents) -> Contents:
        """What one side lacks may be absent; open where they differ."""
        (items, is_open), (other, other_open) = left, right
        assert isinstance(items, dict) and isinstance(other, dict)
        return join_mappings(items, other), bool(is_open or other_open or items.keys() != other.keys())


class ArrayObject(HeapObject):
    """A NumPy array. `items` are its values, nested lists of Python values, or UNKNOWN."""

    __slots__ = ("shape", "dtype", "items")
    changing = ("items",)

    def __init__(self, shape: AnyShape, dtype: AnyDType, items: AbstractValue = UNKNOWN) -> None:
        self.stamp = 0
        self.shape = shape
        self.dtype = dtype
        self.items = items


class FunctionObject(HeapObject):
    """A function of the program, with the defaults and the surrounding names it was defined with."""

    __slots__ = (
        "code", "closure", "module", "defaults", "keyword_defaults", "attributes", "owner",
        "is_altered", "is_converted",
    )  # fmt: skip
    changing = ("attributes",)

    def __init__(self, code: Code, closure: Namespace, module: ModuleObject) -> None:
        self.stamp = 0
        self.code = code
        self.closure = closure
        self.module = module
        self.defaults: tuple[AbstractValue, ...] = ()
        self.keyword_defaults: dict[str, AbstractValue] = {}
        self.attributes: dict[str, AbstractValue] = {}
        #: The class in whose body the function stands, for `super()`; None outside classes.
        self.owner: ClassObject | None = None
        #: Whether a decorator that is not known stands between the function and its callers.
        self.is_altered = False
        #: Whether it was defined in code that AutoGraph translated, and so is part of the translation.
        self.is_converted = False


class ClassObject(HeapObject):
    """A class of the program or of a library model. `bases` may hold symbols of libraries that have no model."""

    __slots__ = ("name", "bases", "namespace", "mro", "path", "module", "metaclass", "subclasses")
    changing = ("namespace", "subclasses")

    def __init__(
        self, name: str, bases: tuple[AbstractValue, ...], namespace: dict[str, AbstractValue], path: str = ""
    ) -> None:
        self.stamp = 0
        self.name = name
        self.bases = bases
        self.namespace = namespace
        #: The canonical dotted name of a library's class, "" for the program's own.
        self.path = path
        self.module: ModuleObject | None = None
        self.metaclass: AbstractValue = None
        #: The classes that were made directly below it.
        self.subclasses: list[AbstractValue] = []
        self.mro: tuple[AbstractValue, ...] = linearize(self)

    @property
    def has_unknown_base(self) -> bool:
        """Whether an ancestor is not known, so that an attribute that is not found may exist."""
        return any(not isinstance(ancestor, ClassObject) for ancestor in self.mro)


def linearize(cls: ClassObject) -> tuple[AbstractValue, ...]:
    """The method resolution order (C3); where there is none, the ancestors in order of first mention."""
    sequences = [list(base.mro) if isinstance(base, ClassObject) else [base] for base in cls.bases]
    sequences.append(list(cls.bases))
    order: list[AbstractValue] = [cls]
    while any(sequences):
        sequences = [sequence for sequence in sequences if sequence]
        for sequence in sequences:
            head = sequence[0]
            if not any(head in other[1:] for other in sequences):
                break
        else:
            head = sequences[0][0]
        order.append(head)
        sequences = [[item for item in sequence if item is not head and item != head] for sequence in sequences]
    return tuple(order)


class Instance(HeapObject):
    """An instance of a class. `native` holds what a library model keeps in it; it never changes once set."""

    __slots__ = ("cls", "attributes", "native", "is_open")
    changing = ("attributes", "is_open")

    def __init__(self, cls: ClassObject, attributes: dict[str, AbstractValue] | None = None) -> None:
        self.stamp = 0
        self.cls = cls
        self.attributes: dict[str, AbstractValue] = attributes if attributes is not None else {}
        self.native: AbstractValue = None
        self.is_open = False


class ModuleObject(HeapObject):
    """A module that is interpreted."""

    __slots__ = ("name", "path", "namespace", "is_package", "is_loaded")
    changing = ("is_loaded",)

    def __init__(self, name: str, path: str, is_package: bool = False) -> None:
        self.stamp = 0
        self.name = name
        self.path = path
        self.namespace = Namespace()
        self.is_package = is_package
        self.is_loaded = False


class BoundMethod(HeapObject):
    """A function and the object it was taken from. Never changes."""

    __slots__ = ("function", "receiver")

    def __init__(self, function: AbstractValue, receiver: AbstractValue) -> None:
        self.stamp = 0
        self.function = function
        self.receiver = receiver


class NativeFunction(HeapObject):
    """A callable that a library model made. `function` takes the machine and the call's arguments.

    `binds` where it stands for a function of Python's, which becomes a method when it is taken from an instance.
    """

    __slots__ = ("name", "function", "attributes", "binds")
    changing = ("attributes",)

    def __init__(self, name: str, function: Callable[..., AbstractValue], binds: bool = False) -> None:
        self.binds = binds
        self.stamp = 0
        self.name = name
        self.function = function
        self.attributes: dict[str, AbstractValue] = {}


class PartialObject(HeapObject):
    """`functools.partial`. Never changes."""

    __slots__ = ("function", "arguments", "keywords")

    def __init__(
        self, function: AbstractValue, arguments: tuple[AbstractValue, ...], keywords: dict[str, AbstractValue]
    ) -> None:
        self.stamp = 0
        self.function = function
        self.arguments = arguments
        self.keywords = keywords


class PropertyObject(HeapObject):
    """`property`. Never changes: `setter` makes a new one."""

    __slots__ = ("getter", "setter", "deleter")

    def __init__(self, getter: AbstractValue, setter: AbstractValue = None, deleter: AbstractValue = None) -> None:
        self.stamp = 0
        self.getter = getter
        self.setter = setter
        self.deleter = deleter


class StaticMethod(HeapObject):
    """`staticmethod` or, with `binds_class`, `classmethod`. Never changes."""

    __slots__ = ("function", "binds_class")

    def __init__(self, function: AbstractValue, binds_class: bool) -> None:
        self.stamp = 0
        self.function = function
        self.binds_class = binds_class


class SuperObject(HeapObject):
    """`super()`: looks attributes of `receiver` up behind `cls` in the order of `start`. Never changes."""

    __slots__ = ("cls", "receiver", "start")

    def __init__(self, cls: ClassObject, receiver: AbstractValue, start: ClassObject) -> None:
        self.stamp = 0
        self.cls = cls
        self.receiver = receiver
        self.start = start


class IteratorObject(HeapObject):
    """An iterator over items that are known already; `is_open` where more may follow."""

    __slots__ = ("items", "position", "is_open")
    changing = ("position", "is_open")

    def __init__(self, items: list[AbstractValue], is_open: bool = False) -> None:
        self.stamp = 0
        self.items = items
        self.position = 0
        self.is_open = is_open

    def join_contents(self, left: Contents, right: Contents) -> Contents:
        """Where the positions differ nothing is known of what comes."""
        if left == right:
            return left
        return len(self.items), True


class AttributeTable(HeapObject):
    """What the program assigned to attributes of values that hold none themselves, by identity and name."""

    __slots__ = ("values", "owners")
    changing = ("values", "owners")

    def __init__(self) -> None:
        self.stamp = 0
        self.values: dict[tuple[int, str], AbstractValue] = {}
        #: Keeps the owners alive, so that an identity stays theirs.
        self.owners: dict[int, AbstractValue] = {}

    def find(self, owner: AbstractValue, name: str) -> AbstractValue:
        """The attribute, else ABSENT."""
        return self.values.get((id(owner), name), ABSENT) if self.values else ABSENT


def is_unknown(value: AbstractValue) -> bool:
    """Whether nothing is known of `value`."""
    return isinstance(value, Unknown) or value is UNKNOWN
