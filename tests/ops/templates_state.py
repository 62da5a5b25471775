"""Programs of ops with state or structure: losses, variables, summaries, datasets."""

from __future__ import annotations

from tests.ops.generate import Writer, template


@template
def losses(w: Writer) -> str:
    dims = w.dims(2)
    a, b = w.placeholder(dims), w.placeholder(w.alike(dims))
    rest = w.word(
        "", "", ", weights=0.5", ", reduction=tf.losses.Reduction.NONE", ", reduction=tf.losses.Reduction.SUM"
    )
    loss = w.word(
        f"mean_squared_error({a}, {b}{rest})",
        f"absolute_difference({a}, {b}{rest})",
        f"log_loss({a}, {b}{rest})",
        f"huber_loss({a}, {b}{rest})",
        f"hinge_loss({a}, {b}{rest})",
        f"sigmoid_cross_entropy({a}, {b}{rest})",
        f"softmax_cross_entropy({a}, {b}{rest})",
        f"sparse_softmax_cross_entropy({w.placeholder(w.alike(dims[:1]), 'int32')}, {a}{rest})",
        f"cosine_distance({a}, {b}, 1{rest})",
        f"compute_weighted_loss({a}{rest})",
        f"mean_pairwise_squared_error({a}, {b})",
    )
    w.lines.append(f"loss = tf.losses.{loss}")
    return w.word(
        "loss", "loss", "tf.losses.get_total_loss()", "tf.losses.get_losses()", "tf.get_collection(tf.GraphKeys.LOSSES)"
    )


@template
def embedding(w: Writer) -> str:
    ids = w.placeholder(w.dims(w.random.randint(0, 3)) if w.random.random() < 0.9 else None, "int32")
    w.lines.append(
        w.word(
            "t = tf.get_variable('t', [10, 4])",
            "t = tf.get_variable('t', [10, 4], partitioner=tf.fixed_size_partitioner(2))",
            "t = [tf.get_variable('a', [5, 4]), tf.get_variable('b', [5, 4])]",
            "t = tf.zeros([9, 4])",
        )
    )
    return f"tf.nn.embedding_lookup(t, {ids})"


@template
def sampled(w: Writer) -> str:
    batch = w.dims(1)
    arguments = (
        f"tf.zeros([9, 4]), tf.zeros([9]), {w.placeholder([*batch, 1], 'int64')}, {w.placeholder([*batch, 4])}, 3, 9"
    )
    return f"tf.nn.{w.word('nce_loss', 'sampled_softmax_loss')}({arguments})"


@template
def state(w: Writer) -> str:
    w.lines.append("v = tf.get_variable('v', [3, 4])")
    value = w.word("tf.zeros([3, 4])", w.placeholder(None), w.placeholder([None, 4]))
    return w.word(
        f"tf.assign(v, {value})",
        "tf.assign_add(v, tf.ones([3, 4]))",
        f"v.assign({value})",
        "tf.scatter_update(v, [0], tf.ones([1, 4]))",
        "v + 1.0",
        "v[0]",
        "tf.identity(v)",
        "tf.gradients(v * 2.0, [v])",
        "tf.global_norm([v, v])",
        "tf.clip_by_global_norm([v, None, v], 1.0)",
        "tf.tuple([v, v * 2.0])",
        "v.read_value()",
        "tf.is_variable_initialized(v)",
    )


@template
def summaries(w: Writer) -> str:
    x = w.placeholder([])
    w.lines.append(f"tf.summary.scalar('a b', {x})")
    return w.word(
        "tf.summary.merge_all()",
        f"tf.summary.histogram('h', {x})",
        f"tf.summary.merge([tf.summary.scalar('c', {x})])",
        "tf.get_collection('summaries')",
    )


@template
def datasets(w: Writer) -> str:
    data = w.word(
        "tf.data.Dataset.from_tensor_slices(tf.zeros([6, 3]))",
        "tf.data.Dataset.from_tensor_slices((tf.zeros([6, 3]), tf.zeros([6], tf.int32)))",
        "tf.data.Dataset.from_tensor_slices({'a': tf.zeros([6, 3]), 'b': [1, 2, 3, 4, 5, 6]})",
        "tf.data.Dataset.range(10)",
        "tf.data.Dataset.from_generator(lambda: [], tf.float32, [None, 3])",
        "tf.data.Dataset.from_generator(lambda: [], (tf.int32, tf.float32), ([None], []))",
        "tf.data.TFRecordDataset(['a'])",
        "tf.data.Dataset.from_tensors(tf.zeros([2, 3]))",
        "tf.data.Dataset.from_tensor_slices([1.0, 2.0])",
        "tf.data.Dataset.zip((tf.data.Dataset.range(3), tf.data.Dataset.from_tensors([1.0])))",
        "tf.data.Dataset.from_generator(lambda: [], tf.int64)",
        "tf.data.Dataset.from_tensor_slices(tf.zeros([6, 3])).map(lambda x: (x, tf.reduce_sum(x)))",
        "tf.data.Dataset.range(3).map(lambda i: {'i': tf.cast(i, tf.int32), 'z': tf.zeros([2])})",
    )
    steps = "".join(w.random.sample([".repeat()", ".shuffle(4)", ".prefetch(1)", ".take(2)", ".cache()"], 2))
    batch = w.word(
        "",
        ".batch(4)",
        ".batch(batch_size=4, drop_remainder=True)",
        ".apply(tf.data.experimental.shuffle_and_repeat(3))",
    )
    last = w.word(".make_one_shot_iterator().get_next()", ".make_initializable_iterator().get_next()")
    if w.random.random() < 0.3:
        return f"tf.data.make_one_shot_iterator({data}{steps}{batch}).get_next()"
    return f"{data}{steps}{batch}{last}"


@template
def nests(w: Writer) -> str:
    x, y = w.placeholder(w.dims(2)), w.placeholder(w.dims(1))
    return w.word(
        f"tf.nest.flatten(({x}, {{'b': {y}, 'a': {x}}}))",
        f"tf.nest.map_structure(lambda t: t * 2, [{x}, ({y},)])",
        f"tf.nest.pack_sequence_as(({x}, [{x}]), [{y}, {x}])",
        f"tf.nest.map_structure(lambda a, b: a + b, {{'k': {x}}}, {{'k': {x}}})",
    )
