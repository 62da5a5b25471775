"""Frames: one for each piece of code that is running."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from tfscope.domain.code import Code, Site
from tfscope.domain.heap import FunctionObject, ModuleObject, Namespace
from tfscope.domain.trail import Delta, Level
from tfscope.domain.values import AbstractValue

if TYPE_CHECKING:
    from tfscope.interp.errors import ProgramError
    from tfscope.interp.generators import Coroutine


class Completion(Enum):
    """How a statement ended, where it did not simply end."""

    RETURN = "return"
    BREAK = "break"
    CONTINUE = "continue"


@dataclass(slots=True, eq=False)
class Pending:
    """An outcome of a branch whose control flow left the branch: it is joined where that control flow arrives.

    `loop` is the loop that a break or continue belongs to.
    """

    completion: Completion
    level: Level
    delta: Delta
    value: AbstractValue = None
    loop: object = None


@dataclass(slots=True, eq=False)
class Handler:
    """An open `try` or `with`: whether it catches a class of errors, and what it runs when an error leaves it.

    `unwind` answers whether it swallowed the error after all.
    """

    catches: Callable[[AbstractValue], bool]
    unwind: Callable[[ProgramError], bool] | None = None


@dataclass(slots=True, eq=False)
class Frame:
    """The state of one running piece of code.

    `site` is the call that started it, None for a program's root. `function` and `receiver` serve `super()`.
    """

    code: Code
    namespace: Namespace
    module: ModuleObject
    site: Site | None
    caller: Frame | None = None
    function: FunctionObject | None = None
    receiver: AbstractValue = None
    return_value: AbstractValue = None
    handlers: list[Handler] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    loops: list[object] = field(default_factory=list)
    coroutine: Coroutine | None = None
    handled: list[AbstractValue] = field(default_factory=list)
    depth: int = 0
    #: Whether AutoGraph runs a translation of the code in its place.
    is_converted: bool = False
