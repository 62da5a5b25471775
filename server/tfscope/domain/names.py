"""Qualified names of variables and scopes: strings with holes where a part is not known."""

from __future__ import annotations

from typing import Final

from tfscope.domain.values import AbstractValue, Name, Text, Unknown, text

#: Stands for a hole where names are compared by their text: no name has it.
HOLE: Final = "\0"


def join_path(parent: Name, child: AbstractValue) -> Name:
    """`parent/child`, or `child` alone below the root."""
    return text([parent, "/", child]) if parent != "" else text([child])


def starts_with(name: Name, prefix: Name) -> bool:
    """Whether `name` certainly starts with `prefix`, part by part."""
    if isinstance(name, str):
        return isinstance(prefix, str) and name.startswith(prefix)
    if prefix == "":
        return True
    head = name.parts
    want = (prefix,) if isinstance(prefix, str) else prefix.parts
    for index, part in enumerate(want):
        if index >= len(head):
            return False
        have = head[index]
        if index == len(want) - 1 and isinstance(part, str) and isinstance(have, str):
            return have.startswith(part)
        if have != part:
            return False
    return True


def covers(pattern: Name, name: Name) -> bool:
    """Whether every string that `name` stands for is one that `pattern` stands for: `{a}/w` covers `x/y/w`."""
    if isinstance(pattern, str):
        return pattern == name
    pieces = pattern.parts
    target = name if isinstance(name, str) else "".join(p if isinstance(p, str) else HOLE for p in name.parts)
    position = 0
    for index, piece in enumerate(pieces):
        if isinstance(piece, Unknown):
            continue
        if index == 0:
            if not target.startswith(piece):
                return False
            position = len(piece)
        elif index == len(pieces) - 1:
            return target.endswith(piece) and len(target) - len(piece) >= position
        else:
            found = target.find(piece, position)
            if found < 0:
                return False
            position = found + len(piece)
    return True


def has_hole(name: AbstractValue) -> bool:
    """Whether a part of `name` is not known."""
    return isinstance(name, (Text, Unknown))


def certainly_differ(left: Name, right: Name) -> bool:
    """Whether no string is one that both stand for."""
    if isinstance(left, str) and isinstance(right, str):
        return left != right
    return not (might_start_alike(left, right) and might_end_alike(left, right))


def might_start_alike(left: Name, right: Name) -> bool:
    """Whether the known beginnings of both agree as far as both are known."""
    one, other = known_start(left), known_start(right)
    if isinstance(left, str):
        return one.startswith(other)
    if isinstance(right, str):
        return other.startswith(one)
    return one.startswith(other) or other.startswith(one)


def might_end_alike(left: Name, right: Name) -> bool:
    """Whether the known ends of both agree as far as both are known."""
    return might_start_alike(reversed_name(left), reversed_name(right))


def known_start(name: Name) -> str:
    """The text of `name` before its first hole."""
    if isinstance(name, str):
        return name
    return name.parts[0] if isinstance(name.parts[0], str) else ""


def reversed_name(name: Name) -> Name:
    """`name` spelled backwards, its holes in place."""
    if isinstance(name, str):
        return name[::-1]
    return Text(tuple(part[::-1] if isinstance(part, str) else part for part in reversed(name.parts)))
