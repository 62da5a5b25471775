"""Names of operations in a graph: name scopes and uniquifying, as far as the names of variables need them.

**Source:** tensorflow/python/framework/ops.py, Graph.unique_name and Graph.name_scope, TF 2.21.
"""

from __future__ import annotations

import re
from typing import Final

from tfscope.domain.events import Reason
from tfscope.domain.graph import Graph, Tensor
from tfscope.domain.heap import ABSENT
from tfscope.domain.names import join_path
from tfscope.domain.values import AbstractValue, Name, OneOf, Text, Unknown, text
from tfscope.models.machine import Machine

VALID_OP_NAME: Final = re.compile(r"^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$")
VALID_SCOPE_NAME: Final = re.compile(r"^[A-Za-z0-9_.\\/>-]*$")


def lowered(name: Name) -> Name:
    """The name as TensorFlow compares it."""
    if isinstance(name, str):
        return name.lower()
    return Text(tuple(part.lower() if isinstance(part, str) else part for part in name.parts))


def uses(graph: Graph, key: Name) -> int:
    """How often a lower-cased path was used."""
    return graph.used_names.get(key, 0)


def unique_path(machine: Machine, graph: Graph, path: Name) -> Name:
    """`path` made unique among the graph's names, and marked as used."""
    key = lowered(path)
    number = uses(graph, key)
    machine.changing(graph)
    graph.used_names[key] = number + 1
    if number == 0:
        return path
    candidate = text([key, f"_{number}"])
    while candidate in graph.used_names:
        number += 1
        candidate = text([key, f"_{number}"])
    graph.used_names[candidate] = 1
    return text([path, f"_{number}"])


def unique_name(machine: Machine, graph: Graph, name: Name) -> Name:
    """`name` inside the current op name scope, made unique."""
    scope = graph.name_scope
    assert isinstance(scope, (str, Text))
    return unique_path(machine, graph, join_path(scope, name) if scope != "" else name)


def mark_used(machine: Machine, graph: Graph, *paths: Name) -> None:
    """Uses up paths as they are."""
    machine.changing(graph)
    for path in paths:
        key = lowered(path)
        graph.used_names[key] = uses(graph, key) + 1


def claim_op(machine: Machine, graph: Graph, name: Name) -> Name:
    """Notes that an op has a name, refused where another has it. A name with a trailing slash is not made unique."""
    if isinstance(name, str) and not VALID_OP_NAME.match(name):
        machine.refuse(Reason.NAME_INVALID, "ValueError", f"'{name}' is not a valid node name", parameter="name")
    if name in graph.ops:
        message = f"Duplicate node name in graph: '{name}'"
        api = "tensorflow.Graph.create_op"
        machine.refuse(Reason.OTHER, "ValueError", message, parameter="name", api=api)
    machine.changing(graph)
    graph.ops[name] = None
    return name


def keep_op(machine: Machine, graph: Graph, tensor: Tensor) -> Tensor:
    """Keeps what an op gives, where the program named the op, so that the graph can be asked for it."""
    if graph.ops.get(tensor.name, ABSENT) is None:
        machine.changing(graph)
        graph.ops[tensor.name] = tensor
    return tensor


def without_slash(name: Name) -> Name:
    """The name without one trailing slash."""
    if isinstance(name, str):
        return name.removesuffix("/")
    last = name.parts[-1]
    if isinstance(last, str):
        return text([*name.parts[:-1], last.removesuffix("/")])
    return name


def ends_with_slash(name: Name) -> bool:
    """Whether the last character is a slash."""
    last = name if isinstance(name, str) else name.parts[-1]
    return isinstance(last, str) and last.endswith("/")


def check_scope_name(machine: Machine, graph: Graph, name: AbstractValue, api: str, parameter: str = "name") -> None:
    """Refuses an op name scope that TensorFlow's pattern does not allow; what is known of the name decides."""
    if isinstance(name, (Unknown, OneOf)):
        return
    if not isinstance(name, (str, Text)):
        machine.refuse(
            Reason.NAME_INVALID,
            "TypeError",
            f"expected string or bytes-like object, got '{type(name).__name__}'",
            parameter=parameter,
            api=api,
        )
        return
    known = str(name) if isinstance(name, str) else "".join(p if isinstance(p, str) else "x" for p in name.parts)
    if graph.name_scope != "":
        if not VALID_SCOPE_NAME.match(known):
            machine.refuse(
                Reason.NAME_INVALID,
                "ValueError",
                f"'{name}' is not a valid scope name. A scope name has to match the following pattern: "
                f"{VALID_SCOPE_NAME.pattern}",
                parameter=parameter,
                api=api,
            )
    elif not VALID_OP_NAME.match(known):
        refuse_root_name(machine, name, api, parameter)


def refuse_root_name(machine: Machine, name: Name, api: str, parameter: str) -> None:
    """Refuses a name at the top of the graph."""
    machine.refuse(
        Reason.NAME_INVALID,
        "ValueError",
        f"'{name}' is not a valid root scope name. A root scope name has to match the following pattern: "
        f"{VALID_OP_NAME.pattern}",
        parameter=parameter,
        api=api,
    )


def open_name_scope(machine: Machine, graph: Graph, name: AbstractValue, api: str = "name_scope") -> AbstractValue:
    """Opens an op name scope and answers the one before; the new one is `graph.name_scope`.

    A name with a trailing slash is taken as it is; None or "" means the top of the graph.
    """
    before = graph.name_scope
    if name is None or name == "":
        machine.changing(graph)
        graph.name_scope = ""
        return before
    check_name = without_slash(name) if isinstance(name, (str, Text)) and ends_with_slash(name) else name
    if graph.number >= 0:
        check_scope_name(machine, graph, check_name, api)
    path = name if isinstance(name, (str, Text)) else text([name])
    if ends_with_slash(path):
        opened = without_slash(path)
    elif graph.number < 0:
        scope = graph.name_scope
        assert isinstance(scope, (str, Text))
        opened = join_path(scope, path) if scope != "" else path
    else:
        opened = unique_name(machine, graph, path)
    machine.changing(graph)
    graph.name_scope = opened
    return before


def close_name_scope(machine: Machine, graph: Graph, before: AbstractValue) -> None:
    """Takes the graph back to the op name scope before."""
    machine.changing(graph)
    graph.name_scope = before


def with_slash(scope: AbstractValue) -> Name:
    """An op name scope as TensorFlow hands it out: with a trailing slash, "" for the top."""
    return text([scope, "/"]) if scope != "" else ""


def handed_out(graph: Graph, name: AbstractValue) -> Name:
    """What entering the op name scope `name`, which is open now, answers."""
    return "/" if name == "/" else with_slash(graph.name_scope)
