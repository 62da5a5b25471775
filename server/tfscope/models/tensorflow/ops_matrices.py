"""Matrix products and what is done with matrices.

**Source:** tensorflow/python/ops/math_ops.py, matmul and tensordot; core/ops/linalg_ops.cc; TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.arithmetic import matmul_shape
from tfscope.models.tensorflow.op_model import (
    Arguments,
    Facts,
    Rule,
    broadcast,
    common_dtype,
    declare,
    facts,
    same,
    use_name,
)
from tfscope.models.tensorflow.ops_results import (
    dims_of,
    merge_dims,
    normal_axis,
    scaled_dim,
    shape_of,
    tensor,
    unknown_rank,
)
from tfscope.models.tensorflow.ops_static import after_op, integers


def is_set(machine: Machine, *flags: AbstractValue) -> bool | None:
    """Whether one of the flags is set."""
    truths = [machine.truth(flag) for flag in flags]
    return True if True in truths else None if None in truths else False


def matmul(machine: Machine, bound: Arguments) -> Facts:
    """A product of matrices, batches of them in front."""
    left, left_dtype = facts(machine, bound["a"])
    right, right_dtype = facts(machine, bound["b"])
    dtype = common_dtype(left_dtype, right_dtype, bound["a"], bound["b"])
    transposes = is_set(machine, bound["transpose_a"], bound.get("adjoint_a"))
    other = is_set(machine, bound["transpose_b"], bound.get("adjoint_b"))
    if transposes is None or other is None:
        return UNKNOWN, dtype
    return matmul_shape(left, right, transposes, other), dtype


def batch_matmul(machine: Machine, bound: Arguments) -> Facts:
    """The product of before TensorFlow 1.0."""
    return matmul(
        machine, {"a": bound["x"], "b": bound["y"], "transpose_a": bound["adj_x"], "transpose_b": bound["adj_y"]}
    )


def matvec(machine: Machine, bound: Arguments) -> Facts:
    """A matrix times a vector."""
    left, dtype = facts(machine, bound["a"])
    dims, vector = dims_of(left), dims_of(shape_of(machine, bound["b"]))
    if dims is None or vector is None or len(dims) < 2 or not vector:
        return UNKNOWN, dtype
    transposes = is_set(machine, bound["transpose_a"], bound["adjoint_a"])
    batch = dims_of(broadcast(Shape(dims[:-2]), Shape(vector[:-1])))
    if batch is None or transposes is None:
        return UNKNOWN, dtype
    return Shape((*batch, dims[-1] if transposes else dims[-2])), dtype


def tensordot(machine: Machine, bound: Arguments) -> Facts:
    """A product over some axes of both. Source: math_ops.tensordot."""
    left, dtype = facts(machine, bound["a"])
    one, other = dims_of(left), dims_of(shape_of(machine, bound["b"]))
    if one is None or other is None:
        return unknown_rank(left, shape_of(machine, bound["b"])), dtype
    axes = dot_axes(machine, bound["axes"], len(one))
    if axes is None:
        return UNKNOWN, dtype
    taken = {normal_axis(axis, len(one)) for axis in axes[0]}
    from_other = {normal_axis(axis, len(other)) for axis in axes[1]}
    if None in taken or None in from_other:
        return UNKNOWN, dtype
    free = [dim for place, dim in enumerate(one) if place not in taken]
    return Shape((*free, *(dim for place, dim in enumerate(other) if place not in from_other))), dtype


def dot_axes(machine: Machine, axes: AbstractValue, rank: int) -> tuple[tuple[Dim, ...], tuple[Dim, ...]] | None:
    """The axes of both sides, None where they are not known."""
    if isinstance(axes, int):
        return tuple(range(rank - axes, rank)), tuple(range(axes))
    pair = machine.items_of(axes) if not isinstance(axes, Unknown) else None
    if pair is None or len(pair) != 2:
        return None
    one, other = integers(pair[0]), integers(pair[1])
    if not isinstance(one, tuple) or not isinstance(other, tuple):
        return None
    return one, other


@model("tensorflow.einsum", "tensorflow.linalg.einsum")
def einsum(
    machine: Machine, call: Call, equation: AbstractValue, *inputs: AbstractValue, **kwargs: AbstractValue
) -> AbstractValue:
    """A product by an equation. Source: special_math_ops.einsum."""
    use_name(machine, kwargs.get("name"), "einsum")
    dtype = facts(machine, inputs[0])[1] if inputs else UNKNOWN
    shapes = [shape_of(machine, item) for item in inputs]
    shape = einsum_shape(equation, shapes) if isinstance(equation, str) else UNKNOWN
    return tensor(machine, (shape, dtype), after_op(inputs))


def einsum_shape(equation: str, shapes: list[AnyShape]) -> AnyShape:
    """The shape of an `einsum`, by the letters of its equation."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(shapes) or "..." in equation:
        return UNKNOWN
    sizes: dict[str, Dim] = {}
    for term, shape in zip(terms, shapes):
        dims = dims_of(shape)
        if dims is None:
            dims = (UNKNOWN if isinstance(shape, Unknown) else None,) * len(term)
        if len(dims) != len(term):
            return UNKNOWN
        for letter, dim in zip(term, dims):
            sizes[letter] = merge_dims(sizes[letter], dim) if letter in sizes else dim
    if not arrow:
        right = "".join(sorted(letter for letter in sizes if left.count(letter) == 1))
    return Shape(tuple(sizes.get(letter, UNKNOWN) for letter in right))


def without_last(parameter: str, count: int) -> Rule:
    """The shape without its last axes."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape, dtype = facts(machine, bound[parameter])
        dims = dims_of(shape)
        return (unknown_rank(shape) if dims is None else Shape(dims[: len(dims) - count])), dtype

    return rule


def swapped(machine: Machine, bound: Arguments) -> Facts:
    """The last two axes change places."""
    shape, dtype = facts(machine, bound["a"] if "a" in bound else bound["matrix"])
    dims = dims_of(shape)
    if dims is None or len(dims) < 2:
        return unknown_rank(shape), dtype
    return Shape((*dims[:-2], dims[-1], dims[-2])), dtype


def depth_to_space(machine: Machine, bound: Arguments) -> Facts:
    """Channels become places. Source: array_ops.cc, DepthToSpace."""
    return moved_depth(machine, bound, grows=True)


def space_to_depth(machine: Machine, bound: Arguments) -> Facts:
    """Places become channels. Source: array_ops.cc, SpaceToDepth."""
    return moved_depth(machine, bound, grows=False)


def moved_depth(machine: Machine, bound: Arguments, grows: bool) -> Facts:
    """Blocks of places for channels, or the other way round."""
    shape, dtype = facts(machine, bound["input"])
    dims, size = dims_of(shape), bound["block_size"]
    if dims is None or len(dims) != 4 or not isinstance(size, int) or bound["data_format"] not in ("NHWC", "NCHW"):
        return UNKNOWN, dtype
    first = bound["data_format"] == "NCHW"
    batch, *inner = dims
    height, width, depth = (inner[1], inner[2], inner[0]) if first else (inner[0], inner[1], inner[2])
    if grows:
        height, width, depth = scaled_dim(height, size), scaled_dim(width, size), divided(depth, size * size)
    else:
        height, width, depth = divided(height, size), divided(width, size), scaled_dim(depth, size * size)
    return Shape((batch, depth, height, width) if first else (batch, height, width, depth)), dtype


def divided(dim: Dim, by: int) -> Dim:
    """A dimension in parts of one size."""
    if not isinstance(dim, int):
        return dim if dim is None or by == 1 else UNKNOWN
    return dim // by if dim % by == 0 else UNKNOWN


declare(
    "matmul linalg.matmul",
    "a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, a_is_sparse=False, "
    "b_is_sparse=False, "
    "output_type=None, grad_a=False, grad_b=False, name=None",
    "MatMul",
    matmul,
)
declare("batch_matmul", "x, y, adj_x=False, adj_y=False, name=None", "BatchMatMul", batch_matmul)
declare(
    "linalg.matvec",
    "a, b, transpose_a=False, adjoint_a=False, a_is_sparse=False, b_is_sparse=False, name=None",
    "MatVec/Squeeze",
    matvec,
)
declare("tensordot linalg.tensordot", "a, b, axes, name=None", "Tensordot", tensordot)
declare("matrix_band_part linalg.band_part", "input, num_lower, num_upper, name=None", "MatrixBandPart", same("input"))
declare("matrix_determinant linalg.det", "input, name=None", "MatrixDeterminant", without_last("input", 2))
declare("linalg.logdet", "matrix, name=None", "logdet/?", without_last("matrix", 2))
declare("trace linalg.trace", "x, name=None", "Trace", without_last("x", 2))
declare(
    "matrix_transpose linalg.matrix_transpose linalg.transpose",
    "a, name='matrix_transpose', conjugate=False",
    "matrix_transpose",
    swapped,
)
declare("linalg.adjoint", "matrix, name=None", "adjoint", swapped)
declare("cross linalg.cross", "a, b, name=None", "Cross", same("a"))
declare(
    "depth_to_space nn.depth_to_space",
    "input, block_size, name=None, data_format='NHWC'",
    "DepthToSpace",
    depth_to_space,
)
declare(
    "space_to_depth nn.space_to_depth",
    "input, block_size, name=None, data_format='NHWC'",
    "SpaceToDepth",
    space_to_depth,
)
