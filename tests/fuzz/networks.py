"""Pieces: layers, cells, optimizers, averages, metrics."""

from __future__ import annotations

from typing import Final

from tests.fuzz import words
from tests.fuzz.pen import Pen, piece

OPTIMIZERS: Final = ("Adam", "GradientDescent", "Momentum", "RMSProp", "Adagrad", "Ftrl", "Adadelta")
CELLS: Final = ("LSTMCell", "GRUCell", "BasicLSTMCell", "BasicRNNCell")


def named(pen: Pen, *required: str, percent: int = 50) -> str:
    """Arguments with perhaps a name and a reuse flag."""
    return words.arguments(pen, list(required), (percent, "name", words.name(pen)), (15, "reuse", words.reuse(pen)))


def matrix_of(pen: Pen) -> str:
    """A matrix."""
    return pen.pick([*pen.known("matrix"), "tf.ones([2, 3])"])


@piece(6)
def dense(pen: Pen) -> None:
    """A function of `tf.layers`."""
    units = pen.pick([*pen.known("number"), "4", "2"])
    extra = pen.pick(
        [
            "",
            "",
            "",
            ", activation=tf.nn.relu",
            ", use_bias=False",
            ", kernel_initializer=tf.zeros_initializer()",
            ", trainable=False",
            ", kernel_regularizer=lambda v: tf.reduce_sum(v)",
        ]
    )
    units = units if units in ("4", "2") else f"{units} + 1"
    pen.assign("matrix", "x", f"tf.layers.dense({named(pen, matrix_of(pen), units)}{extra})")


@piece(4)
def image_layer(pen: Pen) -> None:
    """Layers of images and normalization."""
    image = pen.pick([*pen.known("image"), "tf.ones([2, 8, 8, 3])"])
    kind = pen.choose(6)
    if kind == 0:
        pen.assign("image", "x", f"tf.layers.conv2d({named(pen, image, '4', '3')})")
    elif kind == 1:
        pen.assign("image", "x", f"tf.layers.batch_normalization({named(pen, image)}, training=True)")
    elif kind == 2:
        pen.assign("matrix", "x", f"tf.layers.flatten({image})")
    elif kind == 3:
        pen.assign("image", "x", f"tf.layers.max_pooling2d({image}, 1, 1)")
    elif kind == 4:
        pen.assign("image", "x", f"tf.layers.separable_conv2d({named(pen, image, '2', '3')}, padding='same')")
    else:
        pen.assign("matrix", "x", f"tf.layers.batch_normalization({named(pen, matrix_of(pen))})")


@piece(3)
def layer_object(pen: Pen) -> None:
    """A layer that is made here and called here or later."""
    make = pen.pick(
        [
            f"tf.layers.Dense({named_only(pen, '3')})",
            f"tf.layers.Dense({named_only(pen, '3')}, use_bias=False)",
            f"tf.layers.BatchNormalization({named_only(pen)})",
        ]
    )
    layer = pen.assign("layer", "layer", make)
    if pen.chance(60):
        pen.assign("matrix", "x", f"{layer}({matrix_of(pen)})")
        pen.see("made", layer)


def named_only(pen: Pen, *required: str) -> str:
    """Arguments with perhaps a name."""
    return words.arguments(pen, list(required), (50, "name", words.name(pen)))


@piece(3, needs="layer")
def layer_again(pen: Pen) -> None:
    """A layer is called again; a layer that is built has the shape of its first input."""
    layer = pen.pick(pen.known("layer"))
    pen.write(f"{layer}{pen.pick(['', '.apply'])}(tf.ones([2, {pen.pick(['3', '3', '3', '4'])}]))")
    pen.see("made", layer)


@piece(1, needs="made")
def layer_asked(pen: Pen) -> None:
    """What a layer that was built knows."""
    layer = pen.pick(pen.known("made"))
    pen.assign(
        "number",
        "i",
        f"len({layer}.{pen.pick(['variables', 'trainable_variables', 'weights', 'trainable_weights', 'non_trainable_variables'])})",
    )


@piece(1)
def keras_layer(pen: Pen) -> None:
    """A layer of Keras."""
    layer = pen.assign("layer", "layer", f"tf.keras.layers.Dense({named_only(pen, '3')})")
    pen.write(f"{layer}({matrix_of(pen)})")


def cell(pen: Pen) -> str:
    """An expression of a recurrent cell."""
    one = f"tf.nn.rnn_cell.{pen.pick(CELLS)}({named(pen, '3', percent=15)})"
    return pen.pick(
        [
            one,
            one,
            one,
            f"tf.nn.rnn_cell.MultiRNNCell([{one}, tf.nn.rnn_cell.GRUCell(3)])",
            f"tf.nn.rnn_cell.DropoutWrapper({one})",
        ]
    )


@piece(3)
def recurrent(pen: Pen) -> None:
    """A cell and a network of it."""
    known = pen.known("cell")
    name = pen.pick(known) if known and pen.chance(30) else pen.assign("cell", "cell", cell(pen))
    scope = words.arguments(pen, [], (40, "scope", words.name(pen)))
    more = f", {scope}" if scope else ""
    pen.write(
        pen.pick(
            [
                f"tf.nn.dynamic_rnn({name}, tf.ones([2, 5, 3]), dtype=tf.float32{more})",
                f"tf.nn.static_rnn({name}, [tf.ones([2, 3])] * 2, dtype=tf.float32{more})",
                f"tf.nn.bidirectional_dynamic_rnn({name}, tf.nn.rnn_cell.GRUCell(3), tf.ones([2, 5, 3]), dtype=tf.float32{more})",
                f"{name}(tf.ones([2, 3]), {name}.zero_state(2, tf.float32){more})",
            ]
        )
    )


@piece(7, needs="weight")
def optimizer(pen: Pen) -> None:
    """An optimizer that minimizes something about a variable."""
    weight = pen.pick(pen.known("weight"))
    kind = pen.pick(OPTIMIZERS)
    rate = "0.1, 0.9" if kind == "Momentum" else "0.1"
    made = f"tf.train.{kind}Optimizer({words.arguments(pen, [rate], (20, 'name', words.name(pen)))})"
    name = pen.assign("optimizer", "optimizer", made)
    more = words.arguments(
        pen, [], (20, "global_step", "tf.train.get_or_create_global_step()"), (15, "name", words.name(pen))
    )
    more = f", {more}" if more else ""
    if pen.chance(30):
        pairs = pen.fresh("pairs")
        pen.write(f"{pairs} = {name}.compute_gradients(tf.reduce_sum({weight}), var_list=[{weight}])")
        pen.write(f"{name}.apply_gradients({pairs}{more})")
    else:
        pen.write(f"{name}.minimize(tf.reduce_sum({weight}), var_list=[{weight}]{more})")
        if pen.chance(20):
            pen.write(f"{name}.get_slot_names()")


@piece(4, needs="weight")
def average(pen: Pen) -> None:
    """A moving average of a variable."""
    weight = pen.pick(pen.known("weight"))
    more = pen.pick(
        [
            "",
            "",
            ", num_updates=tf.train.get_or_create_global_step()",
            f", name={words.name(pen)}",
            ", zero_debias=True",
        ]
    )
    name = pen.fresh("ema")
    pen.write(f"{name} = tf.train.ExponentialMovingAverage(0.9{more})")
    pen.write(f"{name}.apply([{weight}])")
    if pen.chance(40):
        pen.assign("text", "t", f"{name}.average_name({weight})")
    if pen.chance(20):
        pen.assign("variable", "v", f"{name}.average({weight})")


@piece(2)
def metric(pen: Pen) -> None:
    """A metric and its local variables."""
    more = words.arguments(pen, [], (40, "name", words.name(pen)))
    more = f", {more}" if more else ""
    pen.write(
        pen.pick(
            [
                f"tf.metrics.mean(tf.ones([2]){more})",
                f"tf.metrics.accuracy(tf.constant([1, 2]), tf.constant([1, 1]){more})",
                f"tf.metrics.precision(tf.constant([1, 0]), tf.constant([1, 1]){more})",
                f"tf.metrics.auc(tf.constant([1, 0]), tf.constant([0.5, 1.0]){more})",
            ]
        )
    )


@piece(1)
def step(pen: Pen) -> None:
    """The global step."""
    pen.assign("variable", "v", pen.pick(["tf.train.get_or_create_global_step()", "tf.train.create_global_step()"]))
