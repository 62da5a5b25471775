"""The abstract values that Python itself cannot say.

A known immutable value stands for itself: `None`, `True`, `3`, `"a"`, `(1, 2)`. Only what is not fully
known, and what has identity, has a class of its own; `domain/heap.py` holds the latter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias, final

AbstractValue: TypeAlias = object

#: How many alternatives of one value are kept apart before they become unknown.
MAX_ALTERNATIVES: Final = 4


@final
@dataclass(frozen=True, slots=True, eq=False)
class Unknown:
    """A value that the analyser does not know; the same object always stands for the same value.

    `label` is how a hole of it is written, `{label}`; `kind` names its Python type where that is known
    ("str", "int", "float", "bool", "tensor"), "library" where an API without a model made it, else "".
    """

    label: str = ""
    kind: str = ""

    def __repr__(self) -> str:
        return "{" + self.label + "}"


UNKNOWN: Final = Unknown()
#: What an API of a library gives that has no model.
FROM_LIBRARY: Final = Unknown("", "library")


@final
@dataclass(frozen=True, slots=True)
class Text:
    """A string with holes. At least one part is an `Unknown`; neighbouring strings are merged."""

    parts: tuple[str | Unknown, ...]

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else "{" + part.label + "}" for part in self.parts)


def text(parts: Iterable[AbstractValue]) -> str | Text:
    """Joins strings, texts and unknown values into one string, which is a `str` where all is known."""
    merged: list[str | Unknown] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Text) else (part,):
            if isinstance(piece, str):
                if merged and isinstance(merged[-1], str):
                    merged[-1] += piece
                elif piece:
                    merged.append(piece)
            else:
                merged.append(piece if isinstance(piece, Unknown) else UNKNOWN)
    if not merged:
        return ""
    if len(merged) == 1 and isinstance(merged[0], str):
        return merged[0]
    return Text(tuple(merged))


@final
@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few values, decided by a condition that the analyser does not know."""

    options: tuple[AbstractValue, ...]


@final
@dataclass(frozen=True, slots=True)
class Symbol:
    """A name of a library that is not interpreted, by its dotted path as it was reached.

    `path` is what the program spelled ("tensorflow.compat.v1.get_variable"), so that it can be judged
    whether that spelling exists; models look it up by its canonical name.
    """

    path: str

    @property
    def name(self) -> str:
        """The last component."""
        return self.path.rpartition(".")[2]


@final
@dataclass(frozen=True, slots=True)
class DType:
    """A TensorFlow dtype, by its base name ("float32")."""

    name: str


@final
@dataclass(frozen=True, slots=True)
class Dimension:
    """A `tf.Dimension`, what indexing a shape gives under TF 1 behaviour. `value` is as a dimension of Shape."""

    value: int | Unknown | None


@final
@dataclass(frozen=True, slots=True)
class PartSlice:
    """A slice of which a part is not known."""

    lower: AbstractValue
    upper: AbstractValue
    step: AbstractValue


Dim: TypeAlias = "int | Unknown | None"
"""One dimension: an integer, None where TensorFlow itself does not know it, Unknown where we do not."""


@final
@dataclass(frozen=True, slots=True)
class Shape:
    """A static shape. `dims` is None where TensorFlow itself does not know the rank."""

    dims: tuple[Dim, ...] | None

    @property
    def rank(self) -> int | None:
        """The number of dimensions, None where TensorFlow does not know it."""
        return None if self.dims is None else len(self.dims)

    @property
    def is_known(self) -> bool:
        """Whether every dimension is an integer."""
        return self.dims is not None and all(isinstance(dim, int) for dim in self.dims)

    def __str__(self) -> str:
        if self.dims is None:
            return "<unknown>"
        body = ", ".join("?" if not isinstance(dim, int) else str(dim) for dim in self.dims)
        return f"({body},)" if len(self.dims) == 1 else f"({body})"


AnyShape: TypeAlias = "Shape | Unknown"
AnyDType: TypeAlias = "DType | Unknown"
Name: TypeAlias = "str | Text"


def same(left: AbstractValue, right: AbstractValue) -> bool:
    """Whether two values are certainly one value (`1` and `True` are not)."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, OneOf) and isinstance(right, OneOf):
        return same(left.options, right.options)
    if isinstance(left, (str, int, float, bytes, complex, frozenset, range, Text, Symbol, DType, Shape, Dimension)):
        return left == right
    return False


def alternatives(value: AbstractValue) -> tuple[AbstractValue, ...]:
    """The values that `value` may be: its options, or itself."""
    return value.options if isinstance(value, OneOf) else (value,)


def join(left: AbstractValue, right: AbstractValue) -> AbstractValue:
    """The least value that stands for both."""
    if same(left, right):
        return left
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return join_unknown(left, right)
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
        return tuple(map(join, left, right))
    options: list[AbstractValue] = []
    for option in (*alternatives(left), *alternatives(right)):
        if not any(same(option, kept) for kept in options):
            options.append(option)
    return OneOf(tuple(options)) if len(options) <= MAX_ALTERNATIVES else UNKNOWN


def join_unknown(left: AbstractValue, right: AbstractValue) -> Unknown:
    """The unknown value that stands for both, of which one is unknown."""
    kinds = {kind_of(left), kind_of(right)}
    labels = {side.label for side in (left, right) if isinstance(side, Unknown)}
    return Unknown(labels.pop() if len(labels) == 1 else "", kinds.pop() if len(kinds) == 1 else "")


def kind_of(value: AbstractValue) -> str:
    """The name of the Python type of `value` as `Unknown.kind` has it, "" where it is not known."""
    if isinstance(value, Unknown):
        return value.kind
    if isinstance(value, Text):
        return "str"
    if isinstance(value, (bool, int, float, str)):
        return type(value).__name__
    return ""


def map_alternatives(function: Callable[[AbstractValue], AbstractValue], value: AbstractValue) -> AbstractValue:
    """Applies `function` to each value that `value` may be, and joins the answers."""
    first, *rest = alternatives(value)
    answer = function(first)
    for option in rest:
        answer = join(answer, function(option))
    return answer


def join_shapes(left: AnyShape, right: AnyShape) -> AnyShape:
    """What is known where a tensor has one shape or the other, by the analyser's knowledge."""
    if isinstance(left, Unknown) or isinstance(right, Unknown) or left.dims is None or right.dims is None:
        return left if left == right else UNKNOWN
    if len(left.dims) != len(right.dims):
        return UNKNOWN
    return Shape(tuple(a if a == b else UNKNOWN for a, b in zip(left.dims, right.dims)))
