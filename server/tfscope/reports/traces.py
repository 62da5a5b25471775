"""Traces for people: the events in order, or the scopes as a tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from tfscope.analysis.analysis import Analysis, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.analysis.trace import Tracer, no_rule, reason_of, written
from tfscope.domain.events import Created, Refused, Shared
from tfscope.domain.graph import PartitionedVariable, Variable
from tfscope.domain.heap import ABSENT
from tfscope.domain.values import DType, Shape
from tfscope.reports.text import plural

_COLORS = {"created": "green", "shared": "cyan", "error": "bold red"}
_MARK = {True: "", False: "? "}


def write_events(analysis: Analysis, root: str, console: Console) -> None:
    """One line for each event, and what ended the program."""
    run = analysis.runs[0]
    tracer = Tracer(analysis, root, no_rule)
    for event in run.events:
        if not isinstance(event, (Created, Shared, Refused)) or (isinstance(event, Refused) and event.key is ABSENT):
            continue
        kind = "error" if isinstance(event, Refused) else type(event).__name__.lower()
        text = Text(f"{_MARK[event.certain]}{kind:<8}", _COLORS[kind])
        if isinstance(event, Refused):
            text.append(f"{written(event.key)}  ", "bold").append(f"{event.error_type}: {event.message}", "red")
        else:
            text.append(f"{name_of(event.variable)}  ", "bold").append(description(event.variable))
        places = [tracer.place(site) for site in analysis.user_sites(event)]
        if places:
            text.append("  " + " < ".join(f"{p['path']}:{p['line']}" for p in places), "dim")
        if event.after_error:
            text.append("  (after the error)", "dim")
        console.print(text, soft_wrap=True)
    write_end(tracer, run, console)


def write_end(tracer: Tracer, run: ProgramRun, console: Console) -> None:
    """What ended the program, and what was not understood."""
    ended = tracer.exception(run)
    if ended is not None:
        site = ended["site"]
        place = f"  {site['path']}:{site['line']}" if isinstance(site, dict) else ""
        text = Text(f"{ended['type']}", "bold red").append(f": {ended['message']}", "red").append(place, "dim")
        console.print(text, soft_wrap=True)
    for gap in run.gaps:
        site_of_gap = tracer.analysis.user_site(gap)
        where = tracer.place(site_of_gap) if site_of_gap is not None else None
        text = Text("not understood: ", "yellow").append(reason_of(gap))
        text.append(f"  {where['path']}:{where['line']}" if where is not None else "", "dim")
        console.print(text, soft_wrap=True)


@dataclass(slots=True)
class Entry:
    """A variable, and how often the program was given it again."""

    variable: Variable | PartitionedVariable
    certain: bool
    shared: int = 0


@dataclass(slots=True)
class Folder:
    """A scope: what it holds by name, in the order in which it was made."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)

    def all_entries(self) -> list[Entry]:
        """All variables in and below the scope."""
        own = [entry for entries in self.entries.values() for entry in entries]
        return own + [entry for folder in self.folders.values() for entry in folder.all_entries()]


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


def folders_of(run: ProgramRun) -> dict[int, Folder]:
    """The variables of each graph, put into their scopes."""
    numbers: dict[int, int] = {}
    entries: dict[int, Entry] = {}
    graphs: dict[int, Folder] = {}
    for event in run.events:
        if event.after_error:
            continue
        if isinstance(event, Shared) and id(event.variable) in entries:
            entries[id(event.variable)].shared += 1
        if isinstance(event, Created):
            made = event.variable
            graph = made.parts[0].graph if isinstance(made, PartitionedVariable) else made.graph
            number = numbers.setdefault(id(graph), len(numbers))
            *scopes, name = str(written(name_of(made))).split("/")
            folder = graphs.setdefault(number, Folder())
            for scope in scopes:
                folder = folder.folders.setdefault(scope, Folder())
            entries[id(made)] = entry = Entry(made, event.certain)
            folder.entries.setdefault(name, []).append(entry)
    return graphs


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
    known = [(entry, parameters(entry.variable)) for entry in entries]
    total = sum(count for _, count in known if count is not None)
    fixed = sum(count for entry, count in known if count is not None and entry.variable.trainable is False)
    text = f"{total:,} parameters" if total != 1 else "1 parameter"
    if any(count is None for _, count in known):
        text = f"at least {text}"
    return f"{text} ({total - fixed:,} trainable)" if fixed else text


def parameters(variable: Variable | PartitionedVariable) -> int | None:
    """How many numbers a variable holds, None where its shape is not fully known."""
    shape = variable.shape
    if not isinstance(shape, Shape) or not shape.is_known or shape.dims is None:
        return None
    return prod(dim for dim in shape.dims if isinstance(dim, int))


def description(variable: Variable | PartitionedVariable) -> str:
    """Shape, dtype, and what is unusual."""
    shape = str(variable.shape) if isinstance(variable.shape, Shape) else "(…)"
    dtype = variable.dtype.name if isinstance(variable.dtype, DType) else "?"
    fixed = "  not trainable" if variable.trainable is False else ""
    parts = f"  in {len(variable.parts)} parts" if isinstance(variable, PartitionedVariable) else ""
    return f"{shape} {dtype}{fixed}{parts}"
