"""Where the names of `tf.contrib` and of `tf_slim` are registered.

Slim, contrib.layers and contrib.framework are one thing; all of it is registered under `tensorflow.contrib.layers`.
"""

from __future__ import annotations

import re
from typing import Final

from tfscope.models.registry import is_modelled

LAYERS: Final = "tensorflow.contrib.layers."
#: Modules of contrib, and where their names are found, in order of trial.
HOMES: Final = (
    ("tensorflow.contrib.slim.", (LAYERS, "tensorflow.contrib.framework.", "tensorflow.", "tensorflow.contrib.")),
    ("tensorflow.contrib.framework.", ("tensorflow.contrib.framework.", LAYERS, "tensorflow.train.", "tensorflow.")),
    (LAYERS, (LAYERS,)),
    ("tensorflow.contrib.rnn.", ("tensorflow.contrib.rnn.", "tensorflow.nn.rnn_cell.", "tensorflow.nn.")),
    ("tensorflow.contrib.opt.", ("tensorflow.contrib.opt.", "tensorflow.train.")),
)
#: Internal modules: `tensorflow.contrib.layers.python.layers.layers.conv2d` is `tensorflow.contrib.layers.conv2d`.
INTERNAL: Final = re.compile(r"tensorflow\.contrib\.(\w+)\.python\.(?:[a-z_0-9]+\.)*?([A-Za-z_0-9]+)$")
#: Names inside slim that are modules, of which only the last component counts.
MODULES: Final = ("initializers.", "regularizers.", "layers.", "arg_scope_lib.", "variables.", "ops.", "optimizers.")
SHORT: Final = {
    "conv": "convolution",
    **{f"conv{n}d": f"convolution{n}d" for n in (1, 2, 3)},
    **{f"conv{n}d_transpose": f"convolution{n}d_transpose" for n in (2, 3)},
    "conv2d_in_plane": "convolution2d_in_plane",
    "separable_conv2d": "separable_convolution2d",
}


def contrib_name(path: str) -> str:
    """The name under which a model registers a name of `tf.contrib`, the path itself where none does."""
    internal = INTERNAL.match(path)
    if internal is not None:
        path = f"tensorflow.contrib.{internal[1]}.{internal[2]}"
    path = path.replace(".slim.init_ops.", ".slim.")
    for module, homes in HOMES:
        if path.startswith(module):
            rest = path[len(module) :]
            for home in homes:
                found = find_in(home, rest)
                if found is not None:
                    return found
    return path


def find_in(home: str, rest: str) -> str | None:
    """A name below a module, also without the name of a module in between."""
    if home == LAYERS:
        for module in MODULES:
            rest = rest.removeprefix(module)
        rest = SHORT.get(rest, rest)
    return home + rest if is_modelled(home + rest) else None


def slim_name(path: str) -> str:
    """The name under which a model registers a name of `tf_slim`."""
    return contrib_name("tensorflow.contrib.slim" + path.removeprefix("tf_slim"))
