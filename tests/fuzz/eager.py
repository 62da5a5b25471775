"""Pieces: eager execution, `tf.function`, modules and layers of TensorFlow 2.

Left out, since the two sides still differ there: `get_variable` in a `tf.function` (its graph shares the outer one's
scope, counters and variable store), `track_tf1_style_variables`, sessions in eager programs, and `tf.init_scope`.
"""

from __future__ import annotations

from tests.fuzz import words
from tests.fuzz.pen import Pen, piece


@piece(8, mode="eager")
def eager_variable(pen: Pen) -> None:
    """`tf.Variable` in eager execution."""
    call = words.arguments(
        pen,
        [pen.pick(["1.0", "[1.0, 2.0]", "tf.zeros([2, 3])", "3", "lambda: tf.ones([2])"])],
        (60, "name", repr(pen.pick(words.NAMES))),
        (20, "trainable", "False"),
        (10, "dtype", pen.pick(["tf.float32", "tf.float64"])),
    )
    pen.assign("variable", "v", f"tf.Variable({call})")


@piece(5, mode="eager")
def eager_name_scope(pen: Pen) -> None:
    """An op name scope."""
    with pen.block(f"with tf.name_scope({pen.pick(words.NAMES)!r}):"):
        pen.statements(3)


@piece(5, mode="eager")
def eager_scope(pen: Pen) -> None:
    """A variable scope, whose variables nothing keeps."""
    reuse = words.arguments(pen, [], (30, "reuse", pen.pick(["compat.AUTO_REUSE", "True", "False"])))
    target = pen.fresh("s")
    given = pen.pick([repr(pen.pick(words.NAMES))] * 3 + [f"None, {pen.pick(words.NAMES)!r}", *pen.known("scope")])
    with pen.block(f"with compat.variable_scope({given}{', ' + reuse if reuse else ''}) as {target}:"):
        pen.see("scope", target)
        pen.statements(3)


@piece(6, mode="eager")
def eager_request(pen: Pen) -> None:
    """`get_variable` in eager execution."""
    pen.assign("variable", "v", f"compat.get_variable({pen.pick(words.NAMES)!r}, {pen.pick(['[1]', '[2, 3]', '[]'])})")


@piece(4, mode="eager")
def eager_layer(pen: Pen) -> None:
    """A layer of Keras, called twice."""
    named = words.arguments(pen, ["3"], (40, "name", repr(pen.pick(["a", "b", "dense"]))))
    layer = pen.fresh("layer")
    pen.write(f"{layer} = tf.keras.layers.Dense({named})")
    pen.write(f"{layer}(tf.ones([2, 3]))")
    if pen.chance(40):
        pen.write(f"{layer}(tf.ones([2, 3]))")


@piece(3, mode="eager")
def eager_loop(pen: Pen) -> None:
    """A loop."""
    with pen.hiding(), pen.block(f"for {pen.fresh('i')} in range(2):"):
        pen.statements(2)


@piece(3, mode="eager")
def eager_template(pen: Pen) -> None:
    """A template keeps its variables."""
    function, template = pen.fresh("part"), pen.fresh("template")
    with pen.hiding(), pen.block(f"def {function}():"):
        pen.statements(2)
        pen.write("return 1")
    pen.write(f"{template} = compat.make_template({pen.pick(words.NAMES)!r}, {function})")
    pen.write(f"{template}()")
    pen.write(f"{template}()")


@piece(2, mode="eager")
def graph_in_eager(pen: Pen) -> None:
    """A graph, in which nothing is eager."""
    with pen.hiding("variable", "scope"), pen.block("with tf.Graph().as_default():"):
        pen.statements(3)


@piece(2, mode="eager")
def function(pen: Pen) -> None:
    """A traced function that makes its variable once."""
    name = pen.fresh("step")
    pen.write(f"{name}_state = tf.Variable(1.0)")
    pen.write("@tf.function")
    with pen.block(f"def {name}(x):"):
        pen.write(f"return x + {name}_state")
    pen.write(f"{name}(tf.constant(2.0))")
    if pen.chance(50):
        pen.write(f"{name}(tf.constant(3.0))")


@piece(2, mode="eager")
def module(pen: Pen) -> None:
    """A `tf.Module`."""
    name = pen.fresh("Net")
    with pen.block(f"class {name}(tf.Module):"), pen.block("def __init__(self, name=None):"):
        pen.write("super().__init__(name=name)")
        with pen.block(pen.pick(["with self.name_scope:", "if True:"])):
            pen.write(f"self.w = tf.Variable([1.0], name={pen.pick(words.NAMES)!r})")
    pen.write(f"{name}({pen.pick(['', repr('a')])})")


@piece(2, mode="eager")
def old_layer(pen: Pen) -> None:
    """Layers of TensorFlow 1 in eager execution."""
    named = words.arguments(pen, ["tf.ones([2, 3])", "3"], (40, "name", repr(pen.pick(words.NAMES))))
    pen.write(
        pen.pick(
            [
                f"compat.layers.dense({named})",
                "compat.layers.batch_normalization(tf.ones([2, 3]))",
                f"compat.layers.Dense(3, name={pen.pick(words.NAMES)!r})(tf.ones([2, 3]))",
                "compat.layers.conv2d(tf.ones([2, 8, 8, 3]), 4, 3)",
            ]
        )
    )


@piece(2, mode="eager")
def own_model(pen: Pen) -> None:
    """A model of Keras with layers and a weight of its own."""
    name, made = pen.fresh("Net"), pen.fresh("net")
    with pen.hiding(), pen.block(f"class {name}(tf.keras.Model):"):
        with pen.block("def __init__(self, size=3):"):
            pen.write("super().__init__()")
            pen.write(f"self.first = tf.keras.layers.Dense(size{pen.pick(['', ', name=' + repr('a')])})")
            if pen.chance(50):
                pen.write(f"self.w = tf.Variable([1.0], name={pen.pick(words.NAMES)!r})")
            if pen.chance(50):
                pen.write(f"self.v = self.add_weight({pen.pick(words.NAMES)!r}, [2])")
        with pen.block("def call(self, x):"):
            pen.write("return self.first(x)")
    pen.write(f"{made} = {name}()")
    for _ in range(1 + pen.choose(2)):
        pen.write(f"{made}(tf.ones([2, 3]))")
    if pen.chance(40):
        pen.write(f'tf.Variable(1.0, name="n%d" % len({made}.{pen.pick(["weights", "trainable_variables"])}))')


@piece(2, mode="eager")
def sequence_of_layers(pen: Pen) -> None:
    """A sequence of layers, built or called; an optimizer of Keras perhaps."""
    name = pen.fresh("net")
    layers = ", ".join(
        pen.pick(
            ["tf.keras.layers.Dense(3)", "tf.keras.layers.Dense(3, name='b')", "tf.keras.layers.BatchNormalization()"]
        )
        for _ in range(1 + pen.choose(2))
    )
    pen.write(f"{name} = tf.keras.Sequential([{layers}])")
    pen.write(pen.pick([f"{name}(tf.ones([2, 3]))", f"{name}.build([None, 3])"]))


@piece(2, mode="eager")
def eager_helper(pen: Pen) -> None:
    """A function, called twice."""
    name = pen.fresh("helper")
    with pen.hiding(), pen.block(f"def {name}(name='a', size=1):"):
        pen.write(pen.pick(["compat.get_variable(name, [size])", "tf.Variable(tf.zeros([size]), name=name)"]))
        pen.statements(2)
        pen.write("return name")
    for _ in range(1 + pen.choose(2)):
        pen.write(f"{name}({pen.pick(['', repr('b'), 'size=2'])})")
