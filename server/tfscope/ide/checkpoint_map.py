"""What the variables of older checkpoints are called now: a map for `tf.train.init_from_checkpoint`."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Mapping

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.domain.events import Created, Entered, Shared
from tfscope.edits.edit import Edit, insert
from tfscope.ide.index import call_at
from tfscope.ide.wording import written


def map_at(analysis: Analysis, line: int, column: int, renamings: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The old names and the new ones of the renamed variables that the call at a position names, or whose scope it
    names; empty where it names none."""
    call = call_at(analysis, line, column)
    if call is None:
        return {}
    events = (event for run in analysis.runs for event in run.events)
    made = {written(name_of(event.variable)) for event in events if isinstance(event, Created)}
    current = {old: new for old, new in merged(renamings).items() if new in made and old not in made}
    named, paths = set(), set()
    for happening in call.facts.own:
        event = happening.event
        if isinstance(event, (Created, Shared)):
            named.add(written(name_of(event.variable)))
        elif isinstance(event, Entered):
            paths.add(f"{written(event.path)}/")
    return {old: new for old, new in current.items() if new in named or new.startswith((*paths, *slots(named)))}


def slots(names: Iterable[str]) -> Iterator[str]:
    """What the names begin with of what optimizers keep for variables."""
    return (f"{name}/" for name in names)


def merged(renamings: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Several renamings, one after the other, as one. What has its first name again is left out."""
    names: dict[str, str] = {}
    for renaming in renamings:
        first = {new: old for old, new in names.items()}
        for old, new in renaming.items():
            names[first.get(old, old)] = new
    return {old: new for old, new in names.items() if old != new}


def map_text(names: Mapping[str, str]) -> str:
    """A map as Python writes it."""
    rows = (f"    {json.dumps(old)}: {json.dumps(new)},\n" for old, new in names.items())
    return f"{{\n{''.join(rows)}}}"


def statement_above(analysis: Analysis, line: int, text: str) -> Edit | None:
    """Puts a statement on lines of its own above the one at the top level that a line is in."""
    parsed = analysis.parsed
    block = None if parsed is None else parsed.block_at(line)
    if parsed is None or block is None or not block.body:
        return None
    start = min(parsed.span(block, node).start_line for node in (block.body[0], *decorators(block.body[0])))
    return insert(parsed.path, start, 0, f"{text}\n")


def decorators(statement: ast.stmt) -> list[ast.expr]:
    """What stands above a definition."""
    found: list[ast.expr] = getattr(statement, "decorator_list", [])
    return found
