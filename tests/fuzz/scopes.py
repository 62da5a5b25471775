"""Pieces: variable scopes, op name scopes, captured scopes, graphs, collections."""

from __future__ import annotations

from tests.fuzz import words
from tests.fuzz.pen import OF_A_GRAPH, Pen, piece


def opening(pen: Pen) -> str:
    """A call of `tf.variable_scope`."""
    kind = pen.choose(20)
    if kind < 11:
        given = [words.name(pen)]
    elif kind < 15:
        given = ["None", words.name(pen)] if pen.chance(50) else ["None", f"default_name={words.name(pen)}"]
    elif kind < 18 and pen.known("scope"):
        given = [pen.pick(pen.known("scope"))]
    elif kind == 18:
        given = ["tf.get_variable_scope()"]
    else:
        given = [words.name(pen), words.name(pen)]
    more = words.arguments(
        pen,
        given,
        (4 if given[0] == "None" else 40, "reuse", words.reuse(pen)),
        (6, "auxiliary_name_scope", "False"),
        (8, "initializer", pen.pick(words.VALUES) if pen.chance(40) else words.initializer(pen)),
        (4, "regularizer", pen.pick(words.REGULARIZERS)),
        (3, "caching_device", pen.pick(['"/cpu:0"', "lambda op: op.device"])),
        (5, "partitioner", pen.pick(words.PARTITIONERS)),
        (6, "dtype", words.dtype(pen)),
        (5, "use_resource", pen.pick(["True", "False"])),
        (2, "constraint", pen.pick(words.CONSTRAINTS)),
    )
    if pen.chance(9):
        more += f", custom_getter={words.getter(pen)}"
    return f"tf.variable_scope({more})"


@piece(16)
def variable_scope(pen: Pen) -> None:
    """`with tf.variable_scope(…):`, captured or not."""
    target = pen.fresh("s") if pen.chance(45) else ""
    with pen.block(f"with {opening(pen)}{f' as {target}' if target else ''}:"):
        if target:
            pen.see("scope", target)
        pen.statements()


@piece(12)
def same_again(pen: Pen) -> None:
    """What a scope holds is written twice, in a scope of the same name or in the one that was captured."""
    name, target = words.name(pen), pen.fresh("s")
    first = words.arguments(pen, [name], (20, "reuse", words.reuse(pen)))
    with pen.hiding(), pen.block(f"with tf.variable_scope({first}) as {target}:"):
        start = len(pen.lines)
        pen.statements()
        inside = pen.lines[start:]
    pen.see("scope", target)
    again = pen.pick([name, target, target, f"None, {name}"])
    reuse = words.arguments(pen, [again], (85, "reuse", words.reuse(pen)))
    with pen.block(f"with tf.variable_scope({reuse}):"):
        pen.lines += changed(pen, inside)


def changed(pen: Pen, lines: list[str]) -> list[str]:
    """The lines, or the lines with another shape, dtype or name."""
    old, new = pen.pick(
        [("", "")] * 6
        + [("[1]", "[2]"), ("[2, 3])", "[2, 3], dtype=tf.float64)"), ("[1])", "[1], dtype=tf.int32)"), ("'w'", "'W'")]
    )
    plain = [" = tf.get_variable(" in line and "dtype" not in line for line in lines]
    return [line.replace(old, new) if is_plain and old else line for line, is_plain in zip(lines, plain)]


@piece(3)
def two_scopes(pen: Pen) -> None:
    """Two in one `with`."""
    target = pen.fresh("s")
    with pen.block(f"with {opening(pen)}, {opening(pen)} as {target}:"):
        pen.see("scope", target)
        pen.statements(2)


@piece(3)
def manager(pen: Pen) -> None:
    """A scope object that is entered later, perhaps twice."""
    call = f"tf.variable_scope(None, {words.name(pen)})" if pen.chance(40) else opening(pen)
    name = pen.assign("manager", "m", call)
    with pen.block(f"with {name}:"):
        pen.statements(2)


@piece(3)
def manager_twice(pen: Pen) -> None:
    """A scope object is entered here, and again in another scope: what it decided first it keeps."""
    name = pen.fresh("m")
    pen.write(f"{name} = tf.variable_scope({pen.pick([words.name(pen), f'None, {words.name(pen)}'])})")
    outer = f"with tf.variable_scope({words.name(pen)}, reuse={words.reuse(pen)}):"
    inside: list[str] = []
    for number in pen.pick([(0, 1), (1, 0), (1, 1)]):
        before = pen.depth
        if number:
            pen.write(outer)
            pen.depth += 1
        with pen.hiding(), pen.block(f"with {name}:"):
            pen.write(f"tf.get_variable({words.name(pen)}, [1])" if not inside else inside[0])
            inside = inside or [pen.lines[-1].strip()]
        pen.depth = before


@piece(6, needs="manager")
def manager_again(pen: Pen) -> None:
    """Once more."""
    target, name = pen.fresh("s"), pen.pick(pen.known("manager"))
    with pen.block(f"with {name} as {target}:"):
        pen.see("scope", target)
        pen.statements(2)


@piece(3, needs="scope")
def captured(pen: Pen) -> None:
    """What a scope that was captured offers."""
    scope = pen.pick(pen.known("scope"))
    action = pen.choose(5)
    if action == 0:
        pen.write(f"{scope}.reuse_variables()")
    elif action == 1:
        with pen.block(f"with tf.name_scope({scope}.original_name_scope):"):
            pen.statements(2)
    elif action == 2:
        with pen.block(
            f"with tf.variable_scope({scope}, reuse={words.reuse(pen)}), tf.name_scope({scope}.original_name_scope):"
        ):
            pen.statements(2)
    elif action == 3:
        pen.assign("text", "t", f"{scope}.name + {words.name(pen)}")
    else:
        pen.write(f"{scope}.set_initializer({words.initializer(pen)})")


@piece(2)
def current_scope(pen: Pen) -> None:
    """`tf.get_variable_scope()` and what it changes."""
    if pen.chance(40):
        pen.write("tf.get_variable_scope().reuse_variables()")
    else:
        pen.assign("scope", "s", "tf.get_variable_scope()")


@piece(5)
def name_scope(pen: Pen) -> None:
    """`with tf.name_scope(…):`."""
    argument = pen.pick([words.name(pen)] * 8 + [words.name(pen) + ' + "/"', "None", '""', f"None, {words.name(pen)}"])
    target = pen.fresh("n")
    with pen.block(f"with tf.name_scope({argument}) as {target}:"):
        pen.see("path", target)
        pen.statements(3)


@piece(1, needs="path")
def name_scope_again(pen: Pen) -> None:
    """An op name scope that is entered again by its name with the slash."""
    with pen.block(f"with tf.name_scope({pen.pick(pen.known('path'))}):"):
        pen.statements(2)


@piece(2)
def graph(pen: Pen) -> None:
    """Another graph."""
    known = pen.known("graph")
    name = pen.pick(known) if known and pen.chance(40) else pen.assign("graph", "g", "tf.Graph()")
    with pen.hiding(*OF_A_GRAPH, "impure"), pen.block(f"with {name}.as_default():"):
        pen.statements()


@piece(3)
def reset(pen: Pen) -> None:
    """The default graph is thrown away; only at the top, where no scope is open."""
    if pen.depth == 0 and not pen.blocks:
        pen.write("tf.reset_default_graph()")
        for kind in (*OF_A_GRAPH, "impure"):
            pen.names[kind] = []


@piece(3)
def collection(pen: Pen) -> None:
    """Variables are looked up, and decide how something is called."""
    lookup = pen.pick(
        [
            "tf.trainable_variables()",
            "tf.global_variables()",
            f"tf.trainable_variables({words.name(pen)})",
            f"tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope={words.name(pen)})",
            'tf.get_collection("mine")',
            "tf.local_variables()",
            "tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)",
            "tf.get_variable_scope().global_variables()",
            "tf.get_variable_scope().trainable_variables()",
            "[v for v in tf.global_variables() if 'w' in v.name]",
        ]
    )
    if "LOSSES" in lookup or pen.chance(50):
        pen.assign("number", "i", f"len({lookup})")
        return
    item = pen.fresh("v")
    with pen.block(f"for {item} in {lookup}:"):
        pen.write(f'tf.Variable(0, name={item}.op.name.split("/")[-1] + "_copy", trainable=False)')
