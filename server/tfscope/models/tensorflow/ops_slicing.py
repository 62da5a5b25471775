"""The shapes of parts of tensors: indexing, and the ops that slice.

**Source:** tensorflow/core/util/strided_slice_op.cc, ValidateStridedSliceOp; core/ops/array_ops.cc, Slice; TF 2.21.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from tfscope.domain.graph import Tensor, native_of
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, OneOf, Shape, Unknown
from tfscope.models.registry import constant
from tfscope.models.tensorflow.ops_static import integer

#: What is known of all bounds on one side of a strided slice: True, None where TensorFlow does not know one of them,
#: Unknown where only we do not.
Known: TypeAlias = "bool | Unknown | None"

constant("tensorflow.newaxis", None)


def sliced_shape(shape: AnyShape, parts: Sequence[AbstractValue]) -> AnyShape:
    """The shape that `tensor[parts]` has."""
    if isinstance(shape, Unknown) or any(not is_index(part) for part in parts):
        return UNKNOWN
    if shape.dims is None:
        return Shape(None)
    ellipsis = next((place for place, part in enumerate(parts) if part is ...), len(parts))
    taken = sum(part is not None and part is not ... for part in parts)
    spare = len(shape.dims) - taken
    if spare < 0:
        return UNKNOWN
    begins = known([bound_of(part, "start") for part in parts])
    ends = known([bound_of(part, "stop") for part in parts])
    rest = list(shape.dims)
    dims: list[Dim] = []
    for place, part in enumerate([*parts, ...] if ellipsis == len(parts) else parts):
        if part is None:
            dims.append(1)
        elif part is ...:
            kept = spare if place == ellipsis else 0
            dims.extend(rest[:kept])
            rest = rest[kept:]
        elif isinstance(part, slice):
            dims.append(sliced_dim(rest.pop(0), part, begins, ends))
        else:
            rest.pop(0)
    return Shape(tuple(dims))


def is_index(part: AbstractValue) -> bool:
    """Whether a part of an index is certainly one that is modelled: a number, a slice, None or `...`."""
    part = native_of(part)
    if isinstance(part, Unknown):
        return part.kind == "int"
    if isinstance(part, OneOf):
        return all(isinstance(option, int) for option in part.options)
    if isinstance(part, Tensor):
        return not isinstance(part.shape, Shape) or not part.shape.dims
    return part is None or part is ... or isinstance(part, slice) or not isinstance(integer(part), Unknown)


def bound_of(part: AbstractValue, side: str) -> Dim:
    """What TensorFlow is given as begin or end for a part of an index; 0 where a mask covers it."""
    if part is None or part is ...:
        return 0
    if isinstance(part, slice):
        bound = getattr(part, side)
        return 0 if bound is None else integer(bound)
    return integer(part)


def known(bounds: Sequence[Dim]) -> Known:
    """What is known of all bounds together: TensorFlow uses a vector of bounds only where it knows all of it."""
    if any(bound is None for bound in bounds):
        return None
    return UNKNOWN if any(isinstance(bound, Unknown) for bound in bounds) else True


def sliced_dim(dim: Dim, part: slice, begins: Known, ends: Known) -> Dim:
    """One dimension after a slice."""
    step = 1 if part.step is None else integer(part.step)
    if dim is None or step is None:
        return None
    if not isinstance(step, int) or step == 0:
        return UNKNOWN
    if part.start is None and part.stop is None:
        if isinstance(dim, Unknown):
            return dim if abs(step) == 1 else UNKNOWN
        return -(-dim // abs(step))
    if begins is None or ends is None:
        return None
    if begins is not True or ends is not True or isinstance(dim, Unknown):
        return UNKNOWN
    start = None if part.start is None else integer(part.start)
    stop = None if part.stop is None else integer(part.stop)
    assert not isinstance(start, Unknown) and not isinstance(stop, Unknown)
    return len(range(*slice(start, stop, step).indices(dim)))


def slice_shape(shape: AnyShape, begin: AbstractValue, sizes: AbstractValue, length: Dim) -> AnyShape:
    """The shape of `tf.slice`. `begin` and `sizes` are static values, `length` how many there are."""
    if isinstance(sizes, tuple):
        begins = begin if isinstance(begin, tuple) and len(begin) == len(sizes) else (begin,) * len(sizes)
        whole = all(isinstance(integer(size), int) for size in sizes)
        dims: tuple[Dim, ...] = (UNKNOWN,) * len(sizes)
        if isinstance(shape, Shape):
            dims = (None,) * len(sizes) if shape.dims is None else shape.dims
        return Shape(tuple(cut(d, integer(b), integer(s), whole) for d, b, s in zip(dims, begins, sizes)))
    if isinstance(shape, Shape) and shape.dims is not None:
        length = len(shape.dims)
    if not isinstance(length, int):
        return UNKNOWN
    return Shape((None if sizes is None else UNKNOWN,) * length)


def cut(dim: Dim, begin: Dim, size: Dim, whole: bool) -> Dim:
    """One dimension of `tf.slice`; -1 means all that follows. `whole` where every size is known."""
    if isinstance(size, int) and size >= 0:
        return size
    if size is None:
        return None
    if isinstance(size, Unknown):
        return UNKNOWN
    if not whole:
        return None
    if isinstance(dim, int) and isinstance(begin, int):
        return dim - begin if dim >= begin else UNKNOWN
    if begin == 0:
        return dim
    return None if dim is None or begin is None else UNKNOWN
