"""`re` and `json`: Python itself evaluates them on known text. Patterns and matches stand for themselves."""

from __future__ import annotations

import json
import re
from typing import Final

from tfscope.domain.heap import IteratorObject, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Unknown
from tfscope.models.concrete import NotKnown, abstract, concrete
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, constant, method, model

#: Text longer than this is not searched.
LONGEST: Final = 10_000
#: Functions that answer text or lists where the text is not known.
ANSWERS: Final = {"sub": "str", "escape": "str"}
FLAGS: Final = ("IGNORECASE", "I", "MULTILINE", "M", "DOTALL", "S", "VERBOSE", "X", "ASCII", "A", "UNICODE", "U")

for flag in FLAGS:
    constant(f"re.{flag}", int(getattr(re, flag)))


def as_value(result: object) -> AbstractValue:
    """What Python answers, as a value."""
    if isinstance(result, (re.Match, re.Pattern)):
        return result
    return abstract(result)


def evaluate(machine: Machine, name: str, pattern: AbstractValue, rest: list[AbstractValue]) -> AbstractValue:
    """`re.name(pattern, *rest)` where all is known."""
    try:
        known = [concrete(argument) for argument in rest]
        compiled = pattern if isinstance(pattern, re.Pattern) else concrete(pattern)
    except NotKnown:
        return unknown_answer(name)
    if any(isinstance(argument, str) and len(argument) > LONGEST for argument in known) or may_explode(compiled, known):
        return unknown_answer(name)
    try:
        result = getattr(re, name)(compiled, *known)
    except (re.error, TypeError, ValueError, RecursionError, IndexError) as error:
        machine.fail("ValueError" if isinstance(error, re.error) else type(error).__name__, str(error))
        return unknown_answer(name)
    if name == "finditer":
        return IteratorObject(list(result))
    return as_value(result)


#: A group with a repetition in it that is itself repeated: matching may take exponential time.
NESTED_REPETITION: Final = re.compile(r"[*+}][^()]*\)+(?:\?[:=!])?[*+{]")
#: Texts up to this length end soon whatever the pattern.
HARMLESS: Final = 20


def may_explode(pattern: object, arguments: list[object]) -> bool:
    """Whether matching could take longer than an analysis may; Python cannot be interrupted there."""
    source = pattern.pattern if isinstance(pattern, re.Pattern) else pattern
    is_nested = isinstance(source, str) and NESTED_REPETITION.search(source) is not None
    return is_nested and any(isinstance(argument, str) and len(argument) > HARMLESS for argument in arguments)


def unknown_answer(name: str) -> AbstractValue:
    """The answer where the text or the pattern is not known."""
    if name in ("findall", "split"):
        return ListObject([], is_open=True)
    return IteratorObject([], is_open=True) if name == "finditer" else Unknown("", ANSWERS.get(name, ""))


def register(name: str) -> None:
    """Registers a function of `re`, and the method of a pattern."""

    @model(f"re.{name}")
    def run(
        machine: Machine, call: Call, pattern: AbstractValue, *rest: AbstractValue, **others: AbstractValue
    ) -> AbstractValue:
        flags = others.get("flags", 0)
        numbers = [others[key] for key in ("count", "maxsplit") if key in others]
        if isinstance(flags, int) and flags and isinstance(pattern, str):
            try:
                pattern = re.compile(pattern, flags)
            except re.error as error:
                machine.fail("ValueError", str(error))
                return UNKNOWN
        if name == "sub" and rest and not isinstance(rest[0], str):
            return replace(machine, pattern, rest)
        return evaluate(machine, name, pattern, [*rest, *numbers])

    if name not in ("compile", "escape"):

        @method(re.Pattern, name)
        def run_method(
            machine: Machine, call: Call, self: AbstractValue, *rest: AbstractValue, **others: AbstractValue
        ) -> AbstractValue:
            return run(machine, call, self, *rest, **others)


for function_name in (
    "match",
    "search",
    "fullmatch",
    "sub",
    "subn",
    "findall",
    "finditer",
    "split",
    "compile",
    "escape",
):
    register(function_name)


def replace(machine: Machine, pattern: AbstractValue, rest: tuple[AbstractValue, ...]) -> AbstractValue:
    """`re.sub` with a function."""
    function, *others = rest
    text = others[0] if others else UNKNOWN
    if not isinstance(text, str) or not isinstance(pattern, (str, re.Pattern)) or len(others) > 1:
        return Unknown("", "str")
    parts: list[str] = []
    position = 0
    for match in re.finditer(pattern, text):
        answer = machine.call(function, match)
        if not isinstance(answer, str):
            return Unknown("", "str")
        parts += [text[position : match.start()], answer]
        position = match.end()
    return "".join([*parts, text[position:]])


def register_match(name: str) -> None:
    """Registers a method of matches."""

    @method(re.Match, name)
    def run(machine: Machine, call: Call, self: AbstractValue, *arguments: AbstractValue) -> AbstractValue:
        try:
            return as_value(getattr(self, name)(*map(concrete, arguments)))
        except NotKnown:
            return UNKNOWN
        except (IndexError, re.error) as error:
            machine.fail("IndexError", str(error))
            return UNKNOWN


for method_name in ("group", "groups", "groupdict", "start", "end", "span", "expand", "__getitem__"):
    register_match(method_name)


@attribute(re.Match, "string")
def match_string(machine: Machine, value: AbstractValue) -> AbstractValue:
    """The text that was searched."""
    return value.string if isinstance(value, re.Match) else UNKNOWN


@attribute(re.Pattern, "pattern")
def pattern_text(machine: Machine, value: AbstractValue) -> AbstractValue:
    """The text of a pattern."""
    return value.pattern if isinstance(value, re.Pattern) else UNKNOWN


@model("json.dumps")
def dumps(machine: Machine, call: Call, obj: AbstractValue, **options: AbstractValue) -> AbstractValue:
    """JSON text."""
    try:
        known = {name: concrete(value) for name, value in options.items()}
        return json.dumps(concrete(obj), **known)  # type: ignore[arg-type]
    except (NotKnown, TypeError, ValueError, RecursionError):
        return Unknown("", "str")


@model("json.loads")
def loads(machine: Machine, call: Call, s: AbstractValue, **options: AbstractValue) -> AbstractValue:
    """What JSON text means."""
    if not isinstance(s, (str, bytes)) or options:
        return UNKNOWN
    try:
        return abstract(json.loads(s))
    except ValueError as error:
        machine.fail("ValueError", str(error))
        return UNKNOWN


@model("json.dump", "pickle.dump", "yaml.dump")
def dump(machine: Machine, call: Call, *arguments: AbstractValue, **options: AbstractValue) -> AbstractValue:
    """Writes a file: without effect here."""
    return None
