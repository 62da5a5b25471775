"""Modules of which little matters: time, random, logging, warnings, inspect, string, threading."""

from __future__ import annotations

import string
from typing import Final

from tfscope.domain.heap import (
    ABSENT,
    BoundMethod,
    ClassObject,
    DictObject,
    FunctionObject,
    Instance,
    ListObject,
    ModuleObject,
    NativeFunction,
)
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Unknown
from tfscope.models.machine import Call, Machine, Parameter, Signature
from tfscope.models.python.reductions import joined
from tfscope.models.python.types_of import known_bool, type_matches
from tfscope.models.registry import CLASSES, Model, canonical, constant, library_class, model

for name in ("ascii_letters", "ascii_lowercase", "ascii_uppercase", "digits", "hexdigits", "punctuation", "printable"):
    constant(f"string.{name}", getattr(string, name))
constant("string.letters", string.ascii_letters)
constant("string.lowercase", string.ascii_lowercase)
constant("string.uppercase", string.ascii_uppercase)
for level, number in {
    "DEBUG": 10,
    "INFO": 20,
    "WARNING": 30,
    "WARN": 30,
    "ERROR": 40,
    "CRITICAL": 50,
    "FATAL": 50,
}.items():
    constant(f"logging.{level}", number)
    constant(f"tensorflow.logging.{level}", number)
constant("typing.TYPE_CHECKING", False)

#: Functions that answer a value of a kind that is not known, by kind.
UNKNOWN_ANSWERS: Final = {
    "float": "time.time time.perf_counter time.clock time.monotonic time.process_time timeit.default_timer "
    "random.random random.uniform random.gauss random.normalvariate random.betavariate random.expovariate",
    "int": "random.randint random.randrange random.getrandbits time.time_ns sys.getrefcount sys.getsizeof "
    "sys.getrecursionlimit threading.active_count",
    "str": "time.strftime time.ctime time.asctime platform.node platform.system platform.platform inspect.getsource "
    "inspect.getfile inspect.getsourcefile inspect.getdoc uuid.uuid4 traceback.format_exc sys.executable "
    "platform.python_version getpass.getuser",
}

#: Functions without an effect that matters, which answer None.
WITHOUT_EFFECT: Final = (
    "random.seed time.sleep warnings.warn warnings.filterwarnings warnings.simplefilter logging.basicConfig "
    "logging.info logging.warning logging.warn logging.error logging.debug logging.exception logging.critical "
    "logging.log logging.disable absl.logging.info absl.logging.warning absl.logging.warn absl.logging.error "
    "absl.logging.debug absl.logging.vlog absl.logging.log absl.logging.set_verbosity absl.logging.fatal "
    "absl.logging.exception absl.logging.log_first_n absl.logging.use_absl_handler pprint.pprint gc.collect "
    "atexit.register signal.signal faulthandler.enable traceback.print_exc traceback.print_stack sys.stdout.write "
    "sys.stdout.flush sys.stderr.write sys.stderr.flush"
).split()
LOGGING: Final = (
    "info warning warn error debug fatal log vlog set_verbosity flush log_first_n log_every_n log_if".split()
)


def register_unknown(path: str, kind: str) -> None:
    """Registers a function whose answer is not known."""

    @model(path)
    def run(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        return Unknown(path.rpartition(".")[2] if kind == "str" else "", kind)


def register_silent(path: str) -> None:
    """Registers a function without effects."""

    @model(path)
    def run(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        return None


for answer_kind, paths in UNKNOWN_ANSWERS.items():
    for each_path in paths.split():
        register_unknown(each_path, answer_kind)
for each_path in [*WITHOUT_EFFECT, *(f"tensorflow.logging.{severity}" for severity in LOGGING)]:
    register_silent(each_path)


@model("random.choice")
def choice(machine: Machine, call: Call, seq: AbstractValue) -> AbstractValue:
    """One of the items."""
    items = machine.items_of(seq)
    return joined(items) if items else UNKNOWN


@model("random.shuffle")
def shuffle(machine: Machine, call: Call, x: AbstractValue, *rest: AbstractValue) -> AbstractValue:
    """Puts items in an order that is not known."""
    if isinstance(x, ListObject):
        machine.changing(x)
        x.items = [joined(x.items)] * len(x.items) if not x.is_open else []
    return None


@model("random.sample", "random.choices")
def sample(
    machine: Machine, call: Call, population: AbstractValue, *rest: AbstractValue, **others: AbstractValue
) -> AbstractValue:
    """Some of the items."""
    return ListObject([], is_open=True)


# -- inspect -----------------------------------------------------------------------------------------------


def parameters(machine: Machine, function: AbstractValue) -> tuple[Parameter, ...] | None:
    """The parameters of a function, with the first one of a method."""
    if isinstance(function, NativeFunction) and "__wrapped__" in function.attributes:
        function = function.attributes["__wrapped__"]
    inner = function.function if isinstance(function, BoundMethod) else function
    signature: Signature | None = machine.parameters_of(inner)
    return None if signature is None else signature.parameters


@model("inspect.getargspec", "inspect.getfullargspec")
def getfullargspec(machine: Machine, call: Call, func: AbstractValue) -> AbstractValue:
    """The parameters of a function."""
    known = parameters(machine, func)
    if known is None:
        return UNKNOWN
    plain = [parameter for parameter in known if parameter.kind == "plain"]
    keyword = [parameter for parameter in known if parameter.kind == "keyword"]
    defaults = tuple(parameter.default for parameter in plain if parameter.default is not ABSENT)
    rest: dict[str, AbstractValue] = {p.kind: p.name for p in known if p.kind in ("rest", "rest_keywords")}
    spec = {
        "args": ListObject([parameter.name for parameter in plain]),
        "varargs": rest.get("rest"),
        "varkw": rest.get("rest_keywords"),
        "keywords": rest.get("rest_keywords"),
        "defaults": defaults or None,
        "kwonlyargs": ListObject([parameter.name for parameter in keyword]),
        "kwonlydefaults": DictObject({p.name: p.default for p in keyword if p.default is not ABSENT}),
    }
    made = Instance(machine.library_class("inspect.FullArgSpec"), spec)
    made.native = tuple(spec[name] for name in ("args", "varargs", "varkw", "defaults"))
    return made


@library_class("inspect.FullArgSpec", "builtins.tuple")
class FullArgSpec:
    """What `getfullargspec` answers."""


@library_class("inspect.Signature")
class SignatureClass:
    """What `inspect.signature` answers."""


@library_class("inspect.Parameter")
class ParameterClass:
    """A parameter of a signature."""

    empty = Symbol("inspect.Parameter.empty")
    POSITIONAL_OR_KEYWORD = Symbol("inspect.Parameter.POSITIONAL_OR_KEYWORD")
    VAR_POSITIONAL = Symbol("inspect.Parameter.VAR_POSITIONAL")
    KEYWORD_ONLY = Symbol("inspect.Parameter.KEYWORD_ONLY")
    VAR_KEYWORD = Symbol("inspect.Parameter.VAR_KEYWORD")


PARAMETER_KINDS: Final = {
    "plain": ParameterClass.POSITIONAL_OR_KEYWORD,
    "rest": ParameterClass.VAR_POSITIONAL,
    "keyword": ParameterClass.KEYWORD_ONLY,
    "rest_keywords": ParameterClass.VAR_KEYWORD,
}


@model("inspect.signature")
def signature(machine: Machine, call: Call, obj: AbstractValue) -> AbstractValue:
    """The signature of a function."""
    known = machine.parameters_of(obj)
    if known is None and isinstance(obj, NativeFunction):
        known = machine.parameters_of(obj.attributes.get("__wrapped__", UNKNOWN))
    if known is None:
        return UNKNOWN
    cls = machine.library_class("inspect.Parameter")
    made: dict[AbstractValue, AbstractValue] = {}
    for parameter in known.parameters:
        default = ParameterClass.empty if parameter.default is ABSENT else parameter.default
        facts = {"name": parameter.name, "default": default, "kind": PARAMETER_KINDS[parameter.kind]}
        made[parameter.name] = Instance(cls, facts)
    return Instance(machine.library_class("inspect.Signature"), {"parameters": DictObject(made)})


@model("inspect.isclass")
def isclass(machine: Machine, call: Call, object: AbstractValue) -> AbstractValue:
    """Whether an object is a class."""
    if isinstance(object, Symbol) and canonical(object.path) in CLASSES:
        return True
    if isinstance(object, (Unknown, Symbol)):
        return known_bool(None)
    return isinstance(object, ClassObject)


@model("inspect.isfunction", "inspect.isroutine")
def isfunction(machine: Machine, call: Call, object: AbstractValue) -> AbstractValue:
    """Whether an object is a function."""
    if isinstance(object, (Unknown, Symbol)):
        return known_bool(None)
    return isinstance(object, (FunctionObject, NativeFunction, Model))


@model("inspect.ismethod")
def ismethod(machine: Machine, call: Call, object: AbstractValue) -> AbstractValue:
    """Whether an object is a bound method."""
    return known_bool(None if isinstance(object, Unknown) else isinstance(object, BoundMethod))


@model("inspect.ismodule")
def ismodule(machine: Machine, call: Call, object: AbstractValue) -> AbstractValue:
    """Whether an object is a module."""
    return known_bool(None if isinstance(object, (Unknown, Symbol)) else isinstance(object, ModuleObject))


@model("inspect.isgenerator")
def isgenerator(machine: Machine, call: Call, object: AbstractValue) -> AbstractValue:
    """Whether an object is a generator."""
    return known_bool(type_matches(machine, object, "types.GeneratorType"))


@model("threading.Lock", "threading.RLock", "threading.Condition", "threading.Semaphore", "threading.local")
def lock(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
    """A lock, which is free."""
    return Instance(machine.library_class("threading.AnyLock"))


@library_class("threading.AnyLock")
class AnyLock:
    """Locks and what is local to a thread."""

    def enter(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Takes the lock."""
        return True

    def exit(machine: Machine, call: Call, self: Instance, *error: AbstractValue) -> AbstractValue:
        """Frees the lock."""
        return False

    def acquire(
        machine: Machine, call: Call, self: Instance, *rest: AbstractValue, **others: AbstractValue
    ) -> AbstractValue:
        """Takes the lock."""
        return True

    def release(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Frees the lock."""
        return None
