"""Arguments of calls, nodes at positions, comments."""

import ast

import pytest

from tests.syntax.programs import read
from tfscope.syntax.comments import comment_on, comments
from tfscope.syntax.nodes import argument, node_at
from tfscope.syntax.source import SourceFile


@pytest.mark.parametrize(
    ("call", "position", "keyword", "expected"),
    [
        ("f(a, b)", 0, None, "a"),
        ("f(a, b)", 1, "x", "b"),
        ("f(a, x=c)", 1, "x", "c"),
        ("f(a, x=c)", None, "x", "c"),
        ("f(a)", 1, "x", None),
        ("f(a)", None, None, None),
        ("f(a)", -1, None, None),
        ("f(a, *b, c)", 0, None, "a"),
        ("f(a, *b, c)", 1, None, None),
        ("f(a, *b, c)", 2, None, None),
        ("f(*b, x=c)", 0, "x", "c"),
        ("f(**b)", 0, None, None),
    ],
)
def test_argument(call: str, position: int | None, keyword: str | None, expected: str | None) -> None:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    found = argument(node, position, keyword)
    assert (found and ast.unparse(found)) == expected


def path_at(text: str) -> list[str]:
    """The nodes at the caret `|`, which is no part of the text."""
    source = SourceFile("program.py", text)
    line, column = source.position(text.index("|"))
    return [type(node).__name__ for node in node_at(read(text.replace("|", "")), line, column)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x\nf(a, b.|c)\n", ["Expr", "Call", "Attribute"]),
        ("f(|a)", ["Expr", "Call", "Name"]),
        ("f(a|)", ["Expr", "Call", "Name"]),
        ("f|(a)", ["Expr", "Call", "Name"]),
        ("f(x|=1)", ["Expr", "Call", "keyword"]),
        ("'é😀'; f(|a)", ["Expr", "Call", "Name"]),
        ("\n@d|\ndef f(): pass", ["FunctionDef", "Name"]),
        ("def f(a|): pass", ["FunctionDef", "arguments", "arg"]),
        ("with a as b|: pass", ["With", "withitem", "Name"]),
        ("x = 1\n|\ny = 1", []),
        ("a if b else c|", ["Expr", "IfExp", "Name"]),
        ("[a for a in b|]", ["Expr", "ListComp", "comprehension", "Name"]),
        ("|", []),
    ],
)
def test_node_at(text: str, expected: list[str]) -> None:
    path = [name for name in path_at(text) if name not in ("Load", "Store")]
    assert path == expected


def test_node_at_outside_the_file() -> None:
    assert node_at(read("x\n"), 9, 0) == []


def test_comments_are_not_fooled_by_strings() -> None:
    text = 'x = "#a"  # b\ny = """\n# c\n"""  # d\nz = 1\n# e\nw = \'\\\'#\' # f # g\r\n#\n'
    source = SourceFile("program.py", text)
    assert comments(source) == {1: "# b", 4: "# d", 6: "# e", 7: "# f # g", 8: "#"}
    assert [comment_on(source, line) for line in (0, 1, 3, 5, 99)] == ["", "# b", "", "", ""]


def test_comments_survive_broken_code() -> None:
    source = SourceFile("program.py", "x = f(  # a\ny = 'b  # no\nz = '''  # no\ndef f(): pass  # c\n")
    assert comments(source) == {1: "# a", 4: "# c"}
