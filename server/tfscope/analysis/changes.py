"""What running a cell of a notebook again does otherwise than running it once."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tfscope.domain.events import Created, Event, Refused
from tfscope.domain.graph import PartitionedVariable, Variable
from tfscope.domain.values import AbstractValue


class Changes:
    """Tells what a second run of a cell does otherwise than what has happened so far."""

    def __init__(self) -> None:
        self.made: set[AbstractValue] = set()
        self.refused: set[ast.AST] = set()

    def learn(self, events: Iterable[Event]) -> None:
        """Takes in what happened."""
        for event in events:
            if isinstance(event, Created):
                self.made.add(name_of(event.variable))
            elif isinstance(event, Refused):
                self.refused.add(event.site.node)

    def first_in(self, events: Iterable[Event]) -> Event | None:
        """The first event that surely happens, and that is a refusal or a variable of a name that were not before."""
        for event in events:
            if not event.certain or event.after_error:
                continue
            if isinstance(event, Refused) and not event.caught and event.site.node not in self.refused:
                return event
            if isinstance(event, Created) and not event.is_eager and name_of(event.variable) not in self.made:
                return event
        return None


def name_of(variable: Variable | PartitionedVariable) -> AbstractValue:
    """The name of a variable."""
    return variable.key if isinstance(variable, PartitionedVariable) else variable.name
