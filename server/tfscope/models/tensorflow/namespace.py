"""The names of TensorFlow: which spelling means which API, and whether it exists in the program's version."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from tfscope.domain.values import FROM_LIBRARY, AbstractValue, Symbol
from tfscope.models.machine import Machine
from tfscope.models.python.type_tables import LIBRARY_TYPES
from tfscope.models.registry import NAMESPACES, LibraryNamespace, is_modelled
from tfscope.models.tensorflow.contrib_names import contrib_name, slim_name
from tfscope.models.tensorflow.v1_names import V1_ONLY

#: Prefixes under which the version 1 API is found.
V1_PREFIXES: Final = ("tensorflow.compat.v1.", "tensorflow._api.v1.", "tensorflow_core.compat.v1.")
V2_PREFIX: Final = "tensorflow.compat.v2."
INTERNAL: Final = re.compile(r"tensorflow(?:_core)?\.python\.(.+)")
#: Internal modules that hold what modules of Python hold.
PYTHONS_OWN: Final = {"util.tf_inspect": "inspect", "util.tf_contextlib": "contextlib"}
#: Where the names of internal modules are public, in order of trial.
PUBLIC_HOMES: Final = (
    "",
    "nn.",
    "layers.",
    "nn.rnn_cell.",
    "train.",
    "losses.",
    "metrics.",
    "initializers.",
    "math.",
    "image.",
    "keras.layers.",
    "app.",
    "flags.",
    "keras.utils.",
    "nest.",
    "autograph.experimental.",
)


@lru_cache(maxsize=16384)
def canonical(path: str) -> str:
    """The name under which models register an API: `tensorflow.X`, for every spelling of the version 1 API."""
    for prefix in V1_PREFIXES:
        if path.startswith(prefix):
            return canonical("tensorflow." + path[len(prefix) :])
    if path in ("tensorflow.compat.v1", "tensorflow.compat.v2"):
        return "tensorflow"
    if path.startswith(V2_PREFIX):
        return "tensorflow." + path[len(V2_PREFIX) :]
    if path.startswith("tensorflow.contrib."):
        return contrib_name(path)
    internal = INTERNAL.fullmatch(path)
    if internal is not None:
        module, _, name = internal[1].rpartition(".")
        if module in PYTHONS_OWN:
            return f"{PYTHONS_OWN[module]}.{name}"
        if is_modelled(path):
            return path
        return public_name(internal[1]) or path
    return path


def public_name(path: str) -> str | None:
    """The public name of an internal one, by its last component, where a model registers it or it is a type's."""
    name = path.rpartition(".")[2]
    if f"tensorflow.{name}" in LIBRARY_TYPES:
        return f"tensorflow.{name}"
    for home in PUBLIC_HOMES:
        candidate = f"tensorflow.{home}{name}"
        if is_modelled(candidate):
            return candidate
    return None


def exists(machine: Machine, path: str) -> bool | None:
    """Whether a spelling exists in the program's version of TensorFlow; None where that is not known."""
    if not machine.is_v2:
        return None
    if path in ("tensorflow.compat.v1.contrib", "tensorflow.contrib"):
        return False
    for prefix in (*V1_PREFIXES, "tensorflow.python."):
        if path.startswith(prefix):
            return None
    path = path.removeprefix(V2_PREFIX) if path.startswith(V2_PREFIX) else path.removeprefix("tensorflow.")
    module, _, name = path.rpartition(".")
    return False if name in V1_ONLY.get(module, ()) else None


def is_v2_spelling(machine: Machine, symbol_path: str) -> bool:
    """Whether a path means the version 2 API where both have the name."""
    return machine.is_v2 and not symbol_path.startswith((*V1_PREFIXES, "tensorflow.python."))


def unmodelled(machine: Machine, symbol: Symbol) -> AbstractValue:
    """The answer of an API that has no model: not known, and said so."""
    machine.gap("no-model", canonical(symbol.path))
    return FROM_LIBRARY


def hides(path: str, name: str, is_own: bool) -> bool:
    """Models list what is public of classes that still exist; what is private, or of `tf.contrib`, they may lack."""
    return not name.startswith("__") and (path.startswith("tensorflow.contrib.") or (is_own and name.startswith("_")))


for top in ("tensorflow", "tensorflow_core"):
    NAMESPACES[top] = LibraryNamespace(canonical, exists, unmodelled, hides)
NAMESPACES["tf_slim"] = LibraryNamespace(slim_name, lambda machine, path: None, unmodelled)
