"""Text to blocks and trees: there is an answer for every text, and a quick one after a small edit."""

import re
import warnings
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tfscope.syntax.blocks import Block, ParsedFile, Span, SyntaxProblem
from tfscope.syntax.read import read
from tfscope.syntax.scan import LogicalLine, scan
from tfscope.syntax.source import SourceFile

__all__ = ["Block", "ParsedFile", "SourceFile", "Span", "SyntaxProblem", "parse", "skim"]

_HEAD = re.compile(
    r"(?P<decorator>@)|(?P<definition>(?:def|class|async)\b)|(?P<clause>(?:else|elif|except|finally)\b)|"
)


def parse(source: SourceFile, previous: ParsedFile | None = None, rewrites: bool = False) -> ParsedFile:
    """Splits a file into blocks and parses those that `previous` does not have.

    `previous` saves time and keeps the identity of unchanged blocks; texts and trees do not depend on it. Where it
    `rewrites`, blocks that mean what they meant keep their identity too, and `previous` loses them.
    """
    old = previous.blocks if previous and previous.path == source.path else ()
    changed = None if previous is None or previous.open_string else _changed_part(source.text, old)
    if changed is None:
        changed = _part(source.text, _Ends(0, 0, 0, len(source.text)))
    before, after = old[: changed.ends.before], old[len(old) - changed.ends.after :]
    between = old[len(before) : len(old) - len(after)]
    blocks = _match(source, changed, between, rewrites)
    return ParsedFile(source, (*before, *blocks, *after), changed.open_string)


def skim(source: SourceFile, word: str) -> list[Block]:
    """The blocks of a file whose text holds a word, without the cost of the others."""
    part = _part(source.text, _Ends(0, 0, 0, len(source.text)))
    starts = [*part.block_starts, len(source.text)]
    chosen = (text for start, stop in pairwise(starts) if word in (text := source.text[start:stop]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [Block(source.path, text, *read(text)) for text in chosen]


class _Ends(NamedTuple):
    """How many old blocks stay before and after the changed part of a text, and where that part is."""

    before: int
    after: int
    start: int
    stop: int


class _Part(NamedTuple):
    """The changed part of a text, split into blocks. `is_open`: what follows could change the last one."""

    ends: _Ends
    block_starts: list[int]
    is_open: bool
    open_string: bool


def _changed_part(text: str, old: Sequence[Block]) -> _Part | None:
    """The part of the text that the old blocks at both ends do not account for; None to take it all."""
    ends = _common_ends(text, old)
    part = _part(text, ends)
    if part.is_open and ends.after:
        part = _part(text, _Ends(ends.before, 0, ends.start, len(text)))
    return None if part.open_string else part


def _common_ends(text: str, old: Sequence[Block]) -> _Ends:
    """The old blocks that surely stay where they are, or move together with the end of the text."""
    before, start = 0, 0
    while before < len(old) and text.startswith(old[before].text, start):
        start += len(old[before].text)
        before += 1
        if old[before - 1].ends_early:
            break
    if before:
        # What follows may have become part of the last one.
        before -= 1
        start -= len(old[before].text)
    after, stop = 0, len(text)
    while before + after < len(old):
        block_start = stop - len(old[-1 - after].text)
        if block_start < start or not text.startswith(old[-1 - after].text, block_start):
            break
        stop = block_start
        after += 1
    if after:
        # What precedes may have taken the first one, or its comments.
        after -= 1
        stop += len(old[-1 - after].text)
    return _Ends(before, after, start, stop)


def _part(text: str, ends: _Ends) -> _Part:
    found = scan(text, ends.start, ends.stop)
    starts, is_decorated = _block_starts(text, found.lines)
    is_open = found.open_at_end or is_decorated or not starts
    if ends.start < ends.stop:
        starts[:1] = [ends.start]
    return _Part(ends, starts, is_open, found.open_string)


def _block_starts(text: str, lines: list[LogicalLine]) -> tuple[list[int], bool]:
    """Where blocks start, and whether the last line is a decorator, which goes with what follows."""
    starts: list[int] = []
    is_decorated = False
    for line in lines:
        if starts and not line.is_outermost:
            continue
        head = _HEAD.match(text, line.code)
        kind = head and head.lastgroup
        if not (starts and (kind == "clause" or (is_decorated and kind))):
            starts.append(line.start)
        is_decorated = kind == "decorator"
    return starts, is_decorated


def _match(source: SourceFile, part: _Part, old: Sequence[Block], rewrites: bool) -> list[Block]:
    """The blocks of a part: the old ones of the same text, in their order where possible, or new ones."""
    indices: defaultdict[str, list[int]] = defaultdict(list)
    for index, block in enumerate(old):
        indices[block.text].append(index)
    blocks: list[Block] = []
    made: list[int] = []
    last = -1
    with warnings.catch_warnings():
        # Python warns of `"\\d"` as it parses; the user's code is not ours to warn of on stderr.
        warnings.simplefilter("ignore")
        for start, stop in zip(part.block_starts, [*part.block_starts[1:], part.ends.stop], strict=False):
            text = source.text[start:stop]
            if candidates := indices.get(text):
                index = next((position for position, index in enumerate(candidates) if index > last), 0)
                last = candidates.pop(index)
                blocks.append(old[last])
            else:
                body, problems, ends_early = read(text)
                made += [len(blocks)] if body else []
                blocks.append(Block(source.path, text, body, problems, ends_early))
    unused = sorted(index for candidates in indices.values() for index in candidates if old[index].body)
    if rewrites and len(unused) == len(made):
        for index, position in zip(unused, made):
            if old[index].rewrite(blocks[position]):
                blocks[position] = old[index]
    return blocks
