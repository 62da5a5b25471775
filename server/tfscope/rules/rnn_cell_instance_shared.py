"""One RNN cell object stands for several layers, directions or networks.

A cell makes its weights when it is called first, and keeps them. `[cell] * n`, one cell for both directions, and one
cell under two scopes are one set of weights.

## Why is this bad?

Where the sizes fit TensorFlow says nothing: the layers share their weights. Where they do not, it refuses the second.

## Example

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

cell = tf.nn.rnn_cell.GRUCell(4)
stack = tf.nn.rnn_cell.MultiRNNCell([cell] * 2)
outputs, state = tf.nn.dynamic_rnn(stack, tf.zeros([2, 5, 4]), dtype=tf.float32)
```

## Use instead

```python
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

cells = [tf.nn.rnn_cell.GRUCell(4) for _ in range(2)]
stack = tf.nn.rnn_cell.MultiRNNCell(cells)
outputs, state = tf.nn.dynamic_rnn(stack, tf.zeros([2, 5, 4]), dtype=tf.float32)
```

## When it is silent

One cell that is called again in scopes of one name, or in a scope that reuses; code that says it shares (a name or
comment on the line with "shared" or "tied").

## Fix safety

The fix makes a cell for each layer, which changes the model.

## References

R-564 and R-565: one object is one set of weights.
Source: tf_keras/src/layers/rnn/legacy_cells.py, `RNNCell.__call__`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import CellsCombined, Event, LayerCalled
from tfscope.domain.heap import ClassObject, Instance
from tfscope.rules.core import NO_FIXES, Diagnostic, Fix, Fixes, Related, Severity
from tfscope.rules.openings import opening, reuses
from tfscope.rules.places import calls_of
from tfscope.rules.repairs import fix, replace_node
from tfscope.rules.trees import statements_beside

CODE: Final = "TFS206"
NAME: Final = "rnn-cell-instance-shared"
SEVERITY: Final = Severity.WARNING

CELL: Final = "tensorflow.nn.rnn_cell.RNNCell"
#: Words by which code says that it means to share.
MEANT: Final = re.compile(r"share|tied|tying|siamese", re.IGNORECASE)


def check(analysis: Analysis) -> Iterator[Diagnostic]:
    """Cells that are combined with themselves, and cells that are called under two scopes."""
    for run in analysis.runs_with(CellsCombined, LayerCalled):
        told: set[ast.AST] = set()
        for event, first in [*combined(run), *called_under_two_scopes(analysis, run)]:
            site = analysis.user_site(event)
            if site is None or site.path != analysis.path or site.node in told or says_so(analysis, site):
                continue
            told.add(site.node)
            yield diagnostic(analysis, event, first, site)


def combined(run: ProgramRun) -> Iterator[tuple[Event, LayerCalled | None]]:
    """The combinations in which a cell stands twice."""
    for event in run.events:
        if isinstance(event, CellsCombined) and event.certain and not event.after_error:
            cells = [cell for cell in event.cells if is_cell(cell)]
            if len({id(cell) for cell in cells}) < len(cells):
                yield event, None


def called_under_two_scopes(analysis: Analysis, run: ProgramRun) -> Iterator[tuple[Event, LayerCalled | None]]:
    """The calls of a cell under another scope than its first, one that does not reuse."""
    first_of: dict[int, LayerCalled] = {}
    for event in run.events:
        if not isinstance(event, LayerCalled) or not is_cell(event.layer) or not event.weights:
            continue
        first = first_of.setdefault(id(event.layer), event)
        if first is event or not event.certain or event.after_error:
            continue
        before, now = opening(analysis, run, first), opening(analysis, run, event)
        if before is None or now is None or before.path == now.path or reuses(now.reuse):
            continue
        if not is_below(str(before.path), str(now.path)) and before.site.node is not now.site.node:
            yield event, first


def is_below(one: str, other: str) -> bool:
    """Whether one of two paths leads through the other."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def is_cell(value: object) -> bool:
    """Whether a value is an RNN cell."""
    return isinstance(value, Instance) and any(isinstance(c, ClassObject) and c.path == CELL for c in value.cls.mro)


def says_so(analysis: Analysis, site: Site) -> bool:
    """Whether the line says that sharing is meant."""
    parsed, span = analysis.files.get(site.path), analysis.locate(site)
    if parsed is None:
        return True
    lines = range(span.start_line, span.end_line + 1)
    return any(MEANT.search(parsed.source.line_text(line)) for line in lines)


def diagnostic(analysis: Analysis, event: Event, first: LayerCalled | None, site: Site) -> Diagnostic:
    """The diagnostic of a cell that is used twice."""
    related = tuple(calls_of(analysis, event))
    fixes = NO_FIXES
    if first is None:
        message = "The same cell object is given twice: both have one set of weights"
        fixes = Fixes(one_each(analysis, site))
    else:
        message = "This cell was called under another scope before, and keeps the weights it made there"
        place = analysis.user_site(first)
        if place is not None:
            related = (Related(analysis.callee_span(place), "first called here"), *related)
    span = analysis.callee_span(site)
    return Diagnostic(CODE, NAME, SEVERITY, span, message, related, fixes, callers=analysis.caller_spans(event))


def one_each(analysis: Analysis, site: Site) -> Iterator[Fix]:
    """`[cell] * n` as a comprehension, where the cell is made beside it by a call."""
    value = site.node.args[0] if isinstance(site.node, ast.Call) and site.node.args else None
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Mult) or not isinstance(value.left, ast.List):
        return
    cells = value.left.elts
    if len(cells) != 1 or not isinstance(cells[0], ast.Name):
        return
    for statement in statements_before(analysis, site):
        if isinstance(statement, ast.Assign) and [ast.unparse(one) for one in statement.targets] == [cells[0].id]:
            if isinstance(statement.value, ast.Call):
                text = f"[{ast.unparse(statement.value)} for _ in range({ast.unparse(value.right)})]"
                yield from fix("Make one cell for each layer", replace_node(analysis, site, value, text))
            return


def statements_before(analysis: Analysis, site: Site) -> Iterator[ast.stmt]:
    """The statements of the body in which a site stands, and of the module where that is its body; last first."""
    beside = statements_beside(site)
    if beside is not site.code.block.body:
        yield from (found for found in reversed(beside) if found.lineno < getattr(site.node, "lineno", 0))
        return
    parsed = analysis.files.get(site.path)
    blocks = [] if parsed is None or site.code.block not in parsed.blocks else list(parsed.blocks)
    for block in reversed(blocks[: blocks.index(site.code.block)] if blocks else []):
        yield from reversed(block.body)
