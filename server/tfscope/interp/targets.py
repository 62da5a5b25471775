"""Assignment and deletion of targets."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from tfscope.domain.values import AbstractValue, Unknown
from tfscope.interp import deletion, evaluation, iteration, sites, subscripts
from tfscope.interp.frames import Frame

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter


def assign(vm: Interpreter, frame: Frame, target: ast.expr, value: AbstractValue) -> None:
    """Gives `value` to a target."""
    match target:
        case ast.Name(id=name):
            evaluation.bind_name(vm, frame, name, value)
        case ast.Attribute(value=owner_node, attr=name):
            owner = evaluation.evaluate(vm, frame, owner_node)
            with sites.at(vm, frame, target):
                vm.set_attribute(owner, name, value)
        case ast.Subscript(value=owner_node, slice=index_node):
            owner = evaluation.evaluate(vm, frame, owner_node)
            index = evaluation.evaluate(vm, frame, index_node)
            with sites.at(vm, frame, target):
                subscripts.set_item(vm, owner, index, value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            unpack(vm, frame, parts, value)
        case ast.Starred(value=inner):
            assign(vm, frame, inner, value)
        case _:
            pass


def unpack(vm: Interpreter, frame: Frame, parts: list[ast.expr], value: AbstractValue) -> None:
    """`a, *b, c = value`; a part is unknown where the items are not known or too few."""
    items = iteration.items_of(vm, value)
    starred = next((i for i, part in enumerate(parts) if isinstance(part, ast.Starred)), None)
    if items is None or (len(items) != len(parts) and (starred is None or len(items) < len(parts) - 1)):
        for index, part in enumerate(parts):
            label = part.id if isinstance(part, ast.Name) else ""
            unknown = vm.unknown("part", value, index, label=label) if isinstance(value, Unknown) else Unknown(label)
            assign(vm, frame, part, unknown)
        return
    if starred is None:
        for part, item in zip(parts, items):
            assign(vm, frame, part, item)
        return
    after = len(parts) - starred - 1
    for part, item in zip(parts[:starred], items):
        assign(vm, frame, part, item)
    assign(vm, frame, parts[starred], iteration.make_list(items[starred : len(items) - after]))
    for part, item in zip(parts[starred + 1 :], items[len(items) - after :]):
        assign(vm, frame, part, item)


def delete(vm: Interpreter, frame: Frame, target: ast.expr) -> None:
    """`del target`."""
    match target:
        case ast.Name(id=name):
            namespace = frame.module.namespace if name in frame.code.global_names else frame.namespace
            if name not in namespace.names:
                evaluation.evaluate(vm, frame, target)
            vm.changing(namespace)
            namespace.names.pop(name, None)
            namespace.deleted[name] = None
        case ast.Attribute(value=owner_node, attr=name):
            attributes_of = evaluation.evaluate(vm, frame, owner_node)
            vm.delete_attribute(attributes_of, name)
        case ast.Subscript(value=owner_node, slice=index_node):
            owner = evaluation.evaluate(vm, frame, owner_node)
            deletion.delete_item(vm, owner, evaluation.evaluate(vm, frame, index_node))
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                delete(vm, frame, part)
        case _:
            pass


def place(vm: Interpreter, frame: Frame, target: ast.expr) -> tuple[AbstractValue, Callable[[AbstractValue], None]]:
    """What stands at the target of `target op= value`, and what puts a value there; its parts are evaluated once."""
    if isinstance(target, ast.Attribute):
        return place_of_attribute(vm, frame, target)
    if not isinstance(target, ast.Subscript):
        return evaluation.evaluate(vm, frame, target), lambda value: assign(vm, frame, target, value)
    owner = evaluation.evaluate(vm, frame, target.value)
    index = evaluation.evaluate(vm, frame, target.slice)

    def put(value: AbstractValue) -> None:
        with sites.at(vm, frame, target):
            subscripts.set_item(vm, owner, index, value)

    with sites.at(vm, frame, target):
        return subscripts.get_item(vm, owner, index), put


def place_of_attribute(
    vm: Interpreter, frame: Frame, target: ast.Attribute
) -> tuple[AbstractValue, Callable[[AbstractValue], None]]:
    """What an attribute is, and what sets it."""
    owner = evaluation.evaluate(vm, frame, target.value)

    def put(value: AbstractValue) -> None:
        with sites.at(vm, frame, target):
            vm.set_attribute(owner, target.attr, value)

    with sites.at(vm, frame, target):
        return vm.get_attribute(owner, target.attr), put
