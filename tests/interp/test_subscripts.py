"""Items, slices and deletion, judged by CPython."""

from __future__ import annotations

import pytest

from tests.models_python.judging import check

FAILS = """
        def fails(f):
            try:
                f()
            except Exception as error:
                return type(error).__name__
"""
PROGRAMS = {
    "reading": """
        l, t, s = [0, 1, 2, 3, 4], (0, 1, 2), "abcde"
        assert l[-1] == 4 and l[1:3] == [1, 2] and l[::-1] == [4, 3, 2, 1, 0] and l[::2] == [0, 2, 4] and l[5:] == []
        assert l[-2:] == [3, 4] and l[:-3] == [0, 1] and l[3:1:-1] == [3, 2] and l[:] == l and l[:] is not l
        assert t[-1] == 2 and t[1:] == (1, 2) and s[1] == "b" and s[-2:] == "de" and s[::-2] == "eca" and b"ab"[0] == 97
        assert range(10)[2:8:3] == range(2, 8, 3) and range(10)[-1] == 9 and l[True] == 1 and l[slice(1, None)] == l[1:]
        assert [[1, 2], [3]][0][1] == 2 and {"a": {"b": [5]}}["a"]["b"][0] == 5 and {(1, 2): 3}[1, 2] == 3
        first, *middle, last = l
        assert first == 0 and middle == [1, 2, 3] and last == 4
        (a, b), c = [1, 2], 3
        assert a + b + c == 6
        """,
    "errors of reading": """
        def at(value, index): return fails(lambda: value[index])
        assert at([1], 5) == "IndexError" and at((1,), -2) == "IndexError" and at("a", 3) == "IndexError"
        assert at({}, "k") == "KeyError" and at({}, []) == "TypeError" and at({1: 2}, {}) == "TypeError"
        assert at([1], "a") == "TypeError" and at((1,), "a") == "TypeError" and at([1], 1.0) == "TypeError"
        assert at("a", None) == "TypeError" and at(5, 0) == "TypeError" and at(None, 0) == "TypeError"
        assert at({1}, 0) == "TypeError" and at(at, 0) == "TypeError" and at(1.5, 0) == "TypeError"
        assert at([1], slice(None, None, 0)) == "ValueError" and at((1,), slice(None, None, 0)) == "ValueError"
        """,
    "setting": """
        l = [0, 1, 2, 3, 4]
        l[0] = "a"; l[-1] = "z"
        assert l == ["a", 1, 2, 3, "z"]
        l[1:3] = [7]; assert l == ["a", 7, 3, "z"]
        l[1:1] = (8, 9); assert l == ["a", 8, 9, 7, 3, "z"]
        l[::2] = "xyz"; assert l == ["x", 8, "y", 7, "z", "z"]
        l[:] = range(3); assert l == [0, 1, 2]
        l[len(l):] = [3]; assert l == [0, 1, 2, 3]
        d = {}; d["a"] = 1; d["a", 1] = 2; d[None] = 3
        assert d == {"a": 1, ("a", 1): 2, None: 3}
        i = 0
        i, l[i] = 2, "two"
        assert l == [0, 1, "two", 3]
        l[0], l[1] = l[1], l[0]
        assert l[:2] == [1, 0]
        """,
    "errors of setting": """
        l, t = [1, 2, 3], (1, 2)
        def put(target, index, value): target[index] = value
        assert fails(lambda: put(l, 9, 0)) == "IndexError" and fails(lambda: put(t, 0, 0)) == "TypeError"
        assert fails(lambda: put("ab", 0, "c")) == "TypeError" and fails(lambda: put(l, "a", 0)) == "TypeError"
        assert fails(lambda: put(l, slice(None, None, 2), [1])) == "ValueError" and l == [1, 2, 3]
        assert fails(lambda: put({}, [], 0)) == "TypeError" and fails(lambda: put(5, 0, 0)) == "TypeError"
        assert fails(lambda: put(l, slice(0, 1), 5)) == "TypeError" and fails(lambda: put(None, 0, 0)) == "TypeError"
        """,
    "deletion": """
        l = [0, 1, 2, 3, 4, 5]
        del l[0]; assert l == [1, 2, 3, 4, 5]
        del l[-1]; assert l == [1, 2, 3, 4]
        del l[1:3]; assert l == [1, 4] and len(l) == 2
        del l[:]; assert l == [] and not l
        m = list(range(6)); del m[::2], m[0]; assert m == [3, 5]
        d = {"a": 1, "b": 2}; del d["a"]; assert d == {"b": 2} and "a" not in d and len(d) == 1
        x = y = [1]; del x; assert y == [1]
        class Box: pass
        box = Box(); box.a = box.b = 1
        del (box.a, d["b"]), [y[0]]
        assert not hasattr(box, "a") and box.b == 1 and d == {} and y == []
        """,
    "errors of deletion": """
        l, d = [1], {"a": 1}
        def remove(target, index): del target[index]
        assert fails(lambda: remove(l, 3)) == "IndexError" and fails(lambda: remove(d, "z")) == "KeyError"
        assert fails(lambda: remove((1,), 0)) == "TypeError" and fails(lambda: remove(l, "a")) == "TypeError"
        assert fails(lambda: remove("a", 0)) == "TypeError" and l == [1] and d == {"a": 1} and len(l) == 1
        assert list(d) == ["a"] and len(d) == 1
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_python(name: str) -> None:
    """The items, and the errors, are those of CPython."""
    check(FAILS + PROGRAMS[name])
