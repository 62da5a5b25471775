"""String formatting with values that are not all known: `format`, `%` and f-strings."""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tfscope.domain.heap import (
    ABSENT,
    BoundMethod,
    DictObject,
    FunctionObject,
    Instance,
    ListObject,
    may_be_absent,
)
from tfscope.domain.values import AbstractValue, Dimension, DType, OneOf, Shape, Symbol, Text, Unknown, text
from tfscope.models.concrete import NotKnown, concrete, is_known
from tfscope.models.machine import Machine

PERCENT = re.compile(
    r"%(?:\((?P<key>[^)]*)\))?(?P<flags>[-+ #0]*)(?P<width>\*|\d+)?(?:\.(?P<precision>\*|\d+))?[hlL]?(?P<type>.)"
)

#: What `str` and `repr` give for the members of a library's enumerations.
ENUM_MEMBERS: Final[dict[Symbol, tuple[str, str]]] = {}


def to_text(machine: Machine, value: AbstractValue) -> AbstractValue:
    """`str(value)`, with a hole where it is not known."""
    if isinstance(value, (str, Text)):
        return value
    if isinstance(value, Unknown):
        return text([value])
    if isinstance(value, OneOf):
        return text([Unknown("", "str")])
    if isinstance(value, Instance):
        return instance_text(machine, value)
    if isinstance(value, DType):
        return f"<dtype: '{value.name}'>"
    if isinstance(value, Shape):
        return str(value)
    if isinstance(value, Symbol) and value in ENUM_MEMBERS:
        return ENUM_MEMBERS[value][0]
    if isinstance(value, Dimension):
        size = "?" if value.value is None else value.value
        return text([size if isinstance(size, Unknown) else str(size)])
    try:
        return str(concrete(value))
    except NotKnown:
        pass
    if isinstance(value, (tuple, ListObject)):
        return sequence_text(machine, value)
    if isinstance(value, DictObject) and value.type_name == "dict" and not value.is_open:
        return dict_text(machine, value)
    if isinstance(value, FunctionObject):
        return text([f"<function {value.code.qualname} at ", machine.address_of(value), ">"])
    return text([machine_unknown(value)])


def machine_unknown(value: AbstractValue) -> Unknown:
    """A hole for something whose text is not known."""
    return Unknown(type(value).__name__.lower().removesuffix("object"), "str")


def default_text(machine: Machine, value: Instance) -> AbstractValue:
    """What `object.__repr__` gives; the address of an object stays the same."""
    cls = value.cls
    if cls.module is None:
        return text([machine_unknown(value)])
    return text([f"<{cls.module.name}.{cls.name} object at ", machine.address_of(value), ">"])


def instance_text(machine: Machine, value: Instance) -> AbstractValue:
    """`str()` of an instance: its `__str__` or `__repr__`, or an exception's argument."""
    for name in ("__str__", "__repr__"):
        method = machine.find_attribute(value, name)
        if method is not ABSENT and not isinstance(method, (Unknown, Symbol)):
            answer = machine.call(method)
            return answer if isinstance(answer, (str, Text)) else text([Unknown("", "str")])
    arguments = value.attributes.get("args")
    if isinstance(arguments, tuple):
        if len(arguments) == 1:
            return to_text(machine, arguments[0])
        return "" if not arguments else to_text(machine, arguments)
    return default_text(machine, value)


def repr_of(machine: Machine, value: AbstractValue) -> AbstractValue:
    """`repr(value)`, with holes."""
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, Text):
        return text(["'", value, "'"])
    if isinstance(value, Instance):
        method = machine.find_attribute(value, "__repr__")
        if method is not ABSENT and not isinstance(method, (Unknown, Symbol)):
            return machine.call(method)
        arguments = value.attributes.get("args")
        if isinstance(arguments, tuple):
            return text([value.cls.name, "(", *separated(machine, arguments), ")"])
        return default_text(machine, value)
    if isinstance(value, Symbol) and value in ENUM_MEMBERS:
        return ENUM_MEMBERS[value][1]
    return to_text(machine, value)


def separated(machine: Machine, values: tuple[AbstractValue, ...]) -> list[AbstractValue]:
    """The representations of values with commas between."""
    parts: list[AbstractValue] = []
    for value in values:
        parts += [", "] if parts else []
        parts.append(repr_of(machine, value))
    return parts


def sequence_text(machine: Machine, value: tuple[AbstractValue, ...] | ListObject) -> AbstractValue:
    """`str()` of a list or tuple whose items are not all known."""
    items = value if isinstance(value, tuple) else value.items
    parts: list[AbstractValue] = ["(" if isinstance(value, tuple) else "["]
    for index, item in enumerate(items):
        parts += [", "] if index else []
        parts.append(repr_of(machine, item))
    parts.append(",)" if isinstance(value, tuple) and len(items) == 1 else ")" if isinstance(value, tuple) else "]")
    return text(parts)


def dict_text(machine: Machine, value: DictObject) -> AbstractValue:
    """`str()` of a dict whose items are not all known."""
    parts: list[AbstractValue] = ["{"]
    for key, item in value.items.items():
        if may_be_absent(item):
            return text([machine_unknown(value)])
        parts += [", "] if len(parts) > 1 else []
        parts += [repr_of(machine, key), ": ", repr_of(machine, item)]
    return text([*parts, "}"])


def format_value(machine: Machine, value: AbstractValue, spec: AbstractValue, conversion: str = "") -> AbstractValue:
    """`format(value, spec)` after a conversion "s", "r" or "a"."""
    if conversion in ("r", "a"):
        value = repr_of(machine, value)
        value = ascii(value)[1:-1] if conversion == "a" and isinstance(value, str) and not value.isascii() else value
    elif conversion:
        value = to_text(machine, value)
    elif isinstance(value, Instance):
        method = machine.find_attribute(value, "__format__")
        if isinstance(method, BoundMethod) and isinstance(method.function, FunctionObject):
            answer = machine.call(method, spec)
            return answer if isinstance(answer, (str, Text)) else text([Unknown("", "str")])
    if spec == "" or not isinstance(spec, str):
        return to_text(machine, value)
    try:
        return format(concrete(value), spec)  # type: ignore[call-overload, no-any-return, unused-ignore]
    except NotKnown:
        return to_text(machine, value)
    except (ValueError, TypeError) as error:
        machine.fail(type(error).__name__, str(error))
        return Unknown("", "str")


def format_fields(
    machine: Machine, pattern: str, arguments: Sequence[AbstractValue], keywords: Mapping[str, AbstractValue]
) -> AbstractValue:
    """`pattern.format(*arguments, **keywords)`."""
    return fill_fields(machine, pattern, arguments, keywords, itertools.count())


def fill_fields(
    machine: Machine,
    pattern: str,
    arguments: Sequence[AbstractValue],
    keywords: Mapping[str, AbstractValue],
    numbers: Iterator[int],
) -> AbstractValue:
    """Fills the fields; those without a name take the next of `numbers`, those inside a specification too."""
    parts: list[AbstractValue] = []
    try:
        for literal, field, spec, conversion in string.Formatter().parse(pattern):
            parts.append(literal)
            if field is None:
                continue
            head, rest = re.match(r"([^.\[]*)(.*)", field, re.S).groups()  # type: ignore[union-attr]
            if head == "":
                head = str(next(numbers))
            if head.isdigit():
                value = arguments[int(head)]
            else:
                value = keywords[head]
            value = follow(machine, value, rest)
            if spec and "{" in spec:
                spec_value = fill_fields(machine, spec, arguments, keywords, numbers)
            else:
                spec_value = spec or ""
            parts.append(format_value(machine, value, spec_value, conversion or ""))
    except (ValueError, IndexError, KeyError) as error:
        machine.fail(type(error).__name__, str(error))
        return Unknown("", "str")
    return text(parts)


def follow(machine: Machine, value: AbstractValue, path: str) -> AbstractValue:
    """The `.name[index]` of a replacement field."""
    for name, index in re.findall(r"\.(\w+)|\[([^\]]*)\]", path):
        if name:
            value = machine.get_attribute(value, name)
        else:
            getter = machine.find_attribute(value, "__getitem__")
            key: AbstractValue = int(index) if index.isdigit() else index
            if isinstance(value, (tuple, ListObject)) and isinstance(key, int):
                items = value if isinstance(value, tuple) else value.items
                value = items[key] if key < len(items) else Unknown()
            elif isinstance(value, DictObject):
                value = value.items.get(key, Unknown())
            else:
                value = Unknown() if getter is ABSENT else machine.call(getter, key)
    return value


def percent(machine: Machine, pattern: str, value: AbstractValue) -> AbstractValue:
    """`pattern % value`."""
    arguments = list(value) if isinstance(value, tuple) else [value]
    try:
        known = tuple(map(concrete, value)) if isinstance(value, tuple) else concrete(value)
        return pattern % known
    except NotKnown:
        pass
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        machine.fail(type(error).__name__, str(error))
        return Unknown("", "str")
    parts: list[AbstractValue] = []
    position = 0
    for match in PERCENT.finditer(pattern):
        parts.append(pattern[position : match.start()])
        position = match.end()
        if match["type"] == "%":
            parts.append("%")
            continue
        if match["key"] is not None:
            item = value.items.get(match["key"], Unknown()) if isinstance(value, DictObject) else Unknown()
        else:
            sizes = [arguments.pop(0) for part in ("width", "precision") if match[part] == "*" and arguments]
            item = arguments.pop(0) if arguments else Unknown()
            if sizes:
                known = (*sizes, item)
                parts.append(match.group() % tuple(map(concrete, known)) if is_known(known) else to_text(machine, item))
                continue
        parts.append(percent_one(machine, match, item))
    parts.append(pattern[position:])
    return text(parts)


def percent_one(machine: Machine, match: re.Match[str], item: AbstractValue) -> AbstractValue:
    """One conversion of a `%` format."""
    spec = f"%{match['flags'] or ''}{match['width'] or ''}"
    spec += f".{match['precision']}" if match["precision"] else ""
    if match["type"] in "ra":
        item = repr_of(machine, item)
    if isinstance(item, (Unknown, Text)):
        return text([item])
    if match["type"] in "ra":
        return (spec + "s") % (item,)
    try:
        return (spec + match["type"]) % (concrete(item),)
    except NotKnown:
        return to_text(machine, item)
    except (TypeError, ValueError):
        return to_text(machine, item)
