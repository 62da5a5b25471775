"""Traces for people: the events in order, or the scopes as a tree."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.analysis.trace import Tracer, no_rule, reason_of, shown, written
from tfscope.domain.events import Created, Refused, Shared
from tfscope.domain.graph import PartitionedVariable, Variable
from tfscope.domain.heap import ABSENT
from tfscope.domain.values import DType, Shape
from tfscope.ide.variable_tree import Entry, Folder, folders_of
from tfscope.ide.wording import parameter_count
from tfscope.reports.text import plural

_COLORS = {"created": "green", "shared": "cyan", "error": "bold red"}
_MARK = {True: "", False: "? "}


def write_events(analysis: Analysis, root: str, console: Console) -> None:
    """One line for each event, and what ended the program."""
    run = analysis.runs[0]
    tracer = Tracer(analysis, root, no_rule)
    for event in run.events:
        if not isinstance(event, (Created, Shared, Refused)):
            continue
        if isinstance(event, Refused) and (event.key is ABSENT or event.after_error):
            continue
        kind = "error" if isinstance(event, Refused) else type(event).__name__.lower()
        text = Text(f"{_MARK[event.certain]}{kind:<8}", _COLORS[kind])
        if isinstance(event, Refused):
            text.append(f"{written(event.key)}  ", "bold").append(f"{event.error_type}: {event.message}", "red")
        else:
            text.append(f"{name_of(event.variable)}  ", "bold").append(description(event.variable))
        places = [tracer.place(site) for site in analysis.user_sites(event)]
        if places:
            text.append("  " + " < ".join(map(shown, places)), "dim")
        if event.after_error:
            text.append("  (after the error)", "dim")
        console.print(text, soft_wrap=True)
    write_end(tracer, run, console)


def write_end(tracer: Tracer, run: ProgramRun, console: Console) -> None:
    """What ended the program, and what was not understood."""
    ended = tracer.exception(run)
    if ended is not None:
        site = ended["site"]
        place = f"  {shown(site)}" if isinstance(site, dict) else ""
        text = Text(f"{ended['type']}", "bold red").append(f": {ended['message']}", "red").append(place, "dim")
        console.print(text, soft_wrap=True)
    for gap in run.gaps:
        site_of_gap = tracer.analysis.user_site(gap)
        where = tracer.place(site_of_gap) if site_of_gap is not None else None
        text = Text("not understood: ", "yellow").append(reason_of(gap))
        text.append(f"  {shown(where)}" if where is not None else "", "dim")
        console.print(text, soft_wrap=True)


def write_tree(analysis: Analysis, root: str, console: Console) -> None:
    """The scopes as a tree, with shapes, dtypes, sharing and the number of parameters, graph by graph."""
    run = analysis.runs[0]
    tracer = Tracer(analysis, root, no_rule)
    graphs = folders_of(run)
    for number, folder in graphs.items():
        entries = folder.all_entries()
        title = Text(tracer.relative(analysis.path), "bold")
        title.append(f" · graph {number}" if len(graphs) > 1 else "", "bold")
        title.append(f"  {plural(len(entries), 'variable')}, {totals(entries)}", "not bold")
        tree = Tree(title, guide_style="dim")
        grow(tree, folder)
        console.print(tree, soft_wrap=True)
    if not graphs:
        console.print(Text(f"{tracer.relative(analysis.path)}  no variables"))
    write_end(tracer, run, console)


def grow(tree: Tree, folder: Folder) -> None:
    """Adds what a scope holds to a tree."""
    for name, entries in folder.entries.items():
        for entry in entries:
            label = Text(name, "green" if entry.variable.trainable is not False else "yellow")
            label.append(f"  {description(entry.variable)}", "default")
            label.append(f"  shared {entry.shared}×" if entry.shared else "", "cyan")
            label.append("" if entry.certain else "  maybe", "dim")
            branch = tree.add(label)
        if name in folder.folders:
            # What an optimizer keeps for a variable stands below it.
            grow(branch, folder.folders[name])
    for name, inner in folder.folders.items():
        if name in folder.entries:
            continue
        entries = inner.all_entries()
        label = Text(name, "bold blue").append(f"  {totals(entries)}", "dim not bold")
        grow(tree.add(label), inner)


def totals(entries: list[Entry]) -> str:
    """How many parameters variables have together."""
    known = [(entry, parameter_count(entry.variable.shape)) for entry in entries]
    total = sum(count for _, count in known if count is not None)
    fixed = sum(count for entry, count in known if count is not None and entry.variable.trainable is False)
    text = f"{total:,} parameters" if total != 1 else "1 parameter"
    if any(count is None for _, count in known):
        text = f"at least {text}"
    return f"{text} ({total - fixed:,} trainable)" if fixed else text


def description(variable: Variable | PartitionedVariable) -> str:
    """Shape, dtype, and what is unusual."""
    shape = str(variable.shape) if isinstance(variable.shape, Shape) else "(…)"
    dtype = variable.dtype.name if isinstance(variable.dtype, DType) else "?"
    fixed = "  not trainable" if variable.trainable is False else ""
    parts = f"  in {len(variable.parts)} parts" if isinstance(variable, PartitionedVariable) else ""
    return f"{shape} {dtype}{fixed}{parts}"
