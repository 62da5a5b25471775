"""Comments that silence diagnostics."""

import pytest

from tfscope.analysis.suppressions import suppressions_of
from tfscope.syntax.source import SourceFile

RULE = ("TFS101", "variable-already-exists")


@pytest.mark.parametrize(
    ("comment", "is_silent"),
    [
        ("# tfscope: ignore", True),
        ("#tfscope:ignore", True),
        ("# why not  # tfscope: ignore", True),
        ("# tfscope: ignore[TFS101]", True),
        ("# tfscope: ignore[tfs101 , other]", True),
        ("# tfscope: ignore[variable-already-exists]", True),
        ("# tfscope: ignore[TFS102]", False),
        ("# tfscope: ignored", False),
        ("# type: ignore", False),
    ],
)
def test_on_a_line(comment: str, is_silent: bool) -> None:
    found = suppressions_of(SourceFile("a.py", f"x = 1\ny = 2  {comment}\n"))
    assert found.silences(RULE, 2) is is_silent
    assert not found.silences(RULE, 1)


def test_in_the_whole_file() -> None:
    assert suppressions_of(SourceFile("a.py", "# tfscope: ignore-file\nx = 1\n")).silences(RULE, 2)
    some = suppressions_of(SourceFile("a.py", "# tfscope: ignore-file[TFS101]\nx = 1\n"))
    assert some.silences(RULE, 2)
    assert not some.silences(("TFS102", "variable-does-not-exist"), 2)


def test_in_a_string_it_is_no_comment() -> None:
    assert not suppressions_of(SourceFile("a.py", 'x = "# tfscope: ignore"\n')).silences(RULE, 1)
