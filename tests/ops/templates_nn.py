"""Programs of neural network ops."""

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
    stride = w.word("", "stride=") + w.pick(1, 2, 3)
    return f"tf.nn.conv1d({x}, tf.zeros([3, 3, 4]), {stride}, padding={w.pick('SAME', 'VALID')})"


@template
def conv3d(w: Writer) -> str:
    x, s = image(w, 3, 2, False), w.random.randint(1, 2)
    return f"tf.nn.conv3d({x}, tf.zeros([3, 2, 1, 2, 4]), [1, {s}, 1, {s}, 1], {w.pick('SAME', 'VALID')})"


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
        f"tf.nn.conv2d_transpose({x}, tf.zeros([3, 3, 5, 3]), output_shape=tf.stack([{batch}, 8, 8, 5]), strides=2)",
        f"tf.nn.conv3d_transpose({x}[:, None], tf.zeros([1, 3, 3, 5, 3]), [{batch}, 1, 8, 8, 5], [1, 1, 2, 2, 1])",
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
        f"tf.nn.batch_normalization({x}, {c}, {c}, {c}, {c}, 0.001)",
        f"tf.nn.batch_normalization({x}, {c}, {c}, None, None, 1e-3)",
        f"tf.nn.fused_batch_norm({x}, {c}, {c})",
        f"tf.nn.fused_batch_norm({x}, {c}, {c}, {c}, {c}, is_training=False)",
        f"tf.nn.lrn({x}, 4)",
        f"tf.nn.fused_batch_norm({w.placeholder([None, 4, None, 5])}, {c}, {c}, data_format='NCHW')",
        f"tf.nn.dropout({x}, 0.5)",
        f"tf.nn.dropout({x}, keep_prob={w.placeholder([])})",
        f"tf.nn.dropout({x}, rate=0.2)",
        f"tf.nn.crelu({x})",
        f"tf.nn.softmax({x}, axis=1)",
        f"tf.nn.log_softmax({x})",
        f"tf.nn.softmax({x}, dim=-1)",
    )


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
