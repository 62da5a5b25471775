"""Operators on abstract values."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import ABSENT, ArrayObject, DictObject, Instance, ListObject, SetObject, may_be_absent
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Text, Unknown, join, map_alternatives, text
from tfscope.interp import classes, containment, iteration, truth
from tfscope.models.concrete import NotKnown, concrete, is_small
from tfscope.models.formatting import percent
from tfscope.models.operators import tensor_binary, tensor_compare, tensor_unary

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter

FUNCTIONS: Final[dict[type, tuple[Callable[[object, object], object], str]]] = {
    ast.Add: (operator.add, "add"),
    ast.Sub: (operator.sub, "sub"),
    ast.Mult: (operator.mul, "mul"),
    ast.Div: (operator.truediv, "truediv"),
    ast.FloorDiv: (operator.floordiv, "floordiv"),
    ast.Mod: (operator.mod, "mod"),
    ast.Pow: (operator.pow, "pow"),
    ast.LShift: (operator.lshift, "lshift"),
    ast.RShift: (operator.rshift, "rshift"),
    ast.BitOr: (operator.or_, "or"),
    ast.BitXor: (operator.xor, "xor"),
    ast.BitAnd: (operator.and_, "and"),
    ast.MatMult: (operator.matmul, "matmul"),
}
SIGNS: Final = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "** or pow()",
    "lshift": "<<", "rshift": ">>", "or": "|", "xor": "^", "and": "&", "matmul": "@",
}  # fmt: skip
NUMBERS: Final = frozenset({int, float, bool, complex})


def binary(vm: Interpreter, op: type[ast.operator], left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """`left op right`."""
    function, name = FUNCTIONS[op]
    if left.__class__ in NUMBERS and right.__class__ in NUMBERS:
        return evaluate_numbers(vm, function, left, right)
    if op is ast.Mod and isinstance(left, str):
        return percent(vm, left, right)
    if isinstance(left, OneOf) or isinstance(right, OneOf):
        return binary_options(vm, op, left, right)
    if isinstance(left, str) and isinstance(right, str):
        return evaluate_known(vm, function, name, left, right)
    if isinstance(left, (str, Text, Unknown)) and isinstance(right, (str, Text, Unknown)):
        return binary_text(vm, op, left, right)
    was_asked = False
    if isinstance(left, Instance) or (isinstance(right, Instance) and not isinstance(left, ArrayObject)):
        # A tensor on the left leaves it to the method of an object that it cannot convert.
        answer, was_asked = by_special(vm, name, left, right)
        if answer is not NotImplemented:
            return answer
    answer = tensor_binary(vm, name, left, right)
    if answer is not NotImplemented:
        return answer
    answer = binary_containers(vm, op, left, right)
    if answer is not NotImplemented:
        return answer
    if was_asked and not any(isinstance(side, (Unknown, Text, OneOf)) for side in (left, right)):
        vm.fail("TypeError", f"unsupported operand type(s) for {SIGNS[name]}")
        return UNKNOWN
    if any(isinstance(side, Instance) and side.cls.has_unknown_base for side in (left, right)):
        return UNKNOWN
    return evaluate_known(vm, function, name, left, right)


def evaluate_numbers(
    vm: Interpreter, function: Callable[[object, object], object], left: AbstractValue, right: AbstractValue
) -> AbstractValue:
    """Arithmetic, as Python does it."""
    if function is operator.pow and isinstance(right, (int, float)) and abs(right) > 1024:
        return Unknown("", "int")
    if function is operator.lshift and isinstance(right, int) and right > 1024:
        return Unknown("", "int")
    try:
        return function(left, right)
    except (ArithmeticError, TypeError, ValueError) as error:
        vm.fail(type(error).__name__, str(error))
        return UNKNOWN


def binary_options(vm: Interpreter, op: type[ast.operator], left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """Each option of both sides; an option that cannot be an operand is none. One tensor or another is a tensor."""
    answer = tensor_binary(vm, FUNCTIONS[op][1], left, right)
    if answer is not NotImplemented:
        return answer
    lefts = [o for o in (left.options if isinstance(left, OneOf) else (left,)) if o is not None and o is not ABSENT]
    rights = [o for o in (right.options if isinstance(right, OneOf) else (right,)) if o is not None and o is not ABSENT]
    answers = [binary(vm, op, one, other) for one in lefts for other in rights]
    return reduce(join, answers) if answers else UNKNOWN


def binary_text(vm: Interpreter, op: type[ast.operator], left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """Strings with holes: `+` joins, `%` formats; two values that are not known stay so."""
    if op is ast.Add and (isinstance(left, (str, Text)) or isinstance(right, (str, Text))):
        return text([left, right])
    if op is ast.Add and isinstance(left, Unknown) and isinstance(right, Unknown):
        return text([left, right]) if "str" in (left.kind, right.kind) else Unknown(joined_label(left, "+", right))
    if isinstance(left, Unknown) and isinstance(right, Unknown) and left.kind == right.kind:
        return Unknown("", left.kind)
    return UNKNOWN


def joined_label(left: Unknown, sign: str, right: Unknown) -> str:
    """How a hole for the result of an operator is written."""
    return f"{left.label}{sign}{right.label}" if left.label and right.label else ""


def binary_containers(
    vm: Interpreter, op: type[ast.operator], left: AbstractValue, right: AbstractValue
) -> AbstractValue:
    """Lists, tuples, dicts and sets; NotImplemented for anything else."""
    if op is ast.Add and isinstance(left, ListObject) and isinstance(right, ListObject):
        if left.is_open:
            return ListObject(list(left.items), is_open=True)
        return ListObject(left.items + right.items, right.is_open)
    if op is ast.Add and isinstance(left, tuple) and isinstance(right, tuple):
        return left + right
    if op is ast.Add and isinstance(left, (ListObject, tuple)) and isinstance(right, Unknown):
        return ListObject(list(left.items), is_open=True) if isinstance(left, ListObject) else UNKNOWN
    if op is ast.Mult:
        return repeat(left, right)
    if op is ast.BitOr and isinstance(left, DictObject) and isinstance(right, DictObject):
        joined = DictObject(dict(left.items), left.is_open, left.type_name)
        joined.default_factory = left.default_factory
        iteration.update_dict(vm, joined, right)
        return joined
    if isinstance(left, (SetObject, frozenset)) and isinstance(right, (SetObject, frozenset)) and op in SET_OPERATORS:
        return combine_sets(op, left, right)
    return NotImplemented


def combine_sets(
    op: type[ast.operator], left: SetObject | frozenset[object], right: SetObject | frozenset[object]
) -> AbstractValue:
    """Two sets as one, of the type of the left."""
    one, other = (dict.fromkeys(side) if isinstance(side, frozenset) else side.items for side in (left, right))
    keys = SET_OPERATORS[op](one.keys(), other.keys())
    is_open = any(isinstance(side, SetObject) and side.is_open for side in (left, right))
    if isinstance(left, frozenset):
        return UNKNOWN if is_open else frozenset(keys)
    may_lose = op is ast.BitXor or (op is ast.Sub and isinstance(right, SetObject) and right.is_open)
    items: dict[AbstractValue, AbstractValue] = {}
    for key in [*one, *other]:
        if key in keys:
            in_doubt = may_be_absent(one.get(key)) or may_be_absent(other.get(key))
            items[key] = OneOf((None, ABSENT)) if is_open and (may_lose or in_doubt) else None
    return SetObject(items, is_open)


SET_OPERATORS: Final = {
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.Sub: operator.sub,
    ast.BitXor: operator.xor,
}


def repeat(left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """`sequence * count`, either way round."""
    for sequence, count in ((left, right), (right, left)):
        if isinstance(sequence, ListObject):
            if isinstance(count, int) and max(len(sequence.items), 1) * count < 1_000_000:
                return ListObject(sequence.items * count, sequence.is_open)
            if isinstance(count, Unknown):
                return ListObject([], is_open=True)
        if isinstance(sequence, tuple):
            if isinstance(count, int) and max(len(sequence), 1) * count < 1_000_000:
                return sequence * count
            if isinstance(count, Unknown):
                return UNKNOWN
    return NotImplemented


def by_special(vm: Interpreter, name: str, left: AbstractValue, right: AbstractValue) -> tuple[AbstractValue, bool]:
    """By the special methods of a class of the program: NotImplemented where none answers, and whether one declined."""
    sides = [(left, f"__{name}__", right), (right, f"__r{name}__", left)]
    if reflected_is_first(left, right, f"__r{name}__"):
        sides.reverse()
    was_asked = False
    for receiver, special, other in sides:
        names = (special, special.replace("truediv", "div")) if name == "truediv" else (special,)
        for each in names:
            if isinstance(receiver, Instance):
                method = classes.find_special(vm, receiver, each)
                if method is not ABSENT:
                    answer = vm.call(method, other)
                    if not truth.is_declined(answer):
                        return answer, False
                    was_asked = True
    return NotImplemented, was_asked


def reflected_is_first(left: AbstractValue, right: AbstractValue, special: str) -> bool:
    """Whether the right operand is asked first: its class descends from that of the left and has its own method."""
    if not (isinstance(left, Instance) and isinstance(right, Instance)) or left.cls is right.cls:
        return False
    return left.cls in right.cls.mro and classes.find_in_class(right.cls, special) is not classes.find_in_class(
        left.cls, special
    )


def evaluate_known(
    vm: Interpreter,
    function: Callable[[object, object], object],
    name: str,
    left: AbstractValue,
    right: AbstractValue,
) -> AbstractValue:
    """What Python answers where both sides are known; its TypeError where they do not fit."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return unknown_result(name, left, right)
    try:
        one, other = concrete(left), concrete(right)
    except NotKnown:
        return UNKNOWN
    is_repetition = function is operator.mul and isinstance(other, int) and isinstance(one, (str, bytes))
    if is_repetition and len(one) * abs(other) > 100_000:  # type: ignore[arg-type]
        return Unknown("", "str")
    try:
        result = function(one, other)
    except TypeError as error:
        vm.fail("TypeError", str(error))
        return UNKNOWN
    except (ArithmeticError, ValueError) as error:
        vm.fail(type(error).__name__, str(error))
        return UNKNOWN
    return result if is_small(result) and isinstance(result, (int, float, str, bytes, complex)) else UNKNOWN


def unknown_result(name: str, left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """The result of an operator of which a side is not known: its kind, where the other side decides it."""
    known, unknown = (right, left) if isinstance(left, Unknown) else (left, right)
    assert isinstance(unknown, Unknown)
    if unknown.kind == "tensor":
        return Unknown("", "tensor")
    label = ""
    if isinstance(known, (int, float)) and unknown.label and name in SIGNS and len(SIGNS[name]) <= 2:
        pieces = (unknown.label, str(known)) if unknown is left else (str(known), unknown.label)
        label = SIGNS[name].join(pieces)
    if isinstance(known, (int, float)) and unknown.kind in ("int", "float", "bool"):
        is_float = "float" in (unknown.kind, type(known).__name__) or name == "truediv"
        return Unknown(label, "float" if is_float else "int")
    return Unknown(label)


def in_place(vm: Interpreter, op: type[ast.operator], left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """`left op= right`: lists, dicts and sets change, anything else is replaced."""
    if op is ast.Add and isinstance(left, ListObject):
        items, is_open = iteration.open_items(vm, right)
        vm.changing(left)
        if not left.is_open:
            left.items.extend(items)
        left.is_open = left.is_open or is_open
        return left
    if op is ast.Mult and isinstance(left, ListObject) and isinstance(right, int):
        product = repeat(left, right)
        if isinstance(product, ListObject):
            vm.changing(left)
            left.items = product.items
            return left
    if isinstance(left, SetObject) and isinstance(right, (SetObject, frozenset)) and op in SET_OPERATORS:
        combined = combine_sets(op, left, right)
        assert isinstance(combined, SetObject)
        vm.changing(left)
        left.items, left.is_open = combined.items, combined.is_open
        return left
    if op is ast.BitOr and isinstance(left, DictObject):
        iteration.update_dict(vm, left, right)
        return left
    if isinstance(left, Instance):
        method = classes.find_special(vm, left, f"__i{FUNCTIONS[op][1]}__")
        if method is not ABSENT:
            answer = vm.call(method, right)
            if not truth.is_declined(answer):
                return answer
    return binary(vm, op, left, right)


UNARY: Final[dict[type, tuple[Callable[[object], object], str]]] = {
    ast.USub: (lambda value: -value, "neg"),  # type: ignore[operator]
    ast.UAdd: (lambda value: +value, "pos"),  # type: ignore[operator]
    ast.Invert: (lambda value: ~value, "invert"),  # type: ignore[operator]
}


def unary(vm: Interpreter, op: type[ast.unaryop], value: AbstractValue) -> AbstractValue:
    """`-value`, `+value`, `~value`."""
    function, name = UNARY[op]
    if value.__class__ in NUMBERS:
        try:
            return function(value)
        except TypeError as error:
            vm.fail("TypeError", str(error))
            return UNKNOWN
    if isinstance(value, Unknown):
        return Unknown(f"-{value.label}" if value.label and name == "neg" else "", value.kind)
    if isinstance(value, OneOf) and all(option.__class__ in NUMBERS for option in value.options):
        return map_alternatives(lambda option: unary(vm, op, option), value)
    answer = tensor_unary(vm, name, value)
    if answer is not NotImplemented:
        return answer
    if isinstance(value, Instance):
        method = classes.find_special(vm, value, f"__{name}__")
        if method is not ABSENT:
            return vm.call(method)
    if isinstance(value, (str, bytes, tuple, range, frozenset, ListObject, DictObject, SetObject)) or value is None:
        vm.fail("TypeError", f"bad operand type for unary operator: {value.__class__.__name__!r}")
    return UNKNOWN


ORDER: Final[dict[type, tuple[Callable[..., object], str, str]]] = {
    ast.Lt: (operator.lt, "__lt__", "__gt__"),
    ast.LtE: (operator.le, "__le__", "__ge__"),
    ast.Gt: (operator.gt, "__gt__", "__lt__"),
    ast.GtE: (operator.ge, "__ge__", "__le__"),
}
COMPARISONS: Final = {ast.Eq: "__eq__", ast.NotEq: "__ne__", **{op: names[1] for op, names in ORDER.items()}}
UNKNOWN_BOOL: Final = Unknown("", "bool")


def compare(vm: Interpreter, op: type[ast.cmpop], left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """`left op right` for one comparison."""
    known: bool | None
    if op is ast.Is or op is ast.IsNot:
        known = truth.identical(left, right)
        return UNKNOWN_BOOL if known is None else known is (op is ast.Is)
    if op is ast.In or op is ast.NotIn:
        known = containment.contains(vm, right, left)
        return UNKNOWN_BOOL if known is None else known is (op is ast.In)
    special = COMPARISONS[op]
    if not isinstance(left, Instance) or classes.find_special(vm, left, special) is ABSENT:
        answer = tensor_compare(vm, op.__name__, left, right)
        if answer is not NotImplemented:
            return answer
    if op is ast.NotEq and isinstance(left, Instance):
        method = classes.find_special(vm, left, "__ne__")
        answer = NotImplemented if method is ABSENT else vm.call(method, right)
        if answer is not NotImplemented and not truth.is_declined(answer):
            return answer
    if op is ast.Eq and (isinstance(left, Instance) or isinstance(right, Instance)):
        answer = truth.by_equality(vm, left, right)
        if answer is not NotImplemented:
            return answer
    if op is ast.Eq or op is ast.NotEq:
        known = truth.equal(vm, left, right)
        return UNKNOWN_BOOL if known is None else known is (op is ast.Eq)
    return compare_order(vm, op, left, right)


def compare_order(vm: Interpreter, op: type[ast.cmpop], left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """`<`, `<=`, `>`, `>=`."""
    function, special, reflected = ORDER[op]
    was_asked = False
    if isinstance(left, OneOf) and all(option.__class__ in NUMBERS for option in left.options):
        answer = map_alternatives(lambda option: compare_order(vm, op, option, right), left)
        return UNKNOWN_BOOL if isinstance(answer, OneOf) else answer
    if isinstance(right, OneOf) and all(option.__class__ in NUMBERS for option in right.options):
        answer = map_alternatives(lambda option: compare_order(vm, op, left, option), right)
        return UNKNOWN_BOOL if isinstance(answer, OneOf) else answer
    for receiver, name, other in ((left, special, right), (right, reflected, left)):
        if isinstance(receiver, Instance):
            method = classes.find_special(vm, receiver, name)
            if method is not ABSENT:
                answer = vm.call(method, other)
                if not truth.is_declined(answer):
                    return answer
                was_asked = True
    if was_asked and not any(isinstance(side, (Unknown, Text, OneOf, Tensor)) for side in (left, right)):
        vm.fail("TypeError", f"'{special}' not supported between these instances")
        return UNKNOWN_BOOL
    if isinstance(left, SetObject) and isinstance(right, SetObject) and not left.is_open and not right.is_open:
        return bool(function(left.items.keys(), right.items.keys()))
    try:
        return bool(function(concrete(left), concrete(right)))
    except NotKnown:
        return UNKNOWN_BOOL
    except TypeError as error:
        vm.fail("TypeError", str(error))
        return UNKNOWN_BOOL
