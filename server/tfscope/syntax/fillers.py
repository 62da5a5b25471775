"""What is read in place of a broken statement: what it binds and where it leads to, as far as is sure."""

import re
from collections.abc import Iterator

from tfscope.syntax.faults import find_fault
from tfscope.syntax.rewrite import mask, outside_brackets

UNREADABLE = "__unreadable__"
"""The name that stands for an expression that could not be read. Nothing binds it: its value is unknown."""

_LEAVING = re.compile(r"(return|raise)\b")
_DEFINED = re.compile(r"(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w*)")
_PARAMETER = re.compile(r"[(,]\s*\*{0,2}\s*([^\W\d]\w*)")
_TARGET = re.compile(r"(?:async[ \t]+)?for\b(.*?)\bin\b")
_AS = re.compile(r"\bas\s+([^\W\d]\w*)\s*:?\Z")
_MAX_ATTEMPTS = 8


def simple_filler(code: str) -> str:
    """What to read of a broken simple statement: what it assigns to, or what stands before its `;`."""
    if leaving := _LEAVING.match(code):
        return f"{leaving[0]} {UNREADABLE}"
    ends = [token.start() for token in outside_brackets(mask(code), "=;")]
    for end in ends[: -_MAX_ATTEMPTS - 1 : -1]:
        attempt = code[:end] if code[end] == ";" else f"{code[: end + 1]} {UNREADABLE}"
        if find_fault("", attempt) is None:
            return attempt
    return "pass"


def header_filler(word: str, code: str) -> str:
    """What to read of a broken header, or decorator, so that its body can stay."""
    with_colon = f"{code}:"
    if word != "@" and not code.endswith(":") and find_fault(word, with_colon) is None:
        return with_colon
    for attempt in _headers(word, code):
        if find_fault(word, attempt) is None:
            return attempt
    return f"if {UNREADABLE}:"


def _headers(word: str, code: str) -> Iterator[str]:
    """Headers to try, the most telling first."""
    masked = mask(code)
    defined, target, bound = _DEFINED.match(masked), _TARGET.match(masked), _AS.search(masked)
    is_async = "async " if code.startswith("async") else ""
    match word:
        case "else" | "try" | "finally":
            yield f"{word}:"
        case "for":
            yield f"{is_async}for{code[target.start(1) : target.end(1)] if target else ' _ '}in {UNREADABLE}:"
        case "with" | "except":
            yield f"{is_async}{word} {UNREADABLE}{f' as {bound[1]}' if bound else ''}:"
        case "def" if defined:
            for parameters in _parameter_lists(code[defined.end() :], masked[defined.end() :]):
                yield f"{is_async}def {defined[1]}({parameters}):"
        case "class" if defined:
            yield f"class {defined[1]}({UNREADABLE}):"
        case "@":
            yield f"@{UNREADABLE}"
        case _:
            yield f"{word} {UNREADABLE}:"


def _parameter_lists(code: str, masked: str) -> Iterator[str]:
    """Lists to try for a broken one: as many of its parameters as can be read, then what names there are."""
    opening = masked.find("(") + 1
    commas = [comma.start() for comma in outside_brackets(masked, ",", opening)]
    ends = sorted([opening, *commas, max(masked.rfind(")"), opening), len(code)], reverse=True)
    names = [(name.start(1), name[1]) for name in _PARAMETER.finditer(masked)]
    for end in [*ends[:_MAX_ATTEMPTS], opening]:
        rest = [f"{name}={UNREADABLE}" for start, name in names if start >= end]
        for stars in (["*_"], []):
            yield ", ".join([*filter(None, [code[opening:end].strip()]), *stars, *rest, "**__"])
