"""`dataclasses` and `attr`: classes whose annotated names are fields."""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import ABSENT, ClassObject, DictObject, HeapObject, Instance, ListObject, NativeFunction
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, text
from tfscope.models.formatting import repr_of
from tfscope.models.machine import Call, Machine, Parameter, Signature
from tfscope.models.python.copy import DeepCopy
from tfscope.models.python.reductions import less
from tfscope.models.python.types_of import known_bool
from tfscope.models.registry import Model, ModelFunction, model

FIELDS: Final = "__dataclass_fields__"


class Field(HeapObject):
    """`dataclasses.field(…)`. Never changes."""

    __slots__ = ("default", "factory", "in_init")

    def __init__(self, default: AbstractValue, factory: AbstractValue, in_init: bool) -> None:
        self.stamp = 0
        self.default = default
        self.factory = factory
        self.in_init = in_init


class ByFactory:
    """The default of a parameter that a factory makes."""


BY_FACTORY: Final = ByFactory()


@model("dataclasses.field", "attr.ib", "attr.attrib", "attr.field", "attrs.field")
def field(machine: Machine, call: Call, **options: AbstractValue) -> AbstractValue:
    """A field with its default."""
    factory = options.get("default_factory", options.get("factory", ABSENT))
    default = options.get("default", ABSENT)
    if isinstance(default, Field):
        factory = default.factory
        default = ABSENT
    return Field(default, factory, options.get("init", True) is not False)


@model("attr.Factory")
def attr_factory(machine: Machine, call: Call, factory: AbstractValue) -> AbstractValue:
    """A default that a function makes."""
    return Field(ABSENT, factory, True)


@model("dataclasses.dataclass", "attr.s", "attr.attrs", "attr.define", "attrs.define", "attr.dataclass")
def dataclass(machine: Machine, call: Call, cls: AbstractValue = None, **options: AbstractValue) -> AbstractValue:
    """A class with the methods that its fields ask for; also used with options."""
    if cls is None:
        return NativeFunction("dataclass", lambda machine, inner: decorate(machine, inner.arguments[0], options))
    return decorate(machine, cls, options)


def decorate(machine: Machine, cls: AbstractValue, options: dict[str, AbstractValue]) -> AbstractValue:
    """Gives a class its methods."""
    if not isinstance(cls, ClassObject):
        return cls
    fields = fields_of(cls)
    machine.changing(cls)
    cls.namespace[FIELDS] = DictObject(dict(fields.items()))
    cls.namespace.setdefault("__match_args__", tuple(name for name, field in fields.items() if field.in_init))
    for name, described in fields.items():
        if described.default is not ABSENT:
            cls.namespace[name] = described.default
        elif isinstance(cls.namespace.get(name), Field):
            del cls.namespace[name]
    if options.get("init", True) is not False and "__init__" not in cls.namespace:
        cls.namespace["__init__"] = initializer(fields)
    for name, function in METHODS.items():
        if name not in cls.namespace and (name != "__lt__" or options.get("order") is True):
            cls.namespace[name] = Model(name, function)
    return cls


def fields_of(cls: ClassObject) -> dict[str, Field]:
    """The fields in order: those of ancestors first."""
    fields: dict[str, Field] = {}
    for ancestor in reversed(cls.mro[1:]):
        inherited = ancestor.namespace.get(FIELDS) if isinstance(ancestor, ClassObject) else None
        if isinstance(inherited, DictObject):
            fields.update({str(name): item for name, item in inherited.items.items() if isinstance(item, Field)})
    annotated = cls.namespace.get("__annotations__", ())
    names = [str(name) for name in annotated] if isinstance(annotated, tuple) else []
    names += [name for name, value in cls.namespace.items() if isinstance(value, Field) and name not in names]
    for name in names:
        value = cls.namespace.get(name, ABSENT)
        fields[name] = value if isinstance(value, Field) else Field(value, ABSENT, True)
    return fields


def initializer(fields: dict[str, Field]) -> Model:
    """`__init__`, whose parameters are the fields."""
    taken = {name: described for name, described in fields.items() if described.in_init}

    def init(machine: Machine, call: Call, self: Instance, *values: AbstractValue) -> AbstractValue:
        given = dict(zip(taken, values))
        for name, described in fields.items():
            value = given.get(name, described.default if described.factory is ABSENT else BY_FACTORY)
            if value is BY_FACTORY:
                value = machine.call(described.factory)
            if value is not ABSENT:
                machine.set_attribute(self, name, value)
        for name in ("__post_init__", "__attrs_post_init__"):
            hook = machine.find_attribute(self, name)
            if hook is not ABSENT:
                machine.call(hook)
        return None

    made = Model("__init__", init)
    parameters = [Parameter("self", ABSENT)]
    for name, described in taken.items():
        default = described.default if described.factory is ABSENT else BY_FACTORY
        parameters.append(Parameter(name, default))
    made.signature_cache = Signature("__init__", tuple(parameters))
    return made


def known_fields(machine: Machine, self: AbstractValue) -> dict[str, AbstractValue]:
    """The values of the fields of an instance."""
    if not isinstance(self, Instance):
        return {}
    return {name: machine.get_attribute(self, name) for name in fields_of(self.cls)}


def equals(machine: Machine, call: Call, self: Instance, other: AbstractValue) -> AbstractValue:
    """Equality field by field."""
    if not isinstance(other, Instance) or other.cls is not self.cls:
        return False
    mine, others = known_fields(machine, self), known_fields(machine, other)
    return known_bool(machine.equal(tuple(mine.values()), tuple(others.values())))


def written(machine: Machine, call: Call, self: Instance) -> AbstractValue:
    """`Class(field=value)`."""
    parts: list[AbstractValue] = [self.cls.name, "("]
    for index, (name, value) in enumerate(known_fields(machine, self).items()):
        parts += [", " if index else "", name, "=", repr_of(machine, value)]
    return text([*parts, ")"])


def is_less(machine: Machine, call: Call, self: Instance, other: AbstractValue) -> AbstractValue:
    """Order field by field."""
    mine, others = known_fields(machine, self), known_fields(machine, other)
    return known_bool(less(machine, tuple(mine.values()), tuple(others.values())))


METHODS: Final[dict[str, ModelFunction]] = {"__eq__": equals, "__repr__": written, "__lt__": is_less}


@model("dataclasses.fields", "attr.fields")
def fields_function(machine: Machine, call: Call, class_or_instance: AbstractValue) -> AbstractValue:
    """The fields."""
    cls = class_or_instance.cls if isinstance(class_or_instance, Instance) else class_or_instance
    if not isinstance(cls, ClassObject):
        return UNKNOWN
    library = machine.library_class("types.SimpleNamespace")
    return tuple(Instance(library, {"name": name, "default": item.default}) for name, item in fields_of(cls).items())


@model("dataclasses.replace", "attr.evolve")
def replace(machine: Machine, call: Call, obj: AbstractValue, **changes: AbstractValue) -> AbstractValue:
    """A copy with some fields changed."""
    if not isinstance(obj, Instance):
        return UNKNOWN
    given = {
        name: changes.get(name, machine.get_attribute(obj, name))
        for name, described in fields_of(obj.cls).items()
        if described.in_init
    }
    return machine.call(obj.cls, **given)


def as_plain(machine: Machine, value: AbstractValue) -> AbstractValue:
    """Instances of data classes as dicts, all the way down."""
    if isinstance(value, Instance) and fields_of(value.cls):
        return DictObject({name: as_plain(machine, item) for name, item in known_fields(machine, value).items()})
    if isinstance(value, ListObject):
        return ListObject([as_plain(machine, item) for item in value.items], value.is_open)
    if isinstance(value, tuple):
        return tuple(as_plain(machine, item) for item in value)
    if isinstance(value, DictObject):
        return DictObject({key: as_plain(machine, item) for key, item in value.items.items()}, value.is_open)
    return DeepCopy(machine).copy(value)


@model("dataclasses.asdict", "attr.asdict")
def asdict(machine: Machine, call: Call, obj: AbstractValue, **options: AbstractValue) -> AbstractValue:
    """The fields as a dict."""
    return as_plain(machine, obj) if isinstance(obj, Instance) else UNKNOWN


@model("dataclasses.astuple", "attr.astuple")
def astuple(machine: Machine, call: Call, obj: AbstractValue, **options: AbstractValue) -> AbstractValue:
    """The fields as a tuple."""
    return tuple(known_fields(machine, obj).values()) if isinstance(obj, Instance) else UNKNOWN


@model("dataclasses.is_dataclass", "attr.has")
def is_dataclass(machine: Machine, call: Call, obj: AbstractValue) -> AbstractValue:
    """Whether a class, or an instance's class, has fields."""
    cls = obj.cls if isinstance(obj, Instance) else obj
    if isinstance(cls, ClassObject):
        return machine.find_attribute(cls, FIELDS) is not ABSENT
    return known_bool(None if isinstance(obj, Symbol) else False)
