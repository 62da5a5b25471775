"""`tf.data`: what one element of a dataset is.

**Source:** tensorflow/python/data/ops/dataset_ops.py and iterator_ops.py, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import DictObject, HeapObject, ListObject, NativeFunction
from tfscope.domain.values import FROM_LIBRARY, UNKNOWN, AbstractValue, AnyDType, AnyShape, Dim, Shape, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import attribute, method, model
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.op_model import Arguments, declare_answer, facts, use_name
from tfscope.models.tensorflow.ops_results import INT64, SCALAR, STRING, dims_of, tensor
from tfscope.models.tensorflow.ops_shaping import plain_shape
from tfscope.models.tensorflow.ops_static import integer
from tfscope.models.tensorflow.ops_structure import NotFollowed, mapped

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

    try:
        return mapped(machine, leaf, (element,))
    except NotFollowed:
        return UNKNOWN


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


def batch_size(machine: Machine, size: AbstractValue, drop_remainder: AbstractValue) -> Dim:
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


first_dimension = batch_size


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
        shape, dtype = facts(machine, value)
        dims = dims_of(shape)
        if padded_shapes is None:
            after: AnyShape = Shape((None,) * len(dims)) if dims is not None else UNKNOWN
        else:
            after = padded_leaf(plain_shape(wanted))
        return tensor(machine, batched(size)(after, dtype), None)

    structures = (dataset.element,) if padded_shapes is None else (dataset.element, shapes_as_leaves(padded_shapes))
    try:
        return Dataset(mapped(machine, leaf, structures))
    except (NotFollowed, AssertionError):
        return Dataset(UNKNOWN)


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
            answer = machine.call(function, *arguments)
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
    return Dataset(changed(machine, answer, alike))


@method(Dataset, "flat_map", "interleave")
def flat_map(
    machine: Machine, call: Call, dataset: AbstractValue, map_func: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue
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
def apply(
    machine: Machine, call: Call, dataset: AbstractValue, transformation_func: AbstractValue
) -> AbstractValue:
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
def iterator_op(machine: Machine, call: Call, iterator: AbstractValue, *rest: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
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
        try:
            return mapped(machine, lambda leaf: facts(machine, leaf)[pick], (value.element,))
        except NotFollowed:
            return UNKNOWN

    return read


for cls in (Dataset, DatasetIterator):
    attribute(cls, "output_shapes")(structure_of(0))
    attribute(cls, "output_types")(structure_of(1))


def shapes_and_types(machine: Machine, types: AbstractValue, shapes: AbstractValue) -> AbstractValue:
    """A structure of tensors by structures of dtypes and shapes."""

    def leaf(dtype: AbstractValue, shape: AbstractValue = None) -> AbstractValue:
        return Tensor(plain_shape(shape), as_dtype(machine, dtype), None, machine.graph, None)

    structures = (types,) if shapes is None else (types, shapes_as_leaves(shapes))
    try:
        return mapped(machine, leaf, structures)
    except (NotFollowed, AssertionError):
        return UNKNOWN


@model("tensorflow.data.Dataset.zip")
def zip_datasets(
    machine: Machine, call: Call, *args: AbstractValue, datasets: AbstractValue = None, name: AbstractValue = None
) -> AbstractValue:
    """Elements of several datasets side by side."""
    structure = datasets if datasets is not None else args[0] if len(args) == 1 else args
    try:
        return Dataset(mapped(machine, lambda leaf: leaf.element if isinstance(leaf, Dataset) else UNKNOWN, (structure,)))
    except NotFollowed:
        return Dataset(UNKNOWN)


@model("tensorflow.data.Dataset.range")
def range_dataset(machine: Machine, call: Call, *args: AbstractValue, **kwargs: AbstractValue) -> AbstractValue:
    """Integers."""
    dtype = as_dtype(machine, kwargs["output_type"]) if "output_type" in kwargs else INT64
    return Dataset(tensor(machine, (SCALAR, dtype), None))


def string_dataset(machine: Machine, bound: Arguments) -> AbstractValue:
    """Strings."""
    return Dataset(tensor(machine, (SCALAR, STRING), None))


def transformation(machine: Machine, method_name: str, *arguments: AbstractValue) -> AbstractValue:
    """A function of a dataset, for `apply`."""

    def run(inner: Machine, call: Call) -> AbstractValue:
        return inner.call(inner.get_attribute(call.arguments[0], method_name), *arguments)

    return NativeFunction(method_name, run)


def map_and_batch(machine: Machine, bound: Arguments) -> AbstractValue:
    """`map`, then `batch`."""

    def run(inner: Machine, call: Call) -> AbstractValue:
        between = inner.call(inner.get_attribute(call.arguments[0], "map"), bound["map_func"])
        return inner.call(inner.get_attribute(between, "batch"), bound["batch_size"], bound["drop_remainder"])

    return NativeFunction("map_and_batch", run)


declare_answer("data.Dataset.from_tensors", "tensors, name=None", lambda machine, bound: Dataset(changed(machine, bound["tensors"], alike)))
declare_answer("data.Dataset.from_tensor_slices", "tensors, name=None", lambda machine, bound: Dataset(changed(machine, slices_of(machine, bound["tensors"]), sliced)))
declare_answer(
    "data.Dataset.from_generator",
    "generator, output_types=None, output_shapes=None, args=None, output_signature=None, name=None",
    lambda machine, bound: Dataset(
        shapes_and_types(machine, bound["output_types"], bound["output_shapes"]) if bound["output_types"] is not None else UNKNOWN
    ),
)


def slices_of(machine: Machine, tensors: AbstractValue) -> AbstractValue:
    """A list is one tensor here, not a structure."""
    return Tensor(*facts(machine, tensors), None, machine.graph) if isinstance(tensors, ListObject) else tensors


declare_answer("data.Dataset.list_files", "file_pattern, shuffle=None, seed=None, name=None", string_dataset)
RECORDS = "filenames, compression_type=None, buffer_size=None, num_parallel_reads=None, name=None"
declare_answer("data.TFRecordDataset data.TextLineDataset", RECORDS, string_dataset)
declare_answer(
    "data.FixedLengthRecordDataset",
    "filenames, record_bytes, header_bytes=None, footer_bytes=None, buffer_size=None, compression_type=None, num_parallel_reads=None, name=None",
    string_dataset,
)
for prefix in ("data", "contrib.data"):
    place = f"{prefix}.experimental" if prefix == "data" else prefix
    declare_answer(
        f"{place}.map_and_batch",
        "map_func, batch_size, num_parallel_batches=None, drop_remainder=False, num_parallel_calls=None",
        map_and_batch,
    )
    declare_answer(f"{place}.shuffle_and_repeat", "buffer_size, count=None, seed=None", lambda machine, bound: transformation(machine, "repeat"))
    declare_answer(
        f"{place}.parallel_interleave",
        "map_func, cycle_length, block_length=1, sloppy=False, buffer_output_elements=None, prefetch_input_elements=None",
        lambda machine, bound: transformation(machine, "interleave", bound["map_func"]),
    )
    declare_answer(f"{place}.unbatch", "", lambda machine, bound: transformation(machine, "unbatch"))
    declare_answer(f"{place}.ignore_errors", "log_warning=False", lambda machine, bound: transformation(machine, "repeat"))
declare_answer("data.make_one_shot_iterator", "dataset", lambda machine, bound: iterator_of(bound))
declare_answer("data.make_initializable_iterator", "dataset, shared_name=None", lambda machine, bound: iterator_of(bound))
declare_answer(
    "data.Iterator.from_structure",
    "output_types, output_shapes=None, shared_name=None, output_classes=None",
    lambda machine, bound: DatasetIterator(shapes_and_types(machine, bound["output_types"], bound["output_shapes"])),
)
declare_answer(
    "data.Iterator.from_string_handle",
    "string_handle, output_types, output_shapes=None, output_classes=None",
    lambda machine, bound: DatasetIterator(shapes_and_types(machine, bound["output_types"], bound["output_shapes"])),
)
declare_answer("data.get_output_shapes", "dataset_or_iterator", lambda machine, bound: read_structure(machine, bound, "output_shapes"))
declare_answer("data.get_output_types", "dataset_or_iterator", lambda machine, bound: read_structure(machine, bound, "output_types"))


def iterator_of(bound: Arguments) -> AbstractValue:
    """An iterator of a dataset."""
    dataset = bound["dataset"]
    return DatasetIterator(dataset.element if isinstance(dataset, Dataset) else UNKNOWN)


def read_structure(machine: Machine, bound: Arguments, name: str) -> AbstractValue:
    """The structure that an attribute gives."""
    value = bound["dataset_or_iterator"]
    return machine.get_attribute(value, name) if isinstance(value, (Dataset, DatasetIterator)) else UNKNOWN
