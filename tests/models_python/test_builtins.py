"""The built-in functions and types, judged by CPython."""

from __future__ import annotations

import pytest

from tests.models_python.judging import check

PROGRAMS = {
    "numbers": """
        assert abs(-3) == 3 and abs(-2.5) == 2.5
        assert round(2.5) == 2 and round(2.567, 1) == 2.6
        assert divmod(7, 3) == (2, 1)
        assert pow(2, 10) == 1024 and pow(2, 10, 7) == 2
        assert int("12") == 12 and int(3.9) == 3 and int("ff", 16) == 255 and int() == 0
        assert float("1.5") == 1.5 and float(2) == 2.0
        assert bool([]) is False and bool("x") is True and bool() is False
        assert complex(1, 2) == 1 + 2j
        assert hex(255) == "0xff" and bin(5) == "0b101" and oct(8) == "0o10"
        assert chr(65) == "A" and ord("a") == 97
        """,
    "sequences": """
        assert len([1, 2]) == 2 and len("abc") == 3 and len({}) == 0 and len(range(10 ** 6)) == 10 ** 6
        assert list(range(3)) == [0, 1, 2] and list(range(1, 7, 2)) == [1, 3, 5]
        assert tuple([1, 2]) == (1, 2) and list("ab") == ["a", "b"]
        assert sorted([3, 1, 2]) == [1, 2, 3] and sorted("bca", reverse=True) == ["c", "b", "a"]
        assert sorted([(1, "b"), (0, "c"), (1, "a")], key=lambda p: p[0]) == [(0, "c"), (1, "b"), (1, "a")]
        assert list(reversed([1, 2, 3])) == [3, 2, 1]
        assert sum([1, 2, 3]) == 6 and sum([[1], [2]], []) == [1, 2]
        assert min(3, 1, 2) == 1 and max([1, 5, 2]) == 5 and max("ab", "abc", key=len) == "abc"
        assert min([], default=7) == 7
        assert any([0, 1]) and not any([]) and all([1, 2]) and not all([1, 0])
        assert list(enumerate("ab", 1)) == [(1, "a"), (2, "b")]
        assert list(zip([1, 2, 3], "ab")) == [(1, "a"), (2, "b")]
        assert dict(zip("ab", [1, 2])) == {"a": 1, "b": 2}
        assert list(map(lambda a, b: a + b, [1, 2], [3, 4])) == [4, 6]
        assert list(filter(None, [0, 1, 2])) == [1, 2] and list(filter(lambda x: x > 1, [1, 2, 3])) == [2, 3]
        first, *rest = map(str, range(4))
        assert first == "0" and rest == ["1", "2", "3"]
        assert list(zip(*[iter(range(6))] * 2)) == [(0, 1), (2, 3), (4, 5)]
        """,
    "laziness": """
        calls = []
        def note(x):
            calls.append(x)
            return x * 2
        lazily = map(note, [1, 2, 3])
        assert calls == []
        assert next(lazily) == 2 and calls == [1]
        assert list(lazily) == [4, 6] and calls == [1, 2, 3]
        def numbers():
            n = 0
            while True:
                yield n
                n += 1
        assert [pair for pair in zip("abc", numbers())] == [("a", 0), ("b", 1), ("c", 2)]
        assert any(x > 3 for x in numbers())
        """,
    "iterators": """
        it = iter([1, 2, 3])
        assert next(it) == 1 and next(it) == 2 and next(it) == 3 and next(it, "end") == "end"
        try:
            next(iter([]))
            reached = True
        except StopIteration:
            reached = False
        assert not reached
        class Count:
            def __init__(self, n):
                self.n = n
            def __iter__(self):
                return self
            def __next__(self):
                if self.n == 0:
                    raise StopIteration
                self.n -= 1
                return self.n
        assert list(Count(3)) == [2, 1, 0] and sum(Count(4)) == 6
        class Wrapped:
            def __init__(self, items):
                self.it = iter(items)
            def __iter__(self):
                return self
            def __next__(self):
                return next(self.it)
        assert [x for x in Wrapped([1, 2])] == [1, 2] and tuple(Wrapped("ab")) == ("a", "b")
        class Indexed:
            def __getitem__(self, i):
                if i > 2:
                    raise IndexError(i)
                return i * i
        assert list(Indexed()) == [0, 1, 4]
        values = iter([3, 2, 1, 0, 9])
        assert list(iter(lambda: next(values), 0)) == [3, 2, 1]
        """,
    "generators": """
        def echo():
            received = []
            while True:
                x = yield len(received)
                if x is None:
                    return received
                received.append(x)
        g = echo()
        assert next(g) == 0 and g.send("a") == 1 and g.send("b") == 2
        try:
            g.send(None)
        except StopIteration:
            ended = True
        assert ended
        def guarded(log):
            try:
                yield 1
            except ValueError:
                log.append("caught")
                yield 2
            finally:
                log.append("closed")
        log = []
        g = guarded(log)
        assert next(g) == 1 and g.throw(ValueError("x")) == 2
        g.close()
        assert log == ["caught", "closed"]
        def outer():
            got = yield from inner()
            yield got
        def inner():
            yield 1
            return 5
        assert list(outer()) == [1, 5]
        """,
    "attributes": """
        class A:
            x = 1
            def __init__(self):
                self.y = 2
            @property
            def bad(self):
                raise AttributeError("no")
        a = A()
        assert hasattr(a, "x") and hasattr(a, "y") and not hasattr(a, "z") and not hasattr(a, "bad")
        assert getattr(a, "x") == 1 and getattr(a, "z", 3) == 3
        setattr(a, "z", 4)
        assert a.z == 4 and vars(a) == {"y": 2, "z": 4}
        delattr(a, "z")
        assert not hasattr(a, "z")
        a.__dict__.update(p=1, q=2)
        assert a.p == 1 and a.q == 2 and "p" in a.__dict__
        class B:
            def __init__(self, **kw):
                self.__dict__.update(kw)
            def __getattr__(self, name):
                if name.startswith("any_"):
                    return name
                raise AttributeError(name)
        b = B(m=1)
        assert b.m == 1 and b.any_thing == "any_thing" and not hasattr(b, "other") and getattr(b, "o", 0) == 0
        class C:
            def __setattr__(self, name, value):
                object.__setattr__(self, name, value * 2)
        c = C()
        c.v = 2
        assert c.v == 4
        class D:
            def __setattr__(self, name, value):
                super().__setattr__(name, value + 1)
        d = D()
        d.v = 1
        assert d.v == 2
        globals()["made"] = 5
        assert made == 5
        def local_names(p, q=2):
            return locals()
        assert local_names(1) == {"p": 1, "q": 2}
        """,
    "types": """
        assert isinstance(1, int) and isinstance(True, int) and not isinstance(1, str) and isinstance(1.0, float)
        assert isinstance("a", (int, str)) and isinstance([], list) and isinstance({}, dict) and isinstance((), tuple)
        assert type(1) is int and type("") == str and type([]) in (list, tuple) and type(None) is type(None)
        class A(object): pass
        class B(A): pass
        assert isinstance(B(), A) and not isinstance(A(), B) and issubclass(B, A) and type(B()) is B
        assert issubclass(bool, int) and not issubclass(str, int) and issubclass(A, object)
        assert callable(len) and callable(A) and callable(lambda: 1) and not callable(1)
        import numbers, collections.abc, types
        assert isinstance(1, numbers.Integral) and isinstance(1.0, numbers.Real)
        assert not isinstance(1.0, numbers.Integral)
        assert isinstance([], collections.abc.Sequence) and isinstance({}, collections.abc.Mapping)
        assert isinstance((), collections.abc.Iterable) and not isinstance(1, collections.abc.Iterable)
        assert isinstance(A.__init__, collections.abc.Callable)
        assert isinstance(lambda: 1, types.FunctionType)
        C = type("C", (A,), {"x": 1, "f": lambda self: self.x + 1})
        assert C().f() == 2 and isinstance(C(), A) and C.__name__ == "C"
        assert type(ValueError("x")) is ValueError and isinstance(KeyError(), LookupError)
        assert str(type(1).__name__) == "int" and A.__name__ == "A" and B().__class__.__name__ == "B"
        """,
    "text": """
        assert str(1) == "1" and str([1, "a"]) == "[1, 'a']" and repr("a") == "'a'" and str((1,)) == "(1,)"
        assert str({"a": 1}) == "{'a': 1}" and format(3.14159, ".2f") == "3.14" and str(None) == "None"
        assert "%s-%d" % ("a", 3) == "a-3" and "{}/{x}".format(1, x=2) == "1/2"
        class A:
            def __str__(self): return "A!"
            def __repr__(self): return "<A>"
        assert str(A()) == "A!" and repr(A()) == "<A>" and "%s" % A() == "A!" and f"{A()}" == "A!"
        assert list(map(str.upper, ["a", "b"])) == ["A", "B"] and str.join("-", ["a", "b"]) == "a-b"
        assert str(ValueError("bad")) == "bad" and repr(ValueError("bad")) == "ValueError('bad')"
        """,
    "super": """
        class A(object):
            def __init__(self, x): self.x = x
            def f(self): return "A"
        class B(A):
            def __init__(self, x, y):
                super(B, self).__init__(x)
                self.y = y
            def f(self): return "B" + super(B, self).f()
        b = B(1, 2)
        assert b.x == 1 and b.y == 2 and b.f() == "BA"
        class Single(object):
            made = None
            def __new__(cls, *args, **kwargs):
                if cls.made is None:
                    cls.made = super(Single, cls).__new__(cls)
                return cls.made
        assert Single() is Single()
        class E(Exception):
            def __init__(self, msg, code):
                super(E, self).__init__(msg)
                self.code = code
        e = E("m", 3)
        assert e.code == 3 and e.args == ("m",) and str(e) == "m"
        """,
    "metaclasses": """
        class Singleton(type):
            made = {}
            def __call__(cls, *args, **kwargs):
                if cls not in cls.made:
                    cls.made[cls] = super(Singleton, cls).__call__(*args, **kwargs)
                return cls.made[cls]
        class One(metaclass=Singleton):
            def __init__(self, x): self.x = x
        assert One(1) is One(2) and One(3).x == 1
        registry = []
        class Registering(type):
            def __new__(mcs, name, bases, attrs):
                attrs["tag"] = name.lower()
                cls = super().__new__(mcs, name, bases, attrs)
                registry.append(cls.__name__)
                return cls
            def __init__(cls, name, bases, attrs):
                super(Registering, cls).__init__(name, bases, attrs)
                cls.ready = True
            def make(cls): return cls()
        class A(metaclass=Registering):
            def f(self): return self.tag
        class B(A):
            def f(self): return super().f() + "!"
        assert registry == ["A", "B"] and A().f() == "a" and B().f() == "b!" and B.ready and isinstance(A.make(), A)
        assert type(A) is Registering and isinstance(A, Registering)
        C = Registering("C", (A,), {"g": lambda self: 5})
        assert C().g() == 5 and C.tag == "c" and registry[-1] == "C"
        class Base:
            children = []
            def __init_subclass__(cls, **kwargs):
                super().__init_subclass__()
                cls.children.append((cls.__name__, kwargs.get("kind")))
        class Child(Base, kind="k"): pass
        assert Base.children == [("Child", "k")]
        """,
    "errors": """
        def fails(function, kind):
            try:
                function()
            except kind:
                return True
            return False
        assert fails(lambda: int("x"), ValueError) and fails(lambda: len(1), TypeError)
        assert fails(lambda: [].pop(), IndexError) and fails(lambda: {}["a"], KeyError)
        assert fails(lambda: max([]), ValueError) and fails(lambda: float("y"), ValueError)
        assert fails(lambda: int(None), TypeError) and fails(lambda: [1].remove(2), ValueError)
        assert fails(lambda: [1].index(2), ValueError) and fails(lambda: {}.pop("a"), KeyError)
        assert fails(lambda: object().x, AttributeError) and fails(lambda: sorted([1, "a"]), TypeError)
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_python(name: str) -> None:
    check(PROGRAMS[name])
