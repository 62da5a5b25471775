"""Tables of types: the type of each class of values, its supertypes, and its other names."""

from __future__ import annotations

from typing import Final

from tfscope.domain import graph, heap, iterators
from tfscope.domain.values import (
    Dimension,
    DType,
    Shape,
    Text,
)
from tfscope.models.registry import Model

#: The canonical name of the type of values of each class. Models add their own.
TYPES: Final[dict[type, str]] = {
    type(None): "types.NoneType",
    bool: "builtins.bool",
    int: "builtins.int",
    float: "builtins.float",
    complex: "builtins.complex",
    str: "builtins.str",
    Text: "builtins.str",
    bytes: "builtins.bytes",
    tuple: "builtins.tuple",
    range: "builtins.range",
    slice: "builtins.slice",
    frozenset: "builtins.frozenset",
    heap.ListObject: "builtins.list",
    heap.SetObject: "builtins.set",
    heap.ArrayObject: "numpy.ndarray",
    heap.FunctionObject: "types.FunctionType",
    heap.NativeFunction: "types.FunctionType",
    Model: "types.FunctionType",
    heap.BoundMethod: "types.MethodType",
    heap.ModuleObject: "types.ModuleType",
    heap.ClassObject: "builtins.type",
    heap.PartialObject: "functools.partial",
    heap.PropertyObject: "builtins.property",
    heap.SuperObject: "builtins.super",
    heap.IteratorObject: "collections.abc.Iterator",
    iterators.LazyIterator: "collections.abc.Iterator",
    iterators.GeneratorObject: "types.GeneratorType",
    iterators.GeneratorManager: "contextlib.AbstractContextManager",
    DType: "tensorflow.DType",
    Shape: "tensorflow.TensorShape",
    Dimension: "tensorflow.Dimension",
    graph.Tensor: "tensorflow.Tensor",
    graph.Variable: "tensorflow.Variable",
    graph.PartitionedVariable: "tensorflow.PartitionedVariable",
    graph.VariableScope: "tensorflow.VariableScope",
    graph.Graph: "tensorflow.Graph",
}

#: Those of them that are TensorFlow's.
LIBRARY_TYPES: Final = frozenset(path for path in TYPES.values() if path.startswith("tensorflow."))

#: What each type is a subtype of, nearest first. Models add their own.
SUPERTYPES: Final[dict[str, tuple[str, ...]]] = {
    "builtins.bool": ("builtins.int",),
    "builtins.int": ("numbers.Integral",),
    "numbers.Integral": ("numbers.Rational",),
    "numbers.Rational": ("numbers.Real",),
    "builtins.float": ("numbers.Real",),
    "numbers.Real": ("numbers.Complex",),
    "builtins.complex": ("numbers.Complex",),
    "numbers.Complex": ("numbers.Number", "collections.abc.Hashable"),
    "builtins.str": ("collections.abc.Sequence", "collections.abc.Hashable"),
    "builtins.bytes": ("collections.abc.Sequence", "collections.abc.Hashable"),
    "builtins.tuple": ("collections.abc.Sequence", "collections.abc.Hashable"),
    "builtins.range": ("collections.abc.Sequence", "collections.abc.Hashable"),
    "builtins.list": ("collections.abc.MutableSequence",),
    "collections.deque": ("collections.abc.MutableSequence",),
    "collections.abc.MutableSequence": ("collections.abc.Sequence",),
    "collections.abc.Sequence": ("collections.abc.Reversible", "collections.abc.Collection"),
    "collections.abc.Reversible": ("collections.abc.Iterable",),
    "collections.abc.Collection": (
        "collections.abc.Sized",
        "collections.abc.Iterable",
        "collections.abc.Container",
    ),
    "collections.OrderedDict": ("builtins.dict",),
    "collections.defaultdict": ("builtins.dict",),
    "collections.Counter": ("builtins.dict",),
    "builtins.dict": ("collections.abc.MutableMapping",),
    "collections.abc.MutableMapping": ("collections.abc.Mapping",),
    "collections.abc.Mapping": ("collections.abc.Collection",),
    "builtins.set": ("collections.abc.MutableSet",),
    "builtins.frozenset": ("collections.abc.Set", "collections.abc.Hashable"),
    "collections.abc.MutableSet": ("collections.abc.Set",),
    "collections.abc.Set": ("collections.abc.Collection",),
    "types.GeneratorType": ("collections.abc.Generator",),
    "collections.abc.Generator": ("collections.abc.Iterator",),
    "collections.abc.Iterator": ("collections.abc.Iterable", "collections.abc.Hashable"),
    "types.FunctionType": ("collections.abc.Callable", "collections.abc.Hashable"),
    "types.MethodType": ("collections.abc.Callable", "collections.abc.Hashable"),
    "functools.partial": ("collections.abc.Callable", "collections.abc.Hashable"),
    "builtins.type": ("collections.abc.Callable", "collections.abc.Hashable"),
    "types.ModuleType": ("collections.abc.Hashable",),
    "types.NoneType": ("collections.abc.Hashable",),
    "contextlib.AbstractContextManager": ("collections.abc.Hashable",),
    "numpy.ndarray": ("collections.abc.Sized", "collections.abc.Iterable", "collections.abc.Container"),
}

#: Other names of types.
TYPE_ALIASES: Final[dict[str, str]] = {
    "types.LambdaType": "types.FunctionType",
    "types.BuiltinFunctionType": "types.FunctionType",
    "typing.Sequence": "collections.abc.Sequence",
    "typing.Mapping": "collections.abc.Mapping",
    "typing.Iterable": "collections.abc.Iterable",
    "typing.Callable": "collections.abc.Callable",
    "typing.List": "builtins.list",
    "typing.Dict": "builtins.dict",
    "typing.Tuple": "builtins.tuple",
    "typing.Set": "builtins.set",
    "builtins.unicode": "builtins.str",
    "builtins.basestring": "builtins.str",
    "builtins.long": "builtins.int",
    "types.StringType": "builtins.str",
    "types.ListType": "builtins.list",
    "types.DictType": "builtins.dict",
    "types.TupleType": "builtins.tuple",
    "types.IntType": "builtins.int",
    "types.FloatType": "builtins.float",
    "collections.Sequence": "collections.abc.Sequence",
    "collections.Mapping": "collections.abc.Mapping",
    "collections.MutableMapping": "collections.abc.MutableMapping",
    "collections.MutableSequence": "collections.abc.MutableSequence",
    "collections.Iterable": "collections.abc.Iterable",
    "collections.Iterator": "collections.abc.Iterator",
    "collections.Callable": "collections.abc.Callable",
    "collections.Hashable": "collections.abc.Hashable",
    "collections.Set": "collections.abc.Set",
}

#: The types that an unknown value of a kind has.
KINDS: Final = {
    "str": "builtins.str",
    "int": "builtins.int",
    "float": "builtins.float",
    "bool": "builtins.bool",
    "tensor": "tensorflow.Tensor",
}

#: The special method that makes an object an instance of an abstract class.
STRUCTURAL: Final = {
    "collections.abc.Callable": "__call__",
    "collections.abc.Iterable": "__iter__",
    "collections.abc.Iterator": "__next__",
    "collections.abc.Sized": "__len__",
    "collections.abc.Container": "__contains__",
}

#: Types of NumPy's numbers: a number of ours may come from one.
NUMPY_NUMBERS: Final = frozenset(
    "numpy." + name
    for name in (
        "generic number integer signedinteger unsignedinteger inexact floating bool_ int8 int16 int32 int64 uint8 "
        "uint16 uint32 uint64 float16 float32 float64 int_ float_ double"
    ).split()
)
