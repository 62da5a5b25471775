"""Patterns of `match`: whether a value fits one, and the names that it binds."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tfscope.domain.heap import ABSENT, DictObject, ListObject
from tfscope.domain.values import AbstractValue, Symbol
from tfscope.interp import iteration, truth
from tfscope.interp.evaluation import bind_name, evaluate
from tfscope.interp.frames import Frame
from tfscope.models.machine import Call

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def fits(vm: Interpreter, frame: Frame, pattern: ast.pattern, value: AbstractValue) -> bool | None:
    """Whether `value` fits a pattern, None where that is not known. Names are bound as far as it was read."""
    match pattern:
        case ast.MatchValue(value=node):
            return vm.equal(value, evaluate(vm, frame, node))
        case ast.MatchSingleton(value=constant):
            return truth.identical(value, constant)
        case ast.MatchAs(pattern=inner, name=name):
            answer = True if inner is None else fits(vm, frame, inner, value)
            if name is not None and answer is not False:
                bind_name(vm, frame, name, value)
            return answer
        case ast.MatchOr(patterns=options):
            return any_of(fits(vm, frame, option, value) for option in options)
        case ast.MatchSequence(patterns=parts):
            return fits_sequence(vm, frame, parts, value)
        case ast.MatchMapping(keys=keys, patterns=parts):
            return fits_mapping(vm, frame, keys, parts, value)
        case ast.MatchClass():
            return fits_class(vm, frame, pattern, value)
        case _:
            return None


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Whether one of the answers is yes."""
    result: bool | None = False
    for answer in answers:
        if answer:
            return True
        if answer is None:
            result = None
    return result


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Whether all answers are yes."""
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def fits_sequence(vm: Interpreter, frame: Frame, parts: list[ast.pattern], value: AbstractValue) -> bool | None:
    """A list or tuple, item by item; a star takes what is left."""
    if isinstance(value, (str, bytes, int, float, DictObject)) or value is None:
        return False
    if not isinstance(value, (tuple, ListObject)):
        return None
    items = iteration.items_of(vm, value)
    if items is None:
        return None
    star = next((index for index, part in enumerate(parts) if isinstance(part, ast.MatchStar)), None)
    if star is None:
        return len(items) == len(parts) and all_of(fits(vm, frame, p, i) for p, i in zip(parts, items))
    after = len(parts) - star - 1
    if len(items) < star + after:
        return False
    starred = parts[star]
    if isinstance(starred, ast.MatchStar) and starred.name is not None:
        bind_name(vm, frame, starred.name, iteration.make_list(items[star : len(items) - after]))
    pairs = [*zip(parts[:star], items), *zip(parts[star + 1 :], items[len(items) - after :])]
    return all_of(fits(vm, frame, part, item) for part, item in pairs)


def fits_mapping(
    vm: Interpreter, frame: Frame, keys: list[ast.expr], parts: list[ast.pattern], value: AbstractValue
) -> bool | None:
    """A dict that has the keys."""
    if not isinstance(value, DictObject):
        return None if not isinstance(value, (str, int, float, tuple, ListObject)) and value is not None else False
    answers: list[bool | None] = []
    for key, part in zip(keys, parts):
        found = value.items.get(evaluate(vm, frame, key), ABSENT)
        if found is ABSENT:
            answers.append(None if value.is_open else False)
        else:
            answers.append(fits(vm, frame, part, found))
    return all_of(answers)


def fits_class(vm: Interpreter, frame: Frame, pattern: ast.MatchClass, value: AbstractValue) -> bool | None:
    """An instance of a class whose attributes fit."""
    cls = evaluate(vm, frame, pattern.cls)
    is_instance = vm.truth(vm.call_with(Symbol("builtins.isinstance"), Call([value, cls])))
    if not is_instance or (pattern.patterns and len(pattern.patterns) > 1):
        return is_instance if not pattern.patterns or is_instance is False else None
    answers = [fits(vm, frame, part, value) for part in pattern.patterns]
    for name, part in zip(pattern.kwd_attrs, pattern.kwd_patterns):
        found = vm.find_attribute(value, name)
        answers.append(False if found is ABSENT else fits(vm, frame, part, found))
    return all_of(answers)
