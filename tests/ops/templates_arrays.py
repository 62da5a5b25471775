"""Programs of ops that shape and join."""

from __future__ import annotations

from tests.ops.generate import Writer, template


@template
def reshape(w: Writer) -> str:
    x, rank = w.tensor(0)
    n = w.length()
    shape = w.word(
        "[-1]",
        "[]",
        f"[{n}, -1]",
        f"[-1, {n}]",
        "[2, 3]",
        f"[{w.length()}, {n}, -1]",
        f"tf.shape({x})",
        f"tf.stack([{n}, -1])",
        f"tf.concat([tf.shape({x})[:1], [-1]], 0)",
        "tf.constant([-1, 2])",
        "(-1, 1)",
        "(3, -1, 2)",
        f"[tf.shape({x})[0], -1]" if rank else "[1]",
        f"[tf.shape({x})[0] * 2, {n}]" if rank else "[1]",
        "[-1, tf.placeholder(tf.int32, [])]",
        "tf.placeholder(tf.int32, [2])",
        "tf.placeholder(tf.int32, [None])",
        "tf.placeholder(tf.int32)",
    )
    return f"tf.reshape({x}, {shape})"


@template
def reshape_known(w: Writer) -> str:
    x = w.placeholder([4, 6, 2])
    n = w.length()
    shape = w.word(
        "[-1, 8]", "[2, -1, 4]", "[-1]", f"[{n}, -1]", f"[{n}, {w.length()}]", "[tf.placeholder(tf.int32, []), 12]"
    )
    return f"tf.reshape({x}, {shape})"


@template
def shapes(w: Writer) -> str:
    x, rank = w.tensor(2, 3, unknown=0.05)
    axis = w.axis(rank)
    made = w.word(
        f"tf.zeros([tf.shape({x})[{axis}], 3])",
        f"tf.zeros(tf.shape({x}))",
        f"tf.ones(tf.shape({x})[:1])",
        f"tf.fill([tf.shape({x})[{axis}], 2], 1)",
        f"tf.zeros([tf.shape({x})[{axis}] + 1, tf.shape({x})[{axis}] * 2])",
        f"tf.random_normal([{w.length()}, {w.length()}])",
        f"tf.zeros(tf.stack([{w.length()}, 4]))",
        f"tf.zeros({x}.shape)",
        f"tf.zeros([tf.size({x})])",
        f"tf.zeros([tf.rank({x})])",
        f"tf.ones(tf.concat([tf.shape({x}), [5]], 0))",
        f"tf.zeros(tf.shape({x})[1:])",
        f"tf.zeros(tf.unstack(tf.shape({x}))[:2])" if "None)" not in w.lines[0] else "tf.zeros([2])",
        f"tf.zeros([tf.reduce_prod(tf.shape({x})[1:])])",
        f"tf.zeros([tf.cast(tf.shape({x})[{axis}], tf.int32), 1])",
        f"tf.zeros(tf.shape({x}, out_type=tf.int64)[:2])",
        "tf.zeros([], tf.int32)",
        f"tf.zeros([{w.length()} // 2])",
        f"tf.zeros([tf.to_int32(tf.shape({x})[{axis}]), 1])",
        f"tf.zeros(tf.squeeze(tf.shape({x})[:1]) * [1, 2])",
        f"tf.random_uniform(tf.shape({x}))",
        f"tf.truncated_normal([{w.length()}])",
        f"tf.eye({w.length()})",
        f"tf.zeros([tf.maximum(tf.shape({x})[{axis}], 2)])",
        f"tf.broadcast_to(1.0, tf.shape({x}))",
        f"tf.eye(3, {w.length()})",
    )
    return made


@template
def transpose(w: Writer) -> str:
    x, rank = w.tensor(1)
    order = list(range(rank))
    w.random.shuffle(order)
    perm = w.word("", f", {order}", f", perm={order}", f", tf.constant({order})", f", {w.placeholder([rank], 'int32')}")
    return f"tf.transpose({x}{perm})"


@template
def expand_dims(w: Writer) -> str:
    x, rank = w.tensor(0)
    return f"tf.expand_dims({x}, {w.word('', 'axis=', 'dim=')}{w.random.randint(-rank - 1, rank)})"


@template
def squeeze(w: Writer) -> str:
    dims = [1, *w.dims(2), w.random.choice([1, None])]
    x = w.placeholder(dims if w.random.random() < 0.9 else None)
    return (
        f"tf.squeeze({x}{w.word('', ', axis=[0]', ', [0, 3]', ', squeeze_dims=[-1]', ', axis=3', ', axis=0', ', 0')})"
    )


@template
def concat(w: Writer) -> str:
    rank = w.random.randint(1, 3)
    dims, axis = w.dims(rank), w.axis(rank)
    items = []
    for _ in range(w.random.randint(1, 3)):
        own = w.alike(dims)
        own[axis] = w.dims(1)[0]
        items.append(w.placeholder(own if w.random.random() < 0.9 else None))
    place = str(axis) if w.random.random() < 0.9 else w.placeholder([], "int32")
    return f"tf.concat({w.word('', 'values=')}[{', '.join(items)}], axis={place})"


@template
def stack(w: Writer) -> str:
    rank = w.random.randint(0, 3)
    dims = w.dims(rank)
    items = [w.placeholder(w.alike(dims) if w.random.random() < 0.9 else None) for _ in range(w.random.randint(1, 3))]
    return f"tf.stack([{', '.join(items)}], axis={w.random.randint(-rank - 1, rank)})"


@template
def split(w: Writer) -> str:
    rank = w.random.randint(1, 3)
    dims, axis = w.dims(rank), w.axis(rank)
    dims[axis] = w.random.choice([6, 6, None])
    x = w.placeholder(dims if w.random.random() < 0.9 else None)
    return f"tf.split({x}, {w.word('2', '3', '[1, 2, 3]', '[2, -1]', '[-1, 4]', 'num_or_size_splits=6')}, axis={axis})"


@template
def unstack(w: Writer) -> str:
    rank = w.random.randint(1, 3)
    dims, axis = w.dims(rank), w.axis(rank)
    dims[axis] = 3
    x = w.placeholder(dims if w.random.random() < 0.9 else None)
    return f"tf.unstack({x}, {'3, ' if w.random.random() < 0.5 or 'None)' in w.lines[0] else ''}axis={axis})"


@template
def pad(w: Writer) -> str:
    x, rank = w.tensor(1, 4)
    rows = [[w.random.randint(0, 2), w.random.randint(0, 2)] for _ in range(rank)]
    some = [[0, w.length()] for _ in range(rank)]
    text = w.word(
        str(rows),
        str(rows),
        str(some).replace("'", ""),
        f"tf.constant({rows})",
        w.placeholder([rank, 2], "int32"),
        f"np.array({rows})",
    )
    mode = w.word("", ", mode='REFLECT'")
    return f"tf.pad({x}, {text}{mode})"


@template
def tile(w: Writer) -> str:
    x, rank = w.tensor(1, 3)
    times = "[" + ", ".join(w.length() if w.random.random() < 0.7 else "1" for _ in range(rank)) + "]"
    return f"tf.tile({x}, {times})" if w.random.random() < 0.9 else f"tf.tile({x}, {w.placeholder([rank], 'int32')})"


@template
def repeat(w: Writer) -> str:
    x, rank = w.tensor(1, 3)
    times = w.word("2", "[3]", "[1, 2]", w.placeholder([], "int32"), w.placeholder([None], "int32"))
    return f"tf.repeat({x}, {times}, axis={w.axis(rank) if w.random.random() < 0.7 else None})"


@template
def constants(w: Writer) -> str:
    value = w.word(
        "3",
        "1.5",
        "[1, 2]",
        "[[1.0], [2]]",
        "'a'",
        "True",
        "[True]",
        "np.zeros([2, 3])",
        "np.float32(1)",
        "[]",
        "np.arange(4)",
        "2 ** 40",
        "['a', 'b']",
        "(1, 2)",
        "b'x'",
        "[tf.constant(1), 2]",
        "np.int32(3)",
        "np.ones((2,), np.float32)",
    )
    return (
        f"tf.{w.word('constant', 'convert_to_tensor') if 'tf.constant' not in value else 'convert_to_tensor'}({value})"
    )


@template
def constant_shapes(w: Writer) -> str:
    return w.word(
        "tf.constant(0.0, shape=[2, 3])",
        "tf.constant([1, 2], tf.float32)",
        "tf.constant(1, tf.int64)",
        "tf.constant([1, 2, 3, 4], shape=[2, 2])",
        "tf.zeros([2], tf.bool)",
        "tf.constant(0.1, shape=(3,))",
        "tf.zeros((2, 2), 'int32')",
        "tf.ones(3)",
        "tf.fill([2, 2], 'x')",
        "tf.constant(value=1.0)",
    )


@template
def set_shape(w: Writer) -> str:
    x = w.add(f"tf.placeholder(tf.float32, {w.word('None', '[None, None]', '[None, 3]', '[2, None]')})")
    w.lines.append(f"{x}.set_shape({w.word('[None, 3]', '[2, 3]', '(None, None)', 'tf.TensorShape([2, None])')})")
    return f"{x} * 2"


@template
def space(w: Writer) -> str:
    x = w.placeholder([*w.dims(1), w.random.choice([4, None]), 8, 4])
    return w.word(f"tf.depth_to_space({x}, 2)", f"tf.space_to_depth({x}, 2)", f"tf.space_to_depth({x}, block_size=4)")
