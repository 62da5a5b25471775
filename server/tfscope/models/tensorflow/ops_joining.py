"""Ops that join and part tensors: concat, stack, split, unstack, meshgrid.

**Source:** tensorflow/core/framework/common_shape_fns.cc, ConcatShapeHelper; core/ops/array_ops.cc, Pack and Split;
python/ops/array_ops.py; TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, AnyShape, Dim, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.dtypes import joined_dtype
from tfscope.models.tensorflow.op_model import Arguments, Facts, declare, declare_answer, facts, use_name
from tfscope.models.tensorflow.ops_results import (
    add_dims,
    dims_of,
    known_items,
    merge,
    normal_axis,
    product,
    shape_of,
    tensor,
    tensor_list,
    unknown_rank,
)
from tfscope.models.tensorflow.ops_shaping import expanded
from tfscope.models.tensorflow.ops_static import ShapePart, after_op, integer, integers, static

#: Results of ops with more outputs than this are not told apart.
MAX_OUTPUTS = 4096


def in_order(bound: Arguments, value_name: str, axis_name: str) -> tuple[AbstractValue, AbstractValue]:
    """Tensors and axis; before TensorFlow 1.0 the axis came first."""
    values, axis = bound[value_name], bound[axis_name]
    if isinstance(values, int) and isinstance(axis, (ListObject, tuple, Tensor)):
        return axis, values
    return values, axis


def concat(machine: Machine, bound: Arguments) -> Facts:
    """Tensors one behind the other along an axis."""
    values, axis = in_order(bound, "values", "axis")
    items = tensor_list(machine, values)
    is_open = items is None
    from_all = [facts(machine, item) for item in (known_items(values) if items is None else items)]
    if not from_all:
        return UNKNOWN, UNKNOWN
    shape = joined_shape([shape for shape, _ in from_all], integer(axis), is_open)
    return shape, joined_facts_dtype(from_all)


def joined_facts_dtype(from_all: list[Facts]) -> AnyDType:
    """The dtype of tensors that are joined: all have one."""
    known = [dtype for _, dtype in from_all if not isinstance(dtype, Unknown)]
    return joined_dtype([*known]) if known else UNKNOWN


def joined_shape(shapes: list[AnyShape], axis: Dim, is_open: bool) -> AnyShape:
    """The shape of tensors joined along an axis."""
    if len(shapes) == 1 and not is_open:
        return shapes[0]
    rank = next((len(dims) for dims in map(dims_of, shapes) if dims is not None), None)
    if rank is None:
        return UNKNOWN if is_open else unknown_rank(*shapes)
    if not isinstance(axis, int):
        return Shape((axis,) * rank)
    place = normal_axis(axis, rank)
    if place is None:
        return UNKNOWN
    total: Dim = UNKNOWN if is_open else 0
    around: AnyShape = Shape((None,) * rank)
    for shape in shapes:
        dims = dims_of(shape)
        if dims is not None and len(dims) != rank:
            return UNKNOWN
        own: Dim = UNKNOWN if isinstance(shape, Unknown) else None if dims is None else dims[place]
        total = add_dims(total, own)
        around = merge(around, shape)
    others = dims_of(around)
    if others is None:
        return UNKNOWN
    if is_open:
        others = tuple(UNKNOWN if dim is None else dim for dim in others)
    return Shape((*others[:place], total, *others[place + 1 :]))


def concat_value(machine: Machine, bound: Arguments) -> AbstractValue:
    """Vectors joined, with the holes that they have."""
    values, _ = in_order(bound, "values", "axis")
    items = tensor_list(machine, values)
    if items is None:
        return UNKNOWN
    joined: tuple[AbstractValue, ...] = ()
    is_part = False
    for item in items:
        part = static(item)
        shape = dims_of(shape_of(machine, item))
        if shape is None or len(shape) != 1 or (part is not None and not isinstance(part, tuple)):
            return after_op(items)
        length = shape[0]
        if part is None and not isinstance(length, int):
            return None
        is_part = is_part or isinstance(part, ShapePart)
        joined += part if isinstance(part, tuple) else (None,) * (length if isinstance(length, int) else 0)
    return ShapePart(joined) if is_part else joined


def stack(machine: Machine, bound: Arguments) -> Facts:
    """Tensors of one shape along a new axis."""
    values = bound["values"]
    items = tensor_list(machine, values) if not isinstance(values, Tensor) else None
    if isinstance(values, Tensor):
        return facts(machine, values) if bound.get("axis", 0) == 0 else (UNKNOWN, values.dtype)
    from_all = [facts(machine, item) for item in (known_items(values) if items is None else items)]
    if not from_all:
        return UNKNOWN, UNKNOWN
    shape = from_all[0][0]
    for other, _ in from_all[1:]:
        shape = merge(shape, other)
    dtype = joined_facts_dtype(from_all)
    return expanded(shape, bound.get("axis", 0), UNKNOWN if items is None else len(items)), dtype


def stack_value(machine: Machine, bound: Arguments) -> AbstractValue:
    """A vector of scalars, with the holes that it has."""
    values = bound["values"]
    items = tensor_list(machine, values)
    if items is None or isinstance(values, Tensor):
        return UNKNOWN
    if any(dims_of(shape_of(machine, item)) != () for item in items):
        return after_op(items)
    return tuple(map(static, items))


def split(machine: Machine, bound: Arguments) -> AbstractValue:
    """Parts along an axis, of one size or of sizes that are given."""
    value, axis = bound["value"], bound["axis"]
    parts = bound["num_or_size_splits"]
    if isinstance(value, int) and isinstance(axis, Tensor):
        value, axis = axis, value
    use_name(machine, bound["name"], "split")
    shape, dtype = facts(machine, value)
    place = integer(axis)
    sizes = integers(parts) if not isinstance(parts, int) else None
    if isinstance(parts, (int, Unknown)) or dims_of(shape_of(machine, parts)) == ():
        count = integer(parts)
        if not isinstance(count, int) or not 0 < count <= MAX_OUTPUTS:
            return ListObject([], is_open=True)
        sizes = (part_size(shape, place, count),) * count
    elif not isinstance(sizes, tuple):
        length = dims_of(shape_of(machine, parts)) or (bound["num"],)
        if not isinstance(length[0], int):
            return ListObject([], is_open=True)
        sizes = (None if sizes is None else UNKNOWN,) * length[0]
    else:
        sizes = completed(sizes, shape, place)
    return ListObject([tensor(machine, (resized(shape, place, size), dtype), None) for size in sizes])


def part_size(shape: AnyShape, axis: Dim, count: int) -> Dim:
    """The size of each of `count` equal parts."""
    dims = dims_of(shape)
    if dims is None:
        return UNKNOWN if isinstance(shape, Unknown) else None
    place = normal_axis(axis, len(dims))
    size = UNKNOWN if place is None else dims[place]
    if isinstance(size, int):
        return size // count if size % count == 0 else UNKNOWN
    return size if size is None or count == 1 else UNKNOWN


def completed(sizes: tuple[Dim, ...], shape: AnyShape, axis: Dim) -> tuple[Dim, ...]:
    """Sizes of parts, where -1 is what the others leave."""
    dims = dims_of(shape)
    place = None if dims is None else normal_axis(axis, len(dims))
    whole = dims[place] if dims is not None and place is not None else UNKNOWN if isinstance(shape, Unknown) else None
    if any(size is None for size in sizes):
        return (None,) * len(sizes)
    known = [size for size in sizes if isinstance(size, int) and size >= 0]
    if isinstance(whole, int) and len(known) == len(sizes) - 1:
        rest: Dim = whole - sum(known)
    else:
        rest = None if whole is None and len(known) == len(sizes) - 1 else UNKNOWN
    return tuple(size if isinstance(size, int) and size >= 0 else rest for size in sizes)


def resized(shape: AnyShape, axis: Dim, size: Dim) -> AnyShape:
    """The shape with another size of one axis."""
    dims = dims_of(shape)
    if dims is None:
        return unknown_rank(shape)
    if not isinstance(axis, int):
        return Shape((axis,) * len(dims))
    place = normal_axis(axis, len(dims))
    return UNKNOWN if place is None else Shape((*dims[:place], size, *dims[place + 1 :]))


def unstack(machine: Machine, bound: Arguments) -> AbstractValue:
    """The parts along an axis, without it."""
    use_name(machine, bound["name"], "unstack")
    shape, dtype = facts(machine, bound["value"])
    dims = dims_of(shape)
    count: Dim = integer(bound["num"]) if bound["num"] is not None else None
    inner: AnyShape = unknown_rank(shape)
    if dims is not None:
        place = normal_axis(integer(bound["axis"]), len(dims))
        if place is None:
            return ListObject([], is_open=True)
        inner = Shape(dims[:place] + dims[place + 1 :])
        count = dims[place] if count is None else count
    if not isinstance(count, int) or count > MAX_OUTPUTS:
        return ListObject([], is_open=True)
    values = static(bound["value"])
    parts = (
        values if isinstance(values, tuple) and len(values) == count else (None if values is None else UNKNOWN,) * count
    )
    return ListObject([tensor(machine, (inner, dtype), part) for part in parts])


@model("tensorflow.meshgrid")
def meshgrid(machine: Machine, call: Call, *args: AbstractValue, **kwargs: AbstractValue) -> AbstractValue:
    """Coordinate grids of vectors. Source: array_ops.meshgrid."""
    use_name(machine, kwargs.get("name"), "meshgrid")
    sizes = [product(dims) if (dims := dims_of(shape_of(machine, item))) is not None else UNKNOWN for item in args]
    if kwargs.get("indexing", "xy") == "xy" and len(sizes) > 1:
        sizes[0], sizes[1] = sizes[1], sizes[0]
    return ListObject([tensor(machine, (Shape(tuple(sizes)), facts(machine, item)[1]), None) for item in args])


declare("concat", "values, axis, name='concat'", "concat", concat, concat_value)
declare("stack", "values, axis=0, name='stack'", "stack", stack, stack_value)
declare("parallel_stack", "values, name='parallel_stack'", "parallel_stack", stack)
declare_answer("split", "value, num_or_size_splits, axis=0, num=None, name='split'", split)
declare_answer("unstack", "value, num=None, axis=0, name='unstack'", unstack)
declare("pack", "values, axis=0, name='pack'", "pack", stack, stack_value)
declare_answer("unpack", "value, num=None, axis=0, name='unpack'", unstack)
declare("concat_v2", "values, axis, name='concat_v2'", "concat_v2", concat, concat_value)
