"""Python's own types as base classes of the program's: an instance keeps the plain value as its `native`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tfscope.domain.heap import ABSENT, ClassObject, DictObject, Instance, ListObject, SetObject, StaticMethod
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Unknown
from tfscope.models.formatting import to_text
from tfscope.models.machine import Call, Machine
from tfscope.models.python.builtins import len_
from tfscope.models.python.conversions import float_, int_
from tfscope.models.python.dicts import fill_dict, look_up
from tfscope.models.python.iterators import collect, make_iterator
from tfscope.models.python.types_of import known_bool
from tfscope.models.registry import CLASSES, METHODS, LibraryClass, Model, ModelFunction

Operation = Callable[[Machine, AbstractValue, tuple[AbstractValue, ...]], AbstractValue]

BINARY: Final = {
    "add": "Add", "sub": "Sub", "mul": "Mult", "truediv": "Div", "div": "Div", "floordiv": "FloorDiv", "mod": "Mod",
    "pow": "Pow", "or": "BitOr", "and": "BitAnd", "xor": "BitXor",
}  # fmt: skip
COMPARISONS: Final = {"lt": "Lt", "le": "LtE", "gt": "Gt", "ge": "GtE"}


def plain(value: AbstractValue) -> AbstractValue:
    """The plain value of an instance of one of these types, anything else as it is."""
    return value.native if isinstance(value, Instance) and value.native is not None else value


def set_item(machine: Machine, self: AbstractValue, given: tuple[AbstractValue, ...]) -> AbstractValue:
    """`self[key] = value`."""
    machine.set_item(self, given[0], given[1])
    return None


def delete_item(machine: Machine, self: AbstractValue, given: tuple[AbstractValue, ...]) -> AbstractValue:
    """`del self[key]`."""
    machine.delete_item(self, given[0])
    return None


def differs(machine: Machine, self: AbstractValue, given: tuple[AbstractValue, ...]) -> AbstractValue:
    """`self != other`."""
    known = machine.equal(self, plain(given[0]))
    return known_bool(None if known is None else not known)


def hash_of(machine: Machine, self: AbstractValue, given: tuple[AbstractValue, ...]) -> AbstractValue:
    """A number that differs from run to run."""
    return Unknown("", "int")


OPERATIONS: Final[dict[str, Operation]] = {
    "__getitem__": lambda machine, self, given: machine.get_item(self, given[0]),
    "__setitem__": set_item,
    "__delitem__": delete_item,
    "__contains__": lambda machine, self, given: known_bool(machine.contains(self, given[0])),
    "__len__": lambda machine, self, given: len_(machine, Call([self]), self),
    "__iter__": lambda machine, self, given: make_iterator(machine, self),
    "__eq__": lambda machine, self, given: known_bool(machine.equal(self, plain(given[0]))),
    "__ne__": differs,
    "__str__": lambda machine, self, given: to_text(machine, self),
    "__hash__": hash_of,
    "__bool__": lambda machine, self, given: known_bool(machine.truth(self)),
    "__int__": lambda machine, self, given: int_(machine, Call([self]), self),
    "__index__": lambda machine, self, given: int_(machine, Call([self]), self),
    "__float__": lambda machine, self, given: float_(machine, Call([self]), self),
    "__neg__": lambda machine, self, given: machine.unary("USub", self),
    "__abs__": lambda machine, self, given: machine.call(Symbol("builtins.abs"), self),
}


def binary(name: str) -> Operation:
    """`self op other`."""
    return lambda machine, self, given: machine.binary(name, self, plain(given[0]))


def reflected(name: str) -> Operation:
    """`other op self`."""
    return lambda machine, self, given: machine.binary(name, plain(given[0]), self)


def comparison(name: str) -> Operation:
    """`self < other` and its like."""
    return lambda machine, self, given: machine.compare(name, self, plain(given[0]))


for short_name, operator_name in BINARY.items():
    OPERATIONS[f"__{short_name}__"] = binary(operator_name)
    OPERATIONS[f"__r{short_name}__"] = reflected(operator_name)
for short_name, operator_name in COMPARISONS.items():
    OPERATIONS[f"__{short_name}__"] = comparison(operator_name)


def delegate(name: str) -> ModelFunction:
    """A method that does to the plain value what the built-in type's method does."""
    operation = OPERATIONS.get(name)

    def run(
        machine: Machine, call: Call, self: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
    ) -> AbstractValue:
        value = plain(self)
        if isinstance(value, (Instance, Unknown)) or call.is_open:
            return UNKNOWN
        if operation is not None:
            wanted = 0 if name in WITHOUT_ARGUMENTS else 2 if name == "__setitem__" else 1
            return operation(machine, value, arguments) if len(arguments) >= wanted else UNKNOWN
        return machine.call_with(machine.get_attribute(value, name), Call(list(arguments), dict(keywords)))

    return run


WITHOUT_ARGUMENTS: Final = frozenset(f"__{name}__" for name in "len iter str hash bool int index float neg abs".split())


def add_in_place(machine: Machine, call: Call, self: AbstractValue, other: AbstractValue) -> AbstractValue:
    """`self += other` of a list."""
    machine.call(machine.get_attribute(plain(self), "extend"), other)
    return self


def make_empty(kind: type) -> ModelFunction:
    """`__new__` of a type whose `__init__` fills it."""

    def new(
        machine: Machine, call: Call, cls: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
    ) -> AbstractValue:
        if not isinstance(cls, ClassObject):
            return UNKNOWN
        instance = Instance(cls)
        instance.native = kind({} if kind is not ListObject else [])
        if isinstance(instance.native, DictObject):
            own = [ancestor.path for ancestor in cls.mro if isinstance(ancestor, ClassObject)]
            ordered = next((path for path in own if path.startswith("collections.")), "")
            instance.native.type_name = ordered.rpartition(".")[2] or "dict"
        return instance

    return new


def make_plain(path: str) -> ModelFunction:
    """`__new__` of an immutable type."""

    def new(
        machine: Machine, call: Call, cls: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
    ) -> AbstractValue:
        if not isinstance(cls, ClassObject):
            return UNKNOWN
        instance = Instance(cls)
        instance.native = machine.call(Symbol(path), *arguments, **keywords)
        return instance

    return new


def fill_list(machine: Machine, call: Call, self: AbstractValue, iterable: AbstractValue = ()) -> AbstractValue:
    """`list.__init__`."""
    value = plain(self)
    if isinstance(value, ListObject):
        machine.changing(value)
        value.items, value.is_open = collect(machine, iterable)
    return None


def fill_set(machine: Machine, call: Call, self: AbstractValue, iterable: AbstractValue = ()) -> AbstractValue:
    """`set.__init__`."""
    machine.call(machine.get_attribute(plain(self), "update"), iterable)
    return None


def fill_mapping(
    machine: Machine, call: Call, self: AbstractValue, *arguments: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """`dict.__init__`."""
    value = plain(self)
    if isinstance(value, DictObject):
        fill_dict(machine, value, arguments, keywords)
        value.is_open = value.is_open or call.is_open
    return None


def get_from_mapping(machine: Machine, call: Call, self: AbstractValue, key: AbstractValue) -> AbstractValue:
    """`dict.__getitem__`, by `__missing__` where there is no such key."""
    value = plain(self)
    if isinstance(self, Instance) and isinstance(value, DictObject) and look_up(value, key) is ABSENT:
        # Asked of the class, as Python does: `__getattr__` has no say.
        method = machine.find_attribute(self.cls, "__missing__")
        if method is not ABSENT and not isinstance(method, Unknown):
            return machine.call(method, self, key)
    return machine.get_item(value, key)


def ignore(
    machine: Machine, call: Call, self: AbstractValue, *rest: AbstractValue, **others: AbstractValue
) -> AbstractValue:
    """`__init__` of an immutable type."""
    return None


def define(path: str, names: list[str], new: ModelFunction, init: ModelFunction, *bases: str) -> None:
    """Registers one of Python's types as a base class."""
    short = path.rpartition(".")[2]
    methods: dict[str, AbstractValue] = {name: Model(f"{short}.{name}", delegate(name)) for name in names}
    methods["__new__"] = Model(f"{short}.__new__", new)
    methods["__init__"] = Model(f"{short}.__init__", init)
    CLASSES[path] = LibraryClass(path, bases, methods)


CONTAINER: Final = ["__getitem__", "__len__", "__iter__", "__contains__", "__eq__", "__ne__", "__str__"]
NUMBER: Final = [
    *(f"__{name}__" for name in (*BINARY, *COMPARISONS)),
    *(f"__r{name}__" for name in BINARY),
    *(f"__{name}__" for name in "eq ne str hash bool int index float neg abs".split()),
]
SEQUENCE: Final = [*CONTAINER, "__add__", "__radd__", "__mul__", "__hash__", "__lt__", "__gt__", "__le__", "__ge__"]


def text_names() -> list[str]:
    """The methods of strings, but for the special ones."""
    return [name for name in dir(str) if not name.startswith("__")] + [*SEQUENCE, "__mod__"]


def define_all() -> None:
    """Registers the types."""
    changes = ["__setitem__", "__delitem__"]
    own = {
        cls: [name for name in METHODS[cls] if name not in OPERATIONS] for cls in (ListObject, DictObject, SetObject)
    }
    define(
        "builtins.list",
        [*own[ListObject], *CONTAINER, *changes, "__add__", "__mul__"],
        make_empty(ListObject),
        fill_list,
    )
    CLASSES["builtins.list"].methods["__iadd__"] = Model("list.__iadd__", add_in_place)
    define("builtins.dict", [*own[DictObject], *CONTAINER, *changes], make_empty(DictObject), fill_mapping)
    CLASSES["builtins.dict"].methods["__getitem__"] = Model("dict.__getitem__", get_from_mapping)
    CLASSES["builtins.dict"].methods["fromkeys"] = StaticMethod(Symbol("builtins.dict.fromkeys"), binds_class=False)
    operators = ["__or__", "__and__", "__sub__", "__xor__"]
    define("builtins.set", [*own[SetObject], *CONTAINER[1:], *operators], make_empty(SetObject), fill_set)
    define("builtins.tuple", [*SEQUENCE, "count", "index"], make_plain("builtins.tuple"), ignore)
    define("builtins.frozenset", [*CONTAINER[1:], "__hash__"], make_plain("builtins.frozenset"), ignore)
    define("builtins.str", text_names(), make_plain("builtins.str"), ignore)
    for path in ("builtins.int", "builtins.float"):
        define(path, NUMBER, make_plain(path), ignore)


define_all()
