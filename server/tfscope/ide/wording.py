"""How features write what the analyser knows: names, shapes, counts, reuse."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from tfscope.analysis.analysis import AnyVariable, name_of
from tfscope.domain.graph import AUTO_REUSE
from tfscope.domain.values import AbstractValue, DType, OneOf, Shape, Text, Unknown, alternatives
from tfscope.syntax.blocks import Span


@dataclass(frozen=True, slots=True)
class Described:
    """A variable in words. `parameters` is None where its shape is not fully known."""

    name: str
    shape: str
    dtype: str
    is_trainable: bool | None
    parameters: int | None

    @property
    def kind(self) -> str:
        """Its dtype and shape."""
        return f"{self.dtype} {self.shape}"


def described(variable: AnyVariable) -> Described:
    """A variable in words."""
    trainable = variable.trainable
    return Described(
        written(name_of(variable)),
        str(variable.shape) if isinstance(variable.shape, Shape) else "<unknown shape>",
        variable.dtype.name if isinstance(variable.dtype, DType) else "<unknown dtype>",
        trainable if isinstance(trainable, bool) else None,
        parameter_count(variable.shape),
    )


def parameter_count(shape: AbstractValue) -> int | None:
    """How many numbers a variable of a shape holds, None where that is not known."""
    if not isinstance(shape, Shape) or shape.dims is None:
        return None
    dims = [dim for dim in shape.dims if isinstance(dim, int)]
    return prod(dims) if len(dims) == len(shape.dims) else None


def written(value: AbstractValue) -> str:
    """A name as it is shown, with a hole in braces for each part that is not known."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, Text) else repr(value) if isinstance(value, Unknown) else "{}"


def reuse_word(reuse: AbstractValue) -> str:
    """A scope's reuse as Python writes it."""
    if isinstance(reuse, OneOf):
        return " or ".join(map(reuse_word, alternatives(reuse)))
    if reuse == AUTO_REUSE:
        return "tf.AUTO_REUSE"
    return repr(reuse) if reuse is None or isinstance(reuse, bool) else "unknown"


def total(counts: list[int | None]) -> str:
    """A sum of parameter counts: `1,200 parameters`, `at least` that where some are not known."""
    known = sum(count for count in counts if count is not None)
    words = f"{known:,} parameter{'' if known == 1 else 's'}"
    return words if None not in counts else f"at least {words}" if known else "an unknown number of parameters"


def counted(number: int, noun: str) -> str:
    """`1 variable`, `2 variables`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def place(span: Span) -> str:
    """A place in few words: `layers.py:12`."""
    return f"{span.path.replace(chr(92), '/').rpartition('/')[2]}:{span.start_line}"
