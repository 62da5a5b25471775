"""Programs of neural network, image, loss and state ops."""

from __future__ import annotations

from tests.ops.generate import Writer, template


def image(w: Writer, rank: int, channels: int, first: bool, low: int = 7, high: int = 12) -> str:
    """A batch of images, of which any dimension but the channels may be open."""
    spatial = [None if w.random.random() < 0.25 else w.random.randint(low, high) for _ in range(rank)]
    batch = w.dims(1)
    if w.random.random() < 0.04 and rank == 2:
        return w.placeholder(None)
    return w.placeholder([*batch, channels, *spatial] if first else [*batch, *spatial, channels])


@template
def conv2d(w: Writer) -> str:
    first = w.random.random() < 0.2
    k = w.random.randint(1, 3)
    x = image(w, 2, 3, first)
    s = w.random.randint(1, 3)
    strides = f"[1, 1, {s}, {s}]" if first else w.word(f"[1, {s}, {s}, 1]", f"[1, {s}, 1, 1]", str(s), f"[{s}, {s}]")
    rate = w.random.randint(1, 2) if s == 1 else 1
    filters = w.word(f"tf.zeros([{k}, {k + 1}, 3, 5])", w.placeholder([k, k, 3, 4]), w.placeholder([k, k, 3, None]))
    rest = ", data_format='NCHW'" if first else f", dilations=[1, {rate}, {rate}, 1]" if rate > 1 else ""
    padding = (
        w.word("'SAME'", "'VALID'", "[[0, 0], [1, 2], [0, 1], [0, 0]]") if not first else w.word("'SAME'", "'VALID'")
    )
    return (
        f"tf.nn.conv2d({x}, {w.word('', 'filter=', 'filters=')}{filters}, strides={strides}, padding={padding}{rest})"
    )


@template
def conv1d(w: Writer) -> str:
    x = image(w, 1, 3, False)
    return f"tf.nn.conv1d({x}, tf.zeros([3, 3, 4]), {w.word('', 'stride=')}{w.random.randint(1, 3)}, padding={w.pick('SAME', 'VALID')})"


@template
def conv3d(w: Writer) -> str:
    s = w.random.randint(1, 2)
    return f"tf.nn.conv3d({image(w, 3, 2, False)}, tf.zeros([3, 2, 1, 2, 4]), [1, {s}, 1, {s}, 1], {w.pick('SAME', 'VALID')})"


@template
def depthwise(w: Writer) -> str:
    x, s = image(w, 2, 3, False), w.random.randint(1, 2)
    strides, padding = f"[1, {s}, {s}, 1]", w.pick("SAME", "VALID")
    return w.word(
        f"tf.nn.depthwise_conv2d({x}, tf.zeros([3, 3, 3, 2]), {strides}, {padding})",
        f"tf.nn.separable_conv2d({x}, tf.zeros([3, 3, 3, 2]), tf.zeros([1, 1, 6, 7]), {strides}, padding={padding})",
        f"tf.nn.depthwise_conv2d_native({x}, tf.zeros([2, 3, 3, 1]), {strides}, {padding})",
        f"tf.nn.atrous_conv2d({x}, tf.zeros([3, 3, 3, 4]), rate={s}, padding={padding})",
        f"tf.nn.depthwise_conv2d({x}, tf.zeros([3, 3, 3, 2]), [1, 1, 1, 1], {padding}, rate=[2, 2])",
    )


@template
def convolution(w: Writer) -> str:
    rank = w.random.randint(1, 2)
    x = image(w, rank, 3, False)
    filters = f"tf.zeros([{', '.join(['3'] * rank)}, 3, 4])"
    rest = w.word("", f", strides={[2] * rank}", f", dilation_rate={[2] * rank}")
    return f"tf.nn.convolution({x}, {filters}, {w.pick('SAME', 'VALID')}{rest})"


@template
def conv_transpose(w: Writer) -> str:
    x = w.placeholder([*w.dims(1), 4, 4, 3])
    batch = w.word("2", f"tf.shape({x})[0]", w.placeholder([], "int32"))
    return w.word(
        f"tf.nn.conv2d_transpose({x}, tf.zeros([3, 3, 5, 3]), [{batch}, 8, 8, 5], [1, 2, 2, 1])",
        f"tf.nn.conv2d_transpose({x}, tf.zeros([3, 3, 5, 3]), output_shape=tf.stack([{batch}, 8, 8, 5]), strides=[1, 2, 2, 1], padding='SAME')",
        f"tf.nn.conv3d_transpose(tf.expand_dims({x}, 1), tf.zeros([1, 3, 3, 5, 3]), [{batch}, 1, 8, 8, 5], [1, 1, 2, 2, 1])",
    )


@template
def pooling(w: Writer) -> str:
    first = w.random.random() < 0.15
    x, k, s = image(w, 2, 3, first), w.random.randint(1, 3), w.random.randint(1, 3)
    size, strides = (
        f"[1, 1, {n}, {n}]" if first else w.word(f"[1, {n}, {n}, 1]", str(n), f"[{n}, {n}]") for n in (k, s)
    )
    rest = ", data_format='NCHW'" if first else ""
    return f"tf.nn.{w.word('max_pool', 'avg_pool')}({x}, {size}, {strides}, {w.pick('SAME', 'VALID')}{rest})"


@template
def other_pooling(w: Writer) -> str:
    padding = w.pick("SAME", "VALID")
    return w.word(
        f"tf.nn.max_pool3d({image(w, 3, 2, False)}, [1, 2, 2, 2, 1], [1, 2, 1, 2, 1], {padding})",
        f"tf.nn.pool({image(w, 1, 2, False)}, [2], 'MAX', {padding}, strides=[2])",
        f"tf.nn.pool({image(w, 2, 2, False, 8)}, [2, 3], 'AVG', {padding})",
        f"tf.nn.max_pool1d({image(w, 1, 2, False)}, 2, 2, {padding})",
        f"tf.nn.max_pool_with_argmax({image(w, 2, 2, False)}, [1, 2, 2, 1], [1, 2, 2, 1], {padding})",
        f"tf.extract_image_patches({image(w, 2, 2, False)}, [1, 3, 3, 1], [1, 2, 2, 1], [1, 1, 1, 1], {padding})",
    )


@template
def bias(w: Writer) -> str:
    x = w.placeholder(
        [*w.dims(w.random.randint(1, 3)), w.random.choice([4, None])] if w.random.random() < 0.9 else None
    )
    return f"tf.nn.bias_add({x}, {w.word('tf.zeros([4])', w.placeholder([None]))})"


@template
def dense(w: Writer) -> str:
    return f"tf.nn.xw_plus_b({w.placeholder([*w.dims(1), 3])}, tf.zeros([3, 4]), tf.zeros([4]))"


@template
def normalization(w: Writer) -> str:
    x = w.placeholder([*w.dims(3), w.random.choice([4, None])])
    c = "tf.zeros([4])"
    return w.word(
        f"tf.nn.batch_normalization({x}, {c}, {c}, {c}, {c}, 0.001)", f"tf.nn.batch_normalization({x}, {c}, {c}, None, None, 1e-3)",
        f"tf.nn.fused_batch_norm({x}, {c}, {c})", f"tf.nn.fused_batch_norm({x}, {c}, {c}, {c}, {c}, is_training=False)", f"tf.nn.lrn({x}, 4)",
        f"tf.nn.fused_batch_norm({w.placeholder([None, 4, None, 5])}, {c}, {c}, data_format='NCHW')", f"tf.nn.dropout({x}, 0.5)",
        f"tf.nn.dropout({x}, keep_prob={w.placeholder([])})", f"tf.nn.dropout({x}, rate=0.2)", f"tf.nn.crelu({x})",
        f"tf.nn.softmax({x}, axis=1)", f"tf.nn.log_softmax({x})", f"tf.nn.softmax({x}, dim=-1)",
    )  # fmt: skip


@template
def cross_entropy(w: Writer) -> str:
    rank = w.random.randint(1, 3)
    dims = w.dims(rank)
    logits = w.placeholder([*dims, 5] if w.random.random() < 0.92 else None)
    labels, sparse = w.placeholder([*w.alike(dims), w.random.choice([5, None])]), w.placeholder(w.alike(dims), "int32")
    return w.word(
        f"tf.nn.softmax_cross_entropy_with_logits(labels={labels}, logits={logits})",
        f"tf.nn.softmax_cross_entropy_with_logits_v2(labels={labels}, logits={logits})",
        f"tf.nn.sparse_softmax_cross_entropy_with_logits(labels={sparse}, logits={logits})",
        f"tf.nn.sigmoid_cross_entropy_with_logits(labels={labels}, logits={logits})",
        f"tf.nn.weighted_cross_entropy_with_logits({labels}, {logits}, 2.0)",
    )


@template
def losses(w: Writer) -> str:
    dims = w.dims(2)
    a, b = w.placeholder(dims), w.placeholder(w.alike(dims))
    rest = w.word(
        "", "", ", weights=0.5", ", reduction=tf.losses.Reduction.NONE", ", reduction=tf.losses.Reduction.SUM"
    )
    loss = w.word(
        f"mean_squared_error({a}, {b}{rest})", f"absolute_difference({a}, {b}{rest})", f"log_loss({a}, {b}{rest})", f"huber_loss({a}, {b}{rest})",
        f"hinge_loss({a}, {b}{rest})", f"sigmoid_cross_entropy({a}, {b}{rest})", f"softmax_cross_entropy({a}, {b}{rest})",
        f"sparse_softmax_cross_entropy({w.placeholder(w.alike(dims[:1]), 'int32')}, {a}{rest})", f"cosine_distance({a}, {b}, 1{rest})",
        f"compute_weighted_loss({a}{rest})", f"mean_pairwise_squared_error({a}, {b})",
    )  # fmt: skip
    w.lines.append(f"loss = tf.losses.{loss}")
    return w.word(
        "loss", "loss", "tf.losses.get_total_loss()", "tf.losses.get_losses()", "tf.get_collection(tf.GraphKeys.LOSSES)"
    )


@template
def embedding(w: Writer) -> str:
    ids = w.placeholder(w.dims(w.random.randint(0, 3)) if w.random.random() < 0.9 else None, "int32")
    w.lines.append(w.word("t = tf.get_variable('t', [10, 4])", "t = tf.get_variable('t', [10, 4], partitioner=tf.fixed_size_partitioner(2))",
                          "t = [tf.get_variable('a', [5, 4]), tf.get_variable('b', [5, 4])]", "t = tf.zeros([9, 4])"))  # fmt: skip
    return f"tf.nn.embedding_lookup(t, {ids})"


@template
def sampled(w: Writer) -> str:
    batch = w.dims(1)
    arguments = (
        f"tf.zeros([9, 4]), tf.zeros([9]), {w.placeholder([*batch, 1], 'int64')}, {w.placeholder([*batch, 4])}, 3, 9"
    )
    return f"tf.nn.{w.word('nce_loss', 'sampled_softmax_loss')}({arguments})"


@template
def images(w: Writer) -> str:
    dtype = w.word("float32", "uint8")
    rank = w.random.choice([3, 4])
    x = w.placeholder([*w.dims(rank - 3), None if w.random.random() < 0.3 else 8, 8, 3], dtype)
    size = w.word("[4, 6]", "(8, 8)", f"[{w.length()}, 5]", w.placeholder([2], "int32"))
    h, v = w.length(), w.length()
    return w.word(
        f"tf.image.resize_images({x}, {size})", f"tf.image.resize_images({x}, {size}, method=tf.image.ResizeMethod.NEAREST_NEIGHBOR)",
        f"tf.image.resize_images({x}, {size}, 1)", f"tf.image.resize_image_with_crop_or_pad({x}, {h}, {v})", f"tf.image.flip_left_right({x})",
        f"tf.image.random_flip_left_right({x})", f"tf.image.random_brightness({x}, 0.2)", f"tf.image.per_image_standardization({x})",
        f"tf.image.convert_image_dtype({x}, tf.float32)", f"tf.image.rgb_to_grayscale({x})", f"tf.image.grayscale_to_rgb({x}[..., :1])",
        f"tf.image.central_crop({x}, 0.5)", f"tf.image.adjust_contrast({x}, 2.0)", f"tf.image.random_saturation({x}, 0.5, 1.5)",
        f"tf.image.crop_to_bounding_box({x}, 0, 0, 2, 3)", f"tf.image.pad_to_bounding_box({x}, 0, 0, 20, 20)", f"tf.image.transpose_image({x})",
        f"tf.random_crop({x}, {[1] * (rank - 3) + [4, 4, 3]})", f"tf.image.rot90({x})", f"tf.image.random_contrast({x}, 0.5, 1.5)",
    )  # fmt: skip


@template
def batches_of_images(w: Writer) -> str:
    x = w.placeholder(
        w.random.choice([[None, 8, None, 3], [2, 8, 8, 3], [None, None, None, 3], None]), w.word("float32", "uint8")
    )
    size = w.word("[4, 6]", f"[{w.length()}, 5]", f"tf.shape({x})[1:3] * 2" if "None)" not in w.lines[0] else "[3, 3]")
    boxes = f"{w.placeholder([*w.dims(1), 4])}, {w.placeholder(w.dims(1), 'int32')}"
    return w.word(
        f"tf.image.resize_bilinear({x}, {size})", f"tf.image.resize_nearest_neighbor({x}, {size})", f"tf.image.resize_bicubic({x}, {size})",
        f"tf.image.crop_and_resize({x}, {boxes}, [5, 6])", f"tf.image.resize_area({x}, {size})",
    )  # fmt: skip


@template
def decoding(w: Writer) -> str:
    s = w.placeholder([], "string")
    return w.word(f"tf.image.decode_jpeg({s})", f"tf.image.decode_jpeg({s}, channels=3)", f"tf.image.decode_png({s}, 1, tf.uint16)", f"tf.image.decode_image({s})",
                  f"tf.decode_raw({s}, tf.uint8)", f"tf.read_file({s})", f"tf.string_to_number({s})", f"tf.as_string({s})" if False else f"tf.string_join([{s}, 'a'])",
                  f"tf.decode_csv({s}, [[1], [''], [0.5]])", f"tf.py_func(lambda a: a, [{s}], tf.float32)", f"tf.py_func(lambda a: a, [{s}], [tf.int64, tf.string])",
                  f"tf.image.encode_jpeg(tf.image.decode_jpeg({s}))", f"tf.image.decode_bmp({s})")  # fmt: skip


@template
def random_values(w: Writer) -> str:
    x = w.placeholder([*w.dims(1), 5])
    return w.word(f"tf.multinomial({x}, {w.length()})", f"tf.random.categorical({x}, 2)", f"tf.random_shuffle({x})", f"tf.random_gamma([{w.length()}], [1.0, 2.0])",
                  f"tf.random_uniform([{w.length()}, 2], maxval=5, dtype=tf.int32)", f"tf.random_crop({x}, [1, 2])", "tf.random_normal([2], dtype=tf.float64)",
                  f"tf.multinomial({x}, 1, output_dtype=tf.int32)", f"tf.random.normal(tf.shape({x}))")  # fmt: skip


@template
def state(w: Writer) -> str:
    w.lines.append("v = tf.get_variable('v', [3, 4])")
    value = w.word("tf.zeros([3, 4])", w.placeholder(None), w.placeholder([None, 4]))
    return w.word(f"tf.assign(v, {value})", "tf.assign_add(v, tf.ones([3, 4]))", f"v.assign({value})", "tf.scatter_update(v, [0], tf.ones([1, 4]))", "v + 1.0", "v[0]", "tf.identity(v)",
                  "tf.gradients(v * 2.0, [v])", "tf.global_norm([v, v])", "tf.clip_by_global_norm([v, None, v], 1.0)", "tf.tuple([v, v * 2.0])", "v.read_value()",
                  "tf.is_variable_initialized(v)")  # fmt: skip


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
        "tf.data.Dataset.from_tensor_slices(tf.zeros([6, 3]))", "tf.data.Dataset.from_tensor_slices((tf.zeros([6, 3]), tf.zeros([6], tf.int32)))",
        "tf.data.Dataset.from_tensor_slices({'a': tf.zeros([6, 3]), 'b': [1, 2, 3, 4, 5, 6]})", "tf.data.Dataset.range(10)",
        "tf.data.Dataset.from_generator(lambda: [], tf.float32, [None, 3])", "tf.data.Dataset.from_generator(lambda: [], (tf.int32, tf.float32), ([None], []))",
        "tf.data.TFRecordDataset(['a'])", "tf.data.Dataset.from_tensors(tf.zeros([2, 3]))", "tf.data.Dataset.from_tensor_slices([1.0, 2.0])",
        "tf.data.Dataset.zip((tf.data.Dataset.range(3), tf.data.Dataset.from_tensors([1.0])))", "tf.data.Dataset.from_generator(lambda: [], tf.int64)",
        "tf.data.Dataset.from_tensor_slices(tf.zeros([6, 3])).map(lambda x: (x, tf.reduce_sum(x)))",
        "tf.data.Dataset.range(3).map(lambda i: {'i': tf.cast(i, tf.int32), 'z': tf.zeros([2])})",
    )  # fmt: skip
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
    return w.word(f"tf.nest.flatten(({x}, {{'b': {y}, 'a': {x}}}))", f"tf.nest.map_structure(lambda t: t * 2, [{x}, ({y},)])", f"tf.nest.pack_sequence_as(({x}, [{x}]), [{y}, {x}])",
                  f"tf.nest.map_structure(lambda a, b: a + b, {{'k': {x}}}, {{'k': {x}}})")  # fmt: skip
