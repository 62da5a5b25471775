"""Code that is not quite Python 3: of notebooks and of Python 2."""

from tests.syntax.programs import check, code, read
from tfscope.syntax.nodes import UNREADABLE


def test_notebook_lines_are_blank() -> None:
    check(
        """
        %matplotlib inline
        !pip install "x (
        %%time
        x = !ls
        y = %magic it's
        ?help
        f??
        def g():
            !ls \\
              more (
            a = 1
            if a:
                %magic
            return a
        """,
        f"""
        pass;
        pass; pass
        x = {UNREADABLE}
        y = {UNREADABLE}
        pass; pass
        def g():
            pass
            a = 1
            if a:
                pass
            return a
        """,
    )
    assert code(read("x = (a\n% b)\n")) == "x = a % b"


def test_python_2_is_understood() -> None:
    check(
        """
        def f():
            print "a" % (b,
                c), "d"
            if a: print b; c = 1
            print
            exec "a" in b
            try:
                g(0777, 10L, 0xFFl, ur"\\d")
            except (A, B), e: raise E(a, b), "m", t
            except C, e:
                raise
            if a <> `b, c`:
                d
            print "it's", ("(")
        """,
        """
        def f():
            pass
            if a: pass; c = 1
            print
            pass
            try:
                g(511, 10, 255, "\\\\d")
            except (A, B) as e: raise E(a, b)
            except C as e:
                raise
            if a != repr(b, c):
                d
            pass
        """,
    )
