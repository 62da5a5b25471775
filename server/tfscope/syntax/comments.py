"""The comments of a file."""

from functools import lru_cache

from tfscope.syntax.scan import scan
from tfscope.syntax.source import SourceFile


def comment_on(source: SourceFile, line: int) -> str:
    """The comment at the end of a line, from its `#` on; empty when there is none."""
    return comments(source).get(line, "") if "#" in source.line_text(line) else ""


@lru_cache(maxsize=8)
def comments(source: SourceFile) -> dict[int, str]:
    """The comments of a file by their line."""
    found = {}
    for offset in scan(source.text).comments:
        line, column = source.position(offset)
        found[line] = source.line_text(line)[column:]
    return found
