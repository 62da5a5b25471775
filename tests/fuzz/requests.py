"""Pieces: requests for variables, `tf.Variable`, ops, getters, templates."""

from __future__ import annotations

from tests.fuzz import words
from tests.fuzz.pen import Pen, piece


def request(pen: Pen) -> str:
    """A call of `tf.get_variable`."""
    given = [words.name(pen)]
    is_filled = not pen.chance(12)
    if pen.chance(95 if is_filled else 10):
        given.append(words.shape(pen))
    optional = [
        (10 if is_filled else 3, "dtype", words.dtype(pen)),
        (20, "initializer", words.initializer(pen)) if is_filled else (95, "initializer", pen.pick(words.VALUES)),
        (4, "regularizer", pen.pick(words.REGULARIZERS)),
        (10, "trainable", pen.pick(["False", "True", "None"])),
        (4, "collections", pen.pick(words.COLLECTIONS)),
        (1, "caching_device", '"/cpu:0"'),
        (4, "partitioner", pen.pick(words.PARTITIONERS)),
        (2, "validate_shape", "False"),
        (4, "use_resource", pen.pick(["True", "False"])),
        (1, "constraint", pen.pick(words.CONSTRAINTS)),
        (1, "synchronization", pen.pick(["tf.VariableSynchronization.ON_READ", "tf.VariableSynchronization.AUTO"])),
    ]
    function = "tf.get_local_variable" if pen.chance(4) else "tf.get_variable"
    call = words.arguments(pen, given, *optional)
    if pen.chance(3):
        call += f", custom_getter={words.getter(pen)}"
    return f"{function}({call})"


@piece(26)
def get_variable(pen: Pen) -> None:
    """A request, often with an `except` around it."""
    call = request(pen)
    if pen.chance(45):
        with pen.hiding(), pen.block("try:"):
            pen.assign("variable", "v", call)
            if pen.chance(30):
                pen.statements(2)
        excepted(pen)
    else:
        plain = all(word not in call for word in ("dtype", "init", "partitioner", "collections", "local"))
        name = pen.assign("variable", "v", call)
        if plain and not any("partitioner" in line for line in pen.lines):
            pen.see("weight", name)


def excepted(pen: Pen) -> None:
    """The end of a `try`."""
    header = pen.pick(
        [
            "except ValueError:",
            "except (ValueError, TypeError):",
            "except Exception as error:",
            "except ValueError as error:",
            "except KeyError:",
            "except TypeError:",
        ]
    )
    for part, percent in ((header, 25), ("else:", 8), ("finally:", 8)):
        if part == header or pen.chance(percent):
            with pen.hiding(), pen.block(part):
                if part != header or pen.chance(percent):
                    pen.statements(1)


@piece(6)
def asked_twice(pen: Pen) -> None:
    """Two requests for one variable, that may differ in shape, dtype, partitioner."""
    name = words.name(pen)
    with pen.block("with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):"):
        for _ in range(2):
            more = words.arguments(
                pen,
                [name, pen.pick(["[1]", "[1]", "[2, 3]", "[3, 2]"])],
                (25, "dtype", words.dtype(pen)),
                (12, "partitioner", pen.pick(words.PARTITIONERS)),
            )
            with pen.block("try:"):
                pen.write(f"tf.get_variable({more})")
            with pen.block("except ValueError:"):
                pass


@piece(3)
def nested_getters(pen: Pen) -> None:
    """A custom getter around another, from a scope or from the request."""
    outer, inner = words.getter(pen), words.getter(pen)
    with pen.block(f"with tf.variable_scope({words.name(pen)}, custom_getter={outer}):"):
        if pen.chance(50):
            pen.write(f"tf.get_variable({words.name(pen)}, [2, 3], custom_getter={inner})")
        with pen.block(f"with tf.variable_scope({words.name(pen)}, custom_getter={inner}):"):
            pen.statements(2)
            pen.write(f"tf.get_variable({words.name(pen)}, [2, 3])")


@piece(7)
def variable(pen: Pen) -> None:
    """`tf.Variable`, which always makes one."""
    call = words.arguments(
        pen,
        [pen.pick(words.VALUES)],
        (60, "name", words.name(pen)),
        (15, "trainable", pen.pick(["False", "True"])),
        (8, "dtype", words.dtype(pen)),
        (4, "collections", pen.pick(words.COLLECTIONS)),
        (4, "validate_shape", "False"),
        (4, "use_resource", pen.pick(["True", "False"])),
    )
    pen.assign("variable", "v", f"tf.Variable({call})")


@piece(6)
def matrix(pen: Pen) -> None:
    """An op, with or without a name."""
    named = words.arguments(pen, [], (60, "name", words.name(pen)))
    operand = pen.pick([*pen.known("matrix"), "tf.ones([2, 3])"])
    expression = pen.pick(
        [
            "tf.ones([2, 3])",
            f"tf.placeholder(tf.float32, [None, 3]{', ' + named if named else ''})",
            f"tf.identity({operand}{', ' + named if named else ''})",
            f"tf.constant([[1.0, 2.0]]{', ' + named if named else ''})",
            f"tf.add({operand}, 1.0{', ' + named if named else ''})",
            f"tf.nn.relu({operand}{', ' + named if named else ''})",
            f"{operand} * 2.0",
            f"tf.zeros_like({operand})",
        ]
    )
    pen.assign("matrix", "x", expression)


@piece(3, needs="weight")
def use(pen: Pen) -> None:
    """A variable in an op."""
    weight = pen.pick(pen.known("weight"))
    pen.write(
        pen.pick(
            [
                f"tf.reduce_sum({weight})",
                f"{weight} + 1.0",
                f"tf.assign({weight}, {weight} * 2.0)",
                f"{weight}.assign_add({weight})",
                f"tf.identity({weight}, name={words.name(pen)})",
                f"{weight}.read_value()",
            ]
        )
    )


@piece(4)
def template(pen: Pen) -> None:
    """`tf.make_template`, called now and perhaps later."""
    function = pen.fresh("part")
    with pen.hiding(), pen.block(f"def {function}(x):"):
        pen.blocks += 1
        pen.statements(3)
        pen.blocks -= 1
        pen.write("return x")
    bound = pen.choose(3)
    call = words.arguments(
        pen,
        [words.name(pen), function],
        (20, "create_scope_now_", "True"),
        (15, "unique_name_", words.name(pen)),
    )
    if bound == 2 and pen.chance(40):
        call += f", custom_getter_={words.getter(pen)}"
    name = pen.assign("template", "template", f"tf.make_template({call})")
    for _ in range(pen.choose(3)):
        pen.write(f"{name}(1)")


@piece(4, needs="template")
def template_again(pen: Pen) -> None:
    """A template is called again, or asked."""
    name = pen.pick(pen.known("template"))
    if pen.chance(80):
        pen.write(f"{name}(2)")
    else:
        pen.assign("number", "i", f"len({name}.{pen.pick(['variables', 'trainable_variables', 'global_variables'])})")


@piece(1)
def creator_scope(pen: Pen) -> None:
    """A function between requests and variables."""
    name = pen.fresh("creator")
    change = pen.pick(
        ['kwargs["trainable"] = False', "pass", 'kwargs["name"] = "made"', 'kwargs["use_resource"] = True']
    )
    pen.prologue += [f"def {name}(next_creator, **kwargs):", f"    {change}", "    return next_creator(**kwargs)", ""]
    with pen.block(f"with tf.variable_creator_scope({name}):"):
        pen.statements(3)


@piece(2)
def control_flow(pen: Pen) -> None:
    """Variables in the branches and bodies of control flow."""
    first, second = pen.fresh("side"), pen.fresh("side")
    for name in (first, second):
        with pen.hiding(), pen.block(f"def {name}(*args):"):
            pen.blocks += 1
            pen.write(
                pen.pick(
                    [
                        f"tf.get_variable({words.name(pen)}, [1])",
                        f"tf.Variable({pen.pick(['1.0', 'lambda: 1.0'])})",
                        "pass",
                    ]
                )
            )
            pen.blocks -= 1
            pen.write("return args[0] + 1 if args else tf.constant(1)")
    pen.write(
        pen.pick(
            [
                f"tf.cond(tf.constant(True), {first}, {second})",
                f"tf.while_loop(lambda i: i < 3, {first}, [0])",
                f"tf.cond(tf.constant(1) > 0, lambda: {first}(), {second}, name={words.name(pen)})",
                f"tf.map_fn({first}, tf.ones([2]))",
            ]
        )
    )
