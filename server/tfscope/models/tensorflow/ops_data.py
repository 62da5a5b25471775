"""`tf.data`: what one element of a dataset is.

**Source:** tensorflow/python/data/ops/dataset_ops.py and iterator_ops.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable

from tfscope.domain.heap import DictObject, HeapObject, ListObject
from tfscope.domain.values import FROM_LIBRARY, UNKNOWN, AbstractValue, AnyDType, AnyShape, Dim, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, method
from tfscope.models.tensorflow.op_model import facts, use_name
from tfscope.models.tensorflow.ops_results import INT64, SCALAR, dims_of, tensor
from tfscope.models.tensorflow.ops_shaping import plain_shape
from tfscope.models.tensorflow.ops_static import integer
from tfscope.models.tensorflow.structures import map_structure

Change = Callable[[AnyShape, AnyDType], tuple[AnyShape, AnyDType]]


class Dataset(HeapObject):
    """A `tf.data.Dataset`. `element` is a structure of tensors that stands for each of its elements."""

    __slots__ = ("element",)

    def __init__(self, element: AbstractValue) -> None:
        self.stamp = 0
        self.element = element


class DatasetIterator(HeapObject):
    """An iterator of a dataset."""

    __slots__ = ("element",)

    def __init__(self, element: AbstractValue) -> None:
        self.stamp = 0
        self.element = element


def changed(machine: Machine, element: AbstractValue, change: Change) -> AbstractValue:
    """The structure with each tensor's shape and dtype changed; its own leaves are new tensors."""

    def leaf(value: AbstractValue) -> AbstractValue:
        if isinstance(value, (Unknown, Dataset)):
            return value
        return tensor(machine, change(*facts(machine, value)), None)

    return map_structure(machine, leaf, as_element(machine, element))


def as_element(machine: Machine, value: AbstractValue) -> AbstractValue:
    """A structure as datasets have it: a list is one tensor."""
    if isinstance(value, ListObject):
        return tensor(machine, facts(machine, value), None)
    if isinstance(value, tuple):
        return tuple(as_element(machine, item) for item in value)
    if isinstance(value, DictObject):
        return DictObject({key: as_element(machine, item) for key, item in value.items.items()}, value.is_open)
    return value


def alike(shape: AnyShape, dtype: AnyDType) -> tuple[AnyShape, AnyDType]:
    """No change."""
    return shape, dtype


def sliced(shape: AnyShape, dtype: AnyDType) -> tuple[AnyShape, AnyDType]:
    """One along the first axis."""
    dims = dims_of(shape)
    return (Shape(dims[1:]) if dims else UNKNOWN if isinstance(shape, Unknown) else Shape(None)), dtype


def batched(size: Dim) -> Change:
    """A further first axis."""

    def change(shape: AnyShape, dtype: AnyDType) -> tuple[AnyShape, AnyDType]:
        dims = dims_of(shape)
        if dims is None:
            return (UNKNOWN if isinstance(shape, Unknown) else Shape(None)), dtype
        return Shape((size, *dims)), dtype

    return change


def first_dimension(machine: Machine, size: AbstractValue, drop_remainder: AbstractValue) -> Dim:
    """The first dimension of a batch: the last one may be smaller."""
    drops = machine.truth(drop_remainder)
    return None if drops is False else UNKNOWN if drops is None else integer(size)


@method(Dataset, "batch")
def batch(
    machine: Machine,
    call: Call,
    dataset: AbstractValue,
    batch_size: AbstractValue,
    drop_remainder: AbstractValue = False,
    num_parallel_calls: AbstractValue = None,
    deterministic: AbstractValue = None,
    name: AbstractValue = None,
) -> AbstractValue:
    """Several elements as one. Source: DatasetV1Adapter.batch."""
    assert isinstance(dataset, Dataset)
    return Dataset(changed(machine, dataset.element, batched(first_dimension(machine, batch_size, drop_remainder))))


@method(Dataset, "padded_batch")
def padded_batch(
    machine: Machine,
    call: Call,
    dataset: AbstractValue,
    batch_size: AbstractValue,
    padded_shapes: AbstractValue = None,
    padding_values: AbstractValue = None,
    drop_remainder: AbstractValue = False,
    name: AbstractValue = None,
) -> AbstractValue:
    """Several elements as one, padded to shapes; a dimension that is left open is as long as the longest."""
    assert isinstance(dataset, Dataset)
    size = first_dimension(machine, batch_size, drop_remainder)

    def leaf(value: AbstractValue, wanted: AbstractValue = None) -> AbstractValue:
        if isinstance(value, Unknown):
            return value
        shape, dtype = facts(machine, value)
        dims = dims_of(shape)
        if padded_shapes is None:
            after: AnyShape = Shape((None,) * len(dims)) if dims is not None else UNKNOWN
        else:
            after = padded_leaf(plain_shape(wanted))
        return tensor(machine, batched(size)(after, dtype), None)

    structures = (dataset.element,) if padded_shapes is None else (dataset.element, shapes_as_leaves(padded_shapes))
    return Dataset(map_structure(machine, leaf, *structures))


def padded_leaf(shape: AnyShape) -> AnyShape:
    """A shape that is asked for: -1 is open."""
    dims = dims_of(shape)
    return UNKNOWN if dims is None else Shape(tuple(None if isinstance(dim, int) and dim < 0 else dim for dim in dims))


def shapes_as_leaves(value: AbstractValue) -> AbstractValue:
    """A structure of shapes, where a list of dimensions is a leaf."""
    if isinstance(value, DictObject):
        return DictObject({key: shapes_as_leaves(item) for key, item in value.items.items()}, value.is_open)
    if isinstance(value, tuple) and any(not (item is None or isinstance(item, int)) for item in value):
        return tuple(map(shapes_as_leaves, value))
    return plain_shape(value) if isinstance(value, (ListObject, tuple)) else value


def traced(machine: Machine, function: AbstractValue, element: AbstractValue, times: int) -> AbstractValue:
    """What a function makes of an element; TensorFlow traces it in a graph of its own."""
    graph = machine.graph
    arguments = element if isinstance(element, tuple) else (element,)
    machine.changing(graph)
    before, graph.name_scope = graph.name_scope, ""
    graph.control_flow += 1
    try:
        answer: AbstractValue = UNKNOWN
        for _ in range(times):
            answer = machine.call_with(function, Call(list(arguments), is_converted=machine.runtime.is_converting))
        return answer
    finally:
        machine.changing(graph)
        graph.name_scope = before
        graph.control_flow -= 1


@method(Dataset, "map", "map_with_legacy_function")
def map_dataset(
    machine: Machine,
    call: Call,
    dataset: AbstractValue,
    map_func: AbstractValue,
    num_parallel_calls: AbstractValue = None,
    deterministic: AbstractValue = None,
    **keywords: AbstractValue,
) -> AbstractValue:
    """Each element through a function, which is traced twice. Source: DatasetV1.map, structured_function.py."""
    assert isinstance(dataset, Dataset)
    answer = traced(machine, map_func, dataset.element, 2)
    if isinstance(answer, ListObject) and not answer.is_open:
        answer = tuple(answer.items)
    return Dataset(changed(machine, answer, alike))


@method(Dataset, "flat_map", "interleave")
def flat_map(
    machine: Machine,
    call: Call,
    dataset: AbstractValue,
    map_func: AbstractValue,
    *rest: AbstractValue,
    **keywords: AbstractValue,
) -> AbstractValue:
    """The elements of the datasets that a function makes."""
    assert isinstance(dataset, Dataset)
    answer = traced(machine, map_func, dataset.element, 2)
    return Dataset(answer.element if isinstance(answer, Dataset) else UNKNOWN)


@method(Dataset, "filter")
def filter_dataset(
    machine: Machine, call: Call, dataset: AbstractValue, predicate: AbstractValue, name: AbstractValue = None
) -> AbstractValue:
    """Some of the elements."""
    assert isinstance(dataset, Dataset)
    traced(machine, predicate, dataset.element, 2)
    return dataset


@method(
    Dataset, "repeat", "shuffle", "prefetch", "take", "skip", "cache", "shard", "with_options", "concatenate",
    "snapshot", "ignore_errors", "rebatch",
)  # fmt: skip
def same_elements(
    machine: Machine, call: Call, dataset: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """A dataset of elements of the same kind."""
    return dataset


@method(Dataset, "unbatch")
def unbatch(machine: Machine, call: Call, dataset: AbstractValue, name: AbstractValue = None) -> AbstractValue:
    """One along the first axis at a time."""
    assert isinstance(dataset, Dataset)
    return Dataset(changed(machine, dataset.element, sliced))


@method(Dataset, "apply")
def apply(machine: Machine, call: Call, dataset: AbstractValue, transformation_func: AbstractValue) -> AbstractValue:
    """What a function makes of the dataset."""
    answer = machine.call(transformation_func, dataset)
    return answer if isinstance(answer, Dataset) else Dataset(UNKNOWN)


@method(Dataset, "enumerate")
def enumerated(machine: Machine, call: Call, dataset: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """Each element with its number."""
    assert isinstance(dataset, Dataset)
    return Dataset((tensor(machine, (SCALAR, INT64), None), dataset.element))


@method(Dataset, "make_one_shot_iterator", "make_initializable_iterator")
def make_iterator(
    machine: Machine, call: Call, dataset: AbstractValue, shared_name: AbstractValue = None
) -> AbstractValue:
    """An iterator in the graph."""
    assert isinstance(dataset, Dataset)
    return DatasetIterator(dataset.element)


@method(DatasetIterator, "get_next")
def get_next(machine: Machine, call: Call, iterator: AbstractValue, name: AbstractValue = None) -> AbstractValue:
    """The next element, as new tensors."""
    assert isinstance(iterator, DatasetIterator)
    use_name(machine, name, "IteratorGetNext")
    return changed(machine, iterator.element, alike)


@method(DatasetIterator, "make_initializer", "string_handle")
def iterator_op(
    machine: Machine, call: Call, iterator: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
) -> AbstractValue:
    """An op that matters to no variable."""
    return FROM_LIBRARY


@attribute(DatasetIterator, "initializer")
def initializer(machine: Machine, iterator: AbstractValue) -> AbstractValue:
    """The op that starts it."""
    return FROM_LIBRARY


def structure_of(pick: int) -> Callable[[Machine, AbstractValue], AbstractValue]:
    """The shapes (0) or dtypes (1) of an element, in its structure."""

    def read(machine: Machine, value: AbstractValue) -> AbstractValue:
        assert isinstance(value, (Dataset, DatasetIterator))
        return map_structure(machine, lambda leaf: facts(machine, leaf)[pick], value.element)

    return read


for cls in (Dataset, DatasetIterator):
    attribute(cls, "output_shapes")(structure_of(0))
    attribute(cls, "output_types")(structure_of(1))
