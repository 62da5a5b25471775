"""Programs of arithmetic, reductions and matrices."""

from __future__ import annotations

from tests.ops.generate import Writer, template


@template
def unary(w: Writer) -> str:
    names = (
        "abs exp sqrt nn.relu nn.sigmoid tanh square nn.softplus is_nan identity stop_gradient "
        "nn.leaky_relu nn.swish to_int32 to_float negative round zeros_like ones_like nn.l2_loss "
        "nn.zero_fraction math.log1p sign floor nn.elu nn.softmax nn.log_softmax cumsum rank size "
        "shape check_numerics"
    )
    function = w.word(*names.split())
    x, _ = w.tensor(1)
    return f"tf.{function}({x}{', 0' if function == 'check_numerics' else ''})".replace(", 0)", ", 'm')")


@template
def binary(w: Writer) -> str:
    names = (
        "add subtract multiply divide maximum minimum pow less equal squared_difference floordiv "
        "mod truediv greater_equal not_equal atan2 div"
    )
    function = w.word(*names.split())
    rank = w.random.randint(0, 4)
    dims = w.dims(rank)
    other = [dim if w.random.random() < 0.6 else w.random.choice([1, None]) for dim in dims][
        w.random.randint(0, rank) :
    ]
    pair = [w.placeholder(None if w.random.random() < 0.1 else d) for d in (dims, other)]
    w.random.shuffle(pair)
    if w.random.random() < 0.2:
        pair[1] = w.word("2.0", "3", "[1.0]", "[[2.0]]", "np.float32(3)")
    return f"tf.{function}({pair[0]}, {pair[1]})"


@template
def operators(w: Writer) -> str:
    dtype = w.word("float32", "int32", "int64", "float64")
    x = w.placeholder(w.dims(2), dtype)
    other = w.word("2", x, f"tf.constant(3, tf.{dtype})")
    sign = w.word("+", "-", "*", "/", "//", "%", "<", ">=", "**")
    return w.word(f"{x} {sign} {other}", f"{other} {sign} {x}", f"-{x}", f"abs({x})")


@template
def integer_division(w: Writer) -> str:
    dtype = w.word("int32", "int64", "int8", "uint8", "int16")
    x = w.placeholder(w.dims(1), dtype)
    return f"tf.{w.word('truediv', 'divide', 'floordiv', 'div')}({x}, {x})"


@template
def logical(w: Writer) -> str:
    x, y = w.placeholder(w.dims(2), "bool"), w.placeholder([None, 1], "bool")
    return w.word(
        f"tf.logical_and({x}, {y})", f"tf.logical_not({x})", f"tf.logical_xor({x}, {y})", f"{x} & {y}", f"~{x}"
    )


@template
def cast(w: Writer) -> str:
    x, _ = w.tensor(0)
    dtype = w.word("tf.int32", "tf.float64", "'int64'", "tf.bool", "np.float32", "np.int64", "float", "bool")
    return f"tf.{w.word('cast', 'saturate_cast') if 'bool' not in dtype else 'cast'}({x}, {dtype})"


@template
def clip(w: Writer) -> str:
    x = w.placeholder(w.dims(2))
    return w.word(f"tf.clip_by_value({x}, -1.0, 1.0)", f"tf.clip_by_norm({x}, 2.0)", f"tf.clip_by_value({x}, {x}, 1.0)")


@template
def reduction(w: Writer) -> str:
    function = w.word("sum", "mean", "max", "min", "prod", "logsumexp", "all", "any")
    x, rank = w.tensor(0, 4, "bool" if function in ("all", "any") else "float32")
    axes = sorted({w.axis(rank) % max(rank, 1) for _ in range(2)}) if rank else []
    axis = w.word("None", str(w.axis(rank)) if rank else "None", str(axes), "...")
    name = w.word("axis", "axis", "reduction_indices")
    keeps = w.word("", ", keepdims=True", ", keep_dims=True", ", keepdims=False")
    given = "" if axis == "..." else f", {name}={axis}"
    return f"tf.reduce_{function}({x}{given}{keeps})"


@template
def reduction_of_open_axes(w: Writer) -> str:
    x, _ = w.tensor(1, 3, unknown=0.3)
    axis = w.word(
        w.placeholder([], "int32"),
        w.placeholder([None], "int32"),
        "tf.constant(0)",
        "tf.range(1, 2)",
        "tf.constant([-1])",
    )
    return f"tf.reduce_sum({x}, axis={axis}, keepdims={w.pick(True, False)})"


@template
def arg_max(w: Writer) -> str:
    x, rank = w.tensor(1)
    axis = w.word("", f", axis={w.axis(rank)}", f", {w.axis(rank)}", f", dimension={w.axis(rank)}")
    return f"tf.{w.word('argmax', 'argmin')}({x}{axis}{w.word('', ', output_type=tf.int32')})"


@template
def moments(w: Writer) -> str:
    x, rank = w.tensor(1, 4, unknown=0.0)
    axes = sorted({w.axis(rank) % rank for _ in range(2)})
    return f"tf.nn.moments({x}, {axes}{w.word('', ', keep_dims=True', ', keepdims=False')})"


@template
def norms(w: Writer) -> str:
    x, rank = w.tensor(1, 3)
    axis = w.axis(rank)
    return w.word(
        f"tf.norm({x})",
        f"tf.norm({x}, axis={axis})",
        f"tf.norm({x}, axis={axis}, keepdims=True)",
        f"tf.nn.l2_normalize({x}, {axis})",
        f"tf.nn.l2_normalize({x}, dim={axis})",
        f"tf.count_nonzero({x}, axis={axis})",
        f"tf.math.reduce_std({x}, axis={axis})",
        f"tf.math.reduce_variance({x})",
        f"tf.count_nonzero({x})",
    )


@template
def sorting(w: Writer) -> str:
    x, _ = w.tensor(1, 3, unknown=0.0)
    return w.word(
        f"tf.nn.top_k({x})",
        f"tf.nn.top_k({x}, k=1)[1]",
        f"tf.nn.top_k({x}, 1).values",
        f"tf.sort({x})",
        f"tf.argsort({x})",
        f"tf.unique(tf.reshape({x}, [-1]))",
        f"tf.unique_with_counts(tf.reshape({x}, [-1])).count",
    )


@template
def in_top_k(w: Writer) -> str:
    batch = w.dims(1)
    return f"tf.nn.in_top_k({w.placeholder([*batch, 5])}, {w.placeholder(w.alike(batch), 'int32')}, 2)"


@template
def sums(w: Writer) -> str:
    dims = w.dims(2)
    items = [w.placeholder(w.alike(dims) if w.random.random() < 0.8 else None) for _ in range(3)]
    return f"tf.{w.word('add_n', 'accumulate_n')}([{', '.join(items)}])"


@template
def matmul(w: Writer) -> str:
    batch = w.dims(w.random.choice([0, 0, 1, 2]))
    rows, inner, columns = w.dims(3)
    first, second = [rows, inner], [inner, columns]
    flags = [w.random.random() < 0.3 for _ in range(2)]
    left = [*batch, *(reversed(first) if flags[0] else first)]
    right = [*w.alike(batch), *(reversed(second) if flags[1] else second)]
    unknown = w.random.random() < 0.1
    a, b = w.placeholder(left), w.placeholder(None if unknown else right)
    words = "".join(
        f", {name}=True" for flag, name in zip(flags, (w.word("transpose_a", "adjoint_a"), "transpose_b")) if flag
    )
    return f"{a} @ {b}" if not words and w.random.random() < 0.3 else f"tf.matmul({a}, {b}{words})"


@template
def tensordot(w: Writer) -> str:
    a, b, c, d = w.dims(4)
    x = w.placeholder([a, b, c])
    return w.word(
        f"tf.tensordot({x}, {w.placeholder([c, d])}, 1)",
        f"tf.tensordot({x}, {w.placeholder([b, c, d])}, axes=2)",
        f"tf.tensordot({x}, {w.placeholder([c, d])}, [[2], [0]])",
        f"tf.tensordot({x}, {w.placeholder([d, a])}, axes=[[0], [-1]])",
        f"tf.tensordot({x}, {w.placeholder([c, d])}, axes=((2,), (0,)))",
        f"tf.tensordot({x}, {w.placeholder([d, c, a])}, [[0, 2], [2, 1]])",
    )


@template
def einsum(w: Writer) -> str:
    sizes = dict(zip("abcde", w.dims(5)))
    equation = w.word(
        "ab,bc->ac", "abc,cd->abd", "abc,abd->acd", "ab->ba", "abc->", "ab,ab->a", "abcd,abed->abce", "ab,bc", "abc->ca"
    )
    terms = equation.partition("->")[0].split(",")
    items = [w.placeholder(w.alike([sizes[letter] for letter in term])) for term in terms]
    return f"tf.einsum({equation!r}, {', '.join(items)})"


@template
def matrices(w: Writer) -> str:
    size = w.random.randint(2, 5)
    batch = w.dims(w.random.randint(0, 1))
    x = w.placeholder([*batch, size, w.random.choice([size, None])])
    v = w.placeholder(w.dims(w.random.randint(1, 2)))
    return w.word(
        f"tf.matrix_band_part({x}, -1, 0)",
        f"tf.matrix_inverse({x})",
        f"tf.matrix_determinant({x})",
        f"tf.cholesky({x})",
        f"tf.trace({x})",
        f"tf.matrix_diag({v})",
        f"tf.matrix_diag_part({x})",
        f"tf.diag({v})",
        f"tf.matrix_transpose({x})",
        f"tf.self_adjoint_eig({x})",
        f"tf.svd({x})",
        f"tf.qr({x})",
        f"tf.matrix_set_diag({x}, tf.matrix_diag_part({x}))",
        f"tf.linalg.matvec({x}, {w.placeholder([size])})",
        f"tf.linalg.logdet({x})",
        f"tf.matrix_solve({x}, {x})",
    )


@template
def segments(w: Writer) -> str:
    rows = w.dims(1)
    data, ids = w.placeholder([*rows, *w.dims(w.random.randint(0, 2))]), w.placeholder(w.alike(rows), "int32")
    kind = w.word("sum", "mean", "max")
    return w.word(
        f"tf.segment_{kind}({data}, {ids})",
        f"tf.unsorted_segment_{kind}({data}, {ids}, {w.length()})",
        f"tf.dynamic_partition({data}, {ids}, 3)",
    )
