"""Requests that are no part of LSP, for the views and commands that an editor has of its own.

`tfscope/names` has the parameters `{"textDocument": {"uri": …}, "position": …}`; its answer is a list of the full
names that the position is about.

`tfscope/variables` tells the variables of the programs that a document takes part in, as trees of scopes. Its
parameters are `{"textDocument": {"uri": …}}`, its answer is a list of nodes:

- `kind`: "program", "scope" or "variable"; `label`, `detail` and `children`;
- of a variable also `name` (the full one), `trainable`, `shared` (how often it was returned again) and `location`,
  the call that makes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from lsprotocol import types

from tfscope.analysis.records import ProgramRun
from tfscope.ide.names import names_at
from tfscope.ide.variable_tree import Entry, Folder, folders_of
from tfscope.ide.variables import head_span
from tfscope.ide.wording import counted, described, total
from tfscope.lsp.convert import Converter
from tfscope.lsp.session import FIRST, LONG, Session
from tfscope.lsp.view import View

Node: TypeAlias = "dict[str, Any]"


async def on_variables(session: Session, convert: Converter, params: Any) -> list[Node]:
    """`tfscope/variables`."""
    view = await session.view(params.textDocument.uri, FIRST)
    if view is None:
        return []
    return [node for run in view.analysis.runs for node in programs(view, convert, run)]


async def on_names(session: Session, convert: Converter, params: Any) -> list[str]:
    """`tfscope/names`."""
    view = await session.view(params.textDocument.uri, LONG)
    if view is None:
        return []
    view = session.of_program(view)
    position = convert.analysed(view, types.Position(params.position.line, params.position.character))
    return names_at(view.analysis, *position) if position else []


def programs(view: View, convert: Converter, run: ProgramRun) -> Iterator[Node]:
    """A program, or each of its graphs where it has several."""
    graphs = folders_of(run)
    for number, folder in graphs.items():
        label = view.relative(run.program.path)
        label += f":{run.program.entry}" if run.program.entry else ""
        label += f" · graph {number}" if len(graphs) > 1 else ""
        yield {"kind": "program", "label": label, "detail": totals(folder), "children": nodes(view, convert, folder)}


def nodes(view: View, convert: Converter, folder: Folder) -> list[Node]:
    """What a scope holds: variables, with what optimizers keep for them below, and scopes."""
    found = []
    for name, entries in folder.entries.items():
        inner = folder.folders.get(name)
        for entry in entries:
            found.append(variable(view, convert, name, entry))
        if inner is not None:
            found[-1]["children"] = nodes(view, convert, inner)
    for name, inner in folder.folders.items():
        if name not in folder.entries:
            children = nodes(view, convert, inner)
            found.append({"kind": "scope", "label": name, "detail": totals(inner), "children": children})
    return found


def variable(view: View, convert: Converter, label: str, entry: Entry) -> Node:
    """A variable."""
    words = described(entry.variable)
    site = view.analysis.user_site(entry.site)
    span = None if site is None else view.present(head_span(view.analysis, site))
    location = None
    if span is not None:
        location = convert.unstructured(convert.location(view, span))
    shared = f" · shared {entry.shared}×" if entry.shared else ""
    return {
        "kind": "variable",
        "label": label,
        "detail": f"{words.kind}{shared}",
        "children": [],
        "name": words.name,
        "trainable": words.is_trainable is not False,
        "shared": entry.shared,
        "location": location,
    }


def totals(folder: Folder) -> str:
    """How many variables and parameters a scope holds."""
    found = [described(entry.variable) for entry in folder.all_entries()]
    return f"{counted(len(found), 'variable')} · {total([words.parameters for words in found])}"
