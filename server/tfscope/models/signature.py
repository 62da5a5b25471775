"""Binding of arguments to parameters, with the messages of Python where it fails."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import cache

from tfscope.domain.heap import ABSENT
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Parameter, Signature

#: Parameters of a model function that are the analyser's own.
OWN_PARAMETERS = 2

KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "plain",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "plain",
    inspect.Parameter.VAR_POSITIONAL: "rest",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_KEYWORD: "rest_keywords",
}


class BindingError(Exception):
    """The arguments do not fit; the message is that of Python's TypeError.

    `parameter` is the argument that is wrong; `is_missing` tells that it was left out.
    """

    def __init__(self, message: str, parameter: str = "", is_missing: bool = False) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.is_missing = is_missing


def signature_of(function: Callable[..., object], name: str, own: int = OWN_PARAMETERS) -> Signature:
    """The parameters of a model function, without the analyser's own."""
    parameters = list(inspect.signature(function).parameters.values())[own:]
    return Signature(
        name,
        tuple(
            Parameter(
                parameter.name,
                ABSENT if parameter.default is inspect.Parameter.empty else parameter.default,
                KINDS[parameter.kind],
            )
            for parameter in parameters
        ),
    )


@cache
def declared_parameters(parameters: str) -> tuple[Parameter, ...]:
    """The parameters that a `def` line with these would declare."""
    scope: dict[str, Callable[..., object]] = {}
    exec(f"def declared({parameters}): pass", {"UNKNOWN": UNKNOWN}, scope)
    return signature_of(scope["declared"], "declared", 0).parameters


def bind(signature: Signature, call: Call) -> dict[str, AbstractValue]:
    """What each parameter is bound to; raises BindingError.

    The rest of the positional arguments is a tuple, that of the keyword arguments a dict. A parameter that an
    open call may have given is UNKNOWN.
    """
    bound: dict[str, AbstractValue] = {}
    extra_keywords: dict[str, AbstractValue] = {}
    plain, named, kinds = signature.plain, signature.named, signature.kinds
    for parameter, value in zip(plain, call.arguments):
        bound[parameter.name] = value
    takes_keywords = "rest_keywords" in kinds
    for keyword, value in call.keywords.items():
        if keyword in named:
            if keyword in bound:
                raise BindingError(f"{signature.name}() got multiple values for argument '{keyword}'", keyword)
            bound[keyword] = value
        elif takes_keywords:
            extra_keywords[keyword] = value
        else:
            raise BindingError(f"{signature.name}() got an unexpected keyword argument '{keyword}'", keyword)
    spare = call.arguments[len(plain) :]
    if spare and "rest" not in kinds:
        raise BindingError(too_many(signature, plain, len(call.arguments)))
    fill(signature, call, bound, tuple(spare), extra_keywords)
    return bound


def fill(
    signature: Signature,
    call: Call,
    bound: dict[str, AbstractValue],
    spare: tuple[AbstractValue, ...],
    extra_keywords: dict[str, AbstractValue],
) -> None:
    """Gives every parameter that has no argument its default; raises BindingError where there is none."""
    missing: dict[str, list[str]] = {}
    for parameter in signature.parameters:
        if parameter.kind == "rest":
            bound[parameter.name] = UNKNOWN if call.is_open else spare
        elif parameter.kind == "rest_keywords":
            bound[parameter.name] = extra_keywords
        elif parameter.name not in bound:
            if call.is_open:
                bound[parameter.name] = UNKNOWN
            elif parameter.default is ABSENT:
                missing.setdefault(parameter.kind, []).append(parameter.name)
            else:
                bound[parameter.name] = parameter.default
    for kind, word in (("plain", "positional"), ("keyword", "keyword-only")):
        if names := missing.get(kind):
            plural = "s" if len(names) > 1 else ""
            raise BindingError(
                f"{signature.name}() missing {len(names)} required {word} argument{plural}: {listed(names)}",
                names[0],
                is_missing=True,
            )


def listed(names: list[str]) -> str:
    """The names as Python lists them: 'a', 'b', and 'c'."""
    quoted = [f"'{name}'" for name in names]
    if len(quoted) == 1:
        return quoted[0]
    if len(quoted) == 2:
        return f"{quoted[0]} and {quoted[1]}"
    return ", ".join(quoted[:-1]) + ", and " + quoted[-1]


def too_many(signature: Signature, plain: Sequence[Parameter], given: int) -> str:
    """Python's message for too many positional arguments."""
    least = sum(parameter.default is ABSENT for parameter in plain)
    most = len(plain)
    takes = f"from {least} to {most}" if least != most else str(most)
    plural = "" if most == 1 and least == most else "s"
    verb = "was" if given == 1 else "were"
    return f"{signature.name}() takes {takes} positional argument{plural} but {given} {verb} given"
