"""The built-in functions that order items, or make one value of them."""

from __future__ import annotations

from functools import cmp_to_key

from tfscope.domain.heap import (
    ListObject,
    ScatteredList,
)
from tfscope.domain.iterators import UNKNOWN_REST
from tfscope.domain.values import UNKNOWN, AbstractValue, join
from tfscope.models.concrete import NotKnown, concrete
from tfscope.models.machine import Call, Machine
from tfscope.models.python.arguments import NOT_GIVEN
from tfscope.models.python.iterators import bounded, collect
from tfscope.models.python.types_of import known_bool
from tfscope.models.registry import model


def joined(values: list[AbstractValue]) -> AbstractValue:
    """What stands for any of the values."""
    if not values:
        return UNKNOWN
    answer, *rest = values
    for value in rest:
        answer = join(answer, value)
    return answer


def sort_items(
    machine: Machine, items: list[AbstractValue], key: AbstractValue, reverse: AbstractValue
) -> list[AbstractValue] | None:
    """The items in order, None where that is not known. Sorting is stable."""
    descending = machine.truth(reverse)
    if descending is None:
        return None
    keys = items if key is None else [machine.call(key, item) for item in items]
    order = list(range(len(items)))

    def compare(left: int, right: int) -> int:
        return compare_keys(machine, keys[left], keys[right])

    try:
        known = [concrete(each) for each in keys]
        order.sort(key=lambda index: known[index], reverse=descending)  # type: ignore[arg-type, return-value]
    except TypeError as error:
        machine.fail("TypeError", str(error))
        return None
    except NotKnown:
        try:
            order.sort(key=cmp_to_key(compare), reverse=descending)
        except NotKnown:
            return None
    return [items[index] for index in order]


def compare_keys(machine: Machine, left: AbstractValue, right: AbstractValue) -> int:
    """-1 where `left < right`; raises NotKnown."""
    for one, other, sign in ((left, right, -1), (right, left, 1)):
        known = less(machine, one, other)
        if known is None:
            raise NotKnown
        if known:
            return sign
    return 0


def less(machine: Machine, left: AbstractValue, right: AbstractValue) -> bool | None:
    """`left < right`, None where that is not known."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        for one, other in zip(left, right):
            same = machine.equal(one, other)
            if same is None:
                return None
            if not same:
                return less(machine, one, other)
        return len(left) < len(right)
    return machine.truth(machine.compare("Lt", left, right))


@model("builtins.sorted")
def sorted_(
    machine: Machine,
    call: Call,
    iterable: AbstractValue,
    cmp: AbstractValue = None,
    *,
    key: AbstractValue = None,
    reverse: AbstractValue = False,
) -> AbstractValue:
    """A new list in order; where the order is not known or there may be more items, the places are not known."""
    items, is_open = collect(machine, iterable)
    ordered = None if cmp is not None else sort_items(machine, items, key, reverse)
    if ordered is None or is_open:
        return ScatteredList(items if ordered is None else ordered)
    return ListObject(ordered)


@model("builtins.sum")
def sum_(machine: Machine, call: Call, iterable: AbstractValue, start: AbstractValue = 0) -> AbstractValue:
    """The items added up."""
    if isinstance(iterable, range) and isinstance(start, (int, float)) and iterable:
        return start + len(iterable) * (iterable[0] + iterable[-1]) // 2
    total = start
    for item in bounded(machine, iterable):
        if item is UNKNOWN_REST:
            return UNKNOWN
        total = machine.binary("Add", total, item)
    return total


def extreme(machine: Machine, call: Call, key: AbstractValue, default: AbstractValue, largest: bool) -> AbstractValue:
    """`min` and `max`."""
    if call.is_open or not call.arguments:
        return UNKNOWN
    if len(call.arguments) == 1:
        found = machine.items_of(call.arguments[0])
        if found is None:
            return UNKNOWN
        items = found
    else:
        items = list(call.arguments)
    if not items:
        if default is NOT_GIVEN:
            machine.fail("ValueError", f"{'max' if largest else 'min'}() arg is an empty sequence")
            return UNKNOWN
        return default
    best, *rest = items
    best_key = best if key is None else machine.call(key, best)
    for position, item in enumerate(rest):
        item_key = item if key is None else machine.call(key, item)
        better = less(machine, best_key, item_key) if largest else less(machine, item_key, best_key)
        if better is None:
            return joined([best, *rest[position:]])
        if better:
            best, best_key = item, item_key
    return best


@model("builtins.min")
def min_(
    machine: Machine,
    call: Call,
    *arguments: AbstractValue,
    key: AbstractValue = None,
    default: AbstractValue = NOT_GIVEN,
) -> AbstractValue:
    """The least item."""
    return extreme(machine, call, key, default, largest=False)


@model("builtins.max")
def max_(
    machine: Machine,
    call: Call,
    *arguments: AbstractValue,
    key: AbstractValue = None,
    default: AbstractValue = NOT_GIVEN,
) -> AbstractValue:
    """The greatest item."""
    return extreme(machine, call, key, default, largest=True)


def quantify(machine: Machine, iterable: AbstractValue, decisive: bool) -> AbstractValue:
    """`any` where true decides, `all` where false does."""
    answer: bool | None = not decisive
    for item in bounded(machine, iterable):
        known = None if item is UNKNOWN_REST else machine.truth(item)
        if known is decisive:
            return decisive if answer is not None or item is not UNKNOWN_REST else known_bool(None)
        if known is None:
            answer = None
    return known_bool(answer)


@model("builtins.any")
def any_(machine: Machine, call: Call, iterable: AbstractValue) -> AbstractValue:
    """Whether an item is true."""
    return quantify(machine, iterable, True)


@model("builtins.all")
def all_(machine: Machine, call: Call, iterable: AbstractValue) -> AbstractValue:
    """Whether all items are true."""
    return quantify(machine, iterable, False)


@model("builtins.reduce", "functools.reduce", "six.moves.reduce")
def reduce(
    machine: Machine, call: Call, function: AbstractValue, iterable: AbstractValue, initial: AbstractValue = NOT_GIVEN
) -> AbstractValue:
    """The items folded by a function."""
    answer = initial
    for item in bounded(machine, iterable):
        if item is UNKNOWN_REST:
            return UNKNOWN
        answer = item if answer is NOT_GIVEN else machine.call(function, answer, item)
    if answer is NOT_GIVEN:
        machine.fail("TypeError", "reduce() of empty iterable with no initial value")
        return UNKNOWN
    return answer
