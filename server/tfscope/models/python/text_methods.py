"""Methods of strings whose parts are not all known."""

from __future__ import annotations

from tfscope.domain.heap import ListObject
from tfscope.domain.names import known_start, reversed_name
from tfscope.domain.values import AbstractValue, OneOf, Text, Unknown, text
from tfscope.models.concrete import is_known
from tfscope.models.formatting import format_fields
from tfscope.models.machine import Call, Machine

#: Methods that answer a string.
TEXT_RESULTS = frozenset(
    "capitalize casefold center expandtabs format join ljust lower lstrip removeprefix removesuffix replace rjust "
    "rstrip strip swapcase title translate upper zfill".split()
)


def call_text_method(machine: Machine, name: str, call: Call) -> AbstractValue:
    """The answer, or NotImplemented where Python itself can give it."""
    receiver, *arguments = call.arguments
    if name == "join" and len(arguments) == 1:
        return join_text(machine, receiver, arguments[0])
    if name == "format" and isinstance(receiver, str):
        return format_fields(machine, receiver, arguments, call.keywords)
    if is_known(receiver) and all(map(is_known, (*arguments, *call.keywords.values()))):
        return NotImplemented
    if name in ("startswith", "endswith") and len(arguments) == 1:
        return has_affix(receiver, arguments[0], name)
    if name in ("strip", "rstrip", "lstrip") and isinstance(receiver, Text) and arguments and is_known(arguments[0]):
        return strip_text(receiver, str(arguments[0]), name)
    if name in ("split", "rsplit") and isinstance(receiver, Text) and len(arguments) == 1:
        return split_text(receiver, arguments[0])
    if name == "lower" and isinstance(receiver, Text):
        return Text(tuple(part.lower() if isinstance(part, str) else part for part in receiver.parts))
    if name == "replace" and isinstance(receiver, Text) and len(arguments) == 2 and all(map(is_known, arguments)):
        old, new = map(str, arguments)
        return Text(tuple(part.replace(old, new) if isinstance(part, str) else part for part in receiver.parts))
    return Unknown("", "str") if name in TEXT_RESULTS else Unknown()


def join_text(machine: Machine, separator: AbstractValue, iterable: AbstractValue) -> AbstractValue:
    """`separator.join(iterable)`."""
    items = machine.items_of(iterable)
    if items is None or not isinstance(separator, (str, Text)):
        return Unknown("", "str")
    if any(isinstance(item, (int, float)) or item is None for item in items):
        return NotImplemented
    parts: list[AbstractValue] = []
    for index, item in enumerate(items):
        parts += [separator, item] if index else [item]
    return text(Unknown("", "str") if isinstance(part, OneOf) else part for part in parts)


def has_affix(receiver: AbstractValue, affix: AbstractValue, name: str) -> AbstractValue:
    """`startswith` or `endswith` on a string with holes."""
    if isinstance(receiver, Text) and isinstance(affix, str):
        at_start = name == "startswith"
        known = known_start(receiver if at_start else reversed_name(receiver))
        wanted = affix if at_start else affix[::-1]
        if known.startswith(wanted):
            return True
        if not wanted.startswith(known):
            return False
    return Unknown("", "bool")


def strip_text(receiver: Text, characters: str, name: str) -> AbstractValue:
    """Strips the known ends."""
    parts = list(receiver.parts)
    if name in ("strip", "lstrip") and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip(characters)
    if name in ("strip", "rstrip") and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip(characters)
    return text(parts)


def split_text(receiver: Text, separator: AbstractValue) -> AbstractValue:
    """Splits at the known separators; a hole is taken to hold none, so the list is open."""
    if not isinstance(separator, str):
        return ListObject([], is_open=True)
    fields: list[list[AbstractValue]] = [[]]
    for part in receiver.parts:
        if isinstance(part, str):
            first, *rest = part.split(separator)
            fields[-1].append(first)
            fields.extend([piece] for piece in rest)
        else:
            fields[-1].append(part)
    return ListObject([text(field) for field in fields], is_open=False)
