"""TensorFlow's state: graphs, their variable stores and scopes; tensors and variables.

**Source:** tensorflow/python/ops/variable_scope.py and framework/ops.py, TF 2.21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from tfscope.domain.heap import HeapObject, Instance
from tfscope.domain.origins import NOTHING, Origin
from tfscope.domain.values import UNKNOWN, AbstractValue, AnyDType, AnyShape, DType, Name, Symbol, join_shapes

if TYPE_CHECKING:
    from tfscope.domain.code import Site
    from tfscope.domain.trail import Contents

#: `tf.AUTO_REUSE`. A scope's reuse is False, True, AUTO_REUSE, or Unknown.
AUTO_REUSE: Final = Symbol("tensorflow.AUTO_REUSE")

FLOAT32: Final = DType("float32")


class Tensor(HeapObject):
    """A tensor, or what behaves like one. `name` is its op's name, None where that does not matter.

    `constant` is its value where that is statically known, as `tf.get_static_value` would say, else UNKNOWN.
    `origin` is what it was computed from; where none is given, that of the call that is running in its graph.
    """

    __slots__ = ("shape", "dtype", "name", "graph", "constant", "origin", "depth")
    changing = ("shape",)

    def __init__(
        self,
        shape: AnyShape = UNKNOWN,
        dtype: AnyDType = UNKNOWN,
        name: Name | None = None,
        graph: Graph | None = None,
        constant: AbstractValue = UNKNOWN,
        origin: Origin | None = None,
    ) -> None:
        self.stamp = 0
        self.shape = shape
        self.dtype = dtype
        self.name = name
        self.graph = graph
        self.constant = constant
        if origin is None and graph is not None:
            origin = graph.origin
            origin.is_used = True
        self.origin = origin
        #: How many control flow constructs were being traced when it was made.
        self.depth = 0 if graph is None else graph.control_flow

    def join_contents(self, left: Contents, right: Contents) -> Contents:
        """What is known of the shape on both sides."""
        return (join_shapes(cast("AnyShape", left[0]), cast("AnyShape", right[0])),)


class Variable(Tensor):
    """A variable. `key` is what the variable store calls it (None for `tf.Variable`), `name` the graph's op name."""

    __slots__ = ("key", "trainable", "via", "is_resource", "collections", "site", "initializer", "constraint")

    def __init__(
        self,
        name: Name,
        shape: AnyShape,
        dtype: AnyDType,
        *,
        key: Name | None,
        trainable: AbstractValue,
        via: str,
        graph: Graph,
        site: Site,
        is_resource: AbstractValue = False,
        collections: tuple[AbstractValue, ...] = (),
        initializer: AbstractValue = None,
        constraint: AbstractValue = None,
    ) -> None:
        super().__init__(shape, dtype, name, graph, origin=NOTHING)
        self.key = key
        self.trainable = trainable
        #: "get_variable" or "Variable".
        self.via = via
        self.is_resource = is_resource
        self.collections = collections
        self.site = site
        self.initializer = initializer
        self.constraint = constraint


class PartitionedVariable(HeapObject):
    """A variable cut along one axis. Never changes."""

    __slots__ = ("key", "shape", "dtype", "parts", "partitions", "site", "trainable")

    def __init__(
        self,
        key: Name,
        shape: AnyShape,
        dtype: AnyDType,
        parts: tuple[Variable, ...],
        partitions: tuple[int, ...],
        site: Site,
    ) -> None:
        self.stamp = 0
        self.key = key
        self.shape = shape
        self.dtype = dtype
        self.parts = parts
        self.partitions = partitions
        self.site = site
        self.trainable: AbstractValue = parts[0].trainable if parts else UNKNOWN


class VariableScope(HeapObject):
    """A `tf.VariableScope`. None in a field means that it is not set."""

    __slots__ = (
        "name",
        "reuse",
        "initializer",
        "regularizer",
        "caching_device",
        "partitioner",
        "custom_getter",
        "dtype",
        "use_resource",
        "constraint",
        "original_name_scope",
    )
    changing = (
        "reuse",
        "initializer",
        "regularizer",
        "caching_device",
        "partitioner",
        "custom_getter",
        "dtype",
        "use_resource",
    )

    def __init__(self, name: Name, reuse: AbstractValue, original_name_scope: Name = "") -> None:
        self.stamp = 0
        self.name = name
        self.reuse = reuse
        self.initializer: AbstractValue = None
        self.regularizer: AbstractValue = None
        self.caching_device: AbstractValue = None
        self.partitioner: AbstractValue = None
        self.custom_getter: AbstractValue = None
        self.dtype: AbstractValue = FLOAT32
        self.use_resource: AbstractValue = None
        self.constraint: AbstractValue = None
        #: The op name scope opened with this scope, with its trailing slash.
        self.original_name_scope = original_name_scope

    def copy(self, name: Name, reuse: AbstractValue, original_name_scope: Name) -> VariableScope:
        """A new scope object that inherits all but name, reuse, name scope and constraint."""
        scope = VariableScope(name, reuse, original_name_scope)
        for field in self.changing[1:]:
            setattr(scope, field, getattr(self, field))
        return scope


class Graph(HeapObject):
    """A `tf.Graph` with its variable store, scope counters and names in use. `number` counts graphs of the run."""

    __slots__ = (
        "number",
        "store",
        "partitioned",
        "counts",
        "used_names",
        "ops",
        "scope",
        "name_scope",
        "collections",
        "layer_uids",
        "creators",
        "control_flow",
        "overrides",
        "is_function",
        "use_resource",
        "is_open",
        "origin",
    )
    changing = (
        "store",
        "partitioned",
        "counts",
        "used_names",
        "ops",
        "scope",
        "name_scope",
        "collections",
        "layer_uids",
        "creators",
        "control_flow",
        "overrides",
        "use_resource",
        "is_open",
    )

    def __init__(self, number: int) -> None:
        self.stamp = 0
        self.number = number
        #: key → Variable, or OneOf(Variable, ABSENT) where it exists after one outcome only.
        self.store: dict[AbstractValue, AbstractValue] = {}
        self.partitioned: dict[AbstractValue, AbstractValue] = {}
        #: scope path → openings.
        self.counts: dict[AbstractValue, int] = {}
        #: lower-cased op path → uses.
        self.used_names: dict[AbstractValue, int] = {}
        #: The names of the ops that matter: variables, and ops that the program names.
        self.ops: dict[AbstractValue, AbstractValue] = {}
        self.scope: AbstractValue = VariableScope("", False)
        #: The current op name scope, without a trailing slash.
        self.name_scope: AbstractValue = ""
        #: collection key → members.
        self.collections: dict[AbstractValue, list[AbstractValue]] = {}
        #: Keras' layer numbering: base name → layers so far.
        self.layer_uids: dict[AbstractValue, int] = {}
        #: The functions of open `variable_creator_scope`s, outermost first.
        self.creators: tuple[AbstractValue, ...] = ()
        #: How many control flow constructs are being traced.
        self.control_flow = 0
        #: How many maps of other gradients for ops are in force.
        self.overrides = 0
        self.is_function = False
        #: Whether variables are resource variables when nothing else is said.
        self.use_resource: AbstractValue = False
        #: Whether code that is not known may have made further variables.
        self.is_open = False
        #: The origin of the tensors that the call that is running makes; like a call stack, it is never joined.
        self.origin = NOTHING

    def hear(self, answer: AbstractValue) -> AbstractValue:
        """Notes what the call that is running was answered: its tensors may be computed from that."""
        if self.origin is not NOTHING:
            self.origin.values.append(answer)
        return answer

    def join_contents(self, left: Contents, right: Contents) -> Contents:
        """Members of collections add up; a name is used, and a scope open, as often as on the side of more."""
        joined = dict(zip(self.changing, super().join_contents(left, right)))
        one, other = dict(zip(self.changing, left)), dict(zip(self.changing, right))
        for field in ("counts", "used_names", "layer_uids"):
            joined[field] = join_counts(one[field], other[field])
        joined["collections"] = join_members(one["collections"], other["collections"])
        joined["is_open"] = bool(one["is_open"] or other["is_open"])
        # Both sides of a branch leave the scopes they enter; one that does not is taken to be the exception.
        for field in ("scope", "name_scope", "creators", "control_flow", "overrides"):
            joined[field] = one[field]
        return tuple(joined[field] for field in self.changing)


def join_counts(left: object, right: object) -> dict[AbstractValue, AbstractValue]:
    """The greater count of each key."""
    assert isinstance(left, dict) and isinstance(right, dict)
    return left | {key: max(count, left.get(key, 0)) for key, count in right.items()}


def join_members(left: object, right: object) -> dict[AbstractValue, list[AbstractValue]]:
    """The members of both, in order, each once."""
    assert isinstance(left, dict) and isinstance(right, dict)
    return {
        key: list(dict.fromkeys([*left.get(key, ()), *right.get(key, ())])) for key in dict.fromkeys([*left, *right])
    }


class EagerStore(HeapObject):
    """A variable store for eager execution: a template's own, an `EagerVariableStore`, or that of an object.

    `is_tracking` is the last: it serves graphs too. `graph` is where it was made active.
    """

    __slots__ = ("is_tracking", "variables", "layers", "graph")
    changing = ("variables", "layers", "graph")

    def __init__(self, is_tracking: bool = False) -> None:
        self.stamp = 0
        self.is_tracking = is_tracking
        self.variables: dict[AbstractValue, AbstractValue] = {}
        self.layers: dict[AbstractValue, AbstractValue] = {}
        self.graph: AbstractValue = None


class Runtime(HeapObject):
    """What TensorFlow keeps outside graphs: the stack of default graphs and the switches of its version."""

    __slots__ = (
        "graphs",
        "all_graphs",
        "is_eager",
        "use_resource",
        "graph_count",
        "eager_graph",
        "eager_store",
        "is_v2_behavior",
        "is_converting",
        "is_running_functions",
    )
    changing = __slots__

    def __init__(self, is_v2: bool) -> None:
        self.stamp = 0
        #: Open default graphs, innermost last; the first is the global default graph.
        self.graphs: tuple[Graph, ...] = (Graph(0),)
        #: Every graph of the run.
        self.all_graphs: tuple[Graph, ...] = self.graphs
        self.graph_count = 1
        #: Whether code outside any graph runs eagerly.
        self.is_eager: AbstractValue = is_v2
        self.use_resource: AbstractValue = is_v2
        self.is_v2_behavior: AbstractValue = is_v2
        #: Whether AutoGraph translates functions that TensorFlow gives to it.
        self.is_converting = True
        #: Whether a `tf.function` is run as it is, instead of traced.
        self.is_running_functions = False
        #: The store that eager execution uses: key → variable, where a template or an EagerVariableStore is active.
        self.eager_store: AbstractValue = None
        #: Scopes and counters of eager execution, which has no variable store of its own.
        self.eager_graph = Graph(-1)

    def join_contents(self, left: Contents, right: Contents) -> Contents:
        """The default graphs are those of the first side."""
        joined = dict(zip(self.changing, super().join_contents(left, right)))
        one, other = dict(zip(self.changing, left)), dict(zip(self.changing, right))
        joined["graphs"], joined["eager_graph"] = one["graphs"], one["eager_graph"]
        graphs = (*cast("tuple[Graph, ...]", one["all_graphs"]), *cast("tuple[Graph, ...]", other["all_graphs"]))
        joined["all_graphs"] = tuple(dict.fromkeys(graphs))
        joined["graph_count"] = max(cast("int", one["graph_count"]), cast("int", other["graph_count"]))
        return tuple(joined[field] for field in self.changing)


def native_of(value: AbstractValue) -> AbstractValue:
    """What a library model keeps in an instance, or the value itself."""
    return value.native if isinstance(value, Instance) and value.native is not None else value
