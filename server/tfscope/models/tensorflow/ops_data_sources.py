"""Where datasets and their iterators come from, and the functions of `tf.data` that change them.

**Source:** tensorflow/python/data/ops/dataset_ops.py, readers.py and iterator_ops.py; data/experimental; TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import NativeFunction
from tfscope.domain.values import UNKNOWN, AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import model
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.op_model import Arguments, declare_answer
from tfscope.models.tensorflow.ops_data import Dataset, DatasetIterator, alike, changed, shapes_as_leaves, sliced
from tfscope.models.tensorflow.ops_results import INT64, SCALAR, STRING, tensor
from tfscope.models.tensorflow.ops_shaping import plain_shape
from tfscope.models.tensorflow.structures import map_structure


def shapes_and_types(machine: Machine, types: AbstractValue, shapes: AbstractValue) -> AbstractValue:
    """A structure of tensors by structures of dtypes and shapes."""

    def leaf(dtype: AbstractValue, shape: AbstractValue = None) -> AbstractValue:
        return Tensor(plain_shape(shape), as_dtype(machine, dtype), None, machine.graph, None)

    structures = (types,) if shapes is None else (types, shapes_as_leaves(shapes))
    return map_structure(machine, leaf, *structures)


@model("tensorflow.data.Dataset.zip")
def zip_datasets(
    machine: Machine, call: Call, *args: AbstractValue, datasets: AbstractValue = None, name: AbstractValue = None
) -> AbstractValue:
    """Elements of several datasets side by side."""
    structure = datasets if datasets is not None else args[0] if len(args) == 1 else args
    return Dataset(
        map_structure(machine, lambda leaf: leaf.element if isinstance(leaf, Dataset) else UNKNOWN, structure)
    )


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


declare_answer(
    "data.Dataset.from_tensors",
    "tensors, name=None",
    lambda machine, bound: Dataset(changed(machine, bound["tensors"], alike)),
)
declare_answer(
    "data.Dataset.from_tensor_slices",
    "tensors, name=None",
    lambda machine, bound: Dataset(changed(machine, bound["tensors"], sliced)),
)
declare_answer(
    "data.Dataset.from_generator",
    "generator, output_types=None, output_shapes=None, args=None, output_signature=None, name=None",
    lambda machine, bound: Dataset(
        shapes_and_types(machine, bound["output_types"], bound["output_shapes"])
        if bound["output_types"] is not None
        else UNKNOWN
    ),
)


declare_answer("data.Dataset.list_files", "file_pattern, shuffle=None, seed=None, name=None", string_dataset)
RECORDS = "filenames, compression_type=None, buffer_size=None, num_parallel_reads=None, name=None"
declare_answer("data.TFRecordDataset data.TextLineDataset", RECORDS, string_dataset)
declare_answer(
    "data.FixedLengthRecordDataset",
    "filenames, record_bytes, header_bytes=None, footer_bytes=None, buffer_size=None, compression_type=None, "
    "num_parallel_reads=None, name=None",
    string_dataset,
)
for prefix in ("data", "contrib.data"):
    place = f"{prefix}.experimental" if prefix == "data" else prefix
    declare_answer(
        f"{place}.map_and_batch",
        "map_func, batch_size, num_parallel_batches=None, drop_remainder=False, num_parallel_calls=None",
        map_and_batch,
    )
    declare_answer(
        f"{place}.shuffle_and_repeat",
        "buffer_size, count=None, seed=None",
        lambda machine, bound: transformation(machine, "repeat"),
    )
    declare_answer(
        f"{place}.parallel_interleave",
        "map_func, cycle_length, block_length=1, sloppy=False, buffer_output_elements=None, "
        "prefetch_input_elements=None",
        lambda machine, bound: transformation(machine, "interleave", bound["map_func"]),
    )
    declare_answer(f"{place}.unbatch", "", lambda machine, bound: transformation(machine, "unbatch"))
    declare_answer(
        f"{place}.ignore_errors", "log_warning=False", lambda machine, bound: transformation(machine, "repeat")
    )
declare_answer("data.make_one_shot_iterator", "dataset", lambda machine, bound: iterator_of(bound))
declare_answer(
    "data.make_initializable_iterator", "dataset, shared_name=None", lambda machine, bound: iterator_of(bound)
)
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
declare_answer(
    "data.get_output_shapes",
    "dataset_or_iterator",
    lambda machine, bound: read_structure(machine, bound, "output_shapes"),
)
declare_answer(
    "data.get_output_types",
    "dataset_or_iterator",
    lambda machine, bound: read_structure(machine, bound, "output_types"),
)


def iterator_of(bound: Arguments) -> AbstractValue:
    """An iterator of a dataset."""
    dataset = bound["dataset"]
    return DatasetIterator(dataset.element if isinstance(dataset, Dataset) else UNKNOWN)


def read_structure(machine: Machine, bound: Arguments, name: str) -> AbstractValue:
    """The structure that an attribute gives."""
    value = bound["dataset_or_iterator"]
    return machine.get_attribute(value, name) if isinstance(value, (Dataset, DatasetIterator)) else UNKNOWN
