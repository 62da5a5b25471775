"""Encodings, lines and columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfscope.syntax.source import SourceFile, decode

# Line ends, and what other tools take for one; characters of one to four bytes.
TEXTS = st.text(st.sampled_from("ab \t\n\r\f\v\x1c\x85\u2028é€😀\ud800"), max_size=40)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"x = 1\r\ny\rz\n", "x = 1\r\ny\rz\n"),
        ("é".encode(), "é"),
        (b"\xef\xbb\xbfx\xc3\xa9", "xé"),
        (b"# -*- coding: latin-1 -*-\n'\xe9'", "# -*- coding: latin-1 -*-\n'é'"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'\x80'", None),
        (b"x = 1\n# coding: latin-1\n'\xc3\xa9'", "x = 1\n# coding: latin-1\n'é'"),
        (b"# coding: latin-1\n# coding: utf-8\n'\xe9'", "# coding: latin-1\n# coding: utf-8\n'é'"),
        (b"# coding: no-such-encoding\n'\xc3\xa9'", "# coding: no-such-encoding\n'é'"),
        (b"# coding: rot13\nx = 1", "# coding: rot13\nx = 1"),
        (b"# coding: utf-16\nx = 12", "# coding: utf-16\nx = 12"),
        (b"# coding: utf-8\n'\xe9'", "# coding: utf-8\n'é'"),
        (b"'\xe9'", "'é'"),
    ],
)
def test_decode(data: bytes, text: str | None) -> None:
    assert decode(data) == (data.decode("cp1252") if text is None else text)


@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b"# coding: hex\n", b"# coding: utf-7\n", b"# coding: idna\n"]),
)
def test_decode_is_total(data: bytes, coding: bytes) -> None:
    assert isinstance(decode(coding + data), str)


def test_lines_end_where_python_ends_them() -> None:
    source = SourceFile("a.py", "a\r\nb\rc\nd\fe\u2028f\x1cg\n")
    assert source.line_starts == (0, 3, 5, 7, 15)
    assert [source.line_text(line) for line in range(7)] == ["", "a", "b", "c", "d\fe\u2028f\x1cg", "", ""]


@given(TEXTS, st.data())
def test_offset_of_position_is_the_offset(text: str, data: st.DataObject) -> None:
    source = SourceFile("a.py", text)
    offset = data.draw(st.integers(0, len(text)))
    line, column = source.position(offset)
    assert source.line_starts[line - 1] + column == offset
    # Only between `\r` and `\n` is there no position in the line.
    assert source.offset(line, column) == offset - (text[max(offset - 1, 0) : offset + 1] == "\r\n")


@given(TEXTS, st.integers(-2, 50), st.integers(-2, 50))
def test_offset_is_in_the_text(text: str, line: int, column: int) -> None:
    source = SourceFile("a.py", text)
    offset = source.offset(line, column)
    assert 0 <= offset <= len(text)
    assert 1 <= line <= len(source.line_starts) or offset in (0, len(text))
    assert source.position(source.offset(*source.position(offset))) == source.position(offset)


@given(TEXTS, st.data())
def test_columns_of_other_encodings(text: str, data: st.DataObject) -> None:
    source = SourceFile("a.py", text)
    line = data.draw(st.integers(1, len(source.line_starts)))
    characters = source.line_text(line)
    column = data.draw(st.integers(0, len(characters)))
    before = characters[:column]
    utf16, utf8 = source.utf16_column(line, column), source.utf8_column(line, column)
    assert utf16 == len(before.encode("utf-16-le", "surrogatepass")) // 2
    assert utf8 == len(before.encode("utf-8", "surrogatepass"))
    assert source.column_from_utf16(line, utf16) == column
    assert source.column_from_utf8(line, utf8) == column


def test_columns_inside_and_beyond() -> None:
    source = SourceFile("a.py", "a😀b\n")
    assert [source.column_from_utf16(1, units) for units in range(-1, 7)] == [0, 0, 1, 1, 2, 3, 3, 3]
    assert [source.column_from_utf8(1, units) for units in range(8)] == [0, 1, 1, 1, 1, 2, 3, 3]
    assert source.utf16_column(1, 99) == 4
    assert source.utf8_column(1, 99) == 6
    assert source.utf16_column(9, 1) == source.column_from_utf16(9, 1) == source.column_from_utf8(0, 1) == 0
