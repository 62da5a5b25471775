"""Modules of the standard library, judged by CPython."""

from __future__ import annotations

import pytest

from tests.models_python.judging import check

PROGRAMS = {
    "functools": """
        import functools
        from functools import partial, wraps, reduce, lru_cache, total_ordering
        def f(a, b, c=3): return (a, b, c)
        p = partial(f, 1, c=5)
        assert p(2) == (1, 2, 5) and p.func is f and p.args == (1,)
        assert p.keywords == {"c": 5} and partial(p, 7)() == (1, 7, 5)
        def deco(fn):
            @wraps(fn)
            def wrapper(*args, **kwargs):
                return ("wrapped",) + fn(*args, **kwargs)
            return wrapper
        g = deco(f)
        assert g.__name__ == "f" and g(1, 2) == ("wrapped", 1, 2, 3) and g.__wrapped__ is f
        class C:
            n = 0
            @deco
            def method(self, x): return (self, x)
            @functools.cached_property
            def slow(self):
                C.n += 1
                return C.n
            @property
            @lru_cache(maxsize=None)
            def once(self):
                C.n += 10
                return C.n
        c = C()
        assert c.method(3)[1:] == (c, 3) and c.slow == 1 and c.slow == 1 and c.once == 11 and c.once == 11
        assert reduce(lambda a, b: a * b, [1, 2, 3, 4]) == 24 and reduce(max, [], 0) == 0
        calls = []
        @lru_cache()
        def memo(x):
            calls.append(x)
            return x * x
        assert memo(3) == 9 and memo(3) == 9 and calls == [3]
        @total_ordering
        class V:
            def __init__(self, n): self.n = n
            def __eq__(self, o): return self.n == o.n
            def __lt__(self, o): return self.n < o.n
        assert V(1) <= V(1) and V(2) > V(1) and V(2) >= V(2) and not V(1) >= V(2)
        assert sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)) == [3, 2, 1]
        def lazy_property(function):
            attribute = "_cache_" + function.__name__
            @property
            @functools.wraps(function)
            def decorator(self):
                if not hasattr(self, attribute):
                    setattr(self, attribute, function(self))
                return getattr(self, attribute)
            return decorator
        class Model:
            count = 0
            @lazy_property
            def prediction(self):
                Model.count += 1
                return Model.count
        m = Model()
        assert m.prediction == 1 and m.prediction == 1 and Model.count == 1
        @functools.singledispatch
        def kind(x): return "other"
        @kind.register(int)
        def _(x): return "int"
        assert kind(1) == "int" and kind("a") == "other"
        """,
    "contextlib": """
        import contextlib
        log = []
        @contextlib.contextmanager
        def scope(name):
            log.append("in " + name)
            try:
                yield name.upper()
            finally:
                log.append("out " + name)
        with scope("a") as a, scope("b"):
            assert a == "A" and log == ["in a", "in b"]
        assert log == ["in a", "in b", "out b", "out a"]
        class K:
            @contextlib.contextmanager
            def enter(self, x):
                yield self, x
        k = K()
        with k.enter(3) as got:
            assert got == (k, 3)
        del log[:]
        with contextlib.ExitStack() as stack:
            stack.enter_context(scope("x"))
            stack.callback(log.append, "called")
            stack.enter_context(scope("y"))
        assert log == ["in x", "in y", "out y", "called", "out x"]
        with contextlib.suppress(KeyError, ValueError):
            {}["a"]
            log.append("never")
        assert "never" not in log
        with contextlib.nullcontext(5) as five:
            assert five == 5
        class Closable:
            closed = False
            def close(self): self.closed = True
        with contextlib.closing(Closable()) as thing:
            assert not thing.closed
        assert thing.closed
        del log[:]
        @scope("d")
        def decorated(x):
            log.append("body")
            return x
        assert decorated(1) == 1 and decorated(2) == 2
        assert log == ["in d", "body", "out d", "in d", "body", "out d"]
        @contextlib.contextmanager
        def catching():
            try:
                yield
            except ValueError as e:
                log.append(str(e))
        with catching():
            raise ValueError("inside")
        assert log[-1] == "inside"
        """,
    "itertools": """
        import itertools
        from itertools import chain, count, cycle, repeat, islice, product, groupby
        assert list(chain([1], (2, 3), "a")) == [1, 2, 3, "a"] and list(chain.from_iterable([[1], [2]])) == [1, 2]
        assert list(zip(count(), "ab")) == [(0, "a"), (1, "b")] and list(zip(count(5, 2), "ab"))[1] == (7, "b")
        assert list(islice(cycle([1, 2]), 5)) == [1, 2, 1, 2, 1] and list(repeat(0, 3)) == [0, 0, 0]
        assert list(zip([1, 2], repeat("x"))) == [(1, "x"), (2, "x")] and list(islice(count(), 2, 8, 3)) == [2, 5]
        assert list(product([1, 2], "a")) == [(1, "a"), (2, "a")] and list(product([0, 1], repeat=2))[3] == (1, 1)
        assert list(itertools.combinations([1, 2, 3], 2)) == [(1, 2), (1, 3), (2, 3)]
        assert list(itertools.permutations([1, 2])) == [(1, 2), (2, 1)]
        assert [(k, list(g)) for k, g in groupby("aab")] == [("a", ["a", "a"]), ("b", ["b"])]
        assert list(itertools.accumulate([1, 2, 3])) == [1, 3, 6] and list(itertools.starmap(pow, [(2, 3)])) == [8]
        assert list(itertools.takewhile(lambda x: x < 3, count())) == [0, 1, 2]
        assert list(itertools.dropwhile(lambda x: x < 2, [1, 2, 1])) == [2, 1]
        assert list(itertools.zip_longest([1, 2], [3], fillvalue=0)) == [(1, 3), (2, 0)]
        a, b = itertools.tee([1, 2])
        assert list(a) == [1, 2] and next(b) == 1 and list(itertools.filterfalse(None, [0, 1])) == [0]
        """,
    "math and operator": """
        import math, operator
        assert math.sqrt(16) == 4 and math.ceil(2.1) == 3
        assert math.floor(2.9) == 2 and math.log(math.e) == 1 and math.pi > 3
        assert math.log(8, 2) == 3 and math.pow(2, 3) == 8 and int(math.ceil(7 / 2)) == 4 and math.gcd(12, 18) == 6
        assert operator.add(1, 2) == 3 and operator.mul(2, 3) == 6 and operator.itemgetter(1)([5, 6]) == 6
        assert sorted({"a": 2, "b": 1}.items(), key=operator.itemgetter(1))[0] == ("b", 1) and operator.not_(0)
        class P:
            x = 3
            def f(self, y): return self.x + y
        assert operator.attrgetter("x")(P()) == 3 and operator.methodcaller("f", 2)(P()) == 5 and operator.lt(1, 2)
        """,
    "os": """
        import os, os.path as osp, sys
        from os.path import join, basename
        assert join("a", "b", "c.txt") == "a/b/c.txt" and osp.join("a", "/b") == "/b" and basename("x/y.py") == "y.py"
        assert os.path.dirname("x/y") == "x" and os.path.splitext("a/b.c") == ("a/b", ".c")
        assert os.path.split("a/b") == ("a", "b")
        assert os.sep == "/" and os.path.normpath("a/../b") == "b" and os.path.isabs("/a")
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
        assert os.environ["TF_CPP_MIN_LOG_LEVEL"] == "3" and os.environ.get("TF_CPP_MIN_LOG_LEVEL") == "3"
        assert sys.version_info >= (3, 5) and sys.version_info[0] == 3 and sys.version_info.major == 3
        """,
    "re and json": """
        import re, json
        m = re.match(r"(\\w+)-(\\d+)", "abc-12")
        assert m and m.group(1) == "abc" and m.groups() == ("abc", "12") and m.start(2) == 4 and m[0] == "abc-12"
        assert re.match("x", "abc") is None and re.sub(r"\\d", "_", "a1b2") == "a_b_"
        assert re.split(",", "a,b") == ["a", "b"]
        assert re.compile("b+").search("abbc").group() == "bb" and re.findall(r"\\d+", "1 22") == ["1", "22"]
        assert re.sub(r"[a-z]", lambda m: m.group(0).upper(), "ab1") == "AB1" and not re.search("z", "abc")
        assert re.compile("A", re.IGNORECASE).match("a") is not None
        assert [m.group() for m in re.finditer("a", "aba")] == ["a", "a"]
        assert json.loads('{"a": [1, 2]}') == {"a": [1, 2]} and json.dumps({"a": 1}) == '{"a": 1}'
        """,
    "copy": """
        import copy
        a = {"x": [1, [2]], "y": (1, [3])}
        b = copy.copy(a); c = copy.deepcopy(a)
        a["x"][1].append(9); a["y"][1].append(8)
        assert b["x"] == [1, [2, 9]] and c["x"] == [1, [2]] and c["y"] == (1, [3])
        class N:
            def __init__(self): self.items = []; self.me = self
        n = N(); m = copy.deepcopy(n); k = copy.copy(n); n.items.append(1)
        assert m.items == [] and m.me is m and k.items == [1] and k.me is n and isinstance(m, N)
        class D:
            def __deepcopy__(self, memo): return "copied"
        assert copy.deepcopy([D()]) == ["copied"]
        """,
    "argparse": """
        import argparse
        parser = argparse.ArgumentParser(description="x")
        parser.add_argument("--batch-size", "-b", type=int, default=32)
        parser.add_argument("--lr", type=float, default="0.1")
        parser.add_argument("--train", action="store_true")
        parser.add_argument("--no-x", dest="x", action="store_false")
        parser.add_argument("--name")
        group = parser.add_argument_group("g")
        group.add_argument("--layers", nargs="+", type=int, default=[1, 2])
        parser.set_defaults(extra=7)
        args = parser.parse_args([])
        assert args.batch_size == 32 and args.lr == 0.1 and args.train is False and args.x is True and args.name is None
        assert args.layers == [1, 2] and args.extra == 7
        assert vars(args)["lr"] == 0.1 and isinstance(args, argparse.Namespace)
        other, rest = parser.parse_known_args([])
        assert other.batch_size == 32 and "lr" in args
        given = parser.parse_args(["--batch-size", "8", "--train", "--name=q"])
        assert given.batch_size == 8 and given.train is True and given.name == "q" and given.lr == 0.1
        ns = argparse.Namespace(a=1)
        assert ns.a == 1 and getattr(ns, "b", 2) == 2
        """,
    "typing, abc, inspect, misc": """
        import abc, inspect, types, string, logging, warnings, time, random, numbers, typing
        class Base(abc.ABC):
            @abc.abstractmethod
            def f(self): pass
            @property
            @abc.abstractmethod
            def p(self): pass
        class Impl(Base):
            def f(self): return 1
            @property
            def p(self): return 2
        assert Impl().f() == 1 and Impl().p == 2 and not hasattr(Impl(), "q")
        class M(metaclass=abc.ABCMeta):
            def g(self): return 3
        assert M().g() == 3 and not hasattr(M(), "zz")
        class G(typing.Generic[typing.TypeVar("T")]):
            def h(self): return 4
        assert G().h() == 4 and typing.cast(int, "a") == "a"
        def f(a, b=2, *args, c, d=4, **kw): pass
        spec = inspect.getfullargspec(f)
        assert spec.args == ["a", "b"] and spec.varargs == "args" and spec.varkw == "kw" and spec.defaults == (2,)
        assert list(inspect.signature(f).parameters) == ["a", "b", "args", "c", "d", "kw"]
        assert inspect.signature(f).parameters["b"].default == 2 and "a" in inspect.signature(f).parameters
        assert inspect.signature(f).parameters["a"].default is inspect.Parameter.empty
        assert inspect.isclass(M) and inspect.isfunction(f) and not inspect.isclass(f) and inspect.ismethod(M().g)
        ns = types.SimpleNamespace(a=1, b=2)
        assert ns.a == 1 and ns == types.SimpleNamespace(a=1, b=2)
        assert string.digits == "0123456789" and logging.INFO == 20
        logging.getLogger(__name__).info("x")
        random.seed(1); warnings.filterwarnings("ignore")
        obj = M(); obj.bound = types.MethodType(lambda self, x: (self, x), obj)
        assert obj.bound(1) == (obj, 1)
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_python(name: str) -> None:
    check(PROGRAMS[name])
