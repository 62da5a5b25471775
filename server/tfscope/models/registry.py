"""The registry of library models: who answers for a canonical name, a method, or an attribute of a value.

Models register themselves by decorator when their module is imported; `catalog.py` imports them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from tfscope.domain.heap import ABSENT, ClassObject
from tfscope.domain.values import AbstractValue, Symbol
from tfscope.models.machine import Machine, Parameter, Signature
from tfscope.models.signature import declared_parameters, signature_of

ModelFunction: TypeAlias = Callable[..., AbstractValue]
AttributeFunction: TypeAlias = Callable[[Machine, AbstractValue], AbstractValue]


@dataclass(slots=True, eq=False)
class Model:
    """What a library function does to the state. `function` takes the machine, the call, and the API's parameters."""

    name: str
    function: ModelFunction
    path: str = ""
    signature_cache: Signature | None = None
    #: The parameters that the program sees where `function` takes any.
    shown: Signature | None = None
    #: The parameters as a `def` has them, where `function` takes them as one mapping.
    declared: str | None = None

    @property
    def signature(self) -> Signature:
        """The API's own parameters."""
        if self.signature_cache is None:
            if self.declared is None:
                self.signature_cache = signature_of(self.function, self.name)
            else:
                self.signature_cache = Signature(self.name, declared_parameters(self.declared))
        return self.signature_cache


@dataclass(slots=True, eq=False)
class LibraryClass:
    """A class of a library. `bases` and the keys of `methods` are names; it becomes a ClassObject in each run."""

    path: str
    bases: tuple[str, ...]
    methods: dict[str, AbstractValue]


MODELS: Final[dict[str, Model]] = {}
CONSTANTS: Final[dict[str, AbstractValue]] = {}
#: What makes the value of a canonical name that can change, once for each run.
PER_RUN: Final[dict[str, Callable[[Machine], AbstractValue]]] = {}
PURE: Final[dict[str, Callable[..., object]]] = {}
CLASSES: Final[dict[str, LibraryClass]] = {}
METHODS: Final[dict[type, dict[str, Model]]] = {}
ATTRIBUTES: Final[dict[type, dict[str, AttributeFunction]]] = {}
FALLBACKS: Final[dict[type, Callable[[Machine, AbstractValue, str], AbstractValue]]] = {}
#: Names that two models claim: a mistake that a test finds.
TWICE: Final[list[str]] = []
#: How a context manager of a model says whether it swallows errors of a class, by the class of the abstract value.
SWALLOWS: Final[dict[type, Callable[[AbstractValue, AbstractValue], bool]]] = {}


def model(*paths: str) -> Callable[[ModelFunction], ModelFunction]:
    """Registers a function as the model of the API with these canonical names."""

    def register(function: ModelFunction) -> ModelFunction:
        for path in paths:
            if path in MODELS:
                TWICE.append(path)
            MODELS[path] = Model(path.rpartition(".")[2], function, path)
        return function

    return register


def constructor_model(path: str, function: ModelFunction, signature: Signature, is_open: bool = True) -> Model:
    """The model of the `__init__` of a class, whose parameters are known apart from its function."""
    short = path.rpartition(".")[2]
    rest = (Parameter("kwargs", ABSENT, "rest_keywords"),) if is_open else ()
    shown = Signature("__init__", (Parameter("self", ABSENT), *signature.parameters, *rest))
    return Model(f"{short}.__init__", function, f"{path}.__init__", shown=shown)


def constant(path: str, value: AbstractValue) -> None:
    """Registers the value of a canonical name."""
    CONSTANTS[path] = value


def per_run(*paths: str) -> Callable[[Callable[[Machine], AbstractValue]], Callable[[Machine], AbstractValue]]:
    """Registers a function that makes the value of canonical names, once for each run."""

    def register(function: Callable[[Machine], AbstractValue]) -> Callable[[Machine], AbstractValue]:
        for path in paths:
            PER_RUN[path] = function
        return function

    return register


def pure(path: str, function: Callable[..., object]) -> None:
    """Registers a Python function without effects, evaluated by Python itself where all arguments are known."""
    PURE[path] = function


def method(cls: type, *names: str) -> Callable[[ModelFunction], ModelFunction]:
    """Registers a function as a method of the abstract values of a class; it takes (machine, call, self, …)."""

    def register(function: ModelFunction) -> ModelFunction:
        for name in names:
            METHODS.setdefault(cls, {})[name] = Model(f"{cls.__name__}.{name}", function)
        return function

    return register


def attribute(cls: type, *names: str) -> Callable[[AttributeFunction], AttributeFunction]:
    """Registers a function that answers an attribute of the abstract values of a class."""

    def register(function: AttributeFunction) -> AttributeFunction:
        for name in names:
            ATTRIBUTES.setdefault(cls, {})[name] = function
        return function

    return register


def library_class(path: str, *bases: str) -> Callable[[type], type]:
    """Registers a Python class as the model of a library's class.

    Its static functions become methods: they take (machine, call, self, …); `init` stands for `__init__`, and a name
    that ends with an underscore for a special method, `getitem_` for `__getitem__`.
    """

    def register(cls: type) -> type:
        short = path.rpartition(".")[2]
        methods: dict[str, AbstractValue] = {}
        for name, value in vars(cls).items():
            if name.startswith("__"):
                continue
            public = SPECIAL.get(name, f"__{name[:-1]}__" if name.endswith("_") else name)
            if isinstance(value, property) and value.fget is not None:
                methods[public] = LibraryProperty(cast("AttributeFunction", value.fget))
            elif callable(value):
                methods[public] = Model(f"{short}.{public}", value, f"{path}.{public}")
            else:
                methods[public] = value
        CLASSES[path] = LibraryClass(path, bases, methods)
        return cls

    return register


SPECIAL: Final = {"init": "__init__", "call_": "__call__", "enter": "__enter__", "exit": "__exit__"}


@dataclass(slots=True, eq=False)
class LibraryProperty:
    """A property of a library's class; used as a decorator on a function that takes the machine and the instance."""

    function: AttributeFunction


def find_method(value: AbstractValue, name: str) -> Model | None:
    """The model of a method of `value`."""
    for cls in type(value).__mro__:
        found = METHODS.get(cls, {}).get(name)
        if found is not None:
            return found
    return None


def find_attribute(machine: Machine, value: AbstractValue, name: str) -> AbstractValue:
    """An attribute of `value` that a model answers, else ABSENT."""
    for cls in type(value).__mro__:
        function = ATTRIBUTES.get(cls, {}).get(name)
        if function is not None:
            return function(machine, value)
    for cls in type(value).__mro__:
        if cls in FALLBACKS:
            return FALLBACKS[cls](machine, value, name)
    return ABSENT


def has_fallback(value: AbstractValue) -> bool:
    """Whether a model knows all the attributes that values of this class have."""
    return any(cls in FALLBACKS for cls in type(value).__mro__)


def make_class(path: str, find: Callable[[str], ClassObject]) -> ClassObject:
    """A new class object for a library's class; `find` gives those of its bases."""
    described = CLASSES[path]
    cls = ClassObject(path.rpartition(".")[2], tuple(map(find, described.bases)), dict(described.methods), path)
    return cls


def is_modelled(path: str) -> bool:
    """Whether a model answers for a name."""
    return path in MODELS or path in CONSTANTS or path in PURE or path in CLASSES or path in PER_RUN


@dataclass(slots=True, eq=False)
class LibraryNamespace:
    """How the names below one top-level module are read.

    `canonical` maps a path as it was spelled to the one that models register; `exists` says whether the spelling
    exists in the program's version, None where that is not known; `unmodelled` answers a call that has no model.
    `hides` says whether objects of a class may have an attribute that its model lacks; its last argument is whether
    the class is the object's own, and not an ancestor of the program's class.
    """

    canonical: Callable[[str], str]
    exists: Callable[[Machine, str], bool | None]
    unmodelled: Callable[[Machine, Symbol], AbstractValue]
    hides: Callable[[str, str, bool], bool] = lambda path, name, is_own: False


NAMESPACES: Final[dict[str, LibraryNamespace]] = {}


def canonical(path: str) -> str:
    """The canonical name of a path."""
    namespace = NAMESPACES.get(path.partition(".")[0])
    return path if namespace is None else namespace.canonical(path)


def may_hide(path: str, name: str, is_own: bool) -> bool:
    """Whether objects of a library's class may have an attribute that its model lacks."""
    namespace = NAMESPACES.get(path.partition(".")[0])
    return namespace is not None and namespace.hides(path, name, is_own)
