"""Operators, comparisons and special methods, judged by CPython."""

from __future__ import annotations

import pytest

from tests.models_python.judging import check

PROGRAMS = {
    "numbers": """
        assert 7 // 2 == 3 and -7 // 2 == -4 and -7 % 3 == 2 and 2 ** -1 == 0.5 and 7 / 2 == 3.5
        assert 6 & 3 == 2 and 6 | 3 == 7 and 6 ^ 3 == 5 and 1 << 4 == 16 and 256 >> 4 == 16 and ~5 == -6
        assert -True == -1 and +False == 0 and True + True == 2 and (1 + 2j) * 2 == 2 + 4j
        def fails(f):
            try:
                f()
            except Exception as error:
                return type(error).__name__
        assert fails(lambda: 1 / 0) == "ZeroDivisionError" and fails(lambda: 1 % 0) == "ZeroDivisionError"
        assert fails(lambda: ~1.5) == "TypeError" and fails(lambda: 1 << -1) == "ValueError"
        assert fails(lambda: 1 + "a") == "TypeError" and fails(lambda: [1] + (2,)) == "TypeError"
        assert fails(lambda: "a" - "b") == "TypeError" and fails(lambda: "a" * "b") == "TypeError"
        assert fails(lambda: -"a") == "TypeError" and fails(lambda: -[1]) == "TypeError"
        assert fails(lambda: {} + {}) == "TypeError" and fails(lambda: [1] * 1.5) == "TypeError"
        assert fails(lambda: {1} + {2}) == "TypeError" and fails(lambda: None + 1) == "TypeError"
        """,
    "sequences": """
        assert [1] + [2] == [1, 2] and (1,) + (2,) == (1, 2) and "a" + "b" == "ab" and b"a" + b"b" == b"ab"
        assert [0] * 3 == [0, 0, 0] and 2 * (1, 2) == (1, 2, 1, 2) and "ab" * 2 == "abab" and [1] * -1 == []
        assert 3 * "x" == "xxx" and [1] * True == [1] and () * 5 == ()
        a = [1]; b = a; a += (2,); a += "c"; assert b == [1, 2, "c"] and a is b
        a *= 2; assert b == [1, 2, "c", 1, 2, "c"] and a is b
        a = a + [1]; assert a is not b and len(b) == 6
        t = u = (1,); t += (2,); assert u == (1,) and t == (1, 2)
        s = "a"; s *= 3; s += "b"; assert s == "aaab"
        row = [[0]] * 2; row[0].append(1); assert row == [[0, 1], [0, 1]]
        n = 5; n -= 1; n *= 3; n //= 5; n **= 3; n %= 5; n <<= 3; n |= 1; n &= 24; n ^= 3; n >>= 1; assert n == 13
        x = 3; x /= 2; assert x == 1.5
        """,
    "sets": """
        a, b = {1, 2, 3}, {2, 3, 4}
        assert a | b == {1, 2, 3, 4} and a & b == {2, 3} and a - b == {1} and a ^ b == {1, 4}
        assert {1} < {1, 2} and {1, 2} <= {2, 1} and not {1} > {2} and {1, 2} >= {2} and not {1} == {2}
        f = frozenset([1, 2])
        assert f == {1, 2} and {1, 2} == f and f | {3} == {1, 2, 3} and {3, 1} & f == {1} and f - {1} == {2}
        assert f != {1} and f < {1, 2, 3} and {1} < f and f ^ frozenset([2, 3]) == frozenset([1, 3])
        assert isinstance(f | {3}, frozenset) and isinstance({3} | f, set)
        c = d = {1, 2, 3}
        c |= {4}; assert d == {1, 2, 3, 4} and c is d
        c &= {2, 3, 9}; assert d == {2, 3}
        c -= {3}; assert d == {2}
        c ^= {2, 5}; assert d == {5} and c is d
        assert {1} != [1] and {"a": 1} != {"a"} and set() == set() and not set()
        """,
    "dicts": """
        from collections import OrderedDict, defaultdict
        d = {"a": 1} | {"b": 2, "a": 3}
        assert d == {"a": 3, "b": 2} and list(d) == ["a", "b"]
        e = d; e |= {"c": 4}; e |= [("d", 5)]; assert d == {"a": 3, "b": 2, "c": 4, "d": 5} and e is d
        o = OrderedDict(a=1) | {"b": 2}
        assert isinstance(o, OrderedDict) and list(o.items()) == [("a", 1), ("b", 2)]
        g = defaultdict(list, a=[1]) | {"b": [2]}
        assert g["new"] == [] and g["b"] == [2]
        assert {"a": [1]} == {"a": [1]} and {"a": 1} != {"a": 2} and {"a": 1} != {"b": 1} and {1: 2} == {True: 2.0}
        k = d.keys()
        assert k & {"a", "z"} == {"a"} and k - {"a"} == {"b", "c", "d"}
        assert "a" in k and {"a"} | k == {"a", "b", "c", "d"}
        """,
    "comparisons": """
        assert 1 < 2 <= 2 < 3 and not 1 < 2 > 3 and "a" < "b" and [1, 2] < [1, 3] and (1,) < (1, 0)
        assert 1 == 1.0 == True and "1" != 1 and None != 0 and None is None and [] == [] and [] is not []
        assert [1] != (1,) and (1, [2]) == (1, [2]) and [1, [2, 3]] == [1, [2, 3]] and 1 != [1] and "a" != b"a"
        x = [1]; y = x; assert x is y and x is not [1] and (x == [1]) is True
        assert 2 in [1, 2] and "b" in "abc" and "z" not in "abc" and 2.0 in range(3) and 1 in {1: 2} and 5 not in (1, 2)
        assert 3 in {3, 4} and "" in "abc" and [1] in [[1], 2] and None not in [0, ""] and "ab" in "cab"
        calls = []
        def once(v): calls.append(v); return v
        assert 1 < once(5) < 9 and not (3 < once(2) < once(9)) and calls == [5, 2]
        def fails(f):
            try:
                f()
            except TypeError:
                return True
        assert fails(lambda: 1 < "a") and fails(lambda: [] < ()) and fails(lambda: None < 1) and fails(lambda: {} < {})
        assert fails(lambda: 1 in "abc") and fails(lambda: 1 in 5)
        assert fails(lambda: [] in {}) and fails(lambda: [] in {1})
        """,
    "boolean operators": """
        assert (0 or "a") == "a" and (0 and "a") == 0 and ([] or {} or None) is None and (1 and 2 and 3) == 3
        assert not [] and not {} and not () and not "" and not 0.0 and [0] and {0: 0} and (0,) and " " and -1
        assert not None and not range(0) and range(1) and not b"" and not 0j and not frozenset()
        seen = []
        def note(v): seen.append(v); return v
        (note(0) and note(1)) or note(2)
        assert seen == [0, 2]
        assert (1 if [] else 2) == 2 and bool("False") and (lambda: 0) and object()
        """,
}

CLASSES = {
    "arithmetic": """
        class V:
            def __init__(self, x): self.x = x
            def __add__(self, o): return V(self.x + (o.x if isinstance(o, V) else o))
            def __radd__(self, o): return V(o + self.x + 100)
            def __sub__(self, o): return V(self.x - o)
            def __rsub__(self, o): return V(o - self.x)
            def __mul__(self, o): return V(self.x * o)
            def __truediv__(self, o): return "true"
            def __floordiv__(self, o): return "floor"
            def __rfloordiv__(self, o): return "rfloor"
            def __mod__(self, o): return "mod"
            def __pow__(self, o): return "pow"
            def __rpow__(self, o): return "rpow"
            def __matmul__(self, o): return "matmul"
            def __rmatmul__(self, o): return "rmatmul"
            def __lshift__(self, o): return "lshift"
            def __and__(self, o): return "and"
            def __ror__(self, o): return "ror"
            def __neg__(self): return V(-self.x)
            def __pos__(self): return "pos"
            def __invert__(self): return "invert"
            def __abs__(self): return "abs"
        v = V(3)
        assert (v + 1).x == 4 and (1 + v).x == 104 and (v + V(2)).x == 5 and (v - 1).x == 2 and (10 - v).x == 7
        assert (v * 2).x == 6 and v / 1 == "true" and v // 1 == "floor" and 1 // v == "rfloor" and v % 2 == "mod"
        assert v ** 2 == "pow" and 2 ** v == "rpow"
        assert v @ 1 == "matmul" and [1] @ v == "rmatmul" and v << 1 == "lshift"
        assert v & 1 == "and" and 1 | v == "ror" and (-v).x == -3 and +v == "pos" and ~v == "invert" and abs(v) == "abs"
        w = v; w += 1; assert w.x == 4 and v.x == 3
        assert sum([V(1), V(2)], V(0)).x == 3 and sum([V(1)]).x == 101
        """,
    "in place": """
        class Bag:
            def __init__(self): self.items = []
            def __iadd__(self, o): self.items.append(o); return self
            def __ior__(self, o): return NotImplemented
            def __or__(self, o): return "or"
            def __imul__(self, o): return "replaced"
        a = b = Bag()
        a += 1; a += 2
        assert b.items == [1, 2] and a is b
        a |= 1; assert a == "or"
        b *= 2; assert b == "replaced"
        class Holder: pass
        h = Holder(); h.n = 1; h.n += 4; h.l = [1]; h.l += [2]
        assert h.n == 5 and h.l == [1, 2]
        d = {"k": [1], "n": 1}; d["k"] += [2]; d["n"] *= 7
        assert d == {"k": [1, 2], "n": 7}
        calls = []
        def index(): calls.append(1); return 0
        l = [5]; l[index()] += 1
        assert l == [6] and calls == [1]
        """,
    "not implemented": """
        class A:
            def __add__(self, o): return NotImplemented
            def __eq__(self, o): return NotImplemented
            def __lt__(self, o): return NotImplemented
        class B:
            def __radd__(self, o): return "radd"
            def __eq__(self, o): return "yes"
            def __gt__(self, o): return "gt"
        a, b = A(), B()
        assert a + b == "radd" and (a == b) == "yes" and (a < b) == "gt" and a == a and not a == 1 and a != 1
        try:
            a + 1
            failed = False
        except TypeError:
            failed = True
        assert failed
        try:
            a < 1
            failed = False
        except TypeError:
            failed = True
        assert failed
        """,
    "reflected method of a subclass goes first": """
        class Base:
            def __add__(self, o): return "base"
        class Sub(Base):
            def __radd__(self, o): return "sub"
        class Same(Base): pass
        assert Base() + Sub() == "sub" and Sub() + Base() == "base" and Base() + Same() == "base"
        """,
    "comparisons of instances": """
        from functools import total_ordering
        @total_ordering
        class P:
            def __init__(self, x): self.x = x
            def __eq__(self, o): return isinstance(o, P) and self.x == o.x
            def __lt__(self, o): return self.x < o.x
            def __hash__(self): return hash(self.x)
        class Q:
            def __ne__(self, o): return "ne"
        class R: pass
        assert P(1) == P(1) and P(1) != P(2) and P(1) < P(2) and P(2) > P(1) and P(1) <= P(1) and P(3) >= P(2)
        assert sorted([P(3), P(1)])[0].x == 1 and max(P(1), P(4)).x == 4 and P(1) in [P(1)] and P(5) not in [P(1)]
        assert (Q() != 1) == "ne" and (Q() == 1) is False and not P(1) == 1 and P(1) != 1
        r = R(); assert r == r and r != R() and r in [r] and R() not in [r] and r is r and r is not None
        class N:
            def __len__(self): return 0
        class M(N):
            def __bool__(self): return True
        class C:
            def __contains__(self, x): return x == 3
        class I:
            def __iter__(self): return iter([4, 5])
        assert not N() and M() and 3 in C() and 4 not in C() and 5 in I() and 6 not in I()
        """,
    "items": """
        class Box:
            def __init__(self): self.d = {}
            def __getitem__(self, k): return ("got", k)
            def __setitem__(self, k, v): self.d[k] = v
            def __delitem__(self, k): del self.d[k]
        b = Box(); b["x"] = 1; b[1, 2] = 3; del b["x"]
        assert b.d == {(1, 2): 3} and b[0] == ("got", 0) and b[1, "a"] == ("got", (1, "a"))
        assert b[1:2][1] == slice(1, 2) and b[::3][1].step == 3 and b[...] == ("got", ...)
        class Generic:
            def __class_getitem__(cls, k): return (cls.__name__, k)
        assert Generic[int] == ("Generic", int)
        class D(dict):
            def __missing__(self, k): return k * 2
        d = D(a=1)
        assert d["a"] == 1 and d["zz"] == "zzzz" and "zz" not in d
        """,
    "attributes": """
        class Lazy:
            made = 0
            def __getattr__(self, name):
                if name.startswith("x"): return name.upper()
                raise AttributeError(name)
            def __setattr__(self, name, value): object.__setattr__(self, name, value + 1)
            def __delattr__(self, name): object.__setattr__(self, "gone", 0)
        z = Lazy(); z.a = 1; del z.q
        assert z.xa == "XA" and z.a == 2 and z.gone == 0 and not hasattr(z, "b") and getattr(z, "b", 5) == 5
        class E: k = 1
        e = E(); e.k = 2; del e.k
        assert e.k == 1
        del E.k
        assert not hasattr(e, "k")
        def fails(f):
            try:
                f()
            except AttributeError as error:
                return True
        assert fails(lambda: e.k) and fails(lambda: (1).foo) and fails(lambda: "".foo) and fails(lambda: [].foo)
        def remove(): del e.k
        assert fails(remove) and fails(lambda: None.x)
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_builtin_operands(name: str) -> None:
    """Operators on numbers, strings and containers."""
    check(PROGRAMS[name])


@pytest.mark.parametrize("name", CLASSES)
def test_special_methods(name: str) -> None:
    """Operators on instances of the program's classes."""
    check(CLASSES[name])
