"""Expressions: names, shapes, dtypes, initializers and the other arguments of requests and scopes."""

from __future__ import annotations

from typing import Final

from tests.fuzz.pen import Pen

NAMES: Final = ("w", "a", "b", "A", "a_1", "a/b", "W", "w_1", "dense", "Variable", "b/w", "kernel", "block", "block_1")
ODD_NAMES: Final = (
    "",
    "a/",
    "a//b",
    "_x",
    "a b",
    "a:0",
    "-a",
    "a.b",
    "a>b",
    "a/b/",
    "Adam",
    "1",
    "é",
    "/a",
    ".",
    "/",
    "a\\b",
)
OPTIONS_OF_REUSE: Final = ("tf.AUTO_REUSE", "True", "False", "None")
ODD_REUSE: Final = ("1", '"yes"', "0", "[]", "tf.constant(True)")
DTYPES: Final = ("tf.float32", "tf.float64", "tf.int32", '"float32"', "np.float32", "tf.float16", "tf.bool", "tf.int64")
SHAPES: Final = (
    "[1]",
    "[2, 3]",
    "[]",
    "(2, 3)",
    "[4, 2]",
    "2",
    "[3, 2, 2]",
    "tf.TensorShape([2, 3])",
    "()",
    "[None, 2]",
)
INITIALIZERS: Final = (
    "tf.zeros_initializer()", "tf.ones_initializer", "tf.constant_initializer(0.5)", "tf.glorot_uniform_initializer()",
    "tf.truncated_normal_initializer(stddev=0.1)", "tf.random_uniform_initializer(-1, 1)", "tf.zeros_initializer",
    "tf.variance_scaling_initializer()", "None",
)  # fmt: skip
VALUES: Final = (
    "1.0", "[1.0, 2.0]", "tf.zeros([2, 3])", "tf.constant(3)", "np.zeros((2, 3), np.float32)", "True", "[[1, 2]]",
    "tf.ones([1])", "lambda: tf.ones([2])", "lambda: 1.5", "0", 'tf.constant(1.0, name="a")', '"text"', "np.ones(3)",
    "tf.random_normal([2])", "tf.placeholder(tf.float32, [None, 2])", "(1, 2)", "np.float32(2)", "range(3)",
)  # fmt: skip
FUNCTIONS: Final = (
    "lambda shape, dtype=None, partition_info=None: tf.ones(shape, dtype)",
    "lambda shape, dtype: tf.zeros(shape, dtype)",
    "lambda shape: tf.zeros(shape)",
    "lambda: tf.ones([2, 2])",
    "lambda shape, **kwargs: tf.zeros([1])",
)
REGULARIZERS: Final = ("lambda v: tf.reduce_sum(v)", "lambda v: None", "lambda v: tf.identity(v)")
PARTITIONERS: Final = (
    "tf.fixed_size_partitioner(2)", "tf.fixed_size_partitioner(2, axis=1)", "tf.variable_axis_size_partitioner(16)",
    "tf.fixed_size_partitioner(1)", "tf.min_max_variable_partitioner(max_partitions=2, min_slice_size=4)",
    "lambda shape, dtype: [1] * len(shape)", "None",
)  # fmt: skip
COLLECTIONS: Final = (
    '["mine"]',
    "[tf.GraphKeys.LOCAL_VARIABLES]",
    '[tf.GraphKeys.GLOBAL_VARIABLES, "mine"]',
    "[]",
    '"mine"',
)
CONSTRAINTS: Final = ("lambda v: v", "tf.nn.relu", "None")


def name(pen: Pen) -> str:
    """An expression of a string."""
    kind = pen.choose(20)
    if kind < 13:
        return repr(pen.pick(ODD_NAMES if pen.chance(3) else NAMES[:4] if pen.chance(50) else NAMES))
    if kind < 16 and pen.known("text"):
        return pen.pick(pen.known("text"))
    if kind < 18:
        return formatted(pen)
    return derived(pen)


def formatted(pen: Pen) -> str:
    """A string put together."""
    first = pen.pick([*pen.known("text"), '"a"', '"w"'])
    number = pen.pick([*pen.known("number"), "1", "0"])
    return pen.pick(
        [
            f'"%s_%d" % ({first}, {number})',
            f'"{{}}_{{}}".format({first}, {number})',
            f'f"{{{first}}}_{{{number}}}"' if '"' not in first else f'f"a{{{number}}}"',
            f"{first} + str({number})",
            f'"/".join([{first}, "b"])',
            f'"{{name}}{{0:02d}}".format({number}, name={first})',
            f"{first}.upper()",
            f'{first}.replace("/", "_")',
            f'"%s" % {first}',
            f'("a", "b", "c")[{number} % 3]',
            f'({first} if {number} else "b")',
            f'f"{{{number}!r:>2}}".strip()',
            f'{{0: "a", 1: "w"}}.get({number}, "b")',
            f"{first} * ({number} % 2 + 1)",
        ]
    )


def derived(pen: Pen) -> str:
    """A string that depends on what TensorFlow did."""
    options = [
        'tf.get_variable_scope().name or "top"',
        'str(len(tf.global_variables())) + "n"',
        '"n%d" % len(tf.trainable_variables())',
    ]
    options += [f'{scope}.name.split("/")[-1]' for scope in pen.known("scope")[:2]]
    options += [f'{scope}.original_name_scope.replace("/", "_") + "x"' for scope in pen.known("scope")[:2]]
    options += [f'"r%d" % bool({scope}.reuse)' for scope in pen.known("scope")[:1]]
    options += [f'"r" + str({flag})' for flag in ["tf.AUTO_REUSE", *pen.known("flag")]]
    options += [f'{variable}.op.name.replace("/", "_")' for variable in pen.known("variable")[:2]]
    options += [f'{variable}.name.split(":")[0].split("/")[-1]' for variable in pen.known("variable")[:2]]
    options += [f'"d%s" % {variable}.shape.ndims' for variable in pen.known("variable")[:1]]
    options += [f"{variable}.dtype.base_dtype.name" for variable in pen.known("variable")[:1]]
    options += [f"{layer}.name" for layer in pen.known("made")[:1]]
    return pen.pick(options)


def shape(pen: Pen) -> str:
    """An expression of a shape."""
    if pen.chance(20):
        options = [f"[{number} + 1]" for number in pen.known("number")[:1]]
        options += [f"{variable}.shape" for variable in pen.known("variable")[:1]]
        options += [f"{variable}.get_shape().as_list()" for variable in pen.known("variable")[:1]]
        options += [f"[int({matrix}.shape[-1]), 4]" for matrix in pen.known("matrix")[:1]]
        options += ["[2] * 2", "list(range(1, 3))", "[1] + [2]"]
        return pen.pick(options)
    return pen.pick(SHAPES[:4]) if pen.chance(80) else pen.pick(SHAPES)


def dtype(pen: Pen) -> str:
    """An expression of a dtype."""
    return pen.pick(DTYPES[:3]) if pen.chance(70) else pen.pick(DTYPES)


def reuse(pen: Pen) -> str:
    """An expression of a reuse flag."""
    flags = pen.known("flag")
    if flags and pen.chance(30):
        return pen.pick(flags)
    return pen.pick(ODD_REUSE) if pen.chance(1) else pen.pick(OPTIONS_OF_REUSE)


def initializer(pen: Pen) -> str:
    """An expression of something that initializes."""
    return pen.pick(VALUES if pen.chance(12) else FUNCTIONS if pen.chance(8) else INITIALIZERS)


def arguments(pen: Pen, required: list[str], *optional: tuple[int, str, str]) -> str:
    """The arguments of a call: the optional ones are (percent, name, expression)."""
    given = [f"{key}={expression}" for percent, key, expression in optional if pen.chance(percent)]
    return ", ".join([*required, *given])


def getter(pen: Pen) -> str:
    """The name of a custom getter, defined before the statements."""
    body = pen.pick(
        [
            ["return getter(name, *args, **kwargs)"],
            ['return getter(name + "_g", *args, **kwargs)'],
            ['kwargs["trainable"] = False', "return getter(name, *args, **kwargs)"],
            ["value = getter(name, *args, **kwargs)", 'return value + getter(name + "_more", *args, **kwargs)'],
            ['kwargs["reuse"] = tf.AUTO_REUSE', "return getter(name, *args, **kwargs)"],
            ["kwargs.update(initializer=tf.ones_initializer())", 'return getter("g/" + name, *args, **kwargs)'],
            ["return tf.identity(getter(name, *args, **kwargs))"],
            ['with tf.variable_scope("inside"):', "    return getter(name, *args, **kwargs)"],
            ['kwargs["partitioner"] = None', "return getter(name.split('/')[-1], *args, **kwargs)"],
            ['kwargs["dtype"] = tf.float64', "return getter(name, *args, **kwargs)"],
        ]
    )
    known = pen.fresh("getter")
    pen.prologue += [f"def {known}(getter, name, *args, **kwargs):", *(f"    {line}" for line in body), ""]
    pen.used["getter"] += 1
    return known
