"""Blocks are Python's statements, and stay the same objects while their text does."""

import ast
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.syntax.programs import (
    AWKWARD,
    code,
    read,
    same_trees,
    standard_library,
    texts,
    whole_tree,
)
from tfscope.syntax.parse import SourceFile, parse

LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
PROGRAMS = st.lists(st.sampled_from(AWKWARD), max_size=8).map("".join)
# What could open, close, join or part statements.
PIECES = st.sampled_from(
    [
        *"'\"()[]{}\\\n\r\t #@:;%!?=.f`",
        '"""',
        "'''",
        "\n\n",
        "\\\n",
        "\nx = (\n",
        "\n# c\n",
        "\n@x\n",
        "else:\n",
        "def f(:\n",
        "\nclass A:\n",
        'f"{',
        "\f",
        "\ufeff",
        "\0",
        "😀",
        "\ud800",
        "return",
        "\ntry:\n",
        "\n%x (\n",
    ]
)


def test_standard_library_reads_as_python_reads_it() -> None:
    for path, text in standard_library():
        parsed, tree = read(text), whole_tree(text)
        assert tree is not None
        assert not parsed.problems, path
        assert "".join(texts(parsed)) == text, path
        assert same_trees(parsed, tree), path


@given(PROGRAMS, LINE_ENDS, st.booleans())
@settings(deadline=None)
def test_awkward_programs_read_as_python_reads_them(program: str, line_end: str, has_final: bool) -> None:
    text = (program if has_final else program.rstrip("\n")).replace("\n", line_end)
    tree = whole_tree(text)
    parsed = read(text)
    assert "".join(texts(parsed)) == text
    if tree is not None:
        assert not parsed.problems
        assert same_trees(parsed, tree)


def test_awkward_programs_are_valid() -> None:
    assert [program for program in AWKWARD if whole_tree(program) is None] == []


@pytest.mark.parametrize(
    "string",
    [
        'f"{a["b, (c"]}("',
        "f'{\n[\na\n]\n}'",
        "rf'\\{a[']']}'",
        "f'{a:{'('}>{b!r}}'",
        "f'''{f'{f'''('''}'}'''",
        "f'{{' f'}}(' '{' f'{{{{(' u'{\"'",
        "f'{a # b }\n}'",
        'f"\\N{LEFT CURLY BRACKET}{a}("',
    ],
)
def test_f_strings_may_hold_their_own_quotes(string: str) -> None:
    # Whether or not this Python can parse them, the statement ends where the string does.
    assert texts(read(f"x = {string}\ny = 1\n")) == [f"x = {string}\n", "y = 1\n"]


def test_where_blocks_start() -> None:
    parsed = read(
        "# licence\n\nimport a\n# about f\n@d\ndef f():\n    pass\n    # its end\n\n\n# about x\nx = 1; y = 2\n"
    )
    assert texts(parsed) == [
        "# licence\n\nimport a\n",
        "# about f\n@d\ndef f():\n    pass\n    # its end\n\n\n",
        "# about x\nx = 1; y = 2\n",
    ]
    assert [parsed.line_of(block) for block in parsed.blocks] == [1, 4, 11]
    at = [block and parsed.blocks.index(block) for block in map(parsed.block_at, range(15))]
    assert at == [None, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, None]


def test_empty_and_blank_files() -> None:
    assert read("").blocks == ()
    assert read("").block_at(1) is None
    assert texts(read("\n# c\n")) == ["\n# c\n"]
    assert read("\n# c\n").blocks[0].body == []


def test_a_byte_order_mark_is_no_code() -> None:
    parsed = read("\ufeffx = y\nz = 1\n")
    assert code(parsed) == "x = y\nz = 1"
    assert not parsed.problems
    block = parsed.blocks[0]
    assert isinstance(block.body[0], ast.Assign)
    span = parsed.span(block, block.body[0].value)
    assert (span.start_line, span.start_column, span.end_column) == (1, 5, 6)


def test_span_is_in_characters_of_the_file() -> None:
    parsed = read("a = 1\n\n'é😀'; f(\n  b)\n")
    call = parsed.blocks[1].body[1]
    span = parsed.span(parsed.blocks[1], call)
    assert (span.path, span.start_line, span.start_column, span.end_line, span.end_column) == (
        "program.py",
        3,
        6,
        4,
        4,
    )


def test_span_of_a_node_without_position_is_that_of_its_children() -> None:
    parsed = read("\ndef f(a, *, b=1): pass\ndef g(): pass\n")
    first, second = parsed.blocks
    assert isinstance(first.body[0], ast.FunctionDef) and isinstance(second.body[0], ast.FunctionDef)
    assert parsed.span(first, first.body[0].args).start_column == 6
    assert parsed.span(first, first.body[0].args).end_column == 15
    assert parsed.span(second, second.body[0].args).start_line == 3


def test_blocks_of_other_versions_are_not_contained() -> None:
    old, new = read("a\nb\n"), read("a\nc\n")
    assert old.contains(old.blocks[0])
    assert not new.contains(old.blocks[0])
    with pytest.raises(KeyError):
        new.line_of(old.blocks[0])


def test_names_are_all_identifiers() -> None:
    (block,) = read("from a.b import c as d; e.f(g=lambda h: ﬁ, *é)\n").blocks
    assert block.names >= {"a", "b", "c", "d", "e", "f", "g", "h", "fi", "é"}


def test_blocks_move_with_a_line_above() -> None:
    old = read("a\na\nb\na\n")
    new = read("\na\na\nb\na\n", old)
    assert new.blocks[1:] == old.blocks[1:]
    assert [new.line_of(block) for block in old.blocks[1:]] == [3, 4, 5]
    assert read("# c\n\na\na\nb\na\n", old).blocks[1:] == old.blocks[1:]


def test_equal_blocks_keep_their_order() -> None:
    old = read("a\nb\na\nc\na\n")
    new = read("x\nb\na\ny\na\n", old)
    assert [new.blocks[index] is old.blocks[index] for index in range(5)] == [False, True, True, False, True]


def test_a_moved_block_is_the_same() -> None:
    old = read("a\nb\nc\nd\n")
    new = read("a\nc\nb\nd\n", old)
    assert new.blocks == (old.blocks[0], old.blocks[2], old.blocks[1], old.blocks[3])


def test_another_file_shares_no_block() -> None:
    old = read("a\nb\n")
    assert not set(parse(SourceFile("other.py", "a\nb\n"), old).blocks) & set(old.blocks)


def test_a_closed_bracket_takes_what_it_holds() -> None:
    old = read("x = (\na\nb\nc\n")
    assert texts(old) == ["x = (\n", "a\n", "b\n", "c\n"]
    assert texts(read("x = (\na\nb\n)\n", old)) == ["x = (\na\nb\n)\n"]


def test_an_added_clause_joins_the_block_above() -> None:
    old = read("if a:\n    b\nc\n")
    new = read("if a:\n    b\nelse:\n    d\nc\n", old)
    assert texts(new) == ["if a:\n    b\nelse:\n    d\n", "c\n"]
    assert new.blocks[1] is old.blocks[1]


@st.composite
def edited_programs(draw: st.DrawFn) -> list[str]:
    """A program and what it becomes under one edit after another."""
    text = draw(st.one_of(PROGRAMS, st.sampled_from([text for _, text in standard_library() if len(text) < 4000])))
    versions = [text]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(start + draw(st.sampled_from([0, 0, 1, 1, 2, 30])), len(text))
        text = text[:start] + draw(st.just("") | PIECES) + text[end:]
        versions.append(text)
    return versions


@given(edited_programs())
@settings(deadline=None, max_examples=100)
def test_after_any_edit_blocks_are_those_of_the_text_alone(versions: list[str]) -> None:
    parsed = read("")
    for text in versions:
        old, parsed, alone = parsed, read(text, parsed), read(text)
        assert texts(parsed) == texts(alone)
        assert "".join(texts(parsed)) == text
        assert parsed.problems == alone.problems
        assert code(parsed) == code(alone)
        kept = Counter(block.text for block in parsed.blocks if old.contains(block))
        assert kept == Counter(texts(old)) & Counter(texts(parsed))
        tree = whole_tree(text)
        if tree is not None:
            assert not parsed.problems
            assert same_trees(parsed, tree)


@given(edited_programs())
@settings(deadline=None, max_examples=100)
def test_rewritten_blocks_are_those_of_the_text_alone(versions: list[str]) -> None:
    parsed = read("")
    for text in versions:
        parsed, alone = read(text, parsed, rewrites=True), read(text)
        assert texts(parsed) == texts(alone)
        assert parsed.problems == alone.problems
        assert [parsed.line_of(block) for block in parsed.blocks] == [alone.line_of(block) for block in alone.blocks]
        dumps = [
            [ast.dump(statement, include_attributes=True) for block in one.blocks for statement in block.body]
            for one in (parsed, alone)
        ]
        assert dumps[0] == dumps[1]


@pytest.mark.parametrize(
    ("text", "is_same"),
    [
        ("def f(x):\n    # A remark.\n    return x + 1\n", True),
        ("def f( x ):\n    return (x\n        + 1)  # One.\n", True),
        ("def f(x): return x + 0x1\n", True),
        ("def f(x):\n    return x + 1.0\n", False),
        ("def f(x):\n    return x - 1\n", False),
        ("def f(x):\n    return x +\n", False),
        ("def f(x):\n    return x + 1\nf(2)\n", True),
    ],
)
def test_a_block_that_means_the_same_stays(text: str, is_same: bool) -> None:
    old = read("def f(x):\n    return x + 1\n")
    (block,) = old.blocks
    new = read(text, old, rewrites=True)
    assert (new.blocks[0] is block) == is_same
    assert new.contains(new.blocks[0])
    assert old.contains(block) == (block.text == old.source.text)


@given(st.sampled_from([path for path, text in standard_library() if text]), st.data())
@settings(deadline=None, max_examples=100)
def test_an_edit_in_one_block_leaves_the_others(path: str, data: st.DataObject) -> None:
    text = dict(standard_library())[path]
    old = read(text)
    block = data.draw(st.sampled_from(old.blocks))
    start = old.source.offset(old.line_of(block), 0)
    at = start + data.draw(st.integers(1, max(len(block.text) - 1, 1)))
    # A quote that is made or unmade may open a string up to another one: then the rest is another program.
    assume(not set(text[at - 1 : at + 1]) & set("\"'\\"))
    inserted = data.draw(st.sampled_from([*"()[]{}x1=,.:;+*", "\n", " ", "def f(", "\nx = f(\n", "\nx = 1\n"]))
    new = read(text[:at] + inserted + text[at:], old)
    # The one above may get comments that stood above this one.
    above = old.blocks[max(old.blocks.index(block) - 1, 0)]
    assert set(old.blocks) - set(new.blocks) <= {above, block}
