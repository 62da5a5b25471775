"""Records what a running program does to TensorFlow's variables. All hooks into TensorFlow are in this file.

**Source:** tensorflow/python/ops/variable_scope.py and variable_v1.py, TF 2.21.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from types import CodeType, FrameType, TracebackType
from typing import Any


@dataclass(slots=True)
class Place:
    """A call in the program's own files: where its expression starts; `line` from 1, `column` from 0."""

    path: str
    line: int
    column: int | None
    function: str


@dataclass(slots=True)
class RecordedEvent:
    """One thing that happened: created, shared, error or entered. `stack` ends with the innermost place."""

    kind: str
    stack: list[Place]
    name: str | None = None
    key: str | None = None
    shape: list[int | None] | None = None
    dtype: str | None = None
    trainable: bool | None = None
    parts: int = 0
    via: str = ""
    reuse: str = ""
    error_type: str = ""
    message: str = ""
    is_final: bool = False
    is_own: bool = False


@dataclass(slots=True)
class Record:
    """All of one run. `own_error` says that the final exception was raised by the program's own code."""

    events: list[RecordedEvent] = field(default_factory=list)
    variables: list[dict[str, Any]] = field(default_factory=list)
    error_type: str = ""
    message: str = ""
    stack: list[Place] = field(default_factory=list)
    own_error: bool = False
    crash: str = ""

    def as_json(self) -> dict[str, Any]:
        """The record as plain data."""
        return asdict(self)


def record_from(data: dict[str, Any]) -> Record:
    """The record that `as_json` gave."""

    def places(items: list[dict[str, Any]]) -> list[Place]:
        return [Place(**item) for item in items]

    events = [RecordedEvent(**{**event, "stack": places(event["stack"])}) for event in data["events"]]
    return Record(**{**data, "events": events, "stack": places(data["stack"])})


class Recorder:
    """Gathers the events of one program whose files lie under `root`."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root) + os.sep
        self.record = Record()
        self.graphs: list[Any] = []
        self.building = 0
        #: The stacks of the `get_variable` calls that are running.
        self.requests: list[list[Place]] = []
        self.errors: list[BaseException] = []
        self.paths: dict[str, str | None] = {}

    # -- Where ---------------------------------------------------------------------------------------------

    def own_path(self, filename: str) -> str | None:
        """The path below the root of a file of the program, None for other files."""
        if filename not in self.paths:
            real = os.path.realpath(filename)
            own = real.startswith(self.root) and "site-packages" not in real and not filename.startswith("<")
            self.paths[filename] = real[len(self.root) :] if own else None
        return self.paths[filename]

    def place(self, code: CodeType, instruction: int, line: int) -> Place | None:
        """The place of an instruction, None outside the program's files."""
        path = self.own_path(code.co_filename)
        if path is None:
            return None
        column = None
        if sys.version_info >= (3, 11):
            start, _, column, _ = list(code.co_positions())[instruction // 2]
            line = start or line
        return Place(path, line, column, getattr(code, "co_qualname", code.co_name))

    def stack(self) -> list[Place]:
        """The program's own frames, outermost first."""
        places = []
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            places.append(self.place(frame.f_code, frame.f_lasti, frame.f_lineno))
            frame = frame.f_back
        return [place for place in reversed(places) if place is not None]

    def traceback_stack(self, traceback: TracebackType | None) -> list[Place]:
        """The program's own frames of a traceback, outermost first."""
        places = []
        while traceback is not None:
            places.append(self.place(traceback.tb_frame.f_code, traceback.tb_lasti, traceback.tb_lineno))
            traceback = traceback.tb_next
        return [place for place in places if place is not None]

    def is_own(self, error: BaseException) -> bool:
        """Whether an exception was raised by the program's own code."""
        traceback = error.__traceback__
        while traceback is not None and traceback.tb_next is not None:
            traceback = traceback.tb_next
        return traceback is not None and self.own_path(traceback.tb_frame.f_code.co_filename) is not None

    # -- What ----------------------------------------------------------------------------------------------

    def note_variable(self, kind: str, variable: Any, key: str | None, via: str) -> None:
        """Notes that a variable was created or shared."""
        asked = self.requests[-1] if self.requests and via == "get_variable" else self.stack()
        event = RecordedEvent(kind, asked, key=key, via=via, **describe(variable))
        self.record.events.append(event)
        graph = default_graph()
        if not any(graph is known for known in self.graphs):
            self.graphs.append(graph)

    def note_error(self, error: BaseException, key: str | None) -> None:
        """Notes an error that TensorFlow raised, the first time it is seen."""
        if any(error is known for known in self.errors) or (self.is_own(error) and not self.requests):
            return
        self.errors.append(error)
        stack = self.requests[-1] if self.requests else self.stack() + self.traceback_stack(error.__traceback__)
        event = RecordedEvent("error", stack, name=key, via="get_variable")
        event.error_type, event.message = type(error).__name__, str(error)
        event.is_own = self.is_own(error)
        self.record.events.append(event)

    def note_scope(self, scope: Any) -> None:
        """Notes that a variable scope was entered."""
        event = RecordedEvent("entered", self.stack(), name=scope.name)
        event.reuse = getattr(scope.reuse, "name", str(scope.reuse))
        event.key = scope.original_name_scope
        self.record.events.append(event)

    def note_end(self, error: BaseException | None) -> None:
        """Notes how the program ended, and which variables there are."""
        record = self.record
        if error is not None:
            record.error_type, record.message = type(error).__name__, str(error)
            record.stack = self.traceback_stack(error.__traceback__)
            record.own_error = self.is_own(error)
            noted = [event for event in record.events if event.kind == "error"]
            for event, known in zip(noted, self.errors):
                event.is_final = known is error or known is translated(error)
        record.variables = list(final_variables(self.graphs))

    # -- Hooks ---------------------------------------------------------------------------------------------

    def install(self) -> None:
        """Puts the hooks into TensorFlow, for good."""
        from tensorflow.python.ops import variable_scope, variable_v1, variables
        from tf_keras.src.legacy_tf_layers import variable_scope_shim

        for method in ("_get_single_variable", "_get_partitioned_variable"):
            self.hook_store(variable_scope._VariableStore, method)
        self.hook_store(variable_scope_shim._EagerVariableStore, "_get_single_variable")
        self.hook_errors(variable_scope.VariableScope, "get_variable", asked_key)
        for method in ("__init__", "__enter__", "__exit__"):
            self.hook_errors(variable_scope.variable_scope, method, no_key)
        self.hook_creator(variable_v1, "default_variable_creator")
        self.hook_creator(variables, "default_variable_creator_v2")

    def hook_store(self, store_class: Any, name: str) -> None:
        """Hooks the store's own creating or sharing of one variable."""
        inner = getattr(store_class, name)

        def hooked(store: Any, *arguments: Any, **keywords: Any) -> Any:
            key = keywords["name"] if "name" in keywords else arguments[0]
            is_outer = self.building == 0
            existed = key in store._vars or key in getattr(store, "_partitioned_vars", ())
            self.building += 1
            try:
                variable = inner(store, *arguments, **keywords)
            except BaseException:
                if is_outer and not existed and key in store._vars:  # the regularizer raised: the variable stays
                    self.note_variable("created", store._vars[key], key, "get_variable")
                raise
            finally:
                self.building -= 1
            if is_outer:
                self.note_variable("shared" if existed else "created", variable, key, "get_variable")
            return variable

        setattr(store_class, name, hooked)

    def hook_errors(self, owner: Any, name: str, key_of: Callable[..., str | None]) -> None:
        """Hooks a method for the errors it raises, and a scope's entry for the scope."""
        inner = getattr(owner, name)

        def hooked(this: Any, *arguments: Any, **keywords: Any) -> Any:
            if name == "get_variable":
                self.requests.append(self.stack())
            try:
                answer = inner(this, *arguments, **keywords)
            except BaseException as error:
                self.note_error(error, key_of(this, *arguments, **keywords))
                raise
            finally:
                if name == "get_variable":
                    self.requests.pop()
            if name == "__enter__":
                self.note_scope(answer)
            return answer

        setattr(owner, name, hooked)

    def hook_creator(self, module: Any, name: str) -> None:
        """Hooks a function that makes the variables of `tf.Variable`."""
        inner = getattr(module, name)

        def hooked(next_creator: Any = None, **keywords: Any) -> Any:
            variable = inner(next_creator, **keywords)
            if self.building == 0:
                self.note_variable("created", variable, None, "Variable")
            return variable

        setattr(module, name, hooked)


def translated(error: BaseException) -> BaseException:
    """The error in whose place AutoGraph raised this one, with places in translated code before its message."""
    while str(error).startswith("in user code:") and error.__context__ is not None:
        error = error.__context__
    return error


def asked_key(scope: Any, store: Any = None, name: Any = None, *arguments: Any, **keywords: Any) -> str | None:
    """The key that `VariableScope.get_variable` was asked for."""
    return f"{scope.name}/{name}" if scope.name else name


def no_key(*arguments: Any, **keywords: Any) -> str | None:
    """The key of what is no request for a variable."""
    return None


def default_graph() -> Any:
    """The default graph."""
    from tensorflow.python.framework import ops

    return ops.get_default_graph()


def describe(variable: Any) -> dict[str, Any]:
    """Name, shape, dtype, trainability and the number of parts of a variable."""
    parts = list(variable) if type(variable).__name__ == "PartitionedVariable" else []
    try:
        shape = variable.get_shape().as_list()
    except ValueError:
        shape = None
    flags = [bool(part.trainable) for part in parts] or [bool(getattr(variable, "trainable", True))]
    return {
        "name": variable.name if parts else variable.name.rsplit(":", 1)[0],
        "shape": shape,
        "dtype": variable.dtype.base_dtype.name,
        "trainable": all(flags),
        "parts": len(parts),
    }


def final_variables(graphs: list[Any]) -> list[dict[str, Any]]:
    """The global and local variables of graphs."""
    found: list[dict[str, Any]] = []
    seen: set[int] = set()
    for number, graph in enumerate(graphs):
        for collection in ("variables", "local_variables"):
            for variable in graph.get_collection(collection):
                if id(variable) not in seen and hasattr(variable, "get_shape"):
                    seen.add(id(variable))
                    facts = describe(variable)
                    del facts["parts"]
                    found.append({"graph": number, **facts, "collection": collection})
    return found
