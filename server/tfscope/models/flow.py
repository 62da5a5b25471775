"""What flows into the tensors that a call of a library model makes.

All arguments do, unless a table says otherwise: most ops have a gradient for each of their inputs. Nothing is decided
about dtypes here; `models/tensorflow/flow.py` does that on the way back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tfscope.domain.graph import Graph, PartitionedVariable, Tensor
from tfscope.domain.heap import ClassObject, DictObject, Instance, ListObject
from tfscope.domain.origins import Origin
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, Unknown

#: The parameters of a model through which no gradient flows, by its path or name; ALL of them where it has none.
BARRIERS: Final[dict[str, frozenset[str]]] = {}
ALL: Final = frozenset({"*"})
#: Parameters that are never tensors whose gradient is asked for, whichever the API, so that one that is not known
#: does not matter.
SETTINGS: Final = frozenset(
    "name scope dtype shape axis axes dim dims size units filters kernel_size strides stride rate padding data_format "
    "num_outputs use_bias activation activation_fn is_training training trainable reuse keepdims keep_dims perm "
    "seed num_units state_is_tuple time_major swap_memory parallel_iterations sequence_length batch_size depth "
    "reduction reduction_indices collections outputs_collections variables_collections loss_collection num_classes "
    "pool_size ksize output_shape num_or_size_splits num begin end paddings mode block_shape "
    "message summarize data_type noise_shape transpose_a transpose_b partition_strategy multiples dilation_rate "
    "dilations num_partitions num_segments fn body cond true_fn false_fn indices ids sp_ids segment_ids seq_lengths "
    "condition pred".split()
)


def no_gradient(paths: str, parameters: str = "*") -> None:
    """Says that no gradient flows through parameters of models; without any, through none of them."""
    for path in paths.split():
        BARRIERS[path] = frozenset(parameters.split())


def settle(origin: Origin, graph: Graph, api: str, bound: Mapping[str, AbstractValue]) -> None:
    """Adds to an origin what flows in by the arguments of a call that made tensors."""
    barrier = BARRIERS.get(api, frozenset()) if not graph.overrides else frozenset()
    if barrier == ALL:
        origin.values.clear()
        return
    values = [leaf for value in origin.values for leaf in flowing(value)]
    for name, value in bound.items():
        if name not in barrier:
            values += flowing(value, name not in SETTINGS)
    origin.values = [OneOf((tuple(values), None))] if graph.overrides else values


def flowing(
    value: AbstractValue, counts_unknown: bool = True, holders: tuple[Instance, ...] = ()
) -> Iterator[AbstractValue]:
    """The tensors inside a value, as it is now: containers change. What is not known may be one.

    `holders` are the objects whose attributes are being looked through. What the program's own objects hold, inside
    of a library's, is not known.
    """
    if isinstance(value, (Tensor, PartitionedVariable, OneOf)):
        yield value
    elif isinstance(value, Unknown):
        if counts_unknown and value.kind in ("", "tensor", "library"):
            yield value
    elif isinstance(value, (tuple, ListObject, DictObject, dict)):
        if isinstance(value, (ListObject, DictObject)) and value.is_open and counts_unknown:
            yield UNKNOWN
        items = value if isinstance(value, tuple) else value.items
        for item in items.values() if isinstance(items, dict) else items() if callable(items) else items:
            yield from flowing(item, counts_unknown, holders)
    elif isinstance(value, Instance) and value.native is not None:
        yield from flowing(value.native, counts_unknown, holders)
    elif isinstance(value, Instance) and value not in holders:
        if holders and (not is_of_library(value.cls) or len(holders) > MAX_DEPTH):
            yield UNKNOWN
            return
        for attribute in value.attributes.values():
            yield from flowing(attribute, False, (*holders, value))


#: How deep the parts of an object of a library are looked into: wrappers around cells around layers.
MAX_DEPTH: Final = 8


def is_of_library(cls: ClassObject) -> bool:
    """Whether a class is a library's own."""
    return cls.path != ""
