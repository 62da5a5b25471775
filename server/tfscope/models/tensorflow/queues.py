"""Queues and staging areas: what comes out has the dtypes and shapes they were made with, and no gradient.

**Source:** tensorflow/python/ops/data_flow_ops.py, classes QueueBase and StagingArea, TF 2.21.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tfscope.domain.graph import Tensor
from tfscope.domain.heap import DictObject, Instance, ListObject
from tfscope.domain.origins import NOTHING
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyShape, Dim, DType, Shape, Unknown
from tfscope.models.machine import Call, Machine, Signature
from tfscope.models.registry import CLASSES, LibraryClass, Model
from tfscope.models.signature import BindingError, bind
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.op_model import parse_signature, use_name
from tfscope.models.tensorflow.ops_results import INT32, SCALAR
from tfscope.models.tensorflow.ops_shaping import plain_shape
from tfscope.models.tensorflow.ops_static import integer, static

Method = Callable[..., AbstractValue]


def constructor(signature: Signature) -> Method:
    """The `__init__` of a queue with these parameters."""

    def init(
        machine: Machine, call: Call, self: Instance, *arguments: AbstractValue, **keywords: AbstractValue
    ) -> AbstractValue:
        """Keeps what the components are. Source: the class's __init__."""
        try:
            bound = bind(signature, Call(list(arguments), keywords, call.is_open))
        except BindingError as error:
            machine.fail("TypeError", str(error))
            return None
        machine.changing(self)
        self.attributes.update(_dtypes=bound["dtypes"], _shapes=bound.get("shapes"), _names=bound.get("names"))
        self.attributes["_name"] = use_name(machine, bound.get("name"), signature.name)
        return None

    return init


def components(machine: Machine, queue: Instance, front: tuple[Dim, ...] = ()) -> list[AbstractValue] | None:
    """New tensors of an element, with an axis in front where there are several; None where they are not known."""
    given = queue.attributes.get("_dtypes")
    dtypes = machine.items_of(given) if isinstance(given, (tuple, ListObject)) else [given]
    if dtypes is None or isinstance(given, Unknown):
        return None
    shapes = shapes_of(machine, queue.attributes.get("_shapes"), len(dtypes))
    return [
        Tensor(behind(front, shape), as_dtype(machine, dtype), None, machine.graph, None, NOTHING)
        for dtype, shape in zip(dtypes, shapes)
    ]


def shapes_of(machine: Machine, given: AbstractValue, count: int) -> list[AnyShape]:
    """A shape for each component; a single one may stand without a list. Source: data_flow_ops._as_shape_list."""
    if given is None:
        return [Shape(None)] * count
    items = None if isinstance(given, Shape) else machine.items_of(given)
    if isinstance(given, Shape) or (items is not None and all(item is None or isinstance(item, int) for item in items)):
        return [plain_shape(given)]
    return [UNKNOWN] * count if items is None else [plain_shape(item) for item in items]


def behind(front: tuple[Dim, ...], shape: AnyShape) -> AnyShape:
    """A shape with further axes in front."""
    if not front or isinstance(shape, Unknown) or shape.dims is None:
        return shape
    return Shape((*front, *shape.dims))


def answer(machine: Machine, queue: Instance, tensors: list[AbstractValue] | None, single: bool) -> AbstractValue:
    """A dictionary where the components have names, else a list, or the only one. Source: _dequeue_return_value."""
    if tensors is None:
        return UNKNOWN
    given = queue.attributes.get("_names")
    names = machine.items_of(given) if given is not None else None
    if names:
        return DictObject(dict(zip(names, tensors)))
    return tensors[0] if single and len(tensors) == 1 else ListObject(tensors)


def taker(suffix: str, single: bool, count: str = "") -> Method:
    """A method that takes elements out: one, or as many as asked for ("n"), or not more than that ("up to")."""

    def take(
        machine: Machine, call: Call, self: Instance, n: AbstractValue = None, name: AbstractValue = None
    ) -> AbstractValue:
        """The components. Source: QueueBase.dequeue and its like."""
        front: tuple[Dim, ...] = () if not count else (integer(static(n)) if count == "n" else None,)
        use_name(machine, name if count else n, f"queue_{suffix}")
        return answer(machine, self, components(machine, self, front), single)

    return take


def operation(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
    """An op that answers nothing."""
    return Unknown("operation", "operation")


def scalar(dtype: DType) -> Method:
    """A method that answers a number."""

    def run(machine: Machine, call: Call, self: Instance, name: AbstractValue = None) -> AbstractValue:
        """A scalar. Source: QueueBase.size and is_closed."""
        return Tensor(SCALAR, dtype, None, machine.graph, None, NOTHING)

    return run


QUEUE: Final[dict[str, Method]] = {
    "enqueue": operation,
    "enqueue_many": operation,
    "close": operation,
    "dequeue": taker("Dequeue", True),
    "dequeue_many": taker("DequeueMany", True, "n"),
    "dequeue_up_to": taker("DequeueUpTo", True, "up to"),
    "size": scalar(INT32),
    "is_closed": scalar(DType("bool")),
}
STAGING: Final[dict[str, Method]] = {
    "put": operation,
    "clear": operation,
    "get": taker("get", False),
    "size": scalar(INT32),
}


def declare_queue(paths: str, parameters: str, methods: dict[str, Method]) -> None:
    """Registers a class, whose constructor has these parameters."""
    for path in paths.split():
        short = path.rpartition(".")[2]
        signature = Signature(short, parse_signature(short, parameters).parameters)
        models: dict[str, AbstractValue] = {
            name: Model(f"{short}.{name}", function) for name, function in methods.items()
        }
        models["__init__"] = Model(f"{short}.__init__", constructor(signature), f"tensorflow.{path}.__init__")
        CLASSES[f"tensorflow.{path}"] = LibraryClass(f"tensorflow.{path}", (), models)


SHARED: Final = "names=None, shared_name=None"
declare_queue("FIFOQueue queue.FIFOQueue", f"capacity, dtypes, shapes=None, {SHARED}, name='fifo_queue'", QUEUE)
declare_queue(
    "PaddingFIFOQueue queue.PaddingFIFOQueue io.PaddingFIFOQueue",
    f"capacity, dtypes, shapes, {SHARED}, name='padding_fifo_queue'",
    QUEUE,
)
declare_queue(
    "RandomShuffleQueue queue.RandomShuffleQueue io.RandomShuffleQueue",
    "capacity, min_after_dequeue, dtypes, shapes=None, names=None, seed=None, shared_name=None, "
    "name='random_shuffle_queue'",
    QUEUE,
)
declare_queue(
    "contrib.staging.StagingArea python.ops.data_flow_ops.StagingArea",
    "dtypes, shapes=None, names=None, shared_name=None, capacity=0, memory_limit=0",
    STAGING,
)
