"""The text of a file, and the only arithmetic on its lines and columns.

A line is 1-based, a column a 0-based index into the characters of its line, an offset an index into the text.
Only `\\n`, `\\r\\n` and `\\r` end a line, as in Python; a form feed or U+2028 does not.
"""

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

_LINE_END = re.compile(r"\r\n?|\n")
_CODING = re.compile(rb"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n))??[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")


def decode(data: bytes) -> str:
    """Decodes a Python file by its byte-order mark, its coding line, as UTF-8, or else as Latin-1.

    The mark is dropped; line ends stay as they are. Never raises.
    """
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    elif coding := _CODING.match(data):
        encoding = coding[1].decode("latin-1")
        text = _decode_as(encoding, data)
        # A codec that changes the coding line itself, such as ROT13, is no encoding of Python text.
        if text is not None and encoding in text[: coding.end()]:
            return text
    text = _decode_as("utf-8", data)
    return data.decode("latin-1") if text is None else text


@dataclass(frozen=True, slots=True, eq=False)
class SourceFile:
    """One version of a file's text. `line_starts[n]` is the offset where line `n + 1` starts."""

    path: str
    text: str = field(repr=False)
    line_starts: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if "\r" in self.text:
            starts = (0, *(match.end() for match in _LINE_END.finditer(self.text)))
        else:
            lengths = [len(line) + 1 for line in self.text.split("\n")]
            starts = (0, *accumulate(lengths[:-1]))
        object.__setattr__(self, "line_starts", starts)

    def offset(self, line: int, column: int) -> int:
        """The offset of a position; one outside the text is moved to the nearest inside it."""
        if line < 1:
            return 0
        if line > len(self.line_starts):
            return len(self.text)
        return self.line_starts[line - 1] + min(max(column, 0), len(self.line_text(line)))

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset; one outside the text is moved to the nearest inside it."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1]

    def line_text(self, line: int) -> str:
        """The characters of a line without its line end; empty when there is no such line."""
        starts = self.line_starts
        if not 1 <= line <= len(starts):
            return ""
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r\n")

    def utf16_column(self, line: int, column: int) -> int:
        """The column in UTF-16 code units, LSP's default."""
        before = self.line_text(line)[: max(column, 0)]
        return len(before) if before.isascii() else sum(_utf16_units(character) for character in before)

    def utf8_column(self, line: int, column: int) -> int:
        """The column in UTF-8 bytes, that of `ast`."""
        before = self.line_text(line)[: max(column, 0)]
        return len(before) if before.isascii() else sum(_utf8_units(character) for character in before)

    def column_from_utf16(self, line: int, units: int) -> int:
        """The column of the character that holds this UTF-16 code unit; the line's length beyond its end."""
        text = self.line_text(line)
        return min(max(units, 0), len(text)) if text.isascii() else _column(map(_utf16_units, text), units)

    def column_from_utf8(self, line: int, units: int) -> int:
        """The column of the character that holds this UTF-8 byte; the line's length beyond its end."""
        text = self.line_text(line)
        return min(max(units, 0), len(text)) if text.isascii() else _column(map(_utf8_units, text), units)


def count_line_ends(text: str) -> int:
    """How many line ends a text has."""
    return len(_LINE_END.findall(text)) if "\r" in text else text.count("\n")


def _decode_as(encoding: str, data: bytes) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, ValueError):
        return None


def _column(widths: "map[int]", units: int) -> int:
    column = 0
    for width in widths:
        units -= width
        if units < 0:
            break
        column += 1
    return column


def _utf16_units(character: str) -> int:
    return 2 if character > "\uffff" else 1


def _utf8_units(character: str) -> int:
    # A lone surrogate, which an editor may send, counts as the three bytes of its replacement.
    return 1 if character < "\x80" else 2 if character < "\u0800" else 3 if character < "\U00010000" else 4
