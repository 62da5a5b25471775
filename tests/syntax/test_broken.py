"""What survives in broken code."""

import ast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.syntax.programs import check, code, read, standard_library, texts
from tfscope.syntax.blocks import SyntaxProblem
from tfscope.syntax.nodes import UNREADABLE


def test_an_unclosed_bracket_in_a_function() -> None:
    check(
        """
        def f(a):
            x = tf.get_variable(
            for i in range(3):
                y = g(i)
                h(y)
            if x:
                z = [1,
            return y

        def g(): pass
        """,
        """
        def f(a):
            x = ?
            for i in range(3):
                y = g(i)
                h(y)
            if x:
                z = ?
            return y

        def g(): pass
        """,
        (2, "'(' was never closed"),
        (7, "'[' was never closed"),
    )


@pytest.mark.parametrize(
    "rest",
    [
        "y = 1",
        "def f(): pass",
        "class A: pass",
        "@d\ndef f(): pass",
        "import a",
        "from a import b",
        "if a: b",
        "for a in b: c",
        "with a: b",
        "while a: b",
        "try: a\nfinally: b",
        "print(1)",
        "async def f(): pass",
        "# c\ny = 1",
    ],
)
def test_an_unclosed_bracket_ends_before(rest: str) -> None:
    parsed = read(f"x = tf.get_variable(\n{rest}\nz = f(1)\n")
    assert texts(parsed)[1:] == [f"{rest}\n", "z = f(1)\n"]
    assert code(parsed) == f"x = {UNREADABLE}\n{code(read(rest))}\nz = f(1)"
    assert parsed.problems == (SyntaxProblem(1, 19, "'(' was never closed"),)


def test_only_the_broken_statement_is_lost() -> None:
    check("a = 1; b = f(; c = 2\nd = 3", "a = 1; b = ?\nd = 3", (1, "invalid syntax"))
    check("f(1); g(\nd = 3", "f(1)\nd = 3", (1, "'(' was never closed"))
    check("a.b[0], c = d = f(x=", "a.b[0], c = d = ?", (1, "'(' was never closed"))
    check("x += f(", "x += ?", (1, "'(' was never closed"))
    check("x: int = f(", "x: int = ?", (1, "'(' was never closed"))
    check("def f():\n    return f(\n", "def f():\n    return ?\n", (2, "'(' was never closed"))
    check("a = 1\n)\nb = 2\n", "a = 1\npass\nb = 2\n", (2, "unmatched ')'"))
    check("x = 'a\ny = 1\n", "x = ?\ny = 1\n", (1, "unterminated string literal"))
    check("f(a b)\n", "pass", 1)


def test_a_broken_header_keeps_its_body() -> None:
    check("if x ==:\n    a\nelse:\n    b", "if ?:\n    a\nelse:\n    b", (1, "invalid syntax"))
    check("while (:\n    a", "while ?:\n    a", (1, "invalid syntax"))
    check("for a, b in f(:\n    a", "for a, b in ?:\n    a", (1, "invalid syntax"))
    check("for :\n    a", "for _ in ?:\n    a", (1, "invalid syntax"))
    check("with f('a' as b:\n    c = 1", "with ? as b:\n    c = 1", (1, "invalid syntax"))
    check("with f('a'\n    c = f(1)", "with ?:\n    c = f(1)", (1, "'(' was never closed"))
    check("class A(B:\n    x = 1", "class A(?):\n    x = 1", (1, "invalid syntax"))
    check("async def f(:\n    await a", "async def f(*_, **__):\n    await a", (1, "invalid syntax"))
    check("def f(a, b='x', *, c=:\n    a", "def f(a, b='x', *, c=?, **__):\n    a", (1, "invalid syntax"))
    check("def f(self, (a, b)):\n    a", "def f(self, *_, a=?, b=?, **__):\n    a", 1)
    check("def\n    a\n", "if ?:\n    a\n", (1, "invalid syntax"))
    check("@f(\ndef g(): pass", "@?\ndef g(): pass", (1, "'(' was never closed"))
    check("fro a in b:\n    c\n", "if ?:\n    c\n", (1, "invalid syntax"))


def test_a_missing_colon_is_supplied() -> None:
    for header in ("if a", "def f(a)", "class A", "with a as b", "for a in b"):
        check(f"{header}\n    c\n", f"{header}:\n    c\n", (1, "expected ':'"))


def test_statements_that_do_not_stand_together() -> None:
    check("try:\n    a\nb\n", "if 1:\n    a\nb", (1, "expected 'except' or 'finally' block"))
    check("if a:\nb\n", "if a: pass\nb", (1, "expected an indented block after 'if' statement"))
    check("def f():\n", "def f(): pass", (1, "expected an indented block after function definition"))
    check("else:\n    a\n", "if ?:\n    a", (1, "invalid syntax"))
    check("a = 1\n    b = 2\n    c = 3\n", "a = 1\nb = 2\nc = 3", (2, "unexpected indent"))
    check("    a\nb\n", "a\nb", (1, "unexpected indent"))
    check(
        "def f():\n        a\n    b\n",
        "def f():\n    a\nb\n",
        (3, "unindent does not match any outer indentation level"),
    )
    check("@a\nb = 1\n", "pass\nb = 1", (1, "invalid syntax"))
    check(
        "match a:\n    b\n    case 1: c\n",
        "match a:\n    case _ if ?: pass\n    case 1: c",
        (2, "invalid syntax"),
    )
    check("if a:\n        b\n\tc\n", "if a:\n    b\n    c\n", 3)


def test_positions_stay_true() -> None:
    text = "if a:\n  x = f(\n  é.b\n      c.d; '€'; g(h)\n\tprint 'é', 1; i(j)\n"
    (block,) = read(text).blocks
    lines = text.split("\n")
    names = [
        node for node in ast.walk(ast.Module(block.body, [])) if isinstance(node, ast.Name) and node.id in "acéghij"
    ]
    assert {node.id for node in names} == set("aécghij")
    for node in names:
        line = lines[node.lineno - 1].encode()
        assert line[node.col_offset : node.end_col_offset].decode() == node.id


def test_a_lost_triple_quote_ends_with_its_definition() -> None:
    check(
        '''
        def f():
            """Doc.
            return 1

        def g():
            """Doc: 'x'."""
            return 2

        def h():
            """Doc."""
        ''',
        '''
        def f():
            pass
            return 1

        def g():
            """Doc: 'x'."""
            return 2

        def h():
            """Doc."""
        ''',
        (2, "unterminated triple-quoted string literal"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "x = " + "-" * 50_000 + "1",
        "".join("\n" + " " * depth + "if x:" for depth in range(300)),
        'f"{' * 3000,
        "f'{\"" * 3000,
        "@a\n" * 1000,
        "x = 'a\\\n" * 1000,
        "x = foo(\n" * 1000,
        '"""\n' * 1001,
        "a\0b = 1\n",
        "x = '\0'\ny = \ud800\n",
        "\x1a\x0b\x00\xa0\u3000x",
        "\\",
        "\\\n\\\n(",
    ],
)
def test_absurd_text_is_read(text: str) -> None:
    parsed = read(text)
    assert parsed.problems
    assert "".join(texts(parsed)) == text


@pytest.mark.parametrize("text", ["a+" * 20_000 + "1", "if a: pass\n" + "elif a: pass\n" * 5000])
def test_deep_nesting_is_read_or_reported(text: str) -> None:
    parsed = read(text)
    assert parsed.problems or parsed.blocks[0].body


def test_a_null_byte_in_a_string_is_only_a_character() -> None:
    assert isinstance(read("x = '\0'\n").blocks[0].body[0], ast.Assign)


@st.composite
def half_typed(draw: st.DrawFn) -> tuple[str, str, int]:
    """A program with a half-typed statement in place of one in a body, what should be read, and its line."""
    text = draw(st.sampled_from([text for _, text in standard_library()]))
    lines = text.split("\n")
    places = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign | ast.Expr | ast.Return) and node.lineno == node.end_lineno:
            before, after = (
                lines[node.lineno - 1][: node.col_offset],
                lines[node.lineno - 1][node.end_col_offset :],
            )
            if not before.strip() and (not after or after.lstrip().startswith("#")):
                places.append((node.lineno, before))
    assume(places)
    line, indent = draw(st.sampled_from(places))
    versions = []
    for statement in ("x = tf.get_variable(", f"x = {UNREADABLE}"):
        lines[line - 1] = indent + statement
        versions.append("\n".join(lines))
    return versions[0], versions[1], line


@given(half_typed())
@settings(deadline=None, max_examples=60)
def test_a_half_typed_line_costs_one_statement(program: tuple[str, str, int]) -> None:
    broken, expected, line = program
    parsed = read(broken)
    assert [(problem.line, problem.message) for problem in parsed.problems] == [(line, "'(' was never closed")]
    assert code(parsed) == code(read(expected))
