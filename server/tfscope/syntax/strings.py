"""Where strings end: as regular expressions, and for f-strings that hold strings as a function."""

import re

TRIPLE_QUOTED = (
    r"\"\"\"[^\"\\]*(?:(?:\\[\s\S]|\"(?!\"\"))[^\"\\]*)*\"\"\"|'''[^'\\]*(?:(?:\\[\s\S]|'(?!''))[^'\\]*)*'''"
)
# The line ends an unclosed one.
SINGLE_QUOTED = r"\"[^\"\\\r\n]*(?:\\(?:\r\n|[\s\S])[^\"\\\r\n]*)*\"?|'[^'\\\r\n]*(?:\\(?:\r\n|[\s\S])[^'\\\r\n]*)*'?"

_PREFIX = re.compile(r"(?:[fFtT][rR]?|[rR][fFtT])\Z")
_DOUBLED = re.compile(r"\{\{|\}\}|\\[^{}]")
# What may matter in the literal part, and in a replacement field.
_LITERAL = re.compile(r"\\N\{[^}]*\}|\\[^{}]|\{\{|\{|\}|\"\"\"|'''|[\"'\r\n]")
_FIELD = re.compile(r"[(\[{}\])]|#[^\r\n]*|:|(?<![^\W\d])(?P<prefix>[A-Za-z]{0,2})(?P<quote>\"\"\"|'''|[\"'])")
_PLAIN = {
    quote: re.compile(rf"(?:[^{quote[0]}\\]|\\[\s\S]|{quote[0]}(?!{quote[0]}{{2}}))*{quote}")
    if len(quote) == 3
    else re.compile(rf"(?:[^{quote}\\\r\n]|\\[\s\S])*{quote}")
    for quote in ('"', "'", '"""', "'''")
}
_MAX_NESTING = 150
_MAX_LENGTH = 4_000


def fstring_end(text: str, start: int, end: int, stop: int) -> int:
    """The end of the string whose first quote is at `start`.

    `end` is where it ends if no quote in a replacement field counts: the answer for all other strings.
    """
    if text.find("{", start, end) < 0 or not _PREFIX.search(text, max(start - 2, 0), start):
        return end
    content = _DOUBLED.sub("", text[start:end])
    if content.count("{") == content.count("}") and text[end - 1] == text[start]:
        return end
    quote = text[start] * 3 if text.startswith(text[start] * 3, start) else text[start]
    actual = _literal_end(text, start + len(quote), min(stop, start + _MAX_LENGTH), quote, _MAX_NESTING)
    return end if actual is None else actual


def _literal_end(text: str, at: int, stop: int, quote: str, nesting: int) -> int | None:
    """Where the literal part of an f-string ends that starts at `at`; None when it never does."""
    while found := _LITERAL.search(text, at, stop):
        token, at = found[0], found.end()
        if token == quote:
            return at
        if token == "{":
            field_end = _field_end(text, at, stop, quote, nesting - 1)
            if field_end is None:
                return None
            at = field_end
        elif token in "\r\n" and len(quote) == 1:
            return None
        elif len(token) == 3 and len(quote) == 1 and token[0] == quote:
            return found.start() + 1
    return None


def _field_end(text: str, at: int, stop: int, quote: str, nesting: int) -> int | None:
    """Where the replacement field ends whose content starts at `at`; None when it never does."""
    depth = 0
    while nesting > 0 and (found := _FIELD.search(text, at, stop)):
        token, at = found[0], found.end()
        if found["quote"]:
            if "f" in found["prefix"].lower() or "t" in found["prefix"].lower():
                string_end = _literal_end(text, at, stop, found["quote"], nesting - 1)
            else:
                plain = _PLAIN[found["quote"]].match(text, at, stop)
                string_end = plain and plain.end()
            if string_end is None:
                return None
            at = string_end
        elif token in "([{":
            depth += 1
        elif token == "}" and not depth:
            return at
        elif token in ")]}":
            if not depth:
                return None
            depth -= 1
        elif token == ":" and not depth:
            return _specification_end(text, at, stop, quote, nesting - 1)
    return None


def _specification_end(text: str, at: int, stop: int, quote: str, nesting: int) -> int | None:
    """Where the replacement field ends whose format specification starts at `at`; None when it never does."""
    while found := _LITERAL.search(text, at, stop):
        at = found.end()
        if found[0] == "}":
            return at
        if found[0] == quote:
            return None
        if found[0].startswith("{"):
            field_end = _field_end(text, found.start() + 1, stop, quote, nesting - 1)
            if field_end is None:
                return None
            at = field_end
    return None
