"""What model code does with plain Python, judged by CPython."""

from __future__ import annotations

import pytest

from tests.models_python.judging import check

PROGRAMS = {
    "configuration": """
        import copy, functools
        class Config(object):
            defaults = dict(lr=0.1, layers=[64, 32], name="net")
            def __init__(self, **kwargs):
                for key, value in sorted(dict(self.defaults, **kwargs).items()):
                    setattr(self, key, value)
            @classmethod
            def small(cls, **kw): return cls(layers=[8], **kw)
            @staticmethod
            def describe(c): return "{0.name}:{0.lr:.2f}".format(c)
            def to_dict(self):
                return {k: v for k, v in self.__dict__.items() if not k.startswith("_")}
            def __repr__(self):
                return "Config(%s)" % ", ".join("%s=%r" % item for item in sorted(self.to_dict().items()))
        c = Config(lr=0.5); s = Config.small(name="s")
        assert c.lr == 0.5 and c.layers == [64, 32] and s.layers == [8] and s.name == "s"
        assert Config.describe(c) == "net:0.50" and c.to_dict()["name"] == "net"
        assert repr(s) == "Config(layers=[8], lr=0.1, name='s')"
        d = copy.deepcopy(c); d.layers.append(1)
        assert c.layers == [64, 32] and hasattr(d, "lr")
        """,
    "copies of objects that look attributes up": """
        import copy
        class Settings(object):
            def __init__(self, values): self.__dict__["values"] = values
            def __getattr__(self, name):
                if name not in self.__dict__.get("values", {}):
                    raise AttributeError("no setting: " + name)
                return self.__dict__["values"][name]
        one = Settings({"size": [3]})
        deep, flat = copy.deepcopy(one), copy.copy(one)
        deep.size.append(4)
        assert one.size == [3] and deep.size == [3, 4] and flat.size is one.size and not hasattr(one, "other")
        """,
    "registries": """
        REGISTRY = {}
        def register(name=None):
            def add(cls):
                REGISTRY[name or cls.__name__.lower()] = cls
                return cls
            return add
        @register()
        class Alpha(object):
            def __init__(self, n=1): self.n = n
            def __call__(self, x): return x * self.n
        @register("b")
        class Beta(Alpha):
            def __call__(self, x): return super().__call__(x) + 1
        assert sorted(REGISTRY) == ["alpha", "b"] and REGISTRY["b"](3)(2) == 7
        layers = [REGISTRY[k](n) for k, n in [("alpha", 2), ("b", 3)]]
        x = 1
        for i, layer in enumerate(layers):
            x = layer(x)
        assert x == 7 and i == 1 and [type(l).__name__ for l in layers] == ["Alpha", "Beta"]
        modules = {"relu": lambda x: max(x, 0), "id": lambda x: x}
        assert modules.get("relu", modules["id"])(-3) == 0 and modules.get("none", modules["id"])(-3) == -3
        """,
    "closures": """
        def make(scale=2):
            total = [0]
            count = 0
            def add(x, *, times=1):
                nonlocal count
                count += 1
                total[0] += x * scale * times
                return total[0], count
            return add
        f = make(); g = make(scale=10)
        assert f(1) == (2, 1) and f(2, times=2) == (10, 2) and g(1) == (10, 1)
        functions = [lambda i=i: i for i in range(3)]
        late = [lambda: i for i in range(3)]
        assert [h() for h in functions] == [0, 1, 2] and [h() for h in late] == [2, 2, 2]
        def fib(n, memo={}):
            if n not in memo:
                memo[n] = n if n < 2 else fib(n - 1) + fib(n - 2)
            return memo[n]
        assert fib(30) == 832040
        def variadic(a, *args, **kwargs):
            kwargs.setdefault("k", len(args))
            return a, args, kwargs
        assert variadic(1, 2, 3, z=4) == (1, (2, 3), {"z": 4, "k": 2})
        assert variadic(*[1], **{"k": 0}) == (1, (), {"k": 0})
        """,
    "properties": """
        class Cell(object):
            instances = 0
            def __init__(self, size):
                self._size = size
                Cell.instances += 1
            @property
            def size(self): return self._size
            @size.setter
            def size(self, value):
                if value < 0:
                    raise ValueError("negative: %d" % value)
                self._size = value
            def __len__(self): return self._size
            def __add__(self, other): return Cell(self._size + getattr(other, "_size", other))
            __radd__ = __add__
            def __eq__(self, other): return isinstance(other, Cell) and self._size == other._size
            def __hash__(self): return hash(self._size)
            def __getitem__(self, i): return self._size * i
            def __contains__(self, x): return x < self._size
            def __enter__(self): self._size += 100; return self
            def __exit__(self, *exc): self._size -= 100; return False
            def __iter__(self): return iter(range(self._size))
        c = Cell(3); c.size = 4
        assert c.size == 4 and len(c) == 4 and (c + 1).size == 5 and (1 + c).size == 5 and Cell(2) == Cell(2)
        assert c[3] == 12 and 2 in c and 9 not in c and list(c) == [0, 1, 2, 3] and Cell.instances == 5 and bool(c)
        with c as inside:
            assert inside.size == 104
        assert c.size == 4 and sum([Cell(1), Cell(2)]).size == 3
        try:
            c.size = -1
            message = None
        except ValueError as error:
            message = str(error)
        else:
            message = "else"
        finally:
            done = True
        assert message == "negative: -1" and done
        """,
    "shapes and names": """
        import math
        from collections import OrderedDict
        spec = [(3, 64, 1), (3, 128, 2), (1, 256, 1)]
        size, channels, names = 32, 3, []
        for i, (kernel, filters, stride) in enumerate(spec, start=1):
            size = int(math.ceil(float(size) / stride))
            names.append("conv%d_%dx%d_%s" % (i, kernel, kernel, "s" if stride > 1 else "n"))
            channels = filters
        assert size == 16 and channels == 256 and names == ["conv1_3x3_n", "conv2_3x3_s", "conv3_1x1_n"]
        shapes = OrderedDict((n, [None, size, size, f]) for n, (_, f, _) in zip(names, spec))
        assert list(shapes.values())[1] == [None, 16, 16, 128] and [s[-1] for s in shapes.values()] == [64, 128, 256]
        dims = [4, 8, 16]
        pairs = list(zip(dims[:-1], dims[1:]))
        assert pairs == [(4, 8), (8, 16)] and ["w%d" % i for i in range(len(dims) - 1)] == ["w0", "w1"]
        assert "/".join(["a", "b", "w:0"]).split(":")[0].rsplit("/", 1) == ["a/b", "w"] and "w:0"[:-2] == "w"
        assert [n for n in names if n.endswith("n")][0].replace("conv", "c").upper() == "C1_3X3_N"
        groups = {}
        for n in names:
            groups.setdefault(n.split("_")[1], []).append(n)
        assert {k: len(v) for k, v in groups.items()} == {"3x3": 2, "1x1": 1}
        total = sum(a * b for a, b in pairs)
        assert total == 160 and max(groups, key=lambda k: len(groups[k])) == "3x3"
        assert not all(len(v) > 1 for v in groups.values())
        widths = [2 ** i for i in range(4)][::-1]
        assert widths == [8, 4, 2, 1] and dims + [1] * 2 == [4, 8, 16, 1, 1] and [0] * len(dims) == [0, 0, 0]
        flat = [x for row in [[1, 2], [3]] for x in row if x != 2]
        assert flat == [1, 3] and dict(enumerate("ab")) == {0: "a", 1: "b"} and (lambda *a: a)(*range(3)) == (0, 1, 2)
        """,
    "generators": """
        import contextlib
        def batches(data, size):
            for start in range(0, len(data), size):
                yield data[start:start + size]
        assert list(batches(list(range(5)), 2)) == [[0, 1], [2, 3], [4]]
        def tree(node):
            if isinstance(node, list):
                for child in node:
                    yield from tree(child)
            else:
                yield node
        assert list(tree([1, [2, [3]], 4])) == [1, 2, 3, 4]
        def pipeline():
            evens = (x for x in range(10) if x % 2 == 0)
            squares = map(lambda x: x * x, evens)
            return filter(lambda x: x > 3, squares)
        assert list(pipeline()) == [4, 16, 36, 64] and next(pipeline()) == 4
        stack = []
        @contextlib.contextmanager
        def pushed(name):
            stack.append(name)
            yield "/".join(stack)
            stack.pop()
        with pushed("a"):
            with pushed("b") as path:
                assert path == "a/b"
            with pushed("c") as path:
                assert path == "a/c"
        assert stack == []
        def flatten(structure):
            if isinstance(structure, dict):
                return [x for k in sorted(structure) for x in flatten(structure[k])]
            if isinstance(structure, (list, tuple)):
                return [x for item in structure for x in flatten(item)]
            return [structure]
        assert flatten({"b": [1, (2, 3)], "a": 0}) == [0, 1, 2, 3]
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_python(name: str) -> None:
    check(PROGRAMS[name])
