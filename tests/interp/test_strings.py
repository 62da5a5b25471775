"""String methods and formatting, judged by CPython where all is known; holes stay visible elsewhere."""

from __future__ import annotations

import pytest

from tests.models_python.judging import check, value_of
from tfscope.domain.heap import ListObject
from tfscope.domain.values import Unknown

PROGRAMS = {
    "methods": """
        s = " Conv2d/W_0 "
        assert s.strip() == "Conv2d/W_0" and s.lstrip() == "Conv2d/W_0 " and s.rstrip(" 0") == " Conv2d/W_"
        assert s.lower() == " conv2d/w_0 " and "ab".upper() == "AB"
        assert "ab cd".title() == "Ab Cd" and "aB".swapcase() == "Ab"
        assert "a/b/c".split("/") == ["a", "b", "c"]
        assert "a/b/c".rsplit("/", 1) == ["a/b", "c"] and " a  b ".split() == ["a", "b"]
        assert "a/b".partition("/") == ("a", "/", "b")
        assert "a".rpartition("/") == ("", "", "a") and "a\\nb".splitlines() == ["a", "b"]
        assert "abcabc".find("c") == 2 and "abcabc".rfind("c") == 5 and "abc".index("b") == 1 and "aaa".count("a") == 3
        assert "a".zfill(3) == "00a" and "a".center(3, "-") == "-a-"
        assert "a".ljust(2) + "|" == "a |" and "a".rjust(2) == " a"
        assert "model.ckpt".endswith((".ckpt", ".pb")) and "model".startswith("mo") and not "m".startswith("x")
        assert "12".isdigit() and "ab".isalpha() and "a1".isalnum() and not "a b".isidentifier() and "AB".isupper()
        assert "-".join("abc") == "a-b-c" and "".join([]) == "" and ",".join(str(i) for i in range(3)) == "0,1,2"
        assert "a-b".replace("-", "_") == "a_b"
        assert "aaa".replace("a", "b", 2) == "bba" and "xay".removeprefix("x") == "ay"
        assert "ab".encode() == b"ab" and b"ab".decode("utf-8") == "ab" and "abc".translate({97: "x"}) == "xbc"
        assert "a" < "b" and "abc"[1:] + "d" == "bcd" and ord("a") == 97 and chr(98) == "b" and len("abc") == 3
        assert str.upper("a") == "A" and list(map(str.strip, [" a "])) == ["a"] and "a\\tb".expandtabs(2) == "a b"
        """,
    "format": """
        assert "{}-{}".format(1, "a") == "1-a"
        assert "{1}{0}{1}".format("a", "b") == "bab" and "{x:>4}".format(x=3) == "   3"
        assert "{:.2f} {:05d} {:x} {:,}".format(1.5, 42, 255, 1000) == "1.50 00042 ff 1,000" and "{{}}".format() == "{}"
        assert "{!r} {!s} {!a}".format("a", "b", "c") == "'a' b 'c'" and "{0[1]} {0[0]}".format([1, 2]) == "2 1"
        assert "{d[k]} {c.real}".format(d={"k": 5}, c=3) == "5 3" and "{:{}} {}".format(3, 5, 7) == "    3 7"
        assert "{:{w}.{p}f}|{}".format(1.25, "z", w=6, p=1) == "   1.2|z" and "{0:{1}}{2}".format(1, 2, 3) == " 13"
        x, name, items = 3, "w", [1, "a"]
        assert f"{name}_{x}" == "w_3" and f"{x:03d}" == "003" and f"{name!r}" == "'w'" and f"{x}{{}}" == "3{}"
        assert f"{items}" == "[1, 'a']" and f"{x + 1:>{x}}" == "  4"
        assert f"{(1, 'b')}" == "(1, 'b')" and f"{None} {True}" == "None True"
        assert f"{name!a:>5}" == "  'w'" and f"{items!r}" == "[1, 'a']"
        assert f"{0.1 + 0.2:.1f}" == "0.3" and f"{x=}" == "x=3"
        assert "{:>3}{:<3}|{:^3}".format("a", "b", "c") == "  ab  | c "
        assert format(3.14159, ".3g") == "3.14" and format(5) == "5"
        def fails(f):
            try:
                f()
            except Exception as error:
                return type(error).__name__
        assert fails(lambda: "{}".format()) == "IndexError" and fails(lambda: "{a}".format(b=1)) == "KeyError"
        assert fails(lambda: "{:d}".format("a")) == "ValueError" and fails(lambda: "{".format(1)) == "ValueError"
        assert fails(lambda: "%d" % "a") == "TypeError" and fails(lambda: "%s %s" % (1,)) == "TypeError"
        assert fails(lambda: "%s" % (1, 2)) == "TypeError" and fails(lambda: ",".join([1])) == "TypeError"
        """,
    "percent": """
        assert "%s_%d" % ("a", 3) == "a_3"
        assert "%5.2f|%-4s|%04d" % (1.5, "a", 7) == " 1.50|a   |0007" and "%%%s" % 1 == "%1"
        assert "%(a)s/%(b)02d" % {"a": "x", "b": 3} == "x/03"
        assert "%r" % "a" == "'a'" and "%x %o %e" % (255, 8, 1.0) == "ff 10 1.000000e+00"
        assert "%s" % [1] == "[1]" and "%s" % None == "None"
        assert "%s" % (1,) == "1" and "%*d" % (4, 2) == "   2" and "%c" % "a" == "a"
        """,
    "instances": """
        class Point:
            def __init__(self, x): self.x = x
            def __repr__(self): return "Point(%d)" % self.x
            def __str__(self): return "<%d>" % self.x
            def __format__(self, spec): return "f" + spec
        class Plain:
            def __repr__(self): return "plain"
        p, q = Point(3), Plain()
        assert str(p) == "<3>" and repr(p) == "Point(3)" and "%s %r" % (p, p) == "<3> Point(3)" and "%s" % q == "plain"
        assert "{!r}{!s}".format(p, p) == "Point(3)<3>" and f"{p!r}" == "Point(3)" and f"{p!s:>5}" == "  <3>"
        assert f"{p}" == "f" and f"{p:abc}" == "fabc" and "{0:z}".format(p) == "fz" and format(p, "y") == "fy"
        assert f"{q}" == "plain" and "{}".format(q) == "plain"
        assert "{0.x}".format(p) == "3" and str([p, q]) == "[Point(3), plain]"
        assert "%(p)r" % {"p": p} == "Point(3)" and str({"k": q}) == "{'k': plain}" and repr((p,)) == "(Point(3),)"
        assert str(ValueError("bad")) == "bad" and str(ValueError(1, 2)) == "(1, 2)" and str(ValueError()) == ""
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_python(name: str) -> None:
    """The text is that of CPython."""
    check(PROGRAMS[name])


HOLES = {
    "'a/%s/b' % name": "a/{name}/b",
    "'%s' % (name,)": "{name}",
    "'%(k)s-%(n)d' % {'k': name, 'n': 2}": "{name}-2",
    "'%d%%_%s' % (5, name)": "5%_{name}",
    "'%*d_%s' % (3, 5, name)": "  5_{name}",
    "'%.*f_%s' % (1, 0.5, name)": "0.5_{name}",
    "'%-3s|%s' % ('a', name)": "a  |{name}",
    "'%r_%s' % ('a', name)": "'a'_{name}",
    "'{}_{:02d}'.format(name, 7)": "{name}_07",
    "'{0}{1}{0}'.format(name, 'x')": "{name}x{name}",
    "'{n:>3}/{k}'.format(n=1, k=name)": "  1/{name}",
    "'{a[0]}/{a[1]}'.format(a=['x', name])": "x/{name}",
    "f'{name}_{1 + 1}'": "{name}_2",
    "f'{name!s}/w'": "{name}/w",
    "'/'.join(['a', name, 'b'])": "a/{name}/b",
    "'a' + str(name) + 'b'": "a{name}b",
    "('a/' + str(name)).replace('a', 'b')": "b/{name}",
    "('A/' + str(name)).lower()": "a/{name}",
    "('//' + str(name) + '//').strip('/')": "{name}",
    "('//' + str(name) + '//').lstrip('/')": "{name}//",
    "('//' + str(name) + '//').rstrip('/')": "//{name}",
    "(str(name) + '/w').split('/')[1]": "w",
    "(str(name) + '/w').rsplit('/')[0]": "{name}",
    "str((1, str(name)))": "(1, '{name}')",
    "str([name])": "[{name}]",
}


@pytest.mark.parametrize("expression", HOLES)
def test_holes(expression: str) -> None:
    """What is not known is a hole with its label, and the rest is there."""
    assert str(value_of(f"result = {expression}\n", "result")) == HOLES[expression]


DECIDED = {
    "('a/' + str(name)).startswith('a/')": True,
    "('a/' + str(name)).startswith('b')": False,
    "(str(name) + ':0').endswith(':0')": True,
    "(str(name) + ':0').endswith(':1')": False,
    "('a/' + str(name)) == 'b/w'": False,
    "(str(name) + '/w') == 'a/b'": False,
    "(str(name) + '/w') == 3": False,
    "('a' + str(name)) != None": True,
    "bool('a' + str(name))": True,
    "'b/' in ('ab/' + str(name))": True,
    "str(name) == str(name)": True,
}


@pytest.mark.parametrize("expression", DECIDED)
def test_decided_by_the_known_parts(expression: str) -> None:
    """The known ends of a string decide."""
    assert value_of(f"result = {expression}\n", "result") is DECIDED[expression]


UNDECIDED = (
    "('a/' + str(name)).startswith('a/b')",
    "(str(name) + ':0').endswith('x:0')",
    "('a/' + str(name)) == 'a/w'",
    "'z' in ('a' + str(name))",
    "bool(str(name))",
    "'abc'.startswith(str(name))",
    "('a' + str(name)) == ('a' + str(other))",
)


@pytest.mark.parametrize("expression", UNDECIDED)
def test_undecided_by_the_known_parts(expression: str) -> None:
    """Where the hole decides, the answer is an unknown boolean."""
    value = value_of(f"result = {expression}\n", "result")
    assert isinstance(value, Unknown)
    assert value.kind == "bool"


@pytest.mark.parametrize("method", ["upper()", "title()", "zfill(9)", "replace(other, 'x')", "capitalize()"])
def test_a_changed_hole_is_another(method: str) -> None:
    """What becomes of a hole is a string that is not known."""
    value = value_of(f"result = ('a' + str(name)).{method}\n", "result")
    assert isinstance(value, Unknown)
    assert value.kind == "str"


def test_splitting_at_a_separator_that_is_not_known() -> None:
    """The list is open."""
    value = value_of("result = ('a' + str(name)).split(other)\n", "result")
    assert isinstance(value, ListObject)
    assert value.is_open
