"""A cell of a notebook that builds into the default graph, and cannot be run again or changes names when it is.

A notebook keeps the default graph as long as its kernel runs. Running a cell once more adds to the graph that the first
run made.

## Why is this bad?

When such a cell runs twice, TensorFlow raises "Variable w already exists" for what has a name. What has none is
silently made anew, as `dense_1` and `dense_2`: a checkpoint that was saved before does not fit any more.

## Example

```python
# %%
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

# %%
w = tf.get_variable("w", [2])
```

## Use instead

```python
# %%
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

# %%
tf.reset_default_graph()
w = tf.get_variable("w", [2])
```

## When it is silent

The cell resets the default graph, builds into a graph of its own, or shares what exists (`tf.AUTO_REUSE`).
Where it is known that the cell was run twice with the same text, this is a warning: the editor saw it, or a later cell
that uses names of this one was run before it.

## Fix safety

`tf.reset_default_graph()` at the beginning of a cell also drops what other cells have made; it is offered for the first
cell that makes variables.

## References

R-003: what a new default graph replaces. R-107: what `tf.get_variable` refuses. R-504: how layers are numbered.
Source: tensorflow/python/framework/ops.py, `get_default_graph`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Event, Refused
from tfscope.edits.edit import insert
from tfscope.rules.core import Diagnostic, Fix, Fixes, Related, Severity
from tfscope.rules.places import request_span
from tfscope.rules.refusals import headline, shown
from tfscope.rules.repairs import fix, spelled
from tfscope.syntax.blocks import Block
from tfscope.syntax.notebooks import Cell, blocks_of_cells

CODE: Final = "TFS308"
NAME: Final = "graph-rebuilt-in-process"
SEVERITY: Final = Severity.HINT


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """The first call of each cell that does something else when the cell is run again."""
    cells = [] if analysis.parsed is None else blocks_of_cells(analysis.parsed)
    for run in analysis.runs if cells else ():
        first = next((blocks for _, blocks in cells if blocks in run.repeated), ())
        for cell, blocks in cells:
            event = run.repeated.get(blocks)
            # In a notebook an event comes from a statement of a cell, through whatever that calls.
            site = None if event is None else list(analysis.user_sites(event))[-1]
            if event is not None and site is not None:
                fixes = Fixes(reset(analysis, event, blocks[0])) if blocks == first else Fixes()
                yield diagnostic(analysis, event, site, was_repeated(cells, cell, blocks), fixes)


def diagnostic(analysis: Analysis, event: Event, site: Site, is_known: bool, fixes: Fixes) -> Diagnostic:
    """The diagnostic of a cell."""
    was = "This cell was run twice, and running it again" if is_known else "Running this cell again"
    if isinstance(event, Refused):
        message = f"{was} raises {event.error_type}: {headline(event)}"
    else:
        assert isinstance(event, Created)
        message = f"{was} makes further variables, such as `{shown(name_of(event.variable))}`"
    severity = Severity.WARNING if is_known else SEVERITY
    inner = analysis.user_site(event) or site
    span = request_span(analysis, site, "name")
    related = () if inner is site else (Related(request_span(analysis, inner, "name"), "asked for here"),)
    return Diagnostic(CODE, NAME, severity, span, message, related, fixes)


def reset(analysis: Analysis, event: Event, block: Block) -> Iterator[Fix]:
    """A new graph each time that the cell is run."""
    call = spelled(analysis, list(analysis.user_sites(event))[-1], "reset_default_graph")
    if call is not None and analysis.parsed is not None:
        start = analysis.parsed.span(block, block.body[0])
        edit = insert(start.path, start.start_line, start.start_column, f"{call}()\n")
        yield from fix("Begin with a new graph", edit)


def was_repeated(cells: list[tuple[Cell, tuple[Block, ...]]], cell: Cell, blocks: tuple[Block, ...]) -> bool:
    """Whether a cell was surely run twice: the editor saw it, or a later cell that needs its names was run earlier."""
    if cell.was_repeated or cell.count is None:
        return cell.was_repeated
    own = names_bound(blocks)
    for other, later in cells:
        if other.first_line < cell.first_line:
            own -= names_bound(later)
        elif other is not cell:
            if other.count is not None and other.count < cell.count and own & names_read_first(later):
                return True
            own -= names_bound(later)
    return False


def names_bound(blocks: tuple[Block, ...]) -> set[str]:
    """The names that a cell gives values to, as far as its own level tells."""
    return {
        node.id
        for block in blocks
        for statement in block.body
        if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.With, ast.For))
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def names_read_first(blocks: tuple[Block, ...]) -> set[str]:
    """The names that the statements of a cell read before it gives them values; what is in functions may not run."""
    found: set[str] = set()
    bound: set[str] = set()
    for block in blocks:
        for statement in block.body:
            if isinstance(statement, (ast.Expr, ast.Assign)):
                nodes = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
                found |= {node.id for node in nodes if isinstance(node.ctx, ast.Load)} - bound
            bound |= names_bound((block,))
    return found
