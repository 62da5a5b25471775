"""Decompositions, solutions and diagonals of matrices.

**Source:** tensorflow/core/ops/linalg_ops.cc, array_ops.cc; python/ops/linalg_ops.py; TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, Shape, Unknown
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.op_model import Arguments, Facts, declare, declare_answer, facts, same, use_name
from tfscope.models.tensorflow.ops_matrices import without_last
from tfscope.models.tensorflow.ops_results import dims_of, merge_dims, named, shape_of, tensor, unknown_rank


def square(machine: Machine, bound: Arguments) -> Facts:
    """Square matrices."""
    shape, dtype = facts(machine, bound["input"])
    dims = dims_of(shape)
    if dims is None or len(dims) < 2:
        return unknown_rank(shape), dtype
    side = merge_dims(dims[-2], dims[-1])
    return Shape((*dims[:-2], side, side)), dtype


def diagonal_matrix(machine: Machine, bound: Arguments) -> Facts:
    """Matrices with a vector on the diagonal."""
    shape, dtype = facts(machine, bound["diagonal"])
    dims = dims_of(shape)
    plain = bound.get("k", 0) == 0 and bound.get("num_rows", -1) == -1 and bound.get("num_cols", -1) == -1
    if dims is None or not dims or not plain:
        return (unknown_rank(shape) if plain else UNKNOWN), dtype
    return Shape((*dims, dims[-1])), dtype


def diagonal_part(machine: Machine, bound: Arguments) -> Facts:
    """The diagonals of matrices."""
    shape, dtype = facts(machine, bound["input"])
    dims = dims_of(shape)
    if dims is None or len(dims) < 2 or bound["k"] != 0:
        return (unknown_rank(shape) if dims is None and bound["k"] == 0 else UNKNOWN), dtype
    return Shape((*dims[:-2], smaller(dims[-2], dims[-1]))), dtype


def outer_diagonal(machine: Machine, bound: Arguments) -> Facts:
    """A tensor of twice the rank."""
    shape, dtype = facts(machine, bound["diagonal"])
    dims = dims_of(shape)
    return (unknown_rank(shape) if dims is None else Shape(dims + dims)), dtype


def outer_diagonal_part(machine: Machine, bound: Arguments) -> Facts:
    """The first half of the dimensions, which the other half repeats. Source: array_ops.cc, DiagPart."""
    shape, dtype = facts(machine, bound["input"])
    dims = dims_of(shape)
    if dims is None or len(dims) % 2:
        return (unknown_rank(shape) if dims is None else UNKNOWN), dtype
    half = len(dims) // 2
    return Shape(tuple(map(merge_dims, dims[:half], dims[half:]))), dtype


def decomposed(machine: Machine, bound: Arguments) -> AbstractValue:
    """Eigenvalues and vectors of square matrices. Source: linalg_ops.self_adjoint_eig."""
    use_name(machine, bound["name"], "SelfAdjointEigV2")
    shape, dtype = facts(machine, bound["tensor"])
    dims = dims_of(shape)
    if dims is None or len(dims) < 2:
        return tensor(machine, (unknown_rank(shape), dtype), None), tensor(machine, (shape, dtype), None)
    side = merge_dims(dims[-2], dims[-1])
    values, vectors = Shape((*dims[:-2], side)), Shape((*dims[:-2], side, side))
    return tensor(machine, (values, dtype), None), tensor(machine, (vectors, dtype), None)


def svd(machine: Machine, bound: Arguments) -> AbstractValue:
    """Singular values, and both bases. Source: linalg_ops.svd."""
    use_name(machine, bound["name"], "Svd")
    shape, dtype = facts(machine, bound["tensor"])
    dims, full = dims_of(shape), machine.truth(bound["full_matrices"])
    shapes: list[AnyShape] = [UNKNOWN, UNKNOWN, UNKNOWN]
    if dims is not None and len(dims) >= 2 and full is not None:
        batch, rows, columns = dims[:-2], dims[-2], dims[-1]
        least = smaller(rows, columns)
        inner = [(least,), (rows, rows if full else least), (columns, columns if full else least)]
        shapes = [Shape((*batch, *rest)) for rest in inner]
    made = [tensor(machine, (shape, dtype), None) for shape in shapes]
    return made[0] if machine.truth(bound["compute_uv"]) is False else tuple(made)


def smaller(left: Dim, right: Dim) -> Dim:
    """The smaller of two dimensions."""
    if isinstance(left, int) and isinstance(right, int):
        return min(left, right)
    return UNKNOWN if isinstance(left, Unknown) or isinstance(right, Unknown) else None


def qr(machine: Machine, bound: Arguments) -> AbstractValue:
    """Both factors."""
    use_name(machine, bound["name"], "Qr")
    shape, dtype = facts(machine, bound["input"])
    dims, full = dims_of(shape), machine.truth(bound["full_matrices"])
    q, r = shape_pair(dims, full) if dims is not None and len(dims) >= 2 and full is not None else (UNKNOWN, UNKNOWN)
    return named(machine, "Qr", q=tensor(machine, (q, dtype), None), r=tensor(machine, (r, dtype), None))


def shape_pair(dims: tuple[Dim, ...], full: bool) -> tuple[AnyShape, AnyShape]:
    """The shapes of both factors of a QR decomposition."""
    batch, rows, columns = dims[:-2], dims[-2], dims[-1]
    inner = rows if full else smaller(rows, columns)
    return Shape((*batch, rows, inner)), Shape((*batch, inner, columns))


def solved(machine: Machine, bound: Arguments) -> Facts:
    """As many columns as the right-hand side has. Source: linalg_ops.cc, MatrixSolveShapeFn."""
    shape, dtype = facts(machine, bound["matrix"])
    dims, right = dims_of(shape), dims_of(shape_of(machine, bound["rhs"]))
    if dims is None or right is None or len(dims) < 2 or len(right) != len(dims):
        return UNKNOWN, dtype
    return Shape(
        (*map(merge_dims, dims[:-2], right[:-2]), merge_dims(merge_dims(dims[-2], dims[-1]), right[-2]), right[-1])
    ), dtype


for paths, op_name in {"matrix_inverse linalg.inv": "MatrixInverse"}.items():
    declare(paths, "input, adjoint=False, name=None", op_name, square)
declare("cholesky linalg.cholesky", "input, name=None", "Cholesky", square)
DIAG = "diagonal, name='diag', k=0, num_rows=-1, num_cols=-1, padding_value=0, align='RIGHT_LEFT'"
declare("matrix_diag linalg.diag", DIAG, "MatrixDiagV3", diagonal_matrix)
declare(
    "matrix_diag_part linalg.diag_part",
    "input, name='diag_part', k=0, padding_value=0, align='RIGHT_LEFT'",
    "MatrixDiagPartV3",
    diagonal_part,
)
declare(
    "matrix_set_diag linalg.set_diag",
    "input, diagonal, name='set_diag', k=0, align='RIGHT_LEFT'",
    "MatrixSetDiagV3",
    same("input"),
)
declare("diag linalg.tensor_diag", "diagonal, name=None", "Diag", outer_diagonal)
declare("diag_part linalg.tensor_diag_part", "input, name=None", "DiagPart", outer_diagonal_part)
declare_answer("self_adjoint_eig linalg.eigh", "tensor, name=None", decomposed)
declare("self_adjoint_eigvals linalg.eigvalsh", "tensor, name=None", "SelfAdjointEigvals", without_last("tensor", 1))
declare_answer("svd linalg.svd", "tensor, full_matrices=False, compute_uv=True, name=None", svd)
declare_answer("qr linalg.qr", "input, full_matrices=False, name=None", qr)
declare("matrix_solve linalg.solve", "matrix, rhs, adjoint=False, name=None", "MatrixSolve", solved)
declare(
    "matrix_triangular_solve linalg.triangular_solve",
    "matrix, rhs, lower=True, adjoint=False, name=None",
    "MatrixTriangularSolve",
    solved,
)
