"""`argparse`: a command line without arguments, so that every option has its default."""

from __future__ import annotations

from typing import Final

from tfscope.domain.heap import HeapObject, Instance, ListObject
from tfscope.domain.values import UNKNOWN, AbstractValue, Symbol, Unknown
from tfscope.models.machine import Call, Machine
from tfscope.models.registry import canonical, library_class, model

#: The kinds of values that conversions give.
KINDS: Final = {"builtins.int": "int", "builtins.float": "float", "builtins.str": "str", "builtins.bool": "bool"}
SILENT: Final = ("help", "version")


class Options(HeapObject):
    """The options of a parser: the default of each, and what each option string sets."""

    __slots__ = ("defaults", "spellings", "is_open")
    changing = ("defaults", "spellings", "is_open")

    def __init__(self) -> None:
        self.stamp = 0
        self.defaults: dict[str, AbstractValue] = {}
        #: option string → (destination, type, action).
        self.spellings: dict[str, AbstractValue] = {}
        self.is_open = False


def options_of(self: Instance) -> Options:
    """The options of a parser, a group of options or a subcommand."""
    if not isinstance(self.native, Options):
        # A parser of the program's own class that did not start this one.
        self.native = Options()
        self.native.is_open = True
    return self.native


def destination(names: list[str], dest: AbstractValue) -> str:
    """The attribute that an option sets."""
    if isinstance(dest, str):
        return dest
    long = next((name for name in names if name.startswith("--")), names[0] if names else "")
    return long.lstrip("-").replace("-", "_") if long.startswith("-") else long


def unknown_option(name: str, kind: AbstractValue, nargs: AbstractValue) -> AbstractValue:
    """The value of an option that must be given."""
    if isinstance(nargs, int) or nargs in ("*", "+"):
        return ListObject([], is_open=True)
    if kind is None:
        return Unknown(name, "str")
    return Unknown(name, KINDS.get(canonical(kind.path), "") if isinstance(kind, Symbol) else "")


def default_of(machine: Machine, name: str, is_positional: bool, given: dict[str, AbstractValue]) -> AbstractValue:
    """The value that an option has without a command line."""
    action, nargs, kind = given.get("action", "store"), given.get("nargs"), given.get("type")
    if given.get("required") is True or (is_positional and nargs not in ("?", "*")):
        return unknown_option(name, kind, nargs)
    if "default" not in given:
        return {"store_true": False, "store_false": True}.get(action) if isinstance(action, str) else None
    default = given["default"]
    if isinstance(default, str) and kind is not None:
        return machine.call(kind, default)
    return default


class ParserMethods:
    """What parsers and groups of options share."""

    def add_argument(
        machine: Machine, call: Call, self: Instance, *names: AbstractValue, **given: AbstractValue
    ) -> AbstractValue:
        """Adds an option or a positional argument."""
        options = options_of(self)
        machine.changing(options)
        known = [name for name in names if isinstance(name, str)]
        name = destination(known, given.get("dest"))
        if call.is_open or len(known) < len(names) or not name:
            options.is_open = True
            return UNKNOWN
        if given.get("action") in SILENT:
            return UNKNOWN
        is_positional = bool(known) and not known[0].startswith("-")
        if name not in options.defaults or "default" in given or is_positional:
            options.defaults[name] = default_of(machine, name, is_positional, given)
        for spelling in known:
            options.spellings[spelling] = (name, given.get("type"), given.get("action", "store"))
        return UNKNOWN

    def add_argument_group(
        machine: Machine, call: Call, self: Instance, *names: AbstractValue, **given: AbstractValue
    ) -> AbstractValue:
        """A group: its options are the parser's."""
        group = Instance(machine.library_class("argparse.Group"))
        group.native = self.native
        return group

    add_mutually_exclusive_group = add_argument_group

    def set_defaults(machine: Machine, call: Call, self: Instance, **defaults: AbstractValue) -> AbstractValue:
        """Sets defaults, also of what is no option."""
        options = options_of(self)
        machine.changing(options)
        options.defaults.update(defaults)
        return None

    def get_default(machine: Machine, call: Call, self: Instance, dest: AbstractValue) -> AbstractValue:
        """The default of an option."""
        options = options_of(self)
        return options.defaults.get(dest) if isinstance(dest, str) and not options.is_open else UNKNOWN


library_class("argparse.Group")(ParserMethods)


@library_class("argparse.ArgumentParser", "argparse.Group")
class ArgumentParser:
    """A parser of command lines."""

    def init(
        machine: Machine,
        call: Call,
        self: Instance,
        *rest: AbstractValue,
        parents: AbstractValue = (),
        **given: AbstractValue,
    ) -> AbstractValue:
        """Starts with the options of its parents."""
        options = Options()
        self.native = options
        for parent in machine.items_of(parents) or ():
            if isinstance(parent, Instance) and isinstance(parent.native, Options):
                options.defaults.update(parent.native.defaults)
                options.spellings.update(parent.native.spellings)
        return None

    def parse_args(
        machine: Machine, call: Call, self: Instance, args: AbstractValue = None, namespace: AbstractValue = None
    ) -> AbstractValue:
        """The options as attributes."""
        return parse(machine, self, args, namespace)

    def parse_known_args(
        machine: Machine, call: Call, self: Instance, args: AbstractValue = None, namespace: AbstractValue = None
    ) -> AbstractValue:
        """The options, and what is left of the command line."""
        return (parse(machine, self, args, namespace), ListObject([], is_open=args is not None))

    def add_subparsers(machine: Machine, call: Call, self: Instance, **given: AbstractValue) -> AbstractValue:
        """Subcommands: which one is given is not known, nor then the options."""
        options = options_of(self)
        machine.changing(options)
        options.is_open = True
        dest = given.get("dest")
        if isinstance(dest, str):
            options.defaults[dest] = Unknown(dest, "str")
        return Instance(machine.library_class("argparse.Subparsers"))

    def error(machine: Machine, call: Call, self: Instance, message: AbstractValue) -> AbstractValue:
        """Ends the program."""
        return machine.call(Symbol("builtins.exit"), 2)

    def exit(machine: Machine, call: Call, self: Instance, *rest: AbstractValue) -> AbstractValue:
        """Ends the program."""
        return machine.call(Symbol("builtins.exit"), 0)

    def print_help(machine: Machine, call: Call, self: Instance, *rest: AbstractValue) -> AbstractValue:
        """Prints."""
        return None

    print_usage = print_help

    def format_help(machine: Machine, call: Call, self: Instance) -> AbstractValue:
        """The text of the help."""
        return Unknown("", "str")


@library_class("argparse.Subparsers")
class Subparsers:
    """The subcommands of a parser."""

    def add_parser(
        machine: Machine, call: Call, self: Instance, name: AbstractValue, **given: AbstractValue
    ) -> AbstractValue:
        """The parser of a subcommand."""
        return machine.call(machine.library_class("argparse.ArgumentParser"))


def parse(machine: Machine, self: Instance, args: AbstractValue, namespace: AbstractValue) -> AbstractValue:
    """The namespace that a command line gives."""
    options = options_of(self)
    made = namespace
    if not isinstance(made, Instance):
        made = Instance(machine.library_class("argparse.Namespace"))
    machine.changing(made)
    made.attributes.update(options.defaults)
    made.is_open = made.is_open or options.is_open
    if args is not None:
        words = machine.items_of(args)
        if words is None or not read_words(machine, options, made, words):
            made.attributes.update({name: Unknown(name) for name in options.defaults})
    return made


def read_words(machine: Machine, options: Options, made: Instance, words: list[AbstractValue]) -> bool:
    """Reads a command line that the program gives itself; false where it is not understood."""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        spelling, has_value, value = str(word).partition("=") if isinstance(word, str) else ("", "", "")
        found = options.spellings.get(spelling)
        if not isinstance(found, tuple):
            return False
        name, kind, action = found
        if action in ("store_true", "store_false"):
            made.attributes[str(name)] = action == "store_true"
            continue
        if action != "store" or (not has_value and not rest):
            return False
        text: AbstractValue = value if has_value else rest.pop(0)
        made.attributes[str(name)] = text if kind is None else machine.call(kind, text)
    return True


@model("argparse.FileType")
def file_type(machine: Machine, call: Call, *arguments: AbstractValue, **given: AbstractValue) -> AbstractValue:
    """What opens a file."""
    return UNKNOWN
