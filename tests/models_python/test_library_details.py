"""The rarer functions of the standard library, judged by CPython, and flags, which have their defaults."""

from __future__ import annotations

import pytest

from tests.models_python.judging import check, value_of
from tfscope.domain.values import Unknown

PROGRAMS = {
    "itertools": """
        import itertools as it
        assert list(it.accumulate([1, 2, 3])) == [1, 3, 6] and list(it.accumulate([1, 2], lambda a, b: a * b)) == [1, 2]
        assert list(it.accumulate([1, 2], initial=5)) == [5, 6, 8] and list(it.islice(it.count(2, 3), 3)) == [2, 5, 8]
        assert [(k, list(g)) for k, g in it.groupby("aab")] == [("a", ["a", "a"]), ("b", ["b"])]
        assert [(k, len(list(g))) for k, g in it.groupby([1, 3, 2], key=lambda x: x % 2)] == [(1, 2), (0, 1)]
        assert list(it.takewhile(lambda x: x < 3, [1, 2, 3, 1])) == [1, 2] and list(it.repeat("a", 2)) == ["a", "a"]
        assert list(it.dropwhile(lambda x: x < 3, [1, 2, 3, 1])) == [3, 1]
        assert list(it.compress("abc", [1, 0, 1])) == ["a", "c"]
        assert list(it.filterfalse(lambda x: x % 2, range(4))) == [0, 2] and list(it.starmap(pow, [(2, 3)])) == [8]
        assert list(it.product("ab", [1, 2]))[2] == ("b", 1)
        assert list(it.combinations([1, 2, 3], 2)) == [(1, 2), (1, 3), (2, 3)]
        assert list(it.permutations([1, 2])) == [(1, 2), (2, 1)] and list(it.chain.from_iterable([[1], (2,)])) == [1, 2]
        assert list(it.zip_longest([1, 2], "a", fillvalue=0)) == [(1, "a"), (2, 0)]
        assert list(it.pairwise("abc"))[1] == ("b", "c")
        a, b = it.tee([1, 2])
        assert next(a) == 1 and list(b) == [1, 2] and list(a) == [2]
        c = it.cycle("xy")
        assert [next(c) for _ in range(3)] == ["x", "y", "x"]
        assert list(it.islice("abcdef", 1, None, 2)) == ["b", "d", "f"]
        """,
    "regular expressions": """
        import re, json
        m = re.match(r"(?P<name>\\w+)/(\\d+)", "conv/12:0")
        assert m and m.group() == "conv/12"
        assert m.group(1) == "conv" and m.group("name", 2) == ("conv", "12") and m["name"] == "conv"
        assert m.groups() == ("conv", "12") and m.groupdict() == {"name": "conv"}
        assert m.span() == (0, 7) and m.start(2) == 5
        assert re.match("b", "ab") is None and re.search("b", "ab").end() == 2 and re.fullmatch("a+", "aab") is None
        assert re.findall(r"\\d", "a1b2") == ["1", "2"]
        assert [x.group() for x in re.finditer("a.", "abac")] == ["ab", "ac"]
        assert re.sub("a", "b", "aaa", count=2) == "bba"
        assert re.sub(r"(\\d)", lambda m: str(int(m.group(1)) + 1), "a1b2") == "a2b3"
        assert re.subn("a", "b", "aa") == ("bb", 2)
        assert re.split("[,;]", "a,b;c") == ["a", "b", "c"] and re.escape("a.b") == "a\\\\.b"
        p = re.compile("^w(\\\\d)$", re.IGNORECASE)
        assert p.match("W3").group(1) == "3" and p.pattern == "^w(\\\\d)$"
        assert not p.search("ww") and p.sub("x", "w1") == "x"
        assert json.loads(json.dumps({"a": [1, None, True]})) == {"a": [1, None, True]}
        assert json.dumps([1], indent=None) == "[1]"
        """,
    "context managers": """
        import contextlib
        log = []
        @contextlib.contextmanager
        def scope(name, swallow=False):
            log.append("+" + name)
            try:
                yield name
            except KeyError:
                log.append("!" + name)
                if not swallow: raise
            finally:
                log.append("-" + name)
        with contextlib.ExitStack() as stack:
            names = [stack.enter_context(scope(n)) for n in "ab"]
            stack.callback(log.append, "cb")
        assert names == ["a", "b"] and log == ["+a", "+b", "cb", "-b", "-a"]
        del log[:]
        with scope("s", swallow=True): {}["x"]
        assert log == ["+s", "!s", "-s"]
        with contextlib.suppress(KeyError, ValueError): [].remove(1); log.append("never")
        assert "never" not in log
        class Thing:
            def close(self): log.append("closed")
        with contextlib.closing(Thing()) as t: pass
        with contextlib.nullcontext(5) as five: pass
        assert log[-1] == "closed" and five == 5
        @scope("d")
        def decorated(x): return x + 1
        assert decorated(1) == 2 and log[-2:] == ["+d", "-d"]
        first = contextlib.ExitStack(); first.callback(log.append, "moved")
        later = first.pop_all(); first.close(); count = log.count("moved"); later.close()
        assert count == 0 and log.count("moved") == 1
        """,
    "dicts": """
        d = {"a": 1, "b": 2}
        assert d.pop("a") == 1 and d.pop("z", 9) == 9 and d == {"b": 2} and d.popitem() == ("b", 2) and not d
        assert d.setdefault("k", []) == []
        assert d["k"] is d.setdefault("k", 5) and dict.fromkeys("ab", 0) == {"a": 0, "b": 0}
        d.update({"x": 1}, y=2); d.update([("z", 3)])
        assert list(d) == ["k", "x", "y", "z"] and list(reversed(d))[0] == "z"
        e = d.copy(); e.clear()
        assert not e and len(d) == 4 and d.get("q") is None and ("x", 1) in d.items() and 3 in d.values()
        assert sorted(d.keys() - {"k"}) == ["x", "y", "z"]
        assert {**d, "x": 7}["x"] == 7 and dict(zip("ab", (1, 2))) == {"a": 1, "b": 2}
        assert {v: k for k, v in {"a": 1}.items()} == {1: "a"}
        assert dict([("a", 1)], b=2) == {"a": 1, "b": 2} and max({3: 0, 5: 0}) == 5
        def fails(f):
            try:
                f()
            except KeyError:
                return True
        assert fails(lambda: {}.pop("a")) and fails(lambda: {}.popitem()) and fails(lambda: {"a": 1}["b"])
        """,
    "types and attributes": """
        class A: x = 1
        class B(A): pass
        a, b = A(), B()
        assert isinstance(b, A) and not isinstance(a, B)
        assert isinstance(1, (str, int)) and isinstance(True, int) and type(b) is B
        assert issubclass(B, A) and issubclass(bool, int)
        assert not issubclass(A, B) and issubclass(A, (int, object)) and type(1) is int
        assert type("") == str and type(b).__name__ == "B"
        assert B.__mro__[1] is A and b.__class__ is B and type(None) is type(None)
        setattr(b, "y", 2); assert b.y == 2 and vars(b) == {"y": 2} and hasattr(b, "x") and getattr(B, "x") == 1
        delattr(b, "y"); assert not hasattr(b, "y") and b.__dict__ == {} and callable(A) and not callable(a)
        C = type("C", (A,), {"z": 3}); assert C().z == 3 and C.__name__ == "C" and isinstance(C(), A) and C().x == 1
        assert object.__eq__(a, a) is True and a.__eq__(a) is True and isinstance([], list) and not isinstance((), list)
        from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
        assert isinstance({}, Mapping) and isinstance([], Sequence)
        assert isinstance("", Iterable) and isinstance(len, Callable)
        assert not isinstance(5, Iterable) and not isinstance({1}, Sequence) and isinstance(1, Hashable)
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_python(name: str) -> None:
    """What the library answers is what CPython's does."""
    check(PROGRAMS[name])


FLAGS = """
from absl import flags
flags.DEFINE_integer("steps", "10", "")
flags.DEFINE_float("rate", 1, "")
flags.DEFINE_bool("train", "yes", "")
flags.DEFINE_list("names", "a, b", "")
flags.DEFINE_spaceseplist("words", "a b", "")
flags.DEFINE_multi_integer("sizes", ["1", 2], "")
flags.DEFINE_multi_string("one", "x", "")
flags.DEFINE_enum("mode", "fast", ["fast", "slow"], "")
flags.DEFINE_string("path", None, "")
flags.DEFINE_string("must", None, "", required=True)
flags.DEFINE_alias("other", "steps")
chosen = flags.DEFINE_string("chosen", "c", "")
flags.mark_flag_as_required("path")
flags.set_default("mode", "slow")
F = flags.FLAGS
"""
DEFAULTS = (
    "F.steps == 10",
    "F.rate == 1.0 and type(F.rate) is float",
    "F.train is True",
    "F.names == ['a', 'b']",
    "F.words == ['a', 'b']",
    "F.sizes == [1, 2]",
    "F.one == ['x']",
    "F.mode == 'slow'",
    "F.other == 10",
    "chosen.value == 'c' and chosen.default == 'c'",
    "'steps' in F",
    "F.is_parsed()",
    "F['steps'].value == 10",
)


@pytest.mark.parametrize("expression", DEFAULTS)
def test_flags_have_their_defaults(expression: str) -> None:
    """Without a command line a flag is its default, read as its kind."""
    assert value_of(f"{FLAGS}result = {expression}\n", "result") is True


@pytest.mark.parametrize("name", ["path", "must"])
def test_required_flags_are_not_known(name: str) -> None:
    """A flag that must be given is a hole with its name."""
    value = value_of(f"{FLAGS}result = F.{name}\n", "result")
    assert isinstance(value, Unknown)
    assert value.label == name
