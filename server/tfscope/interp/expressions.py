"""What each expression evaluates to: one `eval_` function per `ast` class."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from tfscope.domain.heap import ABSENT, DictObject, IteratorObject, ListObject, Namespace, SetObject, present
from tfscope.domain.iterators import GeneratorObject, LazyIterator
from tfscope.domain.values import UNKNOWN, AbstractValue, OneOf, PartSlice, Symbol, Unknown, join, text
from tfscope.interp import (
    attributes,
    branches,
    calls,
    comprehensions,
    generators,
    imports,
    iteration,
    operators,
    sites,
    subscripts,
)
from tfscope.interp import functions as function_objects
from tfscope.interp.evaluation import EVALUATORS, bind_name, evaluate
from tfscope.interp.frames import Frame
from tfscope.interp.scanning import line_of
from tfscope.models.formatting import format_value
from tfscope.models.machine import Call
from tfscope.syntax.nodes import UNREADABLE

if TYPE_CHECKING:
    from tfscope.interp.interpreter import Interpreter

CONSTANT_NAMES: Final[dict[str, AbstractValue]] = {
    "True": True,
    "False": False,
    "None": None,
    "__debug__": True,
    "Ellipsis": ...,
}
#: What a module has without binding it.
MODULE_NAMES: Final = ("__name__", "__file__", "__doc__", "__package__", "__path__")
BUILTIN_NAMES: Final = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__) | {
    "unicode",
    "xrange",
    "long",
    "basestring",
    "raw_input",
    "unichr",
    "reduce",
}


def eval_Constant(vm: Interpreter, frame: Frame, node: ast.Constant) -> AbstractValue:
    """A literal stands for itself."""
    return node.value


def eval_Name(vm: Interpreter, frame: Frame, node: ast.Name) -> AbstractValue:
    """The binding of a name."""
    if node.id in frame.namespace.deleted or node.id in frame.module.namespace.deleted:
        with sites.at(vm, frame, node):
            return look_up(vm, frame, node.id)
    if node.id in frame.code.bindings and node.id not in frame.namespace.names and is_bound_later(frame, node):
        with sites.at(vm, frame, node):
            return unbound_local(vm, node.id)
    return look_up(vm, frame, node.id)


def is_bound_later(frame: Frame, node: ast.Name) -> bool:
    """Whether a function binds a name of its own, but not before the line where it is asked for."""
    code, name = frame.code, node.id
    is_own = isinstance(code.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    is_own = is_own and name not in code.global_names and name not in code.nonlocal_names
    return is_own and line_of(code.bindings[name]) >= node.lineno


def unbound_local(vm: Interpreter, name: str) -> AbstractValue:
    """What is left of a local name that nothing is bound to."""
    vm.fail("UnboundLocalError", f"cannot access local variable '{name}' where it is not associated with a value")
    return UNKNOWN


def look_up(vm: Interpreter, frame: Frame, name: str) -> AbstractValue:
    """The binding of a name in the local, enclosing, module and builtin names, in this order."""
    value = find_name(frame, name)
    if value is not ABSENT:
        return value
    if frame.function is not None and frame.namespace.deleted.get(name, ABSENT) is None:
        return unbound_local(vm, name)
    if name in CONSTANT_NAMES:
        return CONSTANT_NAMES[name]
    if name in MODULE_NAMES:
        found = attributes.find_attribute(vm, frame.module, name)
        return UNKNOWN if found is ABSENT else found
    if name in BUILTIN_NAMES:
        return Symbol(f"builtins.{name}")
    if name == UNREADABLE:
        return UNKNOWN
    starred = imports.find_starred(vm, frame.module, name)
    if frame.module.namespace.deleted.get(name, ABSENT) is None and starred is ABSENT:
        vm.fail("NameError", f"name '{name}' is not defined")
    return starred if starred is not ABSENT else vm.unknown("name", frame.module, name, label=name)


def find_name(frame: Frame, name: str) -> AbstractValue:
    """The binding of a name outside the builtins, else ABSENT. A name that may be unbound is taken to be bound."""
    namespace: Namespace | None = frame.namespace
    if name in frame.code.global_names:
        namespace = frame.module.namespace
    while namespace is not None:
        if name in namespace.names:
            return present(namespace.names[name])
        namespace = namespace.parent
        # A class body's names are not visible in the functions inside it.
        while namespace is not None and namespace.code is not None and isinstance(namespace.code.node, ast.ClassDef):
            namespace = namespace.parent
    return present(frame.module.namespace.names.get(name, ABSENT))


def eval_Attribute(vm: Interpreter, frame: Frame, node: ast.Attribute) -> AbstractValue:
    """`value.name`."""
    value = evaluate(vm, frame, node.value)
    found = attributes.find_attribute(vm, value, node.attr)
    if found is ABSENT:
        with sites.at(vm, frame, node):
            return attributes.missing_attribute(vm, value, node.attr)
    return found


def eval_Call(vm: Interpreter, frame: Frame, node: ast.Call) -> AbstractValue:
    """A call: the callee, then the arguments, then what is called."""
    function = evaluate(vm, frame, node.func)
    if isinstance(function, Symbol) and function.path == "builtins.super" and not node.args:
        return function_objects.zero_argument_super(vm, frame)
    call = eval_arguments(vm, frame, node)
    vm.step()
    outer = vm.site
    vm.site = sites.make_site(frame, node)
    temporaries = temporary_generators(node, function, call)
    try:
        answer = calls.call_value(vm, function, call)
    finally:
        vm.site = outer
    if not isinstance(answer, (LazyIterator, IteratorObject)):
        for generator in temporaries:
            generators.drop(vm, generator)
    return answer


def temporary_generators(node: ast.Call, function: AbstractValue, call: Call) -> list[GeneratorObject]:
    """The generators among the arguments of a library function that nothing else holds."""
    if not isinstance(function, Symbol) or not any(isinstance(value, GeneratorObject) for value in call.arguments):
        return []
    return [
        value
        for argument, value in zip(node.args, call.arguments)
        if isinstance(value, GeneratorObject) and generators.is_temporary(argument, value)
    ]


def eval_arguments(vm: Interpreter, frame: Frame, node: ast.Call | ast.ClassDef) -> Call:
    """The arguments of a call, starred ones spread."""
    arguments: list[AbstractValue] = []
    is_open = False
    for argument in node.args if isinstance(node, ast.Call) else ():
        if isinstance(argument, ast.Starred):
            items = iteration.items_of(vm, evaluate(vm, frame, argument.value))
            if items is None:
                is_open = True
            else:
                arguments.extend(items)
        else:
            arguments.append(EVALUATORS[argument.__class__](vm, frame, argument))
    keywords: dict[str, AbstractValue] = {}
    for keyword in node.keywords:
        value = EVALUATORS[keyword.value.__class__](vm, frame, keyword.value)
        if keyword.arg is not None:
            keywords[keyword.arg] = value
        elif not iteration.spread_keywords(vm, value, keywords):
            is_open = True
    return Call(arguments, keywords, is_open, frame.is_converted)


def eval_BinOp(vm: Interpreter, frame: Frame, node: ast.BinOp) -> AbstractValue:
    """`left op right`."""
    left = evaluate(vm, frame, node.left)
    right = evaluate(vm, frame, node.right)
    with sites.at(vm, frame, node):
        return operators.binary(vm, node.op.__class__, left, right)


def eval_UnaryOp(vm: Interpreter, frame: Frame, node: ast.UnaryOp) -> AbstractValue:
    """`not value`, `-value`, …"""
    value = evaluate(vm, frame, node.operand)
    if isinstance(node.op, ast.Not):
        known = vm.truth(value)
        return UNKNOWN_BOOL if known is None else not known
    with sites.at(vm, frame, node):
        return operators.unary(vm, node.op.__class__, value)


UNKNOWN_BOOL: Final = Unknown("", "bool")


def eval_BoolOp(vm: Interpreter, frame: Frame, node: ast.BoolOp) -> AbstractValue:
    """`a and b`, `a or b`: the operands after one that is not known are run as a branch."""
    stops_at = isinstance(node.op, ast.Or)
    return eval_operands(vm, frame, node.values, stops_at)


def eval_operands(vm: Interpreter, frame: Frame, values: list[ast.expr], stops_at: bool) -> AbstractValue:
    """The first operand whose truth is `stops_at`, else the last one."""
    value = evaluate(vm, frame, values[0])
    if len(values) == 1:
        return value
    known = vm.truth(value)
    if known is None:
        rest = branches.fork_values(vm, [lambda: ABSENT, lambda: eval_operands(vm, frame, values[1:], stops_at)])
        rest = present(rest)
        if isinstance(value, Unknown) and value.kind == "bool" and isinstance(rest, bool) and rest is not stops_at:
            return value
        return join(deciding(vm, value, stops_at), rest)
    if known is stops_at:
        return value
    return eval_operands(vm, frame, values[1:], stops_at)


def deciding(vm: Interpreter, value: AbstractValue, stops_at: bool) -> AbstractValue:
    """`value` with those of its options whose truth may be `stops_at`."""
    if not isinstance(value, OneOf):
        return value
    options = tuple(option for option in value.options if vm.truth(option) is not (not stops_at))
    return options[0] if len(options) == 1 else OneOf(options) if options else value


def eval_Compare(vm: Interpreter, frame: Frame, node: ast.Compare) -> AbstractValue:
    """`a < b < c`: a chain, unknown where a link is."""
    left = evaluate(vm, frame, node.left)
    answer: AbstractValue = True
    for op, comparator in zip(node.ops, node.comparators):
        right = evaluate(vm, frame, comparator)
        with sites.at(vm, frame, node):
            link = operators.compare(vm, op.__class__, left, right)
        if len(node.ops) == 1:
            return link
        known = vm.truth(link)
        if known is False:
            return False
        if known is None:
            answer = UNKNOWN_BOOL
        left = right
    return answer


def eval_IfExp(vm: Interpreter, frame: Frame, node: ast.IfExp) -> AbstractValue:
    """`body if test else orelse`."""
    known = vm.truth(evaluate(vm, frame, node.test))
    if known is not None:
        return evaluate(vm, frame, node.body if known else node.orelse)
    return branches.fork_tested(
        vm, frame, node.test, lambda: evaluate(vm, frame, node.body), lambda: evaluate(vm, frame, node.orelse)
    )


def eval_Tuple(vm: Interpreter, frame: Frame, node: ast.Tuple) -> AbstractValue:
    """`a, b`; unknown where a starred part is."""
    items = eval_elements(vm, frame, node.elts)
    return UNKNOWN if items is None else tuple(items)


def eval_List(vm: Interpreter, frame: Frame, node: ast.List) -> AbstractValue:
    """`[a, b]`."""
    items = eval_elements(vm, frame, node.elts)
    return vm.trail.born(ListObject(items or [], is_open=items is None))


def eval_Set(vm: Interpreter, frame: Frame, node: ast.Set) -> AbstractValue:
    """`{a, b}`."""
    items = eval_elements(vm, frame, node.elts)
    return vm.trail.born(SetObject({}, is_open=True) if items is None else iteration.make_set(items))


def eval_elements(vm: Interpreter, frame: Frame, nodes: list[ast.expr]) -> list[AbstractValue] | None:
    """The elements of a display, None where a starred part is not known."""
    items: list[AbstractValue] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            spread = iteration.items_of(vm, evaluate(vm, frame, node.value))
            if spread is None:
                return None
            items.extend(spread)
        else:
            items.append(EVALUATORS[node.__class__](vm, frame, node))
    return items


def eval_Dict(vm: Interpreter, frame: Frame, node: ast.Dict) -> AbstractValue:
    """`{key: value, **other}`."""
    result = vm.trail.born(DictObject({}))
    for key, value_node in zip(node.keys, node.values):
        if key is None:
            iteration.update_dict(vm, result, evaluate(vm, frame, value_node))
        else:
            key_value = evaluate(vm, frame, key)
            subscripts.set_key(vm, result, key_value, evaluate(vm, frame, value_node))
    return result


def eval_Subscript(vm: Interpreter, frame: Frame, node: ast.Subscript) -> AbstractValue:
    """`value[index]`."""
    value = evaluate(vm, frame, node.value)
    index = evaluate(vm, frame, node.slice)
    with sites.at(vm, frame, node):
        return subscripts.get_item(vm, value, index)


def eval_Slice(vm: Interpreter, frame: Frame, node: ast.Slice) -> AbstractValue:
    """`lower:upper:step`; a part that is not known makes it unknown."""
    parts = [None if part is None else evaluate(vm, frame, part) for part in (node.lower, node.upper, node.step)]
    if all(part is None or isinstance(part, int) for part in parts):
        return slice(*parts)
    return PartSlice(parts[0], parts[1], parts[2])


def eval_Lambda(vm: Interpreter, frame: Frame, node: ast.Lambda) -> AbstractValue:
    """A function without a name."""
    return function_objects.make_function(vm, frame, node)


def eval_JoinedStr(vm: Interpreter, frame: Frame, node: ast.JoinedStr) -> AbstractValue:
    """An f-string."""
    return text([evaluate(vm, frame, value) for value in node.values])


def eval_FormattedValue(vm: Interpreter, frame: Frame, node: ast.FormattedValue) -> AbstractValue:
    """A replacement field of an f-string."""
    value = evaluate(vm, frame, node.value)
    spec = "" if node.format_spec is None else evaluate(vm, frame, node.format_spec)
    return format_value(vm, value, spec, chr(node.conversion) if node.conversion > 0 else "")


def eval_NamedExpr(vm: Interpreter, frame: Frame, node: ast.NamedExpr) -> AbstractValue:
    """`name := value`."""
    value = evaluate(vm, frame, node.value)
    bind_name(vm, frame, node.target.id, value)
    return value


def eval_Starred(vm: Interpreter, frame: Frame, node: ast.Starred) -> AbstractValue:
    """`*value` where it cannot be spread."""
    return evaluate(vm, frame, node.value)


def eval_Await(vm: Interpreter, frame: Frame, node: ast.Await) -> AbstractValue:
    """`await value`: what is awaited has run already."""
    return evaluate(vm, frame, node.value)


def eval_Yield(vm: Interpreter, frame: Frame, node: ast.Yield) -> AbstractValue:
    """Hands a value out and waits."""
    value = None if node.value is None else evaluate(vm, frame, node.value)
    if frame.coroutine is None:
        return UNKNOWN
    return frame.coroutine.suspend(value)


def eval_YieldFrom(vm: Interpreter, frame: Frame, node: ast.YieldFrom) -> AbstractValue:
    """Hands out what another iterator gives."""
    source = evaluate(vm, frame, node.value)
    if frame.coroutine is None:
        return UNKNOWN
    if isinstance(source, GeneratorObject):
        sent: AbstractValue = None
        while True:
            has_item, value = generators.next_item(source, sent)
            if not has_item:
                return value
            sent = frame.coroutine.suspend(value)
    for item in iteration.items_of(vm, source) or ():
        frame.coroutine.suspend(item)
    return None


def eval_other(vm: Interpreter, frame: Frame, node: ast.expr) -> AbstractValue:
    """An expression of a newer Python: not known."""
    return UNKNOWN


EVALUATORS.update(
    {
        getattr(ast, name.removeprefix("eval_")): function
        for name, function in list(globals().items())
        if name.startswith("eval_") and hasattr(ast, name.removeprefix("eval_"))
    }
)
EVALUATORS.update(
    {
        ast.ListComp: comprehensions.eval_list,
        ast.SetComp: comprehensions.eval_set,
        ast.DictComp: comprehensions.eval_dict,
        ast.GeneratorExp: comprehensions.eval_generator,
    }
)
