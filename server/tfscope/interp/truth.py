"""Truth, equality and identity: True, False, or None where it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import ABSENT, ArrayObject, DictObject, HeapObject, Instance, ListObject, SetObject
from tfscope.domain.values import AbstractValue, Dimension, DType, OneOf, Shape, Symbol, Text, Unknown
from tfscope.interp import classes, iteration

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def truth(vm: Interpreter, value: AbstractValue) -> bool | None:
    """`bool(value)`."""
    if value is None or value is True or value is False:
        return bool(value)
    match value:
        case int() | float() | complex() | str() | bytes() | tuple() | range() | frozenset():
            return bool(value)
        case Unknown():
            return None
        case OneOf(options=options):
            answers = {truth(vm, option) for option in options if option is not ABSENT}
            return answers.pop() if len(answers) == 1 else None
        case Text(parts=parts):
            return True if any(isinstance(part, str) for part in parts) else None
        case ListObject() | DictObject() | SetObject():
            length = iteration.length_of(vm, value)
            return None if length is None and not value.items else length != 0 if length is not None else None
        case Instance():
            return truth_of_instance(vm, value)
        case Shape():
            return value.dims is not None
        case Tensor():
            return None
        case ArrayObject():
            return bool(value.items) if isinstance(value.items, (bool, int, float)) else None
        case Symbol() | DType() | HeapObject():
            return True
        case _:
            return True


def truth_of_instance(vm: Interpreter, value: Instance) -> bool | None:
    """By `__bool__`, `__nonzero__` or `__len__`; true where the class has none."""
    for name in ("__bool__", "__nonzero__", "__len__"):
        method = classes.find_special(vm, value, name)
        if method is not ABSENT:
            return truth(vm, vm.call(method))
    if isinstance(value.native, (Tensor, Unknown)):
        return None
    return True if not value.cls.has_unknown_base else None


def identical(left: AbstractValue, right: AbstractValue) -> bool | None:
    """`left is right`. An object of a class of its own is never `None` or another object."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return identical_unknown(left, right)
    if left is right:
        return True
    for one, other in ((left, right), (right, left)):
        if isinstance(one, OneOf):
            answers = {identical(option, other) for option in one.options if option is not ABSENT}
            return answers.pop() if len(answers) == 1 else None
    if left is None or right is None or isinstance(left, bool) or isinstance(right, bool):
        return False
    if isinstance(left, (Symbol, DType)) and isinstance(right, (Symbol, DType)):
        return left == right
    if isinstance(left, HeapObject) and isinstance(right, HeapObject):
        return False
    if type(left) is not type(right):
        return False if isinstance(left, HeapObject) or isinstance(right, HeapObject) else None
    return left == right if isinstance(left, (int, str)) else None


def identical_unknown(left: AbstractValue, right: AbstractValue) -> bool | None:
    """An unknown value is itself; one whose kind is known is not `None`."""
    if left is right:
        return True if isinstance(left, Unknown) and left.label else None
    for one, other in ((left, right), (right, left)):
        if (
            isinstance(one, Unknown)
            and one.kind not in ("", "library")
            and (other is None or isinstance(other, HeapObject))
        ):
            return False
    return None


def equal(vm: Interpreter, left: AbstractValue, right: AbstractValue) -> bool | None:
    """`left == right`."""
    if isinstance(left, (Unknown, OneOf)) or isinstance(right, (Unknown, OneOf)):
        return equal_unknown(vm, left, right)
    if isinstance(left, Instance) or isinstance(right, Instance):
        return equal_instances(vm, left, right)
    if isinstance(left, (tuple, ListObject)) and isinstance(right, (tuple, ListObject)):
        if isinstance(left, tuple) is not isinstance(right, tuple):
            return False
        return equal_items(vm, left, right)
    if isinstance(left, DictObject) and isinstance(right, DictObject):
        return equal_dicts(vm, left, right)
    if isinstance(left, (SetObject, frozenset)) and isinstance(right, (SetObject, frozenset)):
        return equal_sets(left, right)
    if isinstance(left, Text) or isinstance(right, Text):
        return equal_texts(left, right)
    if isinstance(left, Shape) or isinstance(right, Shape):
        return equal_shapes(left, right)
    if isinstance(left, HeapObject) or isinstance(right, HeapObject):
        return left is right
    if isinstance(left, Dimension) or isinstance(right, Dimension):
        sizes = [side.value if isinstance(side, Dimension) else side for side in (left, right)]
        return sizes[0] == sizes[1] if all(isinstance(size, int) for size in sizes) else None
    return left == right


def equal_shapes(left: AbstractValue, right: AbstractValue) -> bool | None:
    """A static shape equals a list or tuple of its dimensions; None where a dimension is not known."""
    sides: list[tuple[AbstractValue, ...] | None] = []
    for side in (left, right):
        if isinstance(side, Shape):
            sides.append(side.dims)
        elif isinstance(side, ListObject) and not side.is_open:
            sides.append(tuple(side.items))
        elif isinstance(side, tuple):
            sides.append(side)
        else:
            return False if side is None else None
    one, other = sides
    if one is None or other is None:
        return None
    if len(one) != len(other):
        return False
    if any(isinstance(a, int) and isinstance(b, int) and a != b for a, b in zip(one, other)):
        return False
    return True if all(isinstance(a, int) and a == b for a, b in zip(one, other)) else None


def equal_unknown(vm: Interpreter, left: AbstractValue, right: AbstractValue) -> bool | None:
    """Equality where a side is not fully known."""
    if left is right and isinstance(left, Unknown) and left.label:
        return True
    for one, other in ((left, right), (right, left)):
        if isinstance(one, OneOf):
            answers = {equal(vm, option, other) for option in one.options if option is not ABSENT}
            return answers.pop() if len(answers) == 1 else None
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Unknown) and one.kind == "str" and isinstance(other, (int, float, bool, type(None))):
            return False
        if isinstance(one, Unknown) and one.kind in ("int", "float", "bool") and isinstance(other, (str, type(None))):
            return False
    return None


def equal_texts(left: AbstractValue, right: AbstractValue) -> bool | None:
    """A string with holes is equal to itself, and to nothing that is no string."""
    if left == right:
        return True
    if not isinstance(left, (str, Text)) or not isinstance(right, (str, Text)):
        return False
    one, other = pieces(left), pieces(right)
    for end in (0, -1):
        while one and other and one[end] == other[end]:
            del one[end], other[end]
        if one and other and isinstance(one[end], str) and isinstance(other[end], str):
            return False
    # Only one of them has more characters than what both have.
    more = one or other
    return False if not (one and other) and any(isinstance(piece, str) for piece in more) else None


def pieces(value: str | Text) -> list[str | Unknown]:
    """The characters and holes of a string."""
    parts = value.parts if isinstance(value, Text) else (value,)
    return [piece for part in parts for piece in (part if isinstance(part, str) else (part,))]


def equal_items(
    vm: Interpreter, left: tuple[AbstractValue, ...] | ListObject, right: tuple[AbstractValue, ...] | ListObject
) -> bool | None:
    """Equality item by item."""
    one, one_open = (left, False) if isinstance(left, tuple) else (left.items, left.is_open)
    other, other_open = (right, False) if isinstance(right, tuple) else (right.items, right.is_open)
    if one_open or other_open:
        return None
    if len(one) != len(other):
        return False
    answers = [equal(vm, a, b) for a, b in zip(one, other)]
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def equal_dicts(vm: Interpreter, left: DictObject, right: DictObject) -> bool | None:
    """Equality value by value."""
    if left.is_open or right.is_open:
        return None
    if left.items.keys() != right.items.keys():
        return False
    answers = [equal(vm, item, right.items[key]) for key, item in left.items.items()]
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def equal_sets(left: SetObject | frozenset[object], right: SetObject | frozenset[object]) -> bool | None:
    """Whether two sets have the same items; mutable or not does not matter."""
    if any(isinstance(side, SetObject) and side.is_open for side in (left, right)):
        return None
    one, other = (side if isinstance(side, frozenset) else side.items.keys() for side in (left, right))
    return one == other


def is_declined(answer: AbstractValue) -> bool:
    """Whether a special method answered `NotImplemented`, so that the other operand is asked."""
    return isinstance(answer, Symbol) and answer.path == "builtins.NotImplemented"


def by_equality(vm: Interpreter, left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """What the `__eq__` of a class answers, NotImplemented where none does."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Instance):
            method = classes.find_special(vm, one, "__eq__")
            if method is not ABSENT:
                answer = vm.call(method, other)
                if not is_declined(answer):
                    return answer
    return NotImplemented


def equal_instances(vm: Interpreter, left: AbstractValue, right: AbstractValue) -> bool | None:
    """By `__eq__`, else by identity."""
    answer = by_equality(vm, left, right)
    if answer is not NotImplemented:
        return truth(vm, answer)
    if left is right:
        return True
    return False if not any(isinstance(s, Instance) and s.cls.has_unknown_base for s in (left, right)) else None
