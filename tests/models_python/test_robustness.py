"""No model raises an error of ours, whatever it is given."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models_python.judging import NoFiles
from tfscope.domain.graph import Tensor
from tfscope.domain.heap import (
    ArrayObject,
    ClassObject,
    DictObject,
    Instance,
    IteratorObject,
    ListObject,
    NativeFunction,
    SetObject,
)
from tfscope.domain.values import UNKNOWN, AbstractValue, Dimension, DType, OneOf, Shape, Symbol, Text, Unknown
from tfscope.interp.errors import ProgramError
from tfscope.interp.interpreter import Interpreter
from tfscope.models.machine import Call
from tfscope.models.registry import CLASSES, METHODS, MODELS, PURE, Model

OURS = "tfscope.models.python"
FUNCTIONS = sorted(path for path, model in MODELS.items() if model.function.__module__.startswith(OURS))
CALLABLES = [*FUNCTIONS, *sorted(PURE)]
OWN_METHODS: list[Model] = [
    model for methods in METHODS.values() for model in methods.values() if model.function.__module__.startswith(OURS)
]
OWN_CLASSES = sorted(
    path
    for path, described in CLASSES.items()
    if any(getattr(item, "function", item).__class__.__name__ == "function" for item in described.methods.values())
    and not path.startswith("tensorflow.layers")
    and not path.startswith("tensorflow.keras")
)


def plain_values() -> st.SearchStrategy[AbstractValue]:
    """Values without parts."""
    return st.one_of(
        st.sampled_from(
            [None, True, False, 0, 1, -1, 3, 2.5, "", "a", "a=1,b", "x/y.z", b"b", ..., range(3), slice(None)]
        ),
        st.builds(Unknown, st.sampled_from(["", "n"]), st.sampled_from(["", "str", "int", "float", "bool", "tensor"])),
        st.sampled_from([DType("float32"), Shape((2, UNKNOWN)), Shape(None), Dimension(3), Dimension(None)]),
        st.sampled_from([Symbol("builtins.int"), Symbol("numpy.float32"), Symbol("os.path"), Symbol("no.such.thing")]),
        st.builds(lambda: Text(("a/", Unknown("n")))),
        st.builds(lambda: ClassObject("C", (), {"x": 1})),
        st.builds(lambda: Instance(ClassObject("C", (), {"x": 1}), {"y": 2})),
        st.builds(Tensor),
        st.builds(lambda: NativeFunction("f", lambda machine, call: call.arguments[0] if call.arguments else None)),
        st.builds(lambda: ArrayObject(Shape((2,)), DType("int64"), [1, 2])),
        st.builds(lambda: ArrayObject(UNKNOWN, UNKNOWN)),
        st.builds(lambda: ArrayObject(Shape((0, 3)), DType("float32"), [])),
    )


def values() -> st.SearchStrategy[AbstractValue]:
    """Values, also with parts."""
    return st.recursive(
        plain_values(),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(tuple),
            st.builds(ListObject, st.lists(inner, max_size=3), st.booleans()),
            st.builds(IteratorObject, st.lists(inner, max_size=3), st.booleans()),
            st.builds(DictObject, st.dictionaries(st.sampled_from(["a", "b", 1]), inner, max_size=3), st.booleans()),
            st.builds(SetObject, st.dictionaries(st.sampled_from(["a", "b", 1]), st.none()), st.booleans()),
            st.builds(lambda one, other: OneOf((one, other)), inner, inner),
        ),
        max_leaves=4,
    )


def answer(function: AbstractValue, call: Call) -> None:
    """Calls a model in a new run; errors of the program are fine."""
    vm = Interpreter(NoFiles())
    try:
        result = vm.call_with(function, call)
        if isinstance(result, (IteratorObject, ListObject)):
            vm.truth(result)
    except ProgramError:
        pass
    assert not vm.trail.levels and vm.uncertain == 0


QUICK = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
CALLS = st.builds(
    Call,
    st.lists(values(), max_size=4),
    st.dictionaries(st.sampled_from(["key", "default", "axis", "dtype", "x", "name"]), values(), max_size=2),
    st.sampled_from([False, False, False, True]),
)


@QUICK
@given(st.sampled_from(CALLABLES), CALLS)
def test_functions_never_raise(path: str, call: Call) -> None:
    answer(Symbol(path), call)


@QUICK
@given(st.sampled_from(OWN_METHODS), CALLS, st.data())
def test_methods_never_raise(method: Model, call: Call, data: st.DataObject) -> None:
    receivers = [cls for cls, methods in METHODS.items() if method in methods.values()]
    fitting = values().filter(lambda value: isinstance(value, tuple(receivers)))
    if any(
        issubclass(receiver, (ListObject, DictObject, SetObject, ArrayObject, IteratorObject)) for receiver in receivers
    ):
        answer(method, Call([data.draw(fitting), *call.arguments], call.keywords, call.is_open))


@QUICK
@given(st.sampled_from(OWN_CLASSES), CALLS)
def test_classes_never_raise(path: str, call: Call) -> None:
    answer(Symbol(path), call)
