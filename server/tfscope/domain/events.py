"""What happened in a run, where, and through which calls. Events carry facts, never prose of ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tfscope.domain.code import Site
from tfscope.domain.graph import Graph, PartitionedVariable, Variable, VariableScope
from tfscope.domain.heap import ABSENT, Instance
from tfscope.domain.values import AbstractValue, Name


class Reason(Enum):
    """Why TensorFlow refused; the value names the rule of the API that was broken."""

    EXISTS = "exists"
    MISSING = "missing"
    SHAPE_DIFFERS = "shape-differs"
    DTYPE_DIFFERS = "dtype-differs"
    PARTITION_DIFFERS = "partition-differs"
    INITIALIZER = "initializer"
    SHAPE_UNKNOWN = "shape-unknown"
    SHAPE_INVALID = "shape-invalid"
    DTYPE_INVALID = "dtype-invalid"
    NAME_INVALID = "name-invalid"
    REUSE_INVALID = "reuse-invalid"
    REUSE_WITHOUT_NAME = "reuse-without-name"
    SCOPE_INVALID = "scope-invalid"
    ARGUMENT_UNKNOWN = "argument-unknown"
    ARGUMENT_MISSING = "argument-missing"
    ARGUMENT_INVALID = "argument-invalid"
    GETTER_INVALID = "getter-invalid"
    PARTITIONER_INVALID = "partitioner-invalid"
    NESTING = "nesting"
    CONTROL_FLOW = "control-flow"
    REMOVED = "removed"
    EAGER = "eager"
    NO_GRADIENTS = "no-gradients"
    NO_VARIABLES = "no-variables"
    NAME_TWICE = "name-twice"
    GRAPH_DIFFERS = "graph-differs"
    LAYER_INPUT = "layer-input"
    LAMBDA = "lambda"
    OTHER = "other"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Event:
    """`certain` is false below a condition that is not known, or where the outcome is not; `after_error` is
    true where an earlier error that nothing caught would have ended the program. `order` counts the run's events."""

    site: Site
    certain: bool
    after_error: bool
    order: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Created(Event):
    """A variable was made. `scope` and `reuse` are those in force."""

    variable: Variable | PartitionedVariable
    via: str
    scope: Name
    reuse: AbstractValue
    #: The name that was asked for and how the layer or optimizer that asked is called, "" for the user's own call.
    asked: AbstractValue = None
    is_eager: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Shared(Event):
    """A variable that existed was returned."""

    variable: Variable | PartitionedVariable
    scope: Name
    reuse: AbstractValue
    via: str = "get_variable"
    asked: AbstractValue = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Refused(Event):
    """TensorFlow raised. `key` is the name asked for, ABSENT where it was no request for a variable.

    `parameter` names the argument that is wrong, as the API calls it, "" where it is the call itself.
    """

    reason: Reason
    error_type: str
    message: str
    key: AbstractValue = ABSENT
    existing: Variable | PartitionedVariable | None = None
    parameter: str = ""
    api: str = ""
    scope: Name = ""
    reuse: AbstractValue = None
    caught: bool = False
    #: The shape and dtype that were asked for, where they are what an existing variable is compared with.
    shape: AbstractValue = None
    dtype: AbstractValue = None
    #: What was given for the parameter, where a rule must know it again.
    given: AbstractValue = ABSENT


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Entered(Event):
    """A variable scope was opened. `form` is "name", "default", "scope" (an object) or "template".

    `own_reuse` is the argument, `outer_reuse` what is inherited: the parent's, or the object's.
    """

    scope: VariableScope
    path: Name
    reuse: AbstractValue
    own_reuse: AbstractValue
    outer_reuse: AbstractValue
    outer_path: Name
    form: str
    graph: Graph


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ReuseSet(Event):
    """`reuse_variables()` was called on a scope."""

    scope: VariableScope
    path: Name
    was: AbstractValue


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Selected(Event):
    """Variables were looked up by scope, as `tf.get_collection(key, scope)` does. `pattern` is None for all;
    `answer` is the list that was returned."""

    collection: AbstractValue
    pattern: AbstractValue
    variables: tuple[AbstractValue, ...]
    answer: AbstractValue = ABSENT
    is_eager: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """One entry of a list or map for checkpoints: what stands in it, and what that means: the names in the checkpoint,
    each with its variable."""

    key: AbstractValue
    value: AbstractValue
    variables: tuple[tuple[AbstractValue, AbstractValue], ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Mapped(Event):
    """Variables were given to be saved, or to get their values from a checkpoint. `api` is the last name of what was
    called; `is_complete` is false where there may be further entries."""

    api: str
    mappings: tuple[Mapping, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LayerCalled(Event):
    """A layer or cell was called. `given` is the name it was given, None where it has a numbered one.

    `weights` are its own then; `is_first` where it had none before the call. `scope` is the path in force.
    """

    layer: Instance
    given: AbstractValue
    inputs: AbstractValue
    weights: tuple[AbstractValue, ...]
    is_first: bool
    scope: Name


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CellsCombined(Event):
    """Cells were put together: on top of each other, or one for each direction."""

    cells: tuple[AbstractValue, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Trained(Event):
    """An optimizer made the ops that change variables by their gradients."""

    variables: tuple[AbstractValue, ...]
    graph: Graph


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Assigned(Event):
    """A value was assigned to a variable."""

    variable: Variable
    value: AbstractValue


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class UpdatesCollected(Event):
    """Ops that update moving averages joined a collection, and run where the program runs them."""

    collection: AbstractValue
    graph: Graph


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GetterAnswered(Event):
    """A custom getter answered a request with None. `function` is the getter."""

    key: AbstractValue
    function: AbstractValue


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Gap(Event):
    """Something was not understood that may matter to variables. `subject` is what: a dotted name, a construct."""

    reason: str
    subject: str
