"""`absl.flags`, which is `tf.flags`, and `app.run`. Flags have their defaults, as without a command line."""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import ABSENT, Instance, ListObject, NativeFunction
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.python.types_of import known_bool
from tfscope.models.registry import library_class, model, per_run

#: How a default that is a string is read, by the kind of flag.
CONVERTERS: Final = {
    "integer": Symbol("builtins.int"),
    "float": Symbol("builtins.float"),
    "multi_integer": Symbol("builtins.int"),
    "multi_float": Symbol("builtins.float"),
}
KINDS: Final = (
    "string integer float bool boolean enum enum_class list spaceseplist multi_string multi_integer multi_float "
    "multi_enum multi_enum_class flag"
).split()


@per_run("absl.flags.FLAGS", "tensorflow.flags.FLAGS", "tensorflow.app.flags.FLAGS")
def all_flags(machine: Machine) -> AbstractValue:
    """The flags; those that no model defined are not known."""
    flags = Instance(machine.library_class("absl.flags.FlagValues"))
    flags.is_open = True
    return flags


def flags_of(machine: Machine) -> Instance:
    """The flags of the program."""
    flags = machine.get_attribute(Symbol("absl.flags"), "FLAGS")
    assert isinstance(flags, Instance)
    return flags


@library_class("absl.flags.FlagValues")
class FlagValues:
    """The flags of a program."""

    def call_(
        machine: Machine, call: Call, self: Instance, argv: AbstractValue, **options: AbstractValue
    ) -> AbstractValue:
        """Parses a command line."""
        return argv

    def getitem_(machine: Machine, call: Call, self: Instance, name: AbstractValue) -> AbstractValue:
        """A flag itself."""
        return holder(machine, name)

    def contains_(machine: Machine, call: Call, self: Instance, name: AbstractValue) -> AbstractValue:
        """Whether there is a flag of that name."""
        return known_bool(True if name in self.attributes else None)

    def flag_values_dict(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The values by name."""
        return machine.get_attribute(self, "__dict__")

    def is_parsed(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Whether the command line was read."""
        return True

    def mark_as_parsed(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """Nothing that matters here."""
        return None

    def set_default(
        machine: Machine, call: Call, self: Instance, name: AbstractValue, value: AbstractValue
    ) -> AbstractValue:
        """Changes a default."""
        return set_default(machine, call, name, value)

    def _parse_flags(machine: Machine, call: Call, self: Instance, args: AbstractValue = None) -> AbstractValue:
        """TensorFlow's old way to read the command line."""
        return ListObject([], is_open=True)


@library_class("absl.flags.FlagHolder")
class FlagHolder:
    """What defining a flag answers."""

    def value(machine: Machine, self: Instance) -> AbstractValue:
        """The value of the flag."""
        name = self.attributes.get("name")
        return machine.get_attribute(flags_of(machine), name) if isinstance(name, str) else UNKNOWN

    value = property(value)  # type: ignore[arg-type, assignment]

    def default(machine: Machine, self: Instance) -> AbstractValue:
        """The default of the flag."""
        name = self.attributes.get("name")
        return machine.get_attribute(flags_of(machine), name) if isinstance(name, str) else UNKNOWN

    default = property(default)  # type: ignore[arg-type, assignment]


def holder(machine: Machine, name: AbstractValue) -> Instance:
    """A flag."""
    return Instance(machine.library_class("absl.flags.FlagHolder"), {"name": name})


def define(kind: str) -> None:
    """Registers `DEFINE_kind`."""

    def run(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
        """Defines a flag with its default."""
        positional = list(arguments[1:] if kind == "flag" else arguments)
        name = keywords.get("name", keywords.get("flag_name", positional[0] if positional else UNKNOWN))
        default = keywords.get("default", keywords.get("default_value", positional[1] if len(positional) > 1 else None))
        if call.is_open or not isinstance(name, str):
            return UNKNOWN
        flags = flags_of(machine)
        machine.changing(flags)
        flags.attributes[name] = Unknown(name) if keywords.get("required") is True else read(machine, kind, default)
        return holder(machine, name)

    model(f"absl.flags.DEFINE_{kind}")(run)


def read(machine: Machine, kind: str, default: AbstractValue) -> AbstractValue:
    """The value of a flag by its default."""
    if default is None:
        return None
    if kind.startswith("multi_"):
        items = [default] if isinstance(default, (str, int, float)) else machine.items_of(default)
        if items is None:
            return ListObject([], is_open=True)
        converter = CONVERTERS.get(kind)
        return ListObject([item if converter is None else machine.call(converter, item) for item in items])
    if kind == "list" and isinstance(default, str):
        return ListObject([part.strip() for part in default.split(",")] if default else [])
    if kind == "spaceseplist" and isinstance(default, str):
        return ListObject(list(default.split()))
    if kind in ("bool", "boolean") and isinstance(default, (str, int)):
        return str(default).lower() in ("true", "t", "1", "yes", "y")
    if kind in CONVERTERS and isinstance(default, (str, int)):
        return machine.call(CONVERTERS[kind], default)
    return default


for flag_kind in KINDS:
    define(flag_kind)


@model("absl.flags.DEFINE_alias")
def define_alias(
    machine: Machine, call: Call, name: AbstractValue, original_name: AbstractValue, *rest: AbstractValue
) -> AbstractValue:
    """A second name of a flag."""
    flags = flags_of(machine)
    if isinstance(name, str) and isinstance(original_name, str):
        machine.changing(flags)
        flags.attributes[name] = machine.get_attribute(flags, original_name)
    return holder(machine, name)


@model("absl.flags.mark_flag_as_required")
def mark_flag_as_required(
    machine: Machine, call: Call, flag_name: AbstractValue, *rest: AbstractValue
) -> AbstractValue:
    """A flag that must be given: its value is not known."""
    flags = flags_of(machine)
    name = flag_name.attributes.get("name") if isinstance(flag_name, Instance) else flag_name
    if isinstance(name, str) and flags.attributes.get(name, ABSENT) is None:
        machine.changing(flags)
        flags.attributes[name] = Unknown(name)
    return None


@model("absl.flags.mark_flags_as_required")
def mark_flags_as_required(
    machine: Machine, call: Call, flag_names: AbstractValue, *rest: AbstractValue
) -> AbstractValue:
    """Flags that must be given."""
    for name in machine.items_of(flag_names) or ():
        mark_flag_as_required(machine, call, name)
    return None


@model("absl.flags.set_default")
def set_default(machine: Machine, call: Call, flag_holder: AbstractValue, value: AbstractValue) -> AbstractValue:
    """Changes the default of a flag."""
    name = flag_holder.attributes.get("name") if isinstance(flag_holder, Instance) else flag_holder
    if isinstance(name, str):
        machine.set_attribute(flags_of(machine), name, value)
    return None


@model("absl.flags.register_validator", "absl.flags.validator", "absl.flags.adopt_module_key_flags")
def validate(machine: Machine, call: Call, *arguments: AbstractValue, **keywords: AbstractValue) -> AbstractValue:
    """Nothing that matters here; as a decorator it keeps the function."""
    return NativeFunction("validator", lambda machine, inner: inner.arguments[0] if inner.arguments else None)


@model("absl.app.run")
def absl_run(
    machine: Machine, call: Call, main: AbstractValue, argv: AbstractValue = None, **options: AbstractValue
) -> AbstractValue:
    """Calls `main` with the command line."""
    return run(machine, call, main, argv)


@model("tensorflow.app.run")
def run(machine: Machine, call: Call, main: AbstractValue = None, argv: AbstractValue = None) -> AbstractValue:
    """Calls `main`, by default that of the program's module, with the command line."""
    if main is None:
        module = machine.main_module()
        main = module.namespace.names.get("main", UNKNOWN) if module is not None else UNKNOWN
    given = argv if argv is not None else ListObject(["program.py"], is_open=False)
    machine.call(main, given)
    return None
