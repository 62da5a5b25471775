"""Errors of the program: exceptions that its code raises, and what they are instances of."""

from __future__ import annotations

from dataclasses import dataclass

from tfscope.domain.code import Site
from tfscope.domain.heap import ClassObject, Instance
from tfscope.domain.values import AbstractValue


class ProgramError(Exception):
    """An exception of the interpreted program. `value` is the exception object, `told` the number of its event."""

    def __init__(self, value: AbstractValue, site: Site) -> None:
        super().__init__()
        self.value = value
        self.site = site
        self.told: int | None = None


@dataclass(frozen=True, slots=True)
class ErrorRecord:
    """The error that ends a program."""

    error_type: str
    message: AbstractValue
    site: Site


def error_classes(error: AbstractValue) -> tuple[AbstractValue, ...]:
    """The classes that an exception is an instance of, nearest first."""
    if isinstance(error, Instance):
        return error.cls.mro
    if isinstance(error, ClassObject):
        return error.mro
    return ()


def error_type_name(error: AbstractValue) -> str:
    """The name of an exception's class."""
    return error.cls.name if isinstance(error, Instance) else "Exception"


def error_message(error: AbstractValue) -> AbstractValue:
    """What `str()` of an exception gives where it has one argument."""
    if isinstance(error, Instance):
        args = error.attributes.get("args")
        if isinstance(args, tuple):
            if not args:
                return ""
            return args[0] if len(args) == 1 else str(args)
    return ""
