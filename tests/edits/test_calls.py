"""Edits of calls change the argument that they are about, and keep the layout of the rest."""

from __future__ import annotations

import pytest

from tfscope.edits.calls import add_keyword, remove_argument, replace_argument, set_argument
from tfscope.edits.edit import Edit
from tfscope.syntax.blocks import Span
from tfscope.syntax.source import SourceFile


def call_in(text: str) -> tuple[SourceFile, Span]:
    """A text, and the place of the call `f(…)` that ends it."""
    source = SourceFile("program.py", text)
    start = source.position(text.index("f("))
    return source, Span("program.py", *start, *source.position(len(text.rstrip())))


def applied(source: SourceFile, edit: Edit | None) -> str | None:
    """The text after an edit."""
    if edit is None:
        return None
    start = source.offset(edit.span.start_line, edit.span.start_column)
    end = source.offset(edit.span.end_line, edit.span.end_column)
    return source.text[:start] + edit.new_text + source.text[end:]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f()", "f(r=1)"),
        ("f('a')", "f('a', r=1)"),
        ("f( 'a' )", "f( 'a', r=1 )"),
        ("x = f('a', b = 3)  ", "x = f('a', b = 3, r=1)  "),
        ("f('a', )", "f('a', r=1, )"),
        ("f(*a)", "f(*a, r=1)"),
        ("f('a', **rest)", "f('a', r=1, **rest)"),
        ("f(**rest)", "f(r=1, **rest)"),
        ("f(\n    'a',\n    b=1,\n)", "f(\n    'a',\n    b=1,\n    r=1,\n)"),
        ("f(\n    'a',\n    b=1)", "f(\n    'a',\n    b=1,\n    r=1)"),
        ("f('a',\r\n  b=1)", "f('a',\r\n  b=1,\r\n  r=1)"),
        ("f('a',  # why\n  b=1)", "f('a',  # why\n  b=1,\n  r=1)"),
        ("f('a', r=2)", None),
        ("f('a' 1)", None),
    ],
)
def test_add_keyword(before: str, after: str | None) -> None:
    """A further argument stands last, as the others do."""
    source, span = call_in(before)
    assert applied(source, add_keyword(source, span, "r", "1")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f('a', 2)", "f('a', 1)"),
        ("f('a', r = 2)", "f('a', r = 1)"),
        ("f(r=2, s=3)", "f(r=1, s=3)"),
        ("f(*a, 2)", None),
        ("f('a')", None),
    ],
)
def test_replace_argument(before: str, after: str | None) -> None:
    """The value of an argument is replaced, however it is given."""
    source, span = call_in(before)
    assert applied(source, replace_argument(source, span, 1, "r", "1")) == after


def test_set_argument() -> None:
    """An argument is replaced where it is given, and added where it is not."""
    source, span = call_in("f('a')")
    assert applied(source, set_argument(source, span, 8, "r", "1")) == "f('a', r=1)"
    source, span = call_in("f('a', r=2)")
    assert applied(source, set_argument(source, span, 8, "r", "1")) == "f('a', r=1)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f('a', 2)", "f('a')"),
        ("f('a', r=2, s=3)", "f('a', s=3)"),
        ("f(r=2)", "f()"),
        ("f('a', 2, s=3)", "f('a', s=3)"),
        ("f(\n  'a',\n  r=2,\n)", "f(\n  'a',\n)"),
        ("f('a', 2, 3)", None),
        ("f('a')", None),
    ],
)
def test_remove_argument(before: str, after: str | None) -> None:
    """An argument is taken away where that moves no other one."""
    source, span = call_in(before)
    assert applied(source, remove_argument(source, span, 1, "r")) == after


def test_edits_are_small() -> None:
    """An edit replaces no more than what changes."""
    source, span = call_in("value = f('a', b=1)")
    edit = add_keyword(source, span, "r", "1")
    assert edit is not None
    assert (edit.span.start_column, edit.span.end_column, edit.new_text) == (18, 18, ", r=1")


def test_what_is_no_call() -> None:
    """Nothing is answered for a text that is no call."""
    source = SourceFile("program.py", "f = 3")
    assert add_keyword(source, Span("program.py", 1, 0, 1, 5), "r", "1") is None
    assert add_keyword(source, Span("program.py", 1, 0, 1, 1), "r", "1") is None
