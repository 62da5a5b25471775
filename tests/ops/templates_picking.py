"""Programs of ops that pick elements, and of ranges."""

from __future__ import annotations

from tests.ops.generate import Writer, template


@template
def gather(w: Writer) -> str:
    x, rank = w.tensor(1, 3)
    ids = w.word(w.placeholder(w.dims(w.random.randint(0, 2)), "int32"), "[0, 1]", "0", w.placeholder(None, "int32"))
    return f"tf.gather({x}, {ids}{w.word('', f', axis={w.axis(rank)}')})"


@template
def gather_nd(w: Writer) -> str:
    x, _ = w.tensor(2, 3, unknown=0.05)
    ids = w.placeholder([*w.dims(w.random.randint(0, 2)), w.random.choice([1, 2, None])], "int32")
    return f"tf.gather_nd({x}, {ids})"


@template
def slices(w: Writer) -> str:
    rank = w.random.randint(1, 3)
    x = w.placeholder([None if w.random.random() < 0.3 else w.random.randint(4, 6) for _ in range(rank)])
    begin = "[" + ", ".join(w.word("0", "1", w.length()) for _ in range(rank)) + "]"
    size = "[" + ", ".join(w.word("-1", "2", "1", w.length()) for _ in range(rank)) + "]"
    return f"tf.slice({x}, {begin}, {size})"


@template
def indexing(w: Writer) -> str:
    rank = w.random.randint(1, 4)
    x = w.placeholder([None if w.random.random() < 0.3 else w.random.randint(4, 6) for _ in range(rank)])
    parts = []
    for _ in range(w.random.randint(1, rank)):
        parts.append(
            w.word(
                "0",
                "-1",
                ":",
                "1:",
                ":-1",
                ":2",
                "1:3",
                "::2",
                "::-1",
                w.placeholder([], "int32"),
                f":{w.length()}",
                f"{w.length()}:",
                "-2:",
                "3:1",
            )
        )
    if w.random.random() < 0.4:
        parts.insert(w.random.randint(0, len(parts)), w.word("...", "tf.newaxis", "None"))
    return f"{x}[{', '.join(parts)}]"


@template
def strided_slice(w: Writer) -> str:
    x = w.placeholder([5, None, 4])
    return w.word(
        f"tf.strided_slice({x}, [0, 0, 1], [2, 3, 4])",
        f"tf.strided_slice({x}, [0, 0], [4, 2], [2, 1])",
        f"tf.strided_slice({x}, [1], [5], shrink_axis_mask=1)",
        f"tf.strided_slice({x}, [1, 0, 0], [5, 1, 2], begin_mask=2, end_mask=2)",
        f"tf.strided_slice({x}, [0], [1], new_axis_mask=1)",
    )


@template
def masks(w: Writer) -> str:
    dims = w.dims(3)
    x = w.placeholder(dims)
    mask = w.placeholder(w.alike(dims[: w.random.randint(1, 3)]), "bool")
    return w.word(
        f"tf.boolean_mask({x}, {mask})",
        f"{x}[{mask}]" if "None" not in w.lines[1] else f"tf.boolean_mask({x}, {mask})",
        f"tf.where({mask})",
    )


@template
def where(w: Writer) -> str:
    rank = w.random.randint(0, 3)
    dims = w.dims(rank)
    a, b = (w.placeholder(w.alike(dims) if w.random.random() < 0.9 else None) for _ in range(2))
    condition = w.placeholder(w.random.choice([w.alike(dims), w.alike(dims[:1]), [], None]), "bool")
    return f"tf.where({condition}, {a}, {b})"


@template
def one_hot(w: Writer) -> str:
    x, rank = w.tensor(0, 3, "int32")
    axis = w.word("", "", f", axis={w.random.randint(-1, rank)}")
    dtype = w.word("", ", dtype=tf.int32", ", dtype=tf.bool" if axis else ", on_value=1, off_value=0")
    return f"tf.one_hot({x}, {w.word('', 'depth=')}{w.length()}{axis}{dtype})"


@template
def sequence_mask(w: Writer) -> str:
    x, _ = w.tensor(0, 2, "int32", unknown=0.05)
    longest = w.word("", f", {w.length()}", f", maxlen={w.length()}")
    return f"tf.sequence_mask({x}{longest}{w.word('', ', dtype=tf.float32')})"


@template
def ranges(w: Writer) -> str:
    n = w.length()
    return w.word(
        f"tf.range({n})",
        f"tf.range(1, {n} + 1)",
        "tf.range(0, 10, 3)",
        "tf.range(5, 0, -2)",
        "tf.range(0.0, 1.0, 0.25)",
        f"tf.linspace(0.0, 1.0, {n})",
        f"tf.range({n}, dtype=tf.float32)",
        f"tf.to_float(tf.range({n}))",
        f"tf.meshgrid(tf.range({n}), tf.range(3))",
        "tf.lin_space(0., 1., 7)",
    )


@template
def reversing(w: Writer) -> str:
    x = w.placeholder(w.dims(3))
    return w.word(
        f"tf.reverse({x}, [1])",
        f"tf.reverse({x}, axis=[-1, 0])",
        f"tf.reverse_sequence({x}, [1], 1, 0)" if "[None" in w.lines[0] else f"tf.reverse({x}, [0])",
        f"tf.roll({x}, 1, 0)",
    )


@template
def scatter(w: Writer) -> str:
    return f"tf.scatter_nd({w.placeholder([None, 1], 'int32')}, {w.placeholder([None, 3])}, [{w.length()}, 3])"
