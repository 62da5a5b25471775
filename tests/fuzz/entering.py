"""Pieces: scopes that are made, changed, entered and left by hand; other graphs, threads, generators."""

from __future__ import annotations

from tests.fuzz import words
from tests.fuzz.pen import OF_A_GRAPH, Pen, piece
from tests.fuzz.scopes import opening


@piece(2)
def scope_object(pen: Pen) -> None:
    """A `tf.VariableScope` that the program makes itself."""
    name = pen.pick([words.name(pen), f"{words.name(pen)}, {words.reuse(pen)}"])
    call = words.arguments(
        pen,
        [words.reuse(pen), f"name={words.name(pen)}"] if pen.chance(60) else [words.reuse(pen)],
        (10, "dtype", words.dtype(pen)),
        (10, "initializer", words.initializer(pen)),
    )
    scope = pen.assign("scope", "s", f"tf.VariableScope({call})")
    if pen.chance(50):
        with pen.block(f"with tf.variable_scope({scope}):"):
            pen.statements(2)
    elif pen.chance(20):
        pen.write(f"tf.variable_scope({name})")


@piece(3, needs="scope")
def changed_scope(pen: Pen) -> None:
    """What a scope gives to requests is changed."""
    scope = pen.pick([*pen.known("scope")[:2], "tf.get_variable_scope()"])
    change = pen.pick(
        [
            f"set_dtype({words.dtype(pen)})",
            f"set_regularizer({pen.pick(words.REGULARIZERS)})",
            f"set_partitioner({pen.pick(words.PARTITIONERS)})",
            f"set_use_resource({pen.pick(['True', 'False'])})",
            'set_caching_device("/cpu:0")',
            f"set_initializer({words.initializer(pen)})",
            f"set_custom_getter({words.getter(pen)})",
            "reuse_variables()",
        ]
    )
    pen.write(f"{scope}.{change}")
    if pen.chance(50):
        pen.write(f"tf.get_variable({words.name(pen)}, [2, 3])")


@piece(2, needs="scope")
def asked_of_scope(pen: Pen) -> None:
    """A request through the scope object, which looks where its name says."""
    scope = pen.pick(pen.known("scope"))
    pen.write(
        pen.pick(
            [
                f"len({scope}.trainable_variables())",
                f"tf.get_variable(str(len({scope}.global_variables())) + 'n', [1])",
                f"tf.get_variable('n' + str({scope}.dtype.name), [1])",
                f"tf.get_variable('n%d' % ({scope}.initializer is None), [1])",
                f"tf.get_variable('n%d' % ({scope}.reuse is True), [1])",
                f"tf.get_variable({scope}.name.replace('/', '_') + 'n', [1])",
            ]
        )
    )


@piece(2)
def by_hand(pen: Pen) -> None:
    """`__enter__` and perhaps `__exit__`.

    Not in functions: what an object there holds open ends when CPython counts no reference to it any more.
    """
    if pen.blocks:
        return
    name = pen.fresh("m")
    pen.write(f"{name} = {opening(pen)}")
    target = pen.assign("scope", "s", f"{name}.__enter__()")
    pen.write(f"tf.get_variable({words.name(pen)}, [1])")
    if pen.chance(75):
        with pen.hiding():
            pen.statements(2)
        pen.write(f"{name}.__exit__(None, None, None)")
    elif pen.chance(50):
        pen.write(f"tf.get_variable({target}.name.replace('/', '_') + 'n', [1])")


@piece(2)
def op_scope(pen: Pen) -> None:
    """The older forms of scopes, and tensors that say the graph."""
    values = pen.pick(["[]", "[tf.ones([1])]", *(f"[{matrix}]" for matrix in pen.known("matrix")[:1])])
    call = pen.pick(
        [
            f"tf.variable_op_scope({values}, {words.name(pen)})",
            f"tf.variable_op_scope({values}, None, {words.name(pen)})",
            f"tf.variable_scope({words.name(pen)}, values={values})",
            f"tf.variable_scope(None, {words.name(pen)}, {values})",
            f"tf.name_scope({words.name(pen)}, values={values})",
            f"tf.name_scope(None, {words.name(pen)}, {values})",
            f"tf.op_scope({values}, {words.name(pen)})",
            f"tf.op_scope({values}, None, {words.name(pen)})",
        ]
    )
    with pen.block(f"with {call}:"):
        pen.statements(2)


@piece(1)
def foreign_manager(pen: Pen) -> None:
    """A scope object is made in one graph and entered in another."""
    name, graph = pen.fresh("m"), pen.fresh("g")
    pen.write(f"{graph} = tf.Graph()")
    made, entered = pen.pick([(f"with {graph}.as_default():", ""), ("", f"with {graph}.as_default():")])
    with pen.hiding(*OF_A_GRAPH, "impure"):
        depth = pen.depth
        for header, line in ((made, f"{name} = {opening(pen)}"), (entered, f"with {name}:")):
            if header:
                pen.write(header)
                pen.depth += 1
            pen.write(line)
            if line.startswith("with"):
                pen.depth += 1
                pen.write(f"tf.get_variable({words.name(pen)}, [1])")
                pen.write(f"tf.Variable(1.0, name={words.name(pen)})")
            pen.depth = depth


@piece(1)
def thread(pen: Pen) -> None:
    """A thread has a scope and a default graph of its own."""
    name, run = pen.fresh("thread"), pen.fresh("work")
    with pen.hiding(*OF_A_GRAPH, "impure"), pen.block(f"def {run}(graph=tf.get_default_graph()):"):
        pen.blocks += 1
        if pen.chance(70):
            with pen.block("with graph.as_default():"):
                pen.write(f"tf.get_variable({words.name(pen)}, [1])")
                pen.statements(1)
        else:
            pen.write(f"tf.get_variable({words.name(pen)}, [1])")
        pen.blocks -= 1
    pen.prologue += ["import threading"] if "import threading" not in pen.prologue else []
    pen.write(f"{name} = threading.Thread(target={run})")
    pen.write(f"{name}.start()")
    pen.write(f"{name}.join()")


@piece(2)
def suspended(pen: Pen) -> None:
    """A generator gives values from inside a scope, which stays open meanwhile."""
    name, item = pen.fresh("parts"), pen.fresh("v")
    with pen.hiding(*OF_A_GRAPH, "impure"), pen.block(f"def {name}(count):"):
        pen.blocks += 1
        inner = pen.fresh("i")
        header = pen.pick([f"with {opening(pen)}:", f"for {inner} in range(count):"])
        with pen.block(header):
            if header.startswith("with"):
                with pen.block(f"for {inner} in range(count):"):
                    pen.write(f'yield tf.get_variable("p%d" % {inner}, [{inner} + 1])')
            else:
                with pen.block(f"with {opening(pen)}:"):
                    pen.write(f'yield tf.get_variable("p%d" % {inner}, [{inner} + 1])')
        pen.blocks -= 1
    use = pen.pick(["for", "list", "next", "zip"])
    if use == "for":
        with pen.hiding(), pen.block(f"for {item} in {name}(2):"):
            pen.see("variable", item)
            pen.statements(2)
    elif use == "list":
        pen.assign("number", "i", f"len(list({name}(2)))")
    elif use == "next":
        pen.assign("variable", "v", f"next({name}(2))")
    else:
        pen.write(f"[x.name for x, y in zip({name}(2), 'ab')]")


@piece(1)
def decorated(pen: Pen) -> None:
    """A function that runs in a scope each time."""
    manager, name = pen.fresh("inside"), pen.fresh("build")
    with pen.hiding(*OF_A_GRAPH):
        pen.write("@contextlib.contextmanager")
        with pen.hiding(), pen.block(f"def {manager}(name):"):
            pen.see("text", "name")
            with pen.block(f"with {opening(pen)}:"):
                pen.write("yield")
        pen.write(f"@{manager}({words.name(pen)})")
        with pen.block(f"def {name}(size=1):"):
            pen.blocks += 1
            pen.see("number", "size")
            pen.statements(2)
            pen.blocks -= 1
    for _ in range(1 + pen.choose(2)):
        pen.write(f"{name}()")


@piece(1)
def own_manager(pen: Pen) -> None:
    """A class that is a context manager around a scope."""
    name = pen.fresh("Scope")
    with pen.hiding(*OF_A_GRAPH), pen.block(f"class {name}:"):
        with pen.hiding(), pen.block("def __init__(self, name):"):
            pen.see("text", "name")
            pen.write(f"self.scope = {opening(pen)}")
        with pen.block("def __enter__(self):"):
            pen.write("return self.scope.__enter__()")
        with pen.block("def __exit__(self, *error):"):
            pen.write(pen.pick(["return self.scope.__exit__(*error)", "self.scope.__exit__(*error)"]))
    target = pen.fresh("s")
    for _ in range(1 + pen.choose(2)):
        with pen.block(f"with {name}({words.name(pen)}) as {target}:"):
            pen.see("scope", target)
            pen.statements(2)
