"""Blocks of places in the batch, as dilated convolutions are made of them.

**Source:** tensorflow/python/ops/array_ops.py, space_to_batch and batch_to_space; core/ops/array_ops.cc; TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.values import UNKNOWN, AbstractValue, Dim, Shape, Unknown
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.op_model import Arguments, Facts, declare, facts
from tfscope.models.tensorflow.ops_results import add_dims, dims_of, product, scaled_dim, unknown_rank
from tfscope.models.tensorflow.ops_static import integers, static


def to_batch(machine: Machine, bound: Arguments) -> Facts:
    """Each place of a block becomes an item of the batch."""
    return with_blocks(machine, bound, bound["paddings"], grows=True)


def to_space(machine: Machine, bound: Arguments) -> Facts:
    """Items of the batch become the places of a block."""
    return with_blocks(machine, bound, bound["crops"], grows=False)


def with_blocks(machine: Machine, bound: Arguments, edges: AbstractValue, grows: bool) -> Facts:
    """The batch times the size of a block and each place in parts, or the other way round."""
    shape, dtype = facts(machine, bound["input"])
    dims, size = dims_of(shape), bound.get("block_size")
    blocks = integers(bound["block_shape"] if size is None else (size, size))
    if dims is None or not isinstance(blocks, tuple) or len(dims) <= len(blocks):
        return unknown_rank(shape) if dims is None else Shape((UNKNOWN,) * len(dims)), dtype
    rows = static(edges)
    places = [
        resized(dim, block, row, grows)
        for dim, block, row in zip(dims[1:], blocks, rows if isinstance(rows, tuple) else [UNKNOWN] * len(blocks))
    ]
    block = product(blocks)
    batch = scaled_dim(dims[0], block) if grows else divided(dims[0], block)
    return Shape((batch, *places, *dims[len(blocks) + 1 :])), dtype


def resized(dim: Dim, block: Dim, edges: AbstractValue, grows: bool) -> Dim:
    """One dimension of places with its two paddings or crops."""
    row = integers(edges)
    if not isinstance(row, tuple) or len(row) != 2 or not all(isinstance(edge, int) for edge in row):
        return UNKNOWN
    edge = add_dims(*row)
    if grows:
        return divided(add_dims(dim, edge), block)
    return add_dims(scaled_dim(dim, block), -edge if isinstance(edge, int) else edge)


def divided(dim: Dim, by: Dim) -> Dim:
    """A dimension in parts of one size."""
    if dim is None or isinstance(dim, Unknown) or not isinstance(by, int) or not by:
        return dim if dim is None else UNKNOWN
    return dim // by if dim % by == 0 else UNKNOWN


declare("space_to_batch_nd", "input, block_shape, paddings, name=None", "SpaceToBatchND", to_batch)
declare(
    "space_to_batch nn.space_to_batch",
    "input, paddings, block_size=None, name=None, block_shape=None",
    "SpaceToBatchND",
    to_batch,
)
declare("batch_to_space_nd", "input, block_shape, crops, name=None", "BatchToSpaceND", to_space)
declare("batch_to_space", "input, crops, block_size=None, name=None, block_shape=None", "BatchToSpaceND", to_space)
