"""What a condition that is not known says of the names in it, on the side where it holds or does not."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tfscope.domain.heap import ABSENT
from tfscope.domain.values import AbstractValue, OneOf
from tfscope.interp.frames import Frame

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def narrow(vm: Interpreter, frame: Frame, test: ast.expr, holds: bool) -> None:
    """Rebinds local names to those of their options for which `test` is `holds`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        narrow(vm, frame, test.operand, not holds)
    elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) is holds:
        for value in test.values:
            narrow(vm, frame, value, holds)
    elif isinstance(test, ast.Name):
        narrow_name(vm, frame, test.id, [option_is for option_is in (True,) if holds] or [False], None)
    elif (
        isinstance(test, ast.Compare)
        and len(test.ops) == 1
        and isinstance(test.left, ast.Name)
        and isinstance(test.comparators[0], ast.Constant)
        and isinstance(test.ops[0], (ast.Is, ast.IsNot, ast.Eq, ast.NotEq))
    ):
        positive = isinstance(test.ops[0], (ast.Is, ast.Eq))
        narrow_name(vm, frame, test.left.id, [positive is holds], test.comparators[0])


def narrow_name(vm: Interpreter, frame: Frame, name: str, wanted: list[bool], constant: ast.Constant | None) -> None:
    """Keeps the options of a local name whose truth, or equality with a constant, is the wanted one."""
    value = frame.namespace.names.get(name)
    if not isinstance(value, OneOf):
        return
    kept: list[AbstractValue] = []
    for option in value.options:
        if constant is None:
            answer = None if option is ABSENT else vm.truth(option)
        else:
            answer = equals(option, constant.value)
        if answer is None or answer in wanted:
            kept.append(option)
    if kept and len(kept) < len(value.options):
        vm.changing(frame.namespace)
        frame.namespace.names[name] = kept[0] if len(kept) == 1 else OneOf(tuple(kept))


def equals(option: AbstractValue, constant: AbstractValue) -> bool | None:
    """Whether a value is a constant, None where that is not known."""
    if option is None or constant is None:
        return option is constant
    if type(option) in (bool, int, float, str):
        return option == constant
    return None
