"""`match` statements: known subjects judged by CPython, others by what must stay possible."""

from __future__ import annotations

import pytest

from tests.models_python.judging import check, interpret, value_of
from tfscope.domain.heap import ListObject, present
from tfscope.domain.values import OneOf, Unknown

PROGRAMS = {
    "values and singletons": """
        import math
        def kind(x):
            match x:
                case None: return "none"
                case True: return "true"
                case 0 | 1: return "bit"
                case -2.5: return "float"
                case "a" | "b": return "letter"
                case math.pi: return "pi"
                case _: return "other"
        answers = [kind(x) for x in (None, True, 1, 0.0, -2.5, "b", math.pi, "c", [])]
        assert answers == ["none", "true", "bit", "bit", "float", "letter", "pi", "other", "other"]
        """,
    "sequences": """
        def kind(x):
            match x:
                case []: return "empty"
                case [1, *rest, 9]: return ("framed", rest)
                case [a]: return ("one", a)
                case [a, [b, *_]]: return ("nested", a, b)
                case (first, *_): return ("many", first)
                case _: return "none"
        assert kind([]) == "empty" and kind(()) == "empty" and kind([1, 9]) == ("framed", [])
        assert kind((1, 2, 3, 9)) == ("framed", [2, 3]) and kind([5]) == ("one", 5)
        assert kind([2, [3, 4]]) == ("nested", 2, 3) and kind([2, 3, 4]) == ("many", 2)
        assert kind("ab") == "none" and kind({1, 2}) == "none" and kind({"a": 1}) == "none" and kind(b"a") == "none"
        assert kind(range(3)) == ("many", 0) and kind(frozenset([1])) == "none"
        """,
    "mappings": """
        def kind(x):
            match x:
                case {"op": "conv", "size": int(size), **rest}: return ("conv", size, rest)
                case {"op": str(name)}: return name
                case {"op": _}: return "odd"
                case {}: return "any"
                case _: return "none"
        assert kind({"op": "conv", "size": 3, "pad": 1}) == ("conv", 3, {"pad": 1})
        assert kind({"op": "conv", "size": "x"}) == "conv" and kind({"op": 1}) == "odd"
        assert kind({}) == "any" and kind({"z": 1}) == "any" and kind([1]) == "none" and kind(None) == "none"
        assert kind({1}) == "none"
        """,
    "classes": """
        from collections import namedtuple
        from dataclasses import dataclass
        @dataclass
        class Layer:
            name: str
            size: int = 1
        class Point:
            __match_args__ = ("x", "y")
            def __init__(self, x, y): self.x, self.y = x, y
        Pair = namedtuple("Pair", "left right")
        class Plain:
            z = 3
        def kind(v):
            match v:
                case Point(0, y): return ("axis", y)
                case Point(x, y=2): return ("two", x)
                case Point(x): return ("point", x)
                case Layer("a", n) if n > 5: return ("big", n)
                case Layer(name, size=n): return (name, n)
                case Plain(z=q): return q
                case Pair(l, r): return ("pair", l, r)
                case int(i) | float(i): return ("number", i)
                case str() as s: return ("text", s)
                case list([x, *_]): return ("list", x)
                case _: return "none"
        assert kind(Point(0, 7)) == ("axis", 7)
        assert kind(Point(1, 2)) == ("two", 1) and kind(Point(1, 3)) == ("point", 1)
        assert kind(Layer("a", 9)) == ("big", 9) and kind(Layer("b")) == ("b", 1) and kind(Plain()) == 3
        assert kind(4) == ("number", 4) and kind(1.5) == ("number", 1.5) and kind("q") == ("text", "q")
        assert kind(Pair(1, 2)) == ("pair", 1, 2) and kind([8]) == ("list", 8) and kind(()) == "none"
        """,
    "guards and fall through": """
        def size(x):
            result = "unset"
            match x:
                case [a, b] if a > b: result = "down"
                case [a, b] if a < b: result = "up"
                case [a, b]: result = ("level", a)
                case (str() | int()) as single: result = single
            return result
        sizes = [size(x) for x in ([2, 1], [1, 2], [1, 1], 4, "s", None)]
        assert sizes == ["down", "up", ("level", 1), 4, "s", "unset"]
        """,
    "names stay bound": """
        match {"a": [1, 2], "b": 3}:
            case {"a": [x, y], "b": z}:
                total = x + y + z
        assert (x, y, z, total) == (1, 2, 3, 6)
        match (1, (2, 3)):
            case (p, (q, r)) as whole:
                pass
        assert whole == (1, (2, 3)) and p + q + r == 6
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_python(name: str) -> None:
    """The case that CPython takes is the one taken."""
    check(PROGRAMS[name])


UNKNOWN_SUBJECT = """
match name:
    case "a":
        result = 1
    case "b":
        result = 2
    case _:
        result = 3
"""


def test_every_case_of_an_unknown_subject_is_possible() -> None:
    """An unknown subject runs all cases."""
    value = value_of(UNKNOWN_SUBJECT, "result")
    assert isinstance(value, OneOf)
    assert set(value.options) == {1, 2, 3}


POSSIBLE = (
    ("name", "[a, b]"),
    ("name", "[a, *b]"),
    ("name", '{"a": a, **b}'),
    ("name", "[a, [b, *_]] | (a, b)"),
    ("name", "int(real=a, imag=b)"),
    ("list(name)", "[a, *b]"),
)


@pytest.mark.parametrize(("subject", "pattern"), POSSIBLE)
def test_names_are_bound_by_a_pattern_that_may_fit(subject: str, pattern: str) -> None:
    """Where a pattern may fit, its names are unknown in its case, and as before in the others."""
    text = f"a = b = 7\nmatch {subject}:\n    case {pattern}:\n        r = [a, b]\n    case _:\n        s = [a, b]\n"
    vm, module, _ = interpret(text)
    assert vm.error is None
    inside, outside = (present(module.namespace.names[name]) for name in "rs")
    assert isinstance(inside, ListObject)
    assert isinstance(outside, ListObject)
    assert all(isinstance(item, Unknown) for item in inside.items)
    assert outside.items == [7, 7]


def test_a_guard_decides_a_pattern_that_may_fit() -> None:
    """A case whose guard does not hold is not run, whatever its pattern; one whose guard is unknown may be."""
    text = "match name:\n    case [*_] if 1 > 2: r = 1\n    case _ if other: r = 2\n    case _: r = 3\n"
    value = value_of(text, "r")
    assert isinstance(value, OneOf)
    assert set(value.options) == {2, 3}


def test_a_key_that_may_be_absent_leaves_a_mapping_pattern_open() -> None:
    """A dict that has the key on one side of a branch may fit or not."""
    text = """
    d = {"a": 1}
    if name:
        d["b"] = 2
    match d:
        case {"b": x}:
            result = "with"
        case {"a": x}:
            result = "without"
    """
    value = value_of(text, "result")
    assert isinstance(value, OneOf)
    assert set(value.options) == {"with", "without"}


def test_an_open_dict_may_have_the_key() -> None:
    """A dict with more keys than are known may fit; what it lacks for certain decides nothing."""
    value = value_of("match dict(name):\n    case {'k': _}: r = 1\n    case _: r = 2\n", "r")
    assert isinstance(value, OneOf)
    assert set(value.options) == {1, 2}


def test_a_case_that_cannot_fit_is_not_run() -> None:
    """A string of an unknown text is no list."""
    text = "s = 'a' + str(name)\nmatch s:\n    case [x]: r = 1\n    case {'a': 1}: r = 2\n    case _: r = 3\n"
    assert value_of(text, "r") == 3
