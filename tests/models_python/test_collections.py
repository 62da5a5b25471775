"""Containers and their subclasses, judged by CPython."""

from __future__ import annotations

import pytest

from tests.models_python.judging import check

PROGRAMS = {
    "lists": """
        a = [3, 1, 2]
        a.append(4); a.extend([5, 6]); a.insert(0, 0)
        assert a == [0, 3, 1, 2, 4, 5, 6] and a.pop() == 6 and a.pop(0) == 0 and len(a) == 5
        a.remove(1)
        assert a.index(2) == 1 and a.count(5) == 1 and a.index(5, 1) == 3
        a.sort(); assert a == [2, 3, 4, 5]
        a.sort(key=lambda x: -x); assert a == [5, 4, 3, 2]
        a.reverse(); b = a.copy(); a.clear()
        assert a == [] and b == [2, 3, 4, 5] and not a
        b += [1]; b[1:3] = [9]; del b[0]
        assert b == [9, 5, 1] and b[-1] == 1 and b[::-1] == [1, 5, 9] and 5 in b and b * 2 == [9, 5, 1, 9, 5, 1]
        pairs = [("b", 1), ("a", 1), ("c", 0)]
        pairs.sort(key=lambda p: (p[1], p[0]))
        assert pairs == [("c", 0), ("a", 1), ("b", 1)]
        class V:
            def __init__(self, n): self.n = n
            def __lt__(self, other): return self.n < other.n
        assert [v.n for v in sorted([V(2), V(1), V(3)])] == [1, 2, 3] and max([V(1), V(2)], key=lambda v: v.n).n == 2
        assert min(V(3), V(2)).n == 2
        """,
    "dicts": """
        d = {"a": 1, "b": 2}
        assert d.get("a") == 1 and d.get("x") is None and d.get("x", 5) == 5
        assert list(d) == ["a", "b"] and list(d.keys()) == ["a", "b"] and list(d.values()) == [1, 2]
        assert list(d.items()) == [("a", 1), ("b", 2)] and sorted(d) == ["a", "b"] and "a" in d.keys()
        d.update(c=3); d.update({"d": 4}); d.update([("e", 5)])
        assert len(d) == 5 and d.pop("e") == 5 and d.pop("e", None) is None
        assert d.setdefault("a", 9) == 1 and d.setdefault("z", 9) == 9 and d["z"] == 9
        e = d.copy(); e["a"] = 0
        assert d["a"] == 1 and e != d and d.popitem() == ("z", 9)
        assert dict.fromkeys("ab", 0) == {"a": 0, "b": 0} and dict(a=1, **{"b": 2}) == {"a": 1, "b": 2}
        assert dict([("x", 1)]) == {"x": 1} and {**d, "a": 7}["a"] == 7 and max(d, key=d.get) == "d"
        assert d.keys() == {"d": 1, "c": 1, "b": 1, "a": 1}.keys() and d.keys() - {"a", "b"} == {"c", "d"}
        assert d.keys() & {"a"} == {"a"} and {"a"} | d.keys() == {"a", "b", "c", "d"}
        d.clear(); assert d == {} and not d
        for k, v in sorted({"y": 1, "x": 2}.items()):
            last = k
        assert last == "y"
        """,
    "sets": """
        s = {1, 2}
        s.add(3); s.discard(9); s.remove(1)
        assert s == {2, 3} and len(s) == 2 and 2 in s and s | {5} == {2, 3, 5} and s & {2} == {2} and s - {2} == {3}
        s.update([7, 8]); s.difference_update({7}); s.intersection_update({2, 3, 8, 9})
        assert s == {2, 3, 8} and s.issuperset([2]) and {2}.issubset(s) and s.isdisjoint([1]) and s ^ {2} == {3, 8}
        assert s.union([1], [4]) == {1, 2, 3, 4, 8} and s.difference([2]) == {3, 8} and set("aab") == {"a", "b"}
        assert frozenset([1, 2]) == frozenset([2, 1]) and sorted({3, 1}) == [1, 3] and {1} <= {1, 2}
        """,
    "collections": """
        from collections import OrderedDict, defaultdict, Counter, deque
        import collections
        o = OrderedDict([("b", 1), ("a", 2)]); o["c"] = 3; o.move_to_end("b")
        assert list(o) == ["a", "c", "b"] and isinstance(o, dict) and o.popitem(last=False) == ("a", 2)
        d = defaultdict(list); d["x"].append(1); d["x"].append(2)
        assert d["x"] == [1, 2] and "y" not in d and d.get("y") is None
        n = defaultdict(lambda: defaultdict(int)); n["a"]["b"] += 1
        assert n["a"]["b"] == 1 and isinstance(n, defaultdict) and type(n) is defaultdict
        c = Counter("abca")
        assert c["a"] == 2 and c["z"] == 0 and c.most_common(1) == [("a", 2)]
        q = deque([1, 2], maxlen=3); q.append(3); q.append(4); q.appendleft(0)
        assert list(q) == [0, 2, 3] and q.popleft() == 0 and q.pop() == 3 and len(q) == 1
        assert collections.ChainMap({"a": 1}, {"a": 2, "b": 3})["b"] == 3
        """,
    "named tuples": """
        from collections import namedtuple
        Point = namedtuple("Point", "x y")
        p = Point(1, y=2)
        assert p.x == 1 and p.y == 2 and p[0] == 1 and p[-1] == 2 and len(p) == 2 and p == (1, 2) and (1, 2) == p
        x, y = p
        assert (x, y) == (1, 2) and isinstance(p, tuple) and isinstance(p, Point)
        assert list(p) == [1, 2] and tuple(p) == (1, 2)
        assert p._replace(x=5) == Point(5, 2) and p._asdict() == {"x": 1, "y": 2} and Point._fields == ("x", "y")
        assert Point._make([3, 4]).y == 4 and repr(p) == "Point(x=1, y=2)" and p + (3,) == (1, 2, 3) and 2 in p
        Conf = namedtuple("Conf", ["a", "b", "c"], defaults=[7, 8])
        assert Conf(1) == (1, 7, 8) and Conf(1, c=2).c == 2
        class Sub(namedtuple("Base", ("name", "size"))):
            __slots__ = ()
            def __new__(cls, name, size=3):
                return super(Sub, cls).__new__(cls, name, size)
            @property
            def double(self): return self.size * 2
        s = Sub("n")
        assert s.double == 6 and s.name == "n" and isinstance(s, Sub)
        assert s._replace(size=1).double == 2 and s == ("n", 3)
        class Plain(namedtuple("Plain", "a b")):
            def total(self): return self.a + self.b
        assert Plain(1, 2).total() == 3 and sum(Plain(1, 2)) == 3 and max(Plain(1, 2)) == 2
        from typing import NamedTuple
        class T(NamedTuple):
            a: int
            b: str = "x"
        assert T(1).b == "x" and T(1, "y") == (1, "y") and T._fields == ("a", "b")
        try:
            Point(1)
            failed = False
        except TypeError:
            failed = True
        assert failed
        """,
    "subclasses": """
        class AttrDict(dict):
            def __getattr__(self, name):
                try:
                    return self[name]
                except KeyError:
                    raise AttributeError(name)
            def __setattr__(self, name, value):
                self[name] = value
        d = AttrDict(a=1); d.b = 2
        assert d.a == 1 and d["b"] == 2 and len(d) == 2 and sorted(d) == ["a", "b"] and isinstance(d, dict)
        assert dict(d) == {"a": 1, "b": 2} and d.get("c", 3) == 3 and not hasattr(d, "zz") and "a" in d
        def f(**kw): return kw
        assert f(**d) == {"a": 1, "b": 2} and d == {"a": 1, "b": 2} and bool(d)
        class Dot(dict):
            __getattr__ = dict.get
            __setattr__ = dict.__setitem__
        e = Dot(x=1); e.y = 2
        assert e.x == 1 and e["y"] == 2 and e.nothing is None
        class Self(dict):
            def __init__(self, *args, **kwargs):
                super(Self, self).__init__(*args, **kwargs)
                self.__dict__ = self
        s = Self(p=1); s.q = 2
        assert s.p == 1 and s["q"] == 2 and s.q == 2
        class L(list):
            def second(self): return self[1]
        l = L([1, 2]); l.append(3); l += [4]
        assert l.second() == 2 and len(l) == 4 and l[-1] == 4 and list(l) == [1, 2, 3, 4] and isinstance(l, list)
        class N(int):
            def twice(self): return self * 2
        assert N(4).twice() == 8 and N(4) + 1 == 5 and 1 + N(4) == 5 and N(4) == 4 and N(3) < 4
        class S(str):
            def shout(self): return self.upper() + "!"
        assert S("a").shout() == "A!" and S("a") + "b" == "ab" and "%s" % S("q") == "q"
        from collections import OrderedDict
        class O(OrderedDict):
            def __missing_thing(self): return 1
            def __setitem__(self, k, v):
                super(O, self).__setitem__(k, v * 2)
        o = O(); o["a"] = 1
        assert o["a"] == 2 and list(o.items()) == [("a", 2)]
        class Miss(dict):
            def __missing__(self, key):
                return key + "!"
        assert Miss()["a"] == "a!"
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_python(name: str) -> None:
    check(PROGRAMS[name])
