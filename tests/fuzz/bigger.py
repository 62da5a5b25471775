"""Pieces: layers and cells that the program defines, models, further functions that make variables, slim."""

from __future__ import annotations

from tests.fuzz import words
from tests.fuzz.networks import matrix_of, named, named_only
from tests.fuzz.pen import OF_A_GRAPH, Pen, piece

SLIM = "import tf_slim as slim"


def weight_call(pen: Pen) -> str:
    """How a layer makes a weight."""
    function = pen.pick(["self.add_weight", "self.add_variable", "tf.get_variable", "self.add_weight"])
    more = words.arguments(
        pen,
        [words.name(pen), pen.pick(["[2]", "[3, 4]", "[]"])],
        (15, "trainable", "False"),
        (15, "initializer", "tf.zeros_initializer()"),
        (10, "dtype", pen.pick(["tf.float32", "tf.float64"])),
    )
    return f"{function}({more})"


@piece(2)
def custom_layer(pen: Pen) -> None:
    """A subclass of a layer."""
    base = pen.pick(["tf.layers.Layer", "tf.layers.Layer", "tf.keras.layers.Layer", "tf.layers.Dense"])
    name, layer = pen.fresh("Own"), pen.fresh("layer")
    with pen.hiding(*OF_A_GRAPH, "impure"), pen.block(f"class {name}({base}):"):
        if base != "tf.layers.Dense":
            with pen.block("def build(self, shape):"):
                pen.write(f"self.w = {weight_call(pen)}")
                if pen.chance(40):
                    pen.write(f"self.v = {weight_call(pen)}")
                if pen.chance(70):
                    pen.write("self.built = True")
        with pen.block("def call(self, x):"):
            pen.write(pen.pick(["pass", f"tf.get_variable({words.name(pen)}, [1])", "x = tf.layers.dense(x, 3)"]))
            pen.write("return super().call(x)" if base == "tf.layers.Dense" else "return x")
    given = named_only(pen, *(["3"] if base == "tf.layers.Dense" else []))
    pen.write(f"{layer} = {name}({given})")
    for _ in range(1 + pen.choose(2)):
        pen.write(f"{layer}({pen.pick(['tf.ones([2, 3])', matrix_of(pen)])})")
    if pen.chance(30):
        pen.assign("number", "i", f"len({layer}.{pen.pick(['weights', 'trainable_weights', 'variables'])})")


@piece(2)
def more_layers(pen: Pen) -> None:
    """Functions of `tf.layers` that are used less."""
    call = pen.pick(
        [
            f"conv1d({named(pen, 'tf.ones([2, 8, 3])', '4', '3')})",
            f"conv3d({named(pen, 'tf.ones([2, 8, 8, 8, 3])', '4', '3')})",
            f"conv2d_transpose({named(pen, 'tf.ones([2, 8, 8, 3])', '4', '3')})",
            f"conv3d_transpose({named(pen, 'tf.ones([2, 4, 4, 4, 3])', '2', '3')})",
            f"separable_conv1d({named(pen, 'tf.ones([2, 8, 3])', '4', '3')})",
            f"conv2d({named(pen, 'tf.ones([2, 8, 8, 3])', '4', '(3, 1)')}, use_bias=False)",
            f"dense({named(pen, 'tf.ones([2, 3, 5])', '4')}, activation=tf.nn.tanh)",
            f"batch_normalization({named(pen, 'tf.ones([2, 8, 8, 3])')}, center=False, scale=False)",
            f"batch_normalization({named(pen, 'tf.ones([2, 3])')}, fused=False, renorm=True)",
        ]
    )
    pen.write(f"tf.layers.{call}")


@piece(2)
def more_cells(pen: Pen) -> None:
    """Cells with more arguments, wrappers, cells of the program, other networks."""
    own = pen.fresh("Cell")
    one = pen.pick(
        [
            "tf.nn.rnn_cell.LSTMCell(3, use_peepholes=True)",
            "tf.nn.rnn_cell.LSTMCell(3, num_proj=2)",
            "tf.nn.rnn_cell.LSTMCell(3, initializer=tf.zeros_initializer())",
            "tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.GRUCell(3))",
            "tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(3), 0.5)",
            "tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(3) for _ in range(2)])",
            "tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(3)] * 2)",
            f"{own}()",
        ]
    )
    if one == f"{own}()":
        with pen.hiding(*OF_A_GRAPH, "impure"), pen.block(f"class {own}(tf.nn.rnn_cell.RNNCell):"):
            pen.write("state_size = output_size = 3")
            with pen.block("def call(self, inputs, state):"):
                pen.write(f"w = tf.get_variable({words.name(pen)}, [6, 3])")
                pen.write("new = tf.matmul(tf.concat([inputs, state], 1), w)")
                pen.write("return new, new")
    cell = pen.fresh("cell")
    pen.write(f"{cell} = {one}")
    scope = words.arguments(pen, [], (30, "scope", words.name(pen)))
    more = f", {scope}" if scope else ""
    pen.write(
        pen.pick(
            [
                f"tf.nn.dynamic_rnn({cell}, tf.ones([2, 5, 3]), dtype=tf.float32{more})",
                f"tf.nn.dynamic_rnn({cell}, tf.ones([5, 2, 3]), time_major=True, dtype=tf.float32{more})",
                f"tf.nn.static_rnn({cell}, [tf.ones([2, 3])] * 2, dtype=tf.float32{more})",
                f"tf.nn.static_bidirectional_rnn({cell}, {cell}, [tf.ones([2, 3])] * 2, dtype=tf.float32{more})",
                f"{cell}(tf.ones([2, 3]), {cell}.zero_state(2, tf.float32){more})",
            ]
        )
    )


@piece(1)
def keras_model(pen: Pen) -> None:
    """Models of Keras in a graph."""
    layer = pen.pick(["tf.keras.layers.Dense(3)", "tf.keras.layers.Dense(2, name='a')"])
    kind = pen.choose(3)
    if kind == 0:
        name = pen.fresh("net")
        pen.write(f"{name} = tf.keras.Sequential([{layer}, tf.keras.layers.Dense(3)])")
        pen.write(f"{name}({matrix_of(pen)})")
        pen.assign("number", "i", f"len({name}.weights)")
    elif kind == 1:
        made, entry = pen.fresh("net"), pen.fresh("x")
        pen.write(f"{entry} = tf.keras.Input([3])")
        pen.write(f"{made} = tf.keras.Model({entry}, {layer}({entry}))")
        pen.write(f"{made}(tf.ones([2, 3]))")
    else:
        name = pen.fresh("Net")
        with pen.block(f"class {name}(tf.keras.Model):"):
            with pen.block("def __init__(self):"):
                pen.write("super().__init__()")
                pen.write(f"self.first = {layer}")
            with pen.block("def call(self, x):"):
                pen.write("return self.first(x)")
        pen.write(f"{name}()(tf.ones([2, 3]))")


@piece(2)
def more_metrics(pen: Pen) -> None:
    """Metrics, input queues, counters and embeddings."""
    more = words.arguments(pen, [], (40, "name", words.name(pen)))
    more = f", {more}" if more else ""
    pen.write(
        pen.pick(
            [
                f"tf.metrics.mean_squared_error(tf.ones([2]), tf.ones([2]){more})",
                f"tf.metrics.recall(tf.constant([1, 0]), tf.constant([1, 1]){more})",
                f"tf.metrics.mean_iou(tf.constant([1, 0]), tf.constant([1, 1]), 2{more})",
                f"tf.metrics.mean_tensor(tf.ones([2, 3]){more})",
                f"tf.metrics.mean_per_class_accuracy(tf.constant([1, 0]), tf.constant([1, 1]), 2{more})",
                f"tf.metrics.true_positives(tf.constant([1, 0]), tf.constant([1, 1]){more})",
                f"tf.metrics.recall_at_k(tf.constant([[1]], tf.int64), tf.ones([1, 3]), 2{more})",
                f"tf.train.limit_epochs(tf.ones([2]), 2{more})",
                f"tf.train.string_input_producer(['a', 'b'], num_epochs=2{more})",
                f"tf.nn.embedding_lookup(tf.get_variable({words.name(pen)}, [4, 2]), [1, 2])",
                "tf.train.get_global_step()",
                "tf.global_variables_initializer()",
                "tf.train.exponential_decay(0.1, tf.train.get_or_create_global_step(), 10, 0.9)",
            ]
        )
    )


@piece(3, needs="weight")
def more_training(pen: Pen) -> None:
    """Optimizers with more arguments, gradients by hand, averages of all."""
    weight = pen.pick(pen.known("weight"))
    loss = pen.pick([f"tf.reduce_sum({weight})", f"tf.nn.l2_loss({weight})", f"tf.reduce_mean({weight} * 2.0)"])
    maker = pen.pick(
        [
            "tf.train.RMSPropOptimizer(0.1, centered=True)",
            "tf.train.ProximalAdagradOptimizer(0.1)",
            "tf.train.ProximalGradientDescentOptimizer(0.1)",
            "tf.train.AdagradDAOptimizer(0.1, tf.train.get_or_create_global_step())",
            "tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True)",
            "tf.train.FtrlOptimizer(0.1, accum_name='x', linear_name='y')",
            "tf.train.AdamOptimizer(name='a')",
        ]
    )
    name = pen.assign("optimizer", "optimizer", maker)
    kind = pen.choose(4)
    if kind == 0:
        pen.write(f"{name}.minimize({loss})")
    elif kind == 1:
        pen.write(f"{name}.apply_gradients(zip(tf.gradients({loss}, [{weight}]), [{weight}]))")
    elif kind == 2:
        pairs = pen.fresh("pairs")
        pen.write(f"{pairs} = {name}.compute_gradients({loss})")
        pen.write(f"{name}.apply_gradients([(g, v) for g, v in {pairs} if g is not None])")
    else:
        pen.write(f"tf.train.ExponentialMovingAverage(0.5, name={words.name(pen)}).apply()")
    if pen.chance(20):
        pen.assign("number", "i", f"len({name}.variables())")


@piece(3)
def slim_layer(pen: Pen) -> None:
    """Layers of slim, in an `arg_scope` or not."""
    pen.prologue += [SLIM] if SLIM not in pen.prologue else []
    image = "tf.ones([2, 8, 8, 3])"
    more = words.arguments(pen, [], (45, "scope", words.name(pen)), (20, "reuse", words.reuse(pen)))
    more = f", {more}" if more else ""
    call = pen.pick(
        [
            f"slim.conv2d({image}, 4, 3{more})",
            f"slim.conv2d({image}, 4, [3, 3]{more}, biases_initializer=None)",
            f"slim.fully_connected({matrix_of(pen)}, 4{more})",
            f"slim.fully_connected(tf.ones([2, 3]), 4{more}, normalizer_fn=slim.layer_norm)",
            f"slim.separable_conv2d({image}, 4, 3, 1{more})",
            f"slim.conv2d_transpose({image}, 4, 3{more})",
            f"slim.layer_norm({image}{more})",
            f"slim.bias_add({image}{more})",
            f"slim.max_pool2d({image}, 2)",
            f"slim.repeat({image}, 2, slim.conv2d, 4, 3{more})",
            f"slim.stack(tf.ones([2, 3]), slim.fully_connected, [4, 2]{more})",
            f"slim.model_variable({words.name(pen)}, [1])",
            f"slim.variable({words.name(pen)}, [1])",
        ]
    )
    if pen.chance(30):
        given = pen.pick(
            ["reuse=True", "weights_regularizer=lambda v: tf.reduce_sum(v)", "trainable=False", "scope='a'"]
        )
        with pen.block(f"with slim.arg_scope([slim.conv2d, slim.fully_connected], {given}):"):
            pen.write(call)
    else:
        pen.write(call)
