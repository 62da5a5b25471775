"""The record of changes to heap objects, by which a change can be undone or two outcomes joined.

A *mark* opens a level. The first time an object changes under a level, its contents are kept there.
Undoing the level puts them back; joining takes the contents that two outcomes gave and joins them.
Invariant: an object's `stamp` is the epoch of the level that last kept it or in which it was made, so a change
costs one comparison when the object is kept already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeVar

Contents: TypeAlias = "tuple[object, ...]"


class Changeable(Protocol):
    """What the trail needs of a heap object."""

    stamp: int

    def contents(self) -> Contents:
        """A copy of all that can change."""
        ...

    def restore(self, contents: Contents) -> None:
        """Makes the object what it was when `contents` was taken."""
        ...

    def join_contents(self, left: Contents, right: Contents) -> Contents:
        """What stands for both outcomes."""
        ...


Newborn = TypeVar("Newborn", bound=Changeable)


@dataclass(eq=False, slots=True)
class Level:
    """What changed since one mark: each object with its stamp and contents before."""

    epoch: int
    kept: dict[int, tuple[Changeable, int, Contents]] = field(default_factory=dict)
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Delta:
    """The contents of every object that an undone outcome changed."""

    after: dict[int, tuple[Changeable, Contents]]


class Trail:
    """The levels that are open, innermost last."""

    __slots__ = ("epoch", "levels", "_next_epoch")

    def __init__(self) -> None:
        self.epoch = 0
        self.levels: list[Level] = []
        self._next_epoch = 1

    def mark(self) -> Level:
        """Opens a level."""
        level = Level(self._next_epoch)
        self._next_epoch += 1
        self.levels.append(level)
        self.epoch = level.epoch
        return level

    def born(self, item: Newborn) -> Newborn:
        """A new object: only the outcome that made it knows it, so what it becomes there need not be taken back."""
        item.stamp = self.epoch
        return item

    def save(self, item: Changeable) -> None:
        """Keeps the contents of `item`, which is about to change. Callers check `item.stamp < trail.epoch` first."""
        if self.levels and item.stamp < self.epoch:
            level = self.levels[-1]
            level.kept[id(item)] = (item, item.stamp, item.contents())
            item.stamp = level.epoch

    def undo(self, level: Level) -> Delta:
        """Takes everything since `level` back, and answers what had become of it. The level stays open."""
        self.close_above(level)
        delta = Delta({key: (item, item.contents()) for key, (item, _, _) in level.kept.items()})
        for item, stamp, contents in level.kept.values():
            item.restore(contents)
            item.stamp = stamp
        level.kept.clear()
        return delta

    def adopt(self, delta: Delta) -> None:
        """Makes every object what it was in the outcome `delta`."""
        for item, contents in delta.after.values():
            self.save(item)
            item.restore(contents)

    def join(self, level: Level, delta: Delta) -> None:
        """Joins the present outcome since `level` with the undone outcome `delta` of the same level."""
        if not level.is_open:
            return
        changed = {id(item): item for item in self.changed_since(level)}
        for key, (item, other) in delta.after.items():
            changed.pop(key, None)
            self.save(item)
            item.restore(item.join_contents(item.contents(), other))
        for item in changed.values():
            before = self.contents_at(level, item)
            self.save(item)
            item.restore(item.join_contents(item.contents(), before))

    def close(self, level: Level) -> None:
        """Ends a level, handing what it kept to the level outside."""
        self.close_above(level)
        if not level.is_open:
            return
        self.levels.pop()
        level.is_open = False
        outer = self.levels[-1] if self.levels else None
        self.epoch = outer.epoch if outer else 0
        for key, (item, stamp, contents) in level.kept.items():
            if outer is not None and key not in outer.kept:
                outer.kept[key] = (item, stamp, contents)
            item.stamp = self.epoch

    def close_above(self, level: Level) -> None:
        """Ends every level that was opened after `level`."""
        while level.is_open and self.levels and self.levels[-1] is not level:
            self.close(self.levels[-1])

    def changed_since(self, level: Level) -> Iterator[Changeable]:
        """Every object that changed since `level` was opened, once."""
        seen: set[int] = set()
        for later in self.levels_from(level):
            for key, (item, _, _) in later.kept.items():
                if key not in seen:
                    seen.add(key)
                    yield item

    def contents_at(self, level: Level, item: Changeable) -> Contents:
        """What `item` was when `level` was opened."""
        for later in self.levels_from(level):
            if id(item) in later.kept:
                return later.kept[id(item)][2]
        return item.contents()

    def levels_from(self, level: Level) -> list[Level]:
        """`level` and all levels inside it."""
        return self.levels[self.levels.index(level) :]
