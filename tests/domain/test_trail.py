"""The trail: undoing brings everything back, adopting redoes it, joining keeps both outcomes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tfscope.domain.heap import ABSENT, DictObject, ListObject, SetObject, may_be_absent, present
from tfscope.domain.trail import Trail
from tfscope.domain.values import OneOf, alternatives

#: (what to do, the object, the value)
ACTIONS = st.lists(
    st.tuples(st.sampled_from(["append", "pop", "set", "delete", "add"]), st.integers(0, 1), st.integers(0, 3)),
    max_size=8,
)


class Heap:
    """Two lists, two dicts and two sets under a trail."""

    def __init__(self) -> None:
        self.trail = Trail()
        self.lists = [ListObject([0]), ListObject([])]
        self.dicts = [DictObject({0: 0}), DictObject({})]
        self.sets = [SetObject({}), SetObject({1: None})]

    def changing(self, item: ListObject | DictObject | SetObject) -> None:
        """Announces a change, as the interpreter does."""
        if item.stamp < self.trail.epoch:
            self.trail.save(item)

    def run(self, actions: list[tuple[str, int, int]]) -> None:
        """Changes the objects."""
        for action, which, value in actions:
            if action in ("append", "pop"):
                self.changing(self.lists[which])
                items = self.lists[which].items
                items.append(value) if action == "append" else items and items.pop()
            elif action in ("set", "delete"):
                self.changing(self.dicts[which])
                self.dicts[which].items.pop(value, None)
                if action == "set":
                    self.dicts[which].items[value] = value + 10
            else:
                self.changing(self.sets[which])
                self.sets[which].items[value] = None

    def state(self) -> list[object]:
        """The contents of all objects."""
        return [item.contents() for item in (*self.lists, *self.dicts, *self.sets)]


@given(ACTIONS, ACTIONS)
def test_undo_restores_and_adopt_redoes(before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]) -> None:
    """What happened since a mark is taken back, and can be had again."""
    heap = Heap()
    heap.run(before)
    first = heap.state()
    level = heap.trail.mark()
    heap.run(after)
    second = heap.state()
    delta = heap.trail.undo(level)
    assert heap.state() == first
    heap.trail.adopt(delta)
    assert heap.state() == second
    heap.trail.undo(level)
    heap.trail.close(level)
    assert heap.state() == first
    assert heap.trail.epoch == 0


@given(ACTIONS, ACTIONS, ACTIONS)
def test_marks_nest(
    one: list[tuple[str, int, int]], two: list[tuple[str, int, int]], three: list[tuple[str, int, int]]
) -> None:
    """Undoing an outer mark takes back what a closed inner one kept, and one that is still open."""
    heap = Heap()
    first = heap.state()
    outer = heap.trail.mark()
    heap.run(one)
    middle = heap.state()
    inner = heap.trail.mark()
    heap.run(two)
    heap.trail.undo(inner)
    assert heap.state() == middle
    heap.run(two)
    heap.trail.close(inner)
    heap.run(three)
    still_open = heap.trail.mark()
    heap.run(one)
    heap.trail.undo(outer)
    assert heap.state() == first
    assert not still_open.is_open
    assert not inner.is_open
    assert outer.is_open


@given(ACTIONS, ACTIONS)
def test_a_join_stands_for_both_outcomes(left: list[tuple[str, int, int]], right: list[tuple[str, int, int]]) -> None:
    """After a join each object may be what either outcome made it."""
    heap = Heap()
    level = heap.trail.mark()
    heap.run(left)
    one = heap.state()
    delta = heap.trail.undo(level)
    heap.run(right)
    other = heap.state()
    heap.trail.join(level, delta)
    heap.trail.close(level)
    for joined, mine, theirs in zip(heap.state(), one, other):
        for outcome in (mine, theirs):
            assert stands_for(joined, outcome)  # type: ignore[arg-type]
        if mine == theirs:
            assert joined == mine


def stands_for(joined: tuple[object, object], outcome: tuple[object, object]) -> bool:
    """Whether the contents of an object cover those of one outcome."""
    (items, is_open), (known, _) = joined, outcome
    if isinstance(items, list) and isinstance(known, list):
        is_prefix = len(items) <= len(known) and all(known[i] in alternatives(item) for i, item in enumerate(items))
        return is_prefix and (bool(is_open) or len(items) == len(known))
    assert isinstance(items, dict)
    assert isinstance(known, dict)
    present_keys = all(known[key] in alternatives(present(items[key])) for key in known)
    return present_keys and all(may_be_absent(items[key]) for key in items.keys() - known.keys())


def test_what_one_outcome_lacks_may_be_absent() -> None:
    """A key that one side set may be there; a list that grew on one side is open."""
    heap = Heap()
    level = heap.trail.mark()
    heap.run([("set", 1, 2), ("append", 0, 3)])
    delta = heap.trail.undo(level)
    heap.trail.join(level, delta)
    assert heap.dicts[1].items == {2: OneOf((12, ABSENT))}
    assert heap.lists[0].items == [0]
    assert heap.lists[0].is_open


def test_a_closed_level_joins_nothing() -> None:
    """An outcome of a mark that was closed is past."""
    heap = Heap()
    level = heap.trail.mark()
    heap.run([("append", 0, 1)])
    delta = heap.trail.undo(level)
    heap.trail.close(level)
    heap.trail.join(level, delta)
    assert heap.lists[0].items == [0]
