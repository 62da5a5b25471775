"""The variables of a run as a tree of their scopes."""

from __future__ import annotations

from dataclasses import dataclass, field

from tfscope.analysis.analysis import AnyVariable, name_of
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Shared
from tfscope.domain.graph import PartitionedVariable
from tfscope.ide.wording import written


@dataclass(slots=True)
class Entry:
    """A variable, and how often the program was given it again."""

    variable: AnyVariable
    site: Site
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
            *scopes, name = written(name_of(made)).split("/")
            folder = graphs.setdefault(number, Folder())
            for scope in scopes:
                folder = folder.folders.setdefault(scope, Folder())
            entries[id(made)] = entry = Entry(made, event.site, event.certain)
            folder.entries.setdefault(name, []).append(entry)
    return graphs
