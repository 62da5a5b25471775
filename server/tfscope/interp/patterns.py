"""Patterns of `match`: whether a value fits one, and the names that it binds."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeAlias

from tfscope.domain.heap import ABSENT, ClassObject, DictObject, ListObject, SetObject, may_be_absent, present
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Text, Unknown
from tfscope.interp import classes, iteration, truth
from tfscope.interp.evaluation import evaluate
from tfscope.interp.frames import Frame
from tfscope.models.machine import Call
from tfscope.models.registry import canonical

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


Bindings: TypeAlias = "dict[str, AbstractValue]"
#: The builtin classes whose one positional pattern is for the value itself.
SELF_MATCHING: Final = frozenset(
    f"builtins.{name}" for name in "bool bytearray bytes dict float frozenset int list set str tuple".split()
)


def fits(vm: Interpreter, frame: Frame, pattern: ast.pattern, value: AbstractValue, bound: Bindings) -> bool | None:
    """Whether `value` fits a pattern, None where that is not known; `bound` gets the names that it binds if it does."""
    match pattern:
        case ast.MatchValue(value=node):
            return vm.equal(value, evaluate(vm, frame, node))
        case ast.MatchSingleton(value=constant):
            return truth.identical(value, constant)
        case ast.MatchAs(pattern=inner, name=name):
            answer = True if inner is None else fits(vm, frame, inner, value, bound)
            if name is not None:
                bound[name] = value
            return answer
        case ast.MatchOr(patterns=options):
            return fits_option(vm, frame, options, value, bound)
        case ast.MatchSequence(patterns=parts):
            return fits_sequence(vm, frame, parts, value, bound)
        case ast.MatchMapping():
            return fits_mapping(vm, frame, pattern, value, bound)
        case ast.MatchClass():
            return fits_class(vm, frame, pattern, value, bound)
        case _:
            return None


def names_of(pattern: ast.pattern) -> list[str]:
    """The names that a pattern binds."""
    names = []
    for node in ast.walk(pattern):
        name = node.rest if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)
        if isinstance(node, ast.pattern) and name is not None:
            names.append(name)
    return names


def fits_option(
    vm: Interpreter, frame: Frame, options: list[ast.pattern], value: AbstractValue, bound: Bindings
) -> bool | None:
    """The first option that fits binds the names; behind one that may fit they are not known."""
    is_decided = True
    for option in options:
        names: Bindings = {}
        answer = fits(vm, frame, option, value, names)
        if answer and is_decided:
            bound.update(names)
            return True
        if answer is not False:
            is_decided = False
            bound.update(dict.fromkeys(names_of(option), UNKNOWN))
            if answer:
                return True
    return False if is_decided else None


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Whether all answers are yes."""
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def fits_sequence(
    vm: Interpreter, frame: Frame, parts: list[ast.pattern], value: AbstractValue, bound: Bindings
) -> bool | None:
    """A list, tuple or range, item by item; a star takes what is left."""
    if value is None or isinstance(value, (str, bytes, int, float, complex, frozenset, Text, DictObject, SetObject)):
        return False
    if not isinstance(value, (tuple, range, ListObject)):
        return False if isinstance(value, Unknown) and value.kind in ("str", "int", "float", "bool") else None
    items = iteration.items_of(vm, value)
    if items is None:
        return None
    star = next((index for index, part in enumerate(parts) if isinstance(part, ast.MatchStar)), None)
    if star is None:
        return len(items) == len(parts) and all_of(fits(vm, frame, p, i, bound) for p, i in zip(parts, items))
    after = len(parts) - star - 1
    if len(items) < star + after:
        return False
    starred = parts[star]
    if isinstance(starred, ast.MatchStar) and starred.name is not None:
        bound[starred.name] = iteration.make_list(items[star : len(items) - after])
    pairs = [*zip(parts[:star], items), *zip(parts[star + 1 :], items[len(items) - after :])]
    return all_of(fits(vm, frame, part, item, bound) for part, item in pairs)


def fits_mapping(
    vm: Interpreter, frame: Frame, pattern: ast.MatchMapping, value: AbstractValue, bound: Bindings
) -> bool | None:
    """A dict that has the keys; a double star takes the others."""
    if not isinstance(value, DictObject):
        others = (str, bytes, int, float, complex, frozenset, tuple, range, Text, ListObject, SetObject)
        return False if isinstance(value, others) or value is None else None
    keys = [evaluate(vm, frame, key) for key in pattern.keys]
    answers: list[bool | None] = []
    for key, part in zip(keys, pattern.patterns):
        found = value.items.get(key, ABSENT)
        if found is ABSENT:
            answers.append(None if value.is_open else False)
        else:
            answer = fits(vm, frame, part, present(found), bound)
            answers.append(None if answer and may_be_absent(found) else answer)
    if pattern.rest is not None:
        rest = {key: item for key, item in value.items.items() if key not in keys}
        bound[pattern.rest] = DictObject(rest, value.is_open)
    return all_of(answers)


def fits_class(
    vm: Interpreter, frame: Frame, pattern: ast.MatchClass, value: AbstractValue, bound: Bindings
) -> bool | None:
    """An instance of a class whose attributes fit."""
    cls = evaluate(vm, frame, pattern.cls)
    is_instance = vm.truth(vm.call_with(Symbol("builtins.isinstance"), Call([value, cls])))
    if not is_instance:
        return is_instance
    answers: list[bool | None] = []
    names = pattern.kwd_attrs
    if isinstance(cls, Symbol) and canonical(cls.path) in SELF_MATCHING:
        answers += [fits(vm, frame, part, value, bound) for part in pattern.patterns]
        parts = pattern.kwd_patterns
    else:
        named = positional_names(cls, len(pattern.patterns))
        if named is None:
            return None
        names, parts = [*named, *names], [*pattern.patterns, *pattern.kwd_patterns]
    for name, part in zip(names, parts):
        found = vm.find_attribute(value, name)
        answer = False if found is ABSENT else fits(vm, frame, part, present(found), bound)
        answers.append(None if answer and may_be_absent(found) else answer)
    return all_of(answers)


def positional_names(cls: AbstractValue, count: int) -> list[str] | None:
    """The attributes that positional patterns are for, by `__match_args__`; None where they are not known."""
    if count == 0:
        return []
    found = classes.find_in_class(cls, "__match_args__") if isinstance(cls, ClassObject) else ABSENT
    if not isinstance(found, tuple):
        return None
    names = [name for name in found[:count] if isinstance(name, str)]
    return names if len(names) == count else None
